//! Stock: where it comes from, how orders reserve it, and how it is shipped or released.

use std::slice;

use aws_sdk_sfn::types::ExecutionStatus;
use contracts::{
    Event,
    inventory::{
        HandleOrderCompleted, OrderRow, OutOfStock, RefreshCatalogue, SERVICE, Stock,
        StockReservationFailed, StockReserved, StockRow, StockUpdated,
    },
    order::{OrderCompleted, OrderCreated, OrderRejected},
    product_management::{self, ProductCreated},
};
use e2e::{Entry, Shop, Subscriber, eventually, key_attributes, unique};
use futures_util::future::join_all;
use serde_json::{Value, json};

/// A new product with this stock.
async fn stocked(shop: &Shop, level: u32) -> String {
    let product = unique("PRODUCT");
    shop.set_stock(&product, &json!(level)).await.expect(200);
    product
}

/// The available and the reserved units of a product; none if it is unknown.
async fn stock(shop: &Shop, product: &str) -> Option<(u64, u64)> {
    let response = shop.api(SERVICE).get(&format!("inventory/{product}")).send().await;
    if response.status == 404 {
        return None;
    }
    let body = response.expect(200).json();
    assert_eq!(body["data"]["productId"], product);
    assert_eq!((&body["message"], &body["success"]), (&json!(["OK"]), &json!(true)));
    let level = |name: &str| body["data"][name].as_u64().expect("levels are whole numbers");
    Some((level("currentStockLevel"), level("reservedStockLevel")))
}

async fn wait_for_stock(shop: &Shop, product: &str, expected: (u64, u64)) {
    let what = format!("the stock of `{product}` to be {expected:?}");
    eventually(&what, async || (stock(shop, product).await? == expected).then_some(())).await;
}

/// An event as the workflow of the order sends it, which waits for the reply in `conversation`.
fn order_created(shop: &Shop, order: &str, products: &[&str], conversation: &str) -> Entry {
    let data = json!({ "orderNumber": order, "products": products });
    let mut entry = shop.event::<OrderCreated>(&data).data_only();
    entry.detail["id"] = json!(format!("event of {order}"));
    entry.detail["conversationId"] = json!(conversation);
    entry
}

/// An event about an order that was completed or rejected.
fn order_event<E: Event>(shop: &Shop, order: &str) -> Entry {
    let data = json!({ "orderNumber": order, "userId": unique("user"), "reason": "NO_STOCK" });
    shop.event::<E>(&data)
}

fn product_created(shop: &Shop, product: &str) -> Entry {
    shop.event::<ProductCreated>(&json!({ "productId": product })).data_only()
}

async fn subscribe_to_replies(shop: &Shop) -> Subscriber {
    shop.subscribe(&[StockReserved::TYPE, StockReservationFailed::TYPE]).await
}

/// Waits for `count` replies to an order, and returns all of them: type and conversation.
async fn replies_to(subscriber: &Subscriber, order: &str, count: usize) -> Vec<(String, String)> {
    let what = format!("{count} replies to `{order}`");
    let is_reply = |event: &Value| event["detail"]["data"]["orderNumber"] == order;
    let events = subscriber.wait_for(&what, count, is_reply).await;
    let text =
        |value: &Value| value.as_str().expect("types and conversations are texts").to_owned();
    let reply = |event: &Value| {
        (text(&event["detail-type"]), text(&event["detail"]["data"]["conversationId"]))
    };
    events.iter().map(reply).collect()
}

fn reply<E: Event>(conversation: &str) -> (String, String) {
    (E::TYPE.to_owned(), conversation.to_owned())
}

/// Waits until the supplier has delivered a product: the ordering workflow has succeeded.
async fn wait_for_supplier(shop: &Shop, product: &str) {
    let status = eventually(&format!("the supplier to deliver `{product}`"), async || {
        let status = ordering_status(shop, product).await?;
        (status != ExecutionStatus::Running).then_some(status)
    })
    .await;
    assert_eq!(status, ExecutionStatus::Succeeded);
}

/// The status of the first order of a product from the supplier; none if it was not ordered.
async fn ordering_status(shop: &Shop, product: &str) -> Option<ExecutionStatus> {
    let sfn = aws_sdk_sfn::Client::new(&shop.aws);
    let name = format!("InventoryOrderingService-{}", shop.environment);
    let mut machines = sfn.list_state_machines().into_paginator().items().send();
    let machine = loop {
        let machine = machines.next().await.expect("the workflow exists");
        let machine = machine.expect("the tests may list workflows");
        if machine.name == name {
            break machine.state_machine_arn;
        }
    };
    let execution = format!("{}:{product}", machine.replace(":stateMachine:", ":execution:"));
    let described = sfn.describe_execution().execution_arn(&execution).send().await;
    described.ok().map(|described| described.status)
}

async fn delete_stock(shop: &Shop, product: &str) {
    let dynamo = aws_sdk_dynamodb::Client::new(&shop.aws);
    let key = StockRow::key(product);
    let request = dynamo.delete_item().table_name(shop.table_name::<Stock>());
    let request = request.set_key(Some(key_attributes(&key)));
    request.send().await.expect("the tests may write to the table");
}

#[tokio::test]
async fn a_new_product_is_stocked_by_the_supplier_once_without_an_event() {
    let shop = Shop::open().await;
    let product = unique("PRODUCT");
    assert_eq!(stock(&shop, &product).await, None);
    let created = shop.event::<ProductCreated>(&json!({ "productId": product }));
    shop.publish([&created]).await;
    wait_for_supplier(&shop, &product).await;
    let (available, reserved) = stock(&shop, &product).await.expect("it is stocked");
    assert!((50..100).contains(&available), "{available}");
    assert_eq!(reserved, 0);

    // The stock of a product that is created again is published; a duplicate delivery changes nothing.
    shop.publish([&created, &product_created(&shop, &product)]).await;
    let mut feed = shop.feed_of_length("product", &product, 3).await;
    feed.sort_unstable();
    assert_eq!(feed, [StockUpdated::TYPE, ProductCreated::TYPE, ProductCreated::TYPE]);
    assert_eq!(stock(&shop, &product).await, Some((available, 0)));
}

#[tokio::test]
async fn the_supplier_does_not_replace_stock_that_an_administrator_set() {
    let shop = Shop::open().await;
    let product = unique("PRODUCT");
    shop.publish([&product_created(&shop, &product)]).await;
    let what = format!("`{product}` to be ordered");
    eventually(&what, async || ordering_status(&shop, &product).await).await;
    shop.set_stock(&product, &json!(7)).await.expect(200);
    wait_for_supplier(&shop, &product).await;
    assert_eq!(stock(&shop, &product).await, Some((7, 0)));
}

#[tokio::test]
async fn stock_that_is_set_is_shown_and_published_as_totals() {
    let shop = Shop::open().await;
    let subscriber = shop.subscribe(&[StockUpdated::TYPE]).await;
    let product = stocked(&shop, 10).await;
    assert_eq!(stock(&shop, &product).await, Some((10, 0)));
    let response = shop.set_stock(&product, &json!(12.0)).await.expect(200).json();
    assert_eq!(response["data"]["currentStockLevel"], 12);
    assert_eq!(stock(&shop, &product).await, Some((12, 0)));

    let is_wanted = |event: &Value| event["detail"]["data"]["productId"] == *product;
    let events = subscriber.wait_for("two events about the stock", 2, is_wanted).await;
    let mut levels: Vec<(&Value, &Value)> = events
        .iter()
        .map(|event| &event["detail"]["data"])
        .map(|data| (&data["previousStockLevel"], &data["newStockLevel"]))
        .collect();
    levels.sort_by_key(|(_, new)| new.as_u64());
    assert_eq!(levels, [(&json!(10), &json!(10)), (&json!(10), &json!(12))]);
    subscriber.unsubscribe().await;
}

#[tokio::test]
async fn an_invalid_stock_level_or_product_id_is_refused() {
    let shop = Shop::open().await;
    let product = unique("PRODUCT");
    for level in [json!(0), json!(-1), json!(10.5), json!(1e10), json!("many"), json!(null)] {
        let problem = shop.set_stock(&product, &level).await.problem(400);
        if level.is_number() {
            assert_eq!(problem["message"].as_array().map(Vec::len), Some(1), "{problem}");
            assert_eq!((&problem["data"], &problem["success"]), (&Value::Null, &json!(false)));
        }
    }
    let problem = shop.set_stock("TEA", &json!(1)).await.problem(400);
    assert_eq!(problem["message"], json!(["ProductID must be at least 3 characters"]));
}

#[tokio::test]
async fn stock_can_be_set_by_administrators_only() {
    let shop = Shop::open().await;
    let product = unique("PRODUCT");
    let body = json!({ "productId": product, "stockLevel": 10 });
    let request = || shop.api(SERVICE).post("inventory").json(&body);
    request().send().await.problem(401);
    let token = shop.token("e2e", "PREMIUM").await;
    request().bearer(&token).send().await.problem(401);

    let response = shop.api(SERVICE).get(&format!("inventory/{product}")).send().await;
    let problem = response.problem(404);
    assert_eq!(problem["data"], "Not found");
    let message = format!("Inventory item not found: {product}");
    assert_eq!(problem["message"], json!([message]));
}

#[tokio::test]
async fn the_api_is_healthy() {
    let shop = Shop::open().await;
    let response = shop.api(SERVICE).get("health").send().await.expect(200);
    assert_eq!(response.text, "Healthy!");
}

#[tokio::test]
async fn an_order_reserves_all_its_products_and_gets_a_reply_in_its_conversation() {
    let shop = Shop::open().await;
    let subscriber = subscribe_to_replies(&shop).await;
    let (latte, tea, order) = (stocked(&shop, 5).await, stocked(&shop, 1).await, unique("order"));
    let created = order_created(&shop, &order, &[&latte, &tea, &latte], "token-1");
    shop.publish([&created]).await;
    let reserved = reply::<StockReserved>("token-1");
    assert_eq!(replies_to(&subscriber, &order, 1).await, slice::from_ref(&reserved));
    assert_eq!(stock(&shop, &latte).await, Some((3, 2)));
    assert_eq!(stock(&shop, &tea).await, Some((0, 1)));

    // A duplicate delivery gets no reply, a retry of the workflow gets one.
    let retry = order_created(&shop, &order, &[&latte, &tea, &latte], "token-2");
    shop.publish([&created, &created, &retry]).await;
    let again = reply::<StockReserved>("token-2");
    assert_eq!(replies_to(&subscriber, &order, 2).await, [reserved, again]);
    assert_eq!(stock(&shop, &latte).await, Some((3, 2)));

    // The stock cannot be set to less than what is reserved.
    shop.set_stock(&latte, &json!(1)).await.problem(409);
    assert_eq!(stock(&shop, &latte).await, Some((3, 2)));
    subscriber.unsubscribe().await;
}

#[tokio::test]
async fn an_order_reserves_nothing_if_one_product_is_not_available() {
    let shop = Shop::open().await;
    let subscriber = subscribe_to_replies(&shop).await;
    let (latte, tea) = (stocked(&shop, 5).await, stocked(&shop, 1).await);
    let unknown = unique("PRODUCT");
    for products in [&[latte.as_str(), &tea, &tea][..], &[&latte, &unknown], &[&latte, ""]] {
        let order = unique("order");
        shop.publish([&order_created(&shop, &order, products, "token-1")]).await;
        let failed = reply::<StockReservationFailed>("token-1");
        assert_eq!(replies_to(&subscriber, &order, 1).await, slice::from_ref(&failed));
        shop.publish([&order_created(&shop, &order, products, "token-2")]).await;
        let again = reply::<StockReservationFailed>("token-2");
        assert_eq!(replies_to(&subscriber, &order, 2).await, [failed, again]);
    }
    assert_eq!(stock(&shop, &latte).await, Some((5, 0)));
    assert_eq!(stock(&shop, &tea).await, Some((1, 0)));
    subscriber.unsubscribe().await;
}

#[tokio::test]
async fn concurrent_orders_never_reserve_more_than_the_stock() {
    let shop = Shop::open().await;
    let subscriber = subscribe_to_replies(&shop).await;
    let product = stocked(&shop, 10).await;
    let mark = unique("order");
    let orders: Vec<Entry> = (0..30)
        .map(|n| order_created(&shop, &format!("{mark}-{n}"), &[&product], &format!("token-{n}")))
        .collect();
    shop.publish(&orders).await;
    let is_reply = |event: &Value| {
        let order = event["detail"]["data"]["orderNumber"].as_str();
        order.is_some_and(|order| order.starts_with(&mark))
    };
    let replies = subscriber.wait_for("30 replies", 30, is_reply).await;
    let is_reserved = |event: &&Value| event["detail-type"] == StockReserved::TYPE;
    assert_eq!((replies.len(), replies.iter().filter(is_reserved).count()), (30, 10));
    assert_eq!(stock(&shop, &product).await, Some((0, 10)));
    subscriber.unsubscribe().await;
}

#[tokio::test]
async fn an_order_with_more_products_than_a_transaction_can_write_is_refused() {
    let shop = Shop::open().await;
    let subscriber = subscribe_to_replies(&shop).await;
    let (product, order) = (stocked(&shop, 200).await, unique("order"));
    let mut products: Vec<String> = (0..100).map(|n| format!("{product}-{n}")).collect();
    products.push(product.clone());
    let products: Vec<&str> = products.iter().map(String::as_str).collect();
    shop.publish([&order_created(&shop, &order, &products, "token")]).await;
    let failed = reply::<StockReservationFailed>("token");
    assert_eq!(replies_to(&subscriber, &order, 1).await, [failed]);
    assert_eq!(stock(&shop, &product).await, Some((200, 0)));

    // As many units of one product are one write.
    let order = unique("order");
    shop.publish([&order_created(&shop, &order, &[product.as_str(); 101], "token")]).await;
    let reserved = reply::<StockReserved>("token");
    assert_eq!(replies_to(&subscriber, &order, 1).await, [reserved]);
    assert_eq!(stock(&shop, &product).await, Some((99, 101)));
    subscriber.unsubscribe().await;
}

#[tokio::test]
async fn the_largest_possible_order_is_reserved_and_shipped_in_one_transaction_each() {
    const MAX_PRODUCTS: usize = 97;
    let shop = Shop::open().await;
    let subscriber = subscribe_to_replies(&shop).await;
    let products = join_all((0..MAX_PRODUCTS).map(|_| stocked(&shop, 2))).await;
    let products: Vec<&str> = products.iter().map(String::as_str).collect();
    let levels = async || join_all(products.iter().map(|product| stock(&shop, product))).await;
    let order = unique("order");
    shop.publish([&order_created(&shop, &order, &products, "token")]).await;
    let reserved = reply::<StockReserved>("token");
    assert_eq!(replies_to(&subscriber, &order, 1).await, [reserved]);
    assert_eq!(levels().await, [Some((1, 1)); MAX_PRODUCTS]);

    shop.publish([&order_event::<OrderCompleted>(&shop, &order)]).await;
    wait_for_stock(&shop, products[0], (1, 0)).await;
    assert_eq!(levels().await, [Some((1, 0)); MAX_PRODUCTS]);
    subscriber.unsubscribe().await;
}

#[tokio::test]
async fn an_order_without_products_gets_no_reply() {
    let shop = Shop::open().await;
    let subscriber = subscribe_to_replies(&shop).await;
    let (missing, empty, last) = (unique("order"), unique("order"), unique("order"));
    let without_list = shop.event::<OrderCreated>(&json!({ "orderNumber": missing })).data_only();
    let with_empty_list = order_created(&shop, &empty, &[], "token");
    let unavailable = order_created(&shop, &last, &["?"], "token");
    shop.publish([&without_list, &with_empty_list, &unavailable]).await;
    replies_to(&subscriber, &last, 1).await;
    for order in [&missing, &empty] {
        assert_eq!(shop.feed_of_length("order", order, 1).await, [OrderCreated::TYPE]);
        assert_eq!(replies_to(&subscriber, order, 0).await, []);
    }
    subscriber.unsubscribe().await;
}

#[tokio::test]
async fn a_completed_order_is_shipped_once() {
    let shop = Shop::open().await;
    let types = [StockReserved::TYPE, StockUpdated::TYPE, OutOfStock::TYPE];
    let subscriber = shop.subscribe(&types).await;
    let (product, order) = (stocked(&shop, 2).await, unique("order"));
    shop.publish([&order_created(&shop, &order, &[&product, &product], "token")]).await;
    wait_for_stock(&shop, &product, (0, 2)).await;
    let completed = order_event::<OrderCompleted>(&shop, &order);
    let other = order_event::<OrderCompleted>(&shop, &order);
    shop.publish([&completed, &completed, &other]).await;
    wait_for_stock(&shop, &product, (0, 0)).await;

    let is_shipment = |event: &Value| {
        let data = &event["detail"]["data"];
        data["productId"] == *product && data["newStockLevel"] != 2
    };
    let events = subscriber.wait_for("two events about the shipment", 2, is_shipment).await;
    let is_update = |event: &&Value| event["detail-type"] == StockUpdated::TYPE;
    let update = &events.iter().find(is_update).expect("one is the update")["detail"]["data"];
    assert_eq!((&update["previousStockLevel"], &update["newStockLevel"]), (&json!(2), &json!(0)));
    assert!(events.iter().any(|event| event["detail-type"] == OutOfStock::TYPE), "{events:?}");
    let feed = shop.feed_of_length("product", &product, 3).await;
    assert_eq!(feed.len(), 3, "{feed:?}");
    subscriber.unsubscribe().await;
}

#[tokio::test]
async fn a_rejected_order_releases_its_reservation_once() {
    let shop = Shop::open().await;
    let (product, order) = (stocked(&shop, 5).await, unique("order"));
    shop.publish([&order_created(&shop, &order, &[&product, &product], "token")]).await;
    wait_for_stock(&shop, &product, (3, 2)).await;
    let rejected = order_event::<OrderRejected>(&shop, &order);
    shop.publish([&rejected, &rejected]).await;
    wait_for_stock(&shop, &product, (5, 0)).await;

    // The reservation of another order shows that a further event released nothing.
    let next = unique("order");
    shop.publish([&rejected, &order_created(&shop, &next, &[&product], "token")]).await;
    wait_for_stock(&shop, &product, (4, 1)).await;
}

#[tokio::test]
async fn an_order_that_was_rejected_before_it_was_created_reserves_nothing() {
    let shop = Shop::open().await;
    let subscriber = subscribe_to_replies(&shop).await;
    let (product, order) = (stocked(&shop, 5).await, unique("order"));
    shop.publish([&order_event::<OrderRejected>(&shop, &order)]).await;
    let key = OrderRow::key(&order);
    eventually("the item of the rejected order", async || shop.item(&key).await).await;
    shop.publish([&order_created(&shop, &order, &[&product], "token")]).await;
    let failed = reply::<StockReservationFailed>("token");
    assert_eq!(replies_to(&subscriber, &order, 1).await, [failed]);
    assert_eq!(stock(&shop, &product).await, Some((5, 0)));
    subscriber.unsubscribe().await;
}

#[tokio::test]
async fn the_completion_of_an_unknown_order_becomes_a_dead_letter() {
    let shop = Shop::open().await;
    let queues = shop.queues_with_short_timeout::<HandleOrderCompleted>().await;
    let entry = order_event::<OrderCompleted>(&shop, &unique("order"));
    let body = json!({
        "id": unique("event"),
        "source": entry.source,
        "detail-type": entry.detail_type,
        "detail": entry.detail,
    });
    let bodies = [body.to_string()];
    queues.send(&bodies).await;
    queues.expect_dead_letters(&bodies).await;
    queues.restore_timeout().await;
}

#[tokio::test]
async fn the_catalogue_shows_stock_that_was_set() {
    let shop = Shop::open().await;
    let product = shop.create_product(4.99).await;
    wait_for_supplier(&shop, &product).await;
    shop.set_stock(&product, &json!(42)).await.expect(200);
    eventually("the catalogue to show the stock", async || {
        let request = shop.api(product_management::SERVICE).get(&format!("product/{product}"));
        let body = request.send().await.expect(200).json();
        (body["data"]["stockLevel"] == 42).then_some(())
    })
    .await;
}

#[tokio::test]
async fn the_schedule_orders_a_product_without_stock_again() {
    let shop = Shop::open().await;
    let product = shop.create_product(4.99).await;
    wait_for_supplier(&shop, &product).await;
    delete_stock(&shop, &product).await;
    assert_eq!(stock(&shop, &product).await, None);

    shop.invoke::<RefreshCatalogue>(&json!({})).await;
    eventually("the product to be stocked", async || stock(&shop, &product).await).await;
}
