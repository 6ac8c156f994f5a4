//! How long a queue function of a deployed shop takes for 1,000 events that wait in its queue:
//! activity's, which writes two entries and an idempotency key in one transaction for each.
//!
//! Needs what the benchmark `catalogue` needs: `cargo bench -p e2e --bench throughput`.

use std::time::{Duration, Instant};

use aws_sdk_lambda::Client;
use contracts::{activity::HandleEvent, order::OrderConfirmed};
use e2e::{Entry, Shop, unique};
use serde_json::json;
use tokio::time::sleep;

const EVENTS: usize = 1_000;

/// Pause between two looks at the feed, so that looking takes little of the machine.
const PAUSE: Duration = Duration::from_millis(100);

#[tokio::main]
async fn main() {
    let shop = Shop::open().await;
    // Functions start, connections open.
    measure(&shop, 20).await;
    let time = measure(&shop, EVENTS).await.as_secs_f64();
    println!("{EVENTS} events {time:.1} s");
}

/// From the moment the function receives messages until all events are in the feed of their user.
async fn measure(shop: &Shop, count: usize) -> Duration {
    let user = unique("user");
    let event = |_| {
        let data = json!({ "orderNumber": unique("order"), "userId": user });
        shop.event::<OrderConfirmed>(&data)
    };
    let events: Vec<Entry> = (0..count).map(event).collect();
    receive_messages(shop, false).await;
    // A poll that has begun may still receive messages.
    sleep(PAUSE * 20).await;
    shop.publish(&events).await;
    let start = Instant::now();
    receive_messages(shop, true).await;
    while shop.feed("user", &user).await.len() < count {
        sleep(PAUSE).await;
    }
    start.elapsed()
}

/// Connects the function with its queue, or disconnects it.
async fn receive_messages(shop: &Shop, enabled: bool) {
    let lambda = Client::new(&shop.aws);
    let name = shop.function_name::<HandleEvent>();
    let found = lambda.list_event_source_mappings().function_name(name).send().await;
    let mappings = found.expect("the function exists").event_source_mappings.unwrap_or_default();
    let id = mappings[0].uuid().expect("a mapping has an id");
    let update = lambda.update_event_source_mapping().uuid(id).enabled(enabled).send().await;
    update.expect("the mapping can be changed");
}
