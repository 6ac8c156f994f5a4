//! The ports in memory, for tests and simulations.

use std::{
    cell::RefCell,
    collections::{BTreeMap, VecDeque},
};

use contracts::Money;
use jiff::Timestamp;
use platform::{
    Context, Result,
    clock::{Clock, SystemClock},
    dynamo::MARK_LIFETIME,
};

use crate::{
    events::PrivateEvent,
    order_payment::{Charge, OrderPayment, State},
    ports::{
        ChargeGateway, ChargeResult, Charges, PaymentRequest, Payments, RefundGateway, Refunds,
    },
};

/// Payments, and a gateway. Calls yield to others as `pauses` says, so that tests decide how
/// concurrent work interleaves.
pub struct MemoryPayments<C = SystemClock> {
    clock: C,
    state: RefCell<Store>,
    pauses: RefCell<VecDeque<u8>>,
}

#[derive(Default)]
struct Store {
    payments: BTreeMap<String, OrderPayment>,
    /// The orders, events and conversations that were replied to, and when the mark of each expires.
    replies: BTreeMap<(String, String, Option<String>), Timestamp>,
    events: Vec<Enqueued>,
    book: BTreeMap<String, Vec<Entry>>,
}

/// A private event, and the gateway's last entry about the order at that time.
#[derive(Clone, Debug, PartialEq)]
pub struct Enqueued {
    pub event: PrivateEvent,
    pub entry: Option<Entry>,
}

/// What the gateway did for an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    Charged(Money),
    Declined,
    Refunded(Money),
    Cancelled,
}

impl Default for MemoryPayments {
    fn default() -> Self {
        Self::at(SystemClock)
    }
}

impl<C> MemoryPayments<C> {
    /// No payments, and a clock by which the marks of replies expire.
    pub fn at(clock: C) -> Self {
        Self { clock, state: RefCell::default(), pauses: RefCell::default() }
    }

    /// The same payments, the calls of which yield so many times, call by call.
    #[must_use]
    pub fn pausing(self, pauses: impl IntoIterator<Item = u8>) -> Self {
        self.pauses.borrow_mut().extend(pauses);
        self
    }

    /// The private events so far.
    pub fn events(&self) -> Vec<PrivateEvent> {
        self.enqueued().into_iter().map(|enqueued| enqueued.event).collect()
    }

    /// The same, each with what the gateway had done for the order.
    pub fn enqueued(&self) -> Vec<Enqueued> {
        self.state.borrow().events.clone()
    }

    /// Every payment.
    pub fn all_payments(&self) -> Vec<OrderPayment> {
        self.state.borrow().payments.values().cloned().collect()
    }

    /// What the gateway did for an order, in order.
    pub fn book(&self, order_number: &str) -> Vec<Entry> {
        self.state.borrow().book.get(order_number).cloned().unwrap_or_default()
    }

    async fn pause(&self) {
        let turns = self.pauses.borrow_mut().pop_front().unwrap_or_default();
        for _ in 0..turns {
            tokio::task::yield_now().await;
        }
    }

    fn add_new(&self, payment: &OrderPayment) -> bool {
        let payments = &mut self.state.borrow_mut().payments;
        let is_new = !payments.contains_key(&payment.order_number);
        if is_new {
            payments.insert(payment.order_number.clone(), payment.clone());
        }
        is_new
    }
}

impl<C: Clock> MemoryPayments<C> {
    /// Changes a payment from the state `before` to that of `after` and replies, unless that was
    /// done already. False, and nothing is changed, if it is in another state.
    fn change_and_reply(
        &self,
        request: &PaymentRequest<'_>,
        before: &State,
        after: &OrderPayment,
    ) -> bool {
        let (mut store, now) = (self.state.borrow_mut(), self.clock.now());
        let conversation_id = request.conversation_id.map(str::to_owned);
        let key = (after.order_number.clone(), request.event_id.to_owned(), conversation_id);
        if store.replies.get(&key).is_some_and(|expires| now < *expires) {
            return true;
        }
        let changed = store.change(&after.order_number, before, &after.state);
        if changed {
            store.replies.insert(key, now + MARK_LIFETIME);
            let reply = PrivateEvent::reply(after, request.conversation_id);
            store.enqueue(&after.order_number, reply);
        }
        changed
    }
}

impl Store {
    /// Changes a payment from one state to another. False if it is in another state.
    fn change(&mut self, order_number: &str, before: &State, after: &State) -> bool {
        match self.payments.get_mut(order_number) {
            Some(payment) if payment.state == *before => {
                payment.state = after.clone();
                true
            }
            _ => false,
        }
    }

    fn enqueue(&mut self, order_number: &str, event: PrivateEvent) {
        let entry = self.book.get(order_number).and_then(|entries| entries.last().copied());
        self.events.push(Enqueued { event, entry });
    }
}

impl<C> Payments for MemoryPayments<C> {
    async fn payment(&self, order_number: &str) -> Result<Option<OrderPayment>> {
        self.pause().await;
        Ok(self.state.borrow().payments.get(order_number).cloned())
    }
}

impl<C: Clock> Charges for MemoryPayments<C> {
    async fn add(&self, payment: &OrderPayment, _: &Context) -> Result<bool> {
        self.pause().await;
        Ok(self.add_new(payment))
    }

    async fn settle(
        &self,
        request: &PaymentRequest<'_>,
        payment: &OrderPayment,
        state: &State,
    ) -> Result<bool> {
        self.pause().await;
        let settled = OrderPayment { state: state.clone(), ..payment.clone() };
        Ok(self.change_and_reply(request, &State::Pending, &settled))
    }

    async fn reply(&self, request: &PaymentRequest<'_>, payment: &OrderPayment) -> Result<bool> {
        self.pause().await;
        Ok(self.change_and_reply(request, &payment.state, payment))
    }
}

impl<C> Refunds for MemoryPayments<C> {
    async fn add_cancelled(&self, payment: &OrderPayment, _: &Context) -> Result<bool> {
        self.pause().await;
        Ok(self.add_new(payment))
    }

    async fn begin_refund(&self, payment: &OrderPayment) -> Result<bool> {
        self.pause().await;
        let mut store = self.state.borrow_mut();
        Ok(store.change(&payment.order_number, &payment.state, &State::Refunding))
    }

    async fn finish_refund(
        &self,
        payment: &OrderPayment,
        refunded: Option<Money>,
        _: &Context,
    ) -> Result<bool> {
        self.pause().await;
        let (mut store, number) = (self.state.borrow_mut(), &payment.order_number);
        let changed = store.change(number, &State::Refunding, &State::Refunded);
        if changed && let Some(event) = PrivateEvent::refund(payment, refunded) {
            store.enqueue(number, event);
        }
        Ok(changed)
    }
}

impl<C> ChargeGateway for MemoryPayments<C> {
    async fn charge(
        &self,
        order_number: &str,
        charge: &Charge,
        _: &Context,
    ) -> Result<ChargeResult> {
        self.pause().await;
        let entry = if charge.method.starts_with("decline") {
            Entry::Declined
        } else {
            Entry::Charged(charge.amount)
        };
        let mut store = self.state.borrow_mut();
        let entries = store.book.entry(order_number.to_owned()).or_insert_with(|| vec![entry]);
        Ok(match entries.last() {
            Some(Entry::Charged(_)) => ChargeResult::Charged,
            _ => ChargeResult::Declined { reason: "declined".to_owned() },
        })
    }
}

impl<C> RefundGateway for MemoryPayments<C> {
    async fn refund(&self, order_number: &str, _: &Context) -> Result<Option<Money>> {
        self.pause().await;
        let mut store = self.state.borrow_mut();
        let entries = store.book.entry(order_number.to_owned()).or_default();
        match entries.last().copied() {
            None => entries.push(Entry::Cancelled),
            Some(Entry::Charged(amount)) => entries.push(Entry::Refunded(amount)),
            Some(_) => {}
        }
        Ok(match entries.last() {
            Some(Entry::Refunded(amount)) => Some(*amount),
            _ => None,
        })
    }
}

/// Payments for tests.
#[cfg(test)]
pub mod samples {
    use rust_decimal::Decimal;

    use super::*;

    pub fn charge() -> Charge {
        Charge {
            payment_id: "p-1".to_owned(),
            amount: Money(Decimal::new(849, 2)),
            currency: "EUR".to_owned(),
            method: "card".to_owned(),
        }
    }

    /// A request of the event `e-1`.
    pub fn request<'a>(context: &'a Context, conversation_id: &'a str) -> PaymentRequest<'a> {
        PaymentRequest { event_id: "e-1", conversation_id: Some(conversation_id), context }
    }

    pub fn payment(order_number: &str) -> OrderPayment {
        OrderPayment {
            order_number: order_number.to_owned(),
            charge: Some(charge()),
            state: State::Pending,
        }
    }
}

#[cfg(test)]
#[tokio::test]
async fn memory_passes_the_suite() {
    crate::ports::suite::payments(&MemoryPayments::default()).await;
}
