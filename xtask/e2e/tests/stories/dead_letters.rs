//! Messages that cannot be handled end as dead letters, and their neighbours are handled.

use contracts::{
    Event,
    activity::{self, HandleHappening},
    product_management::ProductCreated,
};
use e2e::{Shop, unique};
use serde_json::{Value, json};

/// A message as the bus puts it into the queue.
fn envelope(detail_type: &str, detail: &Value) -> String {
    json!({
        "version": "0",
        "id": unique("event"),
        "detail-type": detail_type,
        "source": "e2e.products",
        "account": "000000000000",
        "time": "2026-01-01T00:00:00Z",
        "region": "us-east-1",
        "resources": [],
        "detail": detail,
    })
    .to_string()
}

#[tokio::test]
async fn broken_messages_are_dead_letters_and_their_neighbours_are_handled() {
    let shop = Shop::open().await;
    let queues = shop.queues(activity::SERVICE, HandleHappening::NAME).await;
    let product = unique("PRODUCT");
    let good = || envelope(ProductCreated::TYPE, &json!({ "data": { "productId": product } }));
    let mark = unique("broken");
    let broken = [
        format!("not JSON at all: {mark}"),
        json!({ "an event": "it is not", "mark": mark }).to_string(),
        envelope(ProductCreated::TYPE, &json!({ "data": {}, "mark": mark })),
        envelope(ProductCreated::TYPE, &json!({ "data": { "productId": 7 }, "mark": mark })),
        envelope(ProductCreated::TYPE, &json!({ "data": { "productId": "" }, "mark": mark })),
        envelope("e2e.nobodyHearsThis.v1", &json!({ "data": {}, "mark": mark })),
    ];
    let mut batch = vec![good()];
    batch.extend_from_slice(&broken);
    batch.push(good());

    // Its tries would take minutes otherwise. No invocation here takes a second.
    let before = queues.set_visibility_timeout("1").await;
    queues.send(&batch).await;
    assert_eq!(shop.feed_of("product", &product, 2).await, [ProductCreated::TYPE; 2]);
    queues.expect_dead_letters(&broken).await;
    queues.set_visibility_timeout(&before).await;

    assert_eq!(shop.feed("product", &product).await.len(), 2);
}
