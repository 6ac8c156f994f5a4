//! Properties of concurrent confirmations, rejections and completions in any order, duplicates and
//! processes that die included: an order makes legal moves only, each with one event, and what was
//! paid is to be refunded if and only if the order was rejected with a refund.

use contracts::order::{
    CompleteOrder, ConfirmOrder, OrderStatus, OrderToConfirm, OrderToReject, RejectOrder,
    RejectionReason,
};
use futures_util::future::join_all;
use platform::{
    UserType,
    memory::Calls,
    testing::{Call, TestResponse, block_on, invoke, run_process, token},
};
use proptest::{collection::vec, prelude::*};
use serde_json::json;

use crate::{
    complete_order, confirm_order,
    events::PrivateEvent,
    memory::{MemoryOrders, samples},
    order::{Order, can_move},
    reject_order,
};

/// What is done with an order. There are few orders, so that there are duplicates.
#[derive(Clone, Debug)]
enum Input {
    Confirm { order: u8 },
    Reject { order: u8, reason: RejectionReason, refund: bool },
    Complete { order: u8 },
}

fn input() -> impl Strategy<Value = Input> {
    let reason = prop_oneof![Just(RejectionReason::NoStock), Just(RejectionReason::PaymentFailed)];
    prop_oneof![
        (0_u8..3).prop_map(|order| Input::Confirm { order }),
        (0_u8..3, reason, any::<bool>()).prop_map(|(order, reason, refund)| Input::Reject {
            order,
            reason,
            refund
        }),
        (0_u8..3).prop_map(|order| Input::Complete { order }),
    ]
}

/// A call that begins after `delay` turns, and whose process dies after it was polled `polls` times.
#[derive(Clone, Debug)]
struct Attempt {
    input: Input,
    delay: usize,
    polls: usize,
}

fn attempt() -> impl Strategy<Value = Attempt> {
    (input(), 0_usize..16, 0_usize..16).prop_map(|(input, delay, polls)| Attempt {
        input,
        delay,
        polls,
    })
}

fn number(order: u8) -> String {
    format!("o-{order}")
}

async fn call(input: &Input, orders: &MemoryOrders) {
    let user_id = "u-1".to_owned();
    match input {
        Input::Confirm { order } => {
            let input = OrderToConfirm { user_id, order_number: number(*order) };
            let handle = async |input| confirm_order::handle(input, orders).await;
            invoke::<ConfirmOrder>(json!(input), handle).await.unwrap();
        }
        Input::Reject { order, reason, refund } => {
            let input = OrderToReject {
                user_id,
                order_number: number(*order),
                reason: *reason,
                refund: *refund,
                unexpected: false,
            };
            let handle = async |input| reject_order::handle(input, orders).await;
            invoke::<RejectOrder>(json!(input), handle).await.unwrap();
        }
        Input::Complete { order } => complete(&number(*order), orders).await,
    }
}

async fn complete(number: &str, orders: &MemoryOrders) {
    let token = token("u-9", UserType::Admin).await;
    let call = Call::to::<CompleteOrder>("POST /orders/{order_id}/complete")
        .path("order_id", number)
        .json(&json!({ "orderId": number, "userId": "u-1" }))
        .bearer(&token);
    let handle = async |request| complete_order::handle(request, orders).await;
    let response = TestResponse::of(invoke::<CompleteOrder>(call.event(), handle).await);
    assert!(matches!(response.status(), 200 | 409), "{}", response.text());
}

/// A call of a process that may die.
async fn try_call(attempt: &Attempt, orders: &MemoryOrders) {
    let Attempt { input, delay, polls } = attempt;
    run_process(*delay, *polls, call(input, orders)).await;
}

/// Makes all calls concurrently, and each once more at the end, as a workflow and an administrator do
/// that received no response.
fn run(attempts: &[Attempt], pauses: Vec<u8>) -> MemoryOrders {
    let order = |order| Order { number: number(order), ..samples::order() };
    let orders =
        MemoryOrders::default().with_orders((0..3).map(order)).with_calls(Calls::pausing(pauses));
    block_on(async {
        join_all(attempts.iter().map(|attempt| try_call(attempt, &orders))).await;
        for Attempt { input, .. } in attempts {
            call(input, &orders).await;
        }
    });
    orders
}

/// The events about an order, in order.
fn events(orders: &MemoryOrders, number: &str) -> Vec<PrivateEvent> {
    let is_about = |event: &PrivateEvent| {
        let (PrivateEvent::OrderConfirmed { order_number, .. }
        | PrivateEvent::OrderCompleted { order_number, .. }
        | PrivateEvent::OrderRejected { order_number, .. }) = event;
        order_number == number
    };
    orders.events().into_iter().filter(is_about).collect()
}

proptest! {
    #[test]
    fn an_order_makes_legal_moves_only_and_each_has_one_event(
        attempts in vec(attempt(), 1..24),
        pauses in vec(0_u8..4, 0..120),
    ) {
        let orders = run(&attempts, pauses);
        for order in orders.all_orders() {
            let mut status = OrderStatus::Created;
            for event in events(&orders, &order.number) {
                prop_assert!(can_move(status, event.status()), "{status:?}: {event:?}");
                status = event.status();
            }
            prop_assert_eq!(status, order.status);
        }
    }

    #[test]
    fn an_order_that_was_confirmed_or_rejected_at_all_is_settled(
        attempts in vec(attempt(), 1..24),
        pauses in vec(0_u8..4, 0..120),
    ) {
        let orders = run(&attempts, pauses);
        for Attempt { input, .. } in &attempts {
            let (Input::Confirm { order } | Input::Reject { order, .. }) = input else { continue };
            let is_this = |other: &Order| other.number == number(*order);
            let order = orders.all_orders().into_iter().find(is_this).unwrap();
            prop_assert_ne!(order.status, OrderStatus::Created);
        }
    }

    #[test]
    fn a_confirmed_order_is_never_refunded(
        attempts in vec(attempt(), 1..24),
        pauses in vec(0_u8..4, 0..120),
    ) {
        let orders = run(&attempts, pauses);
        for order in orders.all_orders() {
            let events = events(&orders, &order.number);
            let rejections: Vec<_> = events
                .iter()
                .filter(|event| matches!(event, PrivateEvent::OrderRejected { .. }))
                .collect();
            let is_rejected =
                matches!(order.status, OrderStatus::NoStock | OrderStatus::PaymentFailed);
            prop_assert_eq!(rejections.len(), usize::from(is_rejected));
            let requested = |event: &&PrivateEvent| {
                let PrivateEvent::OrderRejected { reason, refund, .. } = event else { return false };
                attempts.iter().any(|attempt| matches!(
                    &attempt.input,
                    Input::Reject { order: rejected, reason: why, refund: paid }
                        if number(*rejected) == order.number && why == reason && paid == refund
                ))
            };
            prop_assert!(rejections.iter().all(requested), "{rejections:?}");
        }
    }
}
