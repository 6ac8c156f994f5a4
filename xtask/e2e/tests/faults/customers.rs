//! Customers who place one order each, and what they may rely on.

use contracts::{
    Contract, Event, FunctionContract, Service, order::OrderConfirmed, payment::PaymentProcessed,
};
use e2e::{CONFIRMED_FEED, Queues, Shop, eventually, tokens, unique};
use futures_util::future::join_all;
use serde_json::json;

/// Units of one product in an order.
pub const UNITS: u64 = 2;

/// Units of the product in stock before the first order.
pub const STOCK: u64 = 1_000;

/// The amount of an order.
const TOTAL: &str = "7";

/// A customer.
pub struct Customer<'a> {
    pub shop: &'a Shop,
    pub id: String,
    pub token: String,
}

/// So many customers.
pub async fn customers(shop: &Shop, count: usize) -> Vec<Customer<'_>> {
    let key = shop.signing_key().await;
    let customer = |_| {
        let id = unique("customer");
        let token = tokens::sign(&tokens::claims_of(&id, "STANDARD", 600), &key);
        Customer { shop, id, token }
    };
    (0..count).map(customer).collect()
}

/// A product of which [`STOCK`] units are in stock.
pub async fn product(shop: &Shop) -> String {
    shop.stocked_product(3.5, u32::try_from(STOCK).expect("the stock is small")).await
}

/// Each customer places an order. Returns the numbers.
pub async fn place_orders(customers: &[Customer<'_>], product: &str) -> Vec<String> {
    join_all(customers.iter().map(|customer| customer.place_order(product))).await
}

/// Each order is confirmed and paid once, and its customer is notified of each event once.
pub async fn check_confirmed(customers: &[Customer<'_>], orders: &[String]) {
    join_all(customers.iter().zip(orders).map(|(it, order)| it.check_confirmed(order))).await;
}

impl Customer<'_> {
    /// Places an order as a browser does that repeats a request without a response.
    pub async fn place_order(&self, product: &str) -> String {
        let body = json!({ "items": [{ "productId": product, "quantity": UNITS }] });
        let key = unique("key");
        eventually("an order to be accepted", async || {
            let request = self.shop.order_request(&self.token, &body);
            let response = request.header("Idempotency-Key", &key).attempt().await.ok()?;
            assert!([201, 500, 502, 503, 504].contains(&response.status), "{response:?}");
            (response.status == 201)
                .then(|| response.json()["orderId"].as_str()?.to_owned().into())?
        })
        .await
    }

    async fn check_confirmed(&self, order: &str) {
        self.shop.order_with_status(&self.token, order, "Confirmed").await;
        self.shop.wait_for_order_feed(order, &CONFIRMED_FEED).await;
        self.check_notified_once().await;
        self.check_charged(order).await;
    }

    /// The customer was notified of the payment once, and of the confirmed order once.
    pub async fn check_notified_once(&self) {
        let expected = [PaymentProcessed::TYPE, OrderConfirmed::TYPE];
        self.shop.wait_for_notifications(&self.token, &expected).await;
    }

    /// The order is charged and not refunded.
    pub async fn check_charged(&self, order: &str) {
        let booked = self.shop.booked(order).await;
        assert_eq!(booked, Some(("Charged".to_owned(), TOTAL.to_owned())), "order `{order}`");
    }
}

/// The functions that subscribe to events.
pub fn subscribers(contracts: &[Contract]) -> impl Iterator<Item = (Service, &FunctionContract)> {
    contracts.iter().flat_map(|contract| {
        let functions = contract.functions.iter().filter(|it| !it.views().is_empty());
        functions.map(|function| (contract.service, function))
    })
}

/// The queues of all functions that subscribe to events, with a visibility timeout of so many seconds.
pub async fn all_queues(shop: &Shop, seconds: u32) -> Vec<Queues> {
    let contracts = contracts::contracts();
    let queues = |(service, function): (Service, &FunctionContract)| {
        shop.queues_with_timeout(service, function.name, seconds)
    };
    join_all(subscribers(&contracts).map(queues)).await
}

/// Restores the visibility timeouts.
pub async fn restore(queues: Vec<Queues>) {
    join_all(queues.into_iter().map(Queues::restore_timeout)).await;
}
