//! The ports in memory, for tests and simulations.

use std::{
    borrow::Borrow,
    cell::RefCell,
    collections::{BTreeMap, VecDeque},
};

use jiff::Timestamp;
use platform::{
    Context, Result,
    clock::{Clock, SystemClock},
    dynamo::MARK_LIFETIME,
};

use crate::{
    events::PrivateEvent,
    order::{Lines, Order, Outcome},
    ports::{
        Catalogue, CataloguePage, NewProducts, Orders, Releases, ReservationRequest,
        ReservationResult, Reservations, Shipments, StockLevelBatches, StockLevels, StockTotals,
        Supplier,
    },
    shipment::Shipment,
    stock::Level,
};

/// Stock and orders. Calls yield to others as `pauses` says, so that tests decide how concurrent
/// work interleaves.
pub struct MemoryStock<C = SystemClock> {
    clock: C,
    state: RefCell<State>,
    pauses: RefCell<VecDeque<u8>>,
}

#[derive(Default)]
struct State {
    levels: BTreeMap<String, Level>,
    orders: BTreeMap<String, Order>,
    /// The orders, events and conversations that were replied to, and when the mark of each expires.
    replies: BTreeMap<Conversation, Timestamp>,
    /// The events about created products that were handled, and when the mark of each expires.
    created: BTreeMap<String, Timestamp>,
    events: Vec<PrivateEvent>,
}

/// An order, an event and a conversation.
type Conversation = (String, String, Option<String>);

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
        Self { clock, state: RefCell::default(), pauses: RefCell::default() }
    }

    /// The same with so many units of a further product, as the supplier delivers them: no event.
    #[must_use]
    pub fn stocked(self, product_id: &str, total: u32) -> Self {
        let level = Level::first(total, Timestamp::constant(0, 1_000_000));
        self.state.borrow_mut().levels.insert(product_id.to_owned(), level);
        self
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

impl<C> StockLevels for MemoryStock<C> {
    async fn level(&self, product_id: &str) -> Result<Option<Level>> {
        self.pause().await;
        Ok(self.state.borrow().levels.get(product_id).copied())
    }
}

impl<C> StockLevelBatches for MemoryStock<C> {
    async fn levels(&self, product_ids: &[&str]) -> Result<BTreeMap<String, Level>> {
        self.pause().await;
        let levels = &self.state.borrow().levels;
        let stocked = |id: &&str| Some(((*id).to_owned(), *levels.get(*id)?));
        Ok(product_ids.iter().filter_map(stocked).collect())
    }
}

impl<C> StockTotals for MemoryStock<C> {
    async fn set_total(
        &self,
        product_id: &str,
        before: Option<Level>,
        after: Level,
        _: &Context,
    ) -> Result<bool> {
        self.pause().await;
        let mut state = self.state.borrow_mut();
        let current = state.levels.get(product_id).copied();
        if current.map(Level::revision) != before.map(Level::revision) {
            return Ok(false);
        }
        // Units may have been reserved since `before` was read.
        let Ok(level) = current.map_or(Ok(after), |current| current.with_total(after.total()))
        else {
            return Ok(false);
        };
        state.levels.insert(product_id.to_owned(), level);
        state.events.push(PrivateEvent::stock_set(product_id, before, after));
        Ok(true)
    }
}

impl<C: Clock> NewProducts for MemoryStock<C> {
    async fn publish_level(
        &self,
        product_id: &str,
        level: Option<Level>,
        event_id: &str,
        _: &Context,
    ) -> Result {
        self.pause().await;
        let (mut state, now) = (self.state.borrow_mut(), self.clock.now());
        if is_new(&state.created, event_id, now) {
            state.created.insert(event_id.to_owned(), now + MARK_LIFETIME);
            let event = level.map(|level| PrivateEvent::stock_set(product_id, None, level));
            state.events.extend(event);
        }
        Ok(())
    }
}

impl<C> Orders for MemoryStock<C> {
    async fn order(&self, number: &str) -> Result<Option<Order>> {
        self.pause().await;
        Ok(self.state.borrow().orders.get(number).cloned())
    }
}

impl<C: Clock> Reservations for MemoryStock<C> {
    async fn reserve(
        &self,
        request: &ReservationRequest<'_>,
        lines: &Lines,
    ) -> Result<ReservationResult> {
        self.pause().await;
        let (mut state, now) = (self.state.borrow_mut(), self.clock.now());
        if !is_new(&state.replies, &conversation(request), now) {
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
        state.reply(request, Outcome::Reserved, now);
        Ok(ReservationResult::Reserved)
    }

    async fn refuse(&self, request: &ReservationRequest<'_>) -> Result<bool> {
        self.pause().await;
        let (mut state, now) = (self.state.borrow_mut(), self.clock.now());
        if !is_new(&state.replies, &conversation(request), now) {
            return Ok(true);
        }
        if state.orders.contains_key(request.order_number) {
            return Ok(false);
        }
        state.set_order(request.order_number, Outcome::Refused, Lines::default());
        state.reply(request, Outcome::Refused, now);
        Ok(true)
    }

    async fn reply(&self, request: &ReservationRequest<'_>, outcome: Outcome) -> Result {
        self.pause().await;
        self.state.borrow_mut().reply(request, outcome, self.clock.now());
        Ok(())
    }
}

impl<C> Shipments for MemoryStock<C> {
    async fn ship(&self, order: &Order, shipments: &[Shipment], _: &Context) -> Result<bool> {
        self.pause().await;
        let mut state = self.state.borrow_mut();
        let is_current = |shipment: &Shipment| {
            let level = state.levels.get(&shipment.product_id);
            level.is_some_and(|level| level.revision() + 1 == shipment.revision)
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

impl<C> Releases for MemoryStock<C> {
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
    fn reply(&mut self, request: &ReservationRequest<'_>, outcome: Outcome, now: Timestamp) {
        let conversation = conversation(request);
        if is_new(&self.replies, &conversation, now) {
            self.replies.insert(conversation, now + MARK_LIFETIME);
            self.events.push(PrivateEvent::reply(request, outcome));
        }
    }
}

/// Whether there is no mark `key` that has not expired.
fn is_new<K, Q>(marks: &BTreeMap<K, Timestamp>, key: &Q, now: Timestamp) -> bool
where
    K: Borrow<Q> + Ord,
    Q: Ord + ?Sized,
{
    marks.get(key).is_none_or(|expires| *expires <= now)
}

fn conversation(request: &ReservationRequest<'_>) -> Conversation {
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
