//! Every checkout is one order of what was in the basket, unless its total has changed, and the basket
//! of a rejected one returns or is forgotten.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use basket::{basket::Basket, memory::Change};
use contracts::{Component, order::HandleCheckoutBasket};
use order::order::Order;
use serde_json::Value;

use super::is_rejected;
use crate::{
    catalogue::product_id,
    plan::{Change as Planned, PlannedChange},
    services::consumers,
    shop::Shop,
};

pub fn check(shop: &Shop) {
    let (changes, orders) = (shop.baskets.changes(), shop.orders.all_orders());
    let refused: BTreeSet<String> = refused_checkouts(shop).into_values().collect();
    let mut revisions = BTreeSet::new();
    for change in &changes {
        if let Change::CheckedOut { basket, .. } = change
            && !revisions.insert((&basket.user_id, &basket.revision))
        {
            shop.world.problem(format!("the basket of `{}` was ordered twice", basket.user_id));
        }
        if let Change::CheckedOut { checkout_id, basket, .. } = change {
            match orders.iter().find(|order| order.number == *checkout_id) {
                Some(order) => is_settled(shop, order, basket, &changes),
                None if refused.contains(checkout_id) => {}
                None => shop.world.problem(format!("checkout `{checkout_id}` is lost")),
            }
        }
    }
}

fn is_settled(shop: &Shop, order: &Order, basket: &Basket, changes: &[Change]) {
    let number = &order.number;
    let ordered = order.items.iter().map(|item| (item.product_id.clone(), item.quantity));
    let checked_out = basket.items.iter().map(|item| (item.product.id.clone(), item.quantity));
    if ordered.collect::<BTreeMap<_, _>>() != checked_out.collect() {
        shop.world.problem(format!("order `{number}` has other products than its basket"));
    }
    let returns = |change: &&Change| matches!(change, Change::PutBack { checkout_id, .. } if checkout_id == number);
    let returns = changes.iter().filter(returns).count();
    if returns > usize::from(is_rejected(order.status)) {
        let status = order.status;
        shop.world.problem(format!(
            "order `{number}` is {status:?}; its basket returned {returns} times"
        ));
    }
    if is_rejected(order.status) && shop.baskets.emptied(number).is_some() {
        shop.world.problem(format!("order `{number}` is rejected and its basket did not return"));
    }
}

/// The checkouts that became no orders because the price of a product has changed since: the bodies of
/// their dead letters, and their ids.
pub fn refused_checkouts(shop: &Shop) -> BTreeMap<Rc<str>, String> {
    let functions = consumers();
    let queues = functions.iter().zip(&shop.queues);
    let orders = queues.filter(|(consumer, _)| consumer.name == HandleCheckoutBasket::NAME);
    let bodies = orders.flat_map(|(_, queue)| queue.dead_letters());
    bodies.filter_map(|body| refused_id(shop, &body).map(|id| (body, id))).collect()
}

/// The id of a checkout, if it states its total and the price of one of its products changes.
fn refused_id(shop: &Shop, body: &str) -> Option<String> {
    let message: Value = serde_json::from_str(body).ok()?;
    let checkout = &message["detail"];
    checkout["expectedTotal"].as_f64()?;
    let is_ordered = |id: &str| {
        let items = checkout["items"].as_array();
        items.is_some_and(|items| items.iter().any(|item| item["productId"] == id))
    };
    let is_repriced = |planned: &PlannedChange| {
        !matches!(planned.change, Planned::Stock(_)) && is_ordered(&product_id(planned.product))
    };
    shop.world.plan.changes.iter().any(is_repriced).then_some(())?;
    checkout["checkoutId"].as_str().map(str::to_owned)
}
