//! Queue functions: events from the bus, in every form that publishers send, and the response to
//! SQS.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{cell::RefCell, collections::BTreeSet};

use contracts::{
    Function, Queue, Subscription,
    activity::{ActivityEvent, HandleEvent},
    order::{BasketToOrder, HandleCheckoutBasket},
    user_management::{HandleOrderCompleted, OrderToCount},
};
use platform::{Failure, Message, Result, testing::invoke};
use serde_json::{Value, json};

fn record(id: &str, body: &(impl ToString + ?Sized)) -> Value {
    json!({
        "messageId": id, "receiptHandle": "r", "body": body.to_string(),
        "attributes": { "ApproximateReceiveCount": "1" }, "messageAttributes": {},
        "md5OfBody": "m", "eventSource": "aws:sqs", "eventSourceARN": "arn", "awsRegion": "eu-west-1",
    })
}

/// An event as the bus puts it into a queue.
fn envelope(detail_type: &str, detail: &Value) -> Value {
    json!({
        "version": "0", "id": "bus-1", "detail-type": detail_type, "source": "dev.users",
        "account": "000000000000", "time": "2026-11-21T10:00:00Z", "region": "eu-west-1",
        "resources": [], "detail": detail,
    })
}

/// The message that `F` gets of one event.
async fn receive_as<F, S>(body: Value) -> Message<S>
where
    F: Function<Trigger = Queue<S>>,
    S: Subscription,
{
    let received = RefCell::new(Vec::new());
    let batch = json!({ "Records": [record("m-1", &body)] });
    let keep = async |message| {
        received.borrow_mut().push(message);
        Ok(())
    };
    let response = invoke::<F>(batch, keep).await.unwrap();
    assert_eq!(response, json!({ "batchItemFailures": [] }));
    received.into_inner().pop().unwrap()
}

async fn receive(body: Value) -> Message<ActivityEvent> {
    receive_as::<HandleEvent, _>(body).await
}

#[tokio::test]
async fn a_cloud_event_with_its_time_in_milliseconds_is_read() {
    // The user service writes `time` as milliseconds since 1970, as text.
    let message = receive(envelope(
        "users.userCreated.v1",
        &json!({
            "specversion": "1.0", "id": "ce-1", "source": "dev.users",
            "type": "users.userCreated.v1", "time": "1795255200123",
            "datacontenttype": "application/json", "traceparent": null,
            "data": { "userId": "u-1" },
        }),
    ))
    .await;
    assert_eq!(message.data, ActivityEvent::UserCreated { user_id: "u-1".to_owned() });
    assert_eq!(message.id, "ce-1");
    assert_eq!(message.event_type, "users.userCreated.v1");
    assert_eq!(message.time.to_string(), "2026-11-21T10:00:00Z");
    assert_eq!(message.occurred_at.to_string(), "2026-11-21T10:00:00.123Z");
    assert_eq!(message.conversation_id, None);
}

#[tokio::test]
async fn an_event_with_data_only_gets_id_and_time_from_the_bus() {
    let detail = json!({ "data": { "userId": "u-1" } });
    let message = receive(envelope("users.userCreated.v1", &detail)).await;
    assert_eq!(message.id, "bus-1");
    assert_eq!(message.occurred_at, message.time);
    assert_eq!(message.context.correlation_id.len(), 36);
}

#[tokio::test]
async fn fields_that_are_not_needed_may_have_any_type() {
    let mut body = envelope(
        "users.userCreated.v1",
        &json!({
            "id": 7, "time": { "odd": true }, "conversationId": 1, "_datadog": "none",
            "correlationid": ["x"], "data": { "userId": "u-1", "more": 1 },
        }),
    );
    body["time"] = json!(null);
    body["resources"] = json!("none");
    body["version"] = json!(0);
    assert_eq!(receive(body).await.id, "bus-1");
}

#[tokio::test]
async fn an_event_without_a_time_from_the_bus_has_its_own() {
    for time in ["1795255200123", "2026-11-21T10:00:00.123Z"] {
        let detail = json!({ "time": time, "data": { "userId": "u-1" } });
        let mut body = envelope("users.userCreated.v1", &detail);
        body.as_object_mut().unwrap().remove("time");
        assert_eq!(receive(body).await.time.as_millisecond(), 1_795_255_200_123);
    }
}

#[tokio::test]
async fn an_event_without_a_detail_type_has_its_own_type() {
    let detail = json!({ "type": "users.userCreated.v1", "data": { "userId": "u-1" } });
    let message = receive(json!({ "id": "bus-1", "detail": detail })).await;
    assert_eq!(message.event_type, "users.userCreated.v1");
}

#[tokio::test]
async fn a_message_has_the_correlation_and_conversation_ids_of_its_event() {
    let detail = json!({
        "correlationid": "c-1", "conversationId": "task-token",
        "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "data": { "userId": "u-1" },
    });
    let message = receive(envelope("users.userCreated.v1", &detail)).await;
    assert_eq!(message.context.correlation_id, "c-1");
    assert_eq!(message.conversation_id.as_deref(), Some("task-token"));
    // The trace of the publisher is linked, not continued.
    assert!(!message.context.traceparent.unwrap().contains("4bf92f3577b34da6a3ce929d0e0e4736"));
}

/// The message that a function gets of a checkout with this detail.
async fn checked_out(detail: &Value) -> Message<BasketToOrder> {
    receive_as::<HandleCheckoutBasket, _>(envelope("CheckoutBasket", detail)).await
}

#[tokio::test]
async fn the_detail_of_a_bare_event_is_its_data() {
    let message = checked_out(&json!({
        "userName": "u-1", "items": [{ "productId": "LATTE" }], "checkoutId": "c-1",
        "id": "e-1", "correlationid": "corr-1", "address": { "city": "Athens" }, "data": null,
    }))
    .await;
    assert_eq!(message.id, "e-1");
    assert_eq!(message.context.correlation_id, "corr-1");
    assert_eq!(message.data.user_name, "u-1");
    assert_eq!(message.data.checkout_id.as_deref(), Some("c-1"));
    assert_eq!(message.data.items[0].product_id, "LATTE");
}

#[tokio::test]
async fn a_bare_event_without_an_id_has_that_of_the_bus() {
    for id in [json!(null), json!(""), json!(7)] {
        let message = checked_out(&json!({ "userName": "u-1", "items": [], "id": id })).await;
        assert_eq!(message.id, "bus-1");
    }
}

#[tokio::test]
async fn a_bare_event_that_is_sent_as_a_cloud_event_is_read() {
    let data = json!({ "userName": "u-1", "items": [] });
    let message = checked_out(&json!({ "specversion": "1.0", "id": "e-1", "data": data })).await;
    assert_eq!((message.id.as_str(), message.data.user_name.as_str()), ("e-1", "u-1"));
}

#[tokio::test]
async fn a_bare_event_whose_detail_is_no_object_is_redelivered() {
    let details = [json!(null), json!("text"), json!([]), json!({}), json!({ "data": {} })];
    for detail in details {
        let batch = json!({ "Records": [record("m-1", &envelope("CheckoutBasket", &detail))] });
        let response = invoke::<HandleCheckoutBasket>(batch, async |_| Ok(())).await.unwrap();
        let failures = json!([{ "itemIdentifier": "m-1" }]);
        assert_eq!(response["batchItemFailures"], failures, "{detail}");
    }
}

/// Fails, panics or rejects as the order number says.
async fn handle(message: Message<OrderToCount>) -> Result {
    match message.data.order_number.as_str() {
        "fails" => Err(Failure::failed("the table is on fire")),
        "panics" => panic!("on fire"),
        "rejected" => Err(Failure::not_found("there is no such order")),
        _ => Ok(()),
    }
}

#[tokio::test]
async fn only_messages_that_failed_are_redelivered() {
    let order = |number: &str| {
        let data = json!({ "orderNumber": number, "userId": "u-1" });
        record(number, &envelope("orders.orderCompleted.v1", &json!({ "data": data })))
    };
    let detail =
        |id: &str, detail: Value| record(id, &envelope("orders.orderCompleted.v1", &detail));
    let batch = json!({ "Records": [
        order("fine"), order("fails"), order("rejected"), order("panics"), order("also-fine"),
        record("not-json", "<xml/>"),
        record("not-an-event", &json!({ "Message": "hello" })),
        record("wrong-type", &envelope("users.userCreated.v1", &json!({ "data": {} }))),
        detail("wrong-data", json!({ "data": [] })),
        detail("no-detail", json!(null)),
        detail("text", json!("text")),
        detail("list", json!([])),
        detail("number", json!(7)),
        detail("boolean", json!(true)),
    ]});
    let response = invoke::<HandleOrderCompleted>(batch, handle).await.unwrap();
    let failures = response["batchItemFailures"].as_array().unwrap().iter();
    let failed: BTreeSet<_> =
        failures.map(|failure| failure["itemIdentifier"].as_str().unwrap()).collect();
    let expected = BTreeSet::from([
        "fails",
        "panics",
        "not-json",
        "not-an-event",
        "wrong-type",
        "wrong-data",
        "no-detail",
        "text",
        "list",
        "number",
        "boolean",
    ]);
    assert_eq!(failed, expected);
}

#[tokio::test]
async fn a_message_with_a_conversation_id_of_more_than_4_kib_is_redelivered() {
    let message = |length: usize| {
        let detail = json!({ "conversationId": "x".repeat(length), "data": { "userId": "u-1" } });
        record(&length.to_string(), &envelope("users.userCreated.v1", &detail))
    };
    let batch = json!({ "Records": [message(4096), message(4097)] });
    let response = invoke::<HandleEvent>(batch, async |_| Ok(())).await.unwrap();
    assert_eq!(response, json!({ "batchItemFailures": [{ "itemIdentifier": "4097" }] }));
}
