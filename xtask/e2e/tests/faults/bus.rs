//! The event bus refuses every event for a while.

use e2e::Shop;
use serde_json::json;

use crate::customers::{STOCK, UNITS, check_confirmed, customers, place_orders, product};

/// How long the bus refuses events.
const SECONDS: u32 = 20;

/// The share of their time that workflows wait before a retry. The last of their retries within this
/// outage comes right after it.
const WAITS: f64 = 0.75;

#[tokio::test]
async fn orders_that_are_placed_while_the_bus_refuses_events_are_confirmed_once() {
    let shop = Shop::open().await;
    let product = product(&shop).await;
    let (before, meanwhile) = (customers(&shop, 5).await, customers(&shop, 5).await);
    shop.let_workflows_wait(WAITS).await;
    let mut orders = place_orders(&before, &product).await;
    shop.add_fault(&json!({
        "service": "events", "operation": "PutEvents", "effect": "refuse", "seconds": SECONDS,
    }))
    .await;
    orders.extend(place_orders(&meanwhile, &product).await);
    let event = shop.event::<contracts::user_management::UserCreated>(&json!({}));
    shop.put_events(&shop.aws, &[&event]).await.expect_err("the bus refuses events");

    let all: Vec<_> = before.into_iter().chain(meanwhile).collect();
    check_confirmed(&all, &orders).await;
    assert_eq!(shop.available(&product).await, STOCK - UNITS * orders.len() as u64);
    shop.let_workflows_wait(0.0).await;
}
