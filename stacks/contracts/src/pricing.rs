//! Pricing: cheaper by the dozen.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Event, Money, Queue, Service, function,
    product_management::{ProductCreated, ProductUpdated},
};

/// The pricing service.
pub const SERVICE: Service = Service {
    name: "pricing",
    stack: "PricingService",
    parameters: "PricingService",
    source: "pricing",
};

/// A product's price brackets were worked out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PricingCalculated {
    /// The product.
    pub product_id: String,
    /// All its brackets, smallest quantity first.
    pub price_brackets: Vec<PriceBracket>,
}

/// The price of one when ordering at least so many.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PriceBracket {
    /// From this many on.
    pub quantity: u32,
    /// Price of one.
    pub price: Money,
}

impl Event for PricingCalculated {
    const TYPE: &'static str = "pricing.pricingCalculated.v1";
    type Publisher = HandleProductCreated;
}

function! {
    /// Prices a new product.
    HandleProductCreated = SERVICE / "handle-product-created" on Queue<ProductCreated>,
        publishes [PricingCalculated] {}
}

function! {
    /// Prices a changed product.
    HandleProductUpdated = SERVICE / "handle-product-updated" on Queue<ProductUpdated>,
        publishes [PricingCalculated] {}
}
