//! Inventory: stock, reservations, and the ordering of new products from the supplier.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};

use crate::{
    Admin, Event, Export, Http, Json, Nothing, Page, Public, Queue, Read, ReadWrite, Schedule,
    Service, TableStream,
    asyncapi::{Published, Subscriber},
    documents::Contract,
    function,
    openapi::Operation,
    order::{OrderCompleted, OrderCreated, OrderRejected},
    product_management::ProductCreated,
    shared_infra::BareApiEndpoint,
    workflow,
};

/// The inventory service.
pub const SERVICE: Service = Service {
    name: "inventory",
    stack: "InventoryService",
    parameters: "InventoryService",
    source: "inventory",
};

/// Base address of its API.
pub const API: Export<BareApiEndpoint> = Export::new(SERVICE, "api-endpoint");

/// `PK` of a product's stock, before the product's id. The functions and the ordering workflow both
/// write there.
pub const STOCK_PK: &str = "PRODUCT#";

/// `SK` of a product's stock.
pub const STOCK_SK: &str = "STOCK";

/// A product's stock changed; levels are totals, reserved units included.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct StockUpdated {
    /// The product.
    pub product_id: String,
    /// Units before.
    #[serde(default, serialize_with = "plain_number")]
    pub previous_stock_level: f64,
    /// Units now.
    #[serde(alias = "stockLevel", serialize_with = "plain_number")]
    pub new_stock_level: f64,
}

/// Every product of an order was set aside.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct StockReserved {
    /// The order.
    #[serde(default)]
    pub order_number: String,
    /// The waiting workflow's task token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation_id: Option<String>,
}

/// Some product of an order is not to be had; nothing was set aside.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct StockReservationFailed {
    /// The order.
    #[serde(default)]
    pub order_number: String,
    /// The waiting workflow's task token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation_id: Option<String>,
}

/// The last unit of a product is gone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OutOfStock {
    /// The product.
    pub product_id: String,
}

/// Writes a whole number without a fraction: 10, not 10.0.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "this is how serde calls it")]
fn plain_number<S: Serializer>(level: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    match level.to_string().parse::<i64>() {
        Ok(whole) => serializer.serialize_i64(whole),
        Err(_) => serializer.serialize_f64(*level),
    }
}

impl Event for StockUpdated {
    const TYPE: &'static str = "inventory.stockUpdated.v1";
    type Publisher = PublishEvents;
}

impl Event for StockReserved {
    const TYPE: &'static str = "inventory.stockReserved.v1";
    type Publisher = PublishEvents;
}

impl Event for StockReservationFailed {
    const TYPE: &'static str = "inventory.stockReservationFailed.v1";
    type Publisher = PublishEvents;
}

impl Event for OutOfStock {
    const TYPE: &'static str = "inventory.outOfStock.v1";
    type Publisher = PublishEvents;
}

/// The answer of the stock routes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StockReply {
    /// What was asked for.
    pub data: StockDto,
    /// `OK`.
    pub message: Vec<String>,
    /// True.
    pub success: bool,
}

/// How much there is of a product.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct StockDto {
    /// The product.
    pub product_id: String,
    /// Units that can be ordered: all but the reserved ones.
    pub current_stock_level: u32,
    /// Units set aside for orders.
    pub reserved_stock_level: u32,
}

/// Sets a product's stock.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SetStockRequest {
    /// The product, 4 characters or more. It need not be in the catalogue.
    #[serde(default)]
    pub product_id: String,
    /// All units there are, those set aside for orders included: a whole number greater than 0.
    #[serde(default)]
    pub stock_level: f64,
}

workflow! {
    /// Orders a new product from the supplier and puts what arrives into stock, unless somebody
    /// else was quicker. Publishes nothing.
    OrderingWorkflow = SERVICE / "ordering-workflow"
}

function! {
    /// Shows how much there is of a product.
    GetStock = SERVICE / "get-stock" on Http<Nothing, Json<StockReply>, Public>,
        routes ["GET /inventory/{productId}" => 200] {
            stock: Table<Read>,
        }
}

function! {
    /// Sets how much there is of a product, known or not.
    SetStock = SERVICE / "set-stock" on Http<Json<SetStockRequest>, Json<StockReply>, Admin>,
        routes ["POST /inventory" => 200, "POST /inventory/" => 200] {
            stock: Table<ReadWrite>,
            jwt_secret: Secret,
        }
}

function! {
    /// Says that the API answers.
    GetHealth = SERVICE / "get-health" on Http<Nothing, Page, Public>,
        routes ["GET /health" => 200] {}
}

function! {
    /// Orders a new product from the supplier.
    HandleProductCreated = SERVICE / "handle-product-created" on Queue<ProductCreated> {
        ordering: StartWorkflow<OrderingWorkflow>,
    }
}

function! {
    /// Sets the products of an order aside, all or none, and answers the order's workflow.
    HandleOrderCreated = SERVICE / "handle-order-created" on Queue<OrderCreated> {
        stock: Table<ReadWrite>,
        availability_rate: Setting,
    }
}

function! {
    /// Takes what was set aside for a completed order out of stock.
    HandleOrderCompleted = SERVICE / "handle-order-completed" on Queue<OrderCompleted> {
        stock: Table<ReadWrite>,
    }
}

function! {
    /// Gives back what was set aside for a rejected order.
    HandleOrderRejected = SERVICE / "handle-order-rejected" on Queue<OrderRejected> {
        stock: Table<ReadWrite>,
    }
}

function! {
    /// Orders every product of the catalogue that inventory has not heard of.
    RefreshCatalogue = SERVICE / "refresh-catalogue" on Schedule {
        products: Parameter,
        stock: Table<Read>,
        ordering: StartWorkflow<OrderingWorkflow>,
    }
}

function! {
    /// Publishes what the table's outbox holds.
    PublishEvents = SERVICE / "publish-events" on TableStream,
        publishes [StockUpdated, StockReserved, StockReservationFailed, OutOfStock] {}
}

/// What it offers and hears.
pub fn contract() -> Contract {
    Contract {
        service: SERVICE,
        operations: vec![
            Operation::of::<GetStock>(),
            Operation::of::<SetStock>(),
            Operation::of::<GetHealth>(),
        ],
        publishes: vec![
            Published::of(&StockUpdated {
                product_id: "FLATWHITE".into(),
                previous_stock_level: 10.0,
                new_stock_level: 9.0,
            }),
            Published::of(&StockReserved {
                order_number: "0199c2f4-5d3e-7a10-8f5b-0c2d4e6f8a90".into(),
                conversation_id: Some("AQCkAAAAKgAAAAMAAAAA".into()),
            }),
            Published::of(&StockReservationFailed {
                order_number: "0199c2f4-5d3e-7a10-8f5b-0c2d4e6f8a90".into(),
                conversation_id: Some("AQCkAAAAKgAAAAMAAAAA".into()),
            }),
            Published::of(&OutOfStock { product_id: "FLATWHITE".into() }),
        ],
        subscribers: vec![
            Subscriber::of::<HandleProductCreated>(),
            Subscriber::of::<HandleOrderCreated>(),
            Subscriber::of::<HandleOrderCompleted>(),
            Subscriber::of::<HandleOrderRejected>(),
        ],
    }
}
