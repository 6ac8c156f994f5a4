//! The event bus: delivers each event to the queue of every function that subscribes to it.

use std::rc::Rc;

use jiff::Timestamp;
use platform::memory::BusEvent;
use serde_json::{Value, json};

use crate::{
    queue,
    services::{Consumer, consumers},
    shop::Shop,
};

/// Publishes an event of an outbox.
pub fn publish(shop: &Rc<Shop>, event: &BusEvent) {
    let detail = serde_json::from_str(&event.detail).expect("an event is JSON");
    put(shop, event.event_type, &detail, event.time);
}

/// Puts an event on the bus.
pub fn put(shop: &Rc<Shop>, event_type: &str, detail: &Value, time: Timestamp) {
    let world = &shop.world;
    let id = detail["id"].as_str().unwrap_or_default();
    world.record(|| format!("event {event_type} {id}: {}", detail["data"]));
    let consumers = consumers().iter().enumerate();
    let is_subscribed = |(_, consumer): &(_, &Consumer)| consumer.types.contains(&event_type);
    let subscribed: Vec<usize> = consumers.filter(is_subscribed).map(|(index, _)| index).collect();
    if subscribed.is_empty() {
        return;
    }
    let body = envelope(shop, event_type, detail, time);
    for index in subscribed {
        queue::send(shop, index, &body);
        if world.is_struck(world.plan.faults.duplicates) {
            queue::send(shop, index, &body);
        }
    }
}

/// The event as the bus delivers it.
fn envelope(shop: &Shop, event_type: &str, detail: &Value, time: Timestamp) -> Rc<str> {
    let id = format!("bus-{}", shop.next_number());
    let time = time.to_string();
    let event = json!({ "id": id, "detail-type": event_type, "detail": detail, "time": time });
    event.to_string().into()
}
