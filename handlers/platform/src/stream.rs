//! Functions behind a DynamoDB table's stream.

use contracts::TableStream;
use lambda_runtime::Diagnostic;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_dynamo::{AttributeValue, Item, from_item};
use tracing::Instrument;

use crate::{
    Context, Failure, Invocation, Result,
    failure::catch_panic,
    invocation::{Serve, log_failure},
    queue::BatchResponse,
};

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

    /// Stops at the first change that failed: Lambda delivers it and all after it again.
    async fn serve(
        changes: Changes,
        invocation: &Invocation<'_>,
        handle: &impl AsyncFn(Change) -> Result,
    ) -> Result<BatchResponse, Diagnostic> {
        let mut response = BatchResponse::default();
        for record in changes.records {
            let sequence_number = record.dynamodb.sequence_number.clone();
            if !process(record, invocation, handle).await {
                response.retry(sequence_number);
                break;
            }
        }
        Ok(response)
    }
}

/// Handles one change. Whether it need not be redelivered.
async fn process(
    record: Record,
    invocation: &Invocation<'_>,
    handle: &impl AsyncFn(Change) -> Result,
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
        let outcome = catch_panic(async { handle(change).await }).await;
        match &outcome {
            Ok(()) => tracing::info!("the change was processed"),
            Err(failure) => log_failure("the change", failure),
        }
        matches!(outcome, Ok(()) | Err(Failure::Rejected(_)))
    };
    work.instrument(span).await
}

/// Items carry the correlation id of the request that wrote them.
fn context_of(images: &Images) -> Context {
    let image = images.new_image.as_ref().or(images.old_image.as_ref());
    let mut context = Context::new();
    if let Some(id) = image.and_then(|item| text(item, "CorrelationId")) {
        id.clone_into(&mut context.correlation_id);
    }
    context
}

/// The string that an item has at `name`.
pub(crate) fn text<'a>(item: &'a Item, name: &str) -> Option<&'a str> {
    match item.get(name) {
        Some(AttributeValue::S(text)) => Some(text),
        _ => None,
    }
}
