//! Inventory: stock and reservations.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Event, Service, TableStream, asyncapi::Published, documents::Contract, function};

/// The inventory service.
pub const SERVICE: Service = Service {
    name: "inventory",
    stack: "InventoryService",
    parameters: "InventoryService",
    source: "inventory",
};

/// A product's stock changed; levels are totals, reserved units included.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct StockUpdated {
    /// The product.
    pub product_id: String,
    /// Units before.
    #[serde(default)]
    pub previous_stock_level: f64,
    /// Units now.
    #[serde(alias = "stockLevel")]
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

function! {
    /// Publishes what the table's outbox holds.
    PublishEvents = SERVICE / "publish-events" on TableStream,
        publishes [StockUpdated, StockReserved, StockReservationFailed, OutOfStock] {}
}

/// What it offers and hears.
pub fn contract() -> Contract {
    Contract {
        service: SERVICE,
        operations: vec![],
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
        subscribers: vec![],
    }
}
