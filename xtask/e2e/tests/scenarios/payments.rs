//! Payments: charged once per order, refunded once, and never charged after a refund.

use contracts::{
    Event,
    order::{PaymentRequested, RefundRequested},
    payment::{PaymentFailed, PaymentProcessed, PaymentRefunded},
};
use e2e::{Entry, Shop, Subscriber, eventually, unique};
use serde_json::{Value, json};

/// The user who pays for the orders.
const USER: &str = "e2e-payments";

/// A request as the workflow of the order sends it, which waits for the reply in `conversation`.
fn requested(shop: &Shop, order: &str, method: &str, conversation: &str) -> Entry {
    let mut entry = shop
        .event::<PaymentRequested>(&json!({
            "orderNumber": order, "userId": USER, "amount": 8.49, "currency": "EUR",
            "paymentMethod": method,
        }))
        .data_only();
    entry.detail["id"] = json!(format!("payment of {order}"));
    entry.detail["conversationId"] = json!(conversation);
    entry
}

fn refund_requested(shop: &Shop, order: &str) -> Entry {
    shop.event::<RefundRequested>(&json!({ "orderNumber": order, "reason": "NO_STOCK" }))
}

async fn subscribe(shop: &Shop) -> Subscriber {
    shop.subscribe(&[PaymentProcessed::TYPE, PaymentFailed::TYPE, PaymentRefunded::TYPE]).await
}

/// Waits for `count` events about an order, and returns all of them: type and data.
async fn events_of(subscriber: &Subscriber, order: &str, count: usize) -> Vec<(String, Value)> {
    let what = format!("{count} events about the payment of `{order}`");
    let is_about = |event: &Value| event["detail"]["data"]["orderNumber"] == order;
    let events = subscriber.wait_for(&what, count, is_about).await;
    let event = |event: &Value| {
        let name = event["detail-type"].as_str().expect("types are texts").to_owned();
        (name, event["detail"]["data"].clone())
    };
    events.iter().map(event).collect()
}

/// What the simulated gateway did for an order, if it did anything.
async fn booked(shop: &Shop, order: &str) -> Option<String> {
    shop.booked(order).await.map(|(result, _)| result)
}

#[tokio::test]
async fn a_payment_is_charged_once_and_each_conversation_gets_one_reply() {
    let shop = Shop::open().await;
    let (subscriber, order) = (subscribe(&shop).await, unique("order"));
    let first = requested(&shop, &order, "card", "token");
    let further = requested(&shop, &order, "card", "other token");
    shop.publish([&first, &first, &further, &first]).await;
    let mut events = events_of(&subscriber, &order, 2).await;
    events.sort_by_key(|(_, data)| data["conversationId"].to_string());
    let payment = events[0].1["paymentId"].clone();
    let mut users = Vec::new();
    for ((name, data), conversation) in events.iter().zip(["other token", "token"]) {
        assert_eq!(name, PaymentProcessed::TYPE);
        let expected = json!({
            "orderNumber": order, "paymentId": payment, "amount": 8.49, "currency": "EUR",
            "conversationId": conversation,
        });
        let mut data = data.clone();
        users.extend(data.as_object_mut().and_then(|data| data.remove("userId")));
        assert_eq!(data, expected);
    }
    assert_eq!(users, [USER], "the user is notified of the charge once");
    assert_eq!(events.len(), 2);
    assert_eq!(booked(&shop, &order).await.as_deref(), Some("Charged"));
    subscriber.unsubscribe().await;
}

#[tokio::test]
async fn a_declined_payment_charges_nothing_and_has_nothing_to_refund() {
    let shop = Shop::open().await;
    let (subscriber, order) = (subscribe(&shop).await, unique("order"));
    shop.publish([&requested(&shop, &order, "decline", "token")]).await;
    let events = events_of(&subscriber, &order, 1).await;
    assert_eq!(events[0].0, PaymentFailed::TYPE);
    assert_eq!(events[0].1["conversationId"], "token");
    shop.publish([&refund_requested(&shop, &order)]).await;
    shop.wait_for_feed_entries("order", &order, RefundRequested::TYPE, 1).await;
    assert_eq!(booked(&shop, &order).await.as_deref(), Some("Declined"));
    subscriber.unsubscribe().await;
}

#[tokio::test]
async fn a_charge_is_refunded_once() {
    let shop = Shop::open().await;
    let (subscriber, order) = (subscribe(&shop).await, unique("order"));
    shop.publish([&requested(&shop, &order, "card", "token")]).await;
    let payment = events_of(&subscriber, &order, 1).await[0].1["paymentId"].clone();
    let refund = refund_requested(&shop, &order);
    shop.publish([&refund, &refund, &refund_requested(&shop, &order)]).await;
    let events = events_of(&subscriber, &order, 2).await;
    let expected = json!({
        "orderNumber": order, "paymentId": payment, "amount": 8.49, "currency": "EUR",
        "userId": USER,
    });
    assert_eq!(events[1..], [(PaymentRefunded::TYPE.to_owned(), expected)]);
    assert_eq!(booked(&shop, &order).await.as_deref(), Some("Refunded"));
    // A further request does not charge again.
    shop.publish([&requested(&shop, &order, "card", "late")]).await;
    let events = events_of(&subscriber, &order, 3).await;
    assert_eq!((events[2].0.as_str(), events.len()), (PaymentFailed::TYPE, 3));
    subscriber.unsubscribe().await;
}

#[tokio::test]
async fn nothing_is_charged_for_an_order_whose_refund_arrived_first() {
    let shop = Shop::open().await;
    let (subscriber, order) = (subscribe(&shop).await, unique("order"));
    shop.publish([&refund_requested(&shop, &order)]).await;
    eventually("the gateway to cancel the order", async || booked(&shop, &order).await).await;
    shop.publish([&requested(&shop, &order, "card", "token")]).await;
    let events = events_of(&subscriber, &order, 1).await;
    assert_eq!((events[0].0.as_str(), events.len()), (PaymentFailed::TYPE, 1));
    assert_eq!(booked(&shop, &order).await.as_deref(), Some("Cancelled"));
    subscriber.unsubscribe().await;
}

#[tokio::test]
async fn an_order_whose_charge_and_refund_are_requested_at_once_keeps_no_charge() {
    let shop = Shop::open().await;
    let subscriber = subscribe(&shop).await;
    let orders: Vec<String> = (0..5).map(|_| unique("order")).collect();
    let requests =
        |order: &String| [requested(&shop, order, "card", "token"), refund_requested(&shop, order)];
    let entries: Vec<Entry> = orders.iter().flat_map(requests).collect();
    shop.publish(&entries).await;
    for order in &orders {
        let what = format!("the gateway to keep no charge of `{order}`");
        let result = eventually(&what, async || {
            booked(&shop, order).await.filter(|result| result != "Charged")
        })
        .await;
        assert!(["Refunded", "Cancelled"].contains(&result.as_str()), "{result}");
        let refunds = usize::from(result == "Refunded");
        let events = events_of(&subscriber, order, 1 + refunds).await;
        let count = |name: &str| events.iter().filter(|event| event.0 == name).count();
        assert_eq!(count(PaymentRefunded::TYPE), refunds, "{events:?}");
        assert_eq!(count(PaymentProcessed::TYPE) + count(PaymentFailed::TYPE), 1, "{events:?}");
        assert!(refunds == 1 || count(PaymentProcessed::TYPE) == 0, "{events:?}");
    }
    subscriber.unsubscribe().await;
}
