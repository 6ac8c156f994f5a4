//! Properties of every template of every environment.

use std::collections::{BTreeMap, BTreeSet};

use contracts::{Contract, TriggerDescription, contracts};
use manifest::{Secret, SecretContent, WELL_KNOWN_PASSWORD};
use serde_json::Value;
use stacks::Environment;

use crate::system::{
    self, all_stacks, check_resources, check_stacks, environments, pascal_case, problem_unless,
    resources_of, stack_resource, statements, strings,
};

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
fn every_reference_names_a_declared_resource() {
    check_stacks(|stack| stack.template.undeclared_names().into_iter().collect());
}

#[test]
fn the_deployed_routes_and_events_are_those_of_the_contract() {
    check_stacks(|stack| {
        let Some(contract) = contract_of(stack) else {
            return problem_unless(stack.functions.is_empty(), "has functions and no contract");
        };
        let deployed_functions = contract.functions.iter().filter(|function| {
            let is_deployed = stack.functions.iter().any(|it| it.name == function.name);
            is_deployed || !function.outside_production
        });
        let declared: BTreeSet<&str> = deployed_functions
            .filter_map(|function| match &function.trigger {
                TriggerDescription::Http(operation) => Some(operation.routes),
                _ => None,
            })
            .flatten()
            .map(|route| route.key)
            .collect();
        let deployed: BTreeSet<&str> =
            stack.routes.iter().copied().filter(|route| *route != "$default").collect();
        let routes = declared.symmetric_difference(&deployed);

        let declared: BTreeSet<&str> =
            contract.published().iter().map(|published| published.event.name).collect();
        let components = stack.functions.iter().chain(&stack.workflows);
        let granted: BTreeSet<&str> =
            components.flat_map(|component| component.publishes.iter().copied()).collect();
        let events = declared.symmetric_difference(&granted);
        routes
            .chain(events)
            .map(|name| format!("`{name}` is either not declared or not deployed"))
            .collect()
    });
}

#[test]
fn a_table_has_a_stream_exactly_if_a_function_reads_it() {
    for stack in all_stacks() {
        for table in &stack.tables {
            let resource = system::resource(&stack, &format!("{}Table", table.name)).unwrap();
            let view = resource.property("/StreamSpecification/StreamViewType");
            let is_read = contract_of(&stack).unwrap().streams(*table);
            let expected = if is_read { Value::from("NEW_AND_OLD_IMAGES") } else { Value::Null };
            assert_eq!(*view, expected, "{}", table.name);
        }
        assert_eq!(resources_of(&stack, "AWS::DynamoDB::Table").len(), stack.tables.len());
    }
}

#[test]
fn no_policy_has_a_wildcard_for_an_action_or_a_resource() {
    check_resources(|resource| {
        statements(resource.body)
            .into_iter()
            .filter(|statement| {
                let loose = |key: &str| strings(&statement[key]).contains(&"*");
                let actions = strings(&statement["Action"]);
                let any_action = actions.iter().any(|action| action.ends_with('*'));
                let is_exception =
                    [stacks::LOG_DELIVERY, stacks::LIST_QUEUES].contains(&actions.as_slice());
                any_action || (loose("Resource") && !is_exception)
            })
            .map(Value::to_string)
            .collect()
    });
}

/// The roles that may do something with every resource of the account.
#[test]
fn only_workflows_and_the_watch_of_dead_letters_have_rights_on_the_whole_account() {
    for stack in all_stacks() {
        for role in resources_of(&stack, "AWS::IAM::Role") {
            for statement in statements(role.body) {
                if strings(&statement["Resource"]).contains(&"*") {
                    let actions = strings(&statement["Action"]);
                    let is_of_workflow = actions == stacks::LOG_DELIVERY
                        && ["OrderingWorkflowRole", "OrderWorkflowRole"].contains(&role.id);
                    let is_of_watch =
                        actions == stacks::LIST_QUEUES && role.id == "WatchQueuesRole";
                    assert!(is_of_workflow || is_of_watch, "{}: {statement}", role.id);
                }
            }
        }
    }
}

#[test]
fn only_a_function_that_publishes_changes_holds_up_its_shard_for_hours() {
    for stack in all_stacks() {
        for function in stack.functions.iter().filter(|function| function.stream.is_some()) {
            let id = format!("{}Source", pascal_case(function.name));
            let source = system::resource(&stack, &id).unwrap();
            let retries = if function.publishes.is_empty() { 5 } else { 100 };
            assert_eq!(*source.property("/MaximumRetryAttempts"), retries, "{}: {id}", stack.name);
        }
    }
}

#[test]
fn workflows_and_schedules_of_other_accounts_may_not_assume_a_role() {
    let mut services = BTreeMap::new();
    for stack in all_stacks() {
        for role in resources_of(&stack, "AWS::IAM::Role") {
            let statement = role.property("/AssumeRolePolicyDocument/Statement/0");
            let service = statement["Principal"]["Service"].as_str().unwrap().to_owned();
            let account = statement["Condition"]["StringEquals"]["aws:SourceAccount"].clone();
            let accounts: &mut BTreeSet<String> = services.entry(service).or_default();
            accounts.insert(account.to_string());
        }
    }
    let this = r#"{"Ref":"AWS::AccountId"}"#;
    // Lambda does not say on behalf of which account it assumes a role.
    let expected = [
        ("lambda.amazonaws.com", "null"),
        ("scheduler.amazonaws.com", this),
        ("states.amazonaws.com", this),
    ];
    let expected = expected
        .map(|(service, account)| (service.to_owned(), BTreeSet::from([account.to_owned()])));
    assert_eq!(services, BTreeMap::from(expected));
}

#[test]
fn every_function_has_a_role_of_its_own() {
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
fn no_environment_has_anything_that_aws_refuses() {
    for environment in environments() {
        let stacks = stacks::all(&environment).unwrap();
        assert_eq!(stacks::limits::problems(&stacks), [""; 0], "`{}`", environment.name);
    }
}

#[test]
fn an_environment_may_have_the_longest_name_but_no_longer_one() {
    let dev = environments().into_iter().find(|environment| environment.name == "dev").unwrap();
    let named = |length| {
        let environment = Environment { name: "e".repeat(length), ..dev.clone() };
        stacks::all(&environment).err().unwrap_or_default()
    };
    assert_eq!(named(12), [""; 0]);
    let problems = named(40);
    assert!(problems.iter().any(|it| it.contains("at 'functionName' failed to satisfy")));
}

#[test]
fn tables_are_kept_and_backed_up_where_the_environment_is_protected() {
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
fn a_message_is_invisible_for_six_times_the_timeout_of_its_function() {
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
fn every_queue_has_a_dead_letter_queue_that_keeps_messages_for_two_weeks() {
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
fn a_scheduled_invocation_that_fails_becomes_a_dead_letter() {
    for stack in all_stacks() {
        let configs = resources_of(&stack, "AWS::Lambda::EventInvokeConfig");
        for schedule in resources_of(&stack, "AWS::Scheduler::Schedule") {
            let target = schedule.property("/Target/Arn");
            let function = stack_resource(&stack, target, "AWS::Lambda::Function").unwrap();
            let config = configs
                .iter()
                .find(|config| config.property("/FunctionName")["Ref"] == function.id)
                .unwrap_or_else(|| panic!("`{}` has no destination for failures", function.id));
            let queue = config.property("/DestinationConfig/OnFailure/Destination");
            assert!(stack_resource(&stack, queue, "AWS::SQS::Queue").is_some(), "{}", config.id);
        }
    }
}

#[test]
fn every_queue_denies_unencrypted_requests() {
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
fn every_queue_admits_the_rule_that_targets_it() {
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
fn every_route_has_the_permission_to_invoke_its_function() {
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
fn every_function_has_a_log_group_with_a_retention_time() {
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
fn every_api_has_limits_and_access_logs() {
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
fn no_template_contains_a_secret() {
    for environment in environments() {
        for stack in stacks::all(&environment).unwrap() {
            let yaml = stack.template.to_yaml();
            assert!(!yaml.contains("resolve:ssm-secure"), "`{}`", stack.name);
            assert!(!yaml.contains(WELL_KNOWN_PASSWORD), "`{}` contains a password", stack.name);
        }
    }
}

#[test]
fn every_secret_on_aws_is_random_and_no_value_is_in_the_manifest() {
    for environment in environments() {
        let secrets = stacks::secrets(&environment);
        let is_random = |it: &Secret| matches!(it.content, SecretContent::Random(_));
        assert_eq!(secrets.iter().all(is_random), environment.is_aws(), "`{}`", environment.name);
        let written = serde_json::to_string(&secrets).unwrap();
        assert!(!written.contains(WELL_KNOWN_PASSWORD), "`{}`", environment.name);
    }
}

/// The contract of a stack's service.
fn contract_of(stack: &stacks::Stack) -> Option<Contract> {
    contracts().into_iter().find(|contract| contract.service.name == stack.service)
}
