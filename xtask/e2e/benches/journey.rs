//! How long an event takes through a deployed shop until it is in the activity feed: from the call
//! that publishes it, and from the request that causes it.
//!
//! Needs what the benchmark `catalogue` needs: `cargo bench -p e2e --bench journey`.

use std::time::{Duration, Instant};

use contracts::user_management::UserCreated;
use e2e::{Shop, unique};
use serde_json::json;

/// Events that are not measured: functions start, connections open.
const WARM_UP: usize = 3;
const EVENTS: usize = 30;

#[tokio::main]
async fn main() {
    let shop = Shop::open().await;
    measure("published → in the feed", async || {
        let user = unique("user");
        let event = shop.event::<UserCreated>(&json!({ "userId": user }));
        let start = Instant::now();
        shop.publish([&event]).await;
        arrival(&shop, &user).await - start
    })
    .await;
    measure("registered → in the feed", async || {
        let user = shop.register().await;
        let start = Instant::now();
        arrival(&shop, &user.id).await - start
    })
    .await;
}

/// When the feed of a user has its first entry.
async fn arrival(shop: &Shop, user: &str) -> Instant {
    while shop.feed("user", user).await.is_empty() {}
    Instant::now()
}

async fn measure(name: &str, travel_time: impl AsyncFn() -> Duration) {
    for _ in 0..WARM_UP {
        travel_time().await;
    }
    let mut times = Vec::with_capacity(EVENTS);
    for _ in 0..EVENTS {
        times.push(travel_time().await);
    }
    times.sort_unstable();
    let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
    println!(
        "{name:<26} p50 {:>6.1} ms   longest {:>6.1} ms",
        milliseconds(times[EVENTS / 2]),
        milliseconds(times[EVENTS - 1]),
    );
}
