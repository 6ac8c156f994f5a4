//! What the stream of the table delivers.

use platform::{Context, Result, memory};
use serde_json::Value;

use crate::{dynamo::item::StoredOrder, order::Order};

/// The batch in which the stream delivers a new order that was placed in `context`.
pub fn insertion(order: &Order, context: &Context) -> Result<Value> {
    memory::insertion(&order.number, &StoredOrder::new(order, context))
}
