//! The definitions that the stacks deploy.

use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};

use cfn::asl::StateMachine;
use contracts::{Workflow, inventory::OrderingWorkflow, order::OrderWorkflow};
use jiff::Timestamp;
use serde_json::{Value as Json, json};
use simulation::workflow::{Call, Effect, Execution, Failure, Machine, Outcome, Start};
use stacks::{Environment, Stack};

use crate::support::{at, call, failed};

static STACKS: LazyLock<Vec<Stack>> = LazyLock::new(|| {
    let text = include_str!("../../../../env/local.yaml");
    stacks::all(&Environment::parse("local", text).unwrap()).unwrap()
});

/// An execution of the deployed workflow `W`. The value of each `${NAME}` is its name.
fn execution<W: Workflow>(input: Json, seed: u64) -> Execution {
    let mut definitions = STACKS.iter().filter_map(Stack::definition::<W>);
    let definition = definitions.next().unwrap();
    assert!(definitions.next().is_none());
    let machine = Arc::new(Machine::new(W::NAME, definition, &values(definition)).unwrap());
    Execution::start(&machine, Start { name: "e1".to_owned(), input, seed, now: at(0) })
}

fn values(definition: &StateMachine) -> BTreeMap<String, String> {
    definition.substitutions.iter().map(|(name, _)| (name.clone(), name.clone())).collect()
}

fn ordering(seed: u64) -> Execution {
    execution::<OrderingWorkflow>(json!({ "productId": "p1", "correlationId": "c1" }), seed)
}

/// The time at which the execution continues.
fn after_supplier(execution: &mut Execution) -> i64 {
    match execution.step(at(0)) {
        Effect::WaitUntil(time) => time.as_second(),
        other => panic!("expected a wait, got {other:?}"),
    }
}

#[test]
fn every_workflow_compiles() {
    let workflows: usize = STACKS.iter().map(|stack| stack.workflows.len()).sum();
    let definitions: Vec<_> = STACKS.iter().flat_map(|stack| &stack.definitions).collect();
    assert_eq!(definitions.len(), workflows);
    for (name, definition) in definitions {
        assert_eq!(Machine::new(name, definition, &values(definition)).err(), None);
    }
}

#[test]
fn a_new_product_is_stocked_after_the_supplier() {
    let mut execution = ordering(3);
    let seconds = after_supplier(&mut execution);
    let request = call(&mut execution, seconds);
    assert_eq!(request.resource, "arn:aws:states:::dynamodb:putItem");
    assert_eq!(request.arguments["TableName"], "STOCK_TABLE");
    let item = &request.arguments["Item"];
    assert_eq!(item["PK"]["S"], "PRODUCT#p1");
    assert_eq!(item["Revision"]["N"], (seconds * 1000).to_string());
    let units: u32 = item["StockLevel"]["N"].as_str().unwrap().parse().unwrap();
    assert!((50..100).contains(&units));
    execution.respond(at(seconds), request.id, Ok(json!({})));
    assert_eq!(execution.step(at(seconds)), Effect::Ended(Outcome::Succeeded(json!({}))));
    assert_eq!(execution.history(), ["WaitForSupplier", "CountUnits", "Stock"]);
}

#[test]
fn a_product_that_has_stock_keeps_it() {
    let mut execution = ordering(3);
    let seconds = after_supplier(&mut execution);
    let request = call(&mut execution, seconds);
    let exists = Failure::new("DynamoDB.ConditionalCheckFailedException", "");
    execution.respond(at(seconds), request.id, Err(exists));
    assert!(matches!(execution.outcome(), Some(Outcome::Succeeded(_))));
    assert_eq!(execution.history().last(), Some(&"StockedByHand"));
}

#[test]
fn a_failed_put_is_retried_until_it_succeeds() {
    let mut execution = ordering(3);
    let mut now = at(after_supplier(&mut execution));
    let mut calls = 0;
    loop {
        match execution.step(now) {
            Effect::Call(request) if calls < 8 => {
                calls += 1;
                let busy = Failure::new("DynamoDB.ProvisionedThroughputExceededException", "");
                assert!(execution.respond(now, request.id, Err(busy)));
            }
            Effect::Call(request) => assert!(execution.respond(now, request.id, Ok(json!({})))),
            Effect::WaitUntil(time) => now = time,
            effect => break assert_eq!(effect, Effect::Ended(Outcome::Succeeded(json!({})))),
        }
    }
    assert_eq!(calls, 8);
}

/// An order as the workflow's input.
fn order() -> Json {
    json!({
        "orderNumber": "o1",
        "userId": "u1",
        "products": ["p1"],
        "totalPrice": 4.5,
        "rejection": null,
        "currency": "USD",
        "paymentMethod": "CARD",
        "correlationId": "c1",
        "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    })
}

/// Takes the call of a state that waits for a reply, lets it succeed, and returns its token.
fn waits_for_reply(execution: &mut Execution, state: &str) -> String {
    let request = call(execution, 0);
    assert_eq!(request.state, state);
    let token = request.token.unwrap();
    assert_eq!(request.arguments["Entries"][0]["Detail"]["conversationId"], token.as_str());
    assert!(execution.respond(at(0), request.id, Ok(json!({ "FailedEntryCount": 0 }))));
    token
}

#[test]
fn a_paid_and_reserved_order_is_confirmed() {
    let mut execution = execution::<OrderWorkflow>(order(), 1);
    for state in ["ProcessPayment", "ReserveInventory"] {
        let token = waits_for_reply(&mut execution, state);
        assert_eq!(execution.complete(at(0), &token, Ok(json!({}))), Ok(()));
    }
    let request = call(&mut execution, 0);
    assert_eq!(request.state, "ConfirmOrder");
    assert_eq!(request.arguments["Payload"]["OrderNumber"], "o1");
    assert!(execution.respond(at(0), request.id, Ok(json!({ "Payload": {} }))));
    assert!(matches!(execution.outcome(), Some(Outcome::Succeeded(_))));
}

/// An execution for an order whose payment has been processed.
fn paid_order() -> Execution {
    let mut execution = execution::<OrderWorkflow>(order(), 1);
    let token = waits_for_reply(&mut execution, "ProcessPayment");
    assert_eq!(execution.complete(at(0), &token, Ok(json!({}))), Ok(()));
    execution
}

/// The next call of another state than `state`, and its time. The calls of `state` fail, or have no
/// reply.
fn after_failures(execution: &mut Execution, state: &str) -> (Call, Timestamp) {
    let mut now = at(0);
    loop {
        match execution.step(now) {
            Effect::WaitUntil(time) => now = time,
            Effect::Call(request) if request.state != state => return (request, now),
            Effect::Call(request) if request.token.is_some() => {
                let accepted = Ok(json!({ "FailedEntryCount": 0 }));
                assert!(execution.respond(now, request.id, accepted));
            }
            Effect::Call(request) => {
                let failure = Failure::new("States.TaskFailed", "it failed");
                assert!(execution.respond(now, request.id, Err(failure)));
            }
            effect => panic!("expected a call, got {effect:?}"),
        }
    }
}

/// Lets a call of this state succeed, which rejects the order, and returns its payload.
fn rejected(execution: &mut Execution, (request, now): (Call, Timestamp), state: &str) -> Json {
    assert_eq!(request.state, state);
    assert_eq!(request.arguments["FunctionName"], "REJECT_ORDER_FUNCTION");
    assert!(execution.respond(now, request.id, Ok(json!({ "Payload": {} }))));
    request.arguments["Payload"].clone()
}

/// The same with the next call.
fn rejection(execution: &mut Execution, state: &str) -> Json {
    let request = call(execution, 0);
    rejected(execution, (request, at(0)), state)
}

fn assert_rejection(payload: &Json, reason: &str, refund: bool, unexpected: bool) {
    let traceparent = &order()["traceparent"];
    assert_eq!(
        *payload,
        json!({
            "UserId": "u1", "OrderNumber": "o1", "Reason": reason, "Refund": refund,
            "Unexpected": unexpected, "CorrelationId": "c1",
            "_datadog": { "traceparent": traceparent },
        })
    );
}

#[test]
fn an_order_that_must_not_be_paid_is_rejected_for_the_reason_in_the_input() {
    for reason in ["NO_STOCK", "PAYMENT_FAILED"] {
        let mut input = order();
        input["rejection"] = json!(reason);
        let mut execution = execution::<OrderWorkflow>(input, 1);
        let payload = rejection(&mut execution, "RejectUnpaid");
        assert_rejection(&payload, reason, false, false);
        assert!(matches!(execution.outcome(), Some(Outcome::Succeeded(_))));
        assert_eq!(execution.history(), ["ReadOrder", "CheckOrder", "RejectUnpaid"]);
    }
}

#[test]
fn an_execution_whose_input_does_not_state_whether_the_order_can_be_paid_fails() {
    let mut input = order();
    input.as_object_mut().unwrap().remove("rejection");
    let mut execution = execution::<OrderWorkflow>(input, 1);
    let mut now = at(0);
    loop {
        match execution.step(now) {
            Effect::WaitUntil(time) => now = time,
            effect => {
                break assert!(matches!(effect, Effect::Ended(Outcome::Failed(_))), "{effect:?}");
            }
        }
    }
}

#[test]
fn a_declined_payment_rejects_the_order() {
    let mut execution = execution::<OrderWorkflow>(order(), 1);
    let token = waits_for_reply(&mut execution, "ProcessPayment");
    let declined = Failure::new("Payment.Failed", "declined");
    assert_eq!(execution.complete(at(0), &token, Err(declined)), Ok(()));
    let payload = rejection(&mut execution, "PaymentFailed");
    assert_rejection(&payload, "PAYMENT_FAILED", false, false);
    assert!(matches!(execution.outcome(), Some(Outcome::Succeeded(_))));
}

#[test]
fn an_order_whose_products_are_not_available_is_rejected_and_refunded() {
    let mut execution = paid_order();
    let token = waits_for_reply(&mut execution, "ReserveInventory");
    let short = Failure::new("Stock.ReservationFailed", "short");
    assert_eq!(execution.complete(at(0), &token, Err(short)), Ok(()));
    let payload = rejection(&mut execution, "RefundPayment");
    assert_rejection(&payload, "NO_STOCK", true, false);
    assert!(matches!(execution.outcome(), Some(Outcome::Succeeded(_))));
}

#[test]
fn an_execution_without_a_reply_about_the_payment_refunds_and_fails() {
    let mut execution = execution::<OrderWorkflow>(order(), 1);
    waits_for_reply(&mut execution, "ProcessPayment");
    let call = after_failures(&mut execution, "ProcessPayment");
    let payload = rejected(&mut execution, call, "CancelPayment");
    assert_rejection(&payload, "PAYMENT_FAILED", true, true);
    assert_eq!(failed(&execution), "Order.Interrupted");
}

#[test]
fn an_execution_without_a_reply_about_the_stock_refunds_and_fails() {
    let mut execution = paid_order();
    waits_for_reply(&mut execution, "ReserveInventory");
    let call = after_failures(&mut execution, "ReserveInventory");
    let payload = rejected(&mut execution, call, "CancelOrder");
    assert_rejection(&payload, "NO_STOCK", true, true);
    assert_eq!(failed(&execution), "Order.Interrupted");
}

#[test]
fn an_execution_that_cannot_confirm_the_order_refunds_and_fails() {
    let mut execution = paid_order();
    let token = waits_for_reply(&mut execution, "ReserveInventory");
    assert_eq!(execution.complete(at(0), &token, Ok(json!({}))), Ok(()));
    let call = after_failures(&mut execution, "ConfirmOrder");
    let payload = rejected(&mut execution, call, "CancelOrder");
    assert_rejection(&payload, "NO_STOCK", true, true);
    assert_eq!(failed(&execution), "Order.Interrupted");
}

#[test]
fn an_execution_of_the_order_workflow_ends_within_20_minutes() {
    let definition = STACKS.iter().find_map(Stack::definition::<OrderWorkflow>).unwrap();
    assert_eq!(definition.definition()["TimeoutSeconds"], 20 * 60);
}
