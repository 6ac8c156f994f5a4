//! Pricing: brackets for whoever asks, and for every product that is new or has changed.

use contracts::{
    Event,
    pricing::PricingCalculated,
    product_management::{self, ProductUpdated},
};
use e2e::{Reply, Shop, eventually, unique};
use serde_json::{Value, json};

async fn post(shop: &Shop, body: &Value) -> Reply {
    shop.pricing.post("pricing").json(body).send().await
}

/// A new product. Its id.
async fn product(shop: &Shop) -> String {
    let body = json!({ "name": unique("Mocha"), "price": 12.99 });
    let call = shop.products.post("product").bearer(&shop.admin_token().await).json(&body);
    let reply = call.send().await.expect(201).json();
    reply["productId"].as_str().expect("products have ids").to_owned()
}

/// Waits until a product was priced this often.
async fn priced(shop: &Shop, id: &str, times: usize) {
    eventually(&format!("`{id}` to be priced {times} times"), async || {
        let feed = shop.feed("product", id).await;
        let count = feed.iter().filter(|it| *it == PricingCalculated::TYPE).count();
        assert!(count <= times, "`{id}` was priced {count} times");
        (count == times).then_some(())
    })
    .await;
}

#[tokio::test]
async fn whoever_asks_for_brackets_gets_them() {
    let shop = Shop::open().await;
    let expected = json!([
        { "quantityToOrder": 5, "price": 12.34 },
        { "quantityToOrder": 10, "price": 11.69 },
        { "quantityToOrder": 25, "price": 10.39 },
        { "quantityToOrder": 50, "price": 9.74 },
        { "quantityToOrder": 100, "price": 9.09 },
    ]);
    let body = json!({ "name": "Flat White", "price": 12.99 });
    assert_eq!(post(&shop, &body).await.expect(200).json(), expected);
    // Nobody looks at the token.
    let call = shop.pricing.post("pricing").bearer("any.token.atall").json(&body);
    assert_eq!(call.send().await.expect(200).json(), expected);
}

#[tokio::test]
async fn a_price_is_required_and_has_limits() {
    let shop = Shop::open().await;
    let problem = post(&shop, &json!({ "name": "Flat White" })).await.problem(400);
    assert_eq!(problem["message"], "price is required");
    for price in [json!(0), json!(-1), json!(1_000_001)] {
        let problem = post(&shop, &json!({ "price": price })).await.problem(400);
        assert!(problem["message"].is_string(), "{problem}");
    }
    for body in ["", "{", r#"{"price":"1"}"#] {
        shop.pricing.post("pricing").body("application/json", body).send().await.problem(400);
    }
}

#[tokio::test]
async fn prices_have_no_issues_unless_the_environment_asks_for_them() {
    let shop = Shop::open().await;
    for price in [55, 92, 97] {
        post(&shop, &json!({ "price": price })).await.expect(200);
    }
}

#[tokio::test]
async fn an_event_needs_nothing_but_the_product_and_counts_once() {
    let shop = Shop::open().await;
    let id = product(&shop).await;
    priced(&shop, &id, 1).await;
    let event = || {
        let data = json!({ "productId": id });
        shop.event(product_management::SERVICE, ProductUpdated::TYPE, &data)
    };
    let (repeated, other) = (event(), event());
    shop.publish([&repeated, &repeated, &repeated, &other]).await;
    priced(&shop, &id, 3).await;
}
