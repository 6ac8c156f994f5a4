//! Transactions: state, its events and the mark that a message was handled are written together.

use std::marker::PhantomData;

use aws_sdk_dynamodb::{
    error::SdkError,
    operation::transact_write_items::TransactWriteItemsError,
    types::{
        CancellationReason,
        builders::{ConditionCheckBuilder, DeleteBuilder, PutBuilder, UpdateBuilder},
    },
};
use contracts::{
    Check, Delete, Function, IdempotencyKey, Key, May, Outbox, Put, Row, Table, Update,
    retention::MARK_LIFETIME_DAYS,
};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use super::{
    Item, attributes_of, expiring,
    store::{Operation, Store},
    text, with_key,
};
use crate::{
    OutboxMessage, ReplyRequest, Result,
    clock::{Clock, SystemClock},
};

/// How long the mark that a message was handled is kept: longer than a copy of the message can arrive.
pub const MARK_LIFETIME: SignedDuration =
    SignedDuration::from_hours(MARK_LIFETIME_DAYS as i64 * 24);

/// The result of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// All of it was written.
    Committed,
    /// Nothing was written: the message was handled before.
    Duplicate,
    /// Nothing was written: the condition of an operation did not hold.
    Refused {
        /// Which operation, counted from 0 in the order they were added.
        index: usize,
    },
}

/// Writes to the table `T` that are made all or not at all. The function `F` must have declared each.
pub struct Transaction<'a, F, T> {
    store: &'a Store,
    operations: Vec<Operation>,
    mark: Option<usize>,
    uses: PhantomData<fn() -> (F, T)>,
}

impl<'a, F: Function, T: Table> Transaction<'a, F, T> {
    pub(super) fn new(store: &'a Store) -> Self {
        Self { store, operations: Vec::new(), mark: None, uses: PhantomData }
    }

    /// Adds an item, on the condition that there is none with its key.
    #[must_use]
    pub fn put_new<R>(self, key: &Key<R>, attributes: Item) -> Self
    where
        R: Row<Table = T>,
        F: May<Put<R>>,
    {
        let put = PutBuilder::default().condition_expression("attribute_not_exists(PK)");
        self.put(key, attributes, put)
    }

    /// Adds or replaces an item, on the condition that `put` states.
    #[must_use]
    pub fn put<R>(self, key: &Key<R>, attributes: Item, put: PutBuilder) -> Self
    where
        R: Row<Table = T>,
        F: May<Put<R>>,
    {
        self.with(Operation::Put(put.set_item(Some(with_key(key, attributes)))))
    }

    /// Changes an item. The update names neither table nor key.
    #[must_use]
    pub fn update<R>(self, key: &Key<R>, update: UpdateBuilder) -> Self
    where
        R: Row<Table = T>,
        F: May<Update<R>>,
    {
        self.with(Operation::Update(update.set_key(Some(attributes_of(key)))))
    }

    /// Deletes an item, on the condition that `delete` states.
    #[must_use]
    pub fn delete<R>(self, key: &Key<R>, delete: DeleteBuilder) -> Self
    where
        R: Row<Table = T>,
        F: May<Delete<R>>,
    {
        self.with(Operation::Delete(delete.set_key(Some(attributes_of(key)))))
    }

    /// Requires a condition of an item that is not changed.
    #[must_use]
    pub fn check<R>(self, key: &Key<R>, check: ConditionCheckBuilder) -> Self
    where
        R: Row<Table = T>,
        F: May<Check<R>>,
    {
        self.with(Operation::Check(check.set_key(Some(attributes_of(key)))))
    }

    /// Adds a message to the outbox.
    #[must_use]
    pub fn enqueue(self, message: &OutboxMessage) -> Self
    where
        F: May<Put<Outbox<T>>>,
    {
        self.put_new(&message.key(), message.attributes())
    }

    /// Writes nothing if the function handled the message `message_id` before, and marks that it
    /// did.
    #[must_use]
    pub fn idempotent(mut self, message_id: &str) -> Self
    where
        F: May<Put<IdempotencyKey<T>>>,
    {
        self.mark = Some(self.operations.len());
        self.put_new(&IdempotencyKey::key(F::NAME, message_id), mark(SystemClock.now()))
    }

    /// Writes nothing if the function replied to this request about `subject` in its conversation
    /// before, and marks that it did.
    #[must_use]
    pub fn idempotent_reply(self, subject: &str, request: &ReplyRequest<'_>) -> Self
    where
        F: May<Put<IdempotencyKey<T>>>,
    {
        self.idempotent(&reply_id(subject, request.event_id, request.conversation_id))
    }

    /// Makes the writes.
    pub async fn commit(self) -> Result<Outcome> {
        self.store.write(&self.operations, self.mark).await
    }

    fn with(mut self, operation: Operation) -> Self {
        self.operations.push(operation);
        self
    }
}

/// What identifies a reply. The conversation id is a task token, which is longer than a key may be.
fn reply_id(subject: &str, message_id: &str, conversation_id: Option<&str>) -> String {
    let parts = (subject, message_id, conversation_id);
    hex::encode(Sha256::digest(format!("{parts:?}")))
}

fn mark(now: Timestamp) -> Item {
    let kind = [("Type".to_owned(), text("IdempotencyKey"))];
    expiring(kind.into(), now + MARK_LIFETIME)
}

/// What the refusal of a transaction means.
#[derive(Debug, PartialEq)]
pub(super) enum Verdict {
    Decided(Outcome),
    /// Another transaction wrote the same items at the same time.
    Conflict,
    /// This transaction, sent before, has not ended yet.
    InProgress,
    /// The table or one of its items gets too many requests.
    Throttled,
    Failed,
}

pub(super) fn classify(error: &SdkError<TransactWriteItemsError>, mark: Option<usize>) -> Verdict {
    match error.as_service_error() {
        Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => {
            classify_reasons(cancelled.cancellation_reasons(), mark)
        }
        Some(TransactWriteItemsError::TransactionInProgressException(_)) => Verdict::InProgress,
        _ => Verdict::Failed,
    }
}

/// There is one reason per operation; its code is `None` where nothing was wrong with it.
fn classify_reasons(reasons: &[CancellationReason], mark: Option<usize>) -> Verdict {
    let failed = |reason: &CancellationReason| reason.code() == Some("ConditionalCheckFailed");
    let conflicted = |reason: &CancellationReason| reason.code() == Some("TransactionConflict");
    let throttled = |reason: &CancellationReason| {
        matches!(reason.code(), Some("ProvisionedThroughputExceeded" | "ThrottlingError"))
    };
    if mark.and_then(|index| reasons.get(index)).is_some_and(failed) {
        return Verdict::Decided(Outcome::Duplicate);
    }
    if let Some(index) = reasons.iter().position(failed) {
        return Verdict::Decided(Outcome::Refused { index });
    }
    match reasons {
        _ if reasons.iter().any(conflicted) => Verdict::Conflict,
        _ if reasons.iter().any(throttled) => Verdict::Throttled,
        _ => Verdict::Failed,
    }
}

#[cfg(test)]
mod tests {
    use std::{
        collections::BTreeSet,
        sync::{Arc, Mutex},
    };

    use aws_sdk_dynamodb::{
        Client,
        operation::transact_write_items::TransactWriteItemsOutput,
        types::{
            AttributeValue,
            error::{TransactionCanceledException, TransactionInProgressException},
        },
    };
    use aws_smithy_mocks::{Rule, mock};
    use contracts::{
        Direct, Key, Listed, Outbox,
        inventory::{SERVICE, Stock, StockRow},
    };
    use serde_json::json;

    use super::*;
    use crate::{Context, dynamo::Table};

    contracts::function! {
        /// Counts the stock.
        CountStock = SERVICE / "count-stock" on Direct<(), ()> {
            may: [Put<StockRow>, Put<IdempotencyKey<Stock>>],
        }
    }

    impl Listed for CountStock {}

    fn cancelled(codes: &[&str]) -> TransactWriteItemsError {
        let reason = |code: &&str| CancellationReason::builder().code(*code).build();
        let reasons = codes.iter().map(reason).collect();
        let error =
            TransactionCanceledException::builder().set_cancellation_reasons(Some(reasons)).build();
        TransactWriteItemsError::TransactionCanceledException(error)
    }

    /// An item, the mark that message `e-1` was handled, and a second item.
    async fn commit(rule: &Rule) -> Result<Outcome> {
        let table = Table::<CountStock, Stock>::mocked(rule);
        let transaction = table.transaction();
        transaction
            .put_new(&StockRow::key("LATTE"), Item::new())
            .idempotent("e-1")
            .put_new(&StockRow::key("TEA"), Item::new())
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
                    && puts.iter().all(|put| put.table_name() == "mocked")
                    && puts[1].item()["PK"]
                        == AttributeValue::S("IDEMPOTENCY#count-stock#e-1".to_owned())
            })
            .then_output(|| TransactWriteItemsOutput::builder().build());
        assert_eq!(commit(&rule).await.unwrap(), Outcome::Committed);
    }

    #[tokio::test]
    async fn a_message_that_was_handled_is_a_duplicate() {
        let codes = &["None", "ConditionalCheckFailed", "None"];
        assert_eq!(outcome_of(codes).await, Outcome::Duplicate);
        let codes = &["ConditionalCheckFailed", "ConditionalCheckFailed", "None"];
        assert_eq!(outcome_of(codes).await, Outcome::Duplicate);
    }

    #[tokio::test]
    async fn a_refused_transaction_names_the_operation_whose_condition_failed() {
        let codes = &["None", "None", "ConditionalCheckFailed"];
        assert_eq!(outcome_of(codes).await, Outcome::Refused { index: 2 });
    }

    #[tokio::test(start_paused = true)]
    async fn a_transaction_that_conflicts_is_retried() {
        let rule = mock!(Client::transact_write_items)
            .sequence()
            .error(|| cancelled(&["TransactionConflict", "None", "None"]))
            .output(|| TransactWriteItemsOutput::builder().build())
            .build();
        assert_eq!(commit(&rule).await.unwrap(), Outcome::Committed);
        assert_eq!(rule.num_calls(), 2);
    }

    /// The number of different tokens in the requests of a transaction, if all but the last one fail
    /// with `error`.
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

    #[tokio::test(start_paused = true)]
    async fn a_transaction_in_progress_is_retried_with_its_token() {
        let running = || {
            TransactWriteItemsError::TransactionInProgressException(
                TransactionInProgressException::builder().build(),
            )
        };
        assert_eq!(tokens(running).await, 1);
        assert_eq!(tokens(|| cancelled(&["TransactionConflict", "None", "None"])).await, 5);
    }

    #[tokio::test]
    async fn a_transaction_that_is_cancelled_for_another_reason_fails() {
        let rule = mock!(Client::transact_write_items)
            .then_error(|| cancelled(&["None", "ValidationError", "None"]));
        assert!(matches!(commit(&rule).await, Err(crate::Failure::Failed(_))));
    }

    #[test]
    fn every_conversation_has_its_own_reply() {
        let one = reply_id("o", "e", Some("token"));
        assert_eq!(one, reply_id("o", "e", Some("token")));
        for other in [
            reply_id("o", "e", Some("other")),
            reply_id("o", "e", None),
            reply_id("o", "f", Some("token")),
            reply_id("p", "e", Some("token")),
        ] {
            assert_ne!(one, other);
        }
    }

    #[test]
    fn marks_expire_after_their_lifetime() {
        let now = Timestamp::from_second(1_000_000).unwrap();
        let expires = 1_000_000 + i64::from(MARK_LIFETIME_DAYS) * 24 * 60 * 60;
        assert_eq!(mark(now)["Expires"], AttributeValue::N(expires.to_string()));
    }

    #[test]
    fn an_outbox_message_is_in_the_partition_of_its_aggregate() {
        let context = Context { correlation_id: "c-1".to_owned(), traceparent: None };
        let event = json!({ "total": 7 });
        let message = OutboxMessage::about(&StockRow::key("LATTE"), &event, &context).unwrap();
        let key: Key<Outbox<Stock>> = message.key();
        assert_eq!(key.partition(), "OUTBOX#PRODUCT#LATTE");
        assert_eq!(key.sort(), message.id.to_string());
        let item = message.attributes();
        let text = |name: &str| item[name].as_s().unwrap().as_str();
        assert_eq!(text("Type"), "Outbox");
        assert_eq!(text("Event"), r#"{"total":7}"#);
        assert_eq!(text("CorrelationId"), "c-1");
        assert!(!item.contains_key("Traceparent"));
    }
}
