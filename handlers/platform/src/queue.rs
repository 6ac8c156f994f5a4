//! Functions behind an SQS queue that a rule of the event bus fills: one message after another, and
//! those that failed go back to the queue.

use std::time::Duration;

use contracts::{Queue, Subscription};
use jiff::Timestamp;
use lambda_runtime::Diagnostic;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::time::{Instant, timeout};
use tracing::{Instrument, Span};

use crate::{
    Context, Failure, Invocation, Result,
    failure::catch_panic,
    invocation::{Serve, log_failure},
    trace::TraceParent,
};

/// Longest that one message may take, so that a slow one leaves time for the others of its batch.
const MESSAGE_TIME: Duration = Duration::from_secs(12);

/// Longest that a batch may take, a little less than the timeout of the function. The messages that
/// are left return to the queue; after a timeout, the whole batch would.
const BATCH_TIME: Duration = Duration::from_secs(26);

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

/// Which messages or records of a batch are to be redelivered.
#[derive(Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchResponse {
    /// The items to redeliver.
    pub(crate) batch_item_failures: Vec<ItemFailure>,
}

/// An item to redeliver.
#[derive(Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ItemFailure {
    /// Message id, or sequence number.
    pub(crate) item_identifier: String,
}

impl BatchResponse {
    /// Requests the redelivery of one item.
    pub(crate) fn retry(&mut self, item_identifier: String) {
        self.batch_item_failures.push(ItemFailure { item_identifier });
    }
}

impl<F, S: Subscription> Serve<F> for Queue<S> {
    type Payload = Batch;
    type Response = BatchResponse;
    type Event = Message<S>;
    type Output = ();

    async fn serve(
        batch: Batch,
        invocation: &Invocation<'_>,
        handle: &impl AsyncFn(Message<S>) -> Result,
    ) -> Result<BatchResponse, Diagnostic> {
        let mut response = BatchResponse::default();
        let deadline = Instant::now() + BATCH_TIME;
        for record in batch.records {
            let limit = MESSAGE_TIME.min(deadline.saturating_duration_since(Instant::now()));
            if limit.is_zero() || !process(&record, invocation, handle, limit).await {
                response.retry(record.message_id);
            }
        }
        Ok(response)
    }
}

/// Handles one message. Whether it need not be redelivered.
async fn process<S: Subscription>(
    record: &Record,
    invocation: &Invocation<'_>,
    handle: &impl AsyncFn(Message<S>) -> Result,
    limit: Duration,
) -> bool {
    let envelope = serde_json::from_str(&record.body).unwrap_or(Value::Null);
    let context = Context::of_event(&envelope["detail"]);
    let span = invocation.span(&context);
    let work = async {
        let span = process_span(record, &envelope);
        let work = async {
            let handled = handle(decode(record, envelope, context)?);
            timeout(limit, handled).await.map_err(|_| too_slow(limit))?
        };
        let outcome = catch_panic(work.instrument(span.clone())).await;
        span.in_scope(|| log(&outcome));
        matches!(outcome, Ok(()) | Err(Failure::Rejected(_)))
    };
    work.instrument(span).await
}

fn too_slow(limit: Duration) -> Failure {
    Failure::failed(format!("the message took longer than {} ms", limit.as_millis()))
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
    mut envelope: Value,
    context: Context,
) -> Result<Message<S>> {
    let event_type = event_type(&envelope)
        .ok_or_else(|| {
            Failure::failed(format!(
                "the message `{}` is not an event from the bus",
                record.message_id
            ))
        })?
        .to_owned();
    let id = event_id(record, &envelope).to_owned();
    let (time, occurred_at) = event_times(&envelope);
    let detail = &mut envelope["detail"];
    let conversation_id = detail["conversationId"].as_str().map(str::to_owned);
    let data = S::decode(&event_type, detail["data"].take())?;
    Ok(Message { data, id, event_type, time, occurred_at, conversation_id, context })
}

fn event_type(envelope: &Value) -> Option<&str> {
    envelope["detail-type"].as_str().or_else(|| envelope["detail"]["type"].as_str())
}

fn event_id<'a>(record: &'a Record, envelope: &'a Value) -> &'a str {
    let id = |value: &'a Value| value["id"].as_str().filter(|id| !id.is_empty());
    id(&envelope["detail"]).or_else(|| id(envelope)).unwrap_or(&record.message_id)
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
    use contracts::{order::OrderCompleted, user_management::HandleOrderCompleted};
    use serde_json::json;

    use super::*;
    use crate::testing;

    #[tokio::test]
    async fn a_message_that_takes_too_long_fails() {
        let event = json!({
            "detail-type": "orders.orderCompleted.v1",
            "detail": { "id": "e-1", "data": { "orderNumber": "o-1", "userId": "u-1" } },
        });
        let record = json!({ "messageId": "m-1", "body": event.to_string() });
        let record: Record = serde_json::from_value(record).unwrap();
        let settings = testing::settings();
        let invocation = testing::invocation::<HandleOrderCompleted>(&settings);
        let endless = async |_: Message<OrderCompleted>| std::future::pending().await;
        let limit = Duration::from_millis(5);
        assert!(!process(&record, &invocation, &endless, limit).await);
        let quick = async |_: Message<OrderCompleted>| Ok(());
        assert!(process(&record, &invocation, &quick, limit).await);
    }
}
