//! The functions of the services that the bus invokes, each with the ports in memory of the shop.

mod basket;
mod inventory;
mod notification;
mod order;
mod payment;
mod users;

use std::{rc::Rc, sync::LazyLock};

use contracts::{Function, Queue, Subscription};
use futures_util::future::LocalBoxFuture;
use platform::Result;
use serde_json::Value;

pub use self::order::{invoke_function, recover, send_order, submit_order};
pub use self::{basket::*, inventory::set_stock, order::complete_order};
use crate::{shop::Shop, stream::Source};

/// The response of a function.
pub type Response = LocalBoxFuture<'static, Result<Value>>;

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
    pub notifications: Source,
}

pub fn sources() -> Sources {
    Sources {
        orders: [order::new_orders(), order::outbox()],
        payments: payment::outbox(),
        stock: inventory::outbox(),
        baskets: basket::outbox(),
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

/// The outbox of a store, as a [`Source`]: a name, the private events, and their translation.
macro_rules! outbox_of {
    ($name:literal, |$shop:ident| $events:expr, $translate:path) => {
        $crate::stream::Source {
            name: concat!("the outbox of ", $name),
            length: |$shop| $events.len(),
            deliver: |shop, change| {
                Box::pin(async move {
                    let $shop = &*shop;
                    let events = $translate($events.swap_remove(change.index));
                    let id = format!(concat!($name, "-{}"), change.index);
                    let context = platform::Context::new();
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

    use contracts::{basket, inventory, notification, order, payment, user_management};

    use super::*;

    /// Functions whose events no part of the simulation publishes, and which no order depends on.
    const NOT_SIMULATED: [(&str, &str); 2] =
        [("inventory", "handle-product-created"), ("order", "handle-pricing-calculated")];

    #[test]
    fn every_function_that_subscribes_to_events_is_simulated() {
        let contracts = [
            basket::contract(),
            inventory::contract(),
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
