//! What 16 clients at once get out of a deployed shop: the list of products, one product, and
//! reservations of three products each.
//!
//! Needs what the stories need; `cargo xtask deploy --outputs-file outputs.json` writes the outputs:
//!
//! ```text
//! SHOP_ENVIRONMENT=local SHOP_OUTPUTS=$PWD/outputs.json AWS_ENDPOINT_URL=http://127.0.0.1:4566 \
//!     AWS_REGION=us-east-1 AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test \
//!     cargo bench -p e2e --bench catalogue
//! ```

use std::time::{Duration, Instant};

use aws_sdk_lambda::primitives::Blob;
use contracts::{
    Event,
    inventory::{self, HandleOrderCreated},
    order::OrderCreated,
};
use e2e::{Shop, unique};
use serde_json::{Value, json};

const CLIENTS: usize = 16;
/// Calls of each client that are not measured: functions start, connections open.
const WARM_UP: usize = 5;
const CALLS: usize = 100;
/// Products of one reservation.
const PRODUCTS: usize = 3;

#[tokio::main]
async fn main() {
    let shop = Shop::open().await;
    let product = create_product(&shop).await;
    println!("{CLIENTS} clients, {CALLS} calls each");
    measure("GET /product", async |_| {
        let list = shop.products.get("product").send().await.expect(200).json();
        assert!(list["data"].as_array().is_some_and(|products| !products.is_empty()), "{list}");
    })
    .await;
    measure("GET /product/{id}", async |_| {
        let found = shop.products.get(&format!("product/{product}")).send().await.expect(200);
        assert_eq!(found.json()["data"]["productId"], *product);
    })
    .await;
    let stock = stock_products(&shop).await;
    let lambda = aws_sdk_lambda::Client::new(&shop.aws);
    let function = shop.physical_name(inventory::SERVICE, HandleOrderCreated::NAME);
    measure("reserve 3 products", async |client| {
        reserve(&lambda, &function, &stock[client]).await;
    })
    .await;
    for product in stock.iter().flatten() {
        let path = format!("inventory/{product}");
        let found = shop.inventory.get(&path).send().await.expect(200).json();
        assert_eq!(found["data"]["reservedStockLevel"], WARM_UP + CALLS);
    }
}

async fn create_product(shop: &Shop) -> String {
    let body = json!({ "name": unique("Benchmark"), "price": 4.99 });
    let token = shop.admin_token().await;
    let reply = shop.products.post("product").bearer(&token).json(&body).send().await.expect(201);
    reply.json()["data"]["productId"].as_str().expect("products have ids").to_owned()
}

/// Products of each client's own: this measures reservations, not how they get in each other's way.
async fn stock_products(shop: &Shop) -> Vec<Vec<String>> {
    let token = shop.admin_token().await;
    let mut stock = Vec::new();
    for _ in 0..CLIENTS {
        let products: Vec<String> = (0..PRODUCTS).map(|_| unique("BENCHMARK")).collect();
        for product in &products {
            let body = json!({ "productId": product, "stockLevel": 1_000_000 });
            let call = shop.inventory.post("inventory").bearer(&token).json(&body);
            call.send().await.expect(200).json();
        }
        stock.push(products);
    }
    stock
}

/// One order, handed to the function as its queue would.
async fn reserve(lambda: &aws_sdk_lambda::Client, function: &str, products: &[String]) {
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
    let invoke = lambda.invoke().function_name(function).payload(Blob::new(batch.to_string()));
    let answer = invoke.send().await.expect("the function is there").payload;
    let answer = answer.map(Blob::into_inner).unwrap_or_default();
    let answer: Value = serde_json::from_slice(&answer).expect("the function answers JSON");
    assert_eq!(answer["batchItemFailures"], json!([]), "{answer}");
}

/// Has every client call again and again, and prints how many calls that is a second and how long
/// half of them and the slowest hundredth take at least.
async fn measure(name: &str, call: impl AsyncFn(usize)) {
    all_clients(WARM_UP, &call).await;
    let start = Instant::now();
    let mut times = all_clients(CALLS, &call).await;
    let elapsed = start.elapsed();
    times.sort_unstable();
    let calls = u32::try_from(times.len()).expect("there are not that many calls");
    println!(
        "{name:<20} {:>7.0} calls/s   p50 {:>6.1} ms   p99 {:>6.1} ms",
        f64::from(calls) / elapsed.as_secs_f64(),
        milliseconds(times[times.len() / 2]),
        milliseconds(times[times.len() * 99 / 100]),
    );
}

/// How long each call took.
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
