//! The ports in memory, for tests and simulations.

use std::{
    cell::{Ref, RefCell},
    collections::BTreeMap,
};

use contracts::Money;
use platform::{
    Context, ReplyRequest, Result,
    clock::{Clock, SystemClock},
    memory::{Calls, Journal, Marks},
};

use crate::{
    events::PrivateEvent,
    order_payment::{Charge, OrderPayment, State},
    ports::{ChargeGateway, ChargeResult, Charges, Payments, RefundGateway, Refunds},
};

/// Payments, and a gateway.
pub struct MemoryPayments<C = SystemClock> {
    clock: C,
    state: RefCell<Store>,
    calls: Calls,
}

#[derive(Default)]
struct Store {
    payments: BTreeMap<String, OrderPayment>,
    /// The orders, events and conversations that were replied to.
    replies: Marks<(String, String, Option<String>)>,
    outbox: Journal<Enqueued>,
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

impl Entry {
    fn of(charge: &Charge) -> Self {
        if charge.method.starts_with("decline") {
            Self::Declined
        } else {
            Self::Charged(charge.amount)
        }
    }
}

impl Default for MemoryPayments {
    fn default() -> Self {
        Self::at(SystemClock)
    }
}

impl<C> MemoryPayments<C> {
    /// No payments, and a clock by which the marks of replies expire.
    pub fn at(clock: C) -> Self {
        Self { clock, state: RefCell::default(), calls: Calls::default() }
    }

    /// The same payments with other calls.
    #[must_use]
    pub fn with_calls(self, calls: Calls) -> Self {
        Self { calls, ..self }
    }

    /// The private events so far.
    pub fn events(&self) -> Vec<PrivateEvent> {
        self.enqueued().into_iter().map(|enqueued| enqueued.event).collect()
    }

    /// The same, each with what the gateway had done for the order.
    pub fn enqueued(&self) -> Vec<Enqueued> {
        self.outbox().all()
    }

    /// The outbox.
    pub fn outbox(&self) -> Ref<'_, Journal<Enqueued>> {
        Ref::map(self.state.borrow(), |store| &store.outbox)
    }

    /// Every payment.
    pub fn all_payments(&self) -> Vec<OrderPayment> {
        self.state.borrow().payments.values().cloned().collect()
    }

    /// What the gateway did for an order, in order.
    pub fn book(&self, order_number: &str) -> Vec<Entry> {
        self.state.borrow().book.get(order_number).cloned().unwrap_or_default()
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
        request: &ReplyRequest<'_>,
        before: &State,
        after: &OrderPayment,
    ) -> bool {
        let (mut store, now) = (self.state.borrow_mut(), self.clock.now());
        let conversation_id = request.conversation_id.map(str::to_owned);
        let key = (after.order_number.clone(), request.event_id.to_owned(), conversation_id);
        if store.replies.contains(&key, now) {
            return true;
        }
        let changed = store.change(&after.order_number, before, &after.state);
        if changed {
            store.replies.add(key, now);
            let reply = PrivateEvent::reply(after, request.conversation_id);
            store.enqueue(&after.order_number, reply, request.context);
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

    fn enqueue(&mut self, order_number: &str, event: PrivateEvent, context: &Context) {
        let entry = self.book.get(order_number).and_then(|entries| entries.last().copied());
        self.outbox.add(Enqueued { event, entry }, context);
    }
}

impl<C> Payments for MemoryPayments<C> {
    async fn payment(&self, order_number: &str) -> Result<Option<OrderPayment>> {
        let read = || self.state.borrow().payments.get(order_number).cloned();
        self.calls.make("payments.payment", read).await
    }
}

impl<C: Clock> Charges for MemoryPayments<C> {
    async fn add(&self, payment: &OrderPayment, _: &Context) -> Result<bool> {
        self.calls.make("payments.add", || self.add_new(payment)).await
    }

    async fn settle(
        &self,
        request: &ReplyRequest<'_>,
        payment: &OrderPayment,
        state: &State,
    ) -> Result<bool> {
        let settled = OrderPayment { state: state.clone(), ..payment.clone() };
        let settle = || self.change_and_reply(request, &State::Pending, &settled);
        self.calls.make("payments.settle", settle).await
    }

    async fn reply(&self, request: &ReplyRequest<'_>, payment: &OrderPayment) -> Result<bool> {
        let reply = || self.change_and_reply(request, &payment.state, payment);
        self.calls.make("payments.reply", reply).await
    }
}

impl<C> Refunds for MemoryPayments<C> {
    async fn add_cancelled(&self, payment: &OrderPayment, _: &Context) -> Result<bool> {
        self.calls.make("payments.add_cancelled", || self.add_new(payment)).await
    }

    async fn begin_refund(&self, payment: &OrderPayment) -> Result<bool> {
        let begin = || {
            let mut store = self.state.borrow_mut();
            store.change(&payment.order_number, &payment.state, &State::Refunding)
        };
        self.calls.make("payments.begin_refund", begin).await
    }

    async fn finish_refund(
        &self,
        payment: &OrderPayment,
        refunded: Option<Money>,
        context: &Context,
    ) -> Result<bool> {
        let finish = || {
            let (mut store, number) = (self.state.borrow_mut(), &payment.order_number);
            let changed = store.change(number, &State::Refunding, &State::Refunded);
            if changed && let Some(event) = PrivateEvent::refund(payment, refunded) {
                store.enqueue(number, event, context);
            }
            changed
        };
        self.calls.make("payments.finish_refund", finish).await
    }
}

impl<C> ChargeGateway for MemoryPayments<C> {
    async fn charge(
        &self,
        order_number: &str,
        charge: &Charge,
        _: &Context,
    ) -> Result<ChargeResult> {
        let charge = || {
            let mut store = self.state.borrow_mut();
            let entries = store.book.entry(order_number.to_owned()).or_default();
            if entries.is_empty() {
                entries.push(Entry::of(charge));
            }
            match entries.last() {
                Some(Entry::Charged(_)) => ChargeResult::Charged,
                _ => ChargeResult::Declined { reason: "declined".to_owned() },
            }
        };
        self.calls.make("gateway.charge", charge).await
    }
}

impl<C> RefundGateway for MemoryPayments<C> {
    async fn refund(&self, order_number: &str, _: &Context) -> Result<Option<Money>> {
        let refund = || {
            let mut store = self.state.borrow_mut();
            let entries = store.book.entry(order_number.to_owned()).or_default();
            match entries.last().copied() {
                None => entries.push(Entry::Cancelled),
                Some(Entry::Charged(amount)) => entries.push(Entry::Refunded(amount)),
                Some(_) => {}
            }
            match entries.last() {
                Some(Entry::Refunded(amount)) => Some(*amount),
                _ => None,
            }
        };
        self.calls.make("gateway.refund", refund).await
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
            user_id: "u-1".to_owned(),
        }
    }

    /// A request of the event `e-1`.
    pub fn request<'a>(context: &'a Context, conversation_id: &'a str) -> ReplyRequest<'a> {
        ReplyRequest { event_id: "e-1", conversation_id: Some(conversation_id), context }
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
