//! From what a function needs to what IAM must allow: the only IAM actions in the repository.

use cfn::{Value, sub_with};
use contracts::{Access, Need};
use serde::Serialize;
use serde_json::{Value as Json, json};

const TABLE_READ: &[&str] =
    &["dynamodb:BatchGetItem", "dynamodb:ConditionCheckItem", "dynamodb:GetItem", "dynamodb:Query"];
const TABLE_WRITE: &[&str] =
    &["dynamodb:BatchWriteItem", "dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"];
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
    fn allow(actions: &[&'static str], resource: Vec<Value<String>>) -> Self {
        Self {
            effect: "Allow",
            principal: None,
            action: actions.to_vec(),
            resource,
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

/// What a function with `need` may do to the resource `arns`; nothing for a plain setting.
pub fn grant(need: Need, arns: &[Value<String>]) -> Option<Statement> {
    let on = || arns.to_vec();
    match need {
        Need::Table(Access::Read) => Some(Statement::allow(TABLE_READ, on())),
        Need::Table(Access::ReadWrite) => {
            Some(Statement::allow(&[TABLE_READ, TABLE_WRITE].concat(), on()))
        }
        Need::Parameter | Need::Secret => Some(Statement::allow(&["ssm:GetParameter"], on())),
        Need::StartWorkflow => Some(Statement::allow(&["states:StartExecution"], on())),
        // One call carries several events. `ForAllValues` alone would also hold for none.
        Need::Publish(types) => Some(Statement::allow(&["events:PutEvents"], on()).when(json!({
            "ForAllValues:StringEquals": { "events:detail-type": types },
            "Null": { "events:detail-type": "false" },
        }))),
        Need::Nothing => None,
    }
}

/// What a function must be allowed so that Lambda can feed it from `queue`.
pub fn consume_queue(queue: Value<String>) -> Statement {
    Statement::allow(QUEUE_CONSUME, vec![queue])
}

/// What a function must be allowed so that Lambda can feed it from `stream`.
pub fn read_stream(stream: Value<String>) -> Statement {
    Statement::allow(STREAM_READ, vec![stream])
}

/// What a function must be allowed so that Lambda can put what failed for good into `queue`.
pub fn send_to_queue(queue: Value<String>) -> Statement {
    Statement::allow(&["sqs:SendMessage"], vec![queue])
}

/// What a function must be allowed to write its logs.
pub fn write_logs(log_group: Value<String>) -> Statement {
    Statement::allow(&["logs:CreateLogStream", "logs:PutLogEvents"], vec![log_group])
}

/// Lets one rule, and nobody else, put events into `queue`.
pub fn queue_from_rule(queue: Value<String>, rule: &Value<String>) -> Statement {
    Statement::allow(&["sqs:SendMessage"], vec![queue])
        .by_service("events.amazonaws.com")
        .when(json!({ "ArnEquals": { "aws:SourceArn": rule } }))
}

/// Refuses whatever comes to `queue` unencrypted.
pub fn queue_tls_only(queue: Value<String>) -> Statement {
    tls_only(&["sqs:ReceiveMessage", "sqs:SendMessage"], vec![queue])
}

/// Refuses whatever comes to `bucket` unencrypted.
pub fn bucket_tls_only(bucket: &Value<String>) -> Statement {
    let objects = sub_with("${Bucket}/*", [("Bucket", bucket.clone())]);
    tls_only(&["s3:GetObject", "s3:ListBucket", "s3:PutObject"], vec![bucket.clone(), objects])
}

fn tls_only(actions: &[&'static str], resource: Vec<Value<String>>) -> Statement {
    Statement {
        effect: "Deny",
        principal: Some(json!("*")),
        ..Statement::allow(actions, resource)
            .when(json!({ "Bool": { "aws:SecureTransport": "false" } }))
    }
}

/// Lets principals of `account`, as far as their own policies do, publish on `bus`.
pub fn bus_of_account(bus: Value<String>, account: &Value<String>) -> Statement {
    Statement {
        principal: Some(json!({ "AWS": account })),
        ..Statement::allow(&["events:PutEvents"], vec![bus])
    }
}

/// What a workflow must be allowed to put items into `table`.
pub fn put_items(table: Value<String>) -> Statement {
    Statement::allow(&["dynamodb:PutItem"], vec![table])
}

/// What a schedule must be allowed to invoke `function`.
pub fn invoke(function: Value<String>) -> Statement {
    Statement::allow(&["lambda:InvokeFunction"], vec![function])
}

/// Lets a service, `lambda.amazonaws.com` say, act with a role.
pub fn trust(service: &str) -> Json {
    json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Principal": { "Service": service },
            "Action": "sts:AssumeRole",
        }],
    })
}

/// A policy of these statements.
pub fn policy(statements: &[Statement]) -> Json {
    json!({ "Version": "2012-10-17", "Statement": statements })
}
