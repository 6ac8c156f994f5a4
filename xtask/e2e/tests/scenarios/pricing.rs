//! Price brackets: calculated on request, and for every product that is new or has changed.

use contracts::{
    Event, pricing::PricingCalculated, pricing::SERVICE, product_management::ProductUpdated,
};
use e2e::{Response, Shop};
use serde_json::{Value, json};

async fn calculate(shop: &Shop, body: &Value) -> Response {
    shop.api(SERVICE).post("pricing").json(body).send().await
}

#[tokio::test]
async fn anyone_can_request_the_brackets_of_a_price() {
    let shop = Shop::open().await;
    let expected = json!([
        { "quantityToOrder": 5, "price": 12.34 },
        { "quantityToOrder": 10, "price": 11.69 },
        { "quantityToOrder": 25, "price": 10.39 },
        { "quantityToOrder": 50, "price": 9.74 },
        { "quantityToOrder": 100, "price": 9.09 },
    ]);
    let body = json!({ "name": "Flat White", "price": 12.99 });
    assert_eq!(calculate(&shop, &body).await.expect(200).json(), expected);
    // The token is not verified.
    let request = shop.api(SERVICE).post("pricing").bearer("any.token.atall").json(&body);
    assert_eq!(request.send().await.expect(200).json(), expected);
}

#[tokio::test]
async fn a_request_without_a_valid_price_is_refused() {
    let shop = Shop::open().await;
    let problem = calculate(&shop, &json!({ "name": "Flat White" })).await.problem(400);
    assert_eq!(problem["message"], "price is required");
    for price in [json!(0), json!(-1), json!(1_000_001)] {
        let problem = calculate(&shop, &json!({ "price": price })).await.problem(400);
        assert!(problem["message"].is_string(), "{problem}");
    }
    for body in ["", "{", r#"{"price":"1"}"#] {
        let request = shop.api(SERVICE).post("pricing").body("application/json", body);
        request.send().await.problem(400);
    }
}

#[tokio::test]
async fn pricing_succeeds_for_all_prices_where_issues_are_not_simulated() {
    let shop = Shop::open().await;
    for price in [55, 92, 97] {
        calculate(&shop, &json!({ "price": price })).await.expect(200);
    }
}

#[tokio::test]
async fn brackets_are_calculated_once_for_an_event_with_a_product_id_only() {
    let shop = Shop::open().await;
    let id = shop.create_product(12.99).await;
    shop.wait_for_feed_entries("product", &id, PricingCalculated::TYPE, 1).await;
    let event = || shop.event::<ProductUpdated>(&json!({ "productId": id }));
    let (repeated, other) = (event(), event());
    shop.publish([&repeated, &repeated, &repeated, &other]).await;
    shop.wait_for_feed_entries("product", &id, PricingCalculated::TYPE, 3).await;
}
