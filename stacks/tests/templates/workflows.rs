//! Workflows: the rights of their roles and the logs of their executions; and what the order service
//! has outside of production only.

use serde_json::{Value, json};
use stacks::Stack;

use crate::system::{self, environments, resources_of, statements, strings};

/// The stack of a service in an environment.
fn stack(service: &str, environment: &str) -> Stack {
    let environment = environments().into_iter().find(|it| it.name == environment).unwrap();
    let stacks = stacks::all(&environment).unwrap();
    stacks.into_iter().find(|stack| stack.service == service).unwrap()
}

fn property(stack: &Stack, id: &str, property: &str) -> Value {
    system::resource(stack, id).unwrap().property(property).clone()
}

#[test]
fn the_order_workflow_may_invoke_two_functions_and_publish_two_events() {
    let stack = stack("order", "local");
    let role = system::resource(&stack, "OrderWorkflowRole").unwrap();
    let mut allowed = Vec::new();
    for statement in statements(role.body) {
        for action in strings(&statement["Action"]) {
            // The statement about who assumes the role has none.
            for resource in statement["Resource"].as_array().into_iter().flatten() {
                allowed.push(json!([action, resource]));
            }
        }
    }
    let function = |name: &str| json!({ "Fn::GetAtt": [format!("{name}Function"), "Arn"] });
    let bus = json!("{{resolve:ssm:/local/shared/event-bus-arn}}");
    let expected = [
        json!(["lambda:InvokeFunction", function("ConfirmOrder")]),
        json!(["lambda:InvokeFunction", function("RejectOrder")]),
        json!(["events:PutEvents", bus]),
    ];
    assert_eq!(allowed, expected);
}

#[test]
fn functions_that_reply_to_the_workflow_may_do_that_only() {
    let stack = stack("order", "dev");
    for (function, action) in [
        ("HandlePaymentProcessed", "states:SendTaskSuccess"),
        ("HandlePaymentFailed", "states:SendTaskFailure"),
        ("HandleStockReserved", "states:SendTaskSuccess"),
        ("HandleStockReservationFailed", "states:SendTaskFailure"),
    ] {
        let role = system::resource(&stack, &format!("{function}Role")).unwrap();
        let statements = statements(role.body);
        let of_states = statements
            .iter()
            .filter(|it| strings(&it["Action"]).iter().any(|action| action.starts_with("states:")));
        let found: Vec<_> = of_states.map(|it| json!([it["Action"], it["Resource"]])).collect();
        assert_eq!(found, [json!([[action], [{ "Ref": "OrderWorkflow" }]])], "{function}");
    }
}

#[test]
fn the_executions_of_every_workflow_are_logged_on_aws_without_their_data() {
    for (service, id) in [("order", "OrderWorkflow"), ("inventory", "OrderingWorkflow")] {
        let on_aws = stack(service, "dev");
        let logging = property(&on_aws, id, "/LoggingConfiguration");
        let group = json!({ "Fn::GetAtt": [format!("{id}Logs"), "Arn"] });
        let expected = json!({
            "Destinations": [{ "CloudWatchLogsLogGroup": { "LogGroupArn": group } }],
            "IncludeExecutionData": false,
            "Level": "ALL",
        });
        assert_eq!(logging, expected);
        assert_eq!(property(&on_aws, &format!("{id}Logs"), "/RetentionInDays"), 14);
        assert_eq!(property(&stack(service, "local"), id, "/LoggingConfiguration"), Value::Null);
    }
}

#[test]
fn the_test_harness_is_not_in_production() {
    let parts = |environment: &str| -> Vec<String> {
        let stack = stack("order", environment);
        let kinds = [
            "AWS::Lambda::Function",
            "AWS::DynamoDB::Table",
            "AWS::SSM::Parameter",
            "AWS::SQS::Queue",
        ];
        let resources = kinds.iter().flat_map(|kind| resources_of(&stack, kind));
        let ids = resources.map(|resource| resource.id.to_owned());
        ids.filter(|id| id.contains("Record") || id.contains("Harness")).collect()
    };
    assert_eq!(parts("prod"), [""; 0]);
    let expected = [
        "RecordEventFunction",
        "GetRecordedEventsFunction",
        "RecordedEventsTable",
        "TestHarnessApiParameter",
        "RecordEventDeadLetters",
        "RecordEventQueue",
    ];
    assert_eq!(parts("dev"), expected);
}

#[test]
fn the_address_of_the_orders_api_is_exported_under_each_of_its_names() {
    let stack = stack("order", "dev");
    let exports = |name: &str| stack.exports.iter().any(|export| export == name);
    for name in [
        "/dev/OrdersService/api-endpoint",
        "/dev/OrderService/api-endpoint",
        "/dev/OrdersService_TestHarness/api-endpoint",
    ] {
        assert!(exports(name), "{name}");
    }
    let address = |id: &str| property(&stack, &format!("{id}Parameter"), "/Value").to_string();
    assert_eq!(address("ApiEndpoint"), address("OrderServiceApi"));
    // Clients append paths without a slash to this one.
    assert!(address("TestHarnessApi").contains("/\""), "{}", address("TestHarnessApi"));
}
