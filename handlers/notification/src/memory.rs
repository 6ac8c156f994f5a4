//! The ports in memory, for tests and simulations.

use std::{
    cell::{Cell, Ref, RefCell},
    collections::{BTreeMap, btree_map::Entry},
};

use platform::{
    Context, Result,
    clock::{Clock, SystemClock},
    memory::{Calls, Journal, Marks},
};
use uuid::Uuid;

use crate::{
    notification::{DeliveryState, Notification, Position, Recipient},
    ports::{Deliveries, NewNotifications, Notifications, Page, SendResult, Sender},
};

/// Notifications.
pub struct MemoryNotifications<C = SystemClock> {
    clock: C,
    state: RefCell<Store>,
    calls: Calls,
}

#[derive(Default)]
struct Store {
    /// The recipients and events that were handled.
    handled: Marks<(Recipient, String)>,
    rows: BTreeMap<(Recipient, Position), Row>,
    /// The notifications as they were added.
    added: Journal<Notification>,
}

struct Row {
    notification: Notification,
    state: DeliveryState,
    /// The attempt that claimed it.
    attempt: Option<Uuid>,
}

impl Default for MemoryNotifications {
    fn default() -> Self {
        Self::at(SystemClock)
    }
}

impl<C> MemoryNotifications<C> {
    /// No notifications, and a clock by which marks expire.
    pub fn at(clock: C) -> Self {
        Self { clock, state: RefCell::default(), calls: Calls::default() }
    }

    /// The same notifications with other calls.
    #[must_use]
    pub fn with_calls(self, calls: Calls) -> Self {
        Self { calls, ..self }
    }

    /// The notifications as they were added.
    pub fn added(&self) -> Ref<'_, Journal<Notification>> {
        Ref::map(self.state.borrow(), |store| &store.added)
    }

    /// Every notification, by recipient and oldest first.
    pub fn all(&self) -> Vec<Notification> {
        self.state.borrow().rows.values().map(|row| row.notification.clone()).collect()
    }
}

impl Store {
    fn add(&mut self, notification: &Notification, context: &Context) {
        if let Entry::Vacant(row) = self.rows.entry(key(notification)) {
            let notification = notification.clone();
            self.added.add(notification.clone(), context);
            row.insert(Row { notification, state: DeliveryState::Pending, attempt: None });
        }
    }

    fn claim(&mut self, notification: &Notification, attempt: Uuid) -> bool {
        let Some(row) = self.rows.get_mut(&key(notification)) else { return false };
        match row.state {
            DeliveryState::Pending => {
                (row.state, row.attempt) = (DeliveryState::Sending, Some(attempt));
                true
            }
            DeliveryState::Sending => row.attempt == Some(attempt),
            DeliveryState::Sent => false,
        }
    }

    /// Ends the attempt that claimed a notification.
    fn end(&mut self, notification: &Notification, attempt: Uuid, state: DeliveryState) {
        let Some(row) = self.rows.get_mut(&key(notification)) else { return };
        if row.state == DeliveryState::Sending && row.attempt == Some(attempt) {
            row.state = state;
        }
    }

    fn page(&self, recipient: &Recipient, after: Option<&Position>, limit: u32) -> Page {
        let is_wanted = |(owner, place): &(Recipient, Position)| {
            owner == recipient && after.is_none_or(|after| place < after)
        };
        let mut rows = self.rows.iter().rev().filter(|(key, _)| is_wanted(key));
        let page = rows.by_ref().take(limit as usize);
        let notifications = page.map(|(_, row)| row.notification.clone()).collect();
        Page { notifications, more: rows.next().is_some() }
    }
}

impl<C: Clock> NewNotifications for MemoryNotifications<C> {
    async fn add(&self, notification: &Notification, context: &Context) -> Result {
        let effect = || {
            let (mut store, now) = (self.state.borrow_mut(), self.clock.now());
            let mark = (notification.recipient.clone(), notification.event_id.clone());
            if store.handled.add(mark, now) {
                store.add(notification, context);
            }
        };
        self.calls.make("notifications.add", effect).await
    }
}

impl<C> Deliveries for MemoryNotifications<C> {
    async fn claim(&self, notification: &Notification, attempt: Uuid) -> Result<bool> {
        let effect = || self.state.borrow_mut().claim(notification, attempt);
        self.calls.make("notifications.claim", effect).await
    }

    async fn finish(&self, notification: &Notification, attempt: Uuid) -> Result {
        let effect = || self.state.borrow_mut().end(notification, attempt, DeliveryState::Sent);
        self.calls.make("notifications.finish", effect).await
    }

    async fn release(&self, notification: &Notification, attempt: Uuid) -> Result {
        let effect = || self.state.borrow_mut().end(notification, attempt, DeliveryState::Pending);
        self.calls.make("notifications.release", effect).await
    }

    async fn state(&self, notification: &Notification) -> Result<Option<DeliveryState>> {
        let effect = || self.state.borrow().rows.get(&key(notification)).map(|row| row.state);
        self.calls.make("notifications.state", effect).await
    }
}

impl<C> Notifications for MemoryNotifications<C> {
    async fn page(
        &self,
        recipient: &Recipient,
        after: Option<&Position>,
        limit: u32,
    ) -> Result<Page> {
        let effect = || self.state.borrow().page(recipient, after, limit);
        self.calls.make("notifications.page", effect).await
    }
}

fn key(notification: &Notification) -> (Recipient, Position) {
    (notification.recipient.clone(), notification.position())
}

/// A sender that remembers what it sent.
#[derive(Default)]
pub struct MemorySender {
    refusals: Cell<usize>,
    sent: RefCell<Vec<(String, String)>>,
    calls: Calls,
}

impl MemorySender {
    /// A sender that does not send so many times, and sends after that.
    pub fn refusing(refusals: usize) -> Self {
        Self { refusals: Cell::new(refusals), ..Self::default() }
    }

    /// The same sender with other calls.
    #[must_use]
    pub fn with_calls(self, calls: Calls) -> Self {
        Self { calls, ..self }
    }

    /// Recipient and event id of the notifications that were sent.
    pub fn sent(&self) -> Vec<(String, String)> {
        self.sent.borrow().clone()
    }

    fn try_to_send(&self, notification: &Notification) -> SendResult {
        if let Some(left) = self.refusals.get().checked_sub(1) {
            self.refusals.set(left);
            return SendResult::NotSent { reason: "too many mails".to_owned() };
        }
        let sent = (notification.recipient.to_string(), notification.event_id.clone());
        self.sent.borrow_mut().push(sent);
        SendResult::Sent
    }
}

impl Sender for MemorySender {
    async fn send(&self, notification: &Notification) -> Result<SendResult> {
        self.calls.make("sender.send", || self.try_to_send(notification)).await
    }
}

/// Notifications for tests, and what the stream of their table delivers.
#[cfg(test)]
pub mod samples {
    use std::collections::VecDeque;

    use jiff::Timestamp;
    use platform::{
        dynamo::to_item,
        memory::{CallOutcome, CallPolicy, Disturbance},
    };
    use serde_json::{Map, Value, json};

    use super::*;

    /// A notification of an event so many milliseconds after the beginning of 1970.
    pub fn notification(user: &str, event_id: &str, time: i64) -> Notification {
        Notification {
            recipient: Recipient::user(user).unwrap(),
            event_id: event_id.to_owned(),
            event_type: "orders.orderConfirmed.v1".to_owned(),
            order_number: Some("o-1".to_owned()),
            template: "order-confirmed".to_owned(),
            subject: "Your order o-1 is confirmed".to_owned(),
            text: "Good news!".to_owned(),
            created_at: Timestamp::from_millisecond(time).unwrap(),
        }
    }

    /// Calls with these turns of others before them and these outcomes, one after another; those after
    /// them succeed.
    pub fn calls(outcomes: impl IntoIterator<Item = (u8, CallOutcome)>) -> Calls {
        struct Script(RefCell<VecDeque<(u8, CallOutcome)>>);

        impl CallPolicy for Script {
            fn next(&self, _: &'static str) -> Disturbance {
                let (turns, outcome) = self.0.borrow_mut().pop_front().unwrap_or_default();
                Disturbance { turns, outcome, ..Disturbance::default() }
            }
        }

        Calls::under(Script(RefCell::new(outcomes.into_iter().collect())))
    }

    /// The batch in which the stream delivers the insertions of these notifications.
    pub fn insertions(notifications: &[&Notification]) -> Value {
        let records = notifications.iter().enumerate().map(|(index, notification)| {
            let attribute = |(name, value): (String, _)| {
                let aws_sdk_dynamodb::types::AttributeValue::S(text) = value else {
                    panic!("`{name}` is no text")
                };
                (name, json!({ "S": text }))
            };
            let image: Map<_, _> =
                to_item(notification).unwrap().into_iter().map(attribute).collect();
            let key = json!({ "S": format!("{:?}", key(notification)) });
            json!({
                "eventName": "INSERT",
                "dynamodb": {
                    "Keys": { "PK": key, "SK": key },
                    "NewImage": image,
                    "SequenceNumber": index.to_string(),
                },
            })
        });
        json!({ "Records": records.collect::<Vec<_>>() })
    }
}

#[cfg(test)]
#[tokio::test]
async fn memory_passes_the_suite() {
    crate::ports::suite::notifications(&MemoryNotifications::default()).await;
}
