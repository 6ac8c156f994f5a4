//! Pricing: cheaper by the dozen.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Event, Money, Queue, Service,
    asyncapi::{Published, Subscriber},
    documents::Contract,
    function,
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

/// What it offers and hears.
pub fn contract() -> Contract {
    Contract {
        service: SERVICE,
        operations: vec![],
        publishes: vec![Published::of(&PricingCalculated {
            product_id: "FLATWHITE".into(),
            price_brackets: vec![
                PriceBracket { quantity: 5, price: Money(Decimal::new(333, 2)) },
                PriceBracket { quantity: 10, price: Money(Decimal::new(315, 2)) },
            ],
        })],
        subscribers: vec![
            Subscriber::of::<HandleProductCreated>(),
            Subscriber::of::<HandleProductUpdated>(),
        ],
    }
}
