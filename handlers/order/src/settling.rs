//! Moving an order to its next state, once: several callers may try at the same time, and each of them
//! again after a timeout.

#[cfg(test)]
mod interleavings;

use platform::{Attempt, Context, Failure, Result, retry_conflicts};

use crate::{
    events::PrivateEvent,
    order::{Order, can_move},
    ports::{reading::OrderLookup, settling::Moves},
};

/// An order after an attempt to move it.
#[derive(Debug, PartialEq)]
pub struct Settled {
    /// The order as it is now.
    pub order: Order,
    /// Whether this attempt moved it.
    pub moved: bool,
}

/// Moves an order to the state that it has after an event, if its state allows that, and enqueues the
/// event. None if there is no such order.
pub async fn settle(
    orders: &(impl OrderLookup + Moves),
    user_id: &str,
    order_number: &str,
    event: impl Fn(&Order) -> PrivateEvent,
    context: &Context,
) -> Result<Option<Settled>> {
    retry_conflicts(format!("move order `{order_number}`"), async || {
        let Some(order) = orders.order(user_id, order_number).await? else {
            return Ok(Attempt::Done(None));
        };
        let event = event(&order);
        if !can_move(order.status, event.status()) {
            return Ok(Attempt::Done(Some(Settled { order, moved: false })));
        }
        if !orders.apply(&order, &event, context).await? {
            return Ok(Attempt::Conflict);
        }
        tracing::info!(order_number, status = ?event.status(), "the order was moved");
        let order = Order { status: event.status(), ..order };
        Ok(Attempt::Done(Some(Settled { order, moved: true })))
    })
    .await
}

/// The failure of a function that its workflow invoked with an order which does not exist.
pub fn no_such_order(what: &str, order_number: &str) -> Failure {
    Failure::failed(format!("failed to {what} order `{order_number}`: order not found"))
}
