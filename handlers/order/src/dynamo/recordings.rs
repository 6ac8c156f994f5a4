//! The events that the test harness recorded, in a DynamoDB table of their own.
//!
//! | row | `PK` | `SK` | written by | read by |
//! |---|---|---|---|---|
//! | `EventRow` | `{order_number}` | `{yyyyMMddHHmmss}_{event type}` | record-event | get-recorded-events, newest first |

use contracts::{
    Function, May, Put, QueryItems,
    order::{EventRow, RecordedEvent, RecordedEvents as Table},
};
use platform::{
    Result,
    dynamo::{self, Page, to_item},
};

use crate::ports::reading::{EventRecorder, RecordedEvents};

/// The table of the recorded events.
pub struct DynamoRecordings<F>(pub dynamo::Table<F, Table>);

impl<F: Function + May<Put<EventRow>>> EventRecorder for DynamoRecordings<F> {
    async fn record(&self, event: &RecordedEvent) -> Result {
        let time: String = event.received_on.chars().filter(char::is_ascii_digit).collect();
        let key = EventRow::key(&event.key, time, &event.event_type);
        self.0.put(&key, to_item(event)?).await
    }
}

impl<F: Function + May<QueryItems<EventRow>>> RecordedEvents for DynamoRecordings<F> {
    async fn recorded(&self, order_number: &str, limit: u32) -> Result<Vec<RecordedEvent>> {
        let partition = EventRow::partition(order_number);
        let page: Page<RecordedEvent> = self.0.query_page(&partition, None, limit).await?;
        Ok(page.items)
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodb::{
        Client,
        operation::{put_item::PutItemOutput, query::QueryOutput},
    };
    use aws_smithy_mocks::mock;
    use contracts::order::{GetRecordedEvents, RecordEvent};
    use platform::dynamo::text;

    use super::*;

    fn event() -> RecordedEvent {
        RecordedEvent {
            key: "o-1".to_owned(),
            event_data: "{}".to_owned(),
            event_type: "orders.orderCreated.v1".to_owned(),
            received_on: "2026-11-21T13:11:12".to_owned(),
            received_from: "dev.orders".to_owned(),
            conversation_id: None,
        }
    }

    #[tokio::test]
    async fn an_event_is_stored_under_its_order_time_and_type() {
        let rule = mock!(Client::put_item)
            .match_requests(|request| {
                let item = request.item().unwrap();
                item["PK"] == text("o-1")
                    && item["SK"] == text("20261121131112_orders.orderCreated.v1")
                    && item["EventData"] == text("{}")
                    && item["ReceivedFrom"] == text("dev.orders")
            })
            .then_output(|| PutItemOutput::builder().build());
        let recordings = DynamoRecordings::<RecordEvent>(dynamo::Table::mocked(&rule));
        recordings.record(&event()).await.unwrap();
        assert_eq!(rule.num_calls(), 1);
    }

    #[tokio::test]
    async fn events_are_read_as_they_were_written_and_newest_first() {
        let rule = mock!(Client::query)
            .match_requests(|query| query.scan_index_forward() == Some(false))
            .then_output(|| QueryOutput::builder().items(to_item(&event()).unwrap()).build());
        let recordings = DynamoRecordings::<GetRecordedEvents>(dynamo::Table::mocked(&rule));
        assert_eq!(recordings.recorded("o-1", 10).await.unwrap(), [event()]);
    }
}
