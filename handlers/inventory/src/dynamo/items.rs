//! Stock and orders as items of the table.

use std::collections::BTreeMap;

use platform::{
    Context, Failure, Result,
    dynamo::{Item, described, to_item},
};
use serde::{Deserialize, Serialize};

use crate::{
    order::{Lines, Order, Outcome},
    stock::Level,
};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct StockItem {
    pub product_id: String,
    stock_level: u32,
    available: u32,
    /// Absent in items that were stored before stock had revisions.
    #[serde(default)]
    revision: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct OrderItem {
    order_number: String,
    outcome: Outcome,
    products: BTreeMap<String, u32>,
}

impl StockItem {
    /// The level of the product's stock.
    pub fn level(&self) -> Result<Level> {
        Level::stored(self.stock_level, self.available, self.revision).ok_or_else(|| {
            let Self { product_id, stock_level, available, .. } = self;
            Failure::failed(format!(
                "the stock of `{product_id}` is corrupt: {available} of {stock_level} available"
            ))
        })
    }
}

impl From<OrderItem> for Order {
    fn from(item: OrderItem) -> Self {
        let lines = Lines::stored(item.products);
        Self { number: item.order_number, outcome: item.outcome, lines }
    }
}

/// The attributes of a product's stock.
pub fn new_stock(product_id: &str, level: Level, context: &Context) -> Result<Item> {
    let item = StockItem {
        product_id: product_id.to_owned(),
        stock_level: level.total(),
        available: level.available(),
        revision: level.revision(),
    };
    Ok(described(to_item(&item)?, "Stock", &context.correlation_id))
}

/// The attributes of an order.
pub fn new_order(
    order_number: &str,
    outcome: Outcome,
    lines: &Lines,
    context: &Context,
) -> Result<Item> {
    let (order_number, products) = (order_number.to_owned(), lines.as_map().clone());
    let item = OrderItem { order_number, outcome, products };
    Ok(described(to_item(&item)?, "Order", &context.correlation_id))
}

#[cfg(test)]
mod tests {
    use platform::dynamo::{from_item, text};

    use super::*;

    #[test]
    fn items_are_read_as_they_were_written() {
        let context = Context { correlation_id: "c-1".to_owned(), traceparent: None };
        let level = Level::stored(7, 7, 3).unwrap();
        let mut item = new_stock("LATTE", level, &context).unwrap();
        let stock: StockItem = from_item(item.clone()).unwrap();
        assert_eq!(stock.level().unwrap(), level);
        item.remove("Revision");
        let stock: StockItem = from_item(item).unwrap();
        assert_eq!(stock.level().unwrap(), Level::stored(7, 7, 0).unwrap());

        let lines = Lines::of(&["LATTE".to_owned(), "LATTE".to_owned()]).unwrap();
        let item = new_order("o-1", Outcome::Reserved, &lines, &context).unwrap();
        assert_eq!(item["CorrelationId"], text("c-1"));
        assert_eq!(item["Outcome"], text("Reserved"));
        let order = Order::from(from_item::<OrderItem>(item).unwrap());
        assert_eq!(order, Order { number: "o-1".to_owned(), outcome: Outcome::Reserved, lines });
    }
}
