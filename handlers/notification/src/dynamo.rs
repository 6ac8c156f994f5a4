//! Notifications in one DynamoDB table.
//!
//! | row | `PK` | `SK` | holds | written by | read by |
//! |---|---|---|---|---|---|
//! | `NotificationRow` | `RECIPIENT#{recipient}` | `{milliseconds, 15 digits}#{event id}` | the [`Notification`], `DeliveryState`, and the `Attempt` that claimed it | handle-event, send-notification | send-notification (stream), list-notifications, list-operator-notifications, newest first |
//! | `IdempotencyKey` | `IDEMPOTENCY#handle-event#{recipient}#{event id}` | `IDEMPOTENCY` | that the notification was stored | handle-event | its own condition |
//!
//! The event's id in the sort key separates two events of one millisecond. The idempotency key decides
//! whether an event is a duplicate, because a publisher may send it again with another time. Notifications
//! stay; idempotency keys expire.

use aws_sdk_dynamodb::types::{AttributeValue, builders::UpdateBuilder};
use contracts::{
    Function, Get, IdempotencyKey, Key, May, Put, QueryItems, Update,
    notification::{NotificationRow, Notifications as Table},
};
use platform::{
    Context, Result,
    dynamo::{self, Written, described, text, to_item},
};
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    notification::{DeliveryState, Notification, Position, Recipient},
    ports::{Deliveries, NewNotifications, Notifications, Page},
};

/// What the stream of the table delivers the insertions of.
const TYPE: &str = "Notification";

/// The table of notifications.
pub struct DynamoNotifications<F>(pub dynamo::Table<F, Table>);

/// A row, as far as its delivery is concerned.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DeliveryItem {
    delivery_state: DeliveryState,
}

fn key(notification: &Notification) -> Key<NotificationRow> {
    key_at(&notification.recipient, &notification.position())
}

fn key_at(recipient: &Recipient, place: &Position) -> Key<NotificationRow> {
    NotificationRow::key(recipient, place.time, &place.event_id)
}

fn value(state: DeliveryState) -> AttributeValue {
    text(format!("{state:?}"))
}

/// Ends the attempt that claimed a notification. A call that arrives late changes nothing.
fn end(attempt: Uuid, state: DeliveryState) -> UpdateBuilder {
    UpdateBuilder::default()
        .update_expression("SET DeliveryState = :state")
        .condition_expression("DeliveryState = :sending AND Attempt = :attempt")
        .expression_attribute_values(":sending", value(DeliveryState::Sending))
        .expression_attribute_values(":attempt", text(attempt.to_string()))
        .expression_attribute_values(":state", value(state))
}

impl<F> NewNotifications for DynamoNotifications<F>
where
    F: Function + May<Put<NotificationRow>> + May<Put<IdempotencyKey<Table>>>,
{
    async fn add(&self, notification: &Notification, context: &Context) -> Result {
        let mut item = described(to_item(notification)?, TYPE, &context.correlation_id);
        item.insert("DeliveryState".to_owned(), value(DeliveryState::Pending));
        let mark = format!("{}#{}", notification.recipient, notification.event_id);
        let transaction = self.0.transaction().idempotent(&mark);
        // A refused row is a duplicate too: its key contains the event's id.
        transaction.put_new(&key(notification), item).commit().await?;
        Ok(())
    }
}

impl<F> Deliveries for DynamoNotifications<F>
where
    F: Function + May<Get<NotificationRow>> + May<Update<NotificationRow>>,
{
    async fn claim(&self, notification: &Notification, attempt: Uuid) -> Result<bool> {
        // The client repeats a call that got no response, although it may have succeeded.
        let update = UpdateBuilder::default()
            .update_expression("SET DeliveryState = :sending, Attempt = :attempt")
            .condition_expression(
                "DeliveryState = :pending OR (DeliveryState = :sending AND Attempt = :attempt)",
            )
            .expression_attribute_values(":pending", value(DeliveryState::Pending))
            .expression_attribute_values(":sending", value(DeliveryState::Sending))
            .expression_attribute_values(":attempt", text(attempt.to_string()));
        Ok(self.0.update(&key(notification), update).await? == Written::Done)
    }

    async fn finish(&self, notification: &Notification, attempt: Uuid) -> Result {
        self.0.update(&key(notification), end(attempt, DeliveryState::Sent)).await?;
        Ok(())
    }

    async fn release(&self, notification: &Notification, attempt: Uuid) -> Result {
        self.0.update(&key(notification), end(attempt, DeliveryState::Pending)).await?;
        Ok(())
    }

    async fn state(&self, notification: &Notification) -> Result<Option<DeliveryState>> {
        let item: Option<DeliveryItem> = self.0.get(&key(notification)).await?;
        Ok(item.map(|item| item.delivery_state))
    }
}

impl<F: Function + May<QueryItems<NotificationRow>>> Notifications for DynamoNotifications<F> {
    async fn page(
        &self,
        recipient: &Recipient,
        after: Option<&Position>,
        limit: u32,
    ) -> Result<Page> {
        let partition = NotificationRow::partition(recipient);
        let after = after.map(|place| key_at(recipient, place));
        let page = self.0.query_page(&partition, after.as_ref(), limit).await?;
        Ok(Page { notifications: page.items, more: page.more })
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodb::{
        Client,
        operation::{
            get_item::GetItemOutput,
            query::QueryOutput,
            transact_write_items::{TransactWriteItemsError, TransactWriteItemsOutput},
            update_item::{UpdateItemError, UpdateItemOutput},
        },
        types::{
            CancellationReason,
            error::{ConditionalCheckFailedException, TransactionCanceledException},
        },
    };
    use aws_smithy_mocks::{Rule, mock};
    use contracts::notification::{HandleEvent, ListNotifications, SendNotification};

    use super::*;
    use crate::memory::samples;

    const KEY: &str = "000001795255200#e-1";

    fn notification() -> Notification {
        samples::notification("u-1", "e-1", 1_795_255_200)
    }

    async fn add(rule: &Rule) -> Result {
        let store = DynamoNotifications::<HandleEvent>(dynamo::Table::mocked(rule));
        store.add(&notification(), &Context::new()).await
    }

    fn deliveries(rule: &Rule) -> DynamoNotifications<SendNotification> {
        DynamoNotifications(dynamo::Table::mocked(rule))
    }

    #[tokio::test]
    async fn a_notification_is_stored_together_with_its_mark() {
        let rule = mock!(Client::transact_write_items)
            .match_requests(|request| {
                let items = request.transact_items();
                let item = |index: usize| items[index].put().unwrap().item();
                let row = item(1);
                let mark = "IDEMPOTENCY#handle-event#user#u-1#e-1";
                items.len() == 2
                    && item(0)["PK"] == text(mark)
                    && row["PK"] == text("RECIPIENT#user#u-1")
                    && row["SK"] == text(KEY)
                    && row["Type"] == text("Notification")
                    && row["DeliveryState"] == text("Pending")
                    && row["Text"] == text("Good news!")
            })
            .then_output(|| TransactWriteItemsOutput::builder().build());
        add(&rule).await.unwrap();
        assert_eq!(rule.num_calls(), 1);
    }

    #[tokio::test]
    async fn a_notification_that_was_stored_is_not_stored_again() {
        for codes in [["ConditionalCheckFailed", "None"], ["None", "ConditionalCheckFailed"]] {
            let rule = mock!(Client::transact_write_items).then_error(move || {
                let reasons = codes.map(|code| CancellationReason::builder().code(code).build());
                TransactWriteItemsError::TransactionCanceledException(
                    TransactionCanceledException::builder()
                        .set_cancellation_reasons(Some(reasons.to_vec()))
                        .build(),
                )
            });
            add(&rule).await.unwrap();
        }
    }

    #[tokio::test]
    async fn a_claim_holds_for_the_attempt_that_made_it() {
        let rule = mock!(Client::update_item)
            .match_requests(|request| {
                let values = request.expression_attribute_values().unwrap();
                request.key().unwrap()["SK"] == text(KEY)
                    && request
                        .condition_expression()
                        .unwrap()
                        .ends_with("OR (DeliveryState = :sending AND Attempt = :attempt)")
                    && values[":pending"] == text("Pending")
                    && values[":sending"] == text("Sending")
                    && values[":attempt"] == text(Uuid::nil().to_string())
            })
            .then_output(|| UpdateItemOutput::builder().build());
        assert!(deliveries(&rule).claim(&notification(), Uuid::nil()).await.unwrap());
    }

    #[tokio::test]
    async fn a_notification_in_another_state_is_neither_claimed_nor_finished_nor_released() {
        let rule = mock!(Client::update_item).then_error(|| {
            UpdateItemError::ConditionalCheckFailedException(
                ConditionalCheckFailedException::builder().build(),
            )
        });
        let deliveries = deliveries(&rule);
        assert!(!deliveries.claim(&notification(), Uuid::nil()).await.unwrap());
        deliveries.finish(&notification(), Uuid::nil()).await.unwrap();
        deliveries.release(&notification(), Uuid::nil()).await.unwrap();
        assert_eq!(rule.num_calls(), 3);
    }

    /// DynamoDB that ends the attempt which claimed the notification.
    fn ended(state: &'static str) -> Rule {
        mock!(Client::update_item)
            .match_requests(move |request| {
                let values = request.expression_attribute_values().unwrap();
                request.key().unwrap()["SK"] == text(KEY)
                    && request.condition_expression()
                        == Some("DeliveryState = :sending AND Attempt = :attempt")
                    && values[":sending"] == text("Sending")
                    && values[":attempt"] == text(Uuid::max().to_string())
                    && values[":state"] == text(state)
            })
            .then_output(|| UpdateItemOutput::builder().build())
    }

    #[tokio::test]
    async fn a_notification_is_finished_and_released_by_the_attempt_that_claimed_it() {
        let rule = ended("Sent");
        deliveries(&rule).finish(&notification(), Uuid::max()).await.unwrap();
        assert_eq!(rule.num_calls(), 1);
        let rule = ended("Pending");
        deliveries(&rule).release(&notification(), Uuid::max()).await.unwrap();
        assert_eq!(rule.num_calls(), 1);
    }

    #[tokio::test]
    async fn the_state_is_read_as_it_was_written() {
        for state in [DeliveryState::Pending, DeliveryState::Sending, DeliveryState::Sent] {
            let rule = mock!(Client::get_item).then_output(move || {
                GetItemOutput::builder().item("DeliveryState", value(state)).build()
            });
            assert_eq!(deliveries(&rule).state(&notification()).await.unwrap(), Some(state));
        }
    }

    #[tokio::test]
    async fn a_page_begins_after_a_notification_of_the_same_recipient() {
        let rule = mock!(Client::query)
            .match_requests(|request| {
                let start = request.exclusive_start_key().unwrap();
                request.expression_attribute_values().unwrap()[":partition"]
                    == text("RECIPIENT#user#u-1")
                    && start["PK"] == text("RECIPIENT#user#u-1")
                    && start["SK"] == text(KEY)
                    && request.scan_index_forward() == Some(false)
            })
            .then_output(|| {
                let item = described(to_item(&notification()).unwrap(), TYPE, "c-1");
                QueryOutput::builder().items(item).build()
            });
        let store = DynamoNotifications::<ListNotifications>(dynamo::Table::mocked(&rule));
        let (recipient, place) = (notification().recipient, notification().position());
        let page = store.page(&recipient, Some(&place), 20).await.unwrap();
        assert_eq!(page, Page { notifications: vec![notification()], more: false });
    }
}
