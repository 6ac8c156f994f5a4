//! What this service records for itself when something happens.

use serde::{Deserialize, Serialize};

use crate::{order::Outcome, ports::Enquiry, sale::Sale, stock::Level};

/// A private event, as the table's outbox keeps it until it is published. Levels are all units,
/// promised ones included.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Recorded {
    /// Somebody counted. Of a product that is new the levels are the same.
    StockSet { product_id: String, previous: u32, new: u32 },
    /// An order has what it asked for.
    OrderReserved { order_number: String, conversation_id: Option<String> },
    /// An order does not have what it asked for.
    OrderRefused { order_number: String, conversation_id: Option<String> },
    /// The products of an order left the house.
    OrderSold { order_number: String, sales: Vec<Sale> },
}

impl Recorded {
    /// That all units of a product are `total` now.
    pub fn stock_set(product_id: &str, before: Option<Level>, total: u32) -> Self {
        let previous = before.map_or(total, Level::total);
        Self::StockSet { product_id: product_id.to_owned(), previous, new: total }
    }

    /// What an order hears that became of it.
    pub fn answer(enquiry: &Enquiry<'_>, outcome: Outcome) -> Self {
        let order_number = enquiry.order_number.to_owned();
        let conversation_id = enquiry.conversation_id.map(str::to_owned);
        match outcome {
            Outcome::Reserved | Outcome::Sold => {
                Self::OrderReserved { order_number, conversation_id }
            }
            Outcome::Refused | Outcome::Released => {
                Self::OrderRefused { order_number, conversation_id }
            }
        }
    }

    /// That the products of an order left the house.
    pub fn order_sold(order_number: &str, sales: &[Sale]) -> Self {
        Self::OrderSold { order_number: order_number.to_owned(), sales: sales.to_vec() }
    }
}
