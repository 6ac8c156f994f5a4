//! `handle-payment-requested`: charges the amount of an order, once, and replies to the order's
//! workflow.
//!
//! A workflow that got no reply in time sends a further request: the same event with another
//! conversation id. The reply to it is the original outcome, without the user, who is notified of a
//! charge once. A duplicate delivery has no reply.

use contracts::{
    PaymentSuccessRate,
    payment::{HandlePaymentRequested, PaymentToTake},
};
use platform::{
    Attempt, Handler, Lambda, Message, ReplyRequest, Result, ids, retry_conflicts, simulation::Rate,
};

use crate::{
    Payment,
    dynamo::DynamoPayments,
    order_payment::{OrderPayment, State},
    ports::{ChargeGateway, ChargeResult, Charges, Payments},
    simulated_gateway::{SimulatedCharges, SimulatedGateway},
};

impl Handler<HandlePaymentRequested> for Payment {
    async fn run(lambda: Lambda<HandlePaymentRequested>) -> Result {
        let payments = DynamoPayments(lambda.table());
        let success_rate = Rate::new(lambda.setting::<PaymentSuccessRate>()?)?;
        let gateway = SimulatedGateway { book: lambda.table() };
        let gateway = SimulatedCharges { gateway, success_rate };
        lambda.serve(async |message| handle(message, &payments, &gateway).await).await
    }
}

pub async fn handle(
    message: Message<PaymentToTake>,
    payments: &(impl Payments + Charges),
    gateway: &impl ChargeGateway,
) -> Result {
    let new = OrderPayment::requested(&message.data, ids::uuid().to_string())?;
    let request = ReplyRequest::of(&message);
    let number = &new.order_number;
    retry_conflicts(format!("take the payment of order `{number}`"), async || {
        let payment = match payments.payment(number).await? {
            Some(payment) => payment,
            None if payments.add(&new, request.context).await? => new.clone(),
            None => return Ok(Attempt::Conflict),
        };
        if payment.state == State::Pending {
            return charge(&payment, &request, payments, gateway).await;
        }
        let replied = payments.reply(&request, &payment.without_user()).await?;
        Ok(if replied { Attempt::Done(()) } else { Attempt::Conflict })
    })
    .await
}

async fn charge(
    payment: &OrderPayment,
    request: &ReplyRequest<'_>,
    payments: &impl Charges,
    gateway: &impl ChargeGateway,
) -> Result<Attempt<()>> {
    let state = match &payment.charge {
        Some(charge) => match gateway.charge(&payment.order_number, charge, request.context).await?
        {
            ChargeResult::Charged => State::Charged,
            ChargeResult::Declined { reason } => State::Declined { reason },
        },
        None => State::Declined { reason: "there is nothing to charge".to_owned() },
    };
    let settled = payments.settle(request, payment, &state).await?;
    Ok(if settled { Attempt::Done(()) } else { Attempt::Conflict })
}

#[cfg(test)]
mod tests {
    use contracts::retention::ARCHIVE_RETENTION_DAYS;
    use jiff::{SignedDuration, Timestamp};
    use platform::{
        clock::{Clock, TestClock},
        testing::{batch, invoke, is_done},
    };
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        events::PrivateEvent,
        memory::{Entry, MemoryPayments, samples},
        ports::{RefundGateway, Refunds},
    };

    async fn deliver<C: Clock>(
        payments: &MemoryPayments<C>,
        conversation: &str,
        data: &Value,
    ) -> bool {
        let detail = json!({ "id": "e-1", "conversationId": conversation, "data": data });
        let batch = batch("orders.paymentRequested.v1", &detail);
        let handle = async |message| handle(message, payments, payments).await;
        is_done(invoke::<HandlePaymentRequested>(batch, handle).await)
    }

    fn order(method: &str) -> Value {
        json!({ "orderNumber": "o-1", "amount": 8.49, "currency": "EUR", "paymentMethod": method })
    }

    /// The conversation of each reply, and why nothing was charged.
    fn replies<C>(payments: &MemoryPayments<C>) -> Vec<(String, Option<String>)> {
        let reply = |event| match event {
            PrivateEvent::PaymentCharged { conversation_id, charge, .. } => {
                assert_eq!(charge.amount, samples::charge().amount);
                (conversation_id.unwrap(), None)
            }
            PrivateEvent::PaymentDeclined { conversation_id, reason, .. } => {
                (conversation_id.unwrap(), Some(reason))
            }
            PrivateEvent::PaymentRefunded { .. } => panic!("nothing was refunded"),
        };
        payments.events().into_iter().map(reply).collect()
    }

    #[tokio::test]
    async fn the_amount_is_charged_once_and_the_workflow_gets_one_reply() {
        let payments = MemoryPayments::default();
        for _ in 0..3 {
            assert!(deliver(&payments, "token", &order("card")).await);
        }
        assert_eq!(payments.book("o-1"), [Entry::Charged(samples::charge().amount)]);
        assert_eq!(replies(&payments), [("token".to_owned(), None)]);
    }

    #[tokio::test]
    async fn the_charge_and_its_reply_name_the_user() {
        let payments = MemoryPayments::default();
        let mut order = order("card");
        order["userId"] = json!("u-1");
        assert!(deliver(&payments, "token", &order).await);
        let Some(PrivateEvent::PaymentCharged { charge, .. }) = payments.events().pop() else {
            panic!("one reply");
        };
        assert_eq!(charge.user_id, "u-1");
        assert_eq!(payments.all_payments()[0].charge, Some(charge));
    }

    #[tokio::test]
    async fn a_further_reply_names_no_user() {
        let payments = MemoryPayments::default();
        let mut order = order("card");
        order["userId"] = json!("u-1");
        for conversation in ["token", "other token"] {
            assert!(deliver(&payments, conversation, &order).await);
        }
        let users = payments.events().into_iter().map(|event| match event {
            PrivateEvent::PaymentCharged { charge, .. } => charge.user_id,
            event => panic!("{event:?}"),
        });
        assert_eq!(users.collect::<Vec<_>>(), ["u-1", ""]);
    }

    #[tokio::test]
    async fn a_request_that_is_replayed_on_the_last_day_of_the_archive_gets_no_second_reply() {
        let clock = TestClock::at(Timestamp::constant(1_795_255_200, 0));
        let payments = MemoryPayments::at(&clock);
        assert!(deliver(&payments, "token", &order("card")).await);
        clock.advance(SignedDuration::from_hours(24 * i64::from(ARCHIVE_RETENTION_DAYS)));
        assert!(deliver(&payments, "token", &order("card")).await);
        assert_eq!(replies(&payments), [("token".to_owned(), None)]);
    }

    #[tokio::test]
    async fn a_further_request_gets_the_original_outcome() {
        let payments = MemoryPayments::default();
        for conversation in ["token", "other token"] {
            assert!(deliver(&payments, conversation, &order("decline-me")).await);
        }
        assert_eq!(payments.book("o-1"), [Entry::Declined]);
        let declined = Some("declined".to_owned());
        let expected = ["token", "other token"].map(|id| (id.to_owned(), declined.clone()));
        assert_eq!(replies(&payments), expected);
    }

    #[tokio::test]
    async fn a_payment_that_was_stored_but_not_charged_is_charged() {
        let payments = MemoryPayments::default();
        let stored = samples::payment("o-1");
        assert!(payments.add(&stored, &platform::Context::new()).await.unwrap());
        assert!(deliver(&payments, "token", &order("card")).await);
        assert_eq!(payments.all_payments()[0].state, State::Charged);
        assert_eq!(payments.all_payments()[0].charge, stored.charge);
    }

    #[tokio::test]
    async fn nothing_is_charged_after_a_refund() {
        let payments = MemoryPayments::default();
        let cancelled = OrderPayment::cancelled("o-1");
        let context = platform::Context::new();
        assert!(payments.add_cancelled(&cancelled, &context).await.unwrap());
        assert_eq!(payments.refund("o-1", &context).await.unwrap(), None);
        assert!(deliver(&payments, "token", &order("card")).await);
        assert_eq!(payments.book("o-1"), [Entry::Cancelled]);
        let reason = Some("the payment was cancelled".to_owned());
        assert_eq!(replies(&payments), [("token".to_owned(), reason)]);
    }

    #[tokio::test]
    async fn a_request_that_names_no_order_or_a_negative_amount_is_a_dead_letter() {
        let payments = MemoryPayments::default();
        let mut unnamed = order("card");
        unnamed["orderNumber"] = json!("");
        let mut negative = order("card");
        negative["amount"] = json!(-1);
        let mut too_long = order(&"x".repeat(65));
        let mut long_user = order("card");
        long_user["userId"] = json!("x".repeat(257));
        for request in [&mut unnamed, &mut negative, &mut too_long, &mut long_user] {
            assert!(!deliver(&payments, "token", request).await, "{request}");
        }
        assert_eq!(payments.all_payments(), []);
    }
}
