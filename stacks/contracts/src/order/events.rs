//! The public events of orders.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{envelope::Envelope, event::Event, money::Money};

/// An order waits for its products.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrderCreated {
    /// The order.
    pub order_number: String,
    /// What was ordered, one entry a unit.
    #[serde(default)]
    pub products: Vec<String>,
    /// The user; empty if the publisher omits it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub user_id: String,
}

/// An order is paid and its products are reserved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrderConfirmed {
    /// The order.
    pub order_number: String,
    /// The user; empty if the publisher omits it.
    #[serde(default)]
    pub user_id: String,
}

/// An order was delivered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrderCompleted {
    /// The order.
    pub order_number: String,
    /// The user's id or e-mail address.
    pub user_id: String,
}

/// An order was delivered. The successor of [`OrderCompleted`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrderCompletedV2 {
    /// The order.
    pub order_id: String,
    /// The user's id or e-mail address.
    pub user_id: String,
}

/// An order will not be fulfilled.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrderRejected {
    /// The order.
    pub order_number: String,
    /// Who ordered.
    #[serde(default)]
    pub user_id: String,
    /// Why not.
    pub reason: RejectionReason,
}

/// An order's payment is due.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PaymentRequested {
    /// The order; also the payment's idempotency key.
    pub order_number: String,
    /// Who pays.
    pub user_id: String,
    /// How much.
    pub amount: Money,
    /// ISO 4217 code.
    pub currency: String,
    /// How.
    pub payment_method: String,
}

/// An order's payment is to be refunded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RefundRequested {
    /// The order.
    pub order_number: String,
    /// Why.
    pub reason: String,
}

/// Why an order was rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RejectionReason {
    /// Some product is not to be had.
    NoStock,
    /// The payment did not go through.
    PaymentFailed,
}

impl Event for OrderCreated {
    const TYPE: &'static str = "orders.orderCreated.v1";

    fn sample() -> Self {
        Self {
            order_number: "0199c2f4-5d3e-7a10-8f5b-0c2d4e6f8a90".into(),
            products: vec!["FLATWHITE".into(), "LATTE".into()],
            user_id: "0199c2f4-1b7a-7c31-9d2e-3f4a5b6c7d8e".into(),
        }
    }
}

impl Event for OrderConfirmed {
    const TYPE: &'static str = "orders.orderConfirmed.v1";

    fn sample() -> Self {
        Self {
            order_number: "0199c2f4-5d3e-7a10-8f5b-0c2d4e6f8a90".into(),
            user_id: "0199c2f4-1b7a-7c31-9d2e-3f4a5b6c7d8e".into(),
        }
    }
}

impl Event for OrderCompleted {
    const TYPE: &'static str = "orders.orderCompleted.v1";
    const ENVELOPE: Envelope = Envelope {
        extensions: &[
            ("supercededby", OrderCompletedV2::TYPE),
            ("deprecationdate", "2025-12-01T00:00:00Z"),
        ],
        ..Envelope::CLOUD_EVENT
    };

    fn sample() -> Self {
        Self {
            order_number: "0199c2f4-5d3e-7a10-8f5b-0c2d4e6f8a90".into(),
            user_id: "0199c2f4-1b7a-7c31-9d2e-3f4a5b6c7d8e".into(),
        }
    }
}

impl Event for OrderCompletedV2 {
    const TYPE: &'static str = "orders.orderCompleted.v2";

    fn sample() -> Self {
        Self {
            order_id: "0199c2f4-5d3e-7a10-8f5b-0c2d4e6f8a90".into(),
            user_id: "0199c2f4-1b7a-7c31-9d2e-3f4a5b6c7d8e".into(),
        }
    }
}

impl Event for OrderRejected {
    const TYPE: &'static str = "orders.orderRejected.v1";

    fn sample() -> Self {
        Self {
            order_number: "0199c2f4-5d3e-7a10-8f5b-0c2d4e6f8a90".into(),
            user_id: "0199c2f4-1b7a-7c31-9d2e-3f4a5b6c7d8e".into(),
            reason: RejectionReason::NoStock,
        }
    }
}

impl Event for PaymentRequested {
    const TYPE: &'static str = "orders.paymentRequested.v1";

    fn sample() -> Self {
        Self {
            order_number: "0199c2f4-5d3e-7a10-8f5b-0c2d4e6f8a90".into(),
            user_id: "0199c2f4-1b7a-7c31-9d2e-3f4a5b6c7d8e".into(),
            amount: Money(Decimal::new(849, 2)),
            currency: "EUR".into(),
            payment_method: "card".into(),
        }
    }
}

impl Event for RefundRequested {
    const TYPE: &'static str = "orders.refundRequested.v1";

    fn sample() -> Self {
        Self {
            order_number: "0199c2f4-5d3e-7a10-8f5b-0c2d4e6f8a90".into(),
            reason: "NO_STOCK".into(),
        }
    }
}
