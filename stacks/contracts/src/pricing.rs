//! Pricing: lower prices for larger quantities.

pub mod events;

pub use events::*;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    capability::{Parameter, Setting},
    export, function,
    function::Queue,
    http::{Http, Json, Public},
    money::Money,
    product_management::{
        ProductApi,
        events::{ProductCreated, ProductUpdated},
    },
    service,
    service::Service,
    setting::PricingIssues,
    shared_infra::ApiAddress,
    view,
};

/// The pricing service.
pub const SERVICE: Service = Service {
    name: "pricing",
    stack: "PricingService",
    parameters: "PricingService",
    source: "pricing",
};

export! {
    /// Base address of its API.
    PricingApi = SERVICE / "api-endpoint": ApiAddress
}

/// The price of which the brackets are calculated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PriceRequest {
    /// The product's name, which is ignored.
    #[serde(default)]
    pub name: Option<String>,
    /// Unit price: more than 0, at most 1000000.
    #[serde(default)]
    #[schemars(required)]
    pub price: Option<Money>,
}

/// A price bracket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct QuantityPrice {
    /// The smallest quantity of the bracket.
    pub quantity_to_order: u32,
    /// Unit price.
    pub price: Money,
}

function! {
    /// Calculates the price brackets of a price, smallest quantity first.
    CalculatePricing = SERVICE / "calculate-pricing"
        on Http<Json<PriceRequest>, Json<Vec<QuantityPrice>>, Public>
    {
        routes: ["POST /pricing" => 200],
        may: [Setting<PricingIssues>],
    }
}

view! {
    /// A product without price brackets.
    pub struct NewProduct of ProductCreated { product_id: String }
}

function! {
    /// Calculates the price brackets of a new product.
    HandleProductCreated = SERVICE / "handle-product-created" on Queue<NewProduct> {
        may: [Parameter<ProductApi>, Setting<PricingIssues>],
        publishes: [PricingCalculated],
    }
}

view! {
    /// A product whose price may have changed.
    pub struct ChangedProduct of ProductUpdated { product_id: String }
}

function! {
    /// Calculates the price brackets of a changed product.
    HandleProductUpdated = SERVICE / "handle-product-updated" on Queue<ChangedProduct> {
        may: [Parameter<ProductApi>, Setting<PricingIssues>],
        also_publishes: [PricingCalculated],
    }
}

service! {
    SERVICE {
        functions: [CalculatePricing, HandleProductCreated, HandleProductUpdated],
    }
}
