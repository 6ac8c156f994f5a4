//! Baskets.

use std::rc::Rc;

use basket::{
    check_out::{self, Shop as Settings},
    dto::PriceSettings,
    handle_order_rejected,
    publish_events::translate,
    put_basket,
};
use contracts::basket::{CheckOut, HandleOrderRejected, PutBasket};
use platform::{
    ids::SystemIds,
    testing::{Call, invoke},
};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::{Consumer, Response, Sender, consumer, outbox_of};
use crate::{
    shop::{CURRENCY, Shop},
    stream::Source,
};

pub fn consumers() -> Vec<Consumer> {
    vec![consumer!(HandleOrderRejected, |shop, message| handle_order_rejected::handle(
        message,
        &shop.baskets,
        &SystemIds
    ))]
}

pub fn outbox() -> Source {
    outbox_of!(baskets, |event| translate(event))
}

/// A customer replaces the basket.
pub fn put_basket(shop: Rc<Shop>, sender: &Sender, items: &Value) -> Response {
    let call = sender.sign(Call::to::<PutBasket>("POST /basket"), &shop);
    let call = call.json(&json!({ "items": items }));
    Box::pin(async move {
        let settings = PriceSettings { currency: CURRENCY.to_owned(), tax_rate: Decimal::ZERO };
        let handle = async |request| {
            put_basket::handle(request, &shop.baskets, &shop.catalogue, &settings, &SystemIds).await
        };
        invoke::<PutBasket>(call.event(), handle).await
    })
}

/// A customer checks out the basket.
pub fn check_out(shop: Rc<Shop>, sender: &Sender, method: &str) -> Response {
    let call = sender.sign(Call::to::<CheckOut>("POST /basket/checkout"), &shop);
    let call = call.json(&json!({ "paymentMethod": method }));
    Box::pin(async move {
        let (currency, clock) = (CURRENCY.to_owned(), shop.world.clock);
        let settings = Settings { currency, ids: SystemIds, clock };
        let handle = async |request| {
            check_out::handle(request, &shop.baskets, &shop.catalogue, &settings).await
        };
        invoke::<CheckOut>(call.event(), handle).await
    })
}
