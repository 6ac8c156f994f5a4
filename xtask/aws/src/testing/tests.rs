//! The fake behaves as CloudFormation does.

use aws_sdk_cloudformation::{
    Client,
    error::ProvideErrorMetadata,
    types::{Capability, ChangeSetStatus, ChangeSetType},
};
use serde_json::{Value, json};

use super::{Aws, Phase, protected};

const STACK: &str = "Users-dev";

/// A client of a fake account.
struct Cloud {
    aws: Aws,
    client: Client,
}

impl Cloud {
    fn new() -> Self {
        let aws = Aws::default();
        Self { client: Client::new(&aws.config()), aws }
    }

    /// Creates a change set. Returns the reason if it failed.
    async fn change_set(&self, kind: ChangeSetType, resources: &Value, import: bool) -> String {
        self.client
            .create_change_set()
            .stack_name(STACK)
            .change_set_name("test")
            .change_set_type(kind)
            .capabilities(Capability::CapabilityNamedIam)
            .import_existing_resources(import)
            .template_body(json!({ "Resources": resources }).to_string())
            .send()
            .await
            .unwrap();
        let set = self.client.describe_change_set().stack_name(STACK).change_set_name("test");
        let set = set.send().await.unwrap();
        match set.status() {
            Some(ChangeSetStatus::CreateComplete) => String::new(),
            _ => set.status_reason().unwrap_or_default().to_owned(),
        }
    }

    /// Executes the change set and returns the state in which the stack ends.
    async fn execute(&self) -> String {
        let request = self.client.execute_change_set().stack_name(STACK).change_set_name("test");
        request.send().await.unwrap();
        self.settle().await
    }

    async fn create(&self, resources: &Value) -> String {
        assert_eq!(self.change_set(ChangeSetType::Create, resources, false).await, "");
        self.execute().await
    }

    async fn update(&self, resources: &Value) -> String {
        assert_eq!(self.change_set(ChangeSetType::Update, resources, false).await, "");
        self.execute().await
    }

    async fn delete(&self) {
        self.client.delete_stack().stack_name(STACK).send().await.unwrap();
        self.settle().await;
    }

    /// Waits until no operation runs.
    async fn settle(&self) -> String {
        loop {
            let Ok(answer) = self.client.describe_stacks().stack_name(STACK).send().await else {
                return "DELETE_COMPLETE".to_owned();
            };
            let status = answer.stacks()[0].stack_status().unwrap().as_str().to_owned();
            if !status.ends_with("_IN_PROGRESS") {
                return status;
            }
        }
    }

    /// The reason of the first failed resource.
    async fn first_failure(&self) -> String {
        let answer = self.client.describe_stack_events().stack_name(STACK).send().await.unwrap();
        let failed = answer.stack_events().iter().rev().find(|it| {
            it.resource_status().is_some_and(|status| status.as_str().ends_with("_FAILED"))
        });
        failed.and_then(|it| it.resource_status_reason()).unwrap_or_default().to_owned()
    }

    fn serial(&self, table: &str) -> Option<u64> {
        self.aws.account().table(table).map(|it| it.serial)
    }
}

/// A table with a fixed name and this deletion policy.
fn table(name: &str, policy: &str) -> Value {
    json!({
        "Type": "AWS::DynamoDB::Table",
        "DeletionPolicy": policy,
        "UpdateReplacePolicy": policy,
        "Properties": { "TableName": name, "KeySchema": ["PK"] },
    })
}

fn queue() -> Value {
    json!({ "Type": "AWS::SQS::Queue" })
}

#[tokio::test]
async fn a_failed_creation_deletes_what_is_not_retained() {
    let cloud = Cloud::new();
    cloud.aws.account().fail(Phase::Deploy, "Queue", "bad queue");
    let resources = json!({
        "Kept": table("kept", "Retain"), "Gone": table("gone", "Delete"), "Queue": queue(),
    });
    assert_eq!(cloud.create(&resources).await, "ROLLBACK_COMPLETE");
    assert_eq!(cloud.first_failure().await, "bad queue");
    assert!(cloud.serial("kept").is_some());
    assert!(cloud.serial("gone").is_none());
}

#[tokio::test]
async fn a_protected_table_defeats_the_rollback() {
    let cloud = Cloud::new();
    cloud.aws.account().fail(Phase::Deploy, "Queue", "bad queue");
    let status = cloud.create(&json!({ "Users": protected("users"), "Queue": queue() })).await;
    assert_eq!(status, "ROLLBACK_FAILED");
    assert!(cloud.serial("users").is_some());
}

#[tokio::test]
async fn a_stack_whose_creation_failed_cannot_be_updated_or_created_before_it_is_deleted() {
    let cloud = Cloud::new();
    cloud.aws.account().fail(Phase::Deploy, "Queue", "bad queue");
    cloud.create(&json!({ "Queue": queue() })).await;
    for kind in [ChangeSetType::Create, ChangeSetType::Update] {
        let request = cloud.client.create_change_set().stack_name(STACK).change_set_name("again");
        let request = request.change_set_type(kind).template_body("{\"Resources\":{}}");
        let error = request.send().await.unwrap_err();
        assert_eq!(error.code(), Some("ValidationError"));
    }
    cloud.delete().await;
    cloud.aws.account().repair();
    assert_eq!(cloud.create(&json!({ "Queue": queue() })).await, "CREATE_COMPLETE");
}

#[tokio::test]
async fn an_existing_name_fails_the_creation_unless_the_retained_resource_is_imported() {
    let cloud = Cloud::new();
    let resources = json!({ "Users": table("users", "Retain") });
    cloud.create(&resources).await;
    let serial = cloud.serial("users");
    cloud.delete().await;

    assert_eq!(cloud.create(&resources).await, "ROLLBACK_COMPLETE");
    assert_eq!(cloud.first_failure().await, "users already exists");
    cloud.delete().await;

    assert_eq!(cloud.change_set(ChangeSetType::Create, &resources, true).await, "");
    assert_eq!(cloud.execute().await, "CREATE_COMPLETE");
    assert_eq!(cloud.serial("users"), serial);
}

#[tokio::test]
async fn what_is_not_retained_or_belongs_to_a_stack_is_not_imported() {
    let cloud = Cloud::new();
    cloud.create(&json!({ "Users": table("users", "Retain") })).await;
    let other = json!({ "Users": table("users", "Retain"), "Others": table("users", "Retain") });
    let reason = cloud.change_set(ChangeSetType::Update, &other, true).await;
    assert!(reason.starts_with("users already exists in stack arn:"), "{reason}");

    cloud.delete().await;
    let deleted = json!({ "Users": table("users", "Delete") });
    let reason = cloud.change_set(ChangeSetType::Create, &deleted, true).await;
    assert!(reason.contains("must have the DeletionPolicy attribute"), "{reason}");
}

#[tokio::test]
async fn a_replacement_creates_a_new_resource_and_deletes_the_old_one() {
    let cloud = Cloud::new();
    let mut resources = json!({ "Users": table("users", "Delete") });
    resources["Users"]["Properties"]["TableName"].take();
    cloud.create(&resources).await;
    let names = || -> Vec<String> {
        cloud.aws.account().world.resources.keys().map(|(_, name)| name.clone()).collect()
    };
    let before = names();
    resources["Users"]["Properties"]["KeySchema"] = json!(["PK", "SK"]);
    assert_eq!(cloud.update(&resources).await, "UPDATE_COMPLETE");
    assert_eq!(names().len(), 1);
    assert_ne!(names(), before);
}

#[tokio::test]
async fn a_removed_resource_is_deleted_or_retained() {
    let cloud = Cloud::new();
    let (kept, gone) = (table("kept", "Retain"), table("gone", "Delete"));
    cloud.create(&json!({ "Kept": kept, "Gone": gone, "Queue": queue() })).await;
    assert_eq!(cloud.update(&json!({ "Queue": queue() })).await, "UPDATE_COMPLETE");
    assert!(cloud.serial("gone").is_none());
    assert_eq!(cloud.aws.account().table("kept").unwrap().stack, None);
}

#[tokio::test]
async fn a_failed_update_restores_the_stack_and_the_rollback_can_be_continued() {
    let cloud = Cloud::new();
    let with_delay = |seconds: u32| json!({ "Queue": { "Type": "AWS::SQS::Queue", "Properties": { "DelaySeconds": seconds } } });
    cloud.create(&with_delay(1)).await;
    let mut bad = with_delay(2);
    bad["Bad"] = queue();
    cloud.aws.account().fail(Phase::Deploy, "Bad", "bad queue");
    cloud.aws.account().fail(Phase::RollBack, "Queue", "not now");
    assert_eq!(cloud.update(&bad).await, "UPDATE_ROLLBACK_FAILED");

    cloud.aws.account().repair();
    let request = cloud.client.continue_update_rollback().stack_name(STACK);
    request.send().await.unwrap();
    assert_eq!(cloud.settle().await, "UPDATE_ROLLBACK_COMPLETE");
    let reason = cloud.change_set(ChangeSetType::Update, &with_delay(1), false).await;
    assert!(reason.contains("didn't contain changes"), "{reason}");
}

#[tokio::test]
async fn a_stack_with_termination_protection_is_not_deleted() {
    let cloud = Cloud::new();
    cloud.create(&json!({ "Queue": queue() })).await;
    let request = cloud.client.update_termination_protection().stack_name(STACK);
    request.enable_termination_protection(true).send().await.unwrap();
    let error = cloud.client.delete_stack().stack_name(STACK).send().await.unwrap_err();
    assert!(error.message().unwrap().contains("TerminationProtection"));
}
