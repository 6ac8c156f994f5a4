//! Losses of data in a fake account.

use serde_json::json;

use crate::testing::{Account, Phase, Shop, protected, queue, retained, table};

/// What failed is repaired, and the table can be deleted.
fn repair(account: &mut Account) {
    account.repair();
    account.calls.clear();
    account.table("users").unwrap().deletion_protection = false;
}

#[tokio::test]
async fn a_table_is_removed_only_if_it_is_named() {
    let mut shop = Shop::deployed(&json!({ "Users": table("users"), "Queue": queue("q") })).await;
    let without = json!({ "Queue": queue("q") });
    let refused = shop.redeploy(&without).await;
    shop.check_refused(
        refused,
        &[
            "`Users` (AWS::DynamoDB::Table) in `Users-dev`: its data would be deleted",
            "`stacks/src/users.rs` does not declare it any more",
            "`cargo xtask deploy --env dev --allow-loss Users-dev/Users`",
        ],
    );
    shop.stacks = vec!["Users-dev".to_owned()];
    let refused = shop.deploy().await;
    let command = "`cargo xtask deploy Users-dev --env dev --allow-loss Users-dev/Users`";
    shop.check_refused(refused, &[command]);
    shop.stacks.clear();
    for name in ["Users", "Users-dev/Users"] {
        shop.redeploy(&json!({ "Users": table("users"), "Queue": queue("q") })).await.unwrap();
        shop.allow_loss = vec![name.to_owned()];
        shop.redeploy(&without).await.unwrap();
        assert!(shop.aws.account().table("users").is_none(), "{name}");
        shop.allow_loss.clear();
    }
}

#[tokio::test]
async fn a_table_with_another_logical_id_is_a_loss_that_names_the_new_one() {
    let mut shop = Shop::deployed(&json!({ "Users": table("users") })).await;
    let refused = shop.redeploy(&json!({ "Accounts": table("accounts") })).await;
    let new = "`Accounts` (declared at stacks/src/users.rs:1) is new";
    shop.check_refused(refused, &["`Users` (AWS::DynamoDB::Table)", new]);
}

#[tokio::test]
async fn a_table_is_replaced_only_if_it_is_named() {
    let mut shop = Shop::deployed(&json!({ "Users": table("users") })).await;
    let refused = shop.redeploy(&json!({ "Users": table("accounts") })).await;
    shop.check_refused(
        refused,
        &[
            "a change of `TableName` replaces it (declared at stacks/src/users.rs:1)",
            "--allow-loss Users-dev/Users",
        ],
    );
    shop.allow_loss = vec!["Users".to_owned()];
    shop.deploy().await.unwrap();
    assert!(shop.aws.account().table("users").is_none());
    assert!(shop.aws.account().table("accounts").is_some());
}

#[tokio::test]
async fn a_bucket_is_removed_only_if_it_is_named() {
    let bucket = json!({ "Type": "AWS::S3::Bucket", "Properties": { "BucketName": "reports" } });
    let mut shop = Shop::deployed(&json!({ "Bucket": bucket, "Queue": queue("q") })).await;
    let refused = shop.redeploy(&json!({ "Queue": queue("q") })).await;
    shop.check_refused(refused, &["--allow-loss Users-dev/Bucket"]);
}

#[tokio::test]
async fn a_retained_table_leaves_its_stack_only_if_it_is_named() {
    let mut shop =
        Shop::deployed(&json!({ "Users": retained("users"), "Queue": queue("q") })).await;
    let without = json!({ "Queue": queue("q") });
    let refused = shop.redeploy(&without).await;
    shop.check_refused(refused, &["would stay in AWS with its data, but belong to no stack"]);
    shop.allow_loss = vec!["Users".to_owned()];
    shop.deploy().await.unwrap();
    assert_eq!(shop.aws.account().table("users").unwrap().stack, None);

    // It comes back with its data.
    shop.allow_loss.clear();
    shop.redeploy(&json!({ "Users": retained("users"), "Queue": queue("q") })).await.unwrap();
    assert!(shop.aws.account().table("users").unwrap().stack.is_some());
}

#[tokio::test]
async fn a_queue_is_removed_if_it_is_empty_or_named() {
    let mut shop = Shop::deployed(&json!({ "Users": table("users"), "Queue": queue("q") })).await;
    let without = json!({ "Users": table("users") });
    shop.aws.account().queue("q").unwrap().contents = 3;
    let refused = shop.redeploy(&without).await;
    shop.check_refused(refused, &["`Queue` (AWS::SQS::Queue) in `Users-dev`: 3 messages would be"]);
    shop.aws.account().queue("q").unwrap().contents = 0;
    shop.deploy().await.unwrap();
    assert!(shop.aws.account().queue("q").is_none());
}

#[tokio::test]
async fn a_message_that_arrives_before_the_change_is_executed_stops_it() {
    let mut shop = Shop::deployed(&json!({ "Users": table("users"), "Queue": queue("q") })).await;
    shop.project.set("Users", &json!({ "Users": table("users") }));
    shop.aws.account().on("CreateChangeSet", |account| {
        account.queue("q").unwrap().contents = 1;
        Ok(())
    });
    let error = shop.deploy().await.unwrap_err();
    assert_eq!(error.to_string(), "failed to deploy `Users-dev`");
    assert_eq!(error.exit_code(), 3);
    assert!(error.hint().unwrap().contains("--allow-loss Users-dev/Queue"), "{}", error.report());
    assert_eq!(shop.executed(), 0);
    assert!(shop.aws.account().stack("Users-dev").unwrap().change_sets.is_empty());
}

#[tokio::test]
async fn losses_are_checked_again_when_the_lock_is_taken() {
    let mut shop = Shop::deployed(&json!({ "Users": table("users"), "Queue": queue("q") })).await;
    shop.project.set("Users", &json!({ "Users": table("users") }));
    shop.aws.account().on("PutObject", |account| {
        account.queue("q").unwrap().contents = 1;
        Ok(())
    });
    let refused = shop.deploy().await;
    shop.check_refused(refused, &["--allow-loss Users-dev/Queue"]);
    assert!(!shop.aws.account().calls.contains(&"CreateChangeSet".to_owned()));
}

#[tokio::test]
async fn a_failed_stack_that_still_has_a_table_is_deleted_only_if_the_table_is_named() {
    let mut shop = Shop::new();
    shop.project.set("Users", &json!({ "Users": protected("users"), "Queue": queue("q") }));
    shop.aws.account().fail(Phase::Deploy, "Queue", "bad queue");
    shop.deploy().await.unwrap_err();
    {
        let mut account = shop.aws.account();
        assert_eq!(account.stack("Users-dev").unwrap().status, "ROLLBACK_FAILED");
        repair(&mut account);
    }
    let refused = shop.deploy().await;
    shop.check_refused(refused, &["its stack failed and must be created again"]);
    shop.allow_loss = vec!["Users".to_owned()];
    shop.deploy().await.unwrap();
}

#[tokio::test]
async fn every_resource_of_a_failed_stack_counts_as_a_loss() {
    let mut shop = Shop::new();
    let mut resources = json!({});
    for number in 0..100 {
        resources[format!("Queue{number:02}")] = queue(&format!("q{number}"));
    }
    resources["Users"] = protected("users");
    resources["Zones"] = queue("zones");
    shop.project.set("Users", &resources);
    shop.aws.account().fail(Phase::Deploy, "Zones", "bad queue");
    shop.deploy().await.unwrap_err();
    {
        let mut account = shop.aws.account();
        let listed = account.stack("Users-dev").unwrap().resources.len();
        assert_eq!(listed, 101, "the table is the last one");
        repair(&mut account);
    }
    let refused = shop.deploy().await;
    shop.check_refused(refused, &["--allow-loss Users-dev/Users"]);
}

#[tokio::test]
async fn a_stack_whose_deletion_fails_meanwhile_is_deleted_only_if_its_tables_are_named() {
    let mut resources = json!({ "Users": protected("users") });
    // Enough for the deletion to last until the deployment waits for it.
    for number in 0..60 {
        resources[format!("Queue{number:02}")] = queue(&format!("q{number}"));
    }
    let shop = Shop::deployed(&resources).await;
    let client = shop.project.context(&shop.aws).cloudformation;
    client.delete_stack().stack_name("Users-dev").send().await.unwrap();
    shop.aws.account().calls.clear();
    shop.aws.account().on("PutObject", |account| {
        let status = &account.stack("Users-dev").unwrap().status;
        assert_eq!(status, "DELETE_IN_PROGRESS");
        Ok(())
    });

    let refused = shop.deploy().await;

    shop.check_refused(refused, &["--allow-loss Users-dev/Users"]);
    assert!(!shop.aws.account().calls.contains(&"DeleteStack".to_owned()));
}

#[tokio::test]
async fn a_loss_that_has_already_happened_may_still_be_named() {
    let mut shop = Shop::deployed(&json!({ "Users": table("users"), "Queue": queue("q") })).await;
    shop.allow_loss = vec!["Users".to_owned()];
    shop.redeploy(&json!({ "Queue": queue("q") })).await.unwrap();
    shop.deploy().await.unwrap();
}

#[tokio::test]
async fn a_table_cannot_have_another_logical_id_in_one_deployment() {
    for new in [table("users"), retained("users")] {
        let mut shop = Shop::deployed(&json!({ "Users": new, "Queue": queue("q") })).await;
        shop.allow_loss = vec!["Users".to_owned()];
        let renamed = json!({ "Accounts": new, "Queue": queue("q") });
        let error = shop.redeploy(&renamed).await.unwrap_err();
        let text = "`Users` (AWS::DynamoDB::Table) in `Users-dev` would still have the name `users` when `Accounts` is created";
        assert!(error.to_string().contains(text), "{}", error.report());
        assert!(error.hint().unwrap().contains("two deployments"), "{}", error.report());
        assert!(!shop.aws.account().calls.contains(&"CreateChangeSet".to_owned()));

        // What the hint advises.
        shop.redeploy(&json!({ "Queue": queue("q") })).await.unwrap();
        shop.redeploy(&renamed).await.unwrap();
        assert!(shop.aws.account().table("users").unwrap().stack.is_some());
    }
}

#[tokio::test]
async fn a_table_with_a_fixed_name_cannot_be_replaced_in_one_deployment() {
    let mut shop = Shop::deployed(&json!({ "Users": table("users") })).await;
    let mut changed = table("users");
    changed["Properties"]["KeySchema"] = json!([{ "AttributeName": "email" }]);
    shop.allow_loss = vec!["Users".to_owned()];
    let error = shop.redeploy(&json!({ "Users": changed })).await.unwrap_err();
    assert!(error.hint().unwrap().contains("two deployments"), "{}", error.report());
    assert_eq!(shop.executed(), 0);
}

#[tokio::test]
async fn a_name_that_no_resource_has_is_wrong_usage() {
    let mut shop = Shop::deployed(&json!({ "Users": table("users"), "Queue": queue("q") })).await;
    shop.allow_loss = vec!["Usres".to_owned()];
    let error = shop.redeploy(&json!({ "Queue": queue("q") })).await.unwrap_err();
    assert_eq!(error.exit_code(), 2);
    assert_eq!(
        error.report(),
        "error: `--allow-loss Usres` names no resource\n  \
         hint: the deployment would lose what these name: `--allow-loss Users-dev/Users`"
    );
}

#[tokio::test]
async fn a_name_that_several_stacks_have_is_wrong_usage() {
    let mut shop = Shop::deployed(&json!({ "Users": table("users") })).await;
    shop.project.set("Orders", &json!({ "Users": table("orders-users") }));
    shop.allow_loss = vec!["Users".to_owned()];
    let error = shop.deploy().await.unwrap_err();
    assert_eq!(error.exit_code(), 2);
    let hint = "give one of `--allow-loss Orders-dev/Users`, `--allow-loss Users-dev/Users`";
    assert_eq!(error.hint(), Some(hint));
}
