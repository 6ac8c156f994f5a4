//! Every customer has 100 points for the registration and 50 for each completed order, minus those that
//! were spent. Every addition is published in both versions, with one id, and nothing else is.

use std::cell::Cell;

use contracts::{
    Event,
    loyalty::{PointsAdded, PointsAddedV1},
};
use loyalty::{
    account::{Account, ORDER_POINTS, WELCOME_POINTS},
    memory::{AccountChange, change_id},
};
use platform::Context;

use super::completed_orders;
use crate::shop::{PointsEvent, Shop, user_id};

pub fn check(shop: &Shop) {
    let customers = shop.world.plan.customers();
    for (user, spent) in shop.spent_points.iter().map(Cell::get).enumerate() {
        has_points(shop, &user_id(user), customers.contains(&user), spent);
    }
    additions_are_published(shop);
}

fn has_points(shop: &Shop, user_id: &str, is_registered: bool, spent: u32) {
    let orders = completed_orders(shop, user_id);
    let given = u32::from(is_registered) * WELCOME_POINTS
        + u32::try_from(orders).unwrap_or(u32::MAX).saturating_mul(ORDER_POINTS);
    let points = shop.points.points(user_id).unwrap_or_default();
    if Some(points) != given.checked_sub(spent) {
        shop.world.problem(format!(
            "`{user_id}` has {points} points, was given {given} for {orders} completed orders and \
             the registration, and spent {spent}"
        ));
    }
}

fn additions_are_published(shop: &Shop) {
    let published = shop.published_points.take();
    let changes = shop.points.changes();
    let expected: Vec<PointsEvent> = (0..changes.len())
        .flat_map(|index| {
            let (change, context) = changes.entry(index);
            events(&change, &context)
        })
        .collect();
    for event in expected.iter().filter(|event| !published.contains(event)) {
        shop.world.problem(format!("points were added and not published: {event:?}"));
    }
    for event in published.iter().filter(|event| !expected.contains(event)) {
        shop.world.problem(format!("no points were added, but this was published: {event:?}"));
    }
}

/// The events of a change.
fn events(change: &AccountChange, context: &Context) -> Vec<PointsEvent> {
    let AccountChange { before, after } = change;
    let former = before.as_ref().map_or(0, |before| before.points);
    if after.points <= former {
        return Vec::new();
    }
    let (user_id, total) = (after.user_id.clone(), after.points);
    let v1 = PointsAddedV1 { user_id: user_id.clone(), new_points_total: total };
    let v2 = PointsAdded { user_id, total_points: total, difference: total - former };
    vec![event(&v1, after, context), event(&v2, after, context)]
}

fn event<E: Event>(event: &E, after: &Account, context: &Context) -> PointsEvent {
    PointsEvent {
        id: change_id(after),
        event_type: E::TYPE.to_owned(),
        correlation_id: context.correlation_id.clone(),
        data: serde_json::to_value(event).expect("an event is JSON"),
    }
}
