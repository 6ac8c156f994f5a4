//! Customers, who receive points when they register and for completed orders, and spend them.

use std::{rc::Rc, time::Duration};

use contracts::{Event, user_management::UserCreated};
use serde_json::json;
use tokio::{join, time::sleep};

use crate::{
    bus,
    customers::{Answer, answer},
    plan::PlannedSpending,
    services::{self, Sender},
    shop::{Shop, user_id},
};

/// Longest pause before a request is repeated, in seconds.
const PAUSE: u32 = 10;

/// All customers register. Some registrations are published twice.
pub fn register(shop: &Rc<Shop>) {
    let world = &shop.world;
    for user in world.plan.customers() {
        let (id, data) = (format!("registration-{user}"), json!({ "userId": user_id(user) }));
        bus::announce(shop, &id, UserCreated::TYPE, &data);
        if world.is_struck(world.plan.faults.duplicates) {
            bus::announce(shop, &format!("{id}-again"), UserCreated::TYPE, &data);
        }
    }
}

/// A customer sends the request of the planned spending with this index twice at the same time, and
/// again until a response arrives.
pub async fn spend(shop: Rc<Shop>, index: usize) {
    let (world, _work) = (&shop.world, shop.world.work());
    let PlannedSpending { user, second, points } = world.plan.spendings[index];
    sleep(Duration::from_secs(second.into())).await;
    let (user, key) = (usize::from(user), format!("spending-{index}"));
    let sender = Sender { user, idempotency_key: Some(&key), correlation_id: &key };
    let send = async || {
        let spending = services::spend_points(Rc::clone(&shop), &sender, points);
        let response = world.process("spend-points", spending).await;
        let is_lost = world.is_struck(world.plan.faults.lost_responses);
        let response = response.filter(|_| !is_lost);
        answer(response, |body| &body["data"]["userId"])
    };
    loop {
        match join!(biased; send(), send()) {
            (Answer::Accepted(_), _) | (_, Answer::Accepted(_)) => break,
            (Answer::Refused, Answer::Refused) => {
                world.record(|| format!("user {user} cannot spend {points} points"));
                return;
            }
            _ => sleep(world.seconds(PAUSE)).await,
        }
    }
    world.record(|| format!("user {user} has spent {points} points"));
    shop.spent_points[user].update(|spent| spent + points);
}
