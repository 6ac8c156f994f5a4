//! Calls of DynamoDB that do not depend on a function or a kind of row: compiled once.

use std::{error::Error, time::Duration};

use aws_sdk_dynamodb::{
    Client,
    error::{BuildError, ProvideErrorMetadata, SdkError},
    operation::update_item::UpdateItemError,
    types::{
        AttributeValue, KeysAndAttributes, ReturnValuesOnConditionCheckFailure, TransactWriteItem,
        builders::{ConditionCheckBuilder, DeleteBuilder, PutBuilder, UpdateBuilder},
    },
};
use uuid::Uuid;

use super::{
    Item, Written,
    transaction::{Outcome, Verdict, classify},
};
use crate::{Attempt, Failure, Result, Throttled, backoff::backoff, retry_conflicts};

/// Most keys of one batch.
const BATCH: usize = 100;

/// Longest partition key that DynamoDB takes, in bytes. Callers choose parts of keys; a longer one
/// is the key of no item.
const MAX_PARTITION_KEY: usize = 2048;

/// Attempts of a batch that DynamoDB does not process completely.
const BATCH_ATTEMPTS: u32 = 6;

/// Longest pause before the first of these is repeated.
const FIRST_PAUSE: Duration = Duration::from_millis(20);

/// A table.
pub(super) struct Store {
    client: Client,
    table: String,
}

/// Which items of a partition, of the table or of an index, to read, and in which order.
pub(super) struct Query<'a> {
    /// The index; none is the table.
    pub(super) index: Option<&'static str>,
    /// Name of the attribute that is the partition key.
    pub(super) partition_key: &'static str,
    /// Its value.
    pub(super) value: &'a str,
    /// The keys of the item after which to begin.
    pub(super) start: Option<Item>,
    /// Whether the order is descending.
    pub(super) last_first: bool,
}

/// One write of a transaction. The table need not be named.
pub(super) enum Operation {
    Put(PutBuilder),
    Update(UpdateBuilder),
    Delete(DeleteBuilder),
    Check(ConditionCheckBuilder),
}

impl Store {
    pub(super) fn new(client: Client, table: String) -> Self {
        Self { client, table }
    }

    pub(super) async fn get(&self, key: Item) -> Result<Option<Item>> {
        if is_too_long(&key) {
            return Ok(None);
        }
        let request = self.client.get_item().table_name(&self.table).set_key(Some(key));
        let output = Box::pin(request.consistent_read(true).send()).await;
        Ok(output.map_err(failed)?.item)
    }

    pub(super) async fn batch_get(&self, mut keys: Vec<Item>) -> Result<Vec<Item>> {
        let mut items = Vec::new();
        let mut attempts = 0;
        while !keys.is_empty() {
            let rest = keys.split_off(keys.len().min(BATCH));
            let (found, unprocessed) = self.batch(keys).await?;
            items.extend(found);
            if !unprocessed.is_empty() {
                attempts += 1;
                self.pause_before_retry(attempts).await?;
            }
            keys = [unprocessed, rest].concat();
        }
        Ok(items)
    }

    /// The items of one batch, and the keys that DynamoDB did not process.
    async fn batch(&self, keys: Vec<Item>) -> Result<(Vec<Item>, Vec<Item>)> {
        let wanted =
            KeysAndAttributes::builder().set_keys(Some(keys)).consistent_read(true).build()?;
        let request = self.client.batch_get_item().request_items(&self.table, wanted);
        let output = Box::pin(request.send()).await.map_err(failed)?;
        let items = output.responses.and_then(|mut tables| tables.remove(&self.table));
        let rest = output.unprocessed_keys.and_then(|mut tables| tables.remove(&self.table));
        Ok((items.unwrap_or_default(), rest.map(|rest| rest.keys).unwrap_or_default()))
    }

    async fn pause_before_retry(&self, attempts: u32) -> Result {
        if attempts >= BATCH_ATTEMPTS {
            let table = &self.table;
            let reason =
                format!("failed to read all keys of `{table}` in {BATCH_ATTEMPTS} attempts");
            return Err(Throttled(reason.into()).into());
        }
        tokio::time::sleep(backoff(FIRST_PAUSE, attempts)).await;
        Ok(())
    }

    /// At most `limit` items, in as many requests as that takes, and whether there are more.
    pub(super) async fn query_page(
        &self,
        mut query: Query<'_>,
        limit: u32,
    ) -> Result<(Vec<Item>, bool)> {
        let mut items = Vec::new();
        if query.value.len() > MAX_PARTITION_KEY {
            return Ok((items, false));
        }
        let limit = limit as usize;
        while items.len() <= limit {
            let missing = limit - items.len();
            let (found, next) = self.query(&query, Some(missing)).await?;
            items.extend(found);
            query.start = next;
            if query.start.is_none() {
                break;
            }
        }
        let more = items.len() > limit;
        items.truncate(limit);
        Ok((items, more))
    }

    /// At most `limit` items, or as many as one request returns, and whether there are more.
    pub(super) async fn find(
        &self,
        query: Query<'_>,
        limit: Option<u32>,
    ) -> Result<(Vec<Item>, bool)> {
        let limit = limit.map(|limit| limit as usize);
        let (mut items, next) = self.query(&query, limit).await?;
        let limit = limit.unwrap_or(usize::MAX);
        let more = items.len() > limit || next.is_some();
        items.truncate(limit);
        Ok((items, more))
    }

    /// The items that one request returns, and where the next one begins. It asks for one item more
    /// than `limit`, which shows whether there are more.
    async fn query(
        &self,
        query: &Query<'_>,
        limit: Option<usize>,
    ) -> Result<(Vec<Item>, Option<Item>)> {
        let requested = limit.map(|limit| i32::try_from(limit + 1).unwrap_or(i32::MAX));
        let request = self.client.query().table_name(&self.table);
        let request = request
            .set_index_name(query.index.map(str::to_owned))
            .key_condition_expression("#partition = :partition")
            .expression_attribute_names("#partition", query.partition_key)
            .expression_attribute_values(":partition", AttributeValue::S(query.value.to_owned()))
            .scan_index_forward(!query.last_first)
            .set_exclusive_start_key(query.start.clone())
            .set_limit(requested);
        let output = Box::pin(request.send()).await.map_err(failed)?;
        Ok((output.items.unwrap_or_default(), output.last_evaluated_key))
    }

    pub(super) async fn put(&self, item: Item) -> Result {
        let request = self.client.put_item().table_name(&self.table).set_item(Some(item));
        self.retry_conflicts(async || match Box::pin(request.clone().send()).await {
            Ok(_) => Ok(Attempt::Done(())),
            Err(error) => conflict(error),
        })
        .await
    }

    pub(super) async fn update(&self, update: UpdateBuilder) -> Result<Written> {
        let update = update.table_name(&self.table).build()?;
        let request = self
            .client
            .update_item()
            .table_name(update.table_name)
            .set_key(Some(update.key))
            .update_expression(update.update_expression)
            .set_condition_expression(update.condition_expression)
            .set_expression_attribute_names(update.expression_attribute_names)
            .set_expression_attribute_values(update.expression_attribute_values)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        self.retry_conflicts(async || match Box::pin(request.clone().send()).await {
            Ok(_) => Ok(Attempt::Done(Written::Done)),
            Err(error) => match error.as_service_error() {
                Some(UpdateItemError::ConditionalCheckFailedException(refusal)) => {
                    Ok(Attempt::Done(Written::Refused { exists: refusal.item().is_some() }))
                }
                _ => conflict(error),
            },
        })
        .await
    }

    pub(super) async fn delete(&self, key: Item) -> Result {
        let request = self.client.delete_item().table_name(&self.table).set_key(Some(key));
        self.retry_conflicts(async || match Box::pin(request.clone().send()).await {
            Ok(_) => Ok(Attempt::Done(())),
            Err(error) => conflict(error),
        })
        .await
    }

    /// Makes all writes or none. `mark` is the index of the idempotency key among them.
    pub(super) async fn write(
        &self,
        operations: &[Operation],
        mark: Option<usize>,
    ) -> Result<Outcome> {
        let items = operations.iter().map(|operation| operation.build(&self.table));
        let items: Vec<TransactWriteItem> = items.collect::<Result<_, _>>()?;
        let request = self.client.transact_write_items().set_transact_items(Some(items));
        let mut token = Uuid::now_v7().to_string();
        self.retry_conflicts(async || {
            let request = request.clone().client_request_token(&token);
            let Err(error) = Box::pin(request.send()).await else {
                return Ok(Attempt::Done(Outcome::Committed));
            };
            match classify(&error, mark) {
                Verdict::Decided(outcome) => Ok(Attempt::Done(outcome)),
                Verdict::Conflict => {
                    token = Uuid::now_v7().to_string();
                    Ok(Attempt::Conflict)
                }
                // The same transaction again: the one that is running may still succeed.
                Verdict::InProgress => Ok(Attempt::Conflict),
                Verdict::Throttled => Err(Throttled(error.into()).into()),
                Verdict::Failed => Err(failed(error)),
            }
        })
        .await
    }

    async fn retry_conflicts<T>(
        &self,
        attempt: impl AsyncFnMut() -> Result<Attempt<T>>,
    ) -> Result<T> {
        retry_conflicts(format_args!("write to the table `{}`", self.table), attempt).await
    }
}

/// A write of one item that conflicted with a transaction, or the failure that it is otherwise.
fn conflict<T, E>(error: SdkError<E>) -> Result<Attempt<T>>
where
    E: ProvideErrorMetadata + Error + Send + Sync + 'static,
{
    match error.code() {
        Some("TransactionConflictException") => Ok(Attempt::Conflict),
        _ => Err(failed(error)),
    }
}

/// The failure of a call, after the retries of the SDK.
fn failed<E>(error: SdkError<E>) -> Failure
where
    E: ProvideErrorMetadata + Error + Send + Sync + 'static,
{
    match error.code() {
        Some(
            "ProvisionedThroughputExceededException"
            | "RequestLimitExceeded"
            | "ThrottlingException",
        ) => Throttled(error.into()).into(),
        _ => error.into(),
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

fn is_too_long(key: &Item) -> bool {
    key.get("PK")
        .and_then(|partition| partition.as_s().ok())
        .is_some_and(|partition| partition.len() > MAX_PARTITION_KEY)
}
