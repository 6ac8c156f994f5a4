//! Customers, who place the planned orders and repeat what failed.

use std::{rc::Rc, time::Duration};

use contracts::Money;
use platform::Result;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::{
    bus,
    catalogue::{prices, product_id},
    plan::{PlannedOrder, Way},
    services::{self, Sender},
    shop::{Reply, Shop, user_id, user_type},
};

/// How often a customer tries.
const ATTEMPTS: u32 = 40;

/// Longest pause before a further attempt, in seconds.
const PAUSE: u32 = 10;

/// The response to a request, as its sender understands it.
pub enum Answer {
    /// The order has this number.
    Accepted(String),
    Refused,
    /// There is no response, or an error that may pass.
    Unknown,
}

/// How an order is paid. It identifies the planned order.
pub fn payment_method(index: usize, planned: &PlannedOrder) -> String {
    format!("{}-{index}", if planned.is_declined { "decline" } else { "card" })
}

/// What ties everything to the request that places the planned order with this index.
pub fn correlation_id(index: usize) -> String {
    format!("customer-{index}")
}

/// The index of the planned order that is paid like this.
pub fn planned_of(payment_method: &str) -> Option<usize> {
    payment_method.rsplit_once('-')?.1.parse().ok()
}

/// Places the planned order with this index.
pub async fn place(shop: Rc<Shop>, index: usize) {
    let _work = shop.world.work();
    let planned = &shop.world.plan.orders[index];
    sleep(Duration::from_secs(planned.second.into())).await;
    let (key, correlation_id) = (&*format!("key-{index}"), &*correlation_id(index));
    let sender = |has_key: bool| Sender {
        user: planned.user.into(),
        idempotency_key: has_key.then_some(key),
        correlation_id,
    };
    match planned.way {
        Way::Request { key } => request(&shop, index, &sender(key)).await,
        Way::Submission => submit(&shop, index, key).await,
        Way::Basket { key } => order_basket(&shop, index, &sender(key)).await,
        Way::OutsideCheckout { id } => check_out_elsewhere(&shop, index, id),
    }
}

async fn request(shop: &Rc<Shop>, index: usize, sender: &Sender<'_>) {
    let planned = &shop.world.plan.orders[index];
    let body = json!({ "items": items(planned), "paymentMethod": payment_method(index, planned) });
    repeat(shop, index, async || {
        let sending = services::send_order(Rc::clone(shop), sender, &body);
        answer(shop.world.process("create-order", sending).await, |body| &body["orderId"])
    })
    .await;
}

async fn submit(shop: &Rc<Shop>, index: usize, key: &str) {
    let Some(submitted) = submission(shop, index, key) else { return };
    repeat(shop, index, async || {
        let submitting = services::submit_order(Rc::clone(shop), submitted.clone());
        match shop.world.process("submit-order", submitting).await {
            Some(Ok(order)) => accepted(&order["orderId"]),
            Some(Err(failure)) if format!("{failure:?}").starts_with("Rejected") => Answer::Refused,
            _ => Answer::Unknown,
        }
    })
    .await;
}

/// The order at the current prices. None if the catalogue lacks a product.
fn submission(shop: &Shop, index: usize, key: &str) -> Option<Value> {
    let planned = &shop.world.plan.orders[index];
    let (mut total, mut items) = (Decimal::ZERO, Vec::new());
    for &(product, quantity) in &planned.lines {
        let id = product_id(product);
        let [price, _] = prices(shop.catalogue.price(&id)?);
        total += price.0 * Decimal::from(quantity);
        items.push(json!({ "productId": id, "quantity": quantity, "price": price }));
    }
    Some(json!({
        "customerId": user_id(planned.user.into()),
        "items": items,
        "totalAmount": Money(total),
        "requestId": key,
        "paymentMethod": payment_method(index, planned),
        "CorrelationId": correlation_id(index),
    }))
}

async fn order_basket(shop: &Rc<Shop>, index: usize, sender: &Sender<'_>) {
    let planned = &shop.world.plan.orders[index];
    let (putter, items) = (&Sender { idempotency_key: None, ..*sender }, items(planned));
    for _ in 0..ATTEMPTS {
        let putting = services::put_basket(Rc::clone(shop), putter, &items);
        let response = shop.world.process("put-basket", putting).await;
        match answer(response, |body| &body["message"]) {
            Answer::Accepted(_) => break,
            Answer::Refused => return,
            Answer::Unknown => sleep(shop.world.seconds(PAUSE)).await,
        }
    }
    let method = payment_method(index, planned);
    repeat(shop, index, async || {
        let checking_out = services::check_out(Rc::clone(shop), sender, &method);
        let response = shop.world.process("check-out", checking_out).await;
        answer(response, |body| &body["body"]["orderNumber"])
    })
    .await;
}

/// Another application publishes a checkout, sometimes twice. The second event of a checkout with an
/// id is another event.
fn check_out_elsewhere(shop: &Rc<Shop>, index: usize, has_id: bool) {
    let planned = &shop.world.plan.orders[index];
    let user = planned.user.into();
    let mut detail = json!({
        "id": format!("checkout-{index}"),
        "correlationid": correlation_id(index),
        "userName": user_id(user),
        "checkoutId": has_id.then(|| format!("00000000-0000-7000-8000-{index:012}")),
        "items": items(planned),
        "paymentMethod": payment_method(index, planned),
        "userType": user_type(user).to_string(),
    });
    bus::put(shop, "CheckoutBasket", &detail.to_string(), shop.now());
    if shop.world.is_struck(shop.world.plan.faults.duplicates) {
        if has_id {
            detail["id"] = format!("checkout-{index}-again").into();
        }
        bus::put(shop, "CheckoutBasket", &detail.to_string(), shop.now());
    }
}

fn items(planned: &PlannedOrder) -> Value {
    let item = |&(product, quantity): &(usize, u32)| json!({ "productId": product_id(product), "quantity": quantity });
    planned.lines.iter().map(item).collect()
}

/// Sends a request until its response arrives.
async fn repeat(shop: &Rc<Shop>, planned: usize, mut send: impl AsyncFnMut() -> Answer) {
    let world = &shop.world;
    for _ in 0..ATTEMPTS {
        shop.attempts[planned].update(|attempts| attempts + 1);
        let answer = send().await;
        if !world.is_struck(world.plan.faults.lost_responses) {
            match answer {
                Answer::Accepted(order_number) => {
                    world.record(|| format!("customer {planned} has order {order_number}"));
                    shop.replies.borrow_mut().push(Reply { planned, order_number });
                    return;
                }
                Answer::Refused => {
                    world.record(|| format!("customer {planned} is refused"));
                    return;
                }
                Answer::Unknown => {}
            }
        }
        sleep(world.seconds(PAUSE)).await;
    }
}

/// The meaning of a response of the API.
pub fn answer(response: Option<Result<Value>>, number: impl Fn(&Value) -> &Value) -> Answer {
    let Some(Ok(response)) = response else { return Answer::Unknown };
    match response["statusCode"].as_u64() {
        Some(200..300) => {
            let body = response["body"].as_str().unwrap_or_default();
            accepted(number(&serde_json::from_str(body).unwrap_or_default()))
        }
        Some(400..=408 | 410..=428) => Answer::Refused,
        _ => Answer::Unknown,
    }
}

fn accepted(number: &Value) -> Answer {
    Answer::Accepted(number.as_str().unwrap_or_default().to_owned())
}
