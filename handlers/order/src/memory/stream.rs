//! What the stream of the table delivers.

use platform::{Context, Result, memory};
use serde_json::Value;

use crate::{dynamo::item::StoredOrder, order::Order};

/// The batch in which the stream delivers a new order.
pub fn insertion(order: &Order) -> Result<Value> {
    memory::insertion(&order.number, &StoredOrder::new(order, &Context::new()))
}
