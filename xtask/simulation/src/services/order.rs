//! Orders.

use std::rc::Rc;

use contracts::order::{
    CompleteOrder, ConfirmOrder, CreateOrder, HandleCheckoutBasket, HandlePaymentFailed,
    HandlePaymentProcessed, HandleProductChanged, HandleStockReservationFailed,
    HandleStockReserved, RecoverOrders, RejectOrder, StartWorkflow, SubmitOrder,
};
use order::{
    complete_order, confirm_order, create_order, handle_checkout_basket, handle_payment_failed,
    handle_payment_processed, handle_product_changed, handle_stock_reservation_failed,
    handle_stock_reserved, memory::insertion, placing::Placement, publish_events::translate,
    recover_orders, reject_order, start_workflow, submit_order,
};
use platform::{
    Failure, Result,
    ids::SystemIds,
    testing::{Call, invoke, is_done},
};
use serde_json::{Value, json};

use super::{Consumer, Response, Sender, consumer, outbox_of};
use crate::{
    catalogue::Catalogue,
    clock::VirtualClock,
    shop::{CURRENCY, Shop},
    stream::Source,
};

type Orders = order::memory::MemoryOrders<VirtualClock>;

fn placement(shop: &Shop) -> Placement<'_, Orders, Catalogue, SystemIds, VirtualClock> {
    Placement {
        orders: &shop.orders,
        catalogue: &shop.catalogue,
        ids: &SystemIds,
        clock: &shop.world.clock,
        currency: CURRENCY,
    }
}

pub fn consumers() -> Vec<Consumer> {
    vec![
        consumer!(HandleCheckoutBasket, |shop, message| async {
            handle_checkout_basket::handle(message, &placement(shop)).await
        }),
        consumer!(HandleProductChanged, |shop, message| handle_product_changed::handle(
            message,
            &shop.orders,
            &shop.catalogue,
            &shop.world.clock
        )),
        consumer!(HandlePaymentProcessed, |shop, message| handle_payment_processed::handle(
            message,
            &shop.workflows
        )),
        consumer!(HandlePaymentFailed, |shop, message| handle_payment_failed::handle(
            message,
            &shop.workflows
        )),
        consumer!(HandleStockReserved, |shop, message| handle_stock_reserved::handle(
            message,
            &shop.workflows
        )),
        consumer!(HandleStockReservationFailed, |shop, message| {
            handle_stock_reservation_failed::handle(message, &shop.workflows)
        }),
    ]
}

pub fn outbox() -> Source {
    outbox_of!(orders, |event| translate(event))
}

/// The stream of the table, which starts the workflow of each new order.
pub fn new_orders() -> Source {
    Source {
        name: "the stream of the orders",
        length: |shop| shop.orders.placed().len(),
        deliver: |shop, change| {
            Box::pin(async move {
                let (order, context) = shop.orders.placed().entry(change.index);
                shop.world.record(|| format!("{order:?}"));
                let batch = insertion(&order, &context).expect("an order is an item");
                let workflows = shop.workflow();
                let handle = async |change| start_workflow::handle(change, &workflows).await;
                let starting = invoke::<StartWorkflow>(batch, handle);
                let response = shop.world.process("start-workflow", starting).await;
                response.is_some_and(is_done)
            })
        },
    }
}

/// A customer orders with `POST /orders`.
pub fn send_order(shop: Rc<Shop>, sender: &Sender, body: &Value) -> Response {
    let call = sender.sign(Call::to::<CreateOrder>("POST /orders"), &shop).json(body);
    Box::pin(async move {
        let placement = placement(&shop);
        let handle = async |request| create_order::handle(request, &placement).await;
        invoke::<CreateOrder>(call.event(), handle).await
    })
}

/// An application orders with the function `submit-order`.
pub fn submit_order(shop: Rc<Shop>, submitted: Value) -> Response {
    Box::pin(async move {
        let placement = placement(&shop);
        let handle = async |submitted| submit_order::handle(submitted, &placement).await;
        invoke::<SubmitOrder>(submitted, handle).await
    })
}

/// An administrator completes an order.
pub fn complete_order(shop: Rc<Shop>, order: &order::order::Order) -> Response {
    let body = json!({ "orderId": order.number, "userId": order.user_id });
    let call = Call::to::<CompleteOrder>("POST /orders/{order_id}/complete")
        .path("order_id", &order.number)
        .bearer(&shop.tokens.administrator)
        .json(&body);
    Box::pin(async move {
        let handle = async |request| complete_order::handle(request, &shop.orders).await;
        invoke::<CompleteOrder>(call.event(), handle).await
    })
}

/// The workflow invokes a function.
pub fn invoke_function(shop: Rc<Shop>, function: &str, payload: Value) -> Response {
    let function = function.to_owned();
    Box::pin(async move {
        let orders = &shop.orders;
        match function.as_str() {
            "CONFIRM_ORDER_FUNCTION" => {
                let confirm = async |order| confirm_order::handle(order, orders).await;
                invoke::<ConfirmOrder>(payload, confirm).await
            }
            "REJECT_ORDER_FUNCTION" => {
                let reject = async |order| reject_order::handle(order, orders).await;
                invoke::<RejectOrder>(payload, reject).await
            }
            _ => Err(Failure::failed(format!("there is no function `{function}`"))),
        }
    })
}

/// The schedule recovers orders.
pub async fn recover(shop: &Rc<Shop>) -> Option<Result<Value>> {
    let workflows = shop.workflow();
    let handle =
        async |()| recover_orders::handle(&shop.orders, &workflows, &shop.world.clock).await;
    let recovering = invoke::<RecoverOrders>(json!({}), handle);
    shop.world.process("recover-orders", recovering).await
}
