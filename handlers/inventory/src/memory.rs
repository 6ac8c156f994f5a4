//! Everything in memory, for tests.

use std::{
    cell::RefCell,
    collections::{BTreeMap, HashSet, VecDeque},
};

use platform::{Context, Result};

use crate::{
    events::Recorded,
    order::{Lines, Order, Outcome},
    ports::{Catalogue, CataloguePage, Enquiry, Reserving, Stocks, Supplier},
    sale::Sale,
    stock::Level,
};

/// Working stocks that forget everything. Calls take turns as `pauses` says, so that tests decide
/// how concurrent work interleaves.
#[derive(Default)]
pub struct MemoryStocks {
    state: RefCell<State>,
    pauses: RefCell<VecDeque<u8>>,
}

#[derive(Default)]
struct State {
    levels: BTreeMap<String, Level>,
    orders: BTreeMap<String, Order>,
    answered: HashSet<(String, String, Option<String>)>,
    recorded: Vec<Recorded>,
}

impl MemoryStocks {
    /// Stocks with so many units of these products.
    pub fn with(levels: &[(&str, u32)]) -> Self {
        let stocks = Self::default();
        let levels = levels.iter().map(|(id, total)| ((*id).to_owned(), Level::unreserved(*total)));
        stocks.state.borrow_mut().levels.extend(levels);
        stocks
    }

    /// Lets others go first that many times, call by call.
    pub fn pausing(self, pauses: impl IntoIterator<Item = u8>) -> Self {
        self.pauses.borrow_mut().extend(pauses);
        self
    }

    /// The events recorded so far.
    pub fn recorded(&self) -> Vec<Recorded> {
        self.state.borrow().recorded.clone()
    }

    /// Every order anybody has heard of.
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

impl Stocks for MemoryStocks {
    async fn level(&self, product_id: &str) -> Result<Option<Level>> {
        self.pause().await;
        Ok(self.state.borrow().levels.get(product_id).copied())
    }

    async fn levels(&self, product_ids: &[&str]) -> Result<BTreeMap<String, Level>> {
        self.pause().await;
        let levels = &self.state.borrow().levels;
        let known = |id: &&str| Some(((*id).to_owned(), *levels.get(*id)?));
        Ok(product_ids.iter().filter_map(known).collect())
    }

    async fn order(&self, number: &str) -> Result<Option<Order>> {
        self.pause().await;
        Ok(self.state.borrow().orders.get(number).cloned())
    }

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
        state.recorded.push(Recorded::stock_set(product_id, before, total));
        Ok(true)
    }

    async fn reserve(&self, enquiry: &Enquiry<'_>, lines: &Lines) -> Result<Reserving> {
        self.pause().await;
        let mut state = self.state.borrow_mut();
        if state.was_answered(enquiry) {
            return Ok(Reserving::Done);
        }
        if state.orders.contains_key(enquiry.order_number) {
            return Ok(Reserving::Known);
        }
        let Some(levels) = state.changed(lines, Level::reserve) else {
            return Ok(Reserving::Unavailable);
        };
        state.levels.extend(levels);
        state.settle(enquiry.order_number, Outcome::Reserved, lines.clone());
        state.answer(enquiry, Outcome::Reserved);
        Ok(Reserving::Done)
    }

    async fn refuse(&self, enquiry: &Enquiry<'_>) -> Result<bool> {
        self.pause().await;
        let mut state = self.state.borrow_mut();
        if state.was_answered(enquiry) {
            return Ok(true);
        }
        if state.orders.contains_key(enquiry.order_number) {
            return Ok(false);
        }
        state.settle(enquiry.order_number, Outcome::Refused, Lines::default());
        state.answer(enquiry, Outcome::Refused);
        Ok(true)
    }

    async fn answer(&self, enquiry: &Enquiry<'_>, outcome: Outcome) -> Result {
        self.pause().await;
        let mut state = self.state.borrow_mut();
        if !state.was_answered(enquiry) {
            state.answer(enquiry, outcome);
        }
        Ok(())
    }

    async fn sell(&self, order: &Order, sales: &[Sale], _: &Context) -> Result<bool> {
        self.pause().await;
        let mut state = self.state.borrow_mut();
        let current = |sale: &Sale| state.levels.get(&sale.product_id).map(|level| level.total());
        let is_current = sales.iter().all(|sale| current(sale) == Some(sale.previous));
        if !state.is_reserved(order) || !is_current {
            return Ok(false);
        }
        let levels = state.changed(&order.lines, Level::sell).expect("it was reserved");
        state.levels.extend(levels);
        state.settle(&order.number, Outcome::Sold, order.lines.clone());
        state.recorded.push(Recorded::order_sold(&order.number, sales));
        Ok(true)
    }

    async fn release(&self, order: &Order, _: &Context) -> Result<bool> {
        self.pause().await;
        let mut state = self.state.borrow_mut();
        if !state.is_reserved(order) {
            return Ok(false);
        }
        let levels = state.changed(&order.lines, Level::release).expect("it was reserved");
        state.levels.extend(levels);
        state.settle(&order.number, Outcome::Released, order.lines.clone());
        Ok(true)
    }

    async fn forestall(&self, order_number: &str, _: &Context) -> Result<bool> {
        self.pause().await;
        let mut state = self.state.borrow_mut();
        let is_new = !state.orders.contains_key(order_number);
        if is_new {
            state.settle(order_number, Outcome::Released, Lines::default());
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

    fn settle(&mut self, number: &str, outcome: Outcome, lines: Lines) {
        let order = Order { number: number.to_owned(), outcome, lines };
        self.orders.insert(order.number.clone(), order);
    }

    fn is_reserved(&self, order: &Order) -> bool {
        self.orders.get(&order.number).is_some_and(|it| it.outcome == Outcome::Reserved)
    }

    fn was_answered(&self, enquiry: &Enquiry<'_>) -> bool {
        self.answered.contains(&conversation(enquiry))
    }

    fn answer(&mut self, enquiry: &Enquiry<'_>, outcome: Outcome) {
        self.answered.insert(conversation(enquiry));
        self.recorded.push(Recorded::answer(enquiry, outcome));
    }
}

fn conversation(enquiry: &Enquiry<'_>) -> (String, String, Option<String>) {
    let conversation_id = enquiry.conversation_id.map(str::to_owned);
    (enquiry.order_number.to_owned(), enquiry.event_id.to_owned(), conversation_id)
}

/// What was ordered from the supplier: products by the name of the order.
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

#[tokio::test]
async fn memory_does_what_the_port_asks() {
    crate::ports::suite::stocks(&MemoryStocks::default()).await;
}
