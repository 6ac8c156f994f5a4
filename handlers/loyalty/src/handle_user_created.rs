//! `handle-user-created`: gives a new user points, once.

use contracts::loyalty::{HandleUserCreated, UserToWelcome};
use platform::{Handler, Lambda, Message, Result};

use crate::{
    Loyalty,
    account::Award,
    awarding,
    dynamo::DynamoAccounts,
    ports::{Accounts, Awards},
};

impl Handler<HandleUserCreated> for Loyalty {
    async fn run(lambda: Lambda<HandleUserCreated>) -> Result {
        let accounts = DynamoAccounts(lambda.table());
        lambda.serve(async |message| handle(message, &accounts).await).await
    }
}

pub async fn handle(
    message: Message<UserToWelcome>,
    accounts: &(impl Accounts + Awards),
) -> Result {
    awarding::give(&message.data.user_id, &Award::Welcome, accounts, &message.context).await
}

#[cfg(test)]
mod tests {
    use platform::testing::{batch, invoke, is_done};
    use serde_json::json;

    use super::*;
    use crate::memory::MemoryAccounts;

    /// Whether the event is acknowledged.
    async fn deliver(accounts: &MemoryAccounts, event_id: &str, user_id: &str) -> bool {
        let detail = json!({ "id": event_id, "data": { "userId": user_id } });
        let batch = batch("users.userCreated.v1", &detail);
        let handle = async |message| handle(message, accounts).await;
        is_done(invoke::<HandleUserCreated>(batch, handle).await)
    }

    #[tokio::test]
    async fn a_user_is_welcomed_once_however_often_and_with_whichever_event() {
        let accounts = MemoryAccounts::default();
        for event_id in ["e-1", "e-1", "e-2"] {
            assert!(deliver(&accounts, event_id, "u-1").await);
        }
        assert_eq!(accounts.points("u-1"), Some(100));
    }

    #[tokio::test]
    async fn a_user_whose_order_was_completed_before_is_welcomed_too() {
        let accounts = MemoryAccounts::default();
        accounts.set_points("u-1", 50);
        assert!(deliver(&accounts, "e-1", "u-1").await);
        assert_eq!(accounts.points("u-1"), Some(150));
    }

    #[tokio::test]
    async fn an_event_whose_user_id_cannot_be_a_key_is_a_dead_letter() {
        let accounts = MemoryAccounts::default();
        for user_id in ["", "TIER#u-1", &"u".repeat(257)] {
            assert!(!deliver(&accounts, "e-1", user_id).await, "{user_id}");
        }
        assert_eq!(accounts.changes().len(), 0);
    }
}
