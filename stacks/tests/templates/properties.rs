//! What must hold for every template of every environment.

use std::collections::{BTreeMap, BTreeSet};

use crate::system::{self, Deployed, environments, resources_of};
use contracts::documents::contracts;
use serde_json::Value;

#[test]
fn every_environment_synthesises_the_same_bytes_twice() {
    for environment in environments() {
        let yaml = || -> Vec<String> {
            let stacks = stacks::all(&environment).unwrap();
            stacks.iter().map(|stack| stack.template.to_yaml()).collect()
        };
        assert_eq!(yaml(), yaml(), "`{}`", environment.name);
    }
}

#[test]
fn nothing_refers_to_what_its_template_does_not_declare() {
    check_stacks(|stack| stack.template.undeclared_names().into_iter().collect());
}

#[test]
fn planned_services_are_not_deployed() {
    check_stacks(|stack| {
        stacks::PLANNED
            .iter()
            .filter(|&&name| name == stack.service)
            .map(|&name| name.to_owned())
            .collect()
    });
}

#[test]
fn the_contracts_describe_what_is_deployed() {
    check_stacks(|stack| {
        let Some(contract) =
            contracts().into_iter().find(|contract| contract.service.name == stack.service)
        else {
            return problem_unless(stack.functions.is_empty(), "has functions and no contract");
        };
        let described = contract.operations.iter().flat_map(|operation| operation.routes);
        let described: BTreeSet<&str> = described.map(|(route, _)| *route).collect();
        let deployed: BTreeSet<&str> = stack.routes.iter().copied().collect();
        let routes = described.symmetric_difference(&deployed);

        let declared: BTreeSet<&str> =
            contract.publishes.iter().map(|published| published.event.name).collect();
        let granted: BTreeSet<&str> =
            stack.functions.iter().flat_map(|function| function.publishes).copied().collect();
        let events = declared.symmetric_difference(&granted);
        routes.chain(events).map(|&name| format!("`{name}` is on one side only")).collect()
    });
}

#[test]
fn policies_name_their_actions_and_resources() {
    check_resources(|resource| {
        statements(resource.body)
            .into_iter()
            .filter(|statement| {
                let loose = |key: &str| strings(&statement[key]).contains(&"*");
                let any_action =
                    strings(&statement["Action"]).iter().any(|action| action.ends_with('*'));
                any_action || loose("Resource")
            })
            .map(Value::to_string)
            .collect()
    });
}

#[test]
fn roles_are_used_by_one_function_each() {
    for stack in all_stacks() {
        let mut users: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for function in resources_of(&stack, "AWS::Lambda::Function") {
            let role = function.property("/Role").to_string();
            users.entry(role).or_default().push(function.id.to_owned());
        }
        let shared: Vec<_> = users.values().filter(|functions| functions.len() > 1).collect();
        assert!(shared.is_empty(), "`{}`: {shared:?}", stack.name);
    }
}

#[test]
fn names_fit() {
    let limits = [
        ("AWS::Lambda::Function", "/FunctionName", 64),
        ("AWS::SQS::Queue", "/QueueName", 80),
        ("AWS::Events::Rule", "/Name", 64),
        ("AWS::Events::EventBus", "/Name", 256),
        ("AWS::Events::Archive", "/ArchiveName", 48),
        ("AWS::EventSchemas::Registry", "/RegistryName", 64),
        ("AWS::DynamoDB::Table", "/TableName", 255),
        ("AWS::Logs::LogGroup", "/LogGroupName", 512),
    ];
    check_resources(|resource| {
        limits
            .iter()
            .filter(|(kind, _, _)| *kind == resource.kind)
            .filter_map(|(_, name, limit)| {
                let name = resource.property(name).as_str()?;
                (name.len() > *limit).then(|| format!("`{name}` is longer than {limit}"))
            })
            .collect()
    });
}

#[test]
fn names_are_taken_once() {
    for environment in environments() {
        let mut seen = BTreeSet::new();
        for stack in stacks::all(&environment).unwrap() {
            for resource in system::resources(&stack) {
                for name in ["/FunctionName", "/QueueName", "/TableName", "/LogGroupName"] {
                    if let Some(name) = resource.property(name).as_str() {
                        let key = (resource.kind.to_owned(), name.to_owned());
                        assert!(seen.insert(key), "two are called `{name}`");
                    }
                }
            }
        }
    }
}

#[test]
fn data_outlives_its_stack_where_the_environment_is_protected() {
    for environment in environments() {
        let kept = if environment.protected { "Retain" } else { "Delete" };
        for stack in stacks::all(&environment).unwrap() {
            for table in resources_of(&stack, "AWS::DynamoDB::Table") {
                assert_eq!(table.body["DeletionPolicy"], kept, "{}", table.id);
                assert_eq!(table.body["UpdateReplacePolicy"], kept, "{}", table.id);
                let protected = Value::from(environment.protected);
                assert_eq!(table.property("/DeletionProtectionEnabled"), &protected);
                let recovery = "/PointInTimeRecoverySpecification/PointInTimeRecoveryEnabled";
                assert_eq!(table.property(recovery), &protected);
            }
        }
    }
}

#[test]
fn tables_and_queues_are_encrypted() {
    check_resources(|resource| {
        let encrypted = match resource.kind {
            "AWS::DynamoDB::Table" => resource.property("/SSESpecification/SSEEnabled"),
            "AWS::SQS::Queue" => resource.property("/SqsManagedSseEnabled"),
            _ => return Vec::new(),
        };
        problem_unless(*encrypted == true, "is not encrypted")
    });
}

#[test]
fn a_queue_hides_a_message_six_times_as_long_as_its_function_may_take() {
    for stack in all_stacks() {
        for mapping in resources_of(&stack, "AWS::Lambda::EventSourceMapping") {
            let Some(queue) =
                stack_resource(&stack, mapping.property("/EventSourceArn"), "AWS::SQS::Queue")
            else {
                continue;
            };
            let function =
                stack_resource(&stack, mapping.property("/FunctionName"), "AWS::Lambda::Function")
                    .unwrap();
            let visible = queue.property("/VisibilityTimeout").as_u64().unwrap();
            assert!(visible >= 6 * function.property("/Timeout").as_u64().unwrap(), "{}", queue.id);
        }
    }
}

#[test]
fn every_queue_has_dead_letters_and_dead_letters_stay_two_weeks() {
    for stack in all_stacks() {
        let queues = resources_of(&stack, "AWS::SQS::Queue");
        for queue in &queues {
            if queue.property("/QueueName").as_str().unwrap().ends_with("-dlq") {
                assert_eq!(queue.property("/MessageRetentionPeriod"), 1_209_600, "{}", queue.id);
            } else {
                let target = queue.property("/RedrivePolicy/deadLetterTargetArn");
                assert!(
                    stack_resource(&stack, target, "AWS::SQS::Queue").is_some(),
                    "{}",
                    queue.id
                );
                assert_eq!(queue.property("/RedrivePolicy/maxReceiveCount"), 3, "{}", queue.id);
            }
        }
    }
}

#[test]
fn every_scheduled_function_leaves_a_dead_letter_when_it_fails() {
    for stack in all_stacks() {
        let configs = resources_of(&stack, "AWS::Lambda::EventInvokeConfig");
        for schedule in resources_of(&stack, "AWS::Scheduler::Schedule") {
            let target = schedule.property("/Target/Arn");
            let function = stack_resource(&stack, target, "AWS::Lambda::Function").unwrap();
            let config = configs
                .iter()
                .find(|config| config.property("/FunctionName")["Ref"] == function.id)
                .unwrap_or_else(|| panic!("`{}` fails in silence", function.id));
            let queue = config.property("/DestinationConfig/OnFailure/Destination");
            assert!(stack_resource(&stack, queue, "AWS::SQS::Queue").is_some(), "{}", config.id);
        }
    }
}

#[test]
fn every_queue_refuses_what_is_not_encrypted_on_the_way() {
    for stack in all_stacks() {
        let guarded: BTreeSet<String> = resources_of(&stack, "AWS::SQS::QueuePolicy")
            .iter()
            .filter(|policy| policy.body.to_string().contains("aws:SecureTransport"))
            .flat_map(|policy| policy.property("/Queues").as_array().unwrap().clone())
            .map(|queue| queue["Ref"].as_str().unwrap().to_owned())
            .collect();
        for queue in resources_of(&stack, "AWS::SQS::Queue") {
            assert!(guarded.contains(queue.id), "{}", queue.id);
        }
    }
}

#[test]
fn every_rule_target_lets_its_rule_in() {
    for stack in all_stacks() {
        let policies = resources_of(&stack, "AWS::SQS::QueuePolicy");
        for rule in resources_of(&stack, "AWS::Events::Rule") {
            for target in rule.property("/Targets").as_array().unwrap() {
                let allowed =
                    policies.iter().flat_map(|policy| statements(policy.body)).any(|statement| {
                        strings(&statement["Action"]) == ["sqs:SendMessage"]
                            && statement["Resource"][0] == target["Arn"]
                            && statement["Condition"]["ArnEquals"]["aws:SourceArn"]["Fn::GetAtt"][0]
                                == rule.id
                    });
                assert!(allowed, "`{}` may not send to its target", rule.id);
            }
        }
    }
}

#[test]
fn every_route_may_invoke_its_function() {
    for stack in all_stacks() {
        let routes = resources_of(&stack, "AWS::ApiGatewayV2::Route").len();
        let permissions = resources_of(&stack, "AWS::Lambda::Permission").len();
        assert_eq!(
            (routes, permissions),
            (stack.routes.len(), stack.routes.len()),
            "`{}`",
            stack.name
        );
        for route in resources_of(&stack, "AWS::ApiGatewayV2::Route") {
            let permission = route.id.replace("Route", "Permission");
            assert!(system::resource(&stack, &permission).is_some(), "`{permission}` is missing");
        }
    }
}

#[test]
fn every_function_has_a_log_group_and_every_log_group_forgets() {
    for stack in all_stacks() {
        let groups = resources_of(&stack, "AWS::Logs::LogGroup");
        for group in &groups {
            assert!(group.property("/RetentionInDays").is_u64(), "{}", group.id);
        }
        for function in resources_of(&stack, "AWS::Lambda::Function") {
            let group = function.property("/LoggingConfig/LogGroup")["Ref"].as_str().unwrap();
            assert!(groups.iter().any(|candidate| candidate.id == group), "{}", function.id);
        }
    }
}

#[test]
fn every_api_is_limited_and_logged() {
    check_resources(|resource| {
        if resource.kind != "AWS::ApiGatewayV2::Stage" {
            return Vec::new();
        }
        let limited = resource.property("/DefaultRouteSettings/ThrottlingRateLimit").is_number()
            && resource.property("/DefaultRouteSettings/ThrottlingBurstLimit").is_number();
        let logged = !resource.property("/AccessLogSettings/DestinationArn").is_null();
        [problem_unless(limited, "has no limits"), problem_unless(logged, "is not logged")].concat()
    });
}

#[test]
fn secrets_are_in_no_template() {
    for environment in environments() {
        let well_known = environment.admin.as_ref().and_then(|admin| admin.password.as_deref());
        for stack in stacks::all(&environment).unwrap() {
            let yaml = stack.template.to_yaml();
            assert!(!yaml.contains("resolve:ssm-secure"), "`{}`", stack.name);
            if let Some(password) = well_known {
                assert!(!yaml.contains(password), "`{}` holds a password", stack.name);
            }
        }
    }
}

fn all_stacks() -> Vec<stacks::Stack> {
    environments().iter().flat_map(|environment| stacks::all(environment).unwrap()).collect()
}

/// Fails with everything that `problems` says about any stack.
fn check_stacks(problems: impl Fn(&stacks::Stack) -> Vec<String>) {
    let found: Vec<String> = all_stacks()
        .iter()
        .flat_map(|stack| {
            problems(stack).into_iter().map(|problem| format!("{}: {problem}", stack.name))
        })
        .collect();
    assert!(found.is_empty(), "{found:#?}");
}

/// Fails with everything that `problems` says about any resource.
fn check_resources(problems: impl Fn(&Deployed) -> Vec<String>) {
    check_stacks(|stack| {
        system::resources(stack)
            .iter()
            .flat_map(|resource| {
                problems(resource).into_iter().map(|problem| format!("{} {problem}", resource.id))
            })
            .collect()
    });
}

fn problem_unless(right: bool, problem: &str) -> Vec<String> {
    if right { Vec::new() } else { vec![problem.to_owned()] }
}

/// Every policy statement anywhere in a resource.
fn statements(body: &Value) -> Vec<&Value> {
    match body {
        Value::Object(object) => object
            .iter()
            .flat_map(|(key, value)| match (key.as_str(), value) {
                ("Statement", Value::Array(statements)) => statements.iter().collect(),
                ("Statement", Value::Object(_)) => vec![value],
                _ => statements(value),
            })
            .collect(),
        Value::Array(items) => items.iter().flat_map(statements).collect(),
        _ => Vec::new(),
    }
}

/// One string or a list of them.
fn strings(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// The resource that a `Ref` or `Fn::GetAtt` points to, if it is of type `kind`.
fn stack_resource<'a>(
    stack: &'a stacks::Stack,
    reference: &Value,
    kind: &str,
) -> Option<Deployed<'a>> {
    let id = reference["Ref"].as_str().or_else(|| reference["Fn::GetAtt"][0].as_str())?;
    system::resource(stack, id).filter(|resource| resource.kind == kind)
}
