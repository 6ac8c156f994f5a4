//! Properties of concurrent deliveries in any order, duplicates, processes that die and senders that
//! fail included: a notification is stored once and sent at most once.

use std::collections::BTreeSet;

use contracts::notification::{HandleEvent, SendNotification};
use futures_util::future::join_all;
use platform::{
    memory::{CallOutcome, Calls},
    testing::{batch, block_on, invoke, is_done, run_process},
};
use proptest::{collection::vec, prelude::*, sample::Index};
use serde_json::json;

use crate::{
    handle_event,
    memory::{MemoryNotifications, MemorySender, samples},
    notification::{DeliveryState, Notification},
    ports::Deliveries,
    send_notification,
};

/// More polls than any delivery takes: its process does not die.
const ENOUGH: usize = usize::MAX;

/// A delivery of an event, or of the insertions of all notifications that were stored before it.
#[derive(Clone, Debug)]
enum Input {
    /// Users, events and times are few, so that there are duplicates.
    Event {
        id: u8,
        user: u8,
        time: u8,
    },
    Insertions,
}

/// A first delivery. It begins after `delay` turns, and its process dies after it was polled `polls`
/// times.
#[derive(Clone, Debug)]
struct Delivery {
    input: Input,
    delay: usize,
    polls: usize,
}

fn deliveries(polls: impl Strategy<Value = usize>) -> impl Strategy<Value = Vec<Delivery>> {
    let event = (0_u8..4, 0_u8..2, 0_u8..3);
    let input = prop_oneof![
        event.prop_map(|(id, user, time)| Input::Event { id, user, time }),
        Just(Input::Insertions),
    ];
    let delivery = (input, 0_usize..24, polls);
    vec(delivery.prop_map(|(input, delay, polls)| Delivery { input, delay, polls }), 1..24)
}

struct World {
    store: MemoryNotifications,
    sender: MemorySender,
}

impl World {
    /// One delivery. Whether it need not be redelivered.
    async fn deliver(&self, input: &Input) -> bool {
        match input {
            Input::Event { id, user, time } => {
                let detail = json!({
                    "id": format!("e-{id}"),
                    "time": format!("2026-11-21T10:00:0{time}Z"),
                    "data": { "orderNumber": "o-1", "userId": format!("u-{user}") },
                });
                let batch = batch("orders.orderConfirmed.v1", &detail);
                let handle = async |message| handle_event::handle(message, &self.store).await;
                is_done(invoke::<HandleEvent>(batch, handle).await)
            }
            Input::Insertions => {
                let stored = self.store.all();
                let batch = samples::insertions(&stored.iter().collect::<Vec<_>>());
                let handle = async |change| {
                    send_notification::handle(change, &self.store, &self.sender).await
                };
                is_done(invoke::<SendNotification>(batch, handle).await)
            }
        }
    }

    /// A delivery to a process that may die.
    async fn attempt(&self, delivery: &Delivery) {
        let Delivery { input, delay, polls } = delivery;
        run_process(*delay, *polls, self.deliver(input)).await;
    }

    /// How often a notification was sent, and the state that it is in.
    async fn outcome(&self, notification: &Notification) -> (usize, DeliveryState) {
        let wanted = (notification.recipient.to_string(), notification.event_id.clone());
        let sent = self.sender.sent().iter().filter(|sent| **sent == wanted).count();
        (sent, self.store.state(notification).await.unwrap().unwrap())
    }
}

/// What happens to calls, one after another: so many turns of others before each, and how it ends.
type Script = Vec<(u8, CallOutcome)>;

/// Calls that succeed.
fn reliable() -> impl Strategy<Value = Script> {
    vec((0_u8..4).prop_map(|turns| (turns, CallOutcome::Succeed)), 0..120)
}

/// Calls of which some fail, and some of those after their effect.
fn unreliable() -> impl Strategy<Value = Script> {
    let outcome = prop_oneof![
        6 => Just(CallOutcome::Succeed),
        1 => Just(CallOutcome::FailBefore),
        1 => Just(CallOutcome::FailAfter),
    ];
    vec((0_u8..4, outcome), 0..120)
}

/// Calls of which fewer fail than a release has attempts.
fn few_failures() -> impl Strategy<Value = Script> {
    let failure = prop_oneof![Just(CallOutcome::FailBefore), Just(CallOutcome::FailAfter)];
    (reliable(), vec((any::<Index>(), failure), 0..3)).prop_map(|(mut script, failures)| {
        for (call, outcome) in failures {
            if !script.is_empty() {
                let call = call.index(script.len());
                script[call].1 = outcome;
            }
        }
        script
    })
}

/// Delivers everything concurrently, and again at the end until it is acknowledged. Returns every
/// notification with its outcome.
fn run(
    deliveries: &[Delivery],
    refusals: usize,
    [store, sender]: [Script; 2],
) -> Vec<(Notification, (usize, DeliveryState))> {
    let failures = refusals + store.len() + sender.len();
    let world = World {
        store: MemoryNotifications::default().with_calls(samples::calls(store)),
        sender: MemorySender::refusing(refusals).with_calls(samples::calls(sender)),
    };
    block_on(async {
        join_all(deliveries.iter().map(|delivery| world.attempt(delivery))).await;
        let events = deliveries.iter().map(|delivery| &delivery.input);
        let events = events.filter(|input| matches!(input, Input::Event { .. }));
        for input in events.chain([&Input::Insertions]) {
            let mut attempts = 0;
            while !world.deliver(input).await {
                attempts += 1;
                assert!(attempts <= failures, "{input:?} is never acknowledged");
            }
        }
        let world = World { store: world.store.with_calls(Calls::default()), ..world };
        let mut notifications = Vec::new();
        for notification in world.store.all() {
            let outcome = world.outcome(&notification).await;
            notifications.push((notification, outcome));
        }
        notifications
    })
}

/// How many pairs of a user and an event there are.
fn expected(deliveries: &[Delivery]) -> usize {
    let pairs: BTreeSet<(u8, u8)> = deliveries
        .iter()
        .filter_map(|delivery| match delivery.input {
            Input::Event { id, user, .. } => Some((id, user)),
            Input::Insertions => None,
        })
        .collect();
    pairs.len()
}

proptest! {
    #[test]
    fn an_event_is_one_notification_of_its_user_which_is_sent_at_most_once(
        deliveries in deliveries(0_usize..16),
        refusals in 0_usize..8,
        calls in [unreliable(), unreliable()],
    ) {
        let notifications = run(&deliveries, refusals, calls);
        prop_assert_eq!(notifications.len(), expected(&deliveries));
        for (notification, (sent, state)) in notifications {
            let agrees = match state {
                DeliveryState::Pending => false,
                // The process died or a call failed between the claim and the result.
                DeliveryState::Sending => sent <= 1,
                DeliveryState::Sent => sent == 1,
            };
            prop_assert!(agrees, "{notification:?}: {state:?}, sent {sent} times");
        }
    }

    #[test]
    fn a_notification_is_sent_exactly_once_if_no_process_dies_and_few_calls_of_the_table_fail(
        deliveries in deliveries(Just(ENOUGH)),
        refusals in 0_usize..8,
        calls in [few_failures().boxed(), reliable().boxed()],
    ) {
        let notifications = run(&deliveries, refusals, calls);
        prop_assert_eq!(notifications.len(), expected(&deliveries));
        for (notification, (sent, state)) in notifications {
            prop_assert_eq!(sent, 1, "{:?}: {:?}", notification, state);
        }
    }

    #[test]
    fn a_notification_is_sent_exactly_once_if_no_process_dies_and_no_call_fails(
        deliveries in deliveries(Just(ENOUGH)),
        refusals in 0_usize..8,
        calls in [reliable(), reliable()],
    ) {
        let notifications = run(&deliveries, refusals, calls);
        prop_assert_eq!(notifications.len(), expected(&deliveries));
        for (notification, outcome) in notifications {
            prop_assert_eq!(outcome, (1, DeliveryState::Sent), "{:?}", notification);
        }
    }
}
