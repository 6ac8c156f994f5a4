//! `handle-order-completed`: gives the user of a completed order points, once per order.

use contracts::loyalty::{HandleOrderCompleted, OrderToReward};
use platform::{Handler, Lambda, Message, Result};

use crate::{
    Loyalty,
    account::Award,
    awarding,
    dynamo::DynamoAccounts,
    ports::{Accounts, Awards},
};

impl Handler<HandleOrderCompleted> for Loyalty {
    async fn run(lambda: Lambda<HandleOrderCompleted>) -> Result {
        let accounts = DynamoAccounts(lambda.table());
        lambda.serve(async |message| handle(message, &accounts).await).await
    }
}

pub async fn handle(
    message: Message<OrderToReward>,
    accounts: &(impl Accounts + Awards),
) -> Result {
    let (user_id, number) = match &message.data {
        OrderToReward::OrderCompleted { user_id, order_number } => (user_id, order_number),
        OrderToReward::OrderCompletedV2 { user_id, order_id } => (user_id, order_id),
    };
    awarding::give(user_id, &Award::for_order(number)?, accounts, &message.context).await
}

#[cfg(test)]
mod tests {
    use futures_util::future::join_all;
    use platform::{
        memory::Calls,
        testing::{batch, invoke, is_done},
    };
    use serde_json::{Value, json};
    use tokio::time::Instant;

    use super::*;
    use crate::memory::MemoryAccounts;

    fn v1(order: &str, user_id: &str) -> Value {
        let detail = json!({ "data": { "orderNumber": order, "userId": user_id } });
        batch("orders.orderCompleted.v1", &detail)
    }

    fn v2(order: &str, user_id: &str) -> Value {
        let detail = json!({ "data": { "orderId": order, "userId": user_id } });
        batch("orders.orderCompleted.v2", &detail)
    }

    /// Whether all events of the batch are acknowledged.
    async fn deliver(accounts: &MemoryAccounts, batch: Value) -> bool {
        let handle = async |message| handle(message, accounts).await;
        is_done(invoke::<HandleOrderCompleted>(batch, handle).await)
    }

    #[tokio::test]
    async fn an_order_counts_once_in_both_versions_of_its_event_and_however_often() {
        let accounts = MemoryAccounts::default();
        accounts.set_points("u-1", 100);
        for batch in [v1("o-1", "u-1"), v2("o-1", "u-1"), v1("o-1", "u-1"), v2("o-2", "u-1")] {
            assert!(deliver(&accounts, batch).await);
        }
        assert_eq!(accounts.points("u-1"), Some(200));
    }

    #[tokio::test]
    async fn the_order_of_an_unknown_user_creates_an_account_of_its_points() {
        let accounts = MemoryAccounts::default();
        assert!(deliver(&accounts, v2("o-1", "u-1")).await);
        assert_eq!(accounts.points("u-1"), Some(50));
    }

    #[tokio::test]
    async fn an_order_number_counts_for_each_user() {
        let accounts = MemoryAccounts::default();
        for user_id in ["u-1", "u-2"] {
            assert!(deliver(&accounts, v1("o-1", user_id)).await);
            assert_eq!(accounts.points(user_id), Some(50));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn eight_orders_at_once_all_count_within_the_time_of_one_delivery() {
        let (accounts, start) =
            (MemoryAccounts::default().with_calls(Calls::yielding()), Instant::now());
        let batches = (0..8).map(|order: u32| v1(&order.to_string(), "u-1"));
        let done = join_all(batches.map(|batch| deliver(&accounts, batch))).await;
        assert_eq!(done, [true; 8]);
        assert_eq!(accounts.points("u-1"), Some(400));
        assert!(start.elapsed().as_secs() < 3, "{:?}", start.elapsed());
    }

    #[tokio::test]
    async fn an_event_that_names_no_order_or_no_user_is_a_dead_letter() {
        let accounts = MemoryAccounts::default();
        for batch in [v1("", "u-1"), v2("", "u-1"), v1("o-1", ""), v2("o-1", "AWARD#u-1")] {
            assert!(!deliver(&accounts, batch).await);
        }
        assert_eq!(accounts.changes().len(), 0);
    }
}
