//! No unit is sold twice or lost: what is reserved is reserved for confirmed orders, and the total of
//! each product is what was set without what was shipped.

use std::collections::BTreeMap;

use contracts::order::OrderStatus;
use inventory::{events::PrivateEvent, order::Outcome};
use order::order::Order;

use crate::{catalogue::product_id, shop::Shop};

pub fn check(shop: &Shop) {
    for order in shop.orders.all_orders() {
        has_its_units(shop, &order);
    }
    reserved_units_belong_to_orders(shop);
    totals_are_exact(shop);
}

fn has_its_units(shop: &Shop, order: &Order) {
    let stored = shop.stock.orders().into_iter().find(|stored| stored.number == order.number);
    let outcome = stored.as_ref().map(|stored| stored.outcome);
    let is_right = match order.status {
        OrderStatus::Confirmed => outcome == Some(Outcome::Reserved),
        OrderStatus::Completed => outcome == Some(Outcome::Shipped),
        _ => !matches!(outcome, Some(Outcome::Reserved | Outcome::Shipped)),
    };
    let (number, status) = (&order.number, order.status);
    if !is_right {
        shop.world.problem(format!("order `{number}` is {status:?} and its units {outcome:?}"));
    }
    let ordered = order.items.iter().map(|item| (item.product_id.clone(), item.quantity));
    if let Some(stored) = stored
        && matches!(stored.outcome, Outcome::Reserved | Outcome::Shipped)
        && *stored.lines.as_map() != ordered.collect()
    {
        shop.world.problem(format!("order `{number}` has other units than were ordered"));
    }
}

fn reserved_units_belong_to_orders(shop: &Shop) {
    let mut reserved: BTreeMap<String, u32> = BTreeMap::new();
    for order in shop.stock.orders().iter().filter(|order| order.outcome == Outcome::Reserved) {
        for (product, units) in order.lines.iter() {
            *reserved.entry(product.to_owned()).or_default() += units;
        }
    }
    for (product, level) in shop.stock.all_levels() {
        let expected = reserved.remove(&product).unwrap_or_default();
        if level.available() > level.total() || level.reserved() != expected {
            let found = level.reserved();
            shop.world.problem(format!(
                "`{product}` has {found} reserved units; its orders have {expected}"
            ));
        }
    }
}

/// Follows the events, each of which must begin where the last one ended.
fn totals_are_exact(shop: &Shop) {
    let products = shop.world.plan.products.iter().enumerate();
    let mut totals: BTreeMap<String, u32> =
        products.filter_map(|(id, product)| Some((product_id(id), product.stock?))).collect();
    for event in shop.stock.events() {
        match event {
            PrivateEvent::StockSet { product_id, previous, new, .. } => {
                let before = totals.insert(product_id.clone(), new).unwrap_or(previous);
                if before != previous {
                    shop.world.problem(format!(
                        "`{product_id}` was set from a wrong level: {previous}, not {before}"
                    ));
                }
            }
            PrivateEvent::OrderShipped { shipments, order_number } => {
                for shipment in shipments {
                    let total = totals.entry(shipment.product_id.clone()).or_default();
                    if *total != shipment.previous {
                        let (id, expected) = (&shipment.product_id, *total);
                        shop.world.problem(format!(
                            "order `{order_number}` was shipped from a wrong level of `{id}`: \
                             {}, not {expected}",
                            shipment.previous
                        ));
                    }
                    *total = shipment.new;
                }
            }
            PrivateEvent::OrderReserved { .. } | PrivateEvent::OrderRefused { .. } => {}
        }
    }
    for (product, level) in shop.stock.all_levels() {
        let (found, expected) = (level.total(), totals.get(&product).copied());
        if Some(found) != expected {
            shop.world.problem(format!("`{product}` has {found} units, not {expected:?}"));
        }
    }
}
