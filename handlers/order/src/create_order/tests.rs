//! Tests of `create-order`.

use contracts::order::OrderStatus;
use jiff::SignedDuration;
use platform::{
    Context,
    clock::TestClock,
    testing::{Call, TestResponse, invoke, token},
};
use serde_json::{Value, json};

use super::*;
use crate::{
    memory::{
        MemoryCatalogue, MemoryOrders,
        samples::{self, brackets, money},
    },
    order::Order,
    price_list::ListedPrice,
};

type Orders = MemoryOrders<TestClock>;

fn orders() -> Orders {
    let price = ListedPrice::Price(money("4.99"));
    MemoryOrders::at(TestClock::at(samples::order().placed_at))
        .with_price("LATTE", price, &brackets(&[(5, "4.74"), (10, "4.49")]))
        .with_price("GONE", ListedPrice::Deleted, &[])
}

fn call(body: &Value) -> Call {
    Call::to::<CreateOrder>("POST /orders").json(body)
}

async fn send(orders: &Orders, catalogue: &MemoryCatalogue, call: Call) -> TestResponse {
    let placement = samples::placement(orders, catalogue);
    let handle = async |request| handle(request, &placement).await;
    TestResponse::of(invoke::<CreateOrder>(call.event(), handle).await)
}

async fn send_as(orders: &Orders, user_type: UserType, call: Call) -> TestResponse {
    let call = call.bearer(&token("u-1", user_type).await);
    send(orders, &MemoryCatalogue::default(), call).await
}

async fn create(orders: &Orders, body: &Value) -> TestResponse {
    send_as(orders, UserType::Standard, call(body)).await
}

fn items(product_id: &str, quantity: i64) -> Value {
    json!({ "items": [{ "productId": product_id, "quantity": quantity }] })
}

#[tokio::test]
async fn an_order_is_accepted_at_the_listed_prices() {
    let orders = orders();
    let response = create(&orders, &items("LATTE", 2)).await;
    assert_eq!(response.status(), 201);
    let stored = orders.all_orders().remove(0);
    assert_eq!(response.header("Location"), format!("/api/orders/{}", stored.number));
    assert_eq!(response.header("X-API-Version"), "1.0");
    let mut body = response.json();
    let data = body.as_object_mut().unwrap().remove("data").unwrap();
    let expected = json!({
        "orderId": stored.number,
        "userId": "u-1",
        "products": ["LATTE"],
        "items": [{ "productId": "LATTE", "quantity": 2, "price": 4.99 }],
        "orderDate": "2026-11-21T10:00:00Z",
        "orderType": "Standard",
        "status": "Created",
        "totalPrice": 9.98,
        "currency": "EUR",
    });
    assert_eq!((body, data), (expected.clone(), expected));
    assert_eq!(stored, Order { number: stored.number.clone(), ..samples::order() });
}

#[tokio::test]
async fn products_are_ordered_one_unit_each() {
    let orders = orders();
    let body =
        json!({ "products": ["LATTE", "TEA"], "paymentMethod": "invoice", "currency": "EUR" });
    assert_eq!(create(&orders, &body).await.status(), 201);
    let order = orders.all_orders().remove(0);
    assert_eq!(order.units(), ["LATTE", "TEA"]);
    assert_eq!(order.payment_method, "invoice");
}

#[tokio::test]
async fn a_premium_users_order_has_priority_and_brackets() {
    let orders = orders();
    for (quantity, price, total) in [(4, 4.99, 19.96), (5, 4.74, 23.7), (10, 4.49, 44.9)] {
        let call = call(&items("LATTE", quantity));
        let body = send_as(&orders, UserType::Premium, call).await.json();
        assert_eq!(body["orderType"], "Priority");
        assert_eq!(
            (&body["items"][0]["price"], &body["totalPrice"]),
            (&json!(price), &json!(total))
        );
    }
    let body = send_as(&orders, UserType::Admin, call(&items("LATTE", 10))).await.json();
    assert_eq!((&body["orderType"], &body["totalPrice"]), (&json!("Standard"), &json!(49.9)));
}

#[tokio::test]
async fn a_product_that_is_not_listed_is_looked_up_and_an_unknown_one_has_no_price() {
    let orders = orders();
    let catalogue = MemoryCatalogue::default().with("MOCHA", money("5.2"));
    let call = call(&json!({ "products": ["MOCHA", "UNKNOWN", "GONE", "LATTE"] }));
    let call = call.bearer(&token("u-1", UserType::Standard).await);
    let body = send(&orders, &catalogue, call).await.json();
    let prices: Vec<_> =
        body["items"].as_array().unwrap().iter().map(|item| item["price"].clone()).collect();
    assert_eq!(prices, [json!(5.2), json!(0), json!(0), json!(4.99)]);
    assert_eq!(body["totalPrice"], 10.19);
    let known =
        orders.all_orders()[0].items.iter().map(|item| item.price.is_some()).collect::<Vec<_>>();
    assert_eq!(known, [true, false, false, true]);
    assert_eq!(catalogue.lookups(), 2);
}

#[tokio::test]
async fn an_unreachable_catalogue_is_503_and_no_order_is_stored() {
    let orders = orders();
    let call = call(&items("MOCHA", 1)).bearer(&token("u-1", UserType::Standard).await);
    let problem = send(&orders, &MemoryCatalogue::unreachable(), call).await;
    assert_eq!((problem.status(), problem.header("Retry-After")), (503, "1"));
    assert_eq!(orders.all_orders(), []);
}

async fn repeat(orders: &Orders, key: &str, body: &Value) -> TestResponse {
    send_as(orders, UserType::Standard, call(body).header("idempotency-key", key)).await
}

#[tokio::test]
async fn a_repeated_request_receives_its_order_as_it_is_now() {
    let orders = orders();
    let first = repeat(&orders, "key", &items("LATTE", 1)).await;
    assert_eq!((first.status(), first.header("Idempotency-Replayed")), (201, ""));
    let confirmed = Order { status: OrderStatus::Confirmed, ..orders.all_orders().remove(0) };
    orders.store.borrow_mut().insert(&confirmed, &Context::new());
    let second = repeat(&orders, "key", &items("LATTE", 1)).await;
    assert_eq!((second.status(), second.header("Idempotency-Replayed")), (201, "true"));
    assert_eq!(second.header("Location"), first.header("Location"));
    assert_eq!(second.json()["status"], "Confirmed");
    assert_eq!(orders.all_orders(), [confirmed]);
}

#[tokio::test]
async fn another_request_with_the_same_key_is_refused() {
    let orders = orders();
    assert_eq!(repeat(&orders, "key", &items("LATTE", 1)).await.status(), 201);
    let problem = repeat(&orders, "key", &items("LATTE", 2)).await;
    assert_eq!((problem.status(), problem.header("X-API-Version")), (422, "1.0"));
    assert_eq!(orders.all_orders().len(), 1);
}

#[tokio::test]
async fn a_key_belongs_to_one_user_and_expires_after_seven_days() {
    let orders = orders();
    let body = items("LATTE", 1);
    let other = token("u-2", UserType::Standard).await;
    let other = call(&body).header("idempotency-key", "key").bearer(&other);
    send(&orders, &MemoryCatalogue::default(), other).await;
    let mut locations = vec![];
    for hours in [0, 7 * 24 - 1, 1] {
        orders.clock.advance(SignedDuration::from_hours(hours));
        locations.push(repeat(&orders, "key", &body).await.header("Location").to_owned());
    }
    assert!(locations[0] == locations[1] && locations[1] != locations[2], "{locations:?}");
    assert_eq!(orders.all_orders().len(), 3);
}

#[tokio::test]
async fn an_invalid_key_is_a_bad_request() {
    let orders = orders();
    for key in ["", "a b", "é", &"x".repeat(256)] {
        assert_eq!(repeat(&orders, key, &items("LATTE", 1)).await.status(), 400, "{key}");
    }
    assert_eq!(orders.all_orders(), []);
}

/// The properties that the response to an invalid request names, with the first message of each.
async fn invalid(body: Value) -> Vec<(String, String)> {
    let orders = orders();
    let problem = create(&orders, &body).await;
    assert_eq!((problem.status(), problem.header("X-API-Version")), (400, "1.0"), "{body}");
    let problem = problem.json();
    assert_eq!(problem["error"], "VALIDATION_ERROR");
    assert_eq!(orders.all_orders(), []);
    let errors = problem["validationErrors"].as_object().unwrap();
    let first = |messages: &Value| messages[0].as_str().unwrap().to_owned();
    errors.iter().map(|(property, messages)| (property.clone(), first(messages))).collect()
}

async fn check_invalid(body: Value, expected: &[(&str, &str)]) {
    let errors = invalid(body.clone()).await;
    let errors: Vec<_> = errors.iter().map(|(name, text)| (&name[..], &text[..])).collect();
    assert_eq!(errors, expected, "{body}");
}

#[tokio::test]
async fn an_invalid_list_of_products_is_refused() {
    let none = "At least one product must be specified";
    let id = "A product id has 1 to 50 letters, digits, hyphens and underscores";
    check_invalid(json!({}), &[("Products", none)]).await;
    check_invalid(json!({ "products": [] }), &[("Products", none)]).await;
    check_invalid(json!({ "items": [] }), &[("Items", none)]).await;
    let many: Vec<_> = (0..51).map(|number| format!("P-{number}")).collect();
    let too_many = "At most 50 products can be ordered at once";
    check_invalid(json!({ "products": many }), &[("Products", too_many)]).await;
    let twice = "Product `TEA` is specified more than once";
    check_invalid(json!({ "products": ["TEA", "TEA"] }), &[("Products", twice)]).await;
    let bad = json!({ "products": ["", "TEA", "a b", "x".repeat(51), "é", "PRICE#1"] });
    let expected = [0, 2, 3, 4, 5].map(|index| (format!("Products[{index}]"), id.to_owned()));
    assert_eq!(invalid(bad).await, expected);
    let both = "Either products or items can be specified, not both";
    let both = [("Items", both)];
    check_invalid(json!({ "products": ["TEA"], "items": [{ "productId": "TEA" }] }), &both).await;
}

#[tokio::test]
async fn a_body_that_cannot_be_decoded_is_refused_in_the_form_of_an_invalid_one() {
    for (body, named) in [
        ("{", "EOF"),
        ("null", "invalid type"),
        (r#"{"products":"TEA"}"#, "`products`"),
        (r#"{"items":[{"productId":"TEA","quantity":1.5}]}"#, "`items[0].quantity`"),
    ] {
        let call = Call::to::<CreateOrder>("POST /orders").body(body);
        let response = send_as(&orders(), UserType::Standard, call).await;
        assert_eq!((response.status(), response.header("X-API-Version")), (400, "1.0"), "{body}");
        let problem = response.json();
        assert_eq!(problem["error"], "VALIDATION_ERROR");
        assert_eq!(problem["validationErrors"], json!({ "Body": [problem["detail"]] }));
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains(named), "{detail}");
    }
}

#[tokio::test]
async fn a_body_of_another_media_type_keeps_its_status_and_states_the_version() {
    let call = call(&items("TEA", 1)).header("content-type", "text/plain");
    let response = send_as(&orders(), UserType::Standard, call).await;
    assert_eq!((response.status(), response.header("X-API-Version")), (415, "1.0"));
}

#[tokio::test]
async fn an_invalid_item_is_refused() {
    for quantity in [0, -1, 101, i64::MAX, i64::MIN] {
        let expected = [("Items[0].Quantity", "Quantity must be between 1 and 100")];
        check_invalid(items("TEA", quantity), &expected).await;
    }
    let id = "A product id has 1 to 50 letters, digits, hyphens and underscores";
    check_invalid(items("a b", 1), &[("Items[0].ProductId", id)]).await;
    let item = |number| json!({ "productId": format!("P-{number}"), "quantity": 100 });
    let items = |count: u8| json!({ "items": (0..count).map(item).collect::<Vec<_>>() });
    let too_many = "At most 1000 units can be ordered at once";
    check_invalid(items(11), &[("Items", too_many)]).await;
    assert_eq!(create(&orders(), &items(10)).await.status(), 201);
}

#[tokio::test]
async fn an_unknown_currency_or_an_invalid_payment_method_is_refused() {
    let mut body = items("TEA", 1);
    body["currency"] = json!("USD");
    let method = "A payment method has 1 to 50 letters, digits, hyphens and underscores, and fewer \
                  than 12 digits in a row";
    let expected = [("Currency", "Currency must be EUR"), ("PaymentMethod", method)];
    for invalid in ["card 4111", "4111111111111111", "4111-1111-1111-1111"] {
        body["paymentMethod"] = json!(invalid);
        check_invalid(body.clone(), &expected).await;
    }
}

#[tokio::test]
async fn a_caller_without_a_token_is_unauthorized() {
    let call = call(&items("LATTE", 1));
    let response = send(&orders(), &MemoryCatalogue::default(), call).await;
    assert_eq!((response.status(), response.header("WWW-Authenticate")), (401, "Bearer"));
}
