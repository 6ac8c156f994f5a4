//! Inventory: stock, reservations, and the ordering of new products from the supplier.

pub mod api;
pub mod events;

pub use api::*;
pub use events::*;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    capability::{BatchGet, Get, Parameter, Put, Setting, Start, Update},
    function,
    function::{Queue, Schedule, TableStream},
    http::{Admin, Http, Json, NoBody, Public, Text},
    order::events::{OrderCompleted, OrderCreated, OrderRejected},
    path,
    product_management::{ProductApi, events::ProductCreated},
    service,
    setting::AvailabilityRate,
    table,
    table::{IdempotencyKey, Outbox},
    view, workflow,
};

table! {
    /// Stock, and the orders it was reserved for.
    Stock = SERVICE / "InventoryService-Stock" {
        rows: {
            /// Stock of one product.
            StockRow(product_id) = "PRODUCT#{product_id}" / "STOCK",
            /// The products that one order reserved, and whether they were shipped or released.
            OrderRow(order_number) = "ORDER#{order_number}" / "ORDER",
        },
    }
}

/// The response of the stock routes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StockReply {
    /// The product's stock.
    pub data: StockDto,
    /// `OK`.
    pub message: Vec<String>,
    /// True.
    pub success: bool,
}

/// Stock of a product.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct StockDto {
    /// The product.
    pub product_id: String,
    /// Units that can be ordered: all but the reserved ones.
    pub current_stock_level: u32,
    /// Units reserved for orders.
    pub reserved_stock_level: u32,
    /// Grows with each change of all units, reserved ones included: of two responses or events, the
    /// one with the greater revision is newer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<u64>,
}

/// Sets a product's stock.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SetStockRequest {
    /// The product, 4 characters or more. It need not be in the catalogue.
    #[serde(default)]
    pub product_id: String,
    /// All units, those reserved for orders included: a whole number greater than 0.
    #[serde(default)]
    pub stock_level: f64,
}

path! {
    /// Names a product.
    ProductPath { product_id }
}

workflow! {
    /// Orders a new product from the supplier and stocks what arrives, unless an administrator has
    /// set the stock in the meantime. Publishes nothing.
    OrderingWorkflow = SERVICE / "ordering-workflow" {
        may: [Put<StockRow>],
    }
}

function! {
    /// Shows the stock of a product.
    GetStock = SERVICE / "get-stock" on Http<NoBody, Json<StockReply>, Public, ProductPath> {
        routes: ["GET /inventory/{product_id}" => 200],
        may: [Get<StockRow>],
    }
}

function! {
    /// Sets the stock of a product, whether the product is in the catalogue or not.
    SetStock = SERVICE / "set-stock" on Http<Json<SetStockRequest>, Json<StockReply>, Admin> {
        routes: ["POST /inventory" => 200],
        default_route: "POST /inventory/" => 200,
        may: [Get<StockRow>, Put<StockRow>, Update<StockRow>, Put<Outbox<Stock>>],
    }
}

function! {
    /// Shows that the API responds.
    GetHealth = SERVICE / "get-health" on Http<NoBody, Text, Public> {
        routes: ["GET /health" => 200],
    }
}

view! {
    /// A product to order from the supplier.
    pub struct NewProduct of ProductCreated { product_id: String }
}

function! {
    /// Orders a new product from the supplier, or publishes the stock that it has already.
    HandleProductCreated = SERVICE / "handle-product-created" on Queue<NewProduct> {
        may: [
            Get<StockRow>,
            Start<OrderingWorkflow>,
            Put<IdempotencyKey<Stock>>,
            Put<Outbox<Stock>>,
        ],
    }
}

view! {
    /// An order whose products are to be reserved, one entry a unit.
    pub struct OrderToReserve of OrderCreated {
        order_number: String,
        products: Option<Vec<String>>,
    }
}

function! {
    /// Reserves the products of an order, all or none, and replies to the order's workflow.
    HandleOrderCreated = SERVICE / "handle-order-created" on Queue<OrderToReserve> {
        may: [
            Get<OrderRow>,
            Put<OrderRow>,
            Update<StockRow>,
            Put<IdempotencyKey<Stock>>,
            Put<Outbox<Stock>>,
            Setting<AvailabilityRate>,
        ],
    }
}

view! {
    /// An order to ship.
    pub struct OrderToShip of OrderCompleted { order_number: String }
}

function! {
    /// Ships the products that a completed order had reserved.
    HandleOrderCompleted = SERVICE / "handle-order-completed" on Queue<OrderToShip> {
        may: [
            Get<OrderRow>,
            Update<OrderRow>,
            BatchGet<StockRow>,
            Update<StockRow>,
            Put<Outbox<Stock>>,
        ],
    }
}

view! {
    /// An order whose products are to be released.
    pub struct OrderToRelease of OrderRejected { order_number: String }
}

function! {
    /// Releases the products that a rejected order had reserved.
    HandleOrderRejected = SERVICE / "handle-order-rejected" on Queue<OrderToRelease> {
        may: [Get<OrderRow>, Put<OrderRow>, Update<OrderRow>, Update<StockRow>],
    }
}

function! {
    /// Orders every product of the catalogue that has no stock item from the supplier.
    RefreshCatalogue = SERVICE / "refresh-catalogue" on Schedule {
        may: [Parameter<ProductApi>, BatchGet<StockRow>, Start<OrderingWorkflow>],
    }
}

function! {
    /// Publishes the events in the outbox of the table.
    PublishEvents = SERVICE / "publish-events" on TableStream<Stock> {
        publishes: [StockUpdated, StockReserved, StockReservationFailed, OutOfStock],
    }
}

service! {
    SERVICE {
        functions: [
            GetStock,
            SetStock,
            GetHealth,
            HandleProductCreated,
            HandleOrderCreated,
            HandleOrderCompleted,
            HandleOrderRejected,
            RefreshCatalogue,
            PublishEvents,
        ],
        workflows: [OrderingWorkflow],
    }
}
