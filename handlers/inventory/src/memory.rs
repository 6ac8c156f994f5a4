//! The ports in memory, for tests and simulations.

use std::{
    cell::RefCell,
    collections::{BTreeMap, HashSet, VecDeque},
};

use platform::{Context, Result};

use crate::{
    events::PrivateEvent,
    order::{Lines, Order, Outcome},
    ports::{
        Catalogue, CataloguePage, Orders, Releases, ReservationRequest, ReservationResult,
        Reservations, Shipments, StockLevelBatches, StockLevels, StockTotals, Supplier,
    },
    shipment::Shipment,
    stock::Level,
};

/// Stock and orders. Calls yield to others as `pauses` says, so that tests decide how concurrent
/// work interleaves.
#[derive(Default)]
pub struct MemoryStock {
    state: RefCell<State>,
    pauses: RefCell<VecDeque<u8>>,
}

#[derive(Default)]
struct State {
    levels: BTreeMap<String, Level>,
    orders: BTreeMap<String, Order>,
    replies: HashSet<(String, String, Option<String>)>,
    events: Vec<PrivateEvent>,
}

impl MemoryStock {
    /// Stock with so many units of these products.
    pub fn with(levels: &[(&str, u32)]) -> Self {
        let stock = Self::default();
        let levels = levels.iter().map(|(id, total)| ((*id).to_owned(), Level::unreserved(*total)));
        stock.state.borrow_mut().levels.extend(levels);
        stock
    }

    /// The same stock, the calls of which yield so many times, call by call.
    #[must_use]
    pub fn pausing(self, pauses: impl IntoIterator<Item = u8>) -> Self {
        self.pauses.borrow_mut().extend(pauses);
        self
    }

    /// The private events so far.
    pub fn events(&self) -> Vec<PrivateEvent> {
        self.state.borrow().events.clone()
    }

    /// Every order that is stored.
    pub fn orders(&self) -> Vec<Order> {
        self.state.borrow().orders.values().cloned().collect()
    }

    /// Every product's level.
    pub fn all_levels(&self) -> BTreeMap<String, Level> {
        self.state.borrow().levels.clone()
    }

    async fn pause(&self) {
        let turns = self.pauses.borrow_mut().pop_front().unwrap_or_default();
        for _ in 0..turns {
            tokio::task::yield_now().await;
        }
    }
}

#[cfg(test)]
impl MemoryStock {
    /// Reserves products for an order, which must succeed.
    pub async fn with_order(self, order_number: &str, products: &[&str]) -> Self {
        let request = ReservationRequest {
            order_number,
            event_id: order_number,
            conversation_id: None,
            context: &Context::new(),
        };
        let products: Vec<String> = products.iter().map(|&id| id.to_owned()).collect();
        let result = self.reserve(&request, &Lines::of(&products).unwrap()).await.unwrap();
        assert_eq!(result, ReservationResult::Reserved);
        self
    }
}

impl StockLevels for MemoryStock {
    async fn level(&self, product_id: &str) -> Result<Option<Level>> {
        self.pause().await;
        Ok(self.state.borrow().levels.get(product_id).copied())
    }
}

impl StockLevelBatches for MemoryStock {
    async fn levels(&self, product_ids: &[&str]) -> Result<BTreeMap<String, Level>> {
        self.pause().await;
        let levels = &self.state.borrow().levels;
        let stocked = |id: &&str| Some(((*id).to_owned(), *levels.get(*id)?));
        Ok(product_ids.iter().filter_map(stocked).collect())
    }
}

impl StockTotals for MemoryStock {
    async fn set_total(
        &self,
        product_id: &str,
        before: Option<Level>,
        total: u32,
        _: &Context,
    ) -> Result<bool> {
        self.pause().await;
        let mut state = self.state.borrow_mut();
        let current = state.levels.get(product_id).copied();
        if current.map(Level::total) != before.map(Level::total) {
            return Ok(false);
        }
        let Ok(after) = current.unwrap_or(Level::unreserved(0)).with_total(total) else {
            return Ok(false);
        };
        state.levels.insert(product_id.to_owned(), after);
        state.events.push(PrivateEvent::stock_set(product_id, before, total));
        Ok(true)
    }
}

impl Orders for MemoryStock {
    async fn order(&self, number: &str) -> Result<Option<Order>> {
        self.pause().await;
        Ok(self.state.borrow().orders.get(number).cloned())
    }
}

impl Reservations for MemoryStock {
    async fn reserve(
        &self,
        request: &ReservationRequest<'_>,
        lines: &Lines,
    ) -> Result<ReservationResult> {
        self.pause().await;
        let mut state = self.state.borrow_mut();
        if state.replies.contains(&conversation(request)) {
            return Ok(ReservationResult::Reserved);
        }
        if state.orders.contains_key(request.order_number) {
            return Ok(ReservationResult::AlreadyDecided);
        }
        let Some(levels) = state.changed(lines, Level::reserve) else {
            return Ok(ReservationResult::Unavailable);
        };
        state.levels.extend(levels);
        state.set_order(request.order_number, Outcome::Reserved, lines.clone());
        state.reply(request, Outcome::Reserved);
        Ok(ReservationResult::Reserved)
    }

    async fn refuse(&self, request: &ReservationRequest<'_>) -> Result<bool> {
        self.pause().await;
        let mut state = self.state.borrow_mut();
        if state.replies.contains(&conversation(request)) {
            return Ok(true);
        }
        if state.orders.contains_key(request.order_number) {
            return Ok(false);
        }
        state.set_order(request.order_number, Outcome::Refused, Lines::default());
        state.reply(request, Outcome::Refused);
        Ok(true)
    }

    async fn reply(&self, request: &ReservationRequest<'_>, outcome: Outcome) -> Result {
        self.pause().await;
        self.state.borrow_mut().reply(request, outcome);
        Ok(())
    }
}

impl Shipments for MemoryStock {
    async fn ship(&self, order: &Order, shipments: &[Shipment], _: &Context) -> Result<bool> {
        self.pause().await;
        let mut state = self.state.borrow_mut();
        let is_current = |shipment: &Shipment| {
            let level = state.levels.get(&shipment.product_id);
            level.is_some_and(|level| level.total() == shipment.previous)
        };
        if !state.is_reserved(order) || !shipments.iter().all(is_current) {
            return Ok(false);
        }
        let levels = state.changed(&order.lines, Level::ship).expect("the units are reserved");
        state.levels.extend(levels);
        state.set_order(&order.number, Outcome::Shipped, order.lines.clone());
        state.events.push(PrivateEvent::order_shipped(&order.number, shipments));
        Ok(true)
    }
}

impl Releases for MemoryStock {
    async fn release(&self, order: &Order) -> Result<bool> {
        self.pause().await;
        let mut state = self.state.borrow_mut();
        if !state.is_reserved(order) {
            return Ok(false);
        }
        let levels = state.changed(&order.lines, Level::release).expect("the units are reserved");
        state.levels.extend(levels);
        state.set_order(&order.number, Outcome::Released, order.lines.clone());
        Ok(true)
    }

    async fn reject_unknown_order(&self, order_number: &str, _: &Context) -> Result<bool> {
        self.pause().await;
        let mut state = self.state.borrow_mut();
        let is_new = !state.orders.contains_key(order_number);
        if is_new {
            state.set_order(order_number, Outcome::Released, Lines::default());
        }
        Ok(is_new)
    }
}

impl State {
    /// The levels of all lines after each was changed. None if one cannot be.
    fn changed(
        &self,
        lines: &Lines,
        change: impl Fn(Level, u32) -> Option<Level>,
    ) -> Option<Vec<(String, Level)>> {
        let after = |id: &str, units| Some((id.to_owned(), change(*self.levels.get(id)?, units)?));
        lines.iter().map(|(id, units)| after(id, units)).collect()
    }

    fn set_order(&mut self, number: &str, outcome: Outcome, lines: Lines) {
        let order = Order { number: number.to_owned(), outcome, lines };
        self.orders.insert(order.number.clone(), order);
    }

    fn is_reserved(&self, order: &Order) -> bool {
        let stored = self.orders.get(&order.number);
        stored.is_some_and(|stored| stored.outcome == Outcome::Reserved)
    }

    /// Replies, once per event and conversation.
    fn reply(&mut self, request: &ReservationRequest<'_>, outcome: Outcome) {
        if self.replies.insert(conversation(request)) {
            self.events.push(PrivateEvent::reply(request, outcome));
        }
    }
}

fn conversation(request: &ReservationRequest<'_>) -> (String, String, Option<String>) {
    let conversation_id = request.conversation_id.map(str::to_owned);
    (request.order_number.to_owned(), request.event_id.to_owned(), conversation_id)
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
