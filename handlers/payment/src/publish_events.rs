//! `publish-events`: publishes the events in the outbox of the table.

use contracts::payment::{PaymentFailed, PaymentProcessed, PaymentRefunded, PublishEvents};
use platform::{Handler, Lambda, PublicEvents, Result};

use crate::{Payment, events::PrivateEvent};

impl Handler<PublishEvents> for Payment {
    async fn run(lambda: Lambda<PublishEvents>) -> Result {
        lambda.serve_outbox(translate).await
    }
}

/// The public event that a private one becomes.
pub fn translate(event: PrivateEvent) -> PublicEvents<PublishEvents> {
    match event {
        PrivateEvent::PaymentCharged { order_number, charge, conversation_id } => {
            PublicEvents::event(PaymentProcessed {
                order_number,
                payment_id: charge.payment_id,
                amount: charge.amount,
                currency: charge.currency,
                user_id: charge.user_id,
                conversation_id,
            })
        }
        PrivateEvent::PaymentDeclined { order_number, reason, conversation_id } => {
            PublicEvents::event(PaymentFailed { order_number, reason, conversation_id })
        }
        PrivateEvent::PaymentRefunded { order_number, charge, amount } => {
            PublicEvents::event(PaymentRefunded {
                order_number,
                payment_id: charge.payment_id,
                amount,
                currency: charge.currency,
                user_id: charge.user_id,
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn check(event: Value, name: &str, data: Value) {
        let event: PrivateEvent = serde_json::from_value(event).unwrap();
        assert_eq!(translate(event).into_events().unwrap(), [(name, data)]);
    }

    fn charge() -> Value {
        json!({
            "payment_id": "p-1", "amount": 8.49, "currency": "EUR", "method": "card",
            "user_id": "u-1",
        })
    }

    #[test]
    fn a_reply_carries_the_conversation_id() {
        check(
            json!({
                "event": "paymentCharged", "orderNumber": "o-1", "charge": charge(),
                "conversationId": "token",
            }),
            "payments.paymentProcessed.v1",
            json!({
                "orderNumber": "o-1", "paymentId": "p-1", "amount": 8.49, "currency": "EUR",
                "userId": "u-1", "conversationId": "token",
            }),
        );
        check(
            json!({
                "event": "paymentDeclined", "orderNumber": "o-1", "reason": "declined",
                "conversationId": null,
            }),
            "payments.paymentFailed.v1",
            json!({ "orderNumber": "o-1", "reason": "declined" }),
        );
    }

    #[test]
    fn a_refund_names_the_amount_that_was_refunded() {
        check(
            json!({
                "event": "paymentRefunded", "orderNumber": "o-1", "charge": charge(), "amount": 8.49,
            }),
            "payments.paymentRefunded.v1",
            json!({
                "orderNumber": "o-1", "paymentId": "p-1", "amount": 8.49, "currency": "EUR",
                "userId": "u-1",
            }),
        );
    }

    #[test]
    fn a_message_from_before_charges_named_the_user_is_published_without_one() {
        let mut charge = charge();
        charge.as_object_mut().unwrap().remove("user_id");
        check(
            json!({
                "event": "paymentRefunded", "orderNumber": "o-1", "charge": charge, "amount": 8.49,
            }),
            "payments.paymentRefunded.v1",
            json!({ "orderNumber": "o-1", "paymentId": "p-1", "amount": 8.49, "currency": "EUR" }),
        );
    }
}
