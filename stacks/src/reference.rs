//! References to the tables, workflows and parameters that declarations name. A reference needs only
//! the name, so a function may be added before its table; [`graph::problems`](crate::graph::problems)
//! reports a table that is never added.

use cfn::{Value, sub};
use contracts::{ComponentName, DEAD_LETTER_QUEUE_SUFFIX, ParameterName, Right, TableName};
use serde_json::json;

use crate::Environment;

/// The logical id of a table: `StockTable`.
pub fn table_id(table: TableName) -> String {
    format!("{}Table", table.name)
}

/// The logical id of a workflow, and the prefix of the logical ids of a function's resources:
/// `OrderingWorkflow`, `GetStock`.
pub fn component_id(name: &str) -> String {
    pascal_case(name)
}

/// The name in AWS of the table that is called `name` there without the environment.
pub fn physical_table_name(name: &str, environment: &Environment) -> String {
    format!("{name}-{}", environment.name)
}

/// The name of a table in AWS.
pub fn table_name(table: TableName) -> Value<String> {
    named(&table_id(table))
}

pub fn table_arn(table: TableName) -> Value<String> {
    attribute(&table_id(table), "Arn")
}

pub fn stream_arn(table: TableName) -> Value<String> {
    attribute(&table_id(table), "StreamArn")
}

pub fn index_arn(table: TableName, index: &str) -> Value<String> {
    sub(format!("${{{}.Arn}}/index/{index}", table_id(table)))
}

pub fn parameter_arn(parameter: ParameterName, environment: &str) -> Value<String> {
    let arn = "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter";
    sub(format!("{arn}{}", parameter.in_environment(environment)))
}

pub fn workflow_arn(workflow: ComponentName) -> Value<String> {
    named(&component_id(workflow.name))
}

/// All executions of a workflow.
pub fn executions_arn(workflow: ComponentName) -> Value<String> {
    let name = component_id(workflow.name);
    let arn = "arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:execution";
    sub(format!("{arn}:${{{name}.Name}}:*"))
}

pub fn function_arn(function: ComponentName) -> Value<String> {
    attribute(&format!("{}Function", component_id(function.name)), "Arn")
}

/// The dead-letter queues of all services.
pub fn dead_letter_queues_arn(environment: &str) -> Value<String> {
    let arn = "arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}";
    sub(format!("{arn}:{}*{DEAD_LETTER_QUEUE_SUFFIX}", queue_prefix(environment)))
}

/// What the names of all queues of an environment begin with.
pub fn queue_prefix(environment: &str) -> String {
    format!("{environment}-")
}

/// The value of the environment variable of `right`.
pub fn value(right: &Right, environment: &Environment) -> Value<String> {
    match right {
        Right::Items { table, .. } => table_name(*table),
        Right::Secret(parameter) | Right::Parameter(parameter) => {
            parameter.in_environment(&environment.name).into()
        }
        Right::Setting(setting) => setting.text(environment).into(),
        Right::Start(workflow)
        | Right::Describe(workflow)
        | Right::CompleteTask(workflow)
        | Right::FailTask(workflow) => workflow_arn(*workflow),
        Right::Invoke(function) => function_arn(*function),
        Right::WatchDeadLetters => queue_prefix(&environment.name).into(),
    }
}

/// `handle-order-completed` → `HandleOrderCompleted`, `get /user/{user_id}` → `GetUserUserId`.
pub fn pascal_case(text: &str) -> String {
    text.split(|character: char| !character.is_ascii_alphanumeric())
        .map(|word| {
            let (first, rest) = word.split_at(word.len().min(1));
            first.to_uppercase() + rest
        })
        .collect()
}

fn named(logical_id: &str) -> Value<String> {
    Value::Intrinsic(json!({ "Ref": logical_id }))
}

fn attribute(logical_id: &str, name: &str) -> Value<String> {
    Value::Intrinsic(json!({ "Fn::GetAtt": [logical_id, name] }))
}

#[cfg(test)]
mod tests {
    use super::pascal_case;

    #[test]
    fn words_are_what_is_between_other_characters() {
        assert_eq!(pascal_case("handle-order-completed"), "HandleOrderCompleted");
        assert_eq!(pascal_case("get /user/{user_id}"), "GetUserUserId");
        assert_eq!(pascal_case("any /.well-known/server"), "AnyWellKnownServer");
    }
}
