//! The throughput of a deployed shop with 16 concurrent clients: the list of products, one product,
//! and reservations of three products each.
//!
//! Needs what the scenarios need; `cargo xtask deploy --outputs-file outputs.json` writes the
//! outputs:
//!
//! ```text
//! SHOP_ENVIRONMENT=local SHOP_OUTPUTS=$PWD/outputs.json AWS_ENDPOINT_URL=http://127.0.0.1:4566 \
//!     AWS_REGION=us-east-1 AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test \
//!     cargo bench -p e2e --bench catalogue
//! ```

use std::time::{Duration, Instant};

use contracts::{
    Event,
    inventory::{self, HandleOrderCreated},
    order::OrderCreated,
    product_management,
};
use e2e::{Shop, unique};
use serde_json::json;

const CLIENTS: usize = 16;
/// Calls of each client that are not measured: functions start, connections open.
const WARM_UP: usize = 5;
const CALLS: usize = 100;
/// Products of one reservation.
const PRODUCTS: usize = 3;

#[tokio::main]
async fn main() {
    let shop = Shop::open().await;
    let product = shop.create_product(4.99).await;
    println!("{CLIENTS} clients, {CALLS} calls each");
    let catalogue = shop.api(product_management::SERVICE);
    measure("GET /product", async |_| {
        let list = catalogue.get("product").send().await.expect(200).json();
        assert!(list["data"].as_array().is_some_and(|products| !products.is_empty()), "{list}");
    })
    .await;
    measure("GET /product/{id}", async |_| {
        let found = catalogue.get(&format!("product/{product}")).send().await.expect(200);
        assert_eq!(found.json()["data"]["productId"], *product);
    })
    .await;
    let stock = stock_products(&shop).await;
    measure("reserve 3 products", async |client| reserve(&shop, &stock[client]).await).await;
    for product in stock.iter().flatten() {
        let request = shop.api(inventory::SERVICE).get(&format!("inventory/{product}"));
        let found = request.send().await.expect(200).json();
        assert_eq!(found["data"]["reservedStockLevel"], WARM_UP + CALLS);
    }
}

/// Different products for each client, so that reservations do not conflict.
async fn stock_products(shop: &Shop) -> Vec<Vec<String>> {
    let mut stock = Vec::new();
    for _ in 0..CLIENTS {
        let products: Vec<String> = (0..PRODUCTS).map(|_| unique("BENCHMARK")).collect();
        for product in &products {
            shop.set_stock(product, &json!(1_000_000)).await.expect(200);
        }
        stock.push(products);
    }
    stock
}

/// Invokes the function with one order, as its queue does.
async fn reserve(shop: &Shop, products: &[String]) {
    let order = unique("order");
    let event = json!({
        "id": order,
        "detail-type": OrderCreated::TYPE,
        "detail": {
            "conversationId": order,
            "data": { "orderNumber": order, "products": products },
        },
    });
    let batch = json!({ "Records": [{ "messageId": order, "body": event.to_string() }] });
    let response = shop.invoke::<HandleOrderCreated>(&batch).await;
    assert_eq!(response["batchItemFailures"], json!([]), "{response}");
}

/// Makes `CALLS` calls in every client, all clients at the same time, and prints the calls per
/// second and the 50th and 99th percentile of the time of a call.
async fn measure(name: &str, call: impl AsyncFn(usize)) {
    all_clients(WARM_UP, &call).await;
    let start = Instant::now();
    let mut times = all_clients(CALLS, &call).await;
    let elapsed = start.elapsed();
    times.sort_unstable();
    let calls = u32::try_from(times.len()).expect("there are fewer calls than that");
    println!(
        "{name:<20} {:>7.0} calls/s   p50 {:>6.1} ms   p99 {:>6.1} ms",
        f64::from(calls) / elapsed.as_secs_f64(),
        milliseconds(times[times.len() / 2]),
        milliseconds(times[times.len() * 99 / 100]),
    );
}

/// The time of each call of all clients.
async fn all_clients(calls: usize, call: &impl AsyncFn(usize)) -> Vec<Duration> {
    let client = async |number: usize| {
        let mut times = Vec::with_capacity(calls);
        for _ in 0..calls {
            let start = Instant::now();
            call(number).await;
            times.push(start.elapsed());
        }
        times
    };
    let times = futures_util::future::join_all((0..CLIENTS).map(client)).await;
    times.into_iter().flatten().collect()
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}
