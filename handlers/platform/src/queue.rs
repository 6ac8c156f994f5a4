//! Functions behind an SQS queue that a rule of the event bus fills. The messages of a batch are
//! handled at the same time, and those that failed go back to the queue.

use std::time::Duration;

use contracts::{Queue, Subscription};
use futures_util::{StreamExt, stream};
use jiff::Timestamp;
use lambda_runtime::Diagnostic;
use serde::Deserialize;
use serde_json::Value;
use tracing::{Instrument, Span};

use crate::{
    Context, Failure, Invocation, Result,
    batch::{BatchResponse, Deadline, within},
    failure::catch_panic,
    invocation::{Serve, log_failure},
    trace::TraceParent,
};

/// Subjects whose messages are handled at the same time: as many as a usual batch has messages.
const CONCURRENT_SUBJECTS: usize = 10;

/// Longest conversation id, in bytes: replies contain it. A task token of Step Functions has at most
/// 2,048 characters.
const MAX_CONVERSATION_ID: usize = 4 * 1024;

/// An event that a function subscribes to.
#[derive(Clone, Debug, PartialEq)]
pub struct Message<S> {
    /// What happened.
    pub data: S,
    /// The same however often the event is delivered: `CloudEvents` id, else `EventBridge` id.
    pub id: String,
    /// Detail type.
    pub event_type: String,
    /// When it happened, to the second: `EventBridge` time, else `CloudEvents` time.
    pub time: Timestamp,
    /// When it happened, as exactly as its publisher states: `CloudEvents` time, else `EventBridge`
    /// time.
    pub occurred_at: Timestamp,
    /// What the publisher expects in the reply, such as a task token.
    pub conversation_id: Option<String>,
    /// What ties this message to everything it causes.
    pub context: Context,
}

/// A batch from SQS.
#[derive(Debug, Deserialize)]
pub struct Batch {
    #[serde(rename = "Records", default)]
    records: Vec<Record>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Record {
    message_id: String,
    #[serde(default)]
    body: String,
}

impl<F, S: Subscription> Serve<F> for Queue<S> {
    type Payload = Batch;
    type Response = BatchResponse;
    type Event = Message<S>;
    type Output = ();

    /// Handles the messages at the same time, but those about one subject in the order in which they
    /// arrived.
    async fn serve(
        batch: Batch,
        invocation: &Invocation<'_>,
        handle: &impl AsyncFn(Message<S>) -> Result,
    ) -> Result<BatchResponse, Diagnostic> {
        let deadline = Deadline::of_batch();
        let received = batch.records.into_iter().map(Received::read);
        let failed: Vec<Vec<String>> = stream::iter(by_subject(received))
            .map(|messages| process_in_order(messages, invocation, handle, deadline))
            .buffer_unordered(CONCURRENT_SUBJECTS)
            .collect()
            .await;
        let mut response = BatchResponse::default();
        failed.into_iter().flatten().for_each(|message_id| response.retry(message_id));
        Ok(response)
    }
}

/// A message of a batch, decoded.
struct Received<S> {
    record: Record,
    envelope: Value,
    context: Context,
    message: Result<Message<S>>,
}

impl<S: Subscription> Received<S> {
    fn read(record: Record) -> Self {
        let mut envelope = serde_json::from_str(&record.body).unwrap_or(Value::Null);
        let context = Context::of_event(&envelope["detail"]);
        let message = decode(&record, &mut envelope, context.clone());
        Self { record, envelope, context, message }
    }

    /// What the message is about; a message that is unreadable is about nothing.
    fn subject(&self) -> Option<&str> {
        self.message.as_ref().ok().map(|message| message.data.subject())
    }
}

/// The messages about each subject, in the order in which they arrived.
fn by_subject<S: Subscription>(
    received: impl Iterator<Item = Received<S>>,
) -> Vec<Vec<Received<S>>> {
    let mut groups: Vec<Vec<Received<S>>> = Vec::new();
    for message in received {
        let about_same = |group: &&mut Vec<Received<S>>| {
            message.subject().is_some() && group[0].subject() == message.subject()
        };
        match groups.iter_mut().find(about_same) {
            Some(group) => group.push(message),
            None => groups.push(vec![message]),
        }
    }
    groups
}

/// Handles messages about one subject. Returns the ids of those that are to be redelivered.
async fn process_in_order<S: Subscription>(
    messages: Vec<Received<S>>,
    invocation: &Invocation<'_>,
    handle: &impl AsyncFn(Message<S>) -> Result,
    deadline: Deadline,
) -> Vec<String> {
    let mut failed = Vec::new();
    for received in messages {
        let message_id = received.record.message_id.clone();
        let is_done = match deadline.limit() {
            Some(limit) => process(received, invocation, handle, limit).await,
            None => false,
        };
        if !is_done {
            failed.push(message_id);
        }
    }
    failed
}

/// Handles one message. Whether it need not be redelivered.
async fn process<S: Subscription>(
    received: Received<S>,
    invocation: &Invocation<'_>,
    handle: &impl AsyncFn(Message<S>) -> Result,
    limit: Duration,
) -> bool {
    let span = invocation.span(&received.context);
    let work = async {
        let span = process_span(&received.record, &received.envelope);
        let work = async { within(limit, "the message", handle(received.message?)).await };
        let outcome = catch_panic(work.instrument(span.clone())).await;
        span.in_scope(|| log(&outcome));
        matches!(outcome, Ok(()) | Err(Failure::Rejected(_)))
    };
    work.instrument(span).await
}

/// Names the message in every log line, in the terms of the messaging conventions.
fn process_span(record: &Record, envelope: &Value) -> Span {
    let detail = &envelope["detail"];
    let event_type = event_type(envelope).unwrap_or("unknown");
    let link = TraceParent::of_event(detail);
    tracing::info_span!(
        "process",
        otel.name = format!("process {event_type}"),
        messaging.system = "eventbridge",
        messaging.operation.name = "process",
        messaging.operation.r#type = "process",
        messaging.message.eventType = "public",
        messaging.message.r#type = event_type,
        messaging.message.id = event_id(record, envelope),
        messaging.message.published_at = envelope["time"].as_str(),
        messaging.message.envelope.size = record.body.len(),
        link.trace_id = link.as_ref().map(|link| link.trace_id.as_str()),
        link.span_id = link.as_ref().map(|link| link.span_id.as_str()),
    )
}

fn log(outcome: &Result) {
    match outcome {
        Ok(()) => tracing::info!("the message was processed"),
        Err(failure) => log_failure("the message", failure),
    }
}

fn decode<S: Subscription>(
    record: &Record,
    envelope: &mut Value,
    context: Context,
) -> Result<Message<S>> {
    let event_type = event_type(envelope)
        .ok_or_else(|| {
            Failure::failed(format!(
                "the message `{}` is not an event from the bus",
                record.message_id
            ))
        })?
        .to_owned();
    let id = event_id(record, envelope).to_owned();
    let (time, occurred_at) = event_times(envelope);
    let conversation_id = conversation_id(envelope)?;
    let data = S::decode(&event_type, take_data(envelope, S::is_bare(&event_type)))?;
    Ok(Message { data, id, event_type, time, occurred_at, conversation_id, context })
}

/// What happened. Of an event that is usually published without an envelope, it is the detail itself,
/// unless the detail has `data`.
fn take_data(envelope: &mut Value, is_bare: bool) -> Value {
    if is_bare && !envelope["detail"]["data"].is_object() {
        return envelope["detail"].clone();
    }
    // A mutable index would panic if the detail is no object.
    envelope.pointer_mut("/detail/data").map(Value::take).unwrap_or_default()
}

fn event_type(envelope: &Value) -> Option<&str> {
    envelope["detail-type"].as_str().or_else(|| envelope["detail"]["type"].as_str())
}

fn event_id<'a>(record: &'a Record, envelope: &'a Value) -> &'a str {
    let id = |value: &'a Value| value["id"].as_str().filter(|id| !id.is_empty());
    id(&envelope["detail"]).or_else(|| id(envelope)).unwrap_or(&record.message_id)
}

fn conversation_id(envelope: &Value) -> Result<Option<String>> {
    let id = envelope["detail"]["conversationId"].as_str();
    match id.map_or(0, str::len) {
        ..=MAX_CONVERSATION_ID => Ok(id.map(str::to_owned)),
        length => Err(Failure::failed(format!(
            "the conversation id has {length} bytes, more than {MAX_CONVERSATION_ID}"
        ))),
    }
}

/// The time of the bus, and the time of the publisher. Some publishers write milliseconds since 1970,
/// as text.
fn event_times(envelope: &Value) -> (Timestamp, Timestamp) {
    let parse = |value: &Value| {
        let text = value.as_str()?;
        let milliseconds = || Timestamp::from_millisecond(text.parse().ok()?).ok();
        text.parse().ok().or_else(milliseconds)
    };
    let (of_bus, of_sender) = (parse(&envelope["time"]), parse(&envelope["detail"]["time"]));
    let time = of_bus.or(of_sender).unwrap_or_else(Timestamp::now);
    (time, of_sender.unwrap_or(time))
}

#[cfg(test)]
mod tests {
    use std::cell::{Cell, RefCell};

    use contracts::user_management::{HandleOrderCompleted, OrderToCount};
    use serde_json::json;
    use tokio::{
        sync::Barrier,
        time::{Instant, sleep},
    };

    use super::*;
    use crate::{batch::RECORD_TIME, testing};

    /// A batch with one event for each of these orders. The ids of the messages are `m-0`, `m-1` ...
    fn batch(orders: &[&str]) -> Batch {
        let record = |(index, order): (usize, &&str)| {
            let event = json!({
                "detail-type": "orders.orderCompleted.v1",
                "detail": { "data": { "orderNumber": order, "userId": order } },
            });
            json!({ "messageId": format!("m-{index}"), "body": event.to_string() })
        };
        let records: Vec<_> = orders.iter().enumerate().map(record).collect();
        serde_json::from_value(json!({ "Records": records })).unwrap()
    }

    /// The ids of the messages that are to be redelivered, sorted.
    async fn failed(
        batch: Batch,
        handle: impl AsyncFn(Message<OrderToCount>) -> Result,
    ) -> Vec<String> {
        let settings = testing::settings();
        let invocation = testing::invocation::<HandleOrderCompleted>(&settings);
        let served = <Queue<OrderToCount> as Serve<HandleOrderCompleted>>::serve;
        let Ok(response) = served(batch, &invocation, &handle).await else {
            panic!("a batch has a response");
        };
        let failures = response.batch_item_failures.into_iter();
        let mut failed: Vec<_> = failures.map(|failure| failure.item_identifier).collect();
        failed.sort();
        failed
    }

    #[tokio::test(start_paused = true)]
    async fn a_message_that_takes_too_long_fails_and_delays_no_other() {
        let start = Instant::now();
        let handle = async |message: Message<OrderToCount>| {
            if message.data.order_number == "slow" {
                sleep(RECORD_TIME * 2).await;
            }
            Ok(())
        };
        assert_eq!(failed(batch(&["o-1", "slow", "o-2"]), handle).await, ["m-1"]);
        assert_eq!(start.elapsed(), RECORD_TIME);
    }

    #[tokio::test]
    async fn messages_about_different_subjects_are_handled_at_the_same_time() {
        let all_arrived = Barrier::new(10);
        let handle = async |_: Message<OrderToCount>| {
            all_arrived.wait().await;
            Ok(())
        };
        let orders = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];
        assert_eq!(failed(batch(&orders), handle).await, [""; 0]);
    }

    #[tokio::test(start_paused = true)]
    async fn messages_about_one_subject_are_handled_in_order() {
        let handled = RefCell::new(Vec::new());
        let handle = async |message: Message<OrderToCount>| {
            handled.borrow_mut().push(format!("{} begins", message.data.order_number));
            sleep(Duration::from_secs(1)).await;
            handled.borrow_mut().push(format!("{} ends", message.data.order_number));
            Ok(())
        };
        assert_eq!(failed(batch(&["a", "a", "a"]), handle).await, [""; 0]);
        assert_eq!(handled.into_inner(), ["a begins", "a ends"].repeat(3));
    }

    #[tokio::test]
    async fn after_a_failed_message_a_later_one_about_the_same_subject_is_handled() {
        let handled = Cell::new(0);
        let handle = async |_: Message<OrderToCount>| {
            handled.set(handled.get() + 1);
            if handled.get() == 1 { Err(Failure::failed("the table is gone")) } else { Ok(()) }
        };
        assert_eq!(failed(batch(&["a", "a"]), handle).await, ["m-0"]);
        assert_eq!(handled.get(), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn messages_that_the_batch_has_no_time_for_are_redelivered() {
        let handle = async |_: Message<OrderToCount>| {
            sleep(Duration::from_secs(11)).await;
            Ok(())
        };
        assert_eq!(failed(batch(&["a", "a", "a", "a", "b"]), handle).await, ["m-2", "m-3"]);
    }
}
