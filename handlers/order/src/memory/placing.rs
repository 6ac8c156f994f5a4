//! New orders in memory.

use jiff::Timestamp;
use platform::{
    Context, Result,
    clock::Clock,
    idempotency::{AcceptedRequest, IdempotentRequest},
};

use super::{MemoryOrders, Store};
use crate::{
    order::Order,
    ports::placing::{CheckoutOrders, Placed, RequestedOrders},
};

impl Store {
    /// Stores a new order. False, and nothing is changed, if an order has its number.
    fn place(&mut self, order: &Order, context: &Context) -> bool {
        let is_new = !self.numbers.contains_key(&order.number);
        if is_new {
            self.insert(order, context);
        }
        is_new
    }

    /// Stores a new order and the request that made it.
    fn place_requested(
        &mut self,
        order: &Order,
        request: &IdempotentRequest,
        context: &Context,
    ) -> Placed {
        let key = (order.user_id.clone(), request.key.clone());
        if self.requests.get(&key).is_some_and(|earlier| earlier.is_valid(order.placed_at)) {
            return Placed::Repeated;
        }
        if !self.place(order, context) {
            return Placed::NumberTaken;
        }
        let accepted = AcceptedRequest::new(request, order.number.clone(), order.placed_at);
        self.requests.insert(key, accepted);
        Placed::Done
    }

    /// Stores a new order and the checkout that made it.
    fn place_checkout(
        &mut self,
        order: &Order,
        checkout: &str,
        context: &Context,
        now: Timestamp,
    ) -> Placed {
        if self.checkouts.contains(checkout, now) {
            return Placed::Repeated;
        }
        if !self.place(order, context) {
            return Placed::NumberTaken;
        }
        self.checkouts.add(checkout.to_owned(), now);
        Placed::Done
    }
}

impl<C> RequestedOrders for MemoryOrders<C> {
    async fn accepted(&self, user_id: &str, key: &str) -> Result<Option<AcceptedRequest<String>>> {
        let key = (user_id.to_owned(), key.to_owned());
        let read = || self.store.borrow().requests.get(&key).cloned();
        self.calls.make("orders.accepted", read).await
    }

    async fn place(
        &self,
        order: &Order,
        request: Option<&IdempotentRequest>,
        context: &Context,
    ) -> Result<Placed> {
        let place = || {
            let mut store = self.store.borrow_mut();
            match request {
                Some(request) => store.place_requested(order, request, context),
                None if store.place(order, context) => Placed::Done,
                None => Placed::NumberTaken,
            }
        };
        self.calls.make("orders.place", place).await
    }
}

impl<C: Clock> CheckoutOrders for MemoryOrders<C> {
    async fn place_checkout(
        &self,
        order: &Order,
        checkout: &str,
        context: &Context,
    ) -> Result<Placed> {
        let place = || {
            let (mut store, now) = (self.store.borrow_mut(), self.clock.now());
            store.place_checkout(order, checkout, context, now)
        };
        self.calls.make("orders.place_checkout", place).await
    }
}

#[cfg(test)]
#[tokio::test]
async fn memory_passes_the_suite() {
    crate::ports::placing::suite::placing(&MemoryOrders::default()).await;
}
