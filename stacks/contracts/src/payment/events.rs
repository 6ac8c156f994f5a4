//! The public events of payments.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{event::Event, money::Money};

/// An order was paid.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PaymentProcessed {
    /// The order.
    pub order_number: String,
    /// The payment.
    pub payment_id: String,
    /// How much was charged.
    pub amount: Money,
    /// ISO 4217 code.
    pub currency: String,
    /// The user who pays; empty if the publisher omits it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub user_id: String,
    /// The waiting workflow's task token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation_id: Option<String>,
}

/// An order could not be paid; nothing was charged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PaymentFailed {
    /// The order.
    pub order_number: String,
    /// Why.
    pub reason: String,
    /// The waiting workflow's task token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation_id: Option<String>,
}

/// An order's payment was refunded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PaymentRefunded {
    /// The order.
    pub order_number: String,
    /// The payment.
    pub payment_id: String,
    /// The amount refunded.
    pub amount: Money,
    /// ISO 4217 code.
    pub currency: String,
    /// The user who pays; empty if the publisher omits it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub user_id: String,
}

impl Event for PaymentProcessed {
    const TYPE: &'static str = "payments.paymentProcessed.v1";

    fn sample() -> Self {
        Self {
            order_number: "0199c2f4-5d3e-7a10-8f5b-0c2d4e6f8a90".into(),
            payment_id: "0199c2f4-6e4f-7b21-a06c-1d3e5f7a9b0c".into(),
            amount: Money(Decimal::new(849, 2)),
            currency: "EUR".into(),
            user_id: "0199c2f4-1b7a-7c31-9d2e-3f4a5b6c7d8e".into(),
            conversation_id: Some("AQCkAAAAKgAAAAMAAAAA".into()),
        }
    }
}

impl Event for PaymentFailed {
    const TYPE: &'static str = "payments.paymentFailed.v1";

    fn sample() -> Self {
        Self {
            order_number: "0199c2f4-5d3e-7a10-8f5b-0c2d4e6f8a90".into(),
            reason: "the card was declined".into(),
            conversation_id: Some("AQCkAAAAKgAAAAMAAAAA".into()),
        }
    }
}

impl Event for PaymentRefunded {
    const TYPE: &'static str = "payments.paymentRefunded.v1";

    fn sample() -> Self {
        Self {
            order_number: "0199c2f4-5d3e-7a10-8f5b-0c2d4e6f8a90".into(),
            payment_id: "0199c2f4-6e4f-7b21-a06c-1d3e5f7a9b0c".into(),
            amount: Money(Decimal::new(849, 2)),
            currency: "EUR".into(),
            user_id: "0199c2f4-1b7a-7c31-9d2e-3f4a5b6c7d8e".into(),
        }
    }
}
