//! Pricing: cheaper by the dozen.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Event, Export, Http, Json, Money, Public, Queue, Service,
    asyncapi::{Published, Subscriber},
    documents::Contract,
    function,
    openapi::Operation,
    product_management::{ProductCreated, ProductUpdated},
    shared_infra::ApiEndpoint,
};

/// The pricing service.
pub const SERVICE: Service = Service {
    name: "pricing",
    stack: "PricingService",
    parameters: "PricingService",
    source: "pricing",
};

/// Base address of its API.
pub const API: Export<ApiEndpoint> = Export::new(SERVICE, "api-endpoint");

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

/// A price to work brackets out for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PriceRequest {
    /// The product's name. It does not matter.
    #[serde(default)]
    pub name: Option<String>,
    /// Price of one: more than 0, at most 1000000.
    #[serde(default)]
    #[schemars(required)]
    pub price: Option<Money>,
}

/// The price of one when ordering at least so many.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct QuantityPrice {
    /// From this many on.
    pub quantity_to_order: u32,
    /// Price of one.
    pub price: Money,
}

impl Event for PricingCalculated {
    const TYPE: &'static str = "pricing.pricingCalculated.v1";
    type Publisher = HandleProductCreated;
}

function! {
    /// Works out the price brackets of a price, smallest quantity first.
    CalculatePricing = SERVICE / "calculate-pricing"
        on Http<Json<PriceRequest>, Json<Vec<QuantityPrice>>, Public>,
        routes ["POST /pricing" => 200] {
            simulate_issues: Setting,
        }
}

function! {
    /// Prices a new product.
    HandleProductCreated = SERVICE / "handle-product-created" on Queue<ProductCreated>,
        publishes [PricingCalculated] {
            product_api: Parameter,
            simulate_issues: Setting,
        }
}

function! {
    /// Prices a changed product.
    HandleProductUpdated = SERVICE / "handle-product-updated" on Queue<ProductUpdated>,
        publishes [PricingCalculated] {
            product_api: Parameter,
            simulate_issues: Setting,
        }
}

/// What it offers and hears.
pub fn contract() -> Contract {
    Contract {
        service: SERVICE,
        operations: vec![Operation::of::<CalculatePricing>()],
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
