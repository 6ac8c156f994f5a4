//! `handle-refund-requested`: refunds what was charged for an order, once.
//!
//! The request may arrive before that of the payment, or while the gateway charges. After it,
//! nothing is charged any more.

use contracts::payment::{HandleRefundRequested, PaymentToRefund};
use platform::{Attempt, Context, Handler, Lambda, Message, Result, retry_conflicts};

use crate::{
    Payment,
    dynamo::DynamoPayments,
    order_payment::{OrderPayment, State, check_order_number},
    ports::{Payments, RefundGateway, Refunds},
    simulated_gateway::SimulatedGateway,
};

impl Handler<HandleRefundRequested> for Payment {
    async fn run(lambda: Lambda<HandleRefundRequested>) -> Result {
        let payments = DynamoPayments(lambda.table());
        let gateway = SimulatedGateway { book: lambda.table() };
        lambda.serve(async |message| handle(message, &payments, &gateway).await).await
    }
}

pub async fn handle(
    message: Message<PaymentToRefund>,
    payments: &(impl Payments + Refunds),
    gateway: &impl RefundGateway,
) -> Result {
    let number = &message.data.order_number;
    check_order_number(number)?;
    let context = &message.context;
    retry_conflicts(format!("refund order `{number}`"), async || {
        let Some(payment) = payments.payment(number).await? else {
            let payment = OrderPayment::cancelled(number);
            return Ok(if payments.add_cancelled(&payment, context).await? {
                refund(&payment, payments, gateway, context).await?
            } else {
                Attempt::Conflict
            });
        };
        match payment.state {
            State::Declined { .. } | State::Refunded => Ok(Attempt::Done(())),
            State::Refunding => refund(&payment, payments, gateway, context).await,
            State::Pending | State::Charged if payments.begin_refund(&payment).await? => {
                refund(&payment, payments, gateway, context).await
            }
            State::Pending | State::Charged => Ok(Attempt::Conflict),
        }
    })
    .await
}

async fn refund(
    payment: &OrderPayment,
    payments: &impl Refunds,
    gateway: &impl RefundGateway,
    context: &Context,
) -> Result<Attempt<()>> {
    let refunded = gateway.refund(&payment.order_number, context).await?;
    let finished = payments.finish_refund(payment, refunded, context).await?;
    Ok(if finished { Attempt::Done(()) } else { Attempt::Conflict })
}

#[cfg(test)]
mod tests {
    use contracts::Money;
    use platform::{
        ReplyRequest,
        testing::{batch, invoke, is_done},
    };
    use serde_json::json;

    use super::*;
    use crate::{
        events::PrivateEvent,
        memory::{Entry, MemoryPayments, samples},
        ports::{ChargeGateway, Charges},
    };

    async fn deliver(payments: &MemoryPayments, number: &str) -> bool {
        let detail = json!({ "data": { "orderNumber": number, "reason": "NO_STOCK" } });
        let batch = batch("orders.refundRequested.v1", &detail);
        let handle = async |message| handle(message, payments, payments).await;
        is_done(invoke::<HandleRefundRequested>(batch, handle).await)
    }

    /// A payment of the order `o-1` that the gateway has charged, stored as pending.
    async fn charged() -> MemoryPayments {
        let payments = MemoryPayments::default();
        let payment = samples::payment("o-1");
        payments.add(&payment, &Context::new()).await.unwrap();
        payments.charge("o-1", &samples::charge(), &Context::new()).await.unwrap();
        payments
    }

    fn amount() -> Money {
        samples::charge().amount
    }

    fn refund() -> PrivateEvent {
        PrivateEvent::PaymentRefunded {
            order_number: "o-1".to_owned(),
            charge: samples::charge(),
            amount: amount(),
        }
    }

    #[tokio::test]
    async fn what_was_charged_is_refunded_and_published_once() {
        let payments = charged().await;
        let context = Context::new();
        let request = ReplyRequest { event_id: "e-1", conversation_id: None, context: &context };
        let payment = samples::payment("o-1");
        assert!(payments.settle(&request, &payment, &State::Charged).await.unwrap());
        for _ in 0..3 {
            assert!(deliver(&payments, "o-1").await);
        }
        assert_eq!(payments.book("o-1"), [Entry::Charged(amount()), Entry::Refunded(amount())]);
        assert_eq!(payments.events()[1..], [refund()]);
    }

    #[tokio::test]
    async fn a_charge_that_was_not_confirmed_yet_is_refunded_and_never_confirmed() {
        let payments = charged().await;
        assert!(deliver(&payments, "o-1").await);
        assert_eq!(payments.events(), [refund()]);
        let context = Context::new();
        let request = ReplyRequest { event_id: "e-1", conversation_id: None, context: &context };
        let payment = samples::payment("o-1");
        assert!(!payments.settle(&request, &payment, &State::Charged).await.unwrap());
    }

    #[tokio::test]
    async fn a_refund_that_was_interrupted_is_finished() {
        let payments = charged().await;
        assert!(payments.begin_refund(&samples::payment("o-1")).await.unwrap());
        assert!(deliver(&payments, "o-1").await);
        assert_eq!(payments.events(), [refund()]);
        assert_eq!(payments.all_payments()[0].state, State::Refunded);
    }

    #[tokio::test]
    async fn an_order_that_was_never_charged_is_cancelled_without_an_event() {
        let payments = MemoryPayments::default();
        for _ in 0..2 {
            assert!(deliver(&payments, "o-1").await);
        }
        assert_eq!(payments.book("o-1"), [Entry::Cancelled]);
        assert_eq!(payments.events(), []);
    }

    #[tokio::test]
    async fn a_request_that_names_no_order_is_a_dead_letter() {
        assert!(!deliver(&MemoryPayments::default(), "").await);
    }
}
