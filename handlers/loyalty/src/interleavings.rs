//! Properties of concurrent deliveries and requests in any order, duplicates and processes that die
//! included: points = 100 + 50 × completed orders − spent, never below zero, and every point that was
//! added is published.

use std::collections::{BTreeMap, BTreeSet};

use contracts::loyalty::{HandleOrderCompleted, HandleUserCreated, SpendPoints};
use futures_util::future::join_all;
use platform::{
    UserType,
    clock::SystemClock,
    memory::Calls,
    testing::{Call, TestResponse, batch, block_on, invoke, is_done, run_process, token},
};
use proptest::{collection::vec, prelude::*};
use serde_json::json;

use crate::{
    account::{ORDER_POINTS, WELCOME_POINTS},
    handle_order_completed, handle_user_created,
    memory::{AccountChange, MemoryAccounts},
    spend_points,
};

/// An event or a request. Users, orders and keys are few, so that there are duplicates.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Input {
    UserCreated { user: u8 },
    OrderCompleted { user: u8, order: u8, is_v2: bool },
    Spend { user: u8, key: u8 },
}

fn input() -> impl Strategy<Value = Input> {
    let user = 0_u8..2;
    prop_oneof![
        1 => user.clone().prop_map(|user| Input::UserCreated { user }),
        3 => (user.clone(), 0_u8..4, any::<bool>())
            .prop_map(|(user, order, is_v2)| Input::OrderCompleted { user, order, is_v2 }),
        2 => (user, 0_u8..6).prop_map(|(user, key)| Input::Spend { user, key }),
    ]
}

/// The points that the request with a key spends.
fn amount(key: u8) -> u32 {
    u32::from(key) * 25
}

/// The first delivery of an input. It begins after `delay` turns, and its process dies after it was
/// polled `polls` times.
#[derive(Clone, Debug)]
struct Delivery {
    input: Input,
    delay: usize,
    polls: usize,
}

fn delivery() -> impl Strategy<Value = Delivery> {
    let delivery = (input(), 0_usize..24, 0_usize..16);
    delivery.prop_map(|(input, delay, polls)| Delivery { input, delay, polls })
}

/// One delivery. Whether an event is acknowledged, or a request accepted.
async fn deliver(input: &Input, accounts: &MemoryAccounts) -> bool {
    match input {
        Input::UserCreated { user } => {
            let detail = json!({ "data": { "userId": user.to_string() } });
            let handle = async |message| handle_user_created::handle(message, accounts).await;
            let batch = batch("users.userCreated.v1", &detail);
            is_done(invoke::<HandleUserCreated>(batch, handle).await)
        }
        Input::OrderCompleted { user, order, is_v2 } => {
            let (version, field) = if *is_v2 { ("v2", "orderId") } else { ("v1", "orderNumber") };
            let data = json!({ field: order.to_string(), "userId": user.to_string() });
            let batch =
                batch(&format!("orders.orderCompleted.{version}"), &json!({ "data": data }));
            let handle = async |message| handle_order_completed::handle(message, accounts).await;
            is_done(invoke::<HandleOrderCompleted>(batch, handle).await)
        }
        Input::Spend { user, key } => {
            let call = Call::to::<SpendPoints>("POST /loyalty")
                .json(&json!({ "points": amount(*key) }))
                .header("idempotency-key", &key.to_string())
                .bearer(&token(&user.to_string(), UserType::Standard).await);
            let handle =
                async |request| spend_points::handle(request, accounts, &SystemClock).await;
            TestResponse::of(invoke::<SpendPoints>(call.event(), handle).await).status() == 201
        }
    }
}

/// A delivery to a process that may die.
async fn attempt(delivery: &Delivery, accounts: &MemoryAccounts) {
    let Delivery { input, delay, polls } = delivery;
    // Boxed, because the futures of all functions are in one.
    run_process(*delay, *polls, Box::pin(deliver(input, accounts))).await;
}

/// Delivers everything concurrently, and each input once more at the end, as queues and clients do
/// without a response. Returns the requests that were accepted.
fn run(deliveries: &[Delivery], pauses: Vec<u8>) -> (MemoryAccounts, BTreeSet<Input>) {
    let accounts = MemoryAccounts::default().with_calls(Calls::pausing(pauses));
    let mut accepted = BTreeSet::new();
    block_on(async {
        join_all(deliveries.iter().map(|delivery| attempt(delivery, &accounts))).await;
        for Delivery { input, .. } in deliveries {
            let is_done = deliver(input, &accounts).await;
            match input {
                Input::Spend { .. } if is_done => {
                    accepted.insert(input.clone());
                }
                Input::Spend { .. } => {}
                _ => assert!(is_done, "{input:?} is never acknowledged"),
            }
        }
    });
    (accounts, accepted)
}

/// The points that the user was given for what was delivered.
fn earned(deliveries: &[Delivery], of: u8) -> u32 {
    let (mut is_welcome, mut orders) = (false, BTreeSet::new());
    for Delivery { input, .. } in deliveries {
        match input {
            Input::UserCreated { user } => is_welcome |= *user == of,
            Input::OrderCompleted { user, order, .. } if *user == of => {
                orders.insert(*order);
            }
            _ => {}
        }
    }
    let orders = u32::try_from(orders.len()).unwrap();
    u32::from(is_welcome) * WELCOME_POINTS + orders * ORDER_POINTS
}

/// The points that the accepted requests of the user spent.
fn spent(accepted: &BTreeSet<Input>, of: u8) -> u32 {
    let amount = |input: &Input| match input {
        Input::Spend { user, key } if *user == of => amount(*key),
        _ => 0,
    };
    accepted.iter().map(amount).sum()
}

proptest! {
    #[test]
    fn points_are_what_was_earned_minus_what_was_spent(
        deliveries in vec(delivery(), 1..24),
        pauses in vec(0_u8..4, 0..120),
    ) {
        let (accounts, accepted) = run(&deliveries, pauses);
        for user in 0..2 {
            let expected = earned(&deliveries, user).checked_sub(spent(&accepted, user));
            let points = accounts.points(&user.to_string()).unwrap_or_default();
            prop_assert_eq!(Some(points), expected, "user {}", user);
        }
    }

    #[test]
    fn every_change_continues_the_one_before_and_additions_are_what_was_earned(
        deliveries in vec(delivery(), 1..24),
        pauses in vec(0_u8..4, 0..120),
    ) {
        let (accounts, _) = run(&deliveries, pauses);
        let (mut latest, mut added) = (BTreeMap::new(), BTreeMap::<String, u32>::new());
        for AccountChange { before, after } in accounts.changes().all() {
            let points = before.as_ref().map_or(0, |account| account.points);
            *added.entry(after.user_id.clone()).or_default() += after.points.saturating_sub(points);
            prop_assert_eq!(latest.insert(after.user_id.clone(), after), before);
        }
        for user in 0..2 {
            let added = added.get(&user.to_string()).copied().unwrap_or_default();
            prop_assert_eq!(added, earned(&deliveries, user), "user {}", user);
        }
    }
}
