//! `record-event`: records events for tests. Not in production.

use contracts::order::{HarnessEvent, RecordEvent, RecordedEvent, SERVICE};
use platform::{Handler, Lambda, Message, Result};
use serde_json::{Value, json};

use crate::{dynamo::DynamoRecordings, ports::reading::EventRecorder};

impl Handler<RecordEvent> for crate::Order {
    async fn run(lambda: Lambda<RecordEvent>) -> Result {
        let recorder = DynamoRecordings(lambda.table());
        let source = SERVICE.source_in(lambda.environment());
        lambda.serve(async |message| handle(message, &source, &recorder).await).await
    }
}

/// The function receives events of this service only, so `source` is theirs.
pub async fn handle(
    message: Message<HarnessEvent>,
    source: &str,
    recorder: &impl EventRecorder,
) -> Result {
    let (order_number, data) = data(&message.data);
    let detail = without_nulls(json!({
        "id": message.id,
        "type": message.event_type,
        "conversationId": message.conversation_id,
        "data": without_nulls(data),
    }));
    let event = RecordedEvent {
        key: order_number.to_owned(),
        event_data: detail.to_string(),
        received_on: message.time.strftime("%Y-%m-%dT%H:%M:%S").to_string(),
        received_from: source.to_owned(),
        event_type: message.event_type,
        conversation_id: message.conversation_id,
    };
    recorder.record(&event).await
}

/// The order that an event is about, and its data.
fn data(event: &HarnessEvent) -> (&str, Value) {
    match event {
        HarnessEvent::OrderCreated { order_number, products, user_id } => (
            order_number,
            json!({ "orderNumber": order_number, "products": products, "userId": user_id }),
        ),
        HarnessEvent::OrderConfirmed { order_number, user_id }
        | HarnessEvent::OrderCompleted { order_number, user_id } => {
            (order_number, json!({ "orderNumber": order_number, "userId": user_id }))
        }
    }
}

/// The object without the members that the event does not have.
fn without_nulls(mut object: Value) -> Value {
    if let Some(members) = object.as_object_mut() {
        members.retain(|_, value| !value.is_null());
    }
    object
}

#[cfg(test)]
mod tests {
    use platform::testing::{invoke, is_done};

    use super::*;
    use crate::{memory::MemoryOrders, ports::reading::RecordedEvents};

    async fn deliver(orders: &MemoryOrders, event_type: &str, time: &str, detail: Value) -> bool {
        let event = json!({ "detail-type": event_type, "time": time, "detail": detail });
        let batch = json!({ "Records": [{ "messageId": "m-1", "body": event.to_string() }] });
        let handle = async |message| handle(message, "test.orders", orders).await;
        is_done(invoke::<RecordEvent>(batch, handle).await)
    }

    #[tokio::test]
    async fn events_are_recorded_with_their_task_token() {
        let orders = MemoryOrders::default();
        let detail = json!({
            "id": "e-1", "conversationId": "token",
            "data": { "orderNumber": "o-1", "products": ["LATTE"], "userId": "u-1" },
        });
        for _ in 0..2 {
            let time = "2026-11-21T13:11:12Z";
            assert!(deliver(&orders, "orders.orderCreated.v1", time, detail.clone()).await);
        }
        let recorded = orders.recorded("o-1", 10).await.unwrap();
        let [event] = recorded.as_slice() else { panic!("{recorded:?}") };
        assert_eq!(event.received_on, "2026-11-21T13:11:12");
        assert_eq!(event.received_from, "test.orders");
        assert_eq!(event.event_type, "orders.orderCreated.v1");
        assert_eq!(event.conversation_id.as_deref(), Some("token"));
        let data: Value = serde_json::from_str(&event.event_data).unwrap();
        let expected = json!({
            "id": "e-1", "type": "orders.orderCreated.v1", "conversationId": "token",
            "data": { "orderNumber": "o-1", "products": ["LATTE"], "userId": "u-1" },
        });
        assert_eq!(data, expected);
    }

    #[tokio::test]
    async fn events_of_one_order_are_recorded_beside_each_other() {
        let orders = MemoryOrders::default();
        for (event_type, time) in [
            ("orders.orderConfirmed.v1", "2026-11-21T12:59:59Z"),
            ("orders.orderCompleted.v1", "2026-11-21T13:00:00Z"),
        ] {
            let detail = json!({ "data": { "orderNumber": "o-1" } });
            assert!(deliver(&orders, event_type, time, detail).await);
        }
        let recorded = orders.recorded("o-1", 10).await.unwrap();
        let types: Vec<_> = recorded.iter().map(|event| event.event_type.as_str()).collect();
        assert_eq!(types, ["orders.orderCompleted.v1", "orders.orderConfirmed.v1"]);
        let detail: Value = serde_json::from_str(&recorded[0].event_data).unwrap();
        let data = json!({ "orderNumber": "o-1" });
        let expected = json!({ "id": "m-1", "type": "orders.orderCompleted.v1", "data": data });
        assert_eq!(detail, expected);
    }
}
