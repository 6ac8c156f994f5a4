//! `publish-events`: publishes the events in the outbox of the table.

use contracts::order::{
    OrderCompleted, OrderCompletedV2, OrderConfirmed, OrderRejected, PublishEvents,
    RefundRequested, RejectionReason,
};
use platform::{Handler, Lambda, PublicEvents, Result};

use crate::events::PrivateEvent;

impl Handler<PublishEvents> for crate::Order {
    async fn run(lambda: Lambda<PublishEvents>) -> Result {
        lambda.serve_outbox(translate).await
    }
}

/// The public events that a private one becomes.
pub fn translate(event: PrivateEvent) -> PublicEvents<PublishEvents> {
    match event {
        PrivateEvent::OrderConfirmed { order_number, user_id } => {
            PublicEvents::event(OrderConfirmed { order_number, user_id })
        }
        PrivateEvent::OrderCompleted { order_number, user_id } => {
            let successor =
                OrderCompletedV2 { order_id: order_number.clone(), user_id: user_id.clone() };
            PublicEvents::event(OrderCompleted { order_number, user_id }).and(successor)
        }
        PrivateEvent::OrderRejected { order_number, user_id, reason, refund } => {
            let rejected = OrderRejected { order_number: order_number.clone(), user_id, reason };
            let events = PublicEvents::event(rejected);
            if refund {
                events.and(RefundRequested { order_number, reason: text(reason).to_owned() })
            } else {
                events
            }
        }
    }
}

fn text(reason: RejectionReason) -> &'static str {
    match reason {
        RejectionReason::NoStock => "NO_STOCK",
        RejectionReason::PaymentFailed => "PAYMENT_FAILED",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn check(event: Value, expected: &[(&'static str, Value)]) {
        let event: PrivateEvent = serde_json::from_value(event).unwrap();
        assert_eq!(translate(event).into_events().unwrap(), expected);
    }

    fn rejected(reason: &str, refund: bool) -> Value {
        json!({
            "event": "orderRejected", "orderNumber": "o-1", "userId": "u-1", "reason": reason,
            "refund": refund,
        })
    }

    #[test]
    fn a_confirmed_order_is_published() {
        check(
            json!({ "event": "orderConfirmed", "orderNumber": "o-1", "userId": "u-1" }),
            &[("orders.orderConfirmed.v1", json!({ "orderNumber": "o-1", "userId": "u-1" }))],
        );
    }

    #[test]
    fn a_completed_order_is_published_in_both_versions() {
        check(
            json!({ "event": "orderCompleted", "orderNumber": "o-1", "userId": "u-1" }),
            &[
                ("orders.orderCompleted.v1", json!({ "orderNumber": "o-1", "userId": "u-1" })),
                ("orders.orderCompleted.v2", json!({ "orderId": "o-1", "userId": "u-1" })),
            ],
        );
    }

    #[test]
    fn a_rejected_order_is_published_with_a_request_for_its_refund() {
        for reason in ["NO_STOCK", "PAYMENT_FAILED"] {
            check(
                rejected(reason, true),
                &[
                    (
                        "orders.orderRejected.v1",
                        json!({ "orderNumber": "o-1", "userId": "u-1", "reason": reason }),
                    ),
                    (
                        "orders.refundRequested.v1",
                        json!({ "orderNumber": "o-1", "reason": reason }),
                    ),
                ],
            );
        }
    }

    #[test]
    fn an_order_that_was_not_paid_is_rejected_without_a_refund() {
        let data = json!({ "orderNumber": "o-1", "userId": "u-1", "reason": "PAYMENT_FAILED" });
        check(rejected("PAYMENT_FAILED", false), &[("orders.orderRejected.v1", data)]);
    }
}
