//! The table in memory, and the transactions that change it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use platform::{
    Context, ReplyRequest,
    memory::{Journal, Marks},
};

use crate::{
    events::PrivateEvent,
    order::{Lines, Order, Outcome},
    ports::ReservationResult,
    shipment::Shipment,
    stock::Level,
};

#[derive(Default)]
pub struct State {
    pub levels: BTreeMap<String, Level>,
    pub orders: BTreeMap<String, Order>,
    /// The orders, events and conversations that were replied to.
    pub replies: Marks<Conversation>,
    /// The events about created products that were handled.
    pub created: Marks<String>,
    pub outbox: Journal<PrivateEvent>,
}

/// An order, an event and a conversation.
type Conversation = (String, String, Option<String>);

/// Each change is what a transaction of the table does.
impl State {
    pub fn set_total(
        &mut self,
        product_id: &str,
        before: Option<Level>,
        after: Level,
        context: &Context,
    ) -> bool {
        let current = self.levels.get(product_id).copied();
        if current.map(Level::revision) != before.map(Level::revision) {
            return false;
        }
        // Units may have been reserved since `before` was read.
        let Ok(level) = current.map_or(Ok(after), |current| current.with_total(after.total()))
        else {
            return false;
        };
        self.levels.insert(product_id.to_owned(), level);
        self.outbox.add(PrivateEvent::stock_set(product_id, before, after), context);
        true
    }

    pub fn reserve(
        &mut self,
        order_number: &str,
        lines: &Lines,
        request: &ReplyRequest<'_>,
        now: Timestamp,
    ) -> ReservationResult {
        if self.replies.contains(&conversation(order_number, request), now) {
            return ReservationResult::Reserved;
        }
        if self.orders.contains_key(order_number) {
            return ReservationResult::AlreadyDecided;
        }
        let Some(levels) = self.changed(lines, Level::reserve) else {
            return ReservationResult::Unavailable;
        };
        self.levels.extend(levels);
        self.set_order(order_number, Outcome::Reserved, lines.clone());
        self.reply(order_number, Outcome::Reserved, request, now);
        ReservationResult::Reserved
    }

    pub fn refuse(
        &mut self,
        order_number: &str,
        request: &ReplyRequest<'_>,
        now: Timestamp,
    ) -> bool {
        if self.replies.contains(&conversation(order_number, request), now) {
            return true;
        }
        if self.orders.contains_key(order_number) {
            return false;
        }
        self.set_order(order_number, Outcome::Refused, Lines::default());
        self.reply(order_number, Outcome::Refused, request, now);
        true
    }

    pub fn ship(&mut self, order: &Order, shipments: &[Shipment], context: &Context) -> bool {
        let is_current = |shipment: &Shipment| {
            let level = self.levels.get(&shipment.product_id);
            level.is_some_and(|level| level.revision() + 1 == shipment.revision)
        };
        if !self.is_reserved(order) || !shipments.iter().all(is_current) {
            return false;
        }
        let levels = self.changed(&order.lines, Level::ship).expect("the units are reserved");
        self.levels.extend(levels);
        self.set_order(&order.number, Outcome::Shipped, order.lines.clone());
        self.outbox.add(PrivateEvent::order_shipped(&order.number, shipments), context);
        true
    }

    pub fn release(&mut self, order: &Order) -> bool {
        if !self.is_reserved(order) {
            return false;
        }
        let levels = self.changed(&order.lines, Level::release).expect("the units are reserved");
        self.levels.extend(levels);
        self.set_order(&order.number, Outcome::Released, order.lines.clone());
        true
    }

    /// The levels of all lines after each was changed. None if one cannot be.
    fn changed(
        &self,
        lines: &Lines,
        change: impl Fn(Level, u32) -> Option<Level>,
    ) -> Option<Vec<(String, Level)>> {
        let after = |id: &str, units| Some((id.to_owned(), change(*self.levels.get(id)?, units)?));
        lines.iter().map(|(id, units)| after(id, units)).collect()
    }

    pub fn set_order(&mut self, number: &str, outcome: Outcome, lines: Lines) {
        let order = Order { number: number.to_owned(), outcome, lines };
        self.orders.insert(order.number.clone(), order);
    }

    fn is_reserved(&self, order: &Order) -> bool {
        let stored = self.orders.get(&order.number);
        stored.is_some_and(|stored| stored.outcome == Outcome::Reserved)
    }

    /// Replies, once per event and conversation.
    pub fn reply(
        &mut self,
        order_number: &str,
        outcome: Outcome,
        request: &ReplyRequest<'_>,
        now: Timestamp,
    ) {
        if self.replies.add(conversation(order_number, request), now) {
            let event = PrivateEvent::reply(order_number, outcome, request.conversation_id);
            self.outbox.add(event, request.context);
        }
    }
}

fn conversation(order_number: &str, request: &ReplyRequest<'_>) -> Conversation {
    let conversation_id = request.conversation_id.map(str::to_owned);
    (order_number.to_owned(), request.event_id.to_owned(), conversation_id)
}
