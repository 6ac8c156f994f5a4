//! `handle-order-completed`: counts a completed order, and promotes a user who has more than ten.

use contracts::user_management::{HandleOrderCompleted, OrderToCount};
use platform::{
    Attempt, Failure, Handler, Lambda, Message, Result,
    clock::{Clock, SystemClock},
    retry_conflicts,
};

use super::ports::{CompletedOrder, Counting, OrderCounts, UsersByEmail};
use crate::{UserManagement, dynamo::DynamoStore};

const MAX_NUMBER_LENGTH: usize = 256;

impl Handler<HandleOrderCompleted> for UserManagement {
    async fn run(lambda: Lambda<HandleOrderCompleted>) -> Result {
        let users = DynamoStore(lambda.table());
        lambda.serve(async |message| handle(message, &users, &SystemClock).await).await
    }
}

pub async fn handle(
    message: Message<OrderToCount>,
    users: &(impl UsersByEmail + OrderCounts),
    clock: &impl Clock,
) -> Result {
    let OrderToCount { user_id, order_number: number } = &message.data;
    if !(1..=MAX_NUMBER_LENGTH).contains(&number.len()) {
        return Err(Failure::bad_request("the number of the order is empty or too long"));
    }
    let order = CompletedOrder { number, event_id: &message.id };
    retry_conflicts(format_args!("count order `{number}`"), async || {
        let Some(user) = users.user_by_id_or_email(user_id).await? else {
            return Err(Failure::not_found(format!(
                "failed to count order `{number}`: user not found"
            )));
        };
        let change = user.complete_order(clock.now());
        Ok(match users.count_order(&user, &change, &order).await? {
            Counting::Counted | Counting::Duplicate => Attempt::Done(()),
            Counting::Conflict => Attempt::Conflict,
        })
    })
    .await
}

#[cfg(test)]
mod tests {
    use std::{cell::Cell, rc::Rc};

    use platform::{
        UserType,
        memory::{CallPolicy, Calls, Disturbance},
        testing::{batch, invoke, is_done},
    };
    use serde_json::json;

    use super::*;
    use crate::accounts::{
        memory::MemoryAccounts,
        ports::Users,
        samples::{self, clock},
        user::User,
    };

    fn users() -> MemoryAccounts {
        let jane = User { id: "u1".to_owned(), ..samples::user("jane@example.com") };
        let john = User { id: "u2".to_owned(), ..samples::user("john@example.com") };
        MemoryAccounts::with_users([jane, john])
    }

    /// Whether the event is acknowledged.
    async fn deliver(users: &MemoryAccounts, event_id: &str, order: &str, user: &str) -> bool {
        let detail = json!({ "id": event_id, "data": { "orderNumber": order, "userId": user } });
        let batch = batch("orders.orderCompleted.v1", &detail);
        let handle = async |message| handle(message, users, &clock()).await;
        is_done(invoke::<HandleOrderCompleted>(batch, handle).await)
    }

    async fn user(users: &MemoryAccounts, id: &str) -> User {
        users.user(id).await.unwrap().unwrap()
    }

    async fn count(users: &MemoryAccounts, id: &str) -> u32 {
        user(users, id).await.order_count
    }

    #[tokio::test]
    async fn an_order_counts_for_a_user_named_by_id_or_by_address() {
        let users = users();
        assert!(deliver(&users, "E1", "O1", "u1").await);
        assert!(deliver(&users, "E2", "O2", "JANE@example.com").await);
        assert_eq!(count(&users, "u1").await, 2);
    }

    #[tokio::test]
    async fn an_order_counts_once_however_often_it_is_delivered() {
        let users = users();
        deliver(&users, "E1", "O1", "u1").await;
        deliver(&users, "E1", "O1", "u1").await;
        deliver(&users, "E2", "O1", "jane@example.com").await;
        assert!(deliver(&users, "E1", "O2", "u1").await);
        assert_eq!(count(&users, "u1").await, 1);
    }

    /// Lets others run before each call, as a request to DynamoDB does, and counts the attempts to
    /// count an order.
    struct Attempts(Rc<Cell<usize>>);

    impl CallPolicy for Attempts {
        fn next(&self, call: &'static str) -> Disturbance {
            if call == "accounts.count_order" {
                self.0.set(self.0.get() + 1);
            }
            Disturbance { turns: 1, ..Disturbance::default() }
        }
    }

    #[tokio::test]
    async fn the_orders_of_one_user_in_a_batch_are_counted_without_a_conflict() {
        let attempts = Rc::new(Cell::new(0));
        let accounts = users().with_calls(Calls::under(Attempts(Rc::clone(&attempts))));
        let record = |number: usize| {
            let data = json!({ "orderNumber": format!("O{number}"), "userId": "u1" });
            let detail = json!({ "id": format!("E{number}"), "data": data });
            batch("orders.orderCompleted.v1", &detail)["Records"][0].take()
        };
        let batch = json!({ "Records": (0..10).map(record).collect::<Vec<_>>() });
        let handle = async |message| handle(message, &accounts, &clock()).await;
        assert!(is_done(invoke::<HandleOrderCompleted>(batch, handle).await));
        assert_eq!(count(&accounts, "u1").await, 10);
        assert_eq!(attempts.get(), 10);
    }

    #[tokio::test]
    async fn the_same_order_number_counts_for_each_user() {
        let users = users();
        deliver(&users, "E1", "O1", "u1").await;
        deliver(&users, "E2", "O1", "u2").await;
        assert_eq!((count(&users, "u1").await, count(&users, "u2").await), (1, 1));
    }

    #[tokio::test]
    async fn the_eleventh_order_makes_the_user_premium() {
        let users = users();
        for number in 1..=11 {
            assert_eq!(user(&users, "u1").await.user_type, UserType::Standard);
            deliver(&users, &format!("E{number}"), &format!("O{number}"), "u1").await;
        }
        assert_eq!(user(&users, "u1").await.user_type, UserType::Premium);
    }

    #[tokio::test]
    async fn an_order_that_can_never_be_counted_is_acknowledged() {
        let users = users();
        assert!(deliver(&users, "E1", "O1", "unknown").await);
        assert!(deliver(&users, "E2", "", "u1").await);
        assert!(deliver(&users, "E3", &"O".repeat(257), "u1").await);
        assert_eq!(count(&users, "u1").await, 0);
    }
}
