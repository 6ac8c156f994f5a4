//! Retained resources that no later deployment can import.

use super::{super::retention::problem, *};

fn retained(kind: &str, properties: Json) -> Option<String> {
    let mut retained = body(kind, properties);
    retained["DeletionPolicy"] = "Retain".into();
    problem(&resource("Kept", &retained))
}

#[test]
fn a_retained_resource_that_can_be_imported_is_accepted() {
    assert_eq!(retained("AWS::DynamoDB::Table", json!({ "TableName": "Books" })), None);
    assert_eq!(retained("AWS::S3::Bucket", json!({ "BucketName": "books" })), None);
    assert_eq!(retained("AWS::Logs::LogGroup", json!({ "LogGroupName": "books" })), None);
}

#[test]
fn a_retained_resource_with_a_generated_name_is_accepted() {
    assert_eq!(retained("AWS::SQS::Queue", json!({})), None);
}

#[test]
fn a_resource_that_is_deleted_with_its_stack_is_accepted() {
    let queue = body("AWS::SQS::Queue", json!({ "QueueName": "books" }));
    assert_eq!(problem(&resource("Queue", &queue)), None);
}

#[test]
fn a_retained_name_that_cannot_be_imported_is_refused() {
    assert_eq!(
        retained("AWS::SQS::Queue", json!({ "QueueName": "books" })).as_deref(),
        Some(
            "`Kept` of `Shelf-dev`: it is retained under a fixed name, and no change set imports a \
             resource of its type by name, so that its stack cannot be created again; remove \
             `QueueName` or the deletion policy; AWS refuses it: `Resource of type \
             'AWS::SQS::Queue' ... already exists.`"
        )
    );
    let resolved = retained("AWS::DynamoDB::Table", json!({ "TableName": { "Ref": "Name" } }));
    assert!(resolved.unwrap().contains("whose name is literal"));
}
