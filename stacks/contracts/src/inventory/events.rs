//! The public events of inventory.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};

use crate::event::Event;

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
    /// Grows with each change of the product's total, so that of two events the one with the greater
    /// revision is newer. Absent from other publishers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<u64>,
}

/// Every product of an order was reserved.
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

/// The products of an order could not be reserved; none of them was.
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

/// A product was shipped, and no unit of it is available any more.
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

    fn sample() -> Self {
        Self {
            product_id: "FLATWHITE".into(),
            previous_stock_level: 10.0,
            new_stock_level: 9.0,
            revision: Some(1_795_255_200_001),
        }
    }
}

impl Event for StockReserved {
    const TYPE: &'static str = "inventory.stockReserved.v1";

    fn sample() -> Self {
        Self {
            order_number: "0199c2f4-5d3e-7a10-8f5b-0c2d4e6f8a90".into(),
            conversation_id: Some("AQCkAAAAKgAAAAMAAAAA".into()),
        }
    }
}

impl Event for StockReservationFailed {
    const TYPE: &'static str = "inventory.stockReservationFailed.v1";

    fn sample() -> Self {
        Self {
            order_number: "0199c2f4-5d3e-7a10-8f5b-0c2d4e6f8a90".into(),
            conversation_id: Some("AQCkAAAAKgAAAAMAAAAA".into()),
        }
    }
}

impl Event for OutOfStock {
    const TYPE: &'static str = "inventory.outOfStock.v1";

    fn sample() -> Self {
        Self { product_id: "FLATWHITE".into() }
    }
}
