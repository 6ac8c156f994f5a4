//! How many orders a deployed shop accepts from 16 clients, and how long an order takes from its
//! acceptance until it is confirmed, with more and more orders in flight.
//!
//! Needs what the benchmark `catalogue` needs: `cargo bench -p e2e --bench ordering --profile dev`.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use contracts::{Event, order::OrderConfirmed};
use e2e::{Shop, Subscriber};
use futures_util::future::join_all;
use jiff::Timestamp;
use serde_json::{Value, json};

const CLIENTS: usize = 16;

/// Products, so that the stock of one does not limit the orders.
const PRODUCTS: usize = 32;

/// Orders that are accepted as quickly as possible, and so are in flight at the same time.
const LOADS: [usize; 3] = [100, 500, 2000];

/// An order that was accepted.
struct Accepted {
    number: String,
    at: Timestamp,
}

#[tokio::main]
async fn main() {
    let shop = Shop::open().await;
    let customers = join_all((0..CLIENTS).map(|_| shop.customer())).await;
    let tokens: Vec<String> = customers.into_iter().map(|(_, token)| token).collect();
    let products = join_all((0..PRODUCTS).map(|_| shop.stocked_product(3.5, 100_000))).await;
    place(&shop, &tokens, &products, CLIENTS).await;
    for load in LOADS {
        measure(&shop, &tokens, &products, load).await;
    }
}

async fn measure(shop: &Shop, tokens: &[String], products: &[String], load: usize) {
    let subscriber = shop.subscribe(&[OrderConfirmed::TYPE]).await;
    let start = Instant::now();
    let accepted = place(shop, tokens, products, load).await;
    let elapsed = start.elapsed();
    let mut times = until_confirmed(&subscriber, &accepted).await;
    subscriber.unsubscribe().await;
    times.sort_unstable();
    let seconds = |share: usize| times[(times.len() - 1) * share / 100].as_secs_f64();
    let per_second = load as u128 * 1000 / elapsed.as_millis().max(1);
    println!(
        "{load:>5} orders: {per_second:>4} accepted/s   confirmed after p50 {:>6.2} s   p99 {:>6.2} s",
        seconds(50),
        seconds(99),
    );
}

/// Places `count` orders by all clients at the same time.
async fn place(shop: &Shop, tokens: &[String], products: &[String], count: usize) -> Vec<Accepted> {
    let client = async |index: usize| {
        let mut accepted = Vec::new();
        for order in (index..count).step_by(CLIENTS) {
            let body = json!({ "products": [products[order % products.len()]] });
            let number = shop.place_order(&tokens[index], &body).await;
            accepted.push(Accepted { number, at: Timestamp::now() });
        }
        accepted
    };
    join_all((0..CLIENTS).map(client)).await.into_iter().flatten().collect()
}

/// How long each order took until it was confirmed. The orders of earlier measurements may be confirmed
/// meanwhile, too.
async fn until_confirmed(subscriber: &Subscriber, accepted: &[Accepted]) -> Vec<Duration> {
    let accepted: HashMap<&str, Timestamp> =
        accepted.iter().map(|order| (order.number.as_str(), order.at)).collect();
    let mut times = Vec::new();
    while times.len() < accepted.len() {
        // In steps, because each wait has a time limit.
        let next = (times.len() + 50).min(accepted.len());
        let is_wanted = |event: &Value| duration(event, &accepted).is_some();
        let events = subscriber.wait_for("confirmed orders", next, is_wanted).await;
        times = events.iter().filter_map(|event| duration(event, &accepted)).collect();
    }
    times
}

/// How long the order of this event took, if it is one of them. The event has the time at which the
/// order was confirmed.
fn duration(event: &Value, accepted: &HashMap<&str, Timestamp>) -> Option<Duration> {
    let at = *accepted.get(event["detail"]["data"]["orderNumber"].as_str()?)?;
    let confirmed: Timestamp = event["detail"]["time"].as_str()?.parse().ok()?;
    // An order may be confirmed before the client has the response.
    Some(Duration::try_from(confirmed.duration_since(at)).unwrap_or_default())
}
