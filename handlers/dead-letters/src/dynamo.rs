//! The queues as they were last seen, in one DynamoDB table.
//!
//! | row | `PK` | `SK` | holds | written by | read by |
//! |---|---|---|---|---|---|
//! | `QueueRow` | `QUEUES` | name of the queue | the [`WatchedQueue`] | watch-queues | the same, all of them with one query |
//! | `Outbox` | `OUTBOX#QUEUES` | message id | that a queue is no longer empty | the same | publish-events (stream) |
//!
//! A queue that never had messages has no row. The query may miss the newest changes: then the
//! condition of the write does not hold.

use aws_sdk_dynamodb::types::builders::PutBuilder;
use contracts::{
    Function, May, Outbox, Put, QueryItems,
    dead_letters::{QueueRow, Queues as Table},
};
use platform::{
    Context, Failure, OutboxMessage, Result,
    dynamo::{self, Outcome, described, number, to_item},
};

use crate::{
    ports::WatchedQueues,
    watched_queue::{Measurement, WatchedQueue},
};

/// More queues than all services together have.
const MOST_QUEUES: u32 = 10_000;

/// The table of queues.
pub struct DynamoQueues<F>(pub dynamo::Table<F, Table>);

impl<F> WatchedQueues for DynamoQueues<F>
where
    F: Function + May<QueryItems<QueueRow>> + May<Put<QueueRow>> + May<Put<Outbox<Table>>>,
{
    async fn all(&self) -> Result<Vec<WatchedQueue>> {
        let page = self.0.query_page(&QueueRow::partition(), None, MOST_QUEUES).await?;
        if page.more {
            return Err(Failure::failed(format!("there are more than {MOST_QUEUES} queues")));
        }
        Ok(page.items)
    }

    async fn save(&self, measurement: &Measurement, context: &Context) -> Result<bool> {
        let Measurement { before, after } = measurement;
        let key = QueueRow::key(&after.queue);
        let item = described(to_item(after)?, "Queue", &context.correlation_id);
        let transaction = self.0.transaction().put(&key, item, unchanged(before));
        let transaction = match measurement.event() {
            Some(event) => transaction.enqueue(&OutboxMessage::about(&key, &event, context)?),
            None => transaction,
        };
        Ok(transaction.commit().await? == Outcome::Committed)
    }
}

/// The condition that a queue is still as it was read.
fn unchanged(before: &WatchedQueue) -> PutBuilder {
    let put = PutBuilder::default();
    if before.revision == 0 {
        return put.condition_expression("attribute_not_exists(PK)");
    }
    put.condition_expression("Revision = :revision")
        .expression_attribute_values(":revision", number(before.revision))
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodb::{
        Client,
        operation::{
            query::QueryOutput,
            transact_write_items::{
                TransactWriteItemsError, TransactWriteItemsInput, TransactWriteItemsOutput,
            },
        },
        types::{CancellationReason, Put as PutItem, error::TransactionCanceledException},
    };
    use aws_smithy_mocks::{Rule, mock};
    use contracts::dead_letters::WatchQueues;
    use jiff::Timestamp;
    use platform::{QueueDepth, dynamo::text};

    use super::*;
    use crate::watched_queue::measurements;

    const NOW: Timestamp = Timestamp::constant(1_795_255_200, 0);

    fn queues(rule: &Rule) -> DynamoQueues<WatchQueues> {
        DynamoQueues(dynamo::Table::mocked(rule))
    }

    fn measured(before: Option<WatchedQueue>, depth: u64) -> Measurement {
        let depths = vec![QueueDepth { queue: "test-a-dlq".to_owned(), depth: Some(depth) }];
        measurements(before.into_iter().collect(), depths, NOW).remove(0)
    }

    fn puts(request: &TransactWriteItemsInput) -> Vec<&PutItem> {
        request.transact_items().iter().map(|item| item.put().unwrap()).collect()
    }

    /// DynamoDB that commits a transaction which is `expected`.
    fn committed(expected: fn(&[&PutItem]) -> bool) -> Rule {
        mock!(Client::transact_write_items)
            .match_requests(move |request| expected(&puts(request)))
            .then_output(|| TransactWriteItemsOutput::builder().build())
    }

    async fn save(rule: &Rule, measurement: &Measurement) -> bool {
        queues(rule).save(measurement, &Context::new()).await.unwrap()
    }

    #[tokio::test]
    async fn a_queue_is_stored_together_with_its_event() {
        let rule = committed(|puts| {
            let [row, message] = puts else { return false };
            row.item()["PK"] == text("QUEUES")
                && row.item()["SK"] == text("test-a-dlq")
                && row.item()["Depth"] == number(3)
                && row.item()["NonEmptySince"] == text(NOW.to_string())
                && row.item()["Revision"] == number(1)
                && row.condition_expression() == Some("attribute_not_exists(PK)")
                && message.item()["PK"] == text("OUTBOX#QUEUES")
        });
        assert!(save(&rule, &measured(None, 3)).await);
    }

    #[tokio::test]
    async fn a_queue_that_was_not_empty_before_is_stored_without_an_event() {
        let rule = committed(|puts| {
            let [row] = puts else { return false };
            row.item()["Revision"] == number(2)
                && !row.item().contains_key("NonEmptySince")
                && row.condition_expression() == Some("Revision = :revision")
                && row.expression_attribute_values().unwrap()[":revision"] == number(1)
        });
        assert!(save(&rule, &measured(Some(measured(None, 3).after), 0)).await);
    }

    #[tokio::test]
    async fn a_queue_that_changed_in_the_meantime_is_not_stored() {
        let rule = mock!(Client::transact_write_items).then_error(|| {
            let reasons = ["ConditionalCheckFailed", "None"]
                .map(|code| CancellationReason::builder().code(code).build());
            TransactWriteItemsError::TransactionCanceledException(
                TransactionCanceledException::builder()
                    .set_cancellation_reasons(Some(reasons.to_vec()))
                    .build(),
            )
        });
        assert!(!save(&rule, &measured(None, 3)).await);
    }

    #[tokio::test]
    async fn queues_are_read_as_they_were_written() {
        let found = measured(None, 3).after;
        let emptied = measured(Some(found.clone()), 0).after;
        let expected = [found, emptied];
        let items: Vec<_> = expected
            .iter()
            .map(|queue| described(to_item(queue).unwrap(), "Queue", "c-1"))
            .collect();
        let rule = mock!(Client::query)
            .match_requests(|request| {
                request.expression_attribute_values().unwrap()[":partition"] == text("QUEUES")
            })
            .then_output(move || QueryOutput::builder().set_items(Some(items.clone())).build());
        assert_eq!(queues(&rule).all().await.unwrap(), expected);
    }
}
