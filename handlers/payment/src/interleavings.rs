//! Properties of concurrent deliveries in any order, duplicates and processes that die included: an
//! order is charged at most once, and what is stored and published agrees with the gateway.

use std::collections::BTreeSet;

use contracts::payment::{HandlePaymentRequested, HandleRefundRequested};
use futures_util::future::join_all;
use platform::{
    memory::Calls,
    testing::{batch, block_on, invoke, is_done, run_process},
};
use proptest::{collection::vec, prelude::*};
use serde_json::json;

use crate::{
    events::PrivateEvent,
    handle_payment_requested, handle_refund_requested,
    memory::{Enqueued, Entry, MemoryPayments},
    order_payment::{OrderPayment, State},
};

/// An event. Orders and conversations are few, so that there are duplicates.
#[derive(Clone, Debug)]
enum Input {
    PaymentRequested { order: u8, conversation: u8, declined: bool },
    RefundRequested { order: u8 },
}

fn input() -> impl Strategy<Value = Input> {
    let order = 0_u8..3;
    prop_oneof![
        3 => (order.clone(), 0_u8..2, any::<bool>()).prop_map(|(order, conversation, declined)| {
            Input::PaymentRequested { order, conversation, declined: declined && order == 0 }
        }),
        2 => order.prop_map(|order| Input::RefundRequested { order }),
    ]
}

/// The first delivery of an event. It begins after `delay` turns, and its process dies after it was
/// polled `polls` times.
#[derive(Clone, Debug)]
struct Delivery {
    input: Input,
    delay: usize,
    polls: usize,
}

fn delivery() -> impl Strategy<Value = Delivery> {
    let delivery = (input(), 0_usize..24, 0_usize..16);
    delivery.prop_map(|(input, delay, polls)| Delivery { input, delay, polls })
}

/// One delivery. Whether it need not be redelivered.
async fn deliver(input: &Input, payments: &MemoryPayments) -> bool {
    match input {
        Input::PaymentRequested { order, conversation, declined } => {
            let detail = json!({
                "id": format!("request of {order}"),
                "conversationId": conversation.to_string(),
                "data": {
                    "orderNumber": order.to_string(), "amount": 8.49, "currency": "EUR",
                    "paymentMethod": if *declined { "decline" } else { "card" },
                },
            });
            let batch = batch("orders.paymentRequested.v1", &detail);
            let handle =
                async |message| handle_payment_requested::handle(message, payments, payments).await;
            is_done(invoke::<HandlePaymentRequested>(batch, handle).await)
        }
        Input::RefundRequested { order } => {
            let detail = json!({ "data": { "orderNumber": order.to_string() } });
            let batch = batch("orders.refundRequested.v1", &detail);
            let handle =
                async |message| handle_refund_requested::handle(message, payments, payments).await;
            is_done(invoke::<HandleRefundRequested>(batch, handle).await)
        }
    }
}

/// A delivery to a process that may die.
async fn attempt(delivery: &Delivery, payments: &MemoryPayments) {
    let Delivery { input, delay, polls } = delivery;
    run_process(*delay, *polls, deliver(input, payments)).await;
}

/// Delivers all events concurrently, and each once more at the end, as a queue does with what was not
/// acknowledged.
fn run(deliveries: &[Delivery], pauses: Vec<u8>) -> MemoryPayments {
    let payments = MemoryPayments::default().with_calls(Calls::pausing(pauses));
    block_on(async {
        join_all(deliveries.iter().map(|delivery| attempt(delivery, &payments))).await;
        for Delivery { input, .. } in deliveries {
            assert!(deliver(input, &payments).await, "{input:?} is never acknowledged");
        }
    });
    payments
}

fn charged(payments: &MemoryPayments, payment: &OrderPayment) -> usize {
    let book = payments.book(&payment.order_number);
    book.iter().filter(|entry| matches!(entry, Entry::Charged(_))).count()
}

proptest! {
    #[test]
    fn an_order_is_charged_at_most_once_and_its_state_is_that_of_the_gateway(
        deliveries in vec(delivery(), 1..24),
        pauses in vec(0_u8..4, 0..120),
    ) {
        let payments = run(&deliveries, pauses);
        for payment in payments.all_payments() {
            prop_assert!(charged(&payments, &payment) <= 1);
            let last = payments.book(&payment.order_number).last().copied();
            let agrees = match payment.state {
                State::Charged => matches!(last, Some(Entry::Charged(_))),
                State::Declined { .. } => matches!(last, Some(Entry::Declined)),
                State::Refunded => {
                    matches!(last, Some(Entry::Refunded(_) | Entry::Cancelled | Entry::Declined))
                }
                State::Pending | State::Refunding => false,
            };
            prop_assert!(agrees, "{payment:?}: {last:?}");
        }
    }

    #[test]
    fn an_order_whose_refund_was_requested_keeps_no_charge(
        deliveries in vec(delivery(), 1..24),
        pauses in vec(0_u8..4, 0..120),
    ) {
        let payments = run(&deliveries, pauses);
        for Delivery { input, .. } in deliveries {
            if let Input::RefundRequested { order } = input {
                let last = payments.book(&order.to_string()).last().copied();
                prop_assert!(!matches!(last, Some(Entry::Charged(_))), "{order}: {last:?}");
            }
        }
    }

    #[test]
    fn every_event_agrees_with_the_gateway_and_no_charge_is_announced_after_a_refund(
        deliveries in vec(delivery(), 1..24),
        pauses in vec(0_u8..4, 0..120),
    ) {
        let enqueued = run(&deliveries, pauses).enqueued();
        let is_refunded = |enqueued: &[Enqueued], number: &str| {
            enqueued.iter().any(|Enqueued { event, .. }| {
                matches!(event, PrivateEvent::PaymentRefunded { order_number, .. } if order_number == number)
            })
        };
        for (index, Enqueued { event, entry }) in enqueued.iter().enumerate() {
            let (earlier, later) = enqueued.split_at(index);
            let is_charged = matches!(entry, Some(Entry::Charged(_)));
            let agrees = match event {
                PrivateEvent::PaymentCharged { order_number, .. } => {
                    is_charged && !is_refunded(earlier, order_number)
                }
                // A charge that is not confirmed is about to be refunded.
                PrivateEvent::PaymentDeclined { order_number, .. } => {
                    !is_charged || is_refunded(later, order_number)
                }
                PrivateEvent::PaymentRefunded { .. } => matches!(entry, Some(Entry::Refunded(_))),
            };
            prop_assert!(agrees, "{event:?}: {entry:?}");
        }
    }

    #[test]
    fn each_conversation_gets_one_reply_and_each_refund_one_event(
        deliveries in vec(delivery(), 1..24),
        pauses in vec(0_u8..4, 0..120),
    ) {
        let payments = run(&deliveries, pauses);
        let (mut replies, mut refunds) = (Vec::new(), Vec::new());
        for event in payments.events() {
            match event {
                PrivateEvent::PaymentCharged { order_number, conversation_id, .. }
                | PrivateEvent::PaymentDeclined { order_number, conversation_id, .. } => {
                    replies.push((order_number, conversation_id));
                }
                PrivateEvent::PaymentRefunded { order_number, .. } => refunds.push(order_number),
            }
        }
        let expected: BTreeSet<_> = deliveries
            .iter()
            .filter_map(|delivery| match &delivery.input {
                Input::PaymentRequested { order, conversation, .. } => {
                    Some((order.to_string(), Some(conversation.to_string())))
                }
                Input::RefundRequested { .. } => None,
            })
            .collect();
        prop_assert_eq!(replies.len(), expected.len());
        prop_assert_eq!(replies.into_iter().collect::<BTreeSet<_>>(), expected);
        for payment in payments.all_payments() {
            let refunded = payments
                .book(&payment.order_number)
                .iter()
                .any(|entry| matches!(entry, Entry::Refunded(_)));
            let events = refunds.iter().filter(|order| **order == payment.order_number).count();
            prop_assert_eq!(events, usize::from(refunded));
        }
    }
}
