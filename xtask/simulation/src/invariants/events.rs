//! Every event about an order carries the correlation id of the request that placed the order, until
//! another request completes it, and nothing that happens once is published as two events.

use std::collections::BTreeMap;

use contracts::{
    Event,
    order::{OrderCompleted, OrderCompletedV2, OrderConfirmed, OrderRejected, RefundRequested},
    payment::PaymentRefunded,
};
use order::order::Order;

use crate::{
    customers::{correlation_id, planned_of},
    shop::{OrderEvent, Shop},
};

/// The events that belong to the request that completes an order.
const COMPLETION: [&str; 2] = [OrderCompleted::TYPE, OrderCompletedV2::TYPE];

/// The events about an order that have one id, however often they are published.
const ONCE: [&str; 5] = [
    OrderConfirmed::TYPE,
    OrderRejected::TYPE,
    OrderCompleted::TYPE,
    RefundRequested::TYPE,
    PaymentRefunded::TYPE,
];

pub fn check(shop: &Shop) {
    let mut published: BTreeMap<String, Vec<OrderEvent>> = BTreeMap::new();
    for event in shop.published.take() {
        published.entry(event.order_number.clone()).or_default().push(event);
    }
    for order in shop.orders.all_orders() {
        let events = published.remove(&order.number).unwrap_or_default();
        have_the_correlation_id(shop, &order, &events);
        happen_once(shop, &order, &events);
    }
}

fn have_the_correlation_id(shop: &Shop, order: &Order, events: &[OrderEvent]) {
    let Some(expected) = planned_of(&order.payment_method).map(correlation_id) else { return };
    for event in events.iter().filter(|event| !COMPLETION.contains(&&*event.event_type)) {
        let (kind, found) = (&event.event_type, &event.correlation_id);
        if *found != expected {
            let number = &order.number;
            shop.world.problem(format!(
                "`{kind}` of order `{number}` has the correlation id `{found}`, not `{expected}`"
            ));
        }
    }
}

fn happen_once(shop: &Shop, order: &Order, events: &[OrderEvent]) {
    let mut ids = BTreeMap::new();
    for OrderEvent { id, event_type, .. } in events {
        if ONCE.contains(&&**event_type) && ids.insert(event_type, id).is_some_and(|it| it != id) {
            let number = &order.number;
            shop.world.problem(format!("order `{number}` has two events `{event_type}`"));
        }
    }
}
