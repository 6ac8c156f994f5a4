//! The order workflow:
//!
//! ```text
//! ReadOrder
//!    ▼
//! CheckOrder ───────────── must not be paid ────► RejectUnpaid
//!    ▼
//! ProcessPayment
//!    ▼
//! CheckPaymentStatus ─┬─── failed ──────────────► PaymentFailed
//!    │                └─── no reply ────────────► CancelPayment ──► Interrupted
//!    ▼
//! ReserveInventory
//!    ▼
//! CheckInventoryStatus ─┬─ not available ───────► RefundPayment ──► InventoryFailed
//!    │                  └─ no reply ────────────► CancelOrder ────► Interrupted
//!    ▼                                            ▲
//! ConfirmOrder ─────────── failed ────────────────┘
//! ```
//!
//! Its input is the order, with `correlationId`, `traceparent` and `rejection`. A state that waits for
//! a reply sends its event once more if there is none within a minute: the same event with another
//! token. The ids of the events follow from the order's number, so that an execution that replaces a
//! failed one sends the same events.
//!
//! `rejection` is the reason why the order must be rejected before anything is charged: a price is
//! unknown, or the customer accepted another total. It is `null` if the order can be paid. An execution
//! without it fails.
//!
//! The function that rejects an order requests the refund in the same transaction, and does neither
//! if the order is confirmed. So an order is refunded only if it is rejected. `CancelOrder` may find
//! the order confirmed: `ConfirmOrder` may have failed only after it confirmed the order.
//!
//! An execution that is interrupted, because a reply is missing or a function failed for good, fails
//! after the order is rejected, so that failed executions are those that a person should look into.
//! The recovery does not start them again: their order has a final state.

use cfn::asl::{
    Branch, Catch, Choice, Fail, Next, Pass, Retry, StateMachine, Succeed, Task, jsonata,
    task_token,
};
use contracts::{
    Event, PublishedBy,
    order::{OrderCreated, OrderWorkflow, PaymentRequested, RejectionReason, SERVICE, task_errors},
};
use serde::Serialize;
use serde_json::{Value as Json, json};

use crate::Environment;

/// Seconds that a state waits for a reply.
const REPLY_SECONDS: u32 = 60;

/// Seconds after which an execution fails: more than all its waits and retries take. The recovery
/// leaves an order alone whose execution runs.
const EXECUTION_SECONDS: u32 = 20 * 60;

/// The state in which an execution fails that could not continue.
const INTERRUPTED: &str = "Interrupted";

pub fn definition(environment: &Environment) -> StateMachine {
    StateMachine { timeout_seconds: Some(EXECUTION_SECONDS), ..states(environment) }
}

fn states(environment: &Environment) -> StateMachine {
    StateMachine::new("ReadOrder")
        .state(
            "ReadOrder",
            Pass {
                assign: Some(json!({ "order": jsonata("$states.input") })),
                ..Pass::new("CheckOrder")
            },
        )
        .state(
            "CheckOrder",
            Choice {
                choices: vec![Branch::new("$order.rejection = null", "ProcessPayment")],
                default: Some("RejectUnpaid".to_owned()),
            },
        )
        .state("RejectUnpaid", reject(jsonata("$order.rejection"), false, Next::End))
        .state("ProcessPayment", process_payment(environment))
        .state(
            "CheckPaymentStatus",
            Choice {
                choices: vec![
                    Branch::new("$payment = 'PROCESSED'", "ReserveInventory"),
                    Branch::new("$payment = 'FAILED'", "PaymentFailed"),
                ],
                default: Some("CancelPayment".to_owned()),
            },
        )
        .state("PaymentFailed", reject(RejectionReason::PaymentFailed, false, Next::End))
        .state("CancelPayment", interrupt(RejectionReason::PaymentFailed))
        .state("ReserveInventory", reserve_inventory(environment))
        .state(
            "CheckInventoryStatus",
            Choice {
                choices: vec![
                    Branch::new("$stock = 'RESERVED'", "ConfirmOrder"),
                    Branch::new("$stock = 'UNAVAILABLE'", "RefundPayment"),
                ],
                default: Some("CancelOrder".to_owned()),
            },
        )
        .state(
            "ConfirmOrder",
            Task {
                catch: vec![Catch::all("CancelOrder")],
                ..invoke("${CONFIRM_ORDER_FUNCTION}", order_payload(), Next::End)
            },
        )
        .state("RefundPayment", reject(RejectionReason::NoStock, true, "InventoryFailed"))
        .state("InventoryFailed", Succeed::default())
        .state("CancelOrder", interrupt(RejectionReason::NoStock))
        .state(INTERRUPTED, interrupted())
}

fn process_payment(environment: &Environment) -> Task {
    let event = event::<PaymentRequested>(
        environment,
        "payment-requested",
        json!({
            "orderNumber": jsonata("$order.orderNumber"),
            "userId": jsonata("$order.userId"),
            "amount": jsonata("$order.totalPrice"),
            "currency": jsonata("$order.currency"),
            "paymentMethod": jsonata("$order.paymentMethod"),
        }),
    );
    Task {
        assign: Some(json!({ "payment": "PROCESSED" })),
        retry: once_more_without(task_errors::PAYMENT_FAILED),
        catch: vec![
            catch(
                task_errors::PAYMENT_FAILED,
                json!({ "payment": "FAILED" }),
                "CheckPaymentStatus",
            ),
            catch("States.ALL", json!({ "payment": "UNKNOWN" }), "CheckPaymentStatus"),
        ],
        ..Task::put_event_and_wait(event, REPLY_SECONDS, "CheckPaymentStatus")
    }
}

fn reserve_inventory(environment: &Environment) -> Task {
    let event = event::<OrderCreated>(
        environment,
        "created",
        json!({
            "orderNumber": jsonata("$order.orderNumber"),
            "userId": jsonata("$order.userId"),
            "products": jsonata("$order.products"),
        }),
    );
    Task {
        assign: Some(json!({ "stock": "RESERVED" })),
        retry: once_more_without(task_errors::RESERVATION_FAILED),
        catch: vec![
            catch(
                task_errors::RESERVATION_FAILED,
                json!({ "stock": "UNAVAILABLE" }),
                "CheckInventoryStatus",
            ),
            catch("States.ALL", json!({ "stock": "UNKNOWN" }), "CheckInventoryStatus"),
        ],
        ..Task::put_event_and_wait(event, REPLY_SECONDS, "CheckInventoryStatus")
    }
}

/// An entry for the bus that asks for a reply with the task's token.
fn event<E>(environment: &Environment, id: &str, data: Json) -> Json
where
    E: Event + PublishedBy<Publisher = OrderWorkflow>,
{
    let source = SERVICE.source_in(&environment.name);
    json!({
        "EventBusName": "${BUS}",
        "Source": source,
        "DetailType": E::TYPE,
        "Detail": {
            "specversion": "1.0",
            "id": jsonata(&format!("$order.orderNumber & '-{id}'")),
            "source": source,
            "type": E::TYPE,
            "time": jsonata("$states.context.Execution.StartTime"),
            "datacontenttype": "application/json",
            "correlationid": jsonata("$order.correlationId"),
            "traceparent": jsonata("$order.traceparent"),
            "_datadog": { "traceparent": jsonata("$order.traceparent") },
            "conversationId": task_token(),
            "data": data,
        },
    })
}

/// Rejects the order, unless it is confirmed. The reason is a [`RejectionReason`] or an expression
/// whose value is one.
fn reject(reason: impl Serialize, refund: bool, next: impl Into<Next>) -> Task {
    let next = next.into();
    let mut payload = order_payload();
    payload["Reason"] = json!(reason);
    payload["Refund"] = refund.into();
    payload["Unexpected"] = (next == Next::from(INTERRUPTED)).into();
    invoke("${REJECT_ORDER_FUNCTION}", payload, next)
}

/// Rejects the order and refunds what may have been paid, because the execution cannot continue.
fn interrupt(reason: RejectionReason) -> Task {
    reject(reason, true, INTERRUPTED)
}

fn interrupted() -> Fail {
    Fail {
        error: "Order.Interrupted".to_owned(),
        cause: Some("A reply is missing, or confirm-order failed.".to_owned()),
    }
}

fn order_payload() -> Json {
    json!({
        "UserId": jsonata("$order.userId"),
        "OrderNumber": jsonata("$order.orderNumber"),
        "CorrelationId": jsonata("$order.correlationId"),
        "_datadog": { "traceparent": jsonata("$order.traceparent") },
    })
}

fn invoke(function: &str, payload: Json, next: impl Into<Next>) -> Task {
    Task { retry: vec![with_backoff("States.TaskFailed")], ..Task::invoke(function, payload, next) }
}

/// Sends an event once more if there was no reply in time, and several times more if the bus refused
/// it. `answer` is a reply and not a failure.
fn once_more_without(answer: &str) -> Vec<Retry> {
    vec![
        Retry { max_attempts: 0, max_delay_seconds: None, ..with_backoff(answer) },
        Retry { max_attempts: 1, max_delay_seconds: None, ..with_backoff("States.Timeout") },
        with_backoff("States.TaskFailed"),
    ]
}

fn with_backoff(error: &str) -> Retry {
    Retry {
        errors: vec![error.to_owned()],
        interval_seconds: 1,
        max_attempts: 9,
        backoff_rate: 2.0,
        max_delay_seconds: Some(30),
        full_jitter: true,
    }
}

fn catch(error: &str, assign: Json, next: &str) -> Catch {
    Catch {
        errors: vec![error.to_owned()],
        assign: Some(assign),
        output: None,
        next: next.to_owned(),
    }
}
