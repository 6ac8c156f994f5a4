//! Batches of the stream, published on a bus that refuses what each test says.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use aws_sdk_eventbridge::{
    operation::put_events::{PutEventsInput, PutEventsOutput},
    types::{PutEventsRequestEntry, PutEventsResultEntry},
};
use aws_sdk_sqs::{
    operation::send_message::{SendMessageError, SendMessageOutput},
    types::error::QueueDoesNotExist,
};
use aws_smithy_mocks::{Rule, mock};
use contracts::user_management::{PublishEvents, UserCreated};
use serde_json::{Value, json};

use super::*;
use crate::testing::{self, mocked_client};

const BUS: &str = "SharedEventBus-test";
const QUEUE: &str = "https://sqs.us-east-1.amazonaws.com/1/publish-events-dlq";
const TRACEPARENT: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

/// The bus and the dead-letter queue.
#[derive(Default)]
struct Aws {
    /// How often the bus still refuses the event with this id.
    refusals: HashMap<String, u32>,
    /// Whether nothing can be sent to the queue.
    is_queue_gone: bool,
    /// The events that the bus accepted, in order.
    events: Vec<PutEventsRequestEntry>,
    /// The messages that were sent to the queue, in order.
    dead_letters: Vec<Value>,
}

/// The outcome of a batch.
struct Published {
    events: Vec<PutEventsRequestEntry>,
    dead_letters: Vec<Value>,
    /// The sequence number from which the stream redelivers.
    restart: Option<String>,
}

impl Aws {
    /// A bus that refuses the event with this id so often.
    fn refusing(id: &str, times: u32) -> Self {
        Self { refusals: [(id.to_owned(), times)].into(), ..Self::default() }
    }

    fn without_queue() -> Self {
        Self { is_queue_gone: true, ..Self::default() }
    }

    fn put_events(&mut self, request: &PutEventsInput) -> PutEventsOutput {
        let results = request.entries().iter().map(|entry| {
            let left = self.refusals.entry(id_of(entry)).or_default();
            let code = (*left > 0).then(|| "InternalFailure".to_owned());
            *left = left.saturating_sub(1);
            if code.is_none() {
                self.events.push(entry.clone());
            }
            PutEventsResultEntry::builder().set_error_code(code).build()
        });
        PutEventsOutput::builder().set_entries(Some(results.collect())).build()
    }

    /// Publishes a batch with these records.
    async fn publish(self, records: &[Value]) -> Published {
        let is_queue_gone = self.is_queue_gone;
        let aws = Arc::new(Mutex::new(self));
        let (of_bus, of_queue) = (Arc::clone(&aws), Arc::clone(&aws));
        let bus = mock!(aws_sdk_eventbridge::Client::put_events)
            .then_compute_output(move |request| of_bus.lock().unwrap().put_events(request));
        let queue = mock!(aws_sdk_sqs::Client::send_message).match_requests(move |request| {
            assert_eq!(request.queue_url(), Some(QUEUE));
            let body = request.message_body().unwrap().parse().unwrap();
            of_queue.lock().unwrap().dead_letters.push(body);
            true
        });
        let gone = || SendMessageError::QueueDoesNotExist(QueueDoesNotExist::builder().build());
        let queue = if is_queue_gone {
            queue.then_error(gone)
        } else {
            queue.then_output(|| SendMessageOutput::builder().build())
        };
        let response = publish_on(&bus, &queue, records).await;
        let mut aws = aws.lock().unwrap();
        Published {
            events: std::mem::take(&mut aws.events),
            dead_letters: std::mem::take(&mut aws.dead_letters),
            restart: response.batch_item_failures.into_iter().next().map(|it| it.item_identifier),
        }
    }
}

async fn publish_on(bus: &Rule, queue: &Rule, records: &[Value]) -> BatchResponse {
    let changes = serde_json::from_value(json!({ "Records": records })).unwrap();
    let translate: fn(UserCreated) -> PublicEvents<PublishEvents> =
        |event| PublicEvents::event(event);
    let settings = testing::settings();
    let invocation = testing::invocation::<PublishEvents>(&settings);
    let bus = EventBus::new(mocked_client!(aws_sdk_eventbridge, bus), BUS);
    let queue = DeadLetters::new(mocked_client!(aws_sdk_sqs, queue), QUEUE.to_owned());
    publish(changes, &invocation, &bus, &queue, translate).await
}

fn detail(entry: &PutEventsRequestEntry) -> Value {
    entry.detail().unwrap().parse().unwrap()
}

fn id_of(entry: &PutEventsRequestEntry) -> String {
    detail(entry)["id"].as_str().unwrap().to_owned()
}

impl Published {
    fn event_ids(&self) -> Vec<String> {
        self.events.iter().map(id_of).collect()
    }

    /// Sequence numbers of the records that became dead letters.
    fn dead_numbers(&self) -> Vec<&str> {
        let numbers = self.dead_letters.iter();
        numbers.map(|it| it["record"]["dynamodb"]["SequenceNumber"].as_str().unwrap()).collect()
    }
}

/// A stream record of a new outbox row: its sequence number, whom it is about, its private event.
fn inserted(number: u32, user: &str, event: &str) -> Value {
    let key = json!({
        "PK": { "S": format!("OUTBOX#{user}") },
        "SK": { "S": format!("id-{number}") },
    });
    let mut image = json!({
        "Type": { "S": "Outbox" },
        "Event": { "S": event },
        "CorrelationId": { "S": "c-1" },
        "Traceparent": { "S": TRACEPARENT },
        "CreatedAt": { "S": "2026-11-21T10:00:00Z" },
        "Expires": { "N": "1795860000" },
    });
    image.as_object_mut().unwrap().extend(key.as_object().unwrap().clone());
    json!({
        "eventID": "1", "eventName": "INSERT", "eventSource": "aws:dynamodb",
        "eventSourceARN": "arn:aws:dynamodb:us-east-1:1:table/Users/stream/2026",
        "dynamodb": {
            "ApproximateCreationDateTime": 1_795_255_200, "Keys": key, "NewImage": image,
            "SequenceNumber": number.to_string(), "StreamViewType": "NEW_AND_OLD_IMAGES",
        },
    })
}

/// A row that can be published.
fn readable(number: u32, user: &str) -> Value {
    inserted(number, user, &json!({ "userId": user }).to_string())
}

/// A row that cannot.
fn unreadable(number: u32, user: &str) -> Value {
    inserted(number, user, r#"{"email":"ada@example.com"}"#)
}

/// The record of an update of that row which sets these attributes.
fn updated(mut record: Value, attributes: &Value) -> Value {
    record["eventName"] = json!("MODIFY");
    let old = record["dynamodb"]["NewImage"].clone();
    record["dynamodb"]["OldImage"] = old;
    let image = record["dynamodb"]["NewImage"].as_object_mut().unwrap();
    image.extend(attributes.as_object().unwrap().clone());
    record
}

#[tokio::test]
async fn an_outbox_row_becomes_a_cloud_event_with_its_id() {
    let published = Aws::default().publish(&[readable(1, "u-1")]).await;
    assert_eq!(published.restart, None);
    let [entry] = &published.events[..] else { panic!("one event") };
    assert_eq!(entry.event_bus_name(), Some(BUS));
    assert_eq!(entry.source(), Some("test.users"));
    assert_eq!(entry.detail_type(), Some("users.userCreated.v1"));
    let expected = json!({
        "specversion": "1.0", "id": "id-1", "source": "test.users",
        "type": "users.userCreated.v1", "time": "2026-11-21T10:00:00Z",
        "datacontenttype": "application/json", "traceparent": TRACEPARENT,
        "correlationid": "c-1", "_datadog": { "traceparent": TRACEPARENT },
        "data": { "userId": "u-1" },
    });
    assert_eq!(detail(entry), expected);
}

#[tokio::test(start_paused = true)]
async fn an_event_that_the_bus_refuses_is_retried() {
    let records = [readable(1, "u-1"), readable(2, "u-2")];
    let published = Aws::refusing("id-2", 1).publish(&records).await;
    assert_eq!(published.event_ids(), ["id-1", "id-2"]);
    assert_eq!(published.restart, None);
}

#[tokio::test(start_paused = true)]
async fn an_event_that_the_bus_always_refuses_is_redelivered_and_is_no_dead_letter() {
    let records = [readable(1, "u-1"), readable(2, "u-2")];
    let published = Aws::refusing("id-1", u32::MAX).publish(&records).await;
    assert_eq!(published.event_ids(), ["id-2"]);
    assert_eq!(published.restart.as_deref(), Some("1"));
    assert!(published.dead_letters.is_empty());
}

#[tokio::test]
async fn an_unreadable_row_is_a_dead_letter_with_its_content_and_the_others_are_published() {
    let broken = updated(unreadable(7, "u-2"), &json!({ "RepublishedAt": { "S": "now" } }));
    let published = Aws::default().publish(&[broken.clone(), readable(8, "u-1")]).await;
    assert_eq!(published.event_ids(), ["id-8"]);
    assert_eq!(published.restart, None);
    let images = &broken["dynamodb"];
    let expected = json!([{
        "reason": "missing field `userId` at line 1 column 27",
        "record": {
            "eventName": "MODIFY",
            "eventSourceARN": broken["eventSourceARN"],
            "dynamodb": {
                "Keys": images["Keys"],
                "NewImage": images["NewImage"],
                "SequenceNumber": "7",
            },
        },
    }]);
    assert_eq!(json!(published.dead_letters), expected);
}

#[tokio::test]
async fn an_event_that_is_too_large_for_the_bus_is_a_dead_letter_and_the_others_are_published() {
    let event = json!({ "userId": "x".repeat(1_000_000) }).to_string();
    let published = Aws::default().publish(&[inserted(1, "u-1", &event), readable(2, "u-2")]).await;
    assert_eq!(published.event_ids(), ["id-2"]);
    assert_eq!(published.dead_numbers(), ["1"]);
    let letter = &published.dead_letters[0];
    let reason = letter["reason"].as_str().unwrap();
    assert!(reason.starts_with("`users.userCreated.v1` is too large for the bus"), "{reason}");
    assert_eq!(letter["record"]["dynamodb"]["NewImage"]["Event"]["S"], event);
    assert_eq!(published.restart, None);
}

#[tokio::test]
async fn a_row_without_the_attributes_of_a_message_is_a_dead_letter() {
    let mut broken = readable(1, "u-1");
    broken["dynamodb"]["NewImage"].as_object_mut().unwrap().remove("CreatedAt");
    let published = Aws::default().publish(&[broken]).await;
    assert_eq!(published.dead_numbers(), ["1"]);
    assert_eq!(published.dead_letters[0]["reason"], "missing field `CreatedAt`");
}

#[tokio::test]
async fn later_rows_about_the_aggregate_of_a_dead_letter_are_dead_letters_too_in_order() {
    let records =
        [readable(1, "u-1"), unreadable(2, "u-1"), readable(3, "u-2"), readable(4, "u-1")];
    let published = Aws::default().publish(&records).await;
    assert_eq!(published.event_ids(), ["id-1", "id-3"]);
    assert_eq!(published.dead_numbers(), ["2", "4"]);
    let reason = "an earlier message about the same aggregate is a dead letter";
    assert_eq!(published.dead_letters[1]["reason"], reason);
    assert_eq!(published.restart, None);
}

#[tokio::test]
async fn a_row_that_cannot_be_sent_to_the_dead_letter_queue_is_redelivered() {
    let records = [readable(1, "u-1"), unreadable(2, "u-2"), unreadable(3, "u-3")];
    let published = Aws::without_queue().publish(&records).await;
    assert_eq!(published.event_ids(), ["id-1"]);
    assert_eq!(published.restart.as_deref(), Some("2"));
    assert_eq!(published.dead_numbers(), ["2"], "the third is redelivered with the second");
}

#[tokio::test(start_paused = true)]
async fn an_unreadable_row_that_is_redelivered_anyway_is_no_dead_letter_yet() {
    let records = [unreadable(1, "u-1"), readable(2, "u-2"), unreadable(3, "u-3")];
    let published = Aws::refusing("id-2", u32::MAX).publish(&records).await;
    assert_eq!(published.dead_numbers(), ["1"]);
    assert_eq!(published.restart.as_deref(), Some("2"));
}

#[tokio::test]
async fn a_row_that_is_marked_to_be_published_again_is_published_with_its_id() {
    let mark = json!({ "RepublishedAt": { "S": "2026-11-22T10:00:00Z" } });
    let published = Aws::default().publish(&[updated(readable(1, "u-1"), &mark)]).await;
    assert_eq!(published.event_ids(), ["id-1"]);
}

#[tokio::test]
async fn a_marked_row_is_published_again_when_its_mark_changes_and_at_no_other_change() {
    let mark = |time: &str| json!({ "RepublishedAt": { "S": time } });
    let marked = updated(readable(1, "u-1"), &mark("2026-11-22T10:00:00Z"));
    let edited = updated(marked.clone(), &json!({ "Event": { "S": "{}" } }));
    let published = Aws::default().publish(&[edited]).await;
    assert_eq!(published.event_ids(), [""; 0]);
    assert!(published.dead_letters.is_empty());
    let again = updated(marked, &mark("2026-11-23T10:00:00Z"));
    assert_eq!(Aws::default().publish(&[again]).await.event_ids(), ["id-1"]);
}

#[tokio::test]
async fn changes_that_make_no_outbox_message_due_are_ignored() {
    let mut expired = readable(1, "u-1");
    expired["eventName"] = json!("REMOVE");
    let mut state = unreadable(2, "u-1");
    state["dynamodb"]["Keys"]["PK"]["S"] = json!("u-1");
    let repaired = updated(readable(3, "u-1"), &json!({ "Event": { "S": "{}" } }));
    let published = Aws::default().publish(&[expired, state, repaired]).await;
    assert_eq!(published.event_ids(), [] as [String; 0]);
    assert!(published.dead_letters.is_empty());
    assert_eq!(published.restart, None);
}
