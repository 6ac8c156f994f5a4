//! The server stops in the middle of everything, and starts again with the data that it had. Running
//! workflows have failed then, and messages and events are delivered again.

use aws_sdk_dynamodb::{Client, operation::update_item::UpdateItemError, types::AttributeValue};
use contracts::{
    Event,
    order::{OrderConfirmed, OrderRow, Orders, RecoverOrders, SERVICE},
    payment::HandlePaymentRequested,
};
use e2e::{Shop, eventually, key_attributes};
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::customers::{
    Customer, STOCK, UNITS, all_queues, customers, place_orders, product, restore,
};

/// Seconds after which a message is redelivered whose function was stopped. A function that starts
/// anew takes less.
const REDELIVERY: u32 = 5;

/// When orders were placed that are to be recovered now: those of the last minutes are left alone.
const LONG_AGO: &str = "2026-01-01T00:00:00Z";

/// An order and its customer.
type Placed<'a> = (&'a Customer<'a>, &'a str);

async fn status((customer, order): Placed<'_>) -> String {
    let order = customer.shop.get_order(&customer.token, order).await.expect(200).json();
    order["status"].as_str().expect("an order has a status").to_owned()
}

/// Makes an order without a final state old enough to be recovered.
async fn age(shop: &Shop, (customer, order): Placed<'_>) {
    let update = Client::new(&shop.aws).update_item().table_name(shop.table_name::<Orders>());
    let update = update.set_key(Some(key_attributes(&OrderRow::key(&customer.id, order))));
    let update = update.update_expression("SET placedAt = :long_ago");
    let update = update.condition_expression("orderStatus = :created");
    let update = update
        .expression_attribute_values(":long_ago", AttributeValue::S(LONG_AGO.to_owned()))
        .expression_attribute_values(":created", AttributeValue::N("0".to_owned()));
    if let Err(error) = update.send().await {
        let has_final_state = error
            .as_service_error()
            .is_some_and(UpdateItemError::is_conditional_check_failed_exception);
        assert!(has_final_state, "{error:?}");
    }
}

/// Recovers orders, as the schedule does, until all have a final state. Returns these states.
async fn recover(shop: &Shop, placed: &[Placed<'_>]) -> Vec<String> {
    eventually("all orders to have a final state", async || {
        let states = join_all(placed.iter().map(|order| status(*order))).await;
        let waiting = || placed.iter().zip(&states).filter(|(_, state)| *state == "Created");
        if waiting().next().is_none() {
            return Some(states);
        }
        join_all(waiting().map(|(order, _)| age(shop, *order))).await;
        assert_eq!(shop.invoke::<RecoverOrders>(&json!({})).await, Value::Null);
        None
    })
    .await
}

/// Prevents payments until the server stops, so that the workflows of orders run until then.
async fn prevent_payments(shop: &Shop) {
    shop.add_fault(&json!({
        "service": "dynamodb", "operation": "TransactWriteItems", "effect": "refuse",
        "seconds": 600, "function": shop.function_name::<HandlePaymentRequested>(),
    }))
    .await;
}

#[tokio::test]
async fn every_order_that_was_accepted_before_or_during_a_restart_is_confirmed_and_paid_once() {
    let shop = Shop::open().await;
    let product = product(&shop).await;
    let queues = all_queues(&shop, REDELIVERY).await;
    let (any, unpaid, late) =
        (customers(&shop, 5).await, customers(&shop, 5).await, customers(&shop, 10).await);
    let mut orders = place_orders(&any, &product).await;
    prevent_payments(&shop).await;
    orders.extend(place_orders(&unpaid, &product).await);
    let ((), during) = tokio::join!(shop.restart(), place_orders(&late, &product));
    orders.extend(during);

    let customers: Vec<Customer> = any.into_iter().chain(unpaid).chain(late).collect();
    let placed: Vec<Placed> = customers.iter().zip(orders.iter().map(String::as_str)).collect();
    assert_eq!(recover(&shop, &placed).await, ["Confirmed"; 20]);
    for (customer, order) in &placed {
        customer.check_notified_once().await;
        customer.check_charged(order).await;
        shop.wait_for_feed_entries("order", order, OrderConfirmed::TYPE, 1).await;
        let path = format!("orders?pageSize={}", placed.len());
        let list = shop.api(SERVICE).get(&path).bearer(&customer.token).send().await;
        assert_eq!(list.expect(200).json()["items"].as_array().map(Vec::len), Some(1));
    }
    assert_eq!(shop.available(&product).await, STOCK - UNITS * placed.len() as u64);
    restore(queues).await;
}
