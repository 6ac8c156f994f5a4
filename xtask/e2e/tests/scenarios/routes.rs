//! Which paths and methods reach a function.

use contracts::{activity, inventory, user_management};
use e2e::{PASSWORD, Shop, unique};
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn an_unknown_path_is_not_found() {
    let shop = Shop::open().await;
    for path in ["", "nothing", "user", "api/activity/user"] {
        // API Gateway sends this response itself.
        shop.api(activity::SERVICE).get(path).send().await.expect(404);
    }
}

#[tokio::test]
async fn an_unknown_path_of_an_api_with_a_default_route_is_not_found() {
    let shop = Shop::open().await;
    let token = shop.admin_token().await;
    for (method, path) in [
        (Method::GET, "nothing"),
        (Method::GET, "inventory/LATTE/history"),
        (Method::PUT, "inventory/"),
        (Method::POST, "stock/"),
        (Method::POST, "inventory/LATTE"),
    ] {
        let request = shop.api(inventory::SERVICE).request(method, path).bearer(&token);
        let body = json!({ "productId": unique("PRODUCT"), "stockLevel": 1 });
        request.json(&body).send().await.problem(404);
    }
}

#[tokio::test]
async fn stock_can_be_set_on_a_path_with_a_trailing_slash() {
    let shop = Shop::open().await;
    let product = unique("PRODUCT");
    let body = json!({ "productId": product, "stockLevel": 12.0 });
    let request = || shop.api(inventory::SERVICE).post("inventory/").json(&body);
    request().send().await.problem(401);
    let token = shop.admin_token().await;
    let response = request().bearer(&token).send().await.expect(200).json();
    assert_eq!(response["data"]["currentStockLevel"], 12);
}

#[tokio::test]
async fn duplicate_slashes_in_a_path_count_as_one() {
    let shop = Shop::open().await;
    let user = shop.register().await;
    let body = json!({ "email_address": user.email, "password": PASSWORD });
    shop.api(user_management::SERVICE).post("/login").json(&body).send().await.expect(200);
}

#[tokio::test]
async fn the_metadata_route_refuses_other_methods_than_get() {
    let shop = Shop::open().await;
    let path = ".well-known/oauth-authorization-server";
    let request = shop.api(user_management::SERVICE).post(path).json(&json!({}));
    let response = request.send().await;
    assert!(response.header("allow").is_some_and(|allow| allow.contains("GET")));
    response.problem(405);
}
