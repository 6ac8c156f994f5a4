//! The event bus: delivers each event to the queue of every function that subscribes to it.

use std::rc::Rc;

use contracts::{
    Event,
    loyalty::{PointsAdded, PointsAddedV1},
};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    queue,
    services::consumers,
    shop::{OrderEvent, PointsEvent, Shop},
};

/// What the bus notes of an event.
#[derive(Deserialize)]
struct Detail<T> {
    id: String,
    correlationid: String,
    data: T,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AboutOrder {
    order_number: String,
}

/// Puts an event of a service that is not simulated on the bus.
pub fn announce(shop: &Rc<Shop>, id: &str, event_type: &str, data: &Value) {
    let now = shop.now();
    let detail = json!({ "id": id, "time": now.to_string(), "data": data });
    put(shop, event_type, &detail.to_string(), now);
}

/// Puts an event with this detail, in JSON, on the bus.
pub fn put(shop: &Rc<Shop>, event_type: &str, detail: &str, time: Timestamp) {
    let world = &shop.world;
    world.record(|| format!("event {event_type}: {detail}"));
    note(shop, event_type, detail);
    let mut body = None;
    for (index, consumer) in consumers().iter().enumerate() {
        if consumer.types.contains(&event_type) {
            let body = body.get_or_insert_with(|| envelope(shop, event_type, detail, time));
            queue::send(shop, index, body);
            if world.is_struck(world.plan.faults.duplicates) {
                queue::send(shop, index, body);
            }
        }
    }
}

/// Notes an event that is about points or an order.
fn note(shop: &Shop, event_type: &str, detail: &str) {
    let event_type = event_type.to_owned();
    if [PointsAdded::TYPE, PointsAddedV1::TYPE].contains(&&*event_type) {
        let Ok(Detail { id, correlationid, data }) = serde_json::from_str(detail) else { return };
        let event = PointsEvent { id, event_type, correlation_id: correlationid, data };
        shop.published_points.borrow_mut().push(event);
    } else {
        let Ok(Detail { id, correlationid, data }) = serde_json::from_str(detail) else { return };
        let AboutOrder { order_number } = data;
        let event = OrderEvent { id, event_type, order_number, correlation_id: correlationid };
        shop.published.borrow_mut().push(event);
    }
}

/// The event as the bus delivers it.
fn envelope(shop: &Shop, event_type: &str, detail: &str, time: Timestamp) -> Rc<str> {
    let number = shop.next_number();
    format!(
        r#"{{"id":"bus-{number}","detail-type":"{event_type}","detail":{detail},"time":"{time}"}}"#
    )
    .into()
}
