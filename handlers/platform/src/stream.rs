//! Functions behind a DynamoDB table's stream. The changes of a batch are handled at the same time,
//! but those of one item in order.

use std::{collections::HashMap, time::Duration};

use contracts::TableStream;
use futures_util::{StreamExt, stream};
use lambda_runtime::Diagnostic;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_dynamo::{AttributeValue, Item, from_item};
use tracing::Instrument;

use crate::{
    Context, Failure, Invocation, Result,
    batch::{BatchResponse, Deadline, within},
    failure::catch_panic,
    invocation::{Serve, log_failure},
};

/// Items whose changes are handled at the same time.
const CONCURRENT_ITEMS: usize = 10;

/// A change of one item.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The kind of change.
    pub kind: ChangeKind,
    /// The key of the item.
    pub keys: Item,
    /// The item before the change, unless it was added.
    pub old: Option<Item>,
    /// The item after the change, unless it was deleted.
    pub new: Option<Item>,
    /// What ties this change to everything it causes.
    pub context: Context,
}

impl Change {
    /// The item before, as a `T`.
    pub fn old_as<T: DeserializeOwned>(&self) -> Result<Option<T>> {
        Ok(self.old.clone().map(from_item).transpose()?)
    }

    /// The item after, as a `T`.
    pub fn new_as<T: DeserializeOwned>(&self) -> Result<Option<T>> {
        Ok(self.new.clone().map(from_item).transpose()?)
    }
}

/// A kind of change of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum ChangeKind {
    /// The item was added.
    Insert,
    /// The item was changed.
    Modify,
    /// The item was deleted, or it expired.
    Remove,
}

/// A batch of changes, in the order they were made.
#[derive(Debug, Deserialize)]
pub struct Changes {
    #[serde(rename = "Records", default)]
    pub(crate) records: Vec<Record>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Record {
    pub(crate) event_name: ChangeKind,
    /// The stream.
    #[serde(rename = "eventSourceARN", default)]
    pub(crate) event_source_arn: String,
    pub(crate) dynamodb: Images,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Images {
    #[serde(default)]
    pub(crate) keys: Item,
    /// Not in a dead letter: one image of a large item fits into a message of SQS, two may not.
    #[serde(skip_serializing)]
    pub(crate) old_image: Option<Item>,
    pub(crate) new_image: Option<Item>,
    pub(crate) sequence_number: String,
}

impl<F, T> Serve<F> for TableStream<T> {
    type Payload = Changes;
    type Response = BatchResponse;
    type Event = Change;
    type Output = ();

    /// Handles changes of different items at the same time, and those of one item in order. Lambda
    /// delivers the first change that failed again, and all after it, those that were handled
    /// included. A change for which the batch has no time left has failed too.
    async fn serve(
        changes: Changes,
        invocation: &Invocation<'_>,
        handle: &impl AsyncFn(Change) -> Result,
    ) -> Result<BatchResponse, Diagnostic> {
        let deadline = Deadline::of_batch();
        let failed: Vec<Option<Place>> = stream::iter(by_item(changes.records))
            .map(|records| process_in_order(records, invocation, handle, deadline))
            .buffer_unordered(CONCURRENT_ITEMS)
            .collect()
            .await;
        let mut response = BatchResponse::default();
        if let Some(first) = failed.into_iter().flatten().min() {
            response.retry(first.sequence_number);
        }
        Ok(response)
    }
}

/// The place of a change in its batch.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    index: usize,
    sequence_number: String,
}

/// The changes of each item, in order.
fn by_item(records: Vec<Record>) -> Vec<Vec<(Place, Record)>> {
    let mut groups: Vec<Vec<(Place, Record)>> = Vec::new();
    let mut groups_of_items = HashMap::new();
    for (index, record) in records.into_iter().enumerate() {
        let images = &record.dynamodb;
        let key = ["PK", "SK"].map(|name| text(&images.keys, name).map(str::to_owned));
        let group = *groups_of_items.entry(key).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        let place = Place { index, sequence_number: images.sequence_number.clone() };
        groups[group].push((place, record));
    }
    groups
}

/// Handles changes of one item. Stops at the first one that failed, and returns its place.
async fn process_in_order(
    records: Vec<(Place, Record)>,
    invocation: &Invocation<'_>,
    handle: &impl AsyncFn(Change) -> Result,
    deadline: Deadline,
) -> Option<Place> {
    for (place, record) in records {
        let is_done = match deadline.limit() {
            Some(limit) => process(record, invocation, handle, limit).await,
            None => false,
        };
        if !is_done {
            return Some(place);
        }
    }
    None
}

/// Handles one change. Whether it need not be redelivered.
async fn process(
    record: Record,
    invocation: &Invocation<'_>,
    handle: &impl AsyncFn(Change) -> Result,
    limit: Duration,
) -> bool {
    let context = context_of(&record.dynamodb);
    let span = invocation.span(&context);
    let change = Change {
        kind: record.event_name,
        keys: record.dynamodb.keys,
        old: record.dynamodb.old_image,
        new: record.dynamodb.new_image,
        context,
    };
    let work = async {
        let work = async { within(limit, "the change", handle(change)).await };
        let outcome = catch_panic(work).await;
        match &outcome {
            Ok(()) => tracing::info!("the change was processed"),
            Err(failure) => log_failure("the change", failure),
        }
        matches!(outcome, Ok(()) | Err(Failure::Rejected(_)))
    };
    work.instrument(span).await
}

/// Items carry the correlation id of the request that wrote them, and may carry its trace.
fn context_of(images: &Images) -> Context {
    let image = images.new_image.as_ref().or(images.old_image.as_ref());
    let mut context = Context::new();
    if let Some(id) = image.and_then(|item| text(item, "CorrelationId")) {
        id.clone_into(&mut context.correlation_id);
    }
    context.traceparent = image.and_then(|item| text(item, "Traceparent")).map(str::to_owned);
    context
}

/// The string that an item has at `name`.
pub(crate) fn text<'a>(item: &'a Item, name: &str) -> Option<&'a str> {
    match item.get(name) {
        Some(AttributeValue::S(text)) => Some(text),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use contracts::notification::{Notifications, SendNotification};
    use serde_json::json;
    use tokio::time::{Instant, sleep};

    use super::*;
    use crate::{batch::RECORD_TIME, testing};

    /// A batch with one change of each of these items. Sequence numbers count from 0.
    fn batch(items: &[&str]) -> Changes {
        let record = |(index, item): (usize, &&str)| {
            let key = json!({ "S": item });
            let images = json!({
                "Keys": { "PK": key, "SK": key },
                "NewImage": { "PK": key, "SK": key },
                "SequenceNumber": index.to_string(),
            });
            json!({ "eventName": "INSERT", "dynamodb": images })
        };
        let records: Vec<_> = items.iter().enumerate().map(record).collect();
        serde_json::from_value(json!({ "Records": records })).unwrap()
    }

    /// The sequence number from which the batch is to be redelivered.
    async fn failed(batch: Changes, handle: impl AsyncFn(Change) -> Result) -> Option<String> {
        let settings = testing::settings();
        let invocation = testing::invocation::<SendNotification>(&settings);
        let served = <TableStream<Notifications> as Serve<SendNotification>>::serve;
        let Ok(mut response) = served(batch, &invocation, &handle).await else {
            panic!("a batch has a response");
        };
        response.batch_item_failures.pop().map(|failure| failure.item_identifier)
    }

    #[test]
    fn a_change_has_the_correlation_id_and_the_trace_of_its_item() {
        let context = |image: serde_json::Value| {
            let images = json!({ "NewImage": image, "SequenceNumber": "1" });
            context_of(&serde_json::from_value(images).unwrap())
        };
        let text = |text: &str| json!({ "S": text });
        let id = text("c-1");
        let traced = context(json!({ "CorrelationId": id, "Traceparent": text("00-4b-00-01") }));
        assert_eq!(traced.traceparent.as_deref(), Some("00-4b-00-01"));
        let untraced = context(json!({ "CorrelationId": id }));
        assert_eq!((untraced.correlation_id.as_str(), untraced.traceparent), ("c-1", None));
    }

    #[tokio::test(start_paused = true)]
    async fn a_change_that_takes_too_long_fails_and_delays_no_other() {
        let (start, handled) = (Instant::now(), Cell::new(0));
        let handle = async |change: Change| {
            if text(&change.keys, "PK") == Some("slow") {
                sleep(RECORD_TIME * 2).await;
            }
            handled.set(handled.get() + 1);
            Ok(())
        };
        assert_eq!(failed(batch(&["a", "slow", "b"]), handle).await.as_deref(), Some("1"));
        assert_eq!((handled.get(), start.elapsed()), (2, RECORD_TIME));
    }

    #[tokio::test(start_paused = true)]
    async fn changes_that_the_batch_has_no_time_for_are_redelivered() {
        let (start, begun) = (Instant::now(), Cell::new(0));
        let handle = async |_: Change| {
            begun.set(begun.get() + 1);
            sleep(Duration::from_secs(2)).await;
            Ok(())
        };
        assert_eq!(failed(batch(&["a"; 20]), handle).await.as_deref(), Some("13"));
        assert_eq!((begun.get(), start.elapsed()), (13, Duration::from_secs(26)));
    }

    #[tokio::test(start_paused = true)]
    async fn a_batch_in_which_every_change_hangs_ends_in_time() {
        let start = Instant::now();
        let handle = async |_: Change| {
            sleep(Duration::from_hours(1)).await;
            Ok(())
        };
        let items: Vec<String> = (0..40).map(|item| item.to_string()).collect();
        let items: Vec<&str> = items.iter().map(String::as_str).collect();
        assert_eq!(failed(batch(&items), handle).await.as_deref(), Some("0"));
        assert_eq!(start.elapsed(), Duration::from_secs(26));
    }
}
