//! Documents and texts that are too long.

use super::{super::lengths::problems, *};

/// A JSON object of this many characters.
fn document(characters: usize) -> Json {
    let document =
        json!({ "Text": "x".repeat(characters - json!({ "Text": "" }).to_string().len()) });
    assert_eq!(document.to_string().len(), characters);
    document
}

#[track_caller]
fn check(kind: &str, longest: usize, properties: impl Fn(usize) -> Json, error: &str) {
    let accepted = body(kind, properties(longest));
    assert_eq!(problems(&resource("X", &accepted)), [""; 0]);
    let refused = body(kind, properties(longest + 1));
    let problems = problems(&resource("X", &refused));
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].contains(&format!("{} characters", longest + 1)), "{problems:?}");
    assert!(problems[0].contains(error), "{problems:?}");
}

#[test]
fn the_length_of_all_inline_policies_of_a_role_is_limited() {
    let role = |length| {
        let policy = |length| json!({ "PolicyDocument": document(length), "PolicyName": "p" });
        json!({ "Policies": [policy(5000), policy(length - 5000)] })
    };
    check("AWS::IAM::Role", 10_240, role, "Maximum policy size of 10240 bytes exceeded");
}

#[test]
fn the_length_of_a_document_is_limited() {
    let trust = |length| json!({ "AssumeRolePolicyDocument": document(length) });
    check("AWS::IAM::Role", 2048, trust, "ACLSizePerRole");
    let queue = |length| json!({ "PolicyDocument": document(length) });
    check("AWS::SQS::QueuePolicy", 8192, queue, "InvalidAttributeValue");
    let pattern = |length| json!({ "EventPattern": document(length) });
    check("AWS::Events::Rule", 2048, pattern, "LimitExceededException");
    let variables = |length| json!({ "Environment": { "Variables": document(length) } });
    check("AWS::Lambda::Function", 4096, variables, "exceeded the 4KB limit");
}

#[test]
fn the_length_of_a_description_is_limited() {
    let description = |length| json!({ "Description": "x".repeat(length) });
    check("AWS::Lambda::Function", 256, description, "less than or equal to 256");
    check("AWS::IAM::Role", 1000, description, "less than or equal to 1000");
    check("AWS::Events::Rule", 512, description, "less than or equal to 512");
    check("AWS::Events::EventBus", 512, description, "less than or equal to 512");
    let accented = |length| json!({ "Description": "é".repeat(length) });
    check("AWS::Lambda::Function", 256, accented, "less than or equal to 256");
}

#[test]
fn a_value_that_cloudformation_resolves_is_counted_as_an_arn() {
    for value in [
        json!({ "Ref": "Table" }),
        json!({ "Fn::GetAtt": ["Table", "Arn"] }),
        json!("{{resolve:ssm:/dev/shared/event-bus-arn}}"),
        json!({ "Fn::Sub": "${Table.Arn}" }),
        json!({ "Fn::Sub": ["${Table}", { "Table": { "Ref": "Table" } }] }),
    ] {
        let trust =
            body("AWS::IAM::Role", json!({ "AssumeRolePolicyDocument": vec![value.clone(); 17] }));
        assert_eq!(problems(&resource("Role", &trust)).len(), 1, "{value}");
        let short =
            body("AWS::IAM::Role", json!({ "AssumeRolePolicyDocument": vec![value.clone(); 14] }));
        assert_eq!(problems(&resource("Role", &short)), [""; 0], "{value}");
    }
}
