//! DynamoDB tables with the string keys `PK` and `SK`: state, its events and the mark that a message
//! was handled are written in one transaction.

use std::{collections::HashMap, time::Duration};

use aws_sdk_dynamodb::{
    Client,
    error::{BuildError, SdkError},
    operation::transact_write_items::TransactWriteItemsError,
    types::{
        AttributeValue, CancellationReason, Put, TransactWriteItem,
        builders::{ConditionCheckBuilder, DeleteBuilder, PutBuilder, UpdateBuilder},
    },
};
use jiff::{SignedDuration, Timestamp};
use serde::{Serialize, de::DeserializeOwned};

use crate::{Recording, Result, clock::Clock, clock::SystemClock, ids::random};

/// An item's attributes by name.
pub type Item = HashMap<String, AttributeValue>;

/// How long we know that a message was handled. A queue keeps one for at most 14 days.
const ONCE_LIFETIME: SignedDuration = SignedDuration::from_hours(15 * 24);

/// Tries of a transaction that meets another one on the same items.
const TRIES: u32 = 6;

/// Makes an item of a struct with `PascalCase` names.
pub fn to_item(value: &impl Serialize) -> Result<Item> {
    Ok(serde_dynamo::to_item(value)?)
}

/// Makes a struct of an item.
pub fn from_item<T: DeserializeOwned>(item: Item) -> Result<T> {
    Ok(serde_dynamo::from_item(item)?)
}

/// The key of an item.
pub fn key(pk: impl Into<String>, sk: impl Into<String>) -> Item {
    [("PK", pk.into()), ("SK", sk.into())]
        .map(|(name, value)| (name.to_owned(), AttributeValue::S(value)))
        .into()
}

/// What became of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// All of it was written.
    Committed,
    /// Nothing was written: the message was handled before.
    Repeated,
    /// Nothing was written: the condition of an operation did not hold.
    Refused {
        /// Which operation, counted from 0 in the order they were added.
        index: usize,
    },
}

/// Writes that happen all or not at all, in one table.
pub struct Transaction<'a> {
    client: &'a Client,
    table: &'a str,
    operations: Vec<Operation>,
    once: Option<usize>,
}

enum Operation {
    Put(PutBuilder),
    Update(UpdateBuilder),
    Delete(DeleteBuilder),
    Check(ConditionCheckBuilder),
}

impl<'a> Transaction<'a> {
    /// Writes nothing yet.
    pub fn new(client: &'a Client, table: &'a str) -> Self {
        Self { client, table, operations: Vec::new(), once: None }
    }

    /// Writes `item`, on the condition that its key is new.
    #[must_use]
    pub fn put_new(self, item: Item) -> Self {
        let put = Put::builder().set_item(Some(item));
        self.put(put.condition_expression("attribute_not_exists(PK)"))
    }

    /// Writes an item. The table need not be named.
    #[must_use]
    pub fn put(self, put: PutBuilder) -> Self {
        self.with(Operation::Put(put))
    }

    /// Changes an item. The table need not be named.
    #[must_use]
    pub fn update(self, update: UpdateBuilder) -> Self {
        self.with(Operation::Update(update))
    }

    /// Deletes an item. The table need not be named.
    #[must_use]
    pub fn delete(self, delete: DeleteBuilder) -> Self {
        self.with(Operation::Delete(delete))
    }

    /// Insists on the state of an item that is not changed. The table need not be named.
    #[must_use]
    pub fn check(self, check: ConditionCheckBuilder) -> Self {
        self.with(Operation::Check(check))
    }

    /// Puts an event into the outbox.
    #[must_use]
    pub fn record(self, recording: &Recording) -> Self {
        self.put_new(recording.item())
    }

    /// Puts several events into the outbox.
    #[must_use]
    pub fn record_all<'r>(self, recordings: impl IntoIterator<Item = &'r Recording>) -> Self {
        recordings.into_iter().fold(self, Self::record)
    }

    /// Does nothing if `consumer` handled the event `event_id` before, and remembers that it did.
    #[must_use]
    pub fn once(mut self, consumer: &'static str, event_id: &str) -> Self {
        self.once = Some(self.operations.len());
        self.put_new(once_item(consumer, event_id, SystemClock.now()))
    }

    /// Writes it all.
    pub async fn commit(self) -> Result<Outcome> {
        let items = self.items()?;
        let mut tries = 0;
        loop {
            let request = self.client.transact_write_items();
            let request = request.set_transact_items(Some(items.clone()));
            let Err(error) = Box::pin(request.send()).await else {
                return Ok(Outcome::Committed);
            };
            tries += 1;
            match judge(&error, self.once) {
                Verdict::Decided(outcome) => return Ok(outcome),
                Verdict::Conflict if tries < TRIES => tokio::time::sleep(pause(tries)).await,
                _ => return Err(error.into()),
            }
        }
    }

    fn with(mut self, operation: Operation) -> Self {
        self.operations.push(operation);
        self
    }

    fn items(&self) -> Result<Vec<TransactWriteItem>, BuildError> {
        self.operations.iter().map(|operation| operation.build(self.table)).collect()
    }
}

impl Operation {
    fn build(&self, table: &str) -> Result<TransactWriteItem, BuildError> {
        let item = TransactWriteItem::builder();
        Ok(match self {
            Self::Put(put) => item.put(put.clone().table_name(table).build()?),
            Self::Update(update) => item.update(update.clone().table_name(table).build()?),
            Self::Delete(delete) => item.delete(delete.clone().table_name(table).build()?),
            Self::Check(check) => item.condition_check(check.clone().table_name(table).build()?),
        }
        .build())
    }
}

fn once_item(consumer: &str, event_id: &str, now: Timestamp) -> Item {
    let name = format!("ONCE#{consumer}#{event_id}");
    let mut item = key(name.clone(), name);
    item.insert("Type".to_owned(), AttributeValue::S("Once".to_owned()));
    item.insert("Expires".to_owned(), expires(now, ONCE_LIFETIME));
    item
}

/// A value for the table's time-to-live attribute.
pub(crate) fn expires(now: Timestamp, lifetime: SignedDuration) -> AttributeValue {
    AttributeValue::N((now.as_second() + lifetime.as_secs()).to_string())
}

/// What the refusal of a transaction means.
#[derive(Debug, PartialEq)]
enum Verdict {
    Decided(Outcome),
    /// Another transaction was at the same items at the same time.
    Conflict,
    Broken,
}

fn judge(error: &SdkError<TransactWriteItemsError>, once: Option<usize>) -> Verdict {
    match error.as_service_error() {
        Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => {
            judge_reasons(cancelled.cancellation_reasons(), once)
        }
        Some(TransactWriteItemsError::TransactionInProgressException(_)) => Verdict::Conflict,
        _ => Verdict::Broken,
    }
}

/// There is one reason per operation, `None` where nothing was wrong with it.
fn judge_reasons(reasons: &[CancellationReason], once: Option<usize>) -> Verdict {
    let failed = |reason: &CancellationReason| reason.code() == Some("ConditionalCheckFailed");
    let conflicted = |reason: &CancellationReason| reason.code() == Some("TransactionConflict");
    if once.and_then(|index| reasons.get(index)).is_some_and(failed) {
        return Verdict::Decided(Outcome::Repeated);
    }
    if let Some(index) = reasons.iter().position(failed) {
        return Verdict::Decided(Outcome::Refused { index });
    }
    if reasons.iter().any(conflicted) { Verdict::Conflict } else { Verdict::Broken }
}

/// 20, 40, 80, ... milliseconds, and up to as much again so that rivals part.
fn pause(tries: u32) -> Duration {
    let base = 10 << tries;
    let [jitter] = random();
    Duration::from_millis(base + base * u64::from(jitter) / 256)
}
