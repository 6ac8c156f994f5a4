//! Product management: the catalogue.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Event, Money, Service, TableStream, asyncapi::Published, documents::Contract, function,
};

/// The catalogue's service.
pub const SERVICE: Service = Service {
    name: "product-management",
    stack: "ProductService",
    parameters: "ProductService",
    source: "products",
};

/// A product is for sale.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProductCreated {
    /// The name in capitals without spaces.
    pub product_id: String,
    /// What it is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Price of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Money>,
    /// Where it is listed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
}

/// A product's name, price or description changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProductUpdated {
    /// The product.
    pub product_id: String,
    /// What it is called now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Price of one now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Money>,
    /// Where it is listed now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
}

/// A product is no longer for sale.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProductDeleted {
    /// The product.
    pub product_id: String,
}

impl Event for ProductCreated {
    const TYPE: &'static str = "product.productCreated.v1";
    type Publisher = PublishEvents;
}

impl Event for ProductUpdated {
    const TYPE: &'static str = "product.productUpdated.v1";
    type Publisher = PublishEvents;
}

impl Event for ProductDeleted {
    const TYPE: &'static str = "product.productDeleted.v1";
    type Publisher = PublishEvents;
}

function! {
    /// Publishes what the table's outbox holds.
    PublishEvents = SERVICE / "publish-events" on TableStream,
        publishes [ProductCreated, ProductUpdated, ProductDeleted] {}
}

/// What it offers and hears.
pub fn contract() -> Contract {
    Contract {
        service: SERVICE,
        operations: vec![],
        publishes: vec![
            Published::of(&ProductCreated {
                product_id: "FLATWHITE".into(),
                name: Some("Flat White".into()),
                price: Some(Money(Decimal::new(35, 1))),
                category: Some("coffee".into()),
            }),
            Published::of(&ProductUpdated {
                product_id: "FLATWHITE".into(),
                name: Some("Flat White".into()),
                price: Some(Money(Decimal::new(399, 2))),
                category: Some("coffee".into()),
            }),
            Published::of(&ProductDeleted { product_id: "FLATWHITE".into() }),
        ],
        subscribers: vec![],
    }
}
