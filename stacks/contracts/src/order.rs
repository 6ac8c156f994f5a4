//! Orders: from the basket to the doorstep.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Event, Money, Service, TableStream, asyncapi::Published, documents::Contract, function,
    workflow,
};

/// The order service.
pub const SERVICE: Service = Service {
    name: "order",
    stack: "OrdersService",
    parameters: "OrdersService",
    source: "orders",
};

/// An order waits for its products.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrderCreated {
    /// The order.
    pub order_number: String,
    /// What was ordered, one entry a unit.
    #[serde(default)]
    pub products: Vec<String>,
    /// Who ordered; empty where the publisher does not say.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub user_id: String,
}

/// An order is paid and its products are set aside.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrderConfirmed {
    /// The order.
    pub order_number: String,
    /// Who ordered; empty where the publisher does not say.
    #[serde(default)]
    pub user_id: String,
}

/// An order was packed and handed over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrderCompleted {
    /// The order.
    pub order_number: String,
    /// Who ordered: the user's id, or the e-mail address.
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

/// Why an order was rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RejectionReason {
    /// Some product is not to be had.
    NoStock,
    /// The payment did not go through.
    PaymentFailed,
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

/// An order's payment is to be given back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RefundRequested {
    /// The order.
    pub order_number: String,
    /// Why.
    pub reason: String,
}

impl Event for OrderCreated {
    const TYPE: &'static str = "orders.orderCreated.v1";
    type Publisher = OrderWorkflow;
}

impl Event for OrderConfirmed {
    const TYPE: &'static str = "orders.orderConfirmed.v1";
    type Publisher = PublishEvents;
}

impl Event for OrderCompleted {
    const TYPE: &'static str = "orders.orderCompleted.v1";
    type Publisher = PublishEvents;
}

impl Event for OrderRejected {
    const TYPE: &'static str = "orders.orderRejected.v1";
    type Publisher = PublishEvents;
}

impl Event for PaymentRequested {
    const TYPE: &'static str = "orders.paymentRequested.v1";
    type Publisher = OrderWorkflow;
}

impl Event for RefundRequested {
    const TYPE: &'static str = "orders.refundRequested.v1";
    type Publisher = OrderWorkflow;
}

workflow! {
    /// Pays for an order, sets its products aside, and confirms or rejects it.
    OrderWorkflow = SERVICE / "order-workflow",
        publishes [OrderCreated, PaymentRequested, RefundRequested]
}

function! {
    /// Publishes what the table's outbox holds.
    PublishEvents = SERVICE / "publish-events" on TableStream,
        publishes [OrderConfirmed, OrderCompleted, OrderRejected] {}
}

/// What it offers and hears.
pub fn contract() -> Contract {
    Contract { service: SERVICE, operations: vec![], publishes: publishes(), subscribers: vec![] }
}

fn publishes() -> Vec<Published> {
    let order_number = || "0199c2f4-5d3e-7a10-8f5b-0c2d4e6f8a90".to_owned();
    let user_id = || "0199c2f4-1b7a-7c31-9d2e-3f4a5b6c7d8e".to_owned();
    vec![
        Published::of(&OrderCreated {
            order_number: order_number(),
            products: vec!["FLATWHITE".into(), "LATTE".into()],
            user_id: user_id(),
        }),
        Published::of(&OrderConfirmed { order_number: order_number(), user_id: user_id() }),
        Published::of(&OrderCompleted { order_number: order_number(), user_id: user_id() }),
        Published::of(&OrderRejected {
            order_number: order_number(),
            user_id: user_id(),
            reason: RejectionReason::NoStock,
        }),
        Published::of(&PaymentRequested {
            order_number: order_number(),
            user_id: user_id(),
            amount: Money(Decimal::new(849, 2)),
            currency: "EUR".into(),
            payment_method: "card".into(),
        }),
        Published::of(&RefundRequested { order_number: order_number(), reason: "NO_STOCK".into() }),
    ]
}
