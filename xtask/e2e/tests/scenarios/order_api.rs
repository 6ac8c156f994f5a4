//! The API of orders: who may see and complete an order, pages, headers, and requests that are refused.

use base64::{Engine, engine::general_purpose::STANDARD};
use contracts::order::{self, OrderRow};
use e2e::{Request, Shop, unique};
use serde_json::{Value, json};

fn get(shop: &Shop, token: &str, path: &str) -> Request {
    shop.api(order::SERVICE).get(path).bearer(token)
}

/// The validation errors of a refused request.
async fn errors(request: Request) -> Value {
    let problem = request.send().await.problem(400);
    assert_eq!(problem["error"], "VALIDATION_ERROR", "{problem}");
    problem["validationErrors"].clone()
}

#[tokio::test]
async fn orders_that_break_a_rule_are_refused_with_all_reasons() {
    let shop = Shop::open().await;
    let (_, token) = shop.customer().await;
    let ids: Vec<String> = (0..51).map(|index| format!("P-{index}")).collect();
    let item = |quantity: i64| json!({ "items": [{ "productId": "LATTE", "quantity": quantity }] });
    for (body, key) in [
        (json!("LATTE"), "Body"),
        (json!({ "products": "LATTE" }), "Body"),
        (json!({}), "Products"),
        (json!({ "products": [] }), "Products"),
        (json!({ "products": ids }), "Products"),
        (json!({ "products": ["A", "A"] }), "Products"),
        (json!({ "products": ["ok", "no spaces"] }), "Products[1]"),
        (json!({ "products": ["x".repeat(51)] }), "Products[0]"),
        (item(0), "Items[0].Quantity"),
        (item(-3), "Items[0].Quantity"),
        (item(1_000_000), "Items[0].Quantity"),
        (json!({ "products": ["A"], "currency": "XYZ" }), "Currency"),
        (json!({ "products": ["A"], "paymentMethod": "" }), "PaymentMethod"),
        (json!({ "products": ["A"], "paymentMethod": "4111111111111111" }), "PaymentMethod"),
    ] {
        let errors = errors(shop.order_request(&token, &body)).await;
        assert!(
            errors[key].as_array().is_some_and(|reasons| !reasons.is_empty()),
            "{key}: {errors}"
        );
    }
    let list = get(&shop, &token, "orders").send().await.expect(200).json();
    assert_eq!(list["items"], json!([]));
}

#[tokio::test]
async fn an_order_is_shown_to_its_owner_and_to_administrators_only() {
    let shop = Shop::open().await;
    let ((owner, token), (_, other)) = (shop.customer().await, shop.customer().await);
    let admin = shop.admin_token().await;
    let product = shop.stocked_product(3.5, 5).await;
    let number = shop.place_order(&token, &json!({ "products": [product] })).await;
    let order = shop.order_with_status(&token, &number, "Confirmed").await;
    assert_eq!(shop.get_order(&admin, &number).await.expect(200).json(), order);
    let problem = shop.get_order(&other, &number).await.problem(404);
    assert_eq!(problem["title"], "Order Not Found");
    assert_eq!(problem["errorCode"], "NOT_FOUND");
    shop.api(order::SERVICE).get(&format!("orders/{number}")).send().await.problem(401);
    let of_owner = format!("order/{}", owner.id);
    get(&shop, &other, &of_owner).send().await.problem(404);
    get(&shop, &admin, &of_owner).send().await.expect(200);
}

/// The numbers of the confirmed orders on the page with this token and those that follow.
async fn confirmed_after(shop: &Shop, token: Option<String>) -> Vec<String> {
    let admin = shop.admin_token().await;
    let (mut found, mut token) = (Vec::new(), token);
    loop {
        let mut query = vec![("pageSize", "100")];
        query.extend(token.as_deref().map(|token| ("pageToken", token)));
        let page = get(shop, &admin, "orders/confirmed").query(&query).send().await;
        let page = page.expect(200).json();
        let items = page["items"].as_array().expect("a page has items");
        let numbers = items.iter().filter_map(|item| item["orderId"].as_str());
        found.extend(numbers.map(str::to_owned));
        match page["nextPageToken"].as_str() {
            Some(next) => token = Some(next.to_owned()),
            None => return found,
        }
    }
}

#[tokio::test]
async fn a_page_of_confirmed_orders_continues_after_an_order_that_was_completed() {
    let shop = Shop::open().await;
    let (user, token) = shop.customer().await;
    let product = shop.stocked_product(3.5, 5).await;
    let first = shop.confirmed_order(&token, &product).await;
    let second = shop.confirmed_order(&token, &product).await;
    // The token of a page that ended with the first order.
    let keys = json!({
        "PK": user.id, "SK": first, "GSI1PK": "CONFIRMED", "GSI1SK": first,
    });
    let page_token = STANDARD.encode(keys.to_string());
    shop.complete_order(&shop.admin_token().await, &first, &user.id).await.expect(200);
    let found = confirmed_after(&shop, Some(page_token)).await;
    assert!(found.contains(&second) && found.iter().all(|order| *order > first), "{found:?}");
}

#[tokio::test]
async fn only_administrators_complete_orders_and_only_confirmed_ones() {
    let shop = Shop::open().await;
    let ((user, token), admin) = (shop.customer().await, shop.admin_token().await);
    let product = shop.stocked_product(3.5, 1).await;
    let order = shop.confirmed_order(&token, &product).await;
    let problem = shop.complete_order(&token, &order, &user.id).await.problem(403);
    assert_eq!(problem["errorCode"], "FORBIDDEN");
    get(&shop, &token, "orders/confirmed").send().await.problem(403);
    let confirmed = async || confirmed_after(&shop, None).await.contains(&order);
    assert!(confirmed().await);
    // The path and the body name different orders, or another user.
    let path = format!("orders/{order}/complete");
    let complete = |body: Value| shop.api(order::SERVICE).post(&path).bearer(&admin).json(&body);
    complete(json!({ "orderId": unique("other"), "userId": user.id })).send().await.problem(400);
    complete(json!({ "orderId": order, "userId": unique("user") })).send().await.problem(404);
    complete(json!({ "orderId": order, "userId": user.email })).send().await.expect(200);
    let problem =
        complete(json!({ "orderId": order, "userId": user.id })).send().await.problem(409);
    assert_eq!(problem["error"], "INVALID_STATE");
    assert!(!confirmed().await);
    shop.complete_order(&admin, &unique("order"), &user.id).await.problem(404);
}

#[tokio::test]
async fn pages_contain_every_order_once_and_the_newest_first() {
    let shop = Shop::open().await;
    let (_, token) = shop.customer().await;
    let product = shop.stocked_product(3.5, 100).await;
    let mut placed = Vec::new();
    for _ in 0..5 {
        placed.push(shop.place_order(&token, &json!({ "products": [product] })).await);
    }
    placed.reverse();
    let (mut found, mut page_token) = (Vec::new(), None::<String>);
    loop {
        let mut query = vec![("pageSize", "2")];
        query.extend(page_token.as_deref().map(|token| ("pageToken", token)));
        let page = get(&shop, &token, "orders").query(&query).send().await.expect(200).json();
        assert_eq!(page["pageSize"], 2);
        let items = page["items"].as_array().expect("a page has items");
        let numbers = items.iter().filter_map(|item| item["orderId"].as_str());
        found.extend(numbers.map(str::to_owned));
        page_token = page["nextPageToken"].as_str().map(str::to_owned);
        assert_eq!(page["hasMorePages"], page_token.is_some());
        if page_token.is_none() {
            break;
        }
    }
    assert_eq!(found, placed);
    for query in [("pageSize", "0"), ("pageSize", "101"), ("pageToken", "%%%")] {
        get(&shop, &token, "orders").query(&[query]).send().await.problem(400);
    }
    // A token from elsewhere that names no position is the first page.
    let first = get(&shop, &token, "orders").query(&[("pageToken", "W10=")]).send().await;
    assert_eq!(first.expect(200).json()["items"][0]["orderId"], placed[0].as_str());
}

#[tokio::test]
async fn administrators_list_the_orders_of_all_users() {
    let shop = Shop::open().await;
    let ((_, token), admin) = (shop.customer().await, shop.admin_token().await);
    let product = shop.stocked_product(3.5, 5).await;
    let order = shop.confirmed_order(&token, &product).await;
    let list = get(&shop, &admin, "order").query(&[("pageSize", "100")]).send().await;
    let list = list.expect(200).json();
    let orders = list["body"].as_array().expect("a list has a body");
    assert!(orders.iter().any(|listed| listed["orderId"] == order.as_str()), "{list}");
    get(&shop, &token, "order").send().await.problem(401);
}

#[tokio::test]
async fn responses_name_the_version_and_the_correlation_id() {
    let shop = Shop::open().await;
    let (_, token) = shop.customer().await;
    let request = get(&shop, &token, "orders").header("X-Correlation-ID", "correlation-1");
    let response = request.header("X-API-Version", "1.0").send().await.expect(200);
    assert_eq!(response.header("x-correlation-id"), Some("correlation-1"));
    for name in ["x-api-version", "x-api-supported-versions", "x-api-latest-version"] {
        assert_eq!(response.header(name), Some("1.0"), "{name}");
    }
    for path in ["health", "health/ready", "health/live"] {
        let health = shop.api(order::SERVICE).get(path).send().await.expect(200).json();
        assert_eq!(health["status"], "Healthy", "{path}");
    }
}

#[tokio::test]
async fn an_order_is_stored_in_the_form_that_other_readers_of_the_table_expect() {
    let shop = Shop::open().await;
    let (user, token) = shop.customer().await;
    let product = shop.stocked_product(3.5, 5).await;
    let order = shop.confirmed_order(&token, &product).await;
    let item = shop.item(&OrderRow::key(&user.id, &order)).await.expect("the order is stored");
    let text = |name: &str| item[name].as_s().expect("it is a text").clone();
    let number = |name: &str| item[name].as_n().expect("it is a number").clone();
    assert_eq!((text("userId"), text("orderNumber")), (user.id.clone(), order.clone()));
    assert_eq!((number("orderStatus"), number("orderType")), ("1".to_owned(), "0".to_owned()));
    assert_eq!((text("GSI1PK"), text("GSI1SK")), ("CONFIRMED".to_owned(), order));
    assert_eq!(number("totalPrice"), "3.5");
    assert_eq!(item["products"].as_ss().expect("a set of texts"), &[product]);
    assert_eq!(text("orderDate").len(), "20251121180000".len());
}
