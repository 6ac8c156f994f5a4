//! Every checkout is one order of what was in the basket, and the basket of a rejected one returns or
//! is forgotten.

use std::collections::{BTreeMap, BTreeSet};

use basket::{basket::Basket, memory::Change};
use order::order::Order;

use super::is_rejected;
use crate::shop::Shop;

pub fn check(shop: &Shop) {
    let (changes, orders) = (shop.baskets.changes(), shop.orders.all_orders());
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
