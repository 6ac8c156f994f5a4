//! `handle-order-completed`: counts a completed order, and promotes the user who has more than ten.

use contracts::order::OrderCompleted;
use platform::{Failure, Message, Result, clock::Clock};

use crate::ports::{Counting, Order, Users};

const MAX_NUMBER_LENGTH: usize = 256;
/// How often counting is tried while other orders of the same user are counted.
const MAX_RACES: u32 = 10;

pub async fn handle(
    message: Message<OrderCompleted>,
    users: &impl Users,
    clock: &impl Clock,
) -> Result {
    let OrderCompleted { order_number, user_id } = &message.data;
    if !(1..=MAX_NUMBER_LENGTH).contains(&order_number.len()) {
        return Err(Failure::bad_request("the order has no number, or one that is too long"));
    }
    let order = Order { number: order_number, event_id: &message.id };
    for _ in 0..MAX_RACES {
        let Some(before) = users.user_named(user_id).await? else {
            return Err(Failure::not_found(format!(
                "the order `{order_number}` has no known user"
            )));
        };
        let after = before.with_order_completed(clock.now());
        match users.count_order(&before, &after, &order).await? {
            Counting::Counted | Counting::Repeated => return Ok(()),
            Counting::Stale => {}
        }
    }
    Err(Failure::failed(format!(
        "failed to count the order `{order_number}`: its user keeps changing"
    )))
}

#[cfg(test)]
mod tests {
    use contracts::user_management::HandleOrderCompleted;
    use platform::testing::invoke;
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        calls::clock,
        memory::MemoryStore,
        samples,
        user::{Standing, User},
    };

    fn store() -> MemoryStore {
        let jane = User { id: "u1".to_owned(), ..samples::user("jane@example.com") };
        let john = User { id: "u2".to_owned(), ..samples::user("john@example.com") };
        MemoryStore::with_users([jane, john])
    }

    /// What is to be delivered again after this event.
    async fn deliver(store: &MemoryStore, event_id: &str, order: &str, user: &str) -> Value {
        let event = json!({
            "detail-type": "orders.orderCompleted.v1",
            "detail": { "id": event_id, "data": { "orderNumber": order, "userId": user } },
        });
        let batch = json!({ "Records": [{ "messageId": "m1", "body": event.to_string() }] });
        let handle = async |message| handle(message, store, &clock()).await;
        let answer = invoke::<HandleOrderCompleted>(batch, handle).await.unwrap();
        answer["batchItemFailures"].clone()
    }

    async fn counted(store: &MemoryStore, id: &str) -> u32 {
        store.user(id).await.unwrap().unwrap().order_count
    }

    #[tokio::test]
    async fn the_user_is_named_by_id_or_by_address() {
        let store = store();
        assert_eq!(deliver(&store, "E1", "O1", "u1").await, json!([]));
        assert_eq!(deliver(&store, "E2", "O2", "JANE@example.com").await, json!([]));
        assert_eq!(counted(&store, "u1").await, 2);
    }

    #[tokio::test]
    async fn an_order_counts_once_however_it_arrives() {
        let store = store();
        deliver(&store, "E1", "O1", "u1").await;
        deliver(&store, "E1", "O1", "u1").await;
        deliver(&store, "E2", "O1", "jane@example.com").await;
        assert_eq!(deliver(&store, "E1", "O2", "u1").await, json!([]));
        assert_eq!(counted(&store, "u1").await, 1);
    }

    #[tokio::test]
    async fn users_do_not_share_order_numbers() {
        let store = store();
        deliver(&store, "E1", "O1", "u1").await;
        deliver(&store, "E2", "O1", "u2").await;
        assert_eq!((counted(&store, "u1").await, counted(&store, "u2").await), (1, 1));
    }

    #[tokio::test]
    async fn the_eleventh_order_promotes() {
        let store = store();
        for number in 1..=11 {
            assert_eq!(store.user("u1").await.unwrap().unwrap().standing, Standing::Standard);
            deliver(&store, &format!("E{number}"), &format!("O{number}"), "u1").await;
        }
        assert_eq!(store.user("u1").await.unwrap().unwrap().standing, Standing::Premium);
    }

    #[tokio::test]
    async fn what_can_never_be_counted_is_acknowledged() {
        let store = store();
        assert_eq!(deliver(&store, "E1", "O1", "unknown").await, json!([]));
        assert_eq!(deliver(&store, "E2", "", "u1").await, json!([]));
        assert_eq!(deliver(&store, "E3", &"O".repeat(257), "u1").await, json!([]));
        assert_eq!(counted(&store, "u1").await, 0);
    }
}
