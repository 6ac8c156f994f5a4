//! The public events of the catalogue.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{event::Event, money::Money};

/// A product was added to the catalogue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProductCreated {
    /// The product's id: its first name in capitals without spaces.
    pub product_id: String,
    /// The product's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Price of one unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Money>,
    /// Name of the category that the product is listed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
}

/// The details of a product changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProductUpdated {
    /// The product's id.
    pub product_id: String,
    /// The product's name after the change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Price of one unit after the change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Money>,
    /// Name of the category after the change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
}

/// A product was removed from the catalogue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProductDeleted {
    /// The product's id.
    pub product_id: String,
}

impl Event for ProductCreated {
    const TYPE: &'static str = "product.productCreated.v1";

    fn sample() -> Self {
        Self {
            product_id: "FLATWHITE".into(),
            name: Some("Flat White".into()),
            price: Some(Money(Decimal::new(35, 1))),
            category: Some("coffee".into()),
        }
    }
}

impl Event for ProductUpdated {
    const TYPE: &'static str = "product.productUpdated.v1";

    fn sample() -> Self {
        Self {
            product_id: "FLATWHITE".into(),
            name: Some("Flat White".into()),
            price: Some(Money(Decimal::new(399, 2))),
            category: Some("coffee".into()),
        }
    }
}

impl Event for ProductDeleted {
    const TYPE: &'static str = "product.productDeleted.v1";

    fn sample() -> Self {
        Self { product_id: "FLATWHITE".into() }
    }
}
