//! The ports of the domain. The suite at the end is what every implementation must do.

use platform::{Context, Result};
use uuid::Uuid;

use crate::notification::{DeliveryState, Notification, Position, Recipient};

/// Storing notifications.
pub trait NewNotifications {
    /// Stores a notification that is to be sent, once for each event and recipient.
    async fn add(&self, notification: &Notification, context: &Context) -> Result;
}

/// The states of the deliveries of notifications.
pub trait Deliveries {
    /// Changes the state from `Pending` to `Sending`. False, and nothing is changed, if it is
    /// another one. A repeated call for the same attempt has the result of the first one.
    async fn claim(&self, notification: &Notification, attempt: Uuid) -> Result<bool>;

    /// Changes the state from `Sending` to `Sent`, if this attempt claimed the notification.
    async fn finish(&self, notification: &Notification, attempt: Uuid) -> Result;

    /// Changes the state from `Sending` to `Pending`, if this attempt claimed the notification.
    async fn release(&self, notification: &Notification, attempt: Uuid) -> Result;

    /// The state; none if the notification no longer exists.
    async fn state(&self, notification: &Notification) -> Result<Option<DeliveryState>>;
}

/// Sending notifications to people.
pub trait Sender {
    /// Sends a notification. After a failure, it may or may not have been sent.
    async fn send(&self, notification: &Notification) -> Result<SendResult>;
}

/// The result of sending a notification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SendResult {
    Sent,
    /// It was certainly not sent, and a later attempt may succeed.
    NotSent {
        reason: String,
    },
}

/// Listing notifications.
pub trait Notifications {
    /// At most `limit` notifications of a recipient, the newest first: those after `after`.
    async fn page(
        &self,
        recipient: &Recipient,
        after: Option<&Position>,
        limit: u32,
    ) -> Result<Page>;
}

/// Some of the notifications of a recipient.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    pub notifications: Vec<Notification>,
    /// Whether there are more.
    pub more: bool,
}

#[cfg(test)]
pub mod suite {
    use super::*;
    use crate::memory::samples;

    /// What every implementation must do, on an empty store.
    pub async fn notifications(store: &(impl NewNotifications + Deliveries + Notifications)) {
        a_notification_is_stored_once(store).await;
        a_notification_is_claimed_by_one_attempt(store).await;
        a_released_notification_can_be_claimed_again(store).await;
        a_late_call_of_another_attempt_changes_nothing(store).await;
        pages_are_newest_first(store).await;
    }

    async fn event_ids(store: &impl Notifications, recipient: &str) -> Vec<String> {
        let recipient = Recipient::user(recipient).unwrap();
        let page = store.page(&recipient, None, 10).await.unwrap();
        page.notifications.into_iter().map(|notification| notification.event_id).collect()
    }

    async fn a_notification_is_stored_once(store: &(impl NewNotifications + Notifications)) {
        let context = Context::new();
        let notification = samples::notification("u-1", "e-1", 1_000);
        store.add(&notification, &context).await.unwrap();
        store.add(&notification, &context).await.unwrap();
        store.add(&samples::notification("u-1", "e-1", 2_000), &context).await.unwrap();
        assert_eq!(event_ids(store, "u-1").await, ["e-1"]);
        store.add(&samples::notification("u-2", "e-1", 1_000), &context).await.unwrap();
        assert_eq!(event_ids(store, "u-2").await, ["e-1"]);
        let page = store.page(&notification.recipient, None, 1).await.unwrap();
        assert_eq!(page, Page { notifications: vec![notification], more: false });
    }

    async fn a_notification_is_claimed_by_one_attempt(store: &impl Deliveries) {
        let notification = samples::notification("u-1", "e-1", 1_000);
        let attempts = [Uuid::now_v7(), Uuid::now_v7()];
        assert_eq!(store.state(&notification).await.unwrap(), Some(DeliveryState::Pending));
        assert!(store.claim(&notification, attempts[0]).await.unwrap());
        assert!(store.claim(&notification, attempts[0]).await.unwrap());
        assert!(!store.claim(&notification, attempts[1]).await.unwrap());
        assert_eq!(store.state(&notification).await.unwrap(), Some(DeliveryState::Sending));
        store.finish(&notification, attempts[0]).await.unwrap();
        store.release(&notification, attempts[0]).await.unwrap();
        assert_eq!(store.state(&notification).await.unwrap(), Some(DeliveryState::Sent));
        for attempt in attempts {
            assert!(!store.claim(&notification, attempt).await.unwrap());
        }
        let unknown = samples::notification("u-1", "e-unknown", 1_000);
        assert_eq!(store.state(&unknown).await.unwrap(), None);
        assert!(!store.claim(&unknown, attempts[0]).await.unwrap());
        store.finish(&unknown, attempts[0]).await.unwrap();
        store.release(&unknown, attempts[0]).await.unwrap();
        assert_eq!(store.state(&unknown).await.unwrap(), None);
    }

    async fn a_released_notification_can_be_claimed_again(store: &impl Deliveries) {
        let notification = samples::notification("u-2", "e-1", 1_000);
        for _ in 0..2 {
            let attempt = Uuid::now_v7();
            assert!(store.claim(&notification, attempt).await.unwrap());
            store.release(&notification, attempt).await.unwrap();
            store.finish(&notification, attempt).await.unwrap();
            assert_eq!(store.state(&notification).await.unwrap(), Some(DeliveryState::Pending));
        }
    }

    async fn a_late_call_of_another_attempt_changes_nothing(store: &impl Deliveries) {
        let notification = samples::notification("u-2", "e-1", 1_000);
        let [first, second] = [Uuid::now_v7(), Uuid::now_v7()];
        assert!(store.claim(&notification, first).await.unwrap());
        store.release(&notification, first).await.unwrap();
        assert!(store.claim(&notification, second).await.unwrap());
        store.release(&notification, first).await.unwrap();
        store.finish(&notification, first).await.unwrap();
        assert_eq!(store.state(&notification).await.unwrap(), Some(DeliveryState::Sending));
        store.finish(&notification, second).await.unwrap();
        assert_eq!(store.state(&notification).await.unwrap(), Some(DeliveryState::Sent));
    }

    async fn pages_are_newest_first(store: &(impl NewNotifications + Notifications)) {
        let context = Context::new();
        for (event_id, time) in [("b", 9_000), ("a", 10_000), ("d", 9_000), ("c", 9_000)] {
            let notification = samples::notification("u-3", event_id, time);
            store.add(&notification, &context).await.unwrap();
        }
        assert_eq!(event_ids(store, "u-3").await, ["a", "d", "c", "b"]);
        let recipient = Recipient::user("u-3").unwrap();
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let page = store.page(&recipient, after.as_ref(), 3).await.unwrap();
            after = page.notifications.last().map(Notification::position);
            found.push(page.notifications.len());
            if !page.more {
                break;
            }
        }
        assert_eq!(found, [3, 1]);
    }
}
