//! Inventory.

use std::rc::Rc;

use contracts::inventory::{
    HandleOrderCompleted, HandleOrderCreated, HandleOrderRejected, SetStock,
};
use inventory::{
    handle_order_completed, handle_order_created, handle_order_rejected, publish_events::translate,
    set_stock,
};
use platform::{
    simulation::Rate,
    testing::{Call, invoke},
};
use serde_json::json;

use super::{Consumer, Response, consumer, outbox_of};
use crate::{shop::Shop, stream::Source};

pub fn consumers() -> Vec<Consumer> {
    vec![
        consumer!(HandleOrderCreated, |shop, message| handle_order_created::handle(
            message,
            &shop.stock,
            Rate::ALWAYS
        )),
        consumer!(HandleOrderCompleted, |shop, message| handle_order_completed::handle(
            message,
            &shop.stock
        )),
        consumer!(HandleOrderRejected, |shop, message| handle_order_rejected::handle(
            message,
            &shop.stock
        )),
    ]
}

pub fn outbox() -> Source {
    outbox_of!(stock, |event| translate(event))
}

/// An administrator sets the stock of a product.
pub fn set_stock(shop: Rc<Shop>, product_id: &str, units: u32) -> Response {
    let body = json!({ "productId": product_id, "stockLevel": units });
    let call = Call::to::<SetStock>("POST /inventory").bearer(&shop.tokens.administrator);
    let call = call.json(&body);
    Box::pin(async move {
        let handle =
            async |request| set_stock::handle(request, &shop.stock, &shop.world.clock).await;
        invoke::<SetStock>(call.event(), handle).await
    })
}
