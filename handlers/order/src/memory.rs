//! The ports in memory, for tests and simulations.

mod placing;
mod prices;
mod reading;
mod settling;
mod stream;
mod workflow;

use std::{
    cell::{Ref, RefCell},
    collections::BTreeMap,
};

use contracts::order::RecordedEvent;
use platform::{
    Context,
    clock::SystemClock,
    idempotency::AcceptedRequest,
    memory::{Calls, Journal, Marks},
};

use self::prices::ListEntry;
pub use self::{
    prices::MemoryCatalogue,
    stream::insertion,
    workflow::{MemoryTasks, MemoryWorkflows, TaskReply},
};
pub use crate::order_workflow::input as workflow_input;
use crate::{events::PrivateEvent, order::Order};

/// The table of the orders.
pub struct MemoryOrders<C = SystemClock> {
    pub(crate) clock: C,
    pub(crate) store: RefCell<Store>,
    pub(crate) calls: Calls,
}

#[derive(Default)]
pub(crate) struct Store {
    /// By user id and number.
    pub orders: BTreeMap<(String, String), Order>,
    /// User ids by order number.
    pub numbers: BTreeMap<String, String>,
    /// With the number of the order, by user id and idempotency key.
    pub requests: BTreeMap<(String, String), AcceptedRequest<String>>,
    /// The checkouts that were ordered.
    pub checkouts: Marks<String>,
    pub prices: BTreeMap<String, ListEntry>,
    /// The orders as they were placed.
    pub placed: Journal<Order>,
    /// The outbox.
    pub outbox: Journal<PrivateEvent>,
    /// What the test harness recorded, in any order.
    pub recorded: Vec<RecordedEvent>,
}

impl Default for MemoryOrders {
    fn default() -> Self {
        Self::at(SystemClock)
    }
}

impl<C> MemoryOrders<C> {
    /// No orders, and a clock by which idempotency keys expire.
    pub fn at(clock: C) -> Self {
        Self { clock, store: RefCell::default(), calls: Calls::default() }
    }

    /// The same orders with other calls.
    #[must_use]
    pub fn with_calls(self, calls: Calls) -> Self {
        Self { calls, ..self }
    }

    /// The same, with these orders.
    #[must_use]
    pub fn with_orders(self, orders: impl IntoIterator<Item = Order>) -> Self {
        let insert = |order: Order| self.store.borrow_mut().insert(&order, &Context::new());
        orders.into_iter().for_each(insert);
        self
    }

    /// Whether there is an order for which this is true.
    pub fn has(&self, is_wanted: impl Fn(&Order) -> bool) -> bool {
        self.store.borrow().orders.values().any(is_wanted)
    }

    /// Every order.
    pub fn all_orders(&self) -> Vec<Order> {
        self.store.borrow().orders.values().cloned().collect()
    }

    /// The orders as they were placed, each with the context of its request.
    pub fn placed(&self) -> Ref<'_, Journal<Order>> {
        Ref::map(self.store.borrow(), |store| &store.placed)
    }

    /// The outbox.
    pub fn outbox(&self) -> Ref<'_, Journal<PrivateEvent>> {
        Ref::map(self.store.borrow(), |store| &store.outbox)
    }

    /// The private events so far.
    pub fn events(&self) -> Vec<PrivateEvent> {
        self.outbox().all()
    }
}

impl Store {
    pub(crate) fn insert(&mut self, order: &Order, context: &Context) {
        self.placed.add(order.clone(), context);
        self.numbers.insert(order.number.clone(), order.user_id.clone());
        self.orders.insert((order.user_id.clone(), order.number.clone()), order.clone());
    }
}

/// Orders for tests.
#[cfg(test)]
pub mod samples {
    use contracts::{
        Money,
        order::{OrderStatus, OrderType},
        pricing::PriceBracket,
    };
    use jiff::Timestamp;
    use platform::ids::SystemIds;

    use super::*;
    use crate::{order::OrderItem, placing::Placement};

    /// The order `o-1` of the user `u-1`: two `LATTE`.
    pub fn order() -> Order {
        Order {
            number: "o-1".to_owned(),
            user_id: "u-1".to_owned(),
            items: vec![item("LATTE", 2, "4.99")],
            placed_at: Timestamp::constant(1_795_255_200, 0),
            kind: OrderType::Standard,
            status: OrderStatus::Created,
            currency: "EUR".to_owned(),
            payment_method: "card".to_owned(),
            expected_total: None,
        }
    }

    pub fn item(product_id: &str, quantity: u32, price: &str) -> OrderItem {
        OrderItem { product_id: product_id.to_owned(), quantity, price: Some(money(price)) }
    }

    /// A product without a known price.
    pub fn unpriced(product_id: &str, quantity: u32) -> OrderItem {
        OrderItem { product_id: product_id.to_owned(), quantity, price: None }
    }

    pub fn brackets(brackets: &[(u32, &str)]) -> Vec<PriceBracket> {
        let bracket =
            |&(quantity, price): &(u32, &str)| PriceBracket { quantity, price: money(price) };
        brackets.iter().map(bracket).collect()
    }

    /// What placing orders in these stores uses.
    pub fn placement<'a, C>(
        orders: &'a MemoryOrders<C>,
        catalogue: &'a MemoryCatalogue,
    ) -> Placement<'a, MemoryOrders<C>, MemoryCatalogue, SystemIds, C> {
        Placement { orders, catalogue, ids: &SystemIds, clock: &orders.clock, currency: "EUR" }
    }

    pub fn money(amount: &str) -> Money {
        Money(amount.parse().unwrap())
    }
}
