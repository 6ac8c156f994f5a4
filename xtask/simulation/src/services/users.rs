//! User management: the number of completed orders.

use contracts::user_management::HandleOrderCompleted;
use user_management::accounts::handle_order_completed;

use super::{Consumer, consumer};

pub fn consumers() -> Vec<Consumer> {
    vec![consumer!(HandleOrderCompleted, |shop, message| handle_order_completed::handle(
        message,
        &shop.users,
        &shop.world.clock
    ))]
}
