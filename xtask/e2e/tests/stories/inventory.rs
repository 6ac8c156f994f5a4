//! Stock: where it comes from, who is promised some of it, and what becomes of that.

use std::slice;

use aws_sdk_lambda::primitives::Blob;
use aws_sdk_sfn::types::ExecutionStatus;
use contracts::{
    Event,
    inventory::{
        self, HandleOrderCompleted, OutOfStock, RefreshCatalogue, STOCK_PK, STOCK_SK,
        StockReservationFailed, StockReserved, StockUpdated,
    },
    order::{self, OrderCompleted, OrderCreated, OrderRejected},
    product_management::{self, ProductCreated},
};
use e2e::{Entry, Listener, Reply, Shop, eventually, tokens, unique};
use futures_util::future::join_all;
use serde_json::{Value, json};

/// What `POST /inventory` answers an administrator.
async fn set_stock(shop: &Shop, product: &str, level: &Value) -> Reply {
    let body = json!({ "productId": product, "stockLevel": level });
    let token = shop.admin_token().await;
    shop.inventory.post("inventory").bearer(&token).json(&body).send().await
}

/// A product of which there are so many units.
async fn stocked(shop: &Shop, level: u32) -> String {
    let product = unique("PRODUCT");
    set_stock(shop, &product, &json!(level)).await.expect(200);
    product
}

/// Units of a product that can be ordered, and units that are set aside. None if it is unknown.
async fn stock(shop: &Shop, product: &str) -> Option<(u64, u64)> {
    let reply = shop.inventory.get(&format!("inventory/{product}")).send().await;
    if reply.status == 404 {
        return None;
    }
    let body = reply.expect(200).json();
    assert_eq!(body["data"]["productId"], product);
    assert_eq!((&body["message"], &body["success"]), (&json!(["OK"]), &json!(true)));
    let level = |name: &str| body["data"][name].as_u64().expect("levels are whole numbers");
    Some((level("currentStockLevel"), level("reservedStockLevel")))
}

async fn stock_becomes(shop: &Shop, product: &str, expected: (u64, u64)) {
    let what = format!("the stock of `{product}` to be {expected:?}");
    eventually(&what, async || (stock(shop, product).await? == expected).then_some(())).await;
}

/// An event as the order's workflow sends it.
fn order_created(shop: &Shop, order: &str, products: &[&str], conversation: &str) -> Entry {
    let data = json!({ "orderNumber": order, "products": products });
    let mut entry = shop.bare_event(order::SERVICE, OrderCreated::TYPE, &data);
    entry.detail["id"] = json!(format!("event of {order}"));
    entry.detail["conversationId"] = json!(conversation);
    entry
}

fn order_event(shop: &Shop, name: &str, order: &str) -> Entry {
    let data = json!({ "orderNumber": order, "userId": unique("user"), "reason": "NO_STOCK" });
    shop.event(order::SERVICE, name, &data)
}

fn product_created(shop: &Shop, product: &str) -> Entry {
    let data = json!({ "productId": product });
    shop.bare_event(product_management::SERVICE, ProductCreated::TYPE, &data)
}

async fn answers(shop: &Shop) -> Listener {
    shop.listen(&[StockReserved::TYPE, StockReservationFailed::TYPE]).await
}

/// The answers to an order so far, at least `count`: type and conversation.
async fn answers_to(listener: &Listener, order: &str, count: usize) -> Vec<(String, String)> {
    let what = format!("{count} answers to `{order}`");
    let events =
        listener.hear(&what, count, |event| event["detail"]["data"]["orderNumber"] == order).await;
    let text = |value: &Value| value.as_str().expect("answers are texts").to_owned();
    events
        .iter()
        .map(|event| {
            (text(&event["detail-type"]), text(&event["detail"]["data"]["conversationId"]))
        })
        .collect()
}

fn answer(name: &str, conversation: &str) -> (String, String) {
    (name.to_owned(), conversation.to_owned())
}

/// Waits until the ordering workflow is through with a product.
async fn supplied(shop: &Shop, product: &str) {
    let sfn = aws_sdk_sfn::Client::new(&shop.aws);
    let name = format!("InventoryOrderingService-{}", shop.environment);
    let mut machines = sfn.list_state_machines().into_paginator().items().send();
    let machine = loop {
        let machine = machines.next().await.expect("the workflow is there");
        let machine = machine.expect("workflows can be listed");
        if machine.name == name {
            break machine.state_machine_arn;
        }
    };
    let execution = format!("{}:{product}", machine.replace(":stateMachine:", ":execution:"));
    let status = eventually(&format!("the supplier to deliver `{product}`"), async || {
        let described = sfn.describe_execution().execution_arn(&execution).send().await.ok()?;
        (described.status != ExecutionStatus::Running).then_some(described.status)
    })
    .await;
    assert_eq!(status, ExecutionStatus::Succeeded);
}

#[tokio::test]
async fn a_new_product_is_stocked_by_the_supplier_once_and_in_silence() {
    let shop = Shop::open().await;
    let product = unique("PRODUCT");
    assert_eq!(stock(&shop, &product).await, None);
    let created = product_created(&shop, &product);
    shop.publish([&created]).await;
    supplied(&shop, &product).await;
    let (available, reserved) = stock(&shop, &product).await.expect("it is stocked");
    assert!((50..100).contains(&available), "{available}");
    assert_eq!(reserved, 0);

    shop.publish([&created, &product_created(&shop, &product)]).await;
    let feed = shop.feed_of("product", &product, 3).await;
    assert_eq!(feed, [ProductCreated::TYPE; 3]);
    assert_eq!(stock(&shop, &product).await, Some((available, 0)));
}

#[tokio::test]
async fn the_supplier_does_not_overwrite_what_was_counted_by_hand() {
    let shop = Shop::open().await;
    let product = stocked(&shop, 7).await;
    shop.publish([&product_created(&shop, &product)]).await;
    supplied(&shop, &product).await;
    assert_eq!(stock(&shop, &product).await, Some((7, 0)));
}

#[tokio::test]
async fn counted_stock_is_shown_and_announced_in_totals() {
    let shop = Shop::open().await;
    let listener = shop.listen(&[StockUpdated::TYPE]).await;
    let product = stocked(&shop, 10).await;
    assert_eq!(stock(&shop, &product).await, Some((10, 0)));
    let body = json!({ "productId": product, "stockLevel": 12.0 });
    let token = shop.admin_token().await;
    let reply = shop.inventory.post("inventory/").bearer(&token).json(&body).send().await;
    assert_eq!(reply.expect(200).json()["data"]["currentStockLevel"], 12);
    assert_eq!(stock(&shop, &product).await, Some((12, 0)));

    let events = listener
        .hear("stock to be announced twice", 2, |event| {
            event["detail"]["data"]["productId"] == *product
        })
        .await;
    let mut levels: Vec<(&Value, &Value)> = events
        .iter()
        .map(|event| &event["detail"]["data"])
        .map(|data| (&data["previousStockLevel"], &data["newStockLevel"]))
        .collect();
    levels.sort_by_key(|(_, new)| new.as_u64());
    assert_eq!(levels, [(&json!(10), &json!(10)), (&json!(10), &json!(12))]);
    listener.stop().await;
}

#[tokio::test]
async fn only_administrators_count_and_only_what_can_be_counted() {
    let shop = Shop::open().await;
    let product = unique("PRODUCT");
    for level in [json!(0), json!(-1), json!(10.5), json!(1e10), json!("many"), json!(null)] {
        let problem = set_stock(&shop, &product, &level).await.problem(400);
        if level.is_number() {
            assert_eq!(problem["message"].as_array().map(Vec::len), Some(1), "{problem}");
            assert_eq!((&problem["data"], &problem["success"]), (&Value::Null, &json!(false)));
        }
    }
    let short = set_stock(&shop, "TEA", &json!(1)).await.problem(400);
    assert_eq!(short["message"], json!(["ProductID must be at least 3 characters"]));

    let body = json!({ "productId": product, "stockLevel": 10 });
    let post = || shop.inventory.post("inventory").json(&body);
    post().send().await.problem(401);
    let user = tokens::claims_of("e2e", "PREMIUM", 600);
    let token = tokens::sign(&user, &shop.jwt_secret().await);
    post().bearer(&token).send().await.problem(401);

    let problem = shop.inventory.get(&format!("inventory/{product}")).send().await.problem(404);
    assert_eq!(problem["data"], "Not found");
    let told = format!("Inventory item not found: {product}");
    assert_eq!(problem["message"], json!([told]));
}

#[tokio::test]
async fn the_api_is_healthy() {
    let shop = Shop::open().await;
    let reply = shop.inventory.get("health").send().await.expect(200);
    assert_eq!(reply.text, "Healthy!");
}

#[tokio::test]
async fn an_order_gets_all_its_products_and_hears_it_in_its_conversation() {
    let shop = Shop::open().await;
    let listener = answers(&shop).await;
    let (latte, tea, order) = (stocked(&shop, 5).await, stocked(&shop, 1).await, unique("order"));
    let created = order_created(&shop, &order, &[&latte, &tea, &latte], "token-1");
    shop.publish([&created]).await;
    let reserved = answer(StockReserved::TYPE, "token-1");
    assert_eq!(answers_to(&listener, &order, 1).await, slice::from_ref(&reserved));
    assert_eq!(stock(&shop, &latte).await, Some((3, 2)));
    assert_eq!(stock(&shop, &tea).await, Some((0, 1)));

    // A repeated delivery says nothing; the workflow's other try is answered.
    let retry = order_created(&shop, &order, &[&latte, &tea, &latte], "token-2");
    shop.publish([&created, &created, &retry]).await;
    let again = answer(StockReserved::TYPE, "token-2");
    assert_eq!(answers_to(&listener, &order, 2).await, [reserved, again]);
    assert_eq!(stock(&shop, &latte).await, Some((3, 2)));

    // Fewer than are promised there cannot be.
    set_stock(&shop, &latte, &json!(1)).await.problem(409);
    assert_eq!(stock(&shop, &latte).await, Some((3, 2)));
    listener.stop().await;
}

#[tokio::test]
async fn an_order_gets_nothing_if_one_product_is_missing() {
    let shop = Shop::open().await;
    let listener = answers(&shop).await;
    let (latte, tea) = (stocked(&shop, 5).await, stocked(&shop, 1).await);
    let unknown = unique("PRODUCT");
    for products in [&[latte.as_str(), &tea, &tea][..], &[&latte, &unknown], &[&latte, ""]] {
        let order = unique("order");
        shop.publish([&order_created(&shop, &order, products, "token-1")]).await;
        let failed = answer(StockReservationFailed::TYPE, "token-1");
        assert_eq!(answers_to(&listener, &order, 1).await, slice::from_ref(&failed));
        shop.publish([&order_created(&shop, &order, products, "token-2")]).await;
        let again = answer(StockReservationFailed::TYPE, "token-2");
        assert_eq!(answers_to(&listener, &order, 2).await, [failed, again]);
    }
    assert_eq!(stock(&shop, &latte).await, Some((5, 0)));
    assert_eq!(stock(&shop, &tea).await, Some((1, 0)));
    listener.stop().await;
}

#[tokio::test]
async fn orders_at_once_never_get_more_than_there_is() {
    let shop = Shop::open().await;
    let listener = answers(&shop).await;
    let product = stocked(&shop, 10).await;
    let mark = unique("order");
    let orders: Vec<Entry> = (0..30)
        .map(|n| order_created(&shop, &format!("{mark}-{n}"), &[&product], &format!("token-{n}")))
        .collect();
    shop.publish(&orders).await;
    let answers = listener
        .hear("30 answers", 30, |event| {
            let order = event["detail"]["data"]["orderNumber"].as_str();
            order.is_some_and(|order| order.starts_with(&mark))
        })
        .await;
    let reserved = answers.iter().filter(|it| it["detail-type"] == StockReserved::TYPE).count();
    assert_eq!((answers.len(), reserved), (30, 10));
    assert_eq!(stock(&shop, &product).await, Some((0, 10)));
    listener.stop().await;
}

#[tokio::test]
async fn more_products_than_fit_into_a_transaction_are_refused() {
    let shop = Shop::open().await;
    let listener = answers(&shop).await;
    let (product, order) = (stocked(&shop, 200).await, unique("order"));
    let mut products: Vec<String> = (0..100).map(|n| format!("{product}-{n}")).collect();
    products.push(product.clone());
    let products: Vec<&str> = products.iter().map(String::as_str).collect();
    shop.publish([&order_created(&shop, &order, &products, "token")]).await;
    let failed = answer(StockReservationFailed::TYPE, "token");
    assert_eq!(answers_to(&listener, &order, 1).await, [failed]);
    assert_eq!(stock(&shop, &product).await, Some((200, 0)));

    // Many units of one product are no such problem.
    let order = unique("order");
    shop.publish([&order_created(&shop, &order, &[product.as_str(); 101], "token")]).await;
    let reserved = answer(StockReserved::TYPE, "token");
    assert_eq!(answers_to(&listener, &order, 1).await, [reserved]);
    assert_eq!(stock(&shop, &product).await, Some((99, 101)));
    listener.stop().await;
}

#[tokio::test]
async fn the_largest_order_is_set_aside_and_leaves_at_once() {
    const MOST_PRODUCTS: usize = 97;
    let shop = Shop::open().await;
    let listener = answers(&shop).await;
    let products = join_all((0..MOST_PRODUCTS).map(|_| stocked(&shop, 2))).await;
    let products: Vec<&str> = products.iter().map(String::as_str).collect();
    let levels = async || join_all(products.iter().map(|product| stock(&shop, product))).await;
    let order = unique("order");
    shop.publish([&order_created(&shop, &order, &products, "token")]).await;
    let reserved = answer(StockReserved::TYPE, "token");
    assert_eq!(answers_to(&listener, &order, 1).await, [reserved]);
    assert_eq!(levels().await, [Some((1, 1)); MOST_PRODUCTS]);

    shop.publish([&order_event(&shop, OrderCompleted::TYPE, &order)]).await;
    stock_becomes(&shop, products[0], (1, 0)).await;
    assert_eq!(levels().await, [Some((1, 0)); MOST_PRODUCTS]);
    listener.stop().await;
}

#[tokio::test]
async fn an_order_without_products_hears_nothing() {
    let shop = Shop::open().await;
    let listener = answers(&shop).await;
    let (silent, empty, last) = (unique("order"), unique("order"), unique("order"));
    let data = json!({ "orderNumber": silent });
    let missing = shop.bare_event(order::SERVICE, OrderCreated::TYPE, &data);
    let none = order_created(&shop, &empty, &[], "token");
    shop.publish([&missing, &none, &order_created(&shop, &last, &["?"], "token")]).await;
    answers_to(&listener, &last, 1).await;
    for order in [&silent, &empty] {
        assert_eq!(shop.feed_of("order", order, 1).await, [OrderCreated::TYPE]);
        assert_eq!(answers_to(&listener, order, 0).await, []);
    }
    listener.stop().await;
}

#[tokio::test]
async fn a_completed_order_leaves_stock_once() {
    let shop = Shop::open().await;
    let listener = shop.listen(&[StockReserved::TYPE, StockUpdated::TYPE, OutOfStock::TYPE]).await;
    let (product, order) = (stocked(&shop, 2).await, unique("order"));
    shop.publish([&order_created(&shop, &order, &[&product, &product], "token")]).await;
    stock_becomes(&shop, &product, (0, 2)).await;
    let completed = order_event(&shop, OrderCompleted::TYPE, &order);
    shop.publish([&completed, &completed, &order_event(&shop, OrderCompleted::TYPE, &order)]).await;
    stock_becomes(&shop, &product, (0, 0)).await;

    let is_sale = |event: &Value| {
        let data = &event["detail"]["data"];
        data["productId"] == *product && data["newStockLevel"] != 2
    };
    let events = listener.hear("the sale to be announced", 2, is_sale).await;
    let updated = |event: &&Value| event["detail-type"] == StockUpdated::TYPE;
    let update = &events.iter().find(updated).expect("one is the update")["detail"]["data"];
    assert_eq!((&update["previousStockLevel"], &update["newStockLevel"]), (&json!(2), &json!(0)));
    assert!(events.iter().any(|event| event["detail-type"] == OutOfStock::TYPE), "{events:?}");
    let feed = shop.feed_of("product", &product, 3).await;
    assert_eq!(feed.len(), 3, "{feed:?}");
    listener.stop().await;
}

#[tokio::test]
async fn a_rejected_order_gives_back_once_what_it_had() {
    let shop = Shop::open().await;
    let (product, order) = (stocked(&shop, 5).await, unique("order"));
    shop.publish([&order_created(&shop, &order, &[&product, &product], "token")]).await;
    stock_becomes(&shop, &product, (3, 2)).await;
    let rejected = order_event(&shop, OrderRejected::TYPE, &order);
    shop.publish([&rejected, &rejected]).await;
    stock_becomes(&shop, &product, (5, 0)).await;

    // Another order shows that both were heard, and that the second gave back nothing.
    let next = unique("order");
    shop.publish([&rejected, &order_created(&shop, &next, &[&product], "token")]).await;
    stock_becomes(&shop, &product, (4, 1)).await;
}

#[tokio::test]
async fn an_order_that_was_rejected_before_it_asked_gets_nothing() {
    let shop = Shop::open().await;
    let listener = answers(&shop).await;
    let (product, order) = (stocked(&shop, 5).await, unique("order"));
    shop.publish([&order_event(&shop, OrderRejected::TYPE, &order)]).await;
    let table = aws_sdk_dynamodb::Client::new(&shop.aws);
    eventually("the rejection to be remembered", async || {
        let key = |value: &str| aws_sdk_dynamodb::types::AttributeValue::S(value.to_owned());
        let get = table.get_item().table_name(table_name(&shop));
        let get = get.key("PK", key(&format!("ORDER#{order}"))).key("SK", key("ORDER"));
        get.send().await.expect("the tests may read the table").item
    })
    .await;
    shop.publish([&order_created(&shop, &order, &[&product], "token")]).await;
    let failed = answer(StockReservationFailed::TYPE, "token");
    assert_eq!(answers_to(&listener, &order, 1).await, [failed]);
    assert_eq!(stock(&shop, &product).await, Some((5, 0)));
    listener.stop().await;
}

#[tokio::test]
async fn a_completed_order_nobody_knows_is_a_dead_letter() {
    let shop = Shop::open().await;
    let queues = shop.queues(inventory::SERVICE, HandleOrderCompleted::NAME).await;
    let entry = order_event(&shop, OrderCompleted::TYPE, &unique("order"));
    let body = json!({
        "id": unique("event"),
        "source": entry.source,
        "detail-type": entry.r#type,
        "detail": entry.detail,
    });
    // Its tries would take minutes otherwise. No invocation here takes a second.
    let before = queues.set_visibility_timeout("1").await;
    let bodies = [body.to_string()];
    queues.send(&bodies).await;
    queues.expect_dead_letters(&bodies).await;
    queues.set_visibility_timeout(&before).await;
}

fn table_name(shop: &Shop) -> String {
    format!("InventoryService-Stock-{}", shop.environment)
}

/// A product of the catalogue.
async fn create_product(shop: &Shop) -> String {
    let body = json!({ "name": unique("Product"), "price": 4.99 });
    let token = shop.admin_token().await;
    let reply = shop.products.post("product").bearer(&token).json(&body).send().await.expect(201);
    reply.json()["data"]["productId"].as_str().expect("products have ids").to_owned()
}

#[tokio::test]
async fn the_catalogue_shows_what_was_counted() {
    let shop = Shop::open().await;
    let product = create_product(&shop).await;
    supplied(&shop, &product).await;
    set_stock(&shop, &product, &json!(42)).await.expect(200);
    eventually("the catalogue to show the stock", async || {
        let path = format!("product/{product}");
        let body = shop.products.get(&path).send().await.expect(200).json();
        (body["data"]["stockLevel"] == 42).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_product_that_never_arrived_is_ordered_again() {
    let shop = Shop::open().await;
    let product = create_product(&shop).await;
    supplied(&shop, &product).await;
    let key = |value: String| aws_sdk_dynamodb::types::AttributeValue::S(value);
    let table = aws_sdk_dynamodb::Client::new(&shop.aws);
    let delete = table.delete_item().table_name(table_name(&shop));
    let delete = delete.key("PK", key(format!("{STOCK_PK}{product}")));
    delete.key("SK", key(STOCK_SK.to_owned())).send().await.expect("the tests may lose stock");
    assert_eq!(stock(&shop, &product).await, None);

    let lambda = aws_sdk_lambda::Client::new(&shop.aws);
    let name = shop.physical_name(inventory::SERVICE, RefreshCatalogue::NAME);
    let invoked = lambda.invoke().function_name(name).payload(Blob::new("{}")).send().await;
    let invoked = invoked.expect("the function is there");
    assert_eq!(invoked.function_error, None, "{:?}", invoked.payload);
    eventually("the product to arrive after all", async || stock(&shop, &product).await).await;
}
