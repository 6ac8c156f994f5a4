//! The functions of the services that the bus invokes, each with the ports in memory of the shop.

mod basket;
mod inventory;
mod loyalty;
mod notification;
mod order;
mod payment;
mod users;

use std::{rc::Rc, sync::LazyLock};

use contracts::{Function, Queue, Subscription};
use futures_util::future::LocalBoxFuture;
use platform::{Result, testing::Call};
use serde_json::Value;

pub use self::order::{invoke_function, recover, send_order, submit_order};
pub use self::{basket::*, inventory::set_stock, loyalty::spend_points, order::complete_order};
use crate::{shop::Shop, stream::Source};

/// The response of a function.
pub type Response = LocalBoxFuture<'static, Result<Value>>;

/// Who sends a request of the API.
pub struct Sender<'a> {
    pub user: usize,
    pub idempotency_key: Option<&'a str>,
    pub correlation_id: &'a str,
}

impl Sender<'_> {
    /// The same request with the headers that this sender adds.
    fn sign(&self, call: Call, shop: &Shop) -> Call {
        let call = call.bearer(&shop.tokens.users[self.user]);
        let call = call.header("x-correlation-id", self.correlation_id);
        match self.idempotency_key {
            Some(key) => call.header("idempotency-key", key),
            None => call,
        }
    }
}

/// A function that subscribes to events.
pub struct Consumer {
    pub service: &'static str,
    pub name: &'static str,
    /// Detail types of the events.
    pub types: Vec<&'static str>,
    /// Invokes it with a batch.
    pub invoke: fn(Rc<Shop>, Value) -> Response,
}

impl Consumer {
    fn of<F, S>(invoke: fn(Rc<Shop>, Value) -> Response) -> Self
    where
        F: Function<Trigger = Queue<S>>,
        S: Subscription,
    {
        let types = S::types().into_iter().map(|event| event.name).collect();
        Self { service: F::SERVICE.name, name: F::NAME, types, invoke }
    }
}

/// All of them.
pub fn consumers() -> &'static [Consumer] {
    static CONSUMERS: LazyLock<Vec<Consumer>> = LazyLock::new(|| {
        [
            basket::consumers(),
            inventory::consumers(),
            loyalty::consumers(),
            notification::consumers(),
            order::consumers(),
            payment::consumers(),
            users::consumers(),
        ]
        .into_iter()
        .flatten()
        .collect()
    });
    &CONSUMERS
}

/// What the streams of all tables deliver.
pub struct Sources {
    pub orders: [Source; 2],
    pub payments: Source,
    pub stock: Source,
    pub baskets: Source,
    pub points: Source,
    pub notifications: Source,
}

pub fn sources() -> Sources {
    Sources {
        orders: [order::new_orders(), order::outbox()],
        payments: payment::outbox(),
        stock: inventory::outbox(),
        baskets: basket::outbox(),
        points: loyalty::changed_accounts(),
        notifications: notification::new_notifications(),
    }
}

/// A function that handles events, as a [`Consumer`].
macro_rules! consumer {
    ($function:ty, |$shop:ident, $message:ident| $handle:expr) => {
        $crate::services::Consumer::of::<$function, _>(|shop, batch| {
            Box::pin(async move {
                let $shop = &*shop;
                platform::testing::invoke::<$function>(batch, async |$message| $handle.await).await
            })
        })
    };
}

/// The outbox of a store, as a [`Source`]: its name, and the translation of its private events.
macro_rules! outbox_of {
    ($store:ident, |$event:ident| $translated:expr) => {
        $crate::stream::Source {
            name: concat!("the outbox of ", stringify!($store)),
            length: |shop| shop.$store.outbox().len(),
            deliver: |shop, change| {
                Box::pin(async move {
                    let ($event, context) = shop.$store.outbox().entry(change.index);
                    let events = $translated;
                    let id = format!(concat!(stringify!($store), "-{}"), change.index);
                    let events =
                        platform::memory::BusEvent::of_outbox(&id, change.time, &context, events);
                    let events = events.expect("private events can be translated");
                    $crate::stream::publish(&shop, events).await
                })
            },
        }
    };
}

use {consumer, outbox_of};

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use contracts::{basket, inventory, loyalty, notification, order, payment, user_management};

    use super::*;

    /// Functions whose events no part of the simulation publishes, and which no order depends on.
    const NOT_SIMULATED: [(&str, &str); 2] =
        [("inventory", "handle-product-created"), ("order", "handle-pricing-calculated")];

    #[test]
    fn every_function_that_subscribes_to_events_is_simulated() {
        let contracts = [
            basket::contract(),
            inventory::contract(),
            loyalty::contract(),
            notification::contract(),
            order::contract(),
            payment::contract(),
            user_management::contract(),
        ];
        let declared: BTreeSet<_> = contracts
            .iter()
            .flat_map(|contract| contract.functions.iter().map(|it| (contract.service.name, it)))
            .filter(|(_, function)| !function.views().is_empty() && !function.outside_production)
            .map(|(service, function)| (service, function.name))
            .collect();
        let simulated = consumers().iter().map(|consumer| (consumer.service, consumer.name));
        assert_eq!(declared, simulated.chain(NOT_SIMULATED).collect());
    }
}
