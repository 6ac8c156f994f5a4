//! From the rights that a component declares to the statements of its policy: every action of a
//! role's policy is in this file.

use std::collections::{BTreeMap, BTreeSet};

use cfn::{Value, sub_with};
use contracts::{ComponentName, ItemOperation, ItemScope, ParameterName, Right, TableName, prefix};
use serde::Serialize;
use serde_json::{Value as Json, json};

use crate::reference;

const STREAM_READ: &[&str] = &[
    "dynamodb:DescribeStream",
    "dynamodb:GetRecords",
    "dynamodb:GetShardIterator",
    "dynamodb:ListStreams",
];
const QUEUE_CONSUME: &[&str] = &[
    "sqs:ChangeMessageVisibility",
    "sqs:DeleteMessage",
    "sqs:GetQueueAttributes",
    "sqs:ReceiveMessage",
];

/// Finding the dead-letter queues: shows the names of queues, not their messages. AWS allows it for all
/// queues of the account or for none.
pub const LIST_QUEUES: &[&str] = &["sqs:ListQueues"];

/// The delivery of the logs of a workflow. AWS allows it for all resources of the account or for none.
/// <https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html>
pub const LOG_DELIVERY: &[&str] = &[
    "logs:CreateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:DescribeLogGroups",
    "logs:DescribeResourcePolicies",
    "logs:GetLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:UpdateLogDelivery",
];

/// One statement of a policy.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Statement {
    effect: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    principal: Option<Json>,
    action: Vec<&'static str>,
    resource: Vec<Value<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    condition: Option<Json>,
}

impl Statement {
    fn allow(actions: &[&'static str], resource: Value<String>) -> Self {
        Self {
            effect: "Allow",
            principal: None,
            action: actions.to_vec(),
            resource: vec![resource],
            condition: None,
        }
    }

    fn by_service(mut self, service: &str) -> Self {
        self.principal = Some(json!({ "Service": service }));
        self
    }

    fn when(mut self, condition: Json) -> Self {
        self.condition = Some(condition);
        self
    }
}

/// The resource of a right.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Resource {
    Table(TableName),
    Index(TableName, &'static str),
    Parameter(ParameterName),
    Workflow(ComponentName),
    Executions(ComponentName),
    Function(ComponentName),
    DeadLetterQueues,
    Account,
}

/// Patterns of the partition keys that an action is allowed for; none if it is allowed for all.
type LeadingKeys = Option<BTreeSet<String>>;

/// Allows a component to use its rights. The actions on a resource that are allowed for the same
/// partition keys share a statement.
pub fn allow(rights: &[Right], environment: &str) -> Vec<Statement> {
    let mut keys_of: BTreeMap<(Resource, &str), LeadingKeys> = BTreeMap::new();
    for (resource, action, keys) in rights.iter().flat_map(grants) {
        let all = keys_of.entry((resource, action)).or_insert_with(|| Some(BTreeSet::new()));
        *all = all.take().zip(keys).map(|(all, keys)| &all | &keys);
    }
    let mut actions_of: BTreeMap<(Resource, LeadingKeys), Vec<&str>> = BTreeMap::new();
    for ((resource, action), keys) in keys_of {
        actions_of.entry((resource, keys)).or_default().push(action);
    }
    actions_of
        .into_iter()
        .map(|((resource, keys), actions)| {
            let statement = Statement::allow(&actions, arn(resource, environment));
            match keys {
                Some(keys) => statement.when(leading_keys(&keys)),
                None => statement,
            }
        })
        .collect()
}

/// The actions that use `right`; none for a setting, which is no resource.
fn grants(right: &Right) -> Vec<(Resource, &'static str, LeadingKeys)> {
    match *right {
        Right::Items { table, operation, scope } => {
            let (resource, keys) = match scope {
                ItemScope::Partition(form) => (Resource::Table(table), key_pattern(form)),
                ItemScope::Index(index) => (Resource::Index(table, index), None),
                ItemScope::All => (Resource::Table(table), None),
            };
            vec![(resource, item_action(operation), keys)]
        }
        Right::Secret(parameter) | Right::Parameter(parameter) => {
            vec![(Resource::Parameter(parameter), "ssm:GetParameter", None)]
        }
        Right::Start(workflow) => {
            vec![(Resource::Workflow(workflow), "states:StartExecution", None)]
        }
        Right::Describe(workflow) => {
            vec![(Resource::Executions(workflow), "states:DescribeExecution", None)]
        }
        Right::CompleteTask(workflow) => {
            vec![(Resource::Workflow(workflow), "states:SendTaskSuccess", None)]
        }
        Right::FailTask(workflow) => {
            vec![(Resource::Workflow(workflow), "states:SendTaskFailure", None)]
        }
        Right::Invoke(function) => {
            vec![(Resource::Function(function), "lambda:InvokeFunction", None)]
        }
        // The names of all queues of the account can be listed, or none.
        Right::WatchDeadLetters => vec![
            (Resource::Account, "sqs:ListQueues", None),
            (Resource::DeadLetterQueues, "sqs:GetQueueAttributes", None),
        ],
        Right::Setting(_) => Vec::new(),
    }
}

fn item_action(operation: ItemOperation) -> &'static str {
    match operation {
        ItemOperation::Get => "dynamodb:GetItem",
        ItemOperation::BatchGet => "dynamodb:BatchGetItem",
        ItemOperation::Query => "dynamodb:Query",
        ItemOperation::Scan => "dynamodb:Scan",
        ItemOperation::Put => "dynamodb:PutItem",
        ItemOperation::Update => "dynamodb:UpdateItem",
        ItemOperation::Delete => "dynamodb:DeleteItem",
        ItemOperation::Check => "dynamodb:ConditionCheckItem",
    }
}

/// `PRODUCT#*` for `PRODUCT#{product_id}`, and no pattern for a form that begins with a placeholder.
fn key_pattern(form: &'static str) -> LeadingKeys {
    match prefix(form) {
        "" => None,
        exact if exact == form => Some([exact.to_owned()].into()),
        prefix => Some([format!("{prefix}*")].into()),
    }
}

/// `ForAllValues` alone would also hold for a request without partition keys.
fn leading_keys(patterns: &BTreeSet<String>) -> Json {
    json!({
        "ForAllValues:StringLike": { "dynamodb:LeadingKeys": patterns },
        "Null": { "dynamodb:LeadingKeys": "false" },
    })
}

fn arn(resource: Resource, environment: &str) -> Value<String> {
    match resource {
        Resource::Table(table) => reference::table_arn(table),
        Resource::Index(table, index) => reference::index_arn(table, index),
        Resource::Parameter(parameter) => reference::parameter_arn(parameter, environment),
        Resource::Workflow(workflow) => reference::workflow_arn(workflow),
        Resource::Executions(workflow) => reference::executions_arn(workflow),
        Resource::Function(function) => reference::function_arn(function),
        Resource::DeadLetterQueues => reference::dead_letter_queues_arn(environment),
        Resource::Account => "*".into(),
    }
}

/// Allows a component to put events of these types and from these sources on `bus`. One call carries
/// several events, and `ForAllValues` alone would also hold for none.
pub fn publish(types: &[&str], sources: &BTreeSet<String>, bus: Value<String>) -> Statement {
    Statement::allow(&["events:PutEvents"], bus).when(json!({
        "ForAllValues:StringEquals": { "events:detail-type": types, "events:source": sources },
        "Null": { "events:detail-type": "false", "events:source": "false" },
    }))
}

/// Allows a function that Lambda invokes with messages from `queue`.
pub fn consume_queue(queue: Value<String>) -> Statement {
    Statement::allow(QUEUE_CONSUME, queue)
}

/// Allows a function that Lambda invokes with records from `stream`.
pub fn read_stream(stream: Value<String>) -> Statement {
    Statement::allow(STREAM_READ, stream)
}

/// Allows to send messages to `queue`, a dead-letter queue: by functions, and by services that invoke
/// them.
pub fn send_to_queue(queue: Value<String>) -> Statement {
    Statement::allow(&["sqs:SendMessage"], queue)
}

/// Allows a function to write its logs.
pub fn write_logs(log_group: Value<String>) -> Statement {
    Statement::allow(&["logs:CreateLogStream", "logs:PutLogEvents"], log_group)
}

/// Allows a workflow to have its logs delivered.
pub fn deliver_workflow_logs() -> Statement {
    Statement::allow(LOG_DELIVERY, "*".into())
}

/// Allows one rule, and no other sender, to send events to `queue`.
pub fn queue_from_rule(queue: Value<String>, rule: &Value<String>) -> Statement {
    Statement::allow(&["sqs:SendMessage"], queue)
        .by_service("events.amazonaws.com")
        .when(json!({ "ArnEquals": { "aws:SourceArn": rule } }))
}

/// Denies unencrypted requests to `queue`.
pub fn queue_tls_only(queue: Value<String>) -> Statement {
    tls_only(&["sqs:ReceiveMessage", "sqs:SendMessage"], vec![queue])
}

/// Denies unencrypted requests to `bucket`.
pub fn bucket_tls_only(bucket: &Value<String>) -> Statement {
    let objects = sub_with("${Bucket}/*", [("Bucket", bucket.clone())]);
    tls_only(&["s3:GetObject", "s3:ListBucket", "s3:PutObject"], vec![bucket.clone(), objects])
}

fn tls_only(actions: &[&'static str], resource: Vec<Value<String>>) -> Statement {
    Statement {
        effect: "Deny",
        principal: Some(json!("*")),
        action: actions.to_vec(),
        resource,
        condition: Some(json!({ "Bool": { "aws:SecureTransport": "false" } })),
    }
}

/// Allows principals of `account` to put events on `bus` if their own policies allow it too.
pub fn bus_of_account(bus: Value<String>, account: &Value<String>) -> Statement {
    Statement {
        principal: Some(json!({ "AWS": account })),
        ..Statement::allow(&["events:PutEvents"], bus)
    }
}

/// Allows a schedule to invoke `function`.
pub fn invoke(function: Value<String>) -> Statement {
    Statement::allow(&["lambda:InvokeFunction"], function)
}

/// Services that say on behalf of which account they assume a role. Lambda does not.
const NAMES_ITS_ACCOUNT: [&str; 2] = ["scheduler.amazonaws.com", "states.amazonaws.com"];

/// Allows a service such as `lambda.amazonaws.com` to assume a role. Where the service says for which
/// account, only for this one: a workflow or schedule of another account, which names the role, must
/// not use it.
pub fn trust(service: &str) -> Json {
    let mut statement = json!({
        "Effect": "Allow",
        "Principal": { "Service": service },
        "Action": "sts:AssumeRole",
    });
    if NAMES_ITS_ACCOUNT.contains(&service) {
        let account = json!({ "aws:SourceAccount": { "Ref": "AWS::AccountId" } });
        statement["Condition"] = json!({ "StringEquals": account });
    }
    json!({ "Version": "2012-10-17", "Statement": [statement] })
}

/// A policy of these statements.
pub fn policy(statements: &[Statement]) -> Json {
    json!({ "Version": "2012-10-17", "Statement": statements })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: TableName = TableName { service: "shelf", name: "Books" };

    fn items(operation: ItemOperation, scope: ItemScope) -> Right {
        Right::Items { table: TABLE, operation, scope }
    }

    /// Actions, resource and key patterns of each statement.
    fn check(rights: &[Right], expected: Json) {
        let statements: Vec<Json> = allow(rights, "dev")
            .iter()
            .map(|statement| {
                let statement = json!(statement);
                let condition = &statement["Condition"];
                if !condition.is_null() {
                    assert_eq!(condition["Null"]["dynamodb:LeadingKeys"], "false");
                }
                let keys = &condition["ForAllValues:StringLike"]["dynamodb:LeadingKeys"];
                json!([statement["Action"], statement["Resource"][0], keys])
            })
            .collect();
        assert_eq!(json!(statements), expected);
    }

    #[test]
    fn actions_with_equal_keys_share_a_statement() {
        use ItemOperation::{Get, Put, Update};
        let (book, reader) =
            (ItemScope::Partition("BOOK#{isbn}"), ItemScope::Partition("READER#{name}"));
        let rights = [items(Put, book), items(Get, book), items(Update, book), items(Put, reader)];
        let arn = json!({ "Fn::GetAtt": ["BooksTable", "Arn"] });
        check(
            &rights,
            json!([
                [["dynamodb:GetItem", "dynamodb:UpdateItem"], arn, ["BOOK#*"]],
                [["dynamodb:PutItem"], arn, ["BOOK#*", "READER#*"]],
            ]),
        );
    }

    #[test]
    fn a_form_without_placeholder_is_the_exact_key() {
        let right = items(ItemOperation::Get, ItemScope::Partition("CATALOGUE"));
        let arn = json!({ "Fn::GetAtt": ["BooksTable", "Arn"] });
        check(&[right], json!([[["dynamodb:GetItem"], arn, ["CATALOGUE"]]]));
    }

    #[test]
    fn an_action_without_pattern_on_one_kind_of_items_is_unrestricted_on_all() {
        let rights = [
            items(ItemOperation::Put, ItemScope::Partition("BOOK#{isbn}")),
            items(ItemOperation::Put, ItemScope::Partition("{name}")),
            items(ItemOperation::Put, ItemScope::Partition("READER#{name}")),
        ];
        let arn = json!({ "Fn::GetAtt": ["BooksTable", "Arn"] });
        check(&rights, json!([[["dynamodb:PutItem"], arn, null]]));
    }

    #[test]
    fn a_query_of_an_index_is_allowed_on_that_index_only() {
        let right = items(ItemOperation::Query, ItemScope::Index("Authors"));
        let arn = json!({ "Fn::Sub": "${BooksTable.Arn}/index/Authors" });
        check(&[right], json!([[["dynamodb:Query"], arn, null]]));
    }

    #[test]
    fn parameters_and_workflows_are_allowed_by_arn_and_settings_need_nothing() {
        let name = ParameterName {
            folder: "Shelf",
            stack: "Shelf",
            name: "api-endpoint",
            variable: "ShelfApi",
        };
        let rights = [
            Right::Parameter(name),
            Right::Setting(contracts::SettingName::PricingIssues),
            Right::Start(ComponentName { service: "shelf", name: "ordering" }),
        ];
        let arn = "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter";
        check(
            &rights,
            json!([
                [["ssm:GetParameter"], { "Fn::Sub": format!("{arn}/dev/Shelf/api-endpoint") }, null],
                [["states:StartExecution"], { "Ref": "Ordering" }, null],
            ]),
        );
    }
}
