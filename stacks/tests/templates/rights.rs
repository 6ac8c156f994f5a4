//! Policies and environment variables are those of the declared rights, and no more.

use std::collections::{BTreeMap, BTreeSet};

use contracts::{
    Capability, Component, Get, ItemOperation, ItemScope, Put, Right, contracts, prefix,
    user_management::{PasswordRow, SERVICE, Seed},
};
use manifest::Trigger;
use serde_json::{Value, json};
use stacks::{DeployedComponent, Stack};

use crate::system::{self, all_stacks, environments, pascal_case, statements, strings};

/// Patterns of partition keys, by resource and action; none without a condition.
type Allowed = BTreeMap<(String, String), Option<BTreeSet<String>>>;

#[test]
fn rights_with_one_variable_are_rights_on_one_table_or_workflow() {
    for contract in contracts() {
        for function in &contract.functions {
            let mut rights_of: BTreeMap<String, Right> = BTreeMap::new();
            for right in &function.rights {
                let other = *rights_of.entry(right.variable()).or_insert(*right);
                let is_same = other == *right
                    || subject(right)
                        .is_some_and(|subject_of_right| subject(&other) == Some(subject_of_right));
                let name = (contract.service.name, function.name);
                assert!(is_same, "{name:?}: {other:?} and {right:?}");
            }
        }
    }
}

/// The table or the workflow that a right is on.
fn subject(right: &Right) -> Option<(&'static str, &'static str)> {
    match right {
        Right::Items { table, .. } => Some((table.service, table.name)),
        Right::Start(workflow)
        | Right::Describe(workflow)
        | Right::CompleteTask(workflow)
        | Right::FailTask(workflow) => Some((workflow.service, workflow.name)),
        _ => None,
    }
}

#[test]
fn a_function_has_a_variable_for_each_right_and_for_what_it_sends_to() {
    for stack in all_stacks() {
        for function in &stack.functions {
            let id = format!("{}Function", pascal_case(function.name));
            let resource = system::resource(&stack, &id).unwrap();
            let variables = resource.property("/Environment/Variables").as_object().unwrap();
            let found: BTreeSet<&str> = variables.keys().map(String::as_str).collect();
            let rights: Vec<String> = function.rights.iter().map(Right::variable).collect();
            let mut expected: BTreeSet<&str> = rights.iter().map(String::as_str).collect();
            expected.extend(["ENVIRONMENT", "LOG_LEVEL"]);
            expected.extend((!function.publishes.is_empty()).then_some("BUS"));
            let has_outbox = stack.dead_letters.iter().any(|letters| {
                letters.function == function.name && matches!(letters.trigger, Trigger::Outbox(_))
            });
            expected.extend(has_outbox.then_some("DEAD_LETTER_QUEUE"));
            expected.extend(variables.contains_key("CORS_ORIGINS").then_some("CORS_ORIGINS"));
            assert_eq!(found, expected, "{id}");
        }
    }
}

#[test]
fn a_role_may_use_tables_exactly_as_its_rights_say() {
    for stack in all_stacks() {
        let functions = stack.functions.iter();
        for component in functions.chain(&stack.workflows) {
            let role = format!("{}Role", pascal_case(component.name));
            assert_eq!(allowed(&stack, &role), declared(component), "{}: {role}", stack.name);
        }
    }
}

#[test]
fn a_condition_on_partition_keys_does_not_hold_without_partition_keys() {
    for stack in all_stacks() {
        for role in system::resources_of(&stack, "AWS::IAM::Role") {
            for statement in statements(role.body) {
                let condition = &statement["Condition"];
                for (operator, keys) in condition.as_object().into_iter().flatten() {
                    for key in keys.as_object().unwrap().keys() {
                        let test = &condition["Null"][key];
                        let is_set = !operator.starts_with("ForAllValues") || test == "false";
                        assert!(is_set, "{}: {statement}", role.id);
                    }
                }
            }
        }
    }
}

#[test]
fn every_parameter_that_a_function_reads_is_written_by_a_stack_or_by_the_deployment() {
    for environment in environments() {
        let stacks = stacks::all(&environment).unwrap();
        let mut written: BTreeSet<String> =
            stacks.iter().flat_map(|stack| stack.exports.clone()).collect();
        written.extend(stacks::secrets(&environment).into_iter().map(|secret| secret.parameter));
        for function in stacks.iter().flat_map(|stack| &stack.functions) {
            for right in &function.rights {
                if let Right::Parameter(name) | Right::Secret(name) = right {
                    let name = name.in_environment(&environment.name);
                    assert!(written.contains(&name), "`{}` reads `{name}`", function.name);
                }
            }
        }
    }
}

#[test]
fn a_function_that_reads_one_of_the_signing_keys_reads_all_of_them() {
    for environment in environments() {
        let keys = stacks::signing_keys(&environment);
        let keys = BTreeSet::from([keys.current, keys.verification]);
        for function in stacks::all(&environment).unwrap().iter().flat_map(|it| &it.functions) {
            let read: BTreeSet<String> = function
                .rights
                .iter()
                .filter_map(|right| match right {
                    Right::Secret(name) => Some(name.in_environment(&environment.name)),
                    _ => None,
                })
                .filter(|name| keys.contains(name))
                .collect();
            assert!(read.is_empty() || read == keys, "`{}` reads {read:?} only", function.name);
        }
    }
}

/// Hashing keeps one processor busy, and Lambda gives a function with this memory a whole one. Nobody
/// waits for the seed.
#[test]
fn a_function_that_hashes_passwords_has_the_memory_for_a_whole_processor() {
    let hashing = [Get::<PasswordRow>::RIGHTS, Put::<PasswordRow>::RIGHTS].concat();
    for stack in all_stacks().iter().filter(|stack| stack.service == SERVICE.name) {
        let functions = stack.functions.iter().filter(|function| function.name != Seed::NAME);
        let functions: Vec<_> =
            functions.filter(|it| it.rights.iter().any(|right| hashing.contains(right))).collect();
        assert!(functions.len() >= 3, "`register-user`, `login` and `authorize`");
        for function in functions {
            let id = format!("{}Function", pascal_case(function.name));
            let memory = system::resource(stack, &id).unwrap().property("/MemorySize").as_u64();
            assert!(memory >= Some(1769), "{id}: {memory:?}");
        }
    }
}

/// The actions on tables and indexes that the role's statements allow.
fn allowed(stack: &Stack, role: &str) -> Allowed {
    let role = system::resource(stack, role).unwrap();
    let mut allowed = Allowed::new();
    for statement in statements(role.property("/Policies")) {
        let resource = &statement["Resource"][0];
        let is_stream = resource["Fn::GetAtt"][1] == "StreamArn";
        for action in strings(&statement["Action"]) {
            if !action.starts_with("dynamodb:") || is_stream {
                continue;
            }
            let keys = &statement["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"];
            let keys = keys.as_array().map(|_| strings(keys).into_iter().map(str::to_owned));
            let previous = allowed
                .insert((resource.to_string(), action.to_owned()), keys.map(Iterator::collect));
            assert!(previous.is_none(), "{}: two statements allow `{action}`", role.id);
        }
    }
    allowed
}

/// The actions on tables and indexes that the component declared.
fn declared(component: &DeployedComponent) -> Allowed {
    let mut declared = Allowed::new();
    for right in &component.rights {
        let Right::Items { table, operation, scope } = right else { continue };
        let (resource, form) = match scope {
            ItemScope::Partition(form) => (table_arn(table.name), *form),
            ItemScope::Index(index) => (index_arn(table.name, index), ""),
            ItemScope::All => (table_arn(table.name), ""),
        };
        let keys = declared
            .entry((resource, action(*operation).to_owned()))
            .or_insert_with(|| Some(BTreeSet::new()));
        match prefix(form) {
            "" => *keys = None,
            prefix => {
                let pattern = if prefix == form { form.to_owned() } else { format!("{prefix}*") };
                if let Some(keys) = keys {
                    keys.insert(pattern);
                }
            }
        }
    }
    declared
}

fn table_arn(table: &str) -> String {
    json!({ "Fn::GetAtt": [format!("{table}Table"), "Arn"] }).to_string()
}

fn index_arn(table: &str, index: &str) -> String {
    Value::from_iter([("Fn::Sub", format!("${{{table}Table.Arn}}/index/{index}"))]).to_string()
}

fn action(operation: ItemOperation) -> &'static str {
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
