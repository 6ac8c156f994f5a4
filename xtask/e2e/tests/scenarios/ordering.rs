//! Orders from their placement to their end: paid once, reserved once, and confirmed or rejected.

use contracts::{
    Event,
    basket::CheckoutBasket,
    order::{
        OrderCompleted, OrderConfirmed, OrderCreated, OrderRejected, PaymentRequested, PriceRow,
        RefundRequested, SubmitOrder,
    },
    payment::{PaymentFailed, PaymentProcessed, PaymentRefunded},
    product_management,
};
use e2e::{CONFIRMED_FEED, Shop, eventually, unique};
use reqwest::Method;
use serde_json::{Value, json};

#[tokio::test]
async fn an_order_is_paid_reserved_confirmed_and_completed() {
    let shop = Shop::open().await;
    let (user, token) = shop.customer().await;
    let (latte, mocha) =
        (shop.stocked_product(3.5, 10).await, shop.stocked_product(4.25, 10).await);
    let items = json!([
        { "productId": latte, "quantity": 2 },
        { "productId": mocha, "quantity": 1 },
    ]);
    let order = shop.place_order(&token, &json!({ "items": items })).await;
    let confirmed = shop.order_with_status(&token, &order, "Confirmed").await;
    assert_eq!(confirmed["totalPrice"], 11.25, "{confirmed}");
    assert_eq!(confirmed["userId"], user.id.as_str());
    assert_eq!(shop.booked(&order).await, Some(("Charged".to_owned(), "11.25".to_owned())));
    assert_eq!((shop.available(&latte).await, shop.available(&mocha).await), (8, 9));

    let admin = shop.admin_token().await;
    let completed = shop.complete_order(&admin, &order, &user.id).await.expect(200).json();
    assert_eq!(completed["status"], "Completed");
    shop.complete_order(&admin, &order, &user.id).await.problem(409);
    shop.wait_for_order_count(&user, 1).await;
    let steps = [&CONFIRMED_FEED[..], &[OrderCompleted::TYPE]].concat();
    shop.wait_for_order_feed(&order, &steps).await;
    let expected = [PaymentProcessed::TYPE, OrderConfirmed::TYPE, OrderCompleted::TYPE];
    shop.wait_for_notifications(&token, &expected).await;
    assert_eq!((shop.available(&latte).await, shop.available(&mocha).await), (8, 9));
}

#[tokio::test]
async fn an_order_that_cannot_be_paid_reserves_nothing() {
    let shop = Shop::open().await;
    let (_, token) = shop.customer().await;
    let product = shop.stocked_product(3.5, 10).await;
    let body = json!({ "products": [product], "paymentMethod": "decline" });
    let order = shop.place_order(&token, &body).await;
    shop.order_with_status(&token, &order, "PaymentFailed").await;
    let steps = [PaymentRequested::TYPE, PaymentFailed::TYPE, OrderRejected::TYPE];
    shop.wait_for_order_feed(&order, &steps).await;
    shop.wait_for_notifications(&token, &[OrderRejected::TYPE]).await;
    assert_eq!(shop.available(&product).await, 10);
    assert_eq!(shop.booked(&order).await.map(|(result, _)| result).as_deref(), Some("Declined"));
}

#[tokio::test]
async fn an_order_whose_products_are_short_is_refunded() {
    let shop = Shop::open().await;
    let (_, token) = shop.customer().await;
    let product = shop.stocked_product(3.5, 1).await;
    let items = json!([{ "productId": product, "quantity": 2 }]);
    let order = shop.place_order(&token, &json!({ "items": items })).await;
    shop.order_with_status(&token, &order, "NoStock").await;
    let expected = [PaymentProcessed::TYPE, PaymentRefunded::TYPE, OrderRejected::TYPE];
    shop.wait_for_notifications(&token, &expected).await;
    assert_eq!(shop.booked(&order).await, Some(("Refunded".to_owned(), "7".to_owned())));
    assert_eq!(shop.available(&product).await, 1);
    let count = shop.count_feed_entries("order", &order, RefundRequested::TYPE).await;
    assert_eq!(count, 1);
}

/// Orders a product without a known price, of which ten units are in stock. The order is rejected,
/// nothing is charged, and the stock is unchanged.
async fn order_unpriced(shop: &Shop, product: &str) {
    let (_, token) = shop.customer().await;
    let body = json!({ "products": [product] });
    let created = shop.order_request(&token, &body).send().await.expect(201).json();
    assert_eq!(created["totalPrice"], 0);
    assert_eq!(created["data"]["orderId"], created["orderId"]);
    let order = created["orderId"].as_str().expect("an order has a number");
    shop.order_with_status(&token, order, "NoStock").await;
    shop.wait_for_order_feed(order, &[OrderRejected::TYPE]).await;
    shop.wait_for_notifications(&token, &[OrderRejected::TYPE]).await;
    assert_eq!(shop.booked(order).await, None);
    assert_eq!(shop.available(product).await, 10);
}

#[tokio::test]
async fn nothing_is_charged_for_a_product_without_a_known_price() {
    let shop = Shop::open().await;
    let product = unique("UNKNOWN").to_uppercase();
    shop.set_stock(&product, &json!(10)).await.expect(200);
    order_unpriced(&shop, &product).await;
}

#[tokio::test]
async fn nothing_is_charged_for_a_deleted_product_that_has_stock() {
    let shop = Shop::open().await;
    let product = shop.stocked_product(3.5, 10).await;
    let path = format!("product/{product}");
    let delete = shop.api(product_management::SERVICE).request(Method::DELETE, &path);
    delete.bearer(&shop.admin_token().await).send().await.expect(200);
    // An order is priced by the price list, which an event changes.
    eventually("the price to be unknown", async || {
        let item = shop.item(&PriceRow::key(&product)).await?;
        (item.contains_key("PriceAsOf") && !item.contains_key("Price")).then_some(())
    })
    .await;
    order_unpriced(&shop, &product).await;
}

#[tokio::test]
async fn a_repeated_request_with_an_idempotency_key_gets_the_same_order() {
    let shop = Shop::open().await;
    let (_, token) = shop.customer().await;
    let product = shop.stocked_product(3.5, 10).await;
    let body = json!({ "products": [product] });
    let key = unique("key");
    let send = async |body: &Value| {
        shop.order_request(&token, body).header("Idempotency-Key", &key).send().await
    };
    let at_once = futures_util::future::join_all((0..4).map(|_| send(&body))).await;
    let orders: Vec<Value> = at_once
        .into_iter()
        .map(|response| response.expect(201).json()["orderId"].clone())
        .collect();
    assert!(orders.iter().all(|order| *order == orders[0]), "{orders:?}");
    let other = json!({ "products": [product], "paymentMethod": "invoice" });
    send(&other).await.problem(422);
    let order = orders[0].as_str().expect("an order has a number");
    shop.order_with_status(&token, order, "Confirmed").await;
    assert_eq!(shop.available(&product).await, 9);
    let again = send(&body).await.expect(201).json();
    assert_eq!(again["orderId"], order);
}

#[tokio::test]
async fn a_submitted_order_is_confirmed_and_tampered_ones_are_refused() {
    let shop = Shop::open().await;
    let (user, token) = shop.customer().await;
    let product = shop.stocked_product(3.5, 10).await;
    let submit = |price: f64, total: f64| {
        json!({
            "customerId": user.id,
            "items": [{ "productId": product, "quantity": 2, "price": price }],
            "totalAmount": total,
        })
    };
    // The price list learns of a new product by an event; until then the catalogue is asked.
    for (price, total, expected) in [(0.5, 1.0, "3.5"), (3.5, 1.0, "7")] {
        let error = shop.invoke_failing::<SubmitOrder>(&submit(price, total)).await;
        assert!(error.contains(expected), "{error}");
    }
    let list = async || {
        let request = shop.api(contracts::order::SERVICE).get("orders").bearer(&token);
        request.send().await.expect(200).json()["items"].as_array().map_or(0, Vec::len)
    };
    assert_eq!(list().await, 0);
    let mut order = submit(3.5, 7.0);
    order["requestId"] = json!(unique("request"));
    let first = shop.invoke::<SubmitOrder>(&order).await;
    let second = shop.invoke::<SubmitOrder>(&order).await;
    assert_eq!(first["orderId"], second["orderId"]);
    let number = first["orderId"].as_str().expect("an order has a number");
    shop.order_with_status(&token, number, "Confirmed").await;
    assert_eq!(list().await, 1);
}

#[tokio::test]
async fn a_checkout_of_another_application_becomes_one_order() {
    let shop = Shop::open().await;
    let (user, token) = shop.customer().await;
    let product = shop.stocked_product(3.5, 10).await;
    let checkout = uuid::Uuid::now_v7().to_string();
    let event = |checkout: &str| {
        shop.event::<CheckoutBasket>(&json!({
            "userName": user.id,
            "checkoutId": checkout,
            "firstName": "Ada",
            "totalPrice": 0.01,
            "items": [{ "quantity": 2, "color": "Red", "price": 0.01, "productId": product,
                        "productName": "Latte" }],
        }))
    };
    shop.publish([&event(&checkout), &event(&checkout), &event(&checkout)]).await;
    let order = shop.order_with_status(&token, &checkout, "Confirmed").await;
    assert_eq!(order["totalPrice"], 7, "{order}");
    let path = format!("order/{}", user.id);
    let list = shop.api(contracts::order::SERVICE).get(&path).bearer(&token).send().await;
    let list = list.expect(200).json();
    assert_eq!(list["message"], "Successfully finished operation: \"GET\"");
    assert_eq!(list["body"].as_array().map(Vec::len), Some(1), "{list}");
    assert_eq!(shop.available(&product).await, 8);
}

#[tokio::test]
async fn a_submitted_order_of_an_unknown_product_costs_nothing_and_is_rejected() {
    let shop = Shop::open().await;
    let (user, token) = shop.customer().await;
    let order = shop
        .invoke::<SubmitOrder>(&json!({
            "customerId": user.id,
            "items": [{ "productId": unique("UNKNOWN"), "quantity": 1, "price": 0 }],
            "totalAmount": 0,
        }))
        .await;
    let number = order["orderId"].as_str().expect("an order has a number");
    shop.order_with_status(&token, number, "NoStock").await;
}

#[tokio::test]
async fn the_test_harness_shows_the_events_of_an_order() {
    let shop = Shop::open().await;
    let (_, token) = shop.customer().await;
    let product = shop.stocked_product(3.5, 10).await;
    let order = shop.place_order(&token, &json!({ "products": [product] })).await;
    let harness = shop.api(contracts::order::SERVICE);
    let path = format!("events/{order}");
    eventually("the recorded events", async || {
        let events = harness.get(&path).send().await.expect(200).json();
        let events = events.as_array().expect("events are a list");
        let names: Vec<_> = events.iter().filter_map(|event| event["EventType"].as_str()).collect();
        (names.contains(&OrderCreated::TYPE) && names.contains(&OrderConfirmed::TYPE)).then_some(())
    })
    .await;
}
