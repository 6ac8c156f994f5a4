//! Tests: what is read from the bodies that functions, the bus and Lambda send.

use std::collections::HashMap;

use aws_sdk_sqs::types::MessageAttributeValue;
use serde_json::json;

use super::*;

fn message(body: &str) -> Message {
    let system = [
        (System::SentTimestamp, "1767225600000"),
        (System::ApproximateReceiveCount, "3"),
        (System::DeadLetterQueueSourceArn, "arn:aws:sqs:eu-west-1:123456789012:dev-a-list"),
    ];
    Message {
        id: "m-1".to_owned(),
        body: body.to_owned(),
        attributes: HashMap::new(),
        system: system.map(|(name, value)| (name, value.to_owned())).into(),
    }
}

fn letter(body: Value) -> Letter {
    Letter::of(&message(&body.to_string()))
}

fn event() -> Value {
    json!({
        "id": "bus-1", "detail-type": "orders.orderCreated.v1",
        "detail": { "id": "e-1", "correlationid": "c-1", "data": { "orderNumber": 7, "userId": "u" } },
    })
}

#[test]
fn an_event_has_the_id_of_its_publisher_and_what_it_is_about() {
    let letter = letter(event());
    assert_eq!(letter.content, Content::Event);
    assert_eq!(letter.event_type.as_deref(), Some("orders.orderCreated.v1"));
    assert_eq!(letter.event_id.as_deref(), Some("e-1"));
    assert_eq!(letter.correlation_id.as_deref(), Some("c-1"));
    assert_eq!(letter.subject.as_deref(), Some("orderNumber 7"));
    assert_eq!(letter.source.as_deref(), Some("dev-a-list"));
    assert_eq!((letter.receives, letter.sent.unwrap().as_second()), (3, 1_767_225_600));
}

#[test]
fn an_event_without_an_envelope_has_the_id_of_the_bus() {
    let letter = letter(json!({ "id": "bus-1", "detail-type": "a.b.v1", "detail": {} }));
    assert_eq!(letter.event_id.as_deref(), Some("bus-1"));
    assert_eq!((letter.correlation_id, letter.subject), (None, None));
}

#[test]
fn an_outbox_message_has_the_key_of_its_row_and_the_reason() {
    let key = json!({ "PK": { "S": "OUTBOX#PRODUCT#7" }, "SK": { "S": "e-1" } });
    let image = json!({ "Event": { "S": r#"{"event":"sold"}"# }, "CorrelationId": { "S": "c-1" } });
    let letter = letter(json!({
        "reason": "unreadable", "record": { "dynamodb": { "Keys": key, "NewImage": image } },
    }));
    let (partition, sort) = ("OUTBOX#PRODUCT#7".to_owned(), "e-1".to_owned());
    assert_eq!(letter.content, Content::OutboxMessage { partition, sort });
    assert_eq!(letter.event_type.as_deref(), Some("sold"));
    assert_eq!(letter.event_id.as_deref(), Some("e-1"));
    assert_eq!(letter.correlation_id.as_deref(), Some("c-1"));
    assert_eq!(letter.reason.as_deref(), Some("unreadable"));
}

#[test]
fn a_batch_of_a_stream_has_its_times_and_its_size() {
    let letter = letter(json!({
        "requestContext": { "functionArn": "f", "condition": "RetryAttemptsExhausted" },
        "DDBStreamBatchInfo": {
            "approximateArrivalOfFirstRecord": "2026-01-01T00:00:00Z",
            "approximateArrivalOfLastRecord": "2026-01-01T00:00:09Z",
            "batchSize": 7,
        },
    }));
    let time = |text: &str| Some(text.parse().unwrap());
    let (first, last) = (time("2026-01-01T00:00:00Z"), time("2026-01-01T00:00:09Z"));
    assert_eq!(letter.content, Content::StreamBatch { first, last, size: Some(7) });
    assert_eq!(letter.reason.as_deref(), Some("RetryAttemptsExhausted"));
}

#[test]
fn a_failed_invocation_has_its_error() {
    let letter = letter(json!({
        "requestContext": { "functionArn": "f", "condition": "RetriesExhausted" },
        "requestPayload": {}, "responsePayload": { "errorMessage": "timed out" },
    }));
    assert_eq!(letter.content, Content::Invocation);
    assert_eq!(letter.reason.as_deref(), Some("RetriesExhausted: timed out"));
}

#[test]
fn a_reason_in_the_attributes_is_shown() {
    let text = |value: &str| {
        MessageAttributeValue::builder().data_type("String").string_value(value).build().unwrap()
    };
    let mut message = message("not JSON");
    message.attributes.insert("ERROR_CODE".to_owned(), text("NO_PERMISSIONS"));
    message.attributes.insert("ERROR_MESSAGE".to_owned(), text("not allowed"));
    let letter = Letter::of(&message);
    assert_eq!(letter.content, Content::Other);
    assert_eq!(letter.reason.as_deref(), Some("NO_PERMISSIONS: not allowed"));
}

#[test]
fn a_description_contains_the_body_only_if_it_is_kept() {
    let letter = letter(event());
    let facts = "m-1\n  sent 2026-01-01T00:00:00Z, received 3 times\n  \
                 event orders.orderCreated.v1 e-1\n  about orderNumber 7\n  correlation id c-1\n";
    assert_eq!(letter.description(), facts);
    let letter = Letter { body: Some("{}".to_owned()), ..letter };
    assert_eq!(letter.description(), format!("{facts}  body {{}}\n"));
}

#[test]
fn every_part_of_a_filter_must_match() {
    let time = |text: &str| Some(text.parse().unwrap());
    let some = |text: &str| Some(text.to_owned());
    let all = Filter::default;
    let cases = [
        (all(), true),
        (Filter { event_type: some("orders.orderCreated.v1"), ..all() }, true),
        (Filter { event_type: some("orders.orderCreated"), ..all() }, false),
        (Filter { id: vec!["e-1".to_owned()], ..all() }, true),
        (Filter { id: vec!["x".to_owned(), "m-1".to_owned()], ..all() }, true),
        (Filter { id: vec!["bus-1".to_owned()], ..all() }, false),
        (Filter { correlation_id: some("c-1"), ..all() }, true),
        (Filter { correlation_id: some("c-2"), ..all() }, false),
        (Filter { before: time("2026-01-01T00:00:01Z"), ..all() }, true),
        (Filter { before: time("2026-01-01T00:00:00Z"), ..all() }, false),
        (Filter { after: time("2026-01-01T00:00:00Z"), ..all() }, true),
        (Filter { after: time("2026-01-01T00:00:01Z"), ..all() }, false),
        (Filter { contains: some("\"orderNumber\":7"), ..all() }, true),
        (Filter { contains: some("orderNumber 7"), ..all() }, false),
        (Filter { correlation_id: some("c-1"), contains: some("absent"), ..all() }, false),
    ];
    let (letter, body) = (letter(event()), event().to_string());
    for (filter, expected) in cases {
        assert_eq!(letter.matches(&filter, &body), expected, "{filter:?}");
    }
    let filter = Filter { before: time("2026-01-01T00:00:01Z"), ..all() };
    assert!(!Letter { sent: None, ..letter }.matches(&filter, &body));
}
