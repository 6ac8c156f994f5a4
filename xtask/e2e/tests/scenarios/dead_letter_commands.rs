//! The commands with which an operator handles dead letters: what is moved back is processed once, and
//! what an outbox could not publish is published after its repair. Each scenario names its own messages,
//! because others use the same queues at the same time.

use aws_sdk_dynamodb::{Client, types::AttributeValue};
use contracts::{
    Event, Outbox, REPUBLISHED_AT,
    activity::HandleEvent,
    payment::{PaymentFailed, Payments},
    product_management::ProductCreated,
};
use e2e::{DeadLetters, Shop, eventually, key_attributes, unique};
use jiff::Timestamp;
use request::{
    Change, Command, Dlq, Filter, ListDeadLetters, ListOutbox, PeekDeadLetters, PurgeDeadLetters,
    RedriveDeadLetters, RepublishOutbox,
};
use serde_json::{Value, json};

const FUNCTION: &str = "activity/handle-event";

const YES: Change = Change { dry_run: false, yes: true };

/// An event as the bus sends it to a queue.
fn event(id: &str, product: &str) -> String {
    json!({
        "version": "0", "id": unique("bus"), "detail-type": ProductCreated::TYPE,
        "source": "e2e.products", "account": "000000000000", "time": "2026-01-01T00:00:00Z",
        "region": "us-east-1", "resources": [],
        "detail": { "id": id, "correlationid": "c-1", "data": { "productId": product } },
    })
    .to_string()
}

fn named(id: &str) -> Filter {
    Filter { id: vec![id.to_owned()], ..Filter::default() }
}

/// Shows the dead letters of an event. Another scenario may hide them for a moment.
async fn peek(shop: &Shop, id: &str) -> Value {
    eventually(&format!("the dead letter of the event `{id}`"), async || {
        let options = PeekDeadLetters {
            function: FUNCTION.to_owned(),
            filter: named(id),
            limit: 10,
            body: false,
            json: true,
        };
        let letters = shop.operate(Command::Dlq(Dlq::Peek(options)));
        letters.get(0).cloned()
    })
    .await
}

/// Moves the dead letter of an event back to its queue.
async fn redrive(shop: &Shop, id: &str) {
    eventually(&format!("the dead letter of the event `{id}` to be moved"), async || {
        let options = RedriveDeadLetters {
            function: Some(FUNCTION.to_owned()),
            all: false,
            filter: named(id),
            limit: None,
            rate: 10.try_into().expect("10 is not zero"),
            change: YES,
            json: true,
        };
        let reports = shop.operate(Command::Dlq(Dlq::Redrive(options)));
        (reports[0]["moved"] == 1).then_some(())
    })
    .await;
}

async fn dead_letters(shop: &Shop) -> DeadLetters {
    shop.dead_letters::<HandleEvent>().await
}

#[tokio::test]
async fn a_dead_letter_that_is_moved_back_is_processed_and_a_second_one_of_the_event_has_no_effect()
{
    let shop = Shop::open().await;
    let (id, product) = (unique("event"), unique("PRODUCT"));
    let dead_letters = dead_letters(&shop).await;
    dead_letters.put(&event(&id, &product)).await;

    let letter = peek(&shop, &id).await;
    assert_eq!(letter["kind"], "event");
    assert_eq!(letter["eventType"], ProductCreated::TYPE);
    assert_eq!(letter["correlationId"], "c-1");
    assert_eq!(letter["subject"], format!("productId {product}"));
    assert_eq!(letter["body"], Value::Null);
    redrive(&shop, &id).await;
    let expected = [ProductCreated::TYPE];
    assert_eq!(shop.feed_of_length("product", &product, 1).await, expected);

    let (last, other) = (unique("event"), unique("PRODUCT"));
    dead_letters.put(&event(&id, &product)).await;
    dead_letters.put(&event(&last, &other)).await;
    redrive(&shop, &id).await;
    redrive(&shop, &last).await;
    assert_eq!(shop.feed_of_length("product", &other, 1).await, expected);
    assert_eq!(shop.feed("product", &product).await, expected);
}

#[tokio::test]
async fn a_list_has_the_function_of_a_dead_letter_and_a_purge_deletes_it() {
    let shop = Shop::open().await;
    let mark = unique("invalid");
    dead_letters(&shop).await.put(&format!("not JSON: {mark}")).await;
    eventually("the function in the list of dead letters", async || {
        let options = ListDeadLetters { all: false, fail: false, json: true };
        let depths = shop.operate(Command::Dlq(Dlq::List(options)));
        let depths = depths.as_array().cloned().unwrap_or_default();
        depths.into_iter().find(|it| it["function"] == FUNCTION)
    })
    .await;
    eventually("the dead letter to be deleted", async || {
        let options = PurgeDeadLetters {
            function: FUNCTION.to_owned(),
            filter: Filter { contains: Some(mark.clone()), ..Filter::default() },
            limit: None,
            change: YES,
            json: true,
        };
        let report = shop.operate(Command::Dlq(Dlq::Purge(options)));
        (report["deleted"] == 1).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_repaired_outbox_message_is_published_from_its_dead_letter() {
    let shop = Shop::open().await;
    let subscriber = shop.subscribe(&[PaymentFailed::TYPE]).await;
    let (client, table) = (Client::new(&shop.aws), shop.table_name::<Payments>());
    let (aggregate, id, order) = (unique("E2E#AGGREGATE"), unique("message"), unique("order"));
    let key = Outbox::<Payments>::key(&aggregate, &id);
    let text = |value: &str| AttributeValue::S(value.to_owned());
    let put = async |event: &Value| {
        let mut item = key_attributes(&key);
        item.insert("Type".to_owned(), text("Outbox"));
        item.insert("Event".to_owned(), text(&event.to_string()));
        item.insert("CorrelationId".to_owned(), text("c-1"));
        item.insert("CreatedAt".to_owned(), text(&Timestamp::now().to_string()));
        let put = client.put_item().table_name(&table).set_item(Some(item));
        put.send().await.expect("the tests may write items");
    };
    put(&json!({ "event": "neverDeclared" })).await;
    let options = |dry_run| RepublishOutbox {
        service: "payment".to_owned(),
        aggregate: None,
        from_dlq: true,
        id: vec![id.clone()],
        change: Change { dry_run, yes: true },
        json: true,
    };
    let republish =
        |dry_run| shop.operate(Command::Outbox(request::Outbox::Republish(options(dry_run))));
    eventually("the dead letter of the message", async || {
        (republish(true)["selected"][0]["id"] == id.as_str()).then_some(())
    })
    .await;

    put(&json!({
        "event": "paymentDeclined", "orderNumber": order, "reason": "declined",
        "conversationId": "c-1",
    }))
    .await;
    eventually("the dead letter to be deleted after its row was marked", async || {
        let report = republish(false);
        (report["marked"] == 1 && report["deletedDeadLetters"] == 1).then_some(())
    })
    .await;
    let is_wanted = |event: &Value| event["detail"]["id"] == id.as_str();
    let events = subscriber.wait_for("the event of the message", 1, is_wanted).await;
    assert_eq!(events[0]["detail"]["data"]["orderNumber"], order);

    let list = ListOutbox {
        service: Some("payment".to_owned()),
        aggregate: Some(aggregate.clone()),
        contains: Some(order.clone()),
        after: None,
        json: true,
    };
    let rows = shop.operate(Command::Outbox(request::Outbox::List(list)));
    assert_eq!((&rows[0]["id"], &rows[0]["event"]), (&json!(id), &json!("paymentDeclined")));
    assert!(rows[0]["republishedAt"].is_string(), "`{REPUBLISHED_AT}` is set: {rows}");

    let delete = client.delete_item().table_name(&table).set_key(Some(key_attributes(&key)));
    delete.send().await.expect("the tests may delete items");
    subscriber.unsubscribe().await;
}
