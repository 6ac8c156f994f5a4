//! What holds after every run.

mod baskets;
mod events;
mod notifications;
mod orders;
mod payments;
mod points;
mod stock;
mod users;

use contracts::order::OrderStatus;

pub use self::payments::refunds;
use crate::{services::consumers, shop::Shop};

/// Adds a problem for everything that does not hold.
pub fn check(shop: &Shop) {
    nothing_is_left(shop);
    orders::check(shop);
    payments::check(shop);
    stock::check(shop);
    baskets::check(shop);
    notifications::check(shop);
    users::check(shop);
    points::check(shop);
    events::check(shop);
}

/// Whether no order waits for its workflow.
pub fn all_orders_are_final(shop: &Shop) -> bool {
    !shop.orders.has(|order| order.status == OrderStatus::Created)
}

/// How many orders of the user are completed.
fn completed_orders(shop: &Shop, user_id: &str) -> usize {
    let orders = shop.orders.all_orders().into_iter();
    orders.filter(|it| it.user_id == user_id && it.status == OrderStatus::Completed).count()
}

fn is_rejected(status: OrderStatus) -> bool {
    matches!(status, OrderStatus::NoStock | OrderStatus::PaymentFailed)
}

/// Every workflow has ended, and no message is a dead letter after all were delivered again.
fn nothing_is_left(shop: &Shop) {
    for name in shop.workflows.running() {
        shop.world.problem(format!("execution `{name}` has not ended"));
    }
    for (consumer, queue) in consumers().iter().zip(&shop.queues) {
        for body in queue.dead_letters() {
            let (service, name) = (consumer.service, consumer.name);
            shop.world.problem(format!("{service} `{name}` has a dead letter: {body}"));
        }
    }
}
