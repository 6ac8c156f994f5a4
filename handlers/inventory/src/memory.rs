//! The ports in memory, for tests and simulations.

mod state;

use std::{
    cell::{Ref, RefCell},
    collections::BTreeMap,
};

use jiff::Timestamp;
use platform::{
    Context, ReplyRequest, Result,
    clock::{Clock, SystemClock},
    memory::{Calls, Journal},
};

use self::state::State;
use crate::{
    events::PrivateEvent,
    order::{Lines, Order, Outcome},
    ports::{
        Catalogue, CataloguePage, NewProducts, Orders, Releases, ReservationResult, Reservations,
        Shipments, StockLevelBatches, StockLevels, StockTotals, Supplier,
    },
    shipment::Shipment,
    stock::Level,
};

/// Stock and orders.
pub struct MemoryStock<C = SystemClock> {
    clock: C,
    state: RefCell<State>,
    calls: Calls,
}

impl Default for MemoryStock {
    fn default() -> Self {
        Self::at(SystemClock)
    }
}

impl MemoryStock {
    /// Stock with so many units of these products, in revision 1.
    pub fn with(levels: &[(&str, u32)]) -> Self {
        levels.iter().fold(Self::default(), |stock, (id, total)| stock.stocked(id, *total))
    }
}

impl<C> MemoryStock<C> {
    /// No stock, and a clock by which marks expire.
    pub fn at(clock: C) -> Self {
        Self { clock, state: RefCell::default(), calls: Calls::default() }
    }

    /// The same with so many units of a further product, as the supplier delivers them: no event.
    #[must_use]
    pub fn stocked(self, product_id: &str, total: u32) -> Self {
        let level = Level::first(total, Timestamp::constant(0, 1_000_000));
        self.state.borrow_mut().levels.insert(product_id.to_owned(), level);
        self
    }

    /// The same stock with other calls.
    #[must_use]
    pub fn with_calls(self, calls: Calls) -> Self {
        Self { calls, ..self }
    }

    /// The private events so far.
    pub fn events(&self) -> Vec<PrivateEvent> {
        self.outbox().all()
    }

    /// The outbox.
    pub fn outbox(&self) -> Ref<'_, Journal<PrivateEvent>> {
        Ref::map(self.state.borrow(), |state| &state.outbox)
    }

    /// Every order that is stored.
    pub fn orders(&self) -> Vec<Order> {
        self.state.borrow().orders.values().cloned().collect()
    }

    /// Every product's level.
    pub fn all_levels(&self) -> BTreeMap<String, Level> {
        self.state.borrow().levels.clone()
    }
}

#[cfg(test)]
impl MemoryStock {
    /// Reserves products for an order, which must succeed.
    pub async fn with_order(self, order_number: &str, products: &[&str]) -> Self {
        let context = Context::new();
        let request =
            ReplyRequest { event_id: order_number, conversation_id: None, context: &context };
        let products: Vec<String> = products.iter().map(|&id| id.to_owned()).collect();
        let lines = Lines::of(&products).unwrap();
        let result = self.reserve(order_number, &lines, &request).await.unwrap();
        assert_eq!(result, ReservationResult::Reserved);
        self
    }
}

impl<C> StockLevels for MemoryStock<C> {
    async fn level(&self, product_id: &str) -> Result<Option<Level>> {
        let read = || self.state.borrow().levels.get(product_id).copied();
        self.calls.make("stock.level", read).await
    }
}

impl<C> StockLevelBatches for MemoryStock<C> {
    async fn levels(&self, product_ids: &[&str]) -> Result<BTreeMap<String, Level>> {
        let read = || {
            let levels = &self.state.borrow().levels;
            let stocked = |id: &&str| Some(((*id).to_owned(), *levels.get(*id)?));
            product_ids.iter().filter_map(stocked).collect()
        };
        self.calls.make("stock.levels", read).await
    }
}

impl<C> StockTotals for MemoryStock<C> {
    async fn set_total(
        &self,
        product_id: &str,
        before: Option<Level>,
        after: Level,
        context: &Context,
    ) -> Result<bool> {
        let set = || self.state.borrow_mut().set_total(product_id, before, after, context);
        self.calls.make("stock.set_total", set).await
    }
}

impl<C: Clock> NewProducts for MemoryStock<C> {
    async fn publish_level(
        &self,
        product_id: &str,
        level: Option<Level>,
        event_id: &str,
        context: &Context,
    ) -> Result {
        let publish = || {
            let mut state = self.state.borrow_mut();
            if state.created.add(event_id.to_owned(), self.clock.now())
                && let Some(level) = level
            {
                let event = PrivateEvent::stock_set(product_id, None, level);
                state.outbox.add(event, context);
            }
        };
        self.calls.make("stock.publish_level", publish).await
    }
}

impl<C> Orders for MemoryStock<C> {
    async fn order(&self, number: &str) -> Result<Option<Order>> {
        let read = || self.state.borrow().orders.get(number).cloned();
        self.calls.make("stock.order", read).await
    }
}

impl<C: Clock> Reservations for MemoryStock<C> {
    async fn reserve(
        &self,
        order_number: &str,
        lines: &Lines,
        request: &ReplyRequest<'_>,
    ) -> Result<ReservationResult> {
        let reserve =
            || self.state.borrow_mut().reserve(order_number, lines, request, self.clock.now());
        self.calls.make("stock.reserve", reserve).await
    }

    async fn refuse(&self, order_number: &str, request: &ReplyRequest<'_>) -> Result<bool> {
        let refuse = || self.state.borrow_mut().refuse(order_number, request, self.clock.now());
        self.calls.make("stock.refuse", refuse).await
    }

    async fn reply(
        &self,
        order_number: &str,
        outcome: Outcome,
        request: &ReplyRequest<'_>,
    ) -> Result {
        let reply = || {
            self.state.borrow_mut().reply(order_number, outcome, request, self.clock.now());
        };
        self.calls.make("stock.reply", reply).await
    }
}

impl<C> Shipments for MemoryStock<C> {
    async fn ship(&self, order: &Order, shipments: &[Shipment], context: &Context) -> Result<bool> {
        let ship = || self.state.borrow_mut().ship(order, shipments, context);
        self.calls.make("stock.ship", ship).await
    }
}

impl<C> Releases for MemoryStock<C> {
    async fn release(&self, order: &Order) -> Result<bool> {
        let release = || self.state.borrow_mut().release(order);
        self.calls.make("stock.release", release).await
    }

    async fn reject_unknown_order(&self, order_number: &str, _: &Context) -> Result<bool> {
        let reject = || {
            let mut state = self.state.borrow_mut();
            let is_new = !state.orders.contains_key(order_number);
            if is_new {
                state.set_order(order_number, Outcome::Released, Lines::default());
            }
            is_new
        };
        self.calls.make("stock.reject_unknown_order", reject).await
    }
}

/// Orders from the supplier: product ids by the names of the orders.
#[derive(Default)]
pub struct MemorySupplier(pub RefCell<BTreeMap<String, String>>);

impl Supplier for MemorySupplier {
    async fn order(&self, name: &str, product_id: &str, _: &Context) -> Result {
        self.0.borrow_mut().entry(name.to_owned()).or_insert_with(|| product_id.to_owned());
        Ok(())
    }
}

/// A catalogue of pages named by their numbers.
pub struct MemoryCatalogue(pub Vec<Vec<String>>);

impl Catalogue for MemoryCatalogue {
    async fn page(&self, token: Option<&str>, _: &Context) -> Result<CataloguePage> {
        let number: usize = token.unwrap_or("0").parse()?;
        let next = (number + 1 < self.0.len()).then(|| (number + 1).to_string());
        Ok(CataloguePage { product_ids: self.0[number].clone(), next })
    }
}

#[cfg(test)]
#[tokio::test]
async fn memory_passes_the_suite() {
    crate::ports::suite::stock(&MemoryStock::default()).await;
}
