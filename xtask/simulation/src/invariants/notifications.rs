//! The owner of an order is notified once of each of its moves, and no notification is sent twice.

use std::collections::BTreeSet;

use contracts::{
    Event,
    order::{OrderCompleted, OrderConfirmed, OrderRejected, OrderStatus},
};
use notification::notification::Notification;

use crate::shop::Shop;

pub fn check(shop: &Shop) {
    let stored = shop.notifications.all();
    for order in shop.orders.all_orders() {
        let expected = match order.status {
            OrderStatus::Created => vec![],
            OrderStatus::Confirmed => vec![OrderConfirmed::TYPE],
            OrderStatus::Completed => vec![OrderCompleted::TYPE, OrderConfirmed::TYPE],
            OrderStatus::NoStock | OrderStatus::PaymentFailed => vec![OrderRejected::TYPE],
        };
        let is_move = |notification: &&Notification| {
            notification.order_number.as_ref() == Some(&order.number)
                && notification.event_type.starts_with("orders.")
        };
        let mut found: Vec<_> =
            stored.iter().filter(is_move).map(|notification| &*notification.event_type).collect();
        found.sort_unstable();
        if found != expected {
            let (number, status) = (&order.number, order.status);
            shop.world.problem(format!("order `{number}` is {status:?}; its owner got {found:?}"));
        }
    }
    let mut sent = BTreeSet::new();
    for notification in shop.sender.sent() {
        if !sent.insert(notification.clone()) {
            shop.world.problem(format!("the notification {notification:?} was sent twice"));
        }
    }
}
