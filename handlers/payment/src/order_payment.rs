//! The payment of an order, and the states that it passes through:
//!
//! ```text
//!            ┌─► Declined
//! Pending ───┼─► Charged ───┐
//!            └──────────────┴─► Refunding ─► Refunded
//! ```
//!
//! A payment is stored as `Pending` before the gateway is called, so that a function that dies
//! between the two leaves a trace, and the next delivery of the request finishes its work. It is
//! stored as `Refunding` before the gateway refunds, so that a charge that is on its way can no longer
//! be confirmed.

use contracts::{Money, payment::PaymentToTake};
use platform::{Failure, Result};
use serde::{Deserialize, Serialize};

/// Longest number of an order, in bytes.
const MAX_NUMBER_LENGTH: usize = 256;

/// Longest id of a user, in bytes.
const MAX_USER_ID_LENGTH: usize = 256;

/// Longest name of a currency or payment method, in bytes.
const MAX_NAME_LENGTH: usize = 64;

/// The payment of one order.
#[derive(Clone, Debug, PartialEq)]
pub struct OrderPayment {
    pub order_number: String,
    /// What is to be charged; nothing if a refund was requested before the payment.
    pub charge: Option<Charge>,
    pub state: State,
}

/// What is charged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Charge {
    pub payment_id: String,
    pub amount: Money,
    /// ISO 4217 code.
    pub currency: String,
    pub method: String,
    /// The user who pays; empty if the request omits it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub user_id: String,
}

/// The state of a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// The gateway may or may not have charged the amount.
    Pending,
    /// The amount was charged.
    Charged,
    /// Nothing was charged.
    Declined { reason: String },
    /// The gateway may or may not have refunded the amount, and will charge nothing more.
    Refunding,
    /// What was charged was refunded.
    Refunded,
}

impl OrderPayment {
    /// The payment that a request begins.
    pub fn requested(request: &PaymentToTake, payment_id: String) -> Result<Self> {
        check_order_number(&request.order_number)?;
        check_name("currency", &request.currency)?;
        check_name("payment method", &request.payment_method)?;
        if request.amount.0.is_sign_negative() {
            return Err(Failure::failed(format!(
                "the amount of order `{}` is negative",
                request.order_number
            )));
        }
        let user_id = request.user_id.clone().unwrap_or_default();
        if user_id.len() > MAX_USER_ID_LENGTH {
            return Err(Failure::failed(format!(
                "the user id is longer than {MAX_USER_ID_LENGTH} bytes"
            )));
        }
        Ok(Self {
            order_number: request.order_number.clone(),
            charge: Some(Charge {
                payment_id,
                amount: request.amount,
                currency: request.currency.clone(),
                method: request.payment_method.clone(),
                user_id,
            }),
            state: State::Pending,
        })
    }

    /// The same without the user who pays.
    #[must_use]
    pub fn without_user(mut self) -> Self {
        if let Some(charge) = &mut self.charge {
            charge.user_id.clear();
        }
        self
    }

    /// The payment of an order whose refund is requested before its payment.
    pub fn cancelled(order_number: &str) -> Self {
        Self { order_number: order_number.to_owned(), charge: None, state: State::Refunding }
    }
}

/// Whether `number` can be part of a key.
pub fn check_order_number(number: &str) -> Result {
    if (1..=MAX_NUMBER_LENGTH).contains(&number.len()) {
        Ok(())
    } else {
        Err(Failure::failed("the number of the order is empty or too long"))
    }
}

fn check_name(what: &str, name: &str) -> Result {
    if (1..=MAX_NAME_LENGTH).contains(&name.len()) {
        Ok(())
    } else {
        Err(Failure::failed(format!("the {what} is empty or longer than {MAX_NAME_LENGTH} bytes")))
    }
}
