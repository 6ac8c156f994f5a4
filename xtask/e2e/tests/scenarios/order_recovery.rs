//! Orders whose workflow was not started, or ended before its time, are found and continued.

use aws_sdk_dynamodb::types::AttributeValue;
use contracts::{
    Component, Event,
    order::{
        NumberRow, OrderRejected, OrderRow, OrderWorkflow, Orders, RecoverOrders, RefundRequested,
        SERVICE,
    },
};
use e2e::{Shop, User, key_attributes, unique};
use serde_json::{Value, json};
use uuid::Uuid;

/// Stores an order that was placed long ago and whose workflow was never started.
async fn store_forgotten_order(shop: &Shop, user: &User, product: &str, number: &str) {
    store_order(shop, user, product, number, "2026-01-01T00:00:00.000Z").await;
}

/// Stores an order without a workflow: the type of its item is not the one that starts a workflow.
async fn store_order(shop: &Shop, user: &User, product: &str, number: &str, placed_at: &str) {
    let token = shop.log_in(user).await;
    let stored = shop.confirmed_order(&token, product).await;
    let mut item = shop.item(&OrderRow::key(&user.id, &stored)).await.expect("it is stored");
    let place = format!("{placed_at}#{number}");
    for (name, value) in [
        ("orderNumber", number),
        ("Type", "ImportedOrder"),
        ("placedAt", placed_at),
        ("GSI1PK", "UNFINISHED#0"),
        ("GSI1SK", place.as_str()),
    ] {
        item.insert(name.to_owned(), AttributeValue::S(value.to_owned()));
    }
    item.insert("orderStatus".to_owned(), AttributeValue::N("0".to_owned()));
    item.extend(key_attributes(&OrderRow::key(&user.id, number)));
    let mut owner = shop.item(&NumberRow::key(&stored)).await.expect("it is stored");
    owner.extend(key_attributes(&NumberRow::key(number)));
    let client = aws_sdk_dynamodb::Client::new(&shop.aws);
    for item in [item, owner] {
        let put = client.put_item().table_name(shop.table_name::<Orders>()).set_item(Some(item));
        put.send().await.expect("the tests may write to the table");
    }
}

fn new_number() -> String {
    Uuid::now_v7().to_string()
}

/// The ARN of the order workflow.
async fn workflow(shop: &Shop) -> String {
    let client = aws_sdk_sfn::Client::new(&shop.aws);
    let machines = client.list_state_machines().send().await.expect("the tests may list workflows");
    let name = format!("OrdersService-OrderWorkflow-{}", shop.environment);
    let found = machines.state_machines.into_iter().find(|machine| machine.name == name);
    found
        .unwrap_or_else(|| panic!("`{}/{}` is not deployed", SERVICE.name, OrderWorkflow::NAME))
        .state_machine_arn
}

/// Starts an execution about an order that does not exist, and aborts it.
async fn abort_execution(shop: &Shop, name: &str) {
    let client = aws_sdk_sfn::Client::new(&shop.aws);
    let input = json!({
        "orderNumber": unique("order"), "userId": unique("user"), "products": [], "totalPrice": 1,
        "rejection": null, "currency": "EUR", "paymentMethod": "card",
        "correlationId": "c", "traceparent": "00-0-0-00",
    });
    let start = client.start_execution().state_machine_arn(workflow(shop).await).name(name);
    let started = start.input(input.to_string()).send().await.expect("it starts");
    let stop = client.stop_execution().execution_arn(started.execution_arn);
    stop.send().await.expect("a running execution can be aborted");
}

async fn recover(shop: &Shop) {
    assert_eq!(shop.invoke::<RecoverOrders>(&json!({})).await, Value::Null);
}

#[tokio::test]
async fn an_order_whose_workflow_was_never_started_is_confirmed() {
    let (shop, order) = (Shop::open().await, new_number());
    let (user, product) = (shop.register().await, shop.stocked_product(3.5, 10).await);
    store_forgotten_order(&shop, &user, &product, &order).await;
    recover(&shop).await;
    shop.order_with_status(&shop.log_in(&user).await, &order, "Confirmed").await;
    recover(&shop).await;
    assert_eq!(shop.available(&product).await, 8);
}

#[tokio::test]
async fn an_order_whose_execution_was_aborted_is_continued_by_another_one() {
    let (shop, order) = (Shop::open().await, new_number());
    let (user, product) = (shop.register().await, shop.stocked_product(3.5, 10).await);
    abort_execution(&shop, &order).await;
    store_forgotten_order(&shop, &user, &product, &order).await;
    recover(&shop).await;
    shop.order_with_status(&shop.log_in(&user).await, &order, "Confirmed").await;
}

#[tokio::test]
async fn an_order_whose_executions_all_failed_is_rejected() {
    let (shop, order) = (Shop::open().await, new_number());
    let (user, product) = (shop.register().await, shop.stocked_product(3.5, 10).await);
    for attempt in ["", "-2", "-3"] {
        abort_execution(&shop, &format!("{order}{attempt}")).await;
    }
    store_forgotten_order(&shop, &user, &product, &order).await;
    recover(&shop).await;
    shop.order_with_status(&shop.log_in(&user).await, &order, "PaymentFailed").await;
    shop.wait_for_order_feed(&order, &[OrderRejected::TYPE, RefundRequested::TYPE]).await;
    // The order that the helper placed has one of the ten units.
    assert_eq!(shop.available(&product).await, 9);
}

#[tokio::test]
async fn an_order_cannot_be_completed_before_it_is_confirmed() {
    let (shop, order) = (Shop::open().await, new_number());
    let (user, product) = (shop.register().await, shop.stocked_product(3.5, 10).await);
    // It is too young to be recovered.
    let now = format!("{:.3}", jiff::Timestamp::now());
    store_order(&shop, &user, &product, &order, &now).await;
    let problem = shop.complete_order(&shop.admin_token().await, &order, &user.id).await;
    assert_eq!(problem.problem(409)["error"], "INVALID_STATE");
    let token = shop.log_in(&user).await;
    assert_eq!(shop.get_order(&token, &order).await.expect(200).json()["status"], "Created");
}
