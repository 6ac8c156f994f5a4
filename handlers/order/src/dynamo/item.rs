//! Orders as items of the table.
//!
//! The attributes that other programs read have their names in camel case. The items, the exact time
//! and the means of payment are beside them.

use aws_sdk_dynamodb::types::AttributeValue;
use contracts::{
    Money,
    order::{OrderStatus, OrderType},
};
use jiff::Timestamp;
use platform::{
    Context, Result,
    dynamo::{Item, described, shard, text, to_item},
};
use serde::{Deserialize, Serialize};

use crate::order::{Order, OrderItem};

/// Partitions of the index of all orders, and of that of unfinished ones. A partition of an index
/// accepts 1,000 changes a second.
pub const SHARDS: u32 = 16;

/// The partition of `GSI1` with the confirmed orders.
pub const CONFIRMED: &str = "CONFIRMED";

/// An order as it is stored.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredOrder {
    user_id: String,
    order_number: String,
    /// `yyyyMMddHHmmss` in UTC. [`placed_at`](Self::placed_at) is the exact time.
    #[serde(skip_deserializing)]
    order_date: String,
    order_type: u8,
    order_status: u8,
    /// The sum of the items.
    #[serde(skip_deserializing)]
    total_price: Money,
    items: Vec<StoredItem>,
    placed_at: Timestamp,
    currency: String,
    payment_method: String,
    /// Absent if the order was placed without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expected_total: Option<Money>,
    #[serde(rename = "CorrelationId")]
    correlation_id: String,
    #[serde(rename = "Traceparent", default, skip_serializing_if = "Option::is_none")]
    traceparent: Option<String>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct StoredItem {
    product_id: String,
    quantity: u32,
    /// Absent if it is unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    price: Option<Money>,
}

/// An order that this service did not write.
#[derive(Debug, thiserror::Error)]
#[error("the stored order `{number}` has the unknown {attribute} {value}")]
pub struct BadItem {
    number: String,
    attribute: &'static str,
    value: u8,
}

impl StoredOrder {
    pub fn new(order: &Order, context: &Context) -> Self {
        Self {
            user_id: order.user_id.clone(),
            order_number: order.number.clone(),
            order_date: order.placed_at.strftime("%Y%m%d%H%M%S").to_string(),
            order_type: type_number(order.kind),
            order_status: status_number(order.status),
            total_price: order.total(),
            items: order.items.iter().map(StoredItem::from).collect(),
            placed_at: order.placed_at,
            currency: order.currency.clone(),
            payment_method: order.payment_method.clone(),
            expected_total: order.expected_total,
            correlation_id: context.correlation_id.clone(),
            traceparent: context.traceparent.clone(),
        }
    }

    /// The context of the request that placed the order.
    pub fn context(&self) -> Context {
        Context {
            correlation_id: self.correlation_id.clone(),
            traceparent: self.traceparent.clone(),
        }
    }

    /// The order.
    pub fn into_order(self) -> Result<Order, BadItem> {
        let number = self.order_number;
        let unknown = |attribute, value| BadItem { number: number.clone(), attribute, value };
        let kind = type_of(self.order_type).ok_or_else(|| unknown("type", self.order_type))?;
        let status =
            status_of(self.order_status).ok_or_else(|| unknown("status", self.order_status))?;
        Ok(Order {
            user_id: self.user_id,
            items: self.items.into_iter().map(OrderItem::from).collect(),
            placed_at: self.placed_at,
            kind,
            status,
            currency: self.currency,
            payment_method: self.payment_method,
            expected_total: self.expected_total,
            number,
        })
    }
}

impl From<&OrderItem> for StoredItem {
    fn from(item: &OrderItem) -> Self {
        let OrderItem { product_id, quantity, price } = item.clone();
        Self { product_id, quantity, price }
    }
}

impl From<StoredItem> for OrderItem {
    fn from(StoredItem { product_id, quantity, price }: StoredItem) -> Self {
        Self { product_id, quantity, price }
    }
}

/// The attributes of an order that was placed in `context`.
pub fn attributes(order: &Order, context: &Context) -> Result<Item> {
    let item = to_item(&StoredOrder::new(order, context))?;
    let mut item = described(item, "Order", &context.correlation_id);
    item.insert("products".to_owned(), AttributeValue::Ss(order.products()));
    item.insert("Listing".to_owned(), text(listing(shard(&order.number, SHARDS))));
    if let Some((partition, sort)) = place(order, order.status) {
        item.insert("GSI1PK".to_owned(), text(partition));
        item.insert("GSI1SK".to_owned(), text(sort));
    }
    Ok(item)
}

/// The partition and sort key that an order has in `GSI1` while it is in this state, if it is there.
/// Created orders are in the order of time, because the recovery reads the oldest ones.
pub fn place(order: &Order, status: OrderStatus) -> Option<(String, String)> {
    let Order { number, placed_at, .. } = order;
    match status {
        // Three digits after the point, because texts of different lengths would not sort by time.
        OrderStatus::Created => {
            Some((unfinished(shard(number, SHARDS)), format!("{placed_at:.3}#{number}")))
        }
        OrderStatus::Confirmed => Some((CONFIRMED.to_owned(), number.clone())),
        OrderStatus::Completed | OrderStatus::NoStock | OrderStatus::PaymentFailed => None,
    }
}

/// A partition of `GSI1` with orders whose workflow has not ended.
pub fn unfinished(shard: u32) -> String {
    format!("UNFINISHED#{shard}")
}

/// A partition of the index of all orders.
pub fn listing(shard: u32) -> String {
    format!("ORDERS#{shard}")
}

/// The number that stands for a state.
pub fn status_number(status: OrderStatus) -> u8 {
    match status {
        OrderStatus::Created => 0,
        OrderStatus::Confirmed => 1,
        OrderStatus::Completed => 2,
        OrderStatus::NoStock => 3,
        OrderStatus::PaymentFailed => 4,
    }
}

fn status_of(number: u8) -> Option<OrderStatus> {
    [
        OrderStatus::Created,
        OrderStatus::Confirmed,
        OrderStatus::Completed,
        OrderStatus::NoStock,
        OrderStatus::PaymentFailed,
    ]
    .into_iter()
    .find(|status| status_number(*status) == number)
}

/// The number that stands for a kind of order.
pub fn type_number(kind: OrderType) -> u8 {
    match kind {
        OrderType::Standard => 0,
        OrderType::Priority => 1,
    }
}

fn type_of(number: u8) -> Option<OrderType> {
    [OrderType::Standard, OrderType::Priority].into_iter().find(|kind| type_number(*kind) == number)
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodb::types::AttributeValue::{L, M};
    use platform::dynamo::{from_item, number};

    use super::*;
    use crate::memory::samples;

    fn context() -> Context {
        Context { correlation_id: "c-1".to_owned(), traceparent: Some("00-1-2-01".to_owned()) }
    }

    #[test]
    fn an_order_is_read_as_it_was_written() {
        for number in 0..=4 {
            let status = status_of(number).unwrap();
            for kind in [OrderType::Standard, OrderType::Priority] {
                let order = Order { kind, status, ..samples::order() };
                let stored: StoredOrder =
                    from_item(attributes(&order, &context()).unwrap()).unwrap();
                assert_eq!(stored.context(), context());
                assert_eq!(stored.into_order().unwrap(), order);
            }
        }
        assert_eq!(status_of(5), None);
    }

    #[test]
    fn the_attributes_have_the_names_and_forms_that_other_programs_read() {
        let item = attributes(&samples::order(), &context()).unwrap();
        assert_eq!(item["userId"], text("u-1"));
        assert_eq!(item["orderNumber"], text("o-1"));
        assert_eq!(item["orderDate"], text("20261121100000"));
        assert_eq!(item["orderType"], number(0));
        assert_eq!(item["orderStatus"], number(0));
        assert_eq!(item["totalPrice"], number("9.98"));
        assert_eq!(item["products"], AttributeValue::Ss(vec!["LATTE".to_owned()]));
        assert_eq!(item["Type"], text("Order"));
        assert_eq!(item["CorrelationId"], text("c-1"));
    }

    #[test]
    fn a_price_that_is_unknown_is_absent_and_one_of_0_is_not() {
        let items = vec![samples::item("LATTE", 1, "0"), samples::unpriced("GONE", 2)];
        let order = Order { items, ..samples::order() };
        let item = attributes(&order, &context()).unwrap();
        let L(stored) = &item["items"] else { panic!("it is a list") };
        let prices = stored.iter().map(|item| match item {
            M(item) => item.get("price").cloned(),
            _ => panic!("it is a map"),
        });
        assert_eq!(prices.collect::<Vec<_>>(), [Some(number(0)), None]);
        let stored: StoredOrder = from_item(item).unwrap();
        assert_eq!(stored.into_order().unwrap(), order);
    }

    #[test]
    fn the_total_that_the_customer_accepted_is_stored_and_absent_if_there_is_none() {
        for (total, stored) in [(None, None), (Some("9.5"), Some(number("9.5")))] {
            let expected_total = total.map(samples::money);
            let order = Order { expected_total, ..samples::order() };
            let item = attributes(&order, &context()).unwrap();
            assert_eq!(item.get("expectedTotal"), stored.as_ref());
            let read: StoredOrder = from_item(item).unwrap();
            assert_eq!(read.into_order().unwrap(), order);
        }
    }

    #[test]
    fn created_orders_are_in_the_order_of_time_and_confirmed_ones_in_that_of_their_numbers() {
        let keys = |status| {
            ["2026-11-21T10:00:00Z", "2026-11-21T10:00:00.5Z", "2026-11-21T10:00:01Z"].map(|time| {
                let order = Order { placed_at: time.parse().unwrap(), ..samples::order() };
                place(&order, status).unwrap().1
            })
        };
        let created = keys(OrderStatus::Created);
        assert_eq!(created[0], "2026-11-21T10:00:00.000Z#o-1");
        assert_eq!(created[1], "2026-11-21T10:00:00.500Z#o-1");
        assert!(created.is_sorted(), "{created:?}");
        assert_eq!(keys(OrderStatus::Confirmed), ["o-1"; 3]);
    }

    #[test]
    fn an_order_is_in_the_index_of_its_state() {
        let shard = shard("o-1", SHARDS);
        let partition = |status| {
            let order = Order { status, ..samples::order() };
            let item = attributes(&order, &context()).unwrap();
            assert_eq!(item["Listing"], text(listing(shard)));
            assert_eq!(item.contains_key("GSI1SK"), item.contains_key("GSI1PK"));
            item.get("GSI1PK").cloned()
        };
        assert_eq!(partition(OrderStatus::Created), Some(text(unfinished(shard))));
        assert_eq!(partition(OrderStatus::Confirmed), Some(text(CONFIRMED)));
        assert_eq!(partition(OrderStatus::Completed), None);
        assert_eq!(partition(OrderStatus::NoStock), None);
        assert_eq!(partition(OrderStatus::PaymentFailed), None);
    }

    #[test]
    fn an_order_with_an_unknown_status_is_an_error() {
        let mut item = attributes(&samples::order(), &context()).unwrap();
        item.insert("orderStatus".to_owned(), number(9));
        let error = from_item::<StoredOrder>(item).unwrap().into_order().unwrap_err();
        assert_eq!(error.to_string(), "the stored order `o-1` has the unknown status 9");
    }
}
