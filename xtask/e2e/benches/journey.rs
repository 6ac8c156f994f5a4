//! How long an event travels through a deployed shop: from the call that publishes it, and from the
//! request that causes it, until the activity feed shows it.
//!
//! Needs what the benchmark `catalogue` needs: `cargo bench -p e2e --bench journey`.

use std::time::{Duration, Instant};

use contracts::{Event, user_management, user_management::UserCreated};
use e2e::{Shop, unique};
use serde_json::json;

/// Journeys that are not measured: functions start, connections open.
const WARM_UP: usize = 3;
const JOURNEYS: usize = 30;

#[tokio::main]
async fn main() {
    let shop = Shop::open().await;
    measure("published → in the feed", async || {
        let user = unique("user");
        let event =
            shop.event(user_management::SERVICE, UserCreated::TYPE, &json!({ "userId": user }));
        let start = Instant::now();
        shop.publish([&event]).await;
        arrival(&shop, &user).await - start
    })
    .await;
    measure("registered → in the feed", async || {
        let person = shop.register().await;
        let answered = Instant::now();
        arrival(&shop, &person.id).await - answered
    })
    .await;
}

/// When the feed of a user first shows anything.
async fn arrival(shop: &Shop, user: &str) -> Instant {
    while shop.feed("user", user).await.is_empty() {}
    Instant::now()
}

async fn measure(name: &str, journey: impl AsyncFn() -> Duration) {
    for _ in 0..WARM_UP {
        journey().await;
    }
    let mut times = Vec::with_capacity(JOURNEYS);
    for _ in 0..JOURNEYS {
        times.push(journey().await);
    }
    times.sort_unstable();
    let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
    println!(
        "{name:<26} p50 {:>6.1} ms   longest {:>6.1} ms",
        milliseconds(times[JOURNEYS / 2]),
        milliseconds(times[JOURNEYS - 1]),
    );
}
