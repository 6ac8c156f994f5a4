//! Administrators, who complete orders and change products, and the schedule of the recovery.

use std::{rc::Rc, time::Duration};

use contracts::order::OrderStatus;
use serde_json::json;
use tokio::{join, time::sleep};

use crate::{
    bus,
    catalogue::{prices, product_id},
    plan::{Change, PlannedChange},
    services,
    shop::Shop,
};

/// How often orders are recovered, as the stacks deploy it.
const RECOVERY: Duration = Duration::from_mins(1);

/// Completes a confirmed order, twice at the same time.
pub async fn complete(shop: Rc<Shop>, second: u32) {
    let _work = shop.world.work();
    sleep(Duration::from_secs(second.into())).await;
    let mut orders = shop.orders.all_orders();
    orders.retain(|order| order.status == OrderStatus::Confirmed);
    let Ok(count @ 1..) = u32::try_from(orders.len()) else { return };
    let order = &orders[shop.world.below(count) as usize];
    let complete = || services::complete_order(Rc::clone(&shop), order);
    join!(
        biased;
        shop.world.process("complete-order", complete()),
        shop.world.process("complete-order", complete()),
    );
}

/// Changes a product.
pub async fn change(shop: Rc<Shop>, index: usize) {
    let _work = shop.world.work();
    let PlannedChange { second, product, change } = shop.world.plan.changes[index];
    sleep(Duration::from_secs(second.into())).await;
    let (id, change_id) = (product_id(product), format!("change-{index}"));
    match change {
        Change::Price(cents) => {
            shop.catalogue.set(&id, Some(cents));
            let data = json!({ "productId": id, "price": prices(cents)[0] });
            bus::announce(&shop, &change_id, "product.productUpdated.v1", &data);
        }
        Change::Deletion => {
            shop.catalogue.set(&id, None);
            let data = json!({ "productId": id });
            bus::announce(&shop, &change_id, "product.productDeleted.v1", &data);
        }
        Change::Stock(units) => {
            // Two administrators at the same time.
            let set = |units| services::set_stock(Rc::clone(&shop), &id, units);
            join!(
                biased;
                shop.world.process("set-stock", set(units)),
                shop.world.process("set-stock", set(units + 1)),
            );
        }
    }
}

/// Recovers orders every minute.
pub async fn recover(shop: Rc<Shop>) {
    loop {
        sleep(RECOVERY).await;
        drop(services::recover(&shop).await);
    }
}
