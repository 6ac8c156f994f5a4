//! Orders, as customers place them and as administrators complete them.

use contracts::{
    Event,
    inventory::{self, StockReserved},
    notification,
    order::{self, OrderConfirmed, OrderCreated, PaymentRequested},
    payment::{PaymentProcessed, SimulatedChargeRow},
};
use serde_json::{Value, json};

use crate::{Request, Response, Shop, eventually};

/// The feed of a confirmed order.
pub const CONFIRMED_FEED: [&str; 5] = [
    PaymentRequested::TYPE,
    PaymentProcessed::TYPE,
    OrderCreated::TYPE,
    StockReserved::TYPE,
    OrderConfirmed::TYPE,
];

impl Shop {
    /// A product in the catalogue with this price, of which `units` are in stock.
    pub async fn stocked_product(&self, price: f64, units: u32) -> String {
        let product = self.create_product(price).await;
        self.set_stock(&product, &json!(units)).await.expect(200);
        product
    }

    /// Units of a product that can be ordered.
    pub async fn available(&self, product: &str) -> u64 {
        let request = self.api(inventory::SERVICE).get(&format!("inventory/{product}"));
        let stock = request.send().await.expect(200).json();
        stock["data"]["currentStockLevel"].as_u64().expect("stock is a number")
    }

    /// The request `POST /orders` of the user with this token.
    pub fn order_request(&self, token: &str, body: &Value) -> Request {
        self.api(order::SERVICE).post("orders").bearer(token).json(body)
    }

    /// Places an order. Returns its number.
    pub async fn place_order(&self, token: &str, body: &Value) -> String {
        let created = self.order_request(token, body).send().await.expect(201).json();
        created["orderId"].as_str().expect("an order has a number").to_owned()
    }

    /// Places an order for a product, and waits until it is confirmed. Returns its number.
    pub async fn confirmed_order(&self, token: &str, product: &str) -> String {
        let order = self.place_order(token, &json!({ "products": [product] })).await;
        self.order_with_status(token, &order, "Confirmed").await;
        order
    }

    /// The response to `GET /orders/{number}`.
    pub async fn get_order(&self, token: &str, number: &str) -> Response {
        self.api(order::SERVICE).get(&format!("orders/{number}")).bearer(token).send().await
    }

    /// Waits until an order has this status, and returns it.
    pub async fn order_with_status(&self, token: &str, number: &str, status: &str) -> Value {
        eventually(&format!("order `{number}` to be {status}"), async || {
            let order = self.get_order(token, number).await;
            // An order of an event may not exist yet.
            let order = (order.status == 200).then(|| order.json())?;
            (order["status"] == status).then_some(order)
        })
        .await
    }

    /// The response to `POST /orders/{number}/complete` with this token.
    pub async fn complete_order(&self, token: &str, number: &str, user_id: &str) -> Response {
        let request = self.api(order::SERVICE).post(&format!("orders/{number}/complete"));
        let body = json!({ "orderId": number, "userId": user_id });
        request.bearer(token).json(&body).send().await
    }

    /// What the simulated gateway did last for an order, and the amount.
    pub async fn booked(&self, order: &str) -> Option<(String, String)> {
        let item = self.item(&SimulatedChargeRow::key(order)).await?;
        let (result, amount) = (item["Result"].as_s(), item["Amount"].as_n());
        Some((result.expect("a result is a text").clone(), amount.expect("a number").clone()))
    }

    /// Waits until the feed of an order has exactly these entries, in any order.
    ///
    /// # Panics
    /// If it has more.
    pub async fn wait_for_order_feed(&self, order: &str, expected: &[&str]) {
        let mut expected = expected.to_vec();
        expected.sort_unstable();
        eventually(&format!("the feed {expected:?} of order `{order}`"), async || {
            let mut feed = self.feed("order", order).await;
            feed.sort_unstable();
            assert!(feed.len() <= expected.len(), "{feed:?} instead of {expected:?}");
            (feed == expected).then_some(())
        })
        .await;
    }

    /// The types of the events that the user with this token was notified of, newest first.
    pub async fn notifications(&self, token: &str) -> Vec<String> {
        let request = self.api(notification::SERVICE).get("notifications").bearer(token);
        let page = request.query(&[("pageSize", "100")]).send().await.expect(200).json();
        let items = page["items"].as_array().expect("a page has items");
        let name = |item: &Value| item["eventType"].as_str().map(str::to_owned);
        items.iter().map(|item| name(item).expect("a notification has a type")).collect()
    }

    /// Waits until the user was notified of exactly these events, in any order.
    ///
    /// # Panics
    /// If the user was notified of more.
    pub async fn wait_for_notifications(&self, token: &str, expected: &[&str]) {
        let mut expected = expected.to_vec();
        expected.sort_unstable();
        eventually(&format!("the notifications {expected:?}"), async || {
            let mut found = self.notifications(token).await;
            found.sort_unstable();
            assert!(found.len() <= expected.len(), "{found:?} instead of {expected:?}");
            (found == expected).then_some(())
        })
        .await;
    }
}
