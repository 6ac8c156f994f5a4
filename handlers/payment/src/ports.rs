//! The ports of the domain. The suite at the end is what every implementation must do.

use contracts::Money;
use platform::{Context, ReplyRequest, Result};

use crate::order_payment::{Charge, OrderPayment, State};

/// Reading payments.
pub trait Payments {
    async fn payment(&self, order_number: &str) -> Result<Option<OrderPayment>>;
}

/// Charging, and replying to the orders' workflows.
pub trait Charges {
    /// Stores a new payment. False, and nothing is changed, if the order has one.
    async fn add(&self, payment: &OrderPayment, context: &Context) -> Result<bool>;

    /// Changes a pending payment to `state` and replies. False, and nothing is changed, if it is no
    /// longer pending.
    async fn settle(
        &self,
        request: &ReplyRequest<'_>,
        payment: &OrderPayment,
        state: &State,
    ) -> Result<bool>;

    /// Replies with the outcome of an earlier request, once per event and conversation. False, and no
    /// reply is sent, if the state is no longer that of `payment`.
    async fn reply(&self, request: &ReplyRequest<'_>, payment: &OrderPayment) -> Result<bool>;
}

/// Refunding.
pub trait Refunds {
    /// Stores a payment that is refunded before it was requested. False, and nothing is changed, if
    /// the order has a payment.
    async fn add_cancelled(&self, payment: &OrderPayment, context: &Context) -> Result<bool>;

    /// Changes a pending or charged payment to [`State::Refunding`]. False, and nothing is changed,
    /// if its state is no longer that of `payment`.
    async fn begin_refund(&self, payment: &OrderPayment) -> Result<bool>;

    /// Changes a payment from [`State::Refunding`] to [`State::Refunded`], and publishes it if an
    /// amount was refunded. False, and nothing is changed, if its state is another one.
    async fn finish_refund(
        &self,
        payment: &OrderPayment,
        refunded: Option<Money>,
        context: &Context,
    ) -> Result<bool>;
}

/// Taking payments.
pub trait ChargeGateway {
    /// Charges an amount for an order. The number of the order is the idempotency key: a second call
    /// has the result of the first one. After a refund, nothing is charged any more.
    async fn charge(
        &self,
        order_number: &str,
        charge: &Charge,
        context: &Context,
    ) -> Result<ChargeResult>;
}

/// Returning payments.
pub trait RefundGateway {
    /// Returns what was charged for the order, and charges nothing for it later. A second call has
    /// the result of the first one. None if nothing was charged.
    async fn refund(&self, order_number: &str, context: &Context) -> Result<Option<Money>>;
}

/// The result of a charge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChargeResult {
    Charged,
    Declined { reason: String },
}

#[cfg(test)]
pub mod suite {
    use super::*;
    use crate::memory::samples;

    /// What every implementation must do, on an empty store.
    pub async fn payments(payments: &(impl Payments + Charges + Refunds)) {
        a_payment_is_stored_once(payments).await;
        a_pending_payment_is_settled_once(payments).await;
        a_reply_names_the_state_that_the_payment_is_in(payments).await;
        a_payment_is_refunded_once(payments).await;
        a_payment_that_is_being_refunded_is_not_settled(payments).await;
    }

    async fn state(payments: &impl Payments, order_number: &str) -> Option<State> {
        payments.payment(order_number).await.unwrap().map(|payment| payment.state)
    }

    async fn a_payment_is_stored_once(payments: &(impl Payments + Charges + Refunds)) {
        let (context, payment) = (Context::new(), samples::payment("o-1"));
        assert_eq!(state(payments, "o-1").await, None);
        assert!(payments.add(&payment, &context).await.unwrap());
        assert!(!payments.add(&payment, &context).await.unwrap());
        let cancelled = OrderPayment::cancelled("o-1");
        assert!(!payments.add_cancelled(&cancelled, &context).await.unwrap());
        assert_eq!(payments.payment("o-1").await.unwrap(), Some(payment));
    }

    async fn a_pending_payment_is_settled_once(payments: &(impl Payments + Charges)) {
        let (context, payment) = (Context::new(), samples::payment("o-1"));
        let settle = async |conversation| {
            let request = samples::request(&context, conversation);
            payments.settle(&request, &payment, &State::Charged).await.unwrap()
        };
        assert!(settle("token").await);
        assert!(settle("token").await);
        assert!(!settle("other token").await);
        assert_eq!(state(payments, "o-1").await, Some(State::Charged));
    }

    async fn a_reply_names_the_state_that_the_payment_is_in(payments: &(impl Payments + Charges)) {
        let (context, pending) = (Context::new(), samples::payment("o-1"));
        let charged = OrderPayment { state: State::Charged, ..pending.clone() };
        let request = samples::request(&context, "other token");
        assert!(!payments.reply(&request, &pending).await.unwrap());
        assert!(payments.reply(&request, &charged).await.unwrap());
        assert!(payments.reply(&request, &charged).await.unwrap());
    }

    async fn a_payment_is_refunded_once(payments: &(impl Payments + Charges + Refunds)) {
        let (context, pending) = (Context::new(), samples::payment("o-1"));
        let charged = OrderPayment { state: State::Charged, ..pending.clone() };
        let amount = Some(samples::charge().amount);
        assert!(!payments.finish_refund(&charged, amount, &context).await.unwrap());
        assert!(!payments.begin_refund(&pending).await.unwrap());
        assert!(payments.begin_refund(&charged).await.unwrap());
        assert!(!payments.begin_refund(&charged).await.unwrap());
        assert!(payments.finish_refund(&charged, amount, &context).await.unwrap());
        assert!(!payments.finish_refund(&charged, amount, &context).await.unwrap());
        assert_eq!(state(payments, "o-1").await, Some(State::Refunded));
        let late = samples::request(&context, "late token");
        assert!(!payments.reply(&late, &charged).await.unwrap());
    }

    async fn a_payment_that_is_being_refunded_is_not_settled(
        payments: &(impl Payments + Charges + Refunds),
    ) {
        let (context, cancelled) = (Context::new(), OrderPayment::cancelled("o-2"));
        let request = samples::request(&context, "token");
        assert!(payments.add_cancelled(&cancelled, &context).await.unwrap());
        let pending = samples::payment("o-2");
        assert!(!payments.settle(&request, &pending, &State::Charged).await.unwrap());
        assert!(payments.finish_refund(&cancelled, None, &context).await.unwrap());
        assert_eq!(state(payments, "o-2").await, Some(State::Refunded));
    }
}
