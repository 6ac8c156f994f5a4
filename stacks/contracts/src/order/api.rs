//! What the API of orders reads and returns.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::money::Money;

/// An order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrderDto {
    /// The order's number, a UUID.
    pub order_id: String,
    /// Who ordered.
    pub user_id: String,
    /// The different products.
    pub products: Vec<String>,
    /// The products, with quantities and prices.
    pub items: Vec<OrderItemDto>,
    /// When, RFC 3339.
    pub order_date: String,
    /// Whether it is handled first.
    pub order_type: OrderType,
    /// How far it is.
    pub status: OrderStatus,
    /// What is to be paid.
    pub total_price: Money,
    /// ISO 4217 code.
    pub currency: String,
}

/// A product of an order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrderItemDto {
    /// The product.
    pub product_id: String,
    /// Units.
    pub quantity: u32,
    /// Price of one unit; 0 for a product without a known price.
    pub price: Money,
}

/// A new order, and the same once more, where some clients expect it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CreatedOrder {
    /// The order.
    #[serde(flatten)]
    pub order: OrderDto,
    /// The order.
    pub data: OrderDto,
}

/// A kind of order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum OrderType {
    /// An order of a standard user or an administrator.
    Standard,
    /// An order of a premium user.
    Priority,
}

/// The state of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum OrderStatus {
    /// It was accepted.
    Created,
    /// It was paid, and its products are reserved.
    Confirmed,
    /// It was delivered.
    Completed,
    /// Its products are not available. What was paid is refunded.
    NoStock,
    /// It could not be paid.
    PaymentFailed,
}

/// What to order: `products`, one unit of each, or `items`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CreateOrderRequest {
    /// 1 to 50 different products, of 1 to 50 letters, digits, `-` and `_` each.
    #[serde(default)]
    pub products: Option<Vec<String>>,
    /// 1 to 50 different products with quantities.
    #[serde(default)]
    pub items: Option<Vec<CreateOrderItem>>,
    /// How the customer pays: 1 to 50 letters, digits, `-` and `_`, and fewer than 12 digits in a
    /// row; `card` if absent.
    #[serde(default)]
    pub payment_method: Option<String>,
    /// ISO 4217 code. Only the shop's currency is accepted.
    #[serde(default)]
    pub currency: Option<String>,
}

/// A product to order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CreateOrderItem {
    /// The product.
    #[serde(default)]
    pub product_id: String,
    /// Units, 1 to 100.
    #[serde(default)]
    pub quantity: i64,
}

/// Which page of orders to list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PageQuery {
    /// Most orders of the page, 1 to 100; 20 if absent.
    #[serde(default)]
    pub page_size: Option<i64>,
    /// The `nextPageToken` of the page before.
    #[serde(default)]
    pub page_token: Option<String>,
}

/// A page of orders.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrderPage {
    /// The orders.
    pub items: Vec<OrderDto>,
    /// Most orders of a page, as requested.
    pub page_size: u32,
    /// Whether there are more.
    pub has_more_pages: bool,
    /// The token of the next page, if there is one.
    pub next_page_token: Option<String>,
}

/// Completes an order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CompleteOrderRequest {
    /// The order, as in the path.
    #[serde(default)]
    pub order_id: String,
    /// Who ordered: the user's id or e-mail address.
    #[serde(default)]
    pub user_id: String,
}

/// The health of the API.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HealthReply {
    /// `Healthy`.
    pub status: String,
    /// When, RFC 3339.
    pub timestamp: String,
    /// How long the checks took: `hh:mm:ss.fffffff`. Only of `/health`, like the members below.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<String>,
    /// `1.0.0`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// What was checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checks: Option<Vec<HealthCheck>>,
}

/// One check of the health of the API.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HealthCheck {
    /// What was checked, such as `dynamodb`.
    pub name: String,
    /// `Healthy` or `Unhealthy`.
    pub status: String,
    /// What was done.
    pub description: String,
    /// How long it took: `hh:mm:ss.fffffff`.
    pub duration: String,
    /// Empty.
    pub data: serde_json::Map<String, serde_json::Value>,
}

/// The response of the routes that applications with a basket expect.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct BasketOrders {
    /// `Successfully finished operation: "GET"`.
    pub message: String,
    /// The orders, newest first.
    pub body: Vec<BasketOrder>,
    /// The token of the next page, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_page_token: Option<String>,
}

/// An order, as applications with a basket expect it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct BasketOrder {
    /// Who ordered.
    pub user_name: String,
    /// When, RFC 3339.
    pub order_date: String,
    /// The order's number.
    pub order_id: String,
    /// How far it is.
    pub status: OrderStatus,
    /// What is to be paid.
    pub total_price: Money,
    /// The products.
    pub items: Vec<OrderItemDto>,
}

/// Which orders of a user to list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrderDateQuery {
    /// Only orders of this time, RFC 3339, to the second.
    #[serde(default)]
    pub order_date: Option<String>,
    /// Only orders of this time or later.
    #[serde(default)]
    pub from: Option<String>,
    /// Only orders of this time or earlier.
    #[serde(default)]
    pub to: Option<String>,
    /// The `nextPageToken` of the page before.
    #[serde(default)]
    pub page_token: Option<String>,
}

/// An order that is submitted by invoking `submit-order`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SubmittedOrder {
    /// Who orders: 1 to 100 letters, digits and `-_@.`.
    pub customer_id: String,
    /// The products.
    pub items: Vec<SubmittedItem>,
    /// The sum of the items.
    pub total_amount: Money,
    /// The same for every attempt to submit this order: there is one order for it.
    #[serde(default)]
    pub request_id: Option<String>,
    /// How the customer pays; `card` if absent.
    #[serde(default)]
    pub payment_method: Option<String>,
    /// ISO 4217 code. Only the shop's currency is accepted.
    #[serde(default)]
    pub currency: Option<String>,
}

/// A product of a submitted order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SubmittedItem {
    /// The product.
    pub product_id: String,
    /// Units, 1 to 100.
    pub quantity: i64,
    /// Price of one unit. For a product with a known price it must be that.
    pub price: Money,
}

/// Names an order to a function that its workflow invokes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct OrderToConfirm {
    /// Who ordered.
    pub user_id: String,
    /// The order.
    pub order_number: String,
}

/// An order to reject.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct OrderToReject {
    /// Who ordered.
    pub user_id: String,
    /// The order.
    pub order_number: String,
    /// Why.
    pub reason: super::events::RejectionReason,
    /// Whether it was paid, or may have been.
    pub refund: bool,
    /// Whether its workflow could not continue, which a person should look into.
    #[serde(default)]
    pub unexpected: bool,
}

/// The state of an order after its workflow moved it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MovedOrder {
    /// How far it is.
    pub status: OrderStatus,
}

/// An event that the test harness recorded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
pub struct RecordedEvent {
    /// The order.
    pub key: String,
    /// The event's detail, in JSON.
    pub event_data: String,
    /// Detail type.
    pub event_type: String,
    /// When it was received, without a time zone: `2025-01-01T10:11:12`.
    pub received_on: String,
    /// Its source.
    pub received_from: String,
    /// What its publisher expects in the reply, such as a task token.
    pub conversation_id: Option<String>,
}
