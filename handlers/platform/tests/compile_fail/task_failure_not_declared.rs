//! A function reports the failure of tasks only if it declared that.

use contracts::order::{HandleStockReserved, OrderWorkflow};
use platform::Lambda;

fn fail(lambda: Lambda<HandleStockReserved>) {
    let tasks = lambda.tasks::<OrderWorkflow>();
    let _ = tasks.fail("token", "Stock.ReservationFailed", "out of stock");
}

fn main() {}
