//! Names that are taken, too long, or contain characters that AWS refuses.

use super::{super::names::problems, *};

fn names(kind: &str, one: Json, other: Json) -> Vec<String> {
    let (one, other) = (body(kind, one), body(kind, other));
    let other = Resource { stack: "Other-dev", ..resource("Second", &other) };
    problems(&[resource("First", &one), other])
}

#[test]
fn a_name_that_two_stacks_use_is_refused() {
    let name = json!({ "TableName": "Books-dev" });
    assert_eq!(
        names("AWS::DynamoDB::Table", name.clone(), name),
        ["`Second` of `Other-dev`: `First` of `Shelf-dev` has the name `Books-dev` too; AWS \
          refuses it: `Resource of type 'AWS::DynamoDB::Table' with identifier 'Books-dev' already \
          exists.`"]
    );
}

#[test]
fn names_of_every_type_are_unique() {
    for (kind, property) in [
        ("AWS::Events::Archive", "ArchiveName"),
        ("AWS::Events::EventBus", "Name"),
        ("AWS::Events::Rule", "Name"),
        ("AWS::EventSchemas::Registry", "RegistryName"),
        ("AWS::IAM::Role", "RoleName"),
        ("AWS::Lambda::Function", "FunctionName"),
        ("AWS::Logs::LogGroup", "LogGroupName"),
        ("AWS::S3::Bucket", "BucketName"),
        ("AWS::SQS::Queue", "QueueName"),
        ("AWS::SSM::Parameter", "Name"),
        ("AWS::Scheduler::Schedule", "Name"),
        ("AWS::StepFunctions::StateMachine", "StateMachineName"),
    ] {
        let name = json!({ property: "shelf" });
        assert_eq!(names(kind, name.clone(), name).len(), 1, "{kind}");
        let other = json!({ property: "other" });
        assert_eq!(names(kind, json!({ property: "shelf" }), other), [""; 0], "{kind}");
    }
}

#[test]
fn rules_of_two_buses_may_have_the_same_name() {
    let rule = |bus: &str| json!({ "Name": "shelf", "EventBusName": bus });
    assert_eq!(names("AWS::Events::Rule", rule("one"), rule("other")), [""; 0]);
}

#[test]
fn roles_differ_in_more_than_capitals() {
    let role = |name: &str| json!({ "RoleName": name });
    assert_eq!(names("AWS::IAM::Role", role("shelf"), role("Shelf")).len(), 1);
    let function = |name: &str| json!({ "FunctionName": name });
    assert_eq!(names("AWS::Lambda::Function", function("shelf"), function("Shelf")), [""; 0]);
}

#[test]
fn names_that_are_resolved_or_generated_are_left_out() {
    let dynamic = || json!({ "Name": "{{resolve:ssm:/dev/shared/name}}" });
    assert_eq!(names("AWS::Events::EventBus", dynamic(), dynamic()), [""; 0]);
    assert_eq!(names("AWS::SQS::Queue", json!({}), json!({})), [""; 0]);
}

#[test]
fn the_length_of_a_name_is_limited() {
    for (kind, property, longest) in [
        ("AWS::DynamoDB::Table", "TableName", 255),
        ("AWS::Events::Archive", "ArchiveName", 48),
        ("AWS::Events::EventBus", "Name", 256),
        ("AWS::Events::Rule", "Name", 64),
        ("AWS::EventSchemas::Registry", "RegistryName", 64),
        ("AWS::IAM::Role", "RoleName", 64),
        ("AWS::Lambda::Function", "FunctionName", 64),
        ("AWS::Logs::LogGroup", "LogGroupName", 512),
        ("AWS::S3::Bucket", "BucketName", 63),
        ("AWS::SQS::Queue", "QueueName", 80),
        ("AWS::SSM::Parameter", "Name", 1011),
        ("AWS::Scheduler::Schedule", "Name", 64),
        ("AWS::StepFunctions::StateMachine", "StateMachineName", 80),
    ] {
        let long = |length| body(kind, json!({ property: "x".repeat(length) }));
        assert_eq!(problems(&[resource("X", &long(longest))]), [""; 0], "{kind}");
        assert_eq!(problems(&[resource("X", &long(longest + 1))]).len(), 1, "{kind}");
    }
    let name = "f".repeat(65);
    let function = body("AWS::Lambda::Function", json!({ "FunctionName": name }));
    assert_eq!(
        problems(&[resource("Function", &function)]),
        [format!(
            "`Function` of `Shelf-dev`: the name `{name}` has 65 characters, and 1 to 64 are \
             allowed; AWS refuses it: `ValidationException: 1 validation error detected: Value \
             '{name}' at 'functionName' failed to satisfy constraint: Member must have length less \
             than or equal to 64`"
        )]
    );
}

#[test]
fn the_characters_of_a_name_are_limited() {
    for (kind, property, name) in [
        ("AWS::Lambda::Function", "FunctionName", "a.b"),
        ("AWS::SQS::Queue", "QueueName", "a/b"),
        ("AWS::S3::Bucket", "BucketName", "Bucket"),
        ("AWS::DynamoDB::Table", "TableName", "a b"),
    ] {
        let wrong = body(kind, json!({ property: name }));
        let problems = problems(&[resource("X", &wrong)]);
        assert!(problems[0].contains("contains `"), "{problems:?}");
    }
}
