//! The private events of this service.

use serde::{Deserialize, Serialize};

use crate::{order::Outcome, shipment::Shipment, stock::Level};

/// A private event, as the table's outbox keeps it until it is published. Levels are all units,
/// reserved ones included.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum PrivateEvent {
    /// An administrator set the stock of a product, or a product was created that had stock already.
    /// If there was no stock before, and for a created product, both levels are the same. The
    /// revision is 0 in messages that were enqueued before stock had revisions.
    StockSet {
        product_id: String,
        previous: u32,
        new: u32,
        #[serde(default)]
        revision: u64,
    },
    /// The products of an order are reserved.
    OrderReserved { order_number: String, conversation_id: Option<String> },
    /// The products of an order are not reserved.
    OrderRefused { order_number: String, conversation_id: Option<String> },
    /// The products of an order were shipped.
    OrderShipped { order_number: String, shipments: Vec<Shipment> },
}

impl PrivateEvent {
    /// The event that the level of a product is `after`.
    pub fn stock_set(product_id: &str, before: Option<Level>, after: Level) -> Self {
        let (new, revision) = (after.total(), after.revision());
        let previous = before.map_or(new, Level::total);
        Self::StockSet { product_id: product_id.to_owned(), previous, new, revision }
    }

    /// The reply to a request about an order.
    pub fn reply(order_number: &str, outcome: Outcome, conversation_id: Option<&str>) -> Self {
        let order_number = order_number.to_owned();
        let conversation_id = conversation_id.map(str::to_owned);
        match outcome {
            Outcome::Reserved | Outcome::Shipped => {
                Self::OrderReserved { order_number, conversation_id }
            }
            Outcome::Refused | Outcome::Released => {
                Self::OrderRefused { order_number, conversation_id }
            }
        }
    }

    /// The event that the products of an order were shipped.
    pub fn order_shipped(order_number: &str, shipments: &[Shipment]) -> Self {
        Self::OrderShipped { order_number: order_number.to_owned(), shipments: shipments.to_vec() }
    }
}
