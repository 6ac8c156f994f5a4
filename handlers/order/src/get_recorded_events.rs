//! `get-recorded-events`: shows the recorded events of an order, the newest first. Not in production.

use contracts::{
    Json,
    order::{GetRecordedEvents, RecordedEvent},
};
use platform::{Handler, Lambda, Request, Result};

use crate::{dynamo::DynamoRecordings, ports::reading::RecordedEvents};

/// Most events of a response.
const MOST_EVENTS: u32 = 1000;

impl Handler<GetRecordedEvents> for crate::Order {
    async fn run(lambda: Lambda<GetRecordedEvents>) -> Result {
        let events = DynamoRecordings(lambda.table());
        lambda.serve(async |request| handle(request, &events).await).await
    }
}

pub async fn handle(
    request: Request<GetRecordedEvents>,
    events: &impl RecordedEvents,
) -> Result<Json<Vec<RecordedEvent>>> {
    Ok(Json(events.recorded(&request.path.order_number, MOST_EVENTS).await?))
}

#[cfg(test)]
mod tests {
    use platform::testing::{Call, TestResponse, invoke};
    use serde_json::{Value, json};

    use super::*;
    use crate::{memory::MemoryOrders, ports::reading::EventRecorder};

    async fn get(orders: &MemoryOrders, order_number: &str) -> Value {
        let call = Call::to::<GetRecordedEvents>("GET /events/{order_number}");
        let call = call.path("order_number", order_number);
        let handle = async |request| handle(request, orders).await;
        let response = TestResponse::of(invoke::<GetRecordedEvents>(call.event(), handle).await);
        assert_eq!(response.status(), 200);
        response.json()
    }

    #[tokio::test]
    async fn the_newest_event_is_the_first_one() {
        let orders = MemoryOrders::default();
        for received_on in ["2026-11-21T13:00:00", "2026-11-21T12:59:59"] {
            let event = RecordedEvent {
                key: "o-1".to_owned(),
                event_data: "{}".to_owned(),
                event_type: "orders.orderCreated.v1".to_owned(),
                received_on: received_on.to_owned(),
                received_from: "dev.orders".to_owned(),
                conversation_id: None,
            };
            orders.record(&event).await.unwrap();
        }
        let event = |received_on| {
            json!({
                "Key": "o-1", "EventData": "{}", "EventType": "orders.orderCreated.v1",
                "ReceivedOn": received_on, "ReceivedFrom": "dev.orders", "ConversationId": null,
            })
        };
        let expected = json!([event("2026-11-21T13:00:00"), event("2026-11-21T12:59:59")]);
        assert_eq!(get(&orders, "o-1").await, expected);
    }

    #[tokio::test]
    async fn an_order_without_events_has_an_empty_list() {
        assert_eq!(get(&MemoryOrders::default(), "o-1").await, json!([]));
    }
}
