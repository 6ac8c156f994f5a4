//! Messages that cannot be processed become dead letters, and the others of their batch are
//! processed.

use contracts::{Event, activity::HandleEvent, product_management::ProductCreated};
use e2e::{Shop, unique};
use serde_json::{Value, json};

/// A message as the bus sends it to a queue.
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
async fn invalid_messages_become_dead_letters_and_the_rest_of_the_batch_is_processed() {
    let shop = Shop::open().await;
    let product = unique("PRODUCT");
    let valid = || envelope(ProductCreated::TYPE, &json!({ "data": { "productId": product } }));
    let mark = unique("invalid");
    let invalid = [
        format!("not JSON: {mark}"),
        json!({ "an event": "no", "mark": mark }).to_string(),
        envelope(ProductCreated::TYPE, &json!({ "data": {}, "mark": mark })),
        envelope(ProductCreated::TYPE, &json!({ "data": { "productId": 7 }, "mark": mark })),
        envelope(ProductCreated::TYPE, &json!({ "data": { "productId": "" }, "mark": mark })),
        envelope("e2e.withoutSubscriber.v1", &json!({ "data": {}, "mark": mark })),
    ];
    let mut batch = vec![valid()];
    batch.extend_from_slice(&invalid);
    batch.push(valid());

    let queues = shop.queues_with_short_timeout::<HandleEvent>().await;
    queues.send(&batch).await;
    let feed = shop.feed_of_length("product", &product, 2).await;
    assert_eq!(feed, [ProductCreated::TYPE; 2]);
    queues.expect_dead_letters(&invalid).await;
    queues.restore_timeout().await;

    assert_eq!(shop.feed("product", &product).await.len(), 2);
}
