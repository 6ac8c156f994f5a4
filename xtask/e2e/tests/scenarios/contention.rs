//! Requests that change the same item at the same time succeed, or fail with a status after which the
//! client may retry: none of these routes responds with 500.

use contracts::{Service, inventory, product_management, user_management};
use e2e::{PASSWORD, Request, Shop, User, unique};
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

/// Requests at the same time.
const REQUESTS: usize = 12;

/// Sends requests at the same time, the first one with number 0.
async fn check(name: &str, request: impl Fn(usize) -> Request) {
    let responses = join_all((0..REQUESTS).map(|number| request(number).send())).await;
    for response in &responses {
        let may_be_retried = response.status == 503 && response.header("retry-after").is_some();
        assert!(response.status < 500 || may_be_retried, "{name}: {response:?}");
    }
    assert!(responses.iter().any(|it| it.status < 300), "{name}: {responses:?}");
}

/// A request with a JSON body and the token of an administrator.
fn request(
    shop: &Shop,
    token: &str,
    service: Service,
    route: (Method, &str),
    body: &Value,
) -> Request {
    shop.api(service).request(route.0, route.1).bearer(token).json(body)
}

#[tokio::test]
async fn concurrent_changes_of_one_user_or_client_never_fail_with_500() {
    let shop = Shop::open().await;
    let token = shop.admin_token().await;
    let (users, email) = (user_management::SERVICE, format!("{}@example.com", unique("user")));
    let registration = User::registration(&email);
    check("register", |_| shop.api(users).post("user").json(&registration)).await;
    check("log in", |_| shop.login_request(&email, PASSWORD)).await;
    let unlock = format!("user/{email}/unlock");
    check("unlock", |_| shop.api(users).post(&unlock).bearer(&token)).await;

    let client = json!({
        "client_name": unique("client"),
        "redirect_uris": ["https://client.example.org/callback"],
        "grant_types": ["authorization_code"],
        "response_types": ["code"],
    });
    let registered = shop.api(users).post("oauth/register").json(&client).send().await;
    let registered = registered.expect(201).json();
    let path = format!("oauth/client/{}", registered["client_id"].as_str().unwrap_or_default());
    let change = |number: usize| {
        let mut client = client.clone();
        client["client_id"] = registered["client_id"].clone();
        client["client_name"] = json!(format!("client {number}"));
        client
    };
    check("change a client", |number| {
        request(&shop, &token, users, (Method::PUT, &path), &change(number))
    })
    .await;
    check("delete a client", |_| shop.api(users).request(Method::DELETE, &path).bearer(&token))
        .await;
}

#[tokio::test]
async fn concurrent_changes_of_one_product_or_its_stock_never_fail_with_500() {
    let shop = Shop::open().await;
    let token = shop.admin_token().await;
    let (products, name) = (product_management::SERVICE, unique("Latte"));
    let price = |number: usize| json!(4 + number);
    check("create a product", |number| {
        let body = json!({ "name": name, "price": price(number) });
        request(&shop, &token, products, (Method::POST, "product"), &body)
    })
    .await;
    let id = name.to_uppercase();
    check("change a product", |number| {
        let body = json!({ "id": id, "name": name, "price": price(number) });
        request(&shop, &token, products, (Method::PUT, "product"), &body)
    })
    .await;
    check("set stock", |number| {
        let body = json!({ "productId": id, "stockLevel": number + 1 });
        request(&shop, &token, inventory::SERVICE, (Method::POST, "inventory"), &body)
    })
    .await;
    let path = format!("product/{id}");
    check("create, change and delete a product", |number| match number % 3 {
        0 => shop.api(products).request(Method::DELETE, &path).bearer(&token),
        1 => {
            let body = json!({ "name": name, "price": price(number) });
            request(&shop, &token, products, (Method::POST, "product"), &body)
        }
        _ => {
            let body = json!({ "id": id, "name": name, "price": price(number) });
            request(&shop, &token, products, (Method::PUT, "product"), &body)
        }
    })
    .await;
}
