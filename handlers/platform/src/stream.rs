//! Functions behind a DynamoDB table's stream.

use contracts::{Function, TableStream};
use lambda_runtime::Diagnostic;
use serde::{Deserialize, de::DeserializeOwned};
use serde_dynamo::{AttributeValue, Item, from_item};
use tracing::Instrument;

use crate::{
    Context, Failure, Invocation, Result, Trigger, failure::contain, invocation::log_failure,
    queue::BatchAnswer,
};

/// A change of one item.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// What was done to it.
    pub kind: ChangeKind,
    /// Its key.
    pub keys: Item,
    /// The item before, unless it is new.
    pub old: Option<Item>,
    /// The item after, unless it is gone.
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

/// What was done to an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum ChangeKind {
    /// It is new.
    Insert,
    /// It is another.
    Modify,
    /// It is gone.
    Remove,
}

/// A batch of changes, in the order they were made.
#[derive(Debug, Deserialize)]
pub struct Changes {
    #[serde(rename = "Records", default)]
    pub(crate) records: Vec<Record>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Record {
    pub(crate) event_name: ChangeKind,
    pub(crate) dynamodb: Images,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Images {
    #[serde(default)]
    pub(crate) keys: Item,
    pub(crate) old_image: Option<Item>,
    pub(crate) new_image: Option<Item>,
    pub(crate) sequence_number: String,
}

impl<F: Function> Trigger<F> for TableStream {
    type Payload = Changes;
    type Answer = BatchAnswer;
    type Event = Change;
    type Reply = ();

    /// Stops at the first change that failed: Lambda delivers it and all after it again.
    async fn invoke(
        changes: Changes,
        invocation: &Invocation<'_>,
        handle: &impl AsyncFn(Change) -> Result,
    ) -> Result<BatchAnswer, Diagnostic> {
        let mut answer = BatchAnswer::default();
        for record in changes.records {
            let sequence_number = record.dynamodb.sequence_number.clone();
            if !process(record, invocation, handle).await {
                answer.retry(sequence_number);
                break;
            }
        }
        Ok(answer)
    }
}

/// Handles one change. Whether it is done with.
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
        let outcome = contain(async { handle(change).await }).await;
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
