//! Seeding: the deployment invokes it every time, and it creates what does not exist yet.

use contracts::{Event, product_management, product_management::ProductCreated, user_management};
use e2e::Shop;
use serde_json::{Value, json};

#[tokio::test]
async fn the_demo_products_exist() {
    let shop = Shop::open().await;
    for (id, name) in [
        ("FLATWHITE", "Flat White"),
        ("ESPRESSO", "Espresso"),
        ("LATTE", "Latte"),
        ("LONGBLACK", "Long Black"),
        ("CAPPUCCINO", "Cappuccino"),
    ] {
        let request = shop.api(product_management::SERVICE).get(&format!("product/{id}"));
        assert_eq!(request.send().await.expect(200).json()["data"]["name"], name);
        shop.wait_for_feed_entries("product", id, ProductCreated::TYPE, 1).await;
    }
}

#[tokio::test]
async fn seeding_again_creates_nothing() {
    let shop = Shop::open().await;
    let products = shop.invoke::<product_management::Seed>(&Value::Null).await;
    assert_eq!(products, json!({ "created": 0 }));
    let request = json!({ "adminEmail": "admin@serverless-sample.com" });
    let users = shop.invoke::<user_management::Seed>(&request).await;
    assert_eq!(users, json!({ "adminCreated": false, "clientCreated": false }));
}
