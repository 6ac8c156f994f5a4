//! Payment: charges and refunds, once per order.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Event, Money, Service, TableStream, function};

/// The payment service.
pub const SERVICE: Service = Service {
    name: "payment",
    stack: "PaymentService",
    parameters: "PaymentService",
    source: "payments",
};

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

/// An order's payment was given back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PaymentRefunded {
    /// The order.
    pub order_number: String,
    /// The payment.
    pub payment_id: String,
    /// How much was given back.
    pub amount: Money,
    /// ISO 4217 code.
    pub currency: String,
}

impl Event for PaymentProcessed {
    const TYPE: &'static str = "payments.paymentProcessed.v1";
    type Publisher = PublishEvents;
}

impl Event for PaymentFailed {
    const TYPE: &'static str = "payments.paymentFailed.v1";
    type Publisher = PublishEvents;
}

impl Event for PaymentRefunded {
    const TYPE: &'static str = "payments.paymentRefunded.v1";
    type Publisher = PublishEvents;
}

function! {
    /// Publishes what the table's outbox holds.
    PublishEvents = SERVICE / "publish-events" on TableStream,
        publishes [PaymentProcessed, PaymentFailed, PaymentRefunded] {}
}
