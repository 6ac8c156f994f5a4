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
use uuid::Uuid;

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
        let mut token = Uuid::now_v7().to_string();
        let mut tries = 0;
        loop {
            let request = self.client.transact_write_items().client_request_token(&token);
            let request = request.set_transact_items(Some(items.clone()));
            let Err(error) = Box::pin(request.send()).await else {
                return Ok(Outcome::Committed);
            };
            tries += 1;
            match judge(&error, self.once) {
                Verdict::Decided(outcome) => return Ok(outcome),
                // The same transaction again: the one that is running may yet succeed.
                Verdict::Running if tries < TRIES => {}
                Verdict::Conflict if tries < TRIES => token = Uuid::now_v7().to_string(),
                _ => return Err(error.into()),
            }
            tokio::time::sleep(pause(tries)).await;
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
    /// This transaction, sent before, is not done yet.
    Running,
    Broken,
}

fn judge(error: &SdkError<TransactWriteItemsError>, once: Option<usize>) -> Verdict {
    match error.as_service_error() {
        Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => {
            judge_reasons(cancelled.cancellation_reasons(), once)
        }
        Some(TransactWriteItemsError::TransactionInProgressException(_)) => Verdict::Running,
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

#[cfg(test)]
mod tests {
    use std::{
        collections::BTreeSet,
        sync::{Arc, Mutex},
    };

    use aws_sdk_dynamodb::{
        Config,
        config::{BehaviorVersion, Credentials, Region},
        operation::transact_write_items::TransactWriteItemsOutput,
        types::error::{TransactionCanceledException, TransactionInProgressException},
    };
    use aws_smithy_mocks::{
        MockResponseInterceptor, Rule, RuleMode, create_mock_http_client, mock,
    };
    use serde_json::json;

    use super::*;
    use crate::Context;

    fn client(rule: &Rule) -> Client {
        let answers =
            MockResponseInterceptor::new().rule_mode(RuleMode::Sequential).with_rule(rule);
        let config = Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::from_static("us-east-1"))
            .credentials_provider(Credentials::new("id", "key", None, None, "test"))
            .http_client(create_mock_http_client())
            .interceptor(answers);
        Client::from_conf(config.build())
    }

    fn cancelled(codes: &[&str]) -> TransactWriteItemsError {
        let reason = |code: &&str| CancellationReason::builder().code(*code).build();
        let reasons = codes.iter().map(reason).collect();
        let error =
            TransactionCanceledException::builder().set_cancellation_reasons(Some(reasons)).build();
        TransactWriteItemsError::TransactionCanceledException(error)
    }

    /// An item, the mark that event `e-1` was handled, and a second item.
    async fn commit(rule: &Rule) -> Result<Outcome> {
        Transaction::new(&client(rule), "Shelf")
            .put_new(key("BOOK#1", "BOOK#1"))
            .once("count-books", "e-1")
            .put_new(key("BOOK#2", "BOOK#2"))
            .commit()
            .await
    }

    async fn outcome_of(codes: &'static [&'static str]) -> Outcome {
        let rule = mock!(Client::transact_write_items).then_error(move || cancelled(codes));
        commit(&rule).await.unwrap()
    }

    #[tokio::test]
    async fn everything_is_written_to_the_table() {
        let rule = mock!(Client::transact_write_items)
            .match_requests(|request| {
                let puts: Vec<_> =
                    request.transact_items().iter().filter_map(|i| i.put()).collect();
                puts.len() == 3
                    && puts.iter().all(|put| put.table_name() == "Shelf")
                    && puts[1].item()["PK"] == AttributeValue::S("ONCE#count-books#e-1".to_owned())
            })
            .then_output(|| TransactWriteItemsOutput::builder().build());
        assert_eq!(commit(&rule).await.unwrap(), Outcome::Committed);
    }

    #[tokio::test]
    async fn a_message_that_was_handled_is_recognised() {
        let codes = &["None", "ConditionalCheckFailed", "None"];
        assert_eq!(outcome_of(codes).await, Outcome::Repeated);
        let codes = &["ConditionalCheckFailed", "ConditionalCheckFailed", "None"];
        assert_eq!(outcome_of(codes).await, Outcome::Repeated);
    }

    #[tokio::test]
    async fn a_condition_that_does_not_hold_is_named() {
        let codes = &["None", "None", "ConditionalCheckFailed"];
        assert_eq!(outcome_of(codes).await, Outcome::Refused { index: 2 });
    }

    #[tokio::test]
    async fn a_transaction_that_met_another_is_tried_again() {
        let rule = mock!(Client::transact_write_items)
            .sequence()
            .error(|| cancelled(&["TransactionConflict", "None", "None"]))
            .output(|| TransactWriteItemsOutput::builder().build())
            .build();
        assert_eq!(commit(&rule).await.unwrap(), Outcome::Committed);
        assert_eq!(rule.num_calls(), 2);
    }

    /// The tokens of the requests that it takes, if all but the last meet `error`.
    async fn tokens(error: impl Fn() -> TransactWriteItemsError + Send + Sync + 'static) -> usize {
        let seen = Arc::new(Mutex::new(BTreeSet::new()));
        let tokens = Arc::clone(&seen);
        let rule = mock!(Client::transact_write_items)
            .match_requests(move |request| {
                let token = request.client_request_token().unwrap().to_owned();
                tokens.lock().unwrap().insert(token);
                true
            })
            .sequence()
            .error(error)
            .times(4)
            .output(|| TransactWriteItemsOutput::builder().build())
            .build();
        assert_eq!(commit(&rule).await.unwrap(), Outcome::Committed);
        assert_eq!(rule.num_calls(), 5);
        let seen = seen.lock().unwrap();
        seen.len()
    }

    #[tokio::test]
    async fn a_transaction_that_still_runs_is_repeated_as_itself() {
        let running = || {
            TransactWriteItemsError::TransactionInProgressException(
                TransactionInProgressException::builder().build(),
            )
        };
        assert_eq!(tokens(running).await, 1);
        assert_eq!(tokens(|| cancelled(&["TransactionConflict", "None", "None"])).await, 5);
    }

    #[tokio::test]
    async fn any_other_reason_is_our_failure() {
        let rule = mock!(Client::transact_write_items)
            .then_error(|| cancelled(&["None", "ThrottlingError", "None"]));
        assert!(matches!(commit(&rule).await, Err(crate::Failure::Failed(_))));
    }

    #[test]
    fn rows_end_after_their_time() {
        let now = Timestamp::from_second(1_000_000).unwrap();
        let item = once_item("count-books", "e-1", now);
        assert_eq!(item["Expires"], AttributeValue::N("2296000".to_owned()));
    }

    #[test]
    fn a_recording_becomes_a_row_of_its_aggregate() {
        let context = Context { correlation_id: "c-1".to_owned(), traceparent: None };
        let recording = Recording::new("BOOK#1", &json!({ "title": "Emma" }), &context).unwrap();
        let item = recording.item();
        let text = |name: &str| item[name].as_s().unwrap().as_str();
        assert_eq!(text("PK"), "BOOK#1");
        assert_eq!(text("SK"), format!("OUTBOX#{}", recording.id));
        assert_eq!(text("Type"), "Outbox");
        assert_eq!(text("Event"), r#"{"title":"Emma"}"#);
        assert_eq!(text("CorrelationId"), "c-1");
        assert!(!item.contains_key("Traceparent"));
    }
}
