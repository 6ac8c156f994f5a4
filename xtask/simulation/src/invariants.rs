//! What holds after every run.

mod baskets;
mod notifications;
mod orders;
mod payments;
mod stock;
mod users;

use contracts::{
    Component,
    order::{HandleCheckoutBasket, OrderStatus},
};

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
}

/// Whether no order waits for its workflow.
pub fn all_orders_are_final(shop: &Shop) -> bool {
    shop.orders.all_orders().iter().all(|order| order.status != OrderStatus::Created)
}

fn is_rejected(status: OrderStatus) -> bool {
    matches!(status, OrderStatus::NoStock | OrderStatus::PaymentFailed)
}

/// Every workflow has ended, and no message is a dead letter after all were delivered again, except
/// those of refused checkouts.
fn nothing_is_left(shop: &Shop) {
    for name in shop.workflows.running() {
        shop.world.problem(format!("execution `{name}` has not ended"));
    }
    let refused = baskets::refused_checkouts(shop);
    for (consumer, queue) in consumers().iter().zip(&shop.queues) {
        for body in queue.dead_letters() {
            if consumer.name == HandleCheckoutBasket::NAME && refused.contains_key(&body) {
                continue;
            }
            let (service, name) = (consumer.service, consumer.name);
            shop.world.problem(format!("{service} `{name}` has a dead letter: {body}"));
        }
    }
}
