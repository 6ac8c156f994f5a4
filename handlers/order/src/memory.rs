//! The ports in memory, for tests and simulations.

mod placing;
mod prices;
mod reading;
mod settling;
mod stream;
mod workflow;

use std::{cell::RefCell, collections::BTreeMap};

use contracts::order::RecordedEvent;
use platform::{
    clock::SystemClock,
    memory::{Calls, Marks},
};

use self::prices::ListEntry;
pub use self::{
    prices::MemoryCatalogue,
    stream::insertion,
    workflow::{MemoryTasks, MemoryWorkflows, TaskReply},
};
pub use crate::order_workflow::input as workflow_input;
use crate::{events::PrivateEvent, order::Order, ports::placing::AcceptedRequest};

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
    /// By user id and idempotency key.
    pub requests: BTreeMap<(String, String), AcceptedRequest>,
    /// The checkouts that were ordered.
    pub checkouts: Marks<String>,
    pub prices: BTreeMap<String, ListEntry>,
    /// The outbox, the first message first.
    pub events: Vec<PrivateEvent>,
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
        orders.into_iter().for_each(|order| self.store.borrow_mut().insert(&order));
        self
    }

    /// Every order.
    pub fn all_orders(&self) -> Vec<Order> {
        self.store.borrow().orders.values().cloned().collect()
    }

    /// The private events so far.
    pub fn events(&self) -> Vec<PrivateEvent> {
        self.store.borrow().events.clone()
    }
}

impl Store {
    pub(crate) fn insert(&mut self, order: &Order) {
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
    };
    use jiff::Timestamp;
    use platform::ids::SystemIds;

    use super::*;
    use crate::{order::OrderItem, placing::Placement, price_list::Bracket};

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
        }
    }

    pub fn item(product_id: &str, quantity: u32, price: &str) -> OrderItem {
        OrderItem { product_id: product_id.to_owned(), quantity, price: Some(money(price)) }
    }

    /// A product without a known price.
    pub fn unpriced(product_id: &str, quantity: u32) -> OrderItem {
        OrderItem { product_id: product_id.to_owned(), quantity, price: None }
    }

    pub fn brackets(brackets: &[(u32, &str)]) -> Vec<Bracket> {
        let bracket =
            |(quantity, price): &(u32, &str)| Bracket { quantity: *quantity, price: money(price) };
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
