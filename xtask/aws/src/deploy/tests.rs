//! Deployments to a fake account.

use serde_json::json;

use super::*;
use crate::testing::{Failure, Phase, Shop, queue, retained, table};

#[test]
fn a_failure_lists_failed_and_skipped_stacks() {
    let outcomes = Outcomes::from([
        ("Orders-dev".to_owned(), Outcome::Skipped("Users-dev".to_owned())),
        (
            "Shared-dev".to_owned(),
            Outcome::Done(Deployed { changed: true, outputs: Values::new() }),
        ),
        ("Users-dev".to_owned(), Outcome::Failed(Error::fault("bad"))),
    ]);
    assert_eq!(
        outputs_of(outcomes).unwrap_err().to_string(),
        "failed to deploy `Users-dev`; skipped `Orders-dev` (needs `Users-dev`)"
    );
}

#[tokio::test]
async fn a_failed_first_deployment_is_repeated_with_the_same_tables_and_their_data() {
    let mut shop = Shop::new();
    shop.project.protected = true;
    shop.project.set("Users", &json!({ "Users": retained("users"), "Queue": queue("q") }));
    shop.aws.account().fail(Phase::Deploy, "Queue", "bad queue");
    shop.deploy().await.unwrap_err();
    let serial = {
        let mut account = shop.aws.account();
        account.repair();
        let table = account.table("users").expect("the rollback keeps the table");
        table.contents = 3;
        table.serial
    };

    shop.deploy().await.unwrap();

    let mut account = shop.aws.account();
    let stack = account.stack("Users-dev").unwrap().id.clone();
    let table = account.table("users").unwrap();
    assert_eq!((table.serial, table.contents), (serial, 3));
    assert_eq!(table.stack, Some(stack));
}

#[tokio::test]
async fn a_deployment_that_breaks_off_at_any_request_is_completed_by_the_next_one() {
    let resources = json!({ "Users": retained("users"), "Queue": queue("q") });
    for index in 0.. {
        let mut shop = Shop::new();
        shop.project.protected = true;
        shop.project.set("Users", &resources);
        shop.aws.account().rejected_call = Some(index);
        let broken = shop.deploy().await;
        let serial = shop.aws.account().table("users").map(|it| it.serial);
        shop.aws.account().rejected_call = None;
        // The lock of a process that has ended is abandoned.
        shop.aws.account().world.objects.clear();
        shop.deploy().await.unwrap();

        let mut account = shop.aws.account();
        assert_eq!(account.stack("Users-dev").unwrap().status, "CREATE_COMPLETE", "{index}");
        let table = account.table("users").unwrap();
        assert!(serial.is_none_or(|it| it == table.serial), "{index}: the table is another one");
        if broken.is_ok() {
            assert!(index > 15, "only {index} requests");
            return;
        }
    }
}

#[tokio::test]
async fn nothing_is_executed_if_nothing_has_changed() {
    let shop = Shop::deployed(&json!({ "Users": table("users") })).await;
    shop.deploy().await.unwrap();
    assert_eq!(shop.executed(), 0);
}

#[tokio::test]
async fn two_new_indexes_are_refused_before_anything_is_changed() {
    let mut shop = Shop::deployed(&json!({ "Users": table("users") })).await;
    let mut indexed = table("users");
    let index = |name: &str| json!({ "IndexName": name, "KeySchema": [] });
    indexed["Properties"]["GlobalSecondaryIndexes"] = json!([index("A"), index("B")]);
    let error = shop.redeploy(&json!({ "Users": indexed })).await.unwrap_err();
    assert!(error.to_string().contains("Only 1 online index"), "{error}");
    assert_eq!(shop.executed(), 0);
}

#[tokio::test]
async fn an_approval_covers_only_the_changes_that_were_shown() {
    let mut shop = Shop::deployed(&json!({ "Users": table("users") })).await;
    shop.project.set("Users", &json!({ "Users": table("users"), "Queue": queue("q") }));
    let ctx = shop.project.context(&shop.aws);
    let stacks: Vec<_> = ctx.manifest.stacks.iter().collect();
    let approved = diff::changes(&ctx, &stacks).await.unwrap();
    let options = Deploy { yes: false, ..shop.options() };
    let check = async || {
        let changes = check_again(&ctx, &stacks, &Allowed::default()).await?;
        approval::check(&ctx, &options, Some(&approved), &changes)
    };
    check().await.unwrap();

    // Another deployment changes the environment before this one has the lock.
    shop.project.set("Users", &json!({ "Users": table("users"), "Other": queue("o") }));
    shop.deploy().await.unwrap();
    let error = check().await.unwrap_err();
    assert_eq!(error.exit_code(), 3);
    assert!(error.to_string().contains("has changed since you approved"), "{error}");
}

#[tokio::test]
async fn an_approved_loss_covers_messages_that_arrive_later() {
    let mut shop = Shop::deployed(&json!({ "Users": table("users"), "Queue": queue("q") })).await;
    shop.project.set("Users", &json!({ "Users": table("users") }));
    shop.allow_loss = vec!["Queue".to_owned()];
    shop.aws.account().queue("q").unwrap().contents = 1;
    let ctx = shop.project.context(&shop.aws);
    let stacks: Vec<_> = ctx.manifest.stacks.iter().collect();
    let approved = diff::changes(&ctx, &stacks).await.unwrap();
    let allowed = Allowed::find(&ctx, &shop.options(), &approved).unwrap();

    shop.aws.account().queue("q").unwrap().contents = 2;

    let changes = check_again(&ctx, &stacks, &allowed).await.unwrap();
    let options = Deploy { yes: false, ..shop.options() };
    approval::check(&ctx, &options, Some(&approved), &changes).unwrap();
}

#[tokio::test]
async fn access_that_is_broadened_under_the_lock_without_an_approval_is_refused() {
    let route =
        json!({ "Type": "AWS::ApiGatewayV2::Route", "Properties": { "RouteKey": "GET /" } });
    let mut shop = Shop::deployed(&json!({ "Route": route, "Queue": queue("q") })).await;
    shop.yes = false;
    // Another deployment removes the route before this one has the lock.
    let removes_route = |account: &mut crate::testing::Account| {
        let version = &mut account.stack("Users-dev")?.version;
        version.template = json!({ "Resources": { "Queue": queue("q") } });
        version.text = version.template.to_string();
        Ok(())
    };
    shop.aws.account().on("PutObject", removes_route);
    let refused = shop.deploy().await;
    shop.check_refused(refused, &["would need an approval now", "`cargo xtask deploy --env dev`"]);

    shop.yes = true;
    shop.deploy().await.unwrap();
}

#[tokio::test]
async fn a_well_known_password_is_refused_on_aws() {
    let mut shop = Shop::new();
    let parameter = "/dev/Users/admin-password".to_owned();
    let content = manifest::SecretContent::Random(18);
    shop.project.secrets.push(manifest::Secret { parameter: parameter.clone(), content });
    let well_known = manifest::WELL_KNOWN_PASSWORD.to_owned();
    shop.aws.account().world.parameters.insert(parameter.clone(), well_known.clone());
    let error = shop.deploy().await.unwrap_err();
    assert!(error.to_string().contains(&parameter), "{}", error.report());
    assert!(!error.report().contains(&well_known), "{}", error.report());
    let hint = error.hint().unwrap();
    assert!(
        hint.contains(&format!("aws ssm put-parameter --overwrite --name {parameter}")),
        "{hint}"
    );
    assert!(hint.contains("`cargo xtask destroy --env dev`"), "{hint}");

    shop.aws.account().world.parameters.insert(parameter, "another".to_owned());
    shop.deploy().await.unwrap();
}

#[tokio::test]
async fn a_resource_that_cannot_be_imported_is_reported_with_a_hint() {
    let mut shop = Shop::deployed(&json!({ "Queue": queue("q") })).await;
    let left = crate::testing::Resource::default();
    let key = ("AWS::DynamoDB::Table".to_owned(), "users".to_owned());
    shop.aws.account().world.resources.insert(key, left);
    let resources = json!({ "Queue": queue("q"), "Users": table("users") });
    shop.project.set("Users", &resources);
    let ctx = shop.project.context(&shop.aws);
    let stack = ctx.manifest.stack("Users-dev").unwrap();
    let task = ctx.progress.task("Users-dev");
    let error = stack::deploy(&ctx, stack, None, false, async || Ok(()), &task).await.unwrap_err();
    assert!(error.hint().unwrap().contains("delete what is left"), "{}", error.report());
    assert!(shop.aws.account().stack("Users-dev").unwrap().change_sets.is_empty());
}

#[tokio::test]
async fn a_rejected_request_is_reported_with_the_code_of_aws() {
    let shop = Shop::new();
    let denied = Failure::new(403, "AccessDenied", "not allowed");
    shop.aws.account().on("DescribeStacks", |_| Err(denied));
    let report = shop.deploy().await.unwrap_err().report();
    assert!(report.contains("because: AccessDenied: not allowed"), "{report}");
}
