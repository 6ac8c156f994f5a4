//! Every accepted order has a final state that it reached by legal moves, and every request made one
//! order.

use std::collections::BTreeMap;

use contracts::order::OrderStatus;
use order::{
    events::PrivateEvent,
    order::{Order, can_move},
};

use crate::{
    catalogue::product_id,
    customers::planned_of,
    plan::Way,
    shop::{Reply, Shop},
};

pub fn check(shop: &Shop) {
    let orders = shop.orders.all_orders();
    let events = shop.orders.events();
    for order in &orders {
        has_final_state(shop, order, &events);
    }
    replies_name_orders(shop, &orders);
    requests_made_one_order(shop, &orders);
}

/// The events of an order are its moves, for the table changes both in one transaction.
fn has_final_state(shop: &Shop, order: &Order, events: &[PrivateEvent]) {
    let number = &order.number;
    let mut status = OrderStatus::Created;
    for event in events.iter().filter(|event| order_number(event) == number) {
        if !can_move(status, event.status()) {
            let after = event.status();
            shop.world.problem(format!("order `{number}` moved from {status:?} to {after:?}"));
        }
        status = event.status();
    }
    if status == OrderStatus::Created {
        shop.world.problem(format!("order `{number}` is lost: it is still `Created`"));
    }
    if status != order.status {
        let stored = order.status;
        shop.world.problem(format!("order `{number}` is {stored:?}; its events say {status:?}"));
    }
}

fn order_number(event: &PrivateEvent) -> &str {
    match event {
        PrivateEvent::OrderConfirmed { order_number, .. }
        | PrivateEvent::OrderCompleted { order_number, .. }
        | PrivateEvent::OrderRejected { order_number, .. } => order_number,
    }
}

/// The number in a response is that of an order that the request made.
fn replies_name_orders(shop: &Shop, orders: &[Order]) {
    for Reply { planned, order_number } in &*shop.replies.borrow() {
        let order = orders.iter().find(|order| order.number == *order_number);
        match order.map(|order| planned_of(&order.payment_method)) {
            None => shop.world.problem(format!(
                "order `{order_number}` is lost: customer {planned} received that it is accepted"
            )),
            Some(found) if found != Some(*planned) => shop.world.problem(format!(
                "customer {planned} received the order `{order_number}` of {found:?}"
            )),
            Some(_) => {}
        }
    }
}

fn requests_made_one_order(shop: &Shop, orders: &[Order]) {
    let mut made: BTreeMap<usize, Vec<&Order>> = BTreeMap::new();
    for order in orders {
        match planned_of(&order.payment_method) {
            Some(planned) => made.entry(planned).or_default().push(order),
            None => shop.world.problem(format!("nobody placed order `{}`", order.number)),
        }
    }
    for (index, planned) in shop.world.plan.orders.iter().enumerate() {
        let made = made.remove(&index).unwrap_or_default();
        let is_accepted = match planned.way {
            Way::OutsideCheckout { .. } => true,
            _ => shop.replies.borrow().iter().any(|reply| reply.planned == index),
        };
        if is_accepted && made.is_empty() {
            shop.world.problem(format!("the order of customer {index} is lost"));
        }
        if made.len() > most_orders(shop, index) {
            let numbers: Vec<_> = made.iter().map(|order| &order.number).collect();
            shop.world.problem(format!("customer {index} has too many orders: {numbers:?}"));
        }
        if !matches!(planned.way, Way::Basket { .. }) {
            let lines = planned.lines.iter().map(|&(id, quantity)| (product_id(id), quantity));
            has_lines(shop, &made, &lines.collect());
        }
    }
}

/// How many orders a customer may have: one without an idempotency key may order again with every
/// request, or check out the basket that has returned.
fn most_orders(shop: &Shop, index: usize) -> usize {
    match shop.world.plan.orders[index].way {
        Way::Request { key: false } | Way::Basket { key: false } => shop.attempts[index].get(),
        _ => 1,
    }
}

fn has_lines(shop: &Shop, orders: &[&Order], expected: &BTreeMap<String, u32>) {
    for order in orders {
        let items = order.items.iter().map(|item| (item.product_id.clone(), item.quantity));
        if items.collect::<BTreeMap<_, _>>() != *expected {
            let number = &order.number;
            shop.world.problem(format!("order `{number}` has not the products {expected:?}"));
        }
    }
}
