//! The stock levels that the catalogue shows: whatever order stock is set, products are created and
//! events arrive in, they become those of inventory.

use contracts::{
    Event,
    inventory::{self, StockUpdated},
    product_management,
};
use e2e::{Shop, eventually, unique};
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

/// The total of a product in inventory; none if it has no stock.
async fn total(shop: &Shop, product: &str) -> Option<u64> {
    let response = shop.api(inventory::SERVICE).get(&format!("inventory/{product}")).send().await;
    if response.status == 404 {
        return None;
    }
    let body = response.expect(200).json();
    let level = |name: &str| body["data"][name].as_u64().expect("levels are whole numbers");
    assert!(level("revision") > 1_700_000_000_000, "{body}");
    Some(level("currentStockLevel") + level("reservedStockLevel"))
}

/// Waits until the catalogue shows this total of a product.
async fn wait_for_level(shop: &Shop, product: &str, total: u64) {
    eventually(&format!("the catalogue to show {total} units of `{product}`"), async || {
        let catalogue = shop.api(product_management::SERVICE);
        let body = catalogue.get(&format!("product/{product}")).send().await.expect(200).json();
        (body["data"]["stockLevel"] == total).then_some(())
    })
    .await;
}

async fn create(shop: &Shop, name: &str) {
    let request = shop.api(product_management::SERVICE).post("product");
    let request = request.json(&json!({ "name": name, "price": 4.99 }));
    request.bearer(&shop.admin_token().await).send().await.expect(201);
}

async fn delete(shop: &Shop, product: &str) {
    let catalogue = shop.api(product_management::SERVICE);
    let request = catalogue.request(Method::DELETE, &format!("product/{product}"));
    request.bearer(&shop.admin_token().await).send().await.expect(200);
}

#[tokio::test]
async fn stock_that_was_set_before_its_product_was_created_is_shown() {
    let shop = Shop::open().await;
    let name = unique("Latte");
    let product = name.to_uppercase();
    shop.set_stock(&product, &json!(42)).await.expect(200);
    shop.wait_for_feed_entries("product", &product, StockUpdated::TYPE, 1).await;
    create(&shop, &name).await;
    wait_for_level(&shop, &product, 42).await;
}

#[tokio::test]
async fn a_product_that_is_deleted_and_created_again_shows_its_stock() {
    let shop = Shop::open().await;
    let name = unique("Latte");
    let product = name.to_uppercase();
    create(&shop, &name).await;
    shop.set_stock(&product, &json!(42)).await.expect(200);
    wait_for_level(&shop, &product, 42).await;
    delete(&shop, &product).await;
    create(&shop, &name).await;
    wait_for_level(&shop, &product, 42).await;
    shop.set_stock(&product, &json!(43)).await.expect(200);
    wait_for_level(&shop, &product, 43).await;
}

#[tokio::test]
async fn an_event_without_a_level_or_revision_makes_the_catalogue_show_the_level_of_inventory() {
    let shop = Shop::open().await;
    for fields in [json!({}), json!({ "newStockLevel": -1 }), json!({ "newStockLevel": 1_000_000 })]
    {
        let product = shop.create_product(4.99).await;
        let what = format!("the supplier to deliver `{product}`");
        let delivered = eventually(&what, async || total(&shop, &product).await).await;
        let mut data = fields;
        data["productId"] = json!(product);
        shop.publish([&shop.event::<StockUpdated>(&data).data_only()]).await;
        wait_for_level(&shop, &product, delivered).await;
    }
}

#[tokio::test]
async fn concurrent_changes_of_stock_succeed_or_are_to_be_retried_and_the_last_one_is_shown() {
    let shop = Shop::open().await;
    let product = shop.create_product(4.99).await;
    let levels: Vec<Value> = (1..=20).map(|level| json!(level)).collect();
    let responses = join_all(levels.iter().map(|level| shop.set_stock(&product, level))).await;
    let mut revisions = Vec::new();
    for response in responses {
        if response.status == 409 {
            assert_eq!(response.header("retry-after"), Some("1"));
        } else {
            revisions.push(response.expect(200).json()["data"]["revision"].as_u64());
        }
    }
    let count = revisions.len();
    assert!(count > 0);
    revisions.sort_unstable();
    revisions.dedup();
    assert_eq!(revisions.len(), count, "every change has a revision of its own");
    let last = total(&shop, &product).await.expect("it has stock");
    wait_for_level(&shop, &product, last).await;
}
