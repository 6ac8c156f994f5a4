//! Every completed order of a user counts once.

use contracts::order::OrderStatus;

use crate::shop::{Shop, USERS, user_id};

pub fn check(shop: &Shop) {
    let orders = shop.orders.all_orders();
    for id in (0..USERS).map(user_id) {
        let is_completed = |order: &&order::order::Order| {
            order.user_id == id && order.status == OrderStatus::Completed
        };
        let completed = orders.iter().filter(is_completed).count();
        let counted = shop.users.order_count(&id);
        if usize::try_from(counted).ok() != Some(completed) {
            shop.world.problem(format!(
                "`{id}` has {completed} completed orders, of which {counted} were counted"
            ));
        }
    }
}
