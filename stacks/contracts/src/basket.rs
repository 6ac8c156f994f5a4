//! Basket: what users are about to order.

pub mod events;

pub use events::*;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    capability::{Delete, Find, Get, Parameter, Put, Setting},
    export, function,
    function::{Queue, TableStream},
    http::{Admin, Http, Json, NoBody, Query, User},
    money::Money,
    order::events::OrderRejected,
    path,
    product_management::ProductApi,
    service,
    service::Service,
    setting::{Currency, TaxRate},
    shared_infra::ApiAddress,
    table,
    table::Outbox,
    view,
};

/// The basket service.
pub const SERVICE: Service = Service {
    name: "basket",
    stack: "BasketService",
    parameters: "BasketService",
    source: "basket",
};

export! {
    /// Base address of its API.
    BasketApi = SERVICE / "api-endpoint": ApiAddress
}

table! {
    /// Baskets by user.
    Baskets = SERVICE / "BasketService-Baskets" {
        rows: {
            /// The basket of one user.
            BasketRow(user_name) = "BASKET#{user_name}" / "BASKET",
            /// The basket that one checkout emptied, for 30 days or until its order is rejected.
            CheckoutRow(checkout_id) = "CHECKOUT#{checkout_id}" / "CHECKOUT",
            /// The checkout that a request with an idempotency key made.
            RequestRow(user_name, key) = "REQUEST#{user_name}#{key}" / "REQUEST",
        },
        indexes: {
            /// All baskets, in several partitions.
            AllBaskets of BasketRow = "Listing" / "PK",
        },
    }
}

/// The response of the basket's routes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BasketReply<T> {
    /// `Successfully finished operation: "GET"`, with the method of the request.
    pub message: String,
    /// What the route returns.
    pub body: T,
}

/// The basket of a user. Prices are in the shop's currency and include tax. Price brackets apply if
/// the caller is a premium user.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct BasketDto {
    /// The user's id.
    pub user_name: String,
    /// The products.
    pub items: Vec<BasketItemDto>,
    /// The sum of the products' prices, before the discount.
    pub subtotal: Money,
    /// What price brackets take off.
    pub discount: Money,
    /// The tax that the total includes.
    pub tax: Money,
    /// What is to be paid.
    pub total_price: Money,
    /// ISO 4217 code.
    pub currency: String,
}

/// A product in a basket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct BasketItemDto {
    /// The product.
    pub product_id: String,
    /// The product's name.
    pub product_name: String,
    /// Units.
    pub quantity: u32,
    /// The colour that the customer selected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub color: Option<String>,
    /// The price of one unit, at the number of units of the product in the basket.
    pub price: Money,
}

/// Replaces the basket of a user.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PutBasketRequest {
    /// The user's id; the caller if absent.
    #[serde(default)]
    pub user_name: Option<String>,
    /// At most 50 items, 100 units of a product in all its colours, and 1000 units in all. A product
    /// may be listed once in each colour. An empty list empties the basket.
    pub items: Vec<PutBasketItem>,
}

/// A product to put into a basket. Its name and price are those of the catalogue; others are ignored.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PutBasketItem {
    /// The product: 1 to 50 letters, digits, hyphens and underscores.
    #[serde(default)]
    #[schemars(required)]
    pub product_id: String,
    /// Units, 1 to 100.
    #[serde(default = "one_unit")]
    pub quantity: i64,
    /// The colour that the customer selected, at most 50 characters.
    #[serde(default)]
    pub color: Option<String>,
}

fn one_unit() -> i64 {
    1
}

/// Orders what is in a basket. Further members, such as an address, are ignored and not stored.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CheckoutRequest {
    /// The user's id; the caller if absent.
    #[serde(default)]
    pub user_name: Option<String>,
    /// How the customer pays: 1 to 50 letters, digits, hyphens and underscores, and fewer than 12
    /// digits in a row; `card` if absent. A whole number counts as its digits.
    #[serde(default, deserialize_with = "text_or_number")]
    pub payment_method: Option<String>,
    /// The total that the customer saw. If it is another one now, the checkout is refused with 409,
    /// and the member `totalPrice` of the problem is the total now. 0 counts as absent.
    #[serde(default)]
    pub total_price: Option<Money>,
}

/// A checkout that was accepted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CheckoutDto {
    /// The checkout.
    pub checkout_id: String,
    /// The order that it becomes within seconds.
    pub order_number: String,
    /// What is to be paid.
    pub total_price: Money,
    /// ISO 4217 code.
    pub currency: String,
}

/// Which page of baskets to list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct BasketQuery {
    /// Most baskets of the page, 1 to 100; 100 if absent.
    #[serde(default)]
    pub page_size: Option<i64>,
    /// The `nextPageToken` of the page before.
    #[serde(default)]
    pub page_token: Option<String>,
}

/// The response of the list of baskets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct BasketList {
    /// `Successfully finished operation: "GET"`.
    pub message: String,
    /// The baskets of the page, in the order of the users' ids.
    pub body: Vec<BasketDto>,
    /// The token of the next page, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_page_token: Option<String>,
}

path! {
    /// Names a user.
    BasketPath { user_name }
}

function! {
    /// Lists the baskets of all users.
    ListBaskets = SERVICE / "list-baskets" on Http<Query<BasketQuery>, Json<BasketList>, Admin> {
        routes: ["GET /basket" => 200],
        may: [Find<AllBaskets>, Setting<Currency>, Setting<TaxRate>],
    }
}

function! {
    /// Shows the basket of a user: the caller's own, or to an administrator any.
    GetBasket = SERVICE / "get-basket"
        on Http<NoBody, Json<BasketReply<BasketDto>>, User, BasketPath>
    {
        routes: ["GET /basket/{user_name}" => 200],
        may: [Get<BasketRow>, Setting<Currency>, Setting<TaxRate>],
    }
}

function! {
    /// Replaces the caller's basket. Every product must be in the catalogue.
    PutBasket = SERVICE / "put-basket"
        on Http<Json<PutBasketRequest>, Json<BasketReply<BasketDto>>, User>
    {
        routes: ["POST /basket" => 200],
        may: [
            Parameter<ProductApi>,
            Put<BasketRow>,
            Delete<BasketRow>,
            Setting<Currency>,
            Setting<TaxRate>,
        ],
    }
}

function! {
    /// Empties the caller's basket.
    DeleteBasket = SERVICE / "delete-basket"
        on Http<NoBody, Json<BasketReply<()>>, User, BasketPath>
    {
        routes: ["DELETE /basket/{user_name}" => 200],
        may: [Delete<BasketRow>],
    }
}

function! {
    /// Orders what is in the caller's basket, at the prices of the catalogue, and empties it. With the
    /// header `Idempotency-Key`, a repeated request gets the same checkout.
    CheckOut = SERVICE / "check-out"
        on Http<Json<CheckoutRequest>, Json<BasketReply<CheckoutDto>>, User>
    {
        routes: ["POST /basket/checkout" => 202],
        may: [
            Parameter<ProductApi>,
            Get<BasketRow>,
            Delete<BasketRow>,
            Put<CheckoutRow>,
            Get<RequestRow>,
            Put<RequestRow>,
            Put<Outbox<Baskets>>,
            Setting<Currency>,
        ],
    }
}

view! {
    /// An order that was rejected. If it comes from a checkout, its products return to the basket.
    pub struct RejectedOrder of OrderRejected { order_number: String }
}

function! {
    /// Puts the products of a rejected order back into the user's basket, if it is still empty.
    HandleOrderRejected = SERVICE / "handle-order-rejected" on Queue<RejectedOrder> {
        may: [Get<CheckoutRow>, Delete<CheckoutRow>, Put<BasketRow>],
    }
}

function! {
    /// Publishes the events in the outbox of the table.
    PublishEvents = SERVICE / "publish-events" on TableStream<Baskets> {
        publishes: [CheckoutBasket],
    }
}

service! {
    SERVICE {
        functions: [
            ListBaskets,
            GetBasket,
            PutBasket,
            DeleteBasket,
            CheckOut,
            HandleOrderRejected,
            PublishEvents,
        ],
    }
}
