//! Tests: which rights count as used, and how the unused ones are reported.

use serde_json::json;

use super::*;

const EXCUSES: &[Excuse] = &[Excuse {
    actions: &["sqs:ReceiveMessage"],
    resource_type: "AWS::Lambda::EventSourceMapping",
    property: "EventSourceArn",
    unless_variable: None,
    reason: "Lambda reads the queue",
}];

fn statement(actions: &[&str], resources: &Json, patterns: &[&str]) -> Json {
    let mut statement = json!({ "Effect": "Allow", "Action": actions, "Resource": resources });
    if !patterns.is_empty() {
        statement["Condition"] = json!({
            "ForAllValues:StringLike": { "dynamodb:LeadingKeys": patterns },
            "Null": { "dynamodb:LeadingKeys": "false" },
        });
    }
    statement
}

/// A service with one function, which reads a queue.
fn template(statements: &[Json]) -> Template {
    let mut all =
        vec![statement(&["sqs:ReceiveMessage"], &json!([{ "Fn::GetAtt": ["Queue", "Arn"] }]), &[])];
    all.extend(statements.iter().cloned());
    let body = json!({ "Resources": {
        "GetStockRole": { "Type": "AWS::IAM::Role", "Properties": {
            "Policies": [{ "PolicyDocument": { "Statement": all } }],
        } },
        "GetStockFunction": { "Type": "AWS::Lambda::Function", "Properties": {
            "Handler": "get-stock", "Role": { "Fn::GetAtt": ["GetStockRole", "Arn"] },
        } },
        "GetStockSource": { "Type": "AWS::Lambda::EventSourceMapping", "Properties": {
            "FunctionName": { "Ref": "GetStockFunction" },
            "EventSourceArn": { "Fn::GetAtt": ["Queue", "Arn"] },
        } },
    } });
    Template { stack: "Inventory-local".to_owned(), service: "inventory".to_owned(), body }
}

fn used(statement: usize, action: &str, resource_index: usize, keys: Option<&str>) -> Right {
    Right {
        stack: "Inventory-local".to_owned(),
        role: "GetStockRole".to_owned(),
        statement,
        action: action.to_owned(),
        resource_index,
        leading_keys: keys.map(str::to_owned),
    }
}

fn check(statements: &[Json], used: &[Right], expected: &[&str]) {
    let used = used.iter().cloned().collect();
    assert_eq!(problems(&[template(statements)], &used, EXCUSES), expected);
}

fn table() -> Json {
    json!([{ "Fn::GetAtt": ["StockTable", "Arn"] }])
}

#[test]
fn used_rights_are_no_problem() {
    check(
        &[statement(&["dynamodb:GetItem", "dynamodb:Query"], &table(), &["PRODUCT#*"])],
        &[
            used(1, "dynamodb:GetItem", 0, Some("PRODUCT#*")),
            used(1, "dynamodb:Query", 0, Some("PRODUCT#*")),
        ],
        &[],
    );
}

#[test]
fn an_unused_pattern_is_named_with_its_action_and_resource() {
    check(
        &[statement(&["dynamodb:Query"], &table(), &["PRODUCT#*", "ORDER#*"])],
        &[used(1, "dynamodb:Query", 0, Some("PRODUCT#*"))],
        &[
            "`inventory/get-stock` may `dynamodb:Query` on `StockTable` for keys `ORDER#*`, and no end-to-end test used it; remove it from the declaration or test it",
        ],
    );
}

#[test]
fn an_unused_resource_of_several_is_named() {
    let index = json!({ "Fn::Sub": ["${Table}/index/ByName", { "Table": table()[0] }] });
    check(
        &[statement(&["dynamodb:Query"], &json!([table()[0], index]), &[])],
        &[used(1, "dynamodb:Query", 0, None)],
        &[
            "`inventory/get-stock` may `dynamodb:Query` on `StockTable/index/ByName`, and no end-to-end test used it; remove it from the declaration or test it",
        ],
    );
}

#[test]
fn the_same_right_in_another_stack_does_not_count() {
    let elsewhere = Right { stack: "Users-local".to_owned(), ..used(1, "dynamodb:Query", 0, None) };
    let used = BTreeSet::from([elsewhere]);
    let template = template(&[statement(&["dynamodb:Query"], &table(), &[])]);
    assert_eq!(problems(&[template], &used, EXCUSES).len(), 1);
}

#[test]
fn an_excuse_covers_only_the_resource_that_the_property_names() {
    let other = json!([{ "Fn::GetAtt": ["OtherQueue", "Arn"] }]);
    check(
        &[statement(&["sqs:ReceiveMessage"], &other, &[])],
        &[],
        &[
            "`inventory/get-stock` may `sqs:ReceiveMessage` on `OtherQueue`, and no end-to-end test used it; remove it from the declaration or test it",
        ],
    );
}

#[test]
fn an_excuse_for_a_used_right_is_a_problem() {
    check(
        &[],
        &[used(0, "sqs:ReceiveMessage", 0, None)],
        &[
            "the excuse of `sqs:ReceiveMessage` by `AWS::Lambda::EventSourceMapping` (\"Lambda reads the queue\") is wrong: `inventory/get-stock` may `sqs:ReceiveMessage` on `Queue`, and a test used it; remove it",
        ],
    );
}

#[test]
fn an_excuse_does_not_cover_a_function_that_uses_the_right_itself() {
    let excuse = Excuse { unless_variable: Some("QUEUE"), ..EXCUSES[0] };
    let unused = |variables: Json| {
        let mut template = template(&[]);
        template.body["Resources"]["GetStockFunction"]["Properties"]["Environment"] =
            json!({ "Variables": variables });
        problems(&[template], &BTreeSet::new(), &[excuse]).len()
    };
    assert_eq!(unused(json!({ "TABLE": "stock" })), 0);
    // The right is unused, and the excuse covers nothing else.
    assert_eq!(unused(json!({ "QUEUE": "stock" })), 2);
}

#[test]
fn an_excuse_that_covers_no_right_is_a_problem() {
    assert_eq!(
        problems(&[], &BTreeSet::new(), EXCUSES),
        [
            "the excuse of `sqs:ReceiveMessage` by `AWS::Lambda::EventSourceMapping` (\"Lambda reads the queue\") excuses no right; remove it"
        ]
    );
}

#[test]
fn resources_are_named_without_account_and_region() {
    let check = |value: Json, expected: &str| assert_eq!(text_of(&value), expected);
    let parameter = "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/a/b";
    check(json!({ "Fn::Sub": parameter }), "parameter/a/b");
    check(json!({ "Fn::GetAtt": ["Table", "StreamArn"] }), "Table.StreamArn");
    check(json!({ "Ref": "OrderingWorkflow" }), "OrderingWorkflow");
    check(json!("{{resolve:ssm:/local/bus-arn}}"), "{{resolve:ssm:/local/bus-arn}}");
}

#[test]
fn a_line_of_the_record_is_a_right() {
    let line = r#"{"stack": "Inventory-local", "role": "GetStockRole", "statement": 1, "action": "dynamodb:Query", "resource": "arn:aws:dynamodb:us-east-1:000000000000:table/stock", "resource_index": 0, "leading_keys": "PRODUCT#*"}"#;
    let right: Right = serde_json::from_str(line).unwrap();
    assert_eq!(right, used(1, "dynamodb:Query", 0, Some("PRODUCT#*")));
}

#[test]
fn every_excuse_is_needed_by_the_local_templates() {
    let environment = crate::environment::load("local").unwrap();
    let stacks = crate::synth::synthesise(&environment).unwrap();
    let problems = problems(&templates(&stacks), &BTreeSet::new(), super::EXCUSES);
    let excuses: Vec<&String> = problems.iter().filter(|it| it.starts_with("the excuse")).collect();
    assert_eq!(excuses, [] as [&String; 0]);
}
