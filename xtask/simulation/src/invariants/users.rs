//! Every completed order of a user counts once.

use super::completed_orders;
use crate::shop::{Shop, USERS, user_id};

pub fn check(shop: &Shop) {
    for id in (0..USERS).map(user_id) {
        let completed = completed_orders(shop, &id);
        let counted = shop.users.order_count(&id);
        if usize::try_from(counted).ok() != Some(completed) {
            shop.world.problem(format!(
                "`{id}` has {completed} completed orders, of which {counted} were counted"
            ));
        }
    }
}
