//! Storing new orders. The suite at the end is what every implementation must do.

use platform::{
    Context, Result,
    idempotency::{AcceptedRequest, IdempotentRequest},
};

use crate::order::Order;

/// Storing orders that were requested.
pub trait RequestedOrders {
    /// The request of a user with this key that was accepted, and the number of its order. It may have
    /// expired.
    async fn accepted(&self, user_id: &str, key: &str) -> Result<Option<AcceptedRequest<String>>>;

    /// Stores a new order and, if it was requested with a key, the request.
    async fn place(
        &self,
        order: &Order,
        request: Option<&IdempotentRequest>,
        context: &Context,
    ) -> Result<Placed>;
}

/// Storing orders of baskets that were checked out.
pub trait CheckoutOrders {
    /// Stores a new order, once for each `checkout`.
    async fn place_checkout(
        &self,
        order: &Order,
        checkout: &str,
        context: &Context,
    ) -> Result<Placed>;
}

/// The outcome of placing an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placed {
    /// It is stored.
    Done,
    /// It is not stored: the same request or checkout made an order before.
    Repeated,
    /// It is not stored: another order has its number.
    NumberTaken,
}

#[cfg(test)]
pub mod suite {
    use platform::idempotency::LIFETIME;

    use super::*;
    use crate::{memory::samples, ports::reading::OrderLookup};

    /// What every implementation must do, on an empty store.
    pub async fn placing(orders: &(impl RequestedOrders + CheckoutOrders + OrderLookup)) {
        an_order_is_stored_once(orders).await;
        a_request_makes_one_order_until_it_expires(orders).await;
        a_checkout_makes_one_order(orders).await;
    }

    fn order(number: &str) -> Order {
        Order { number: number.to_owned(), ..samples::order() }
    }

    async fn an_order_is_stored_once(orders: &(impl RequestedOrders + OrderLookup)) {
        let context = Context::new();
        assert_eq!(orders.order("u-1", "o-1").await.unwrap(), None);
        assert_eq!(orders.place(&order("o-1"), None, &context).await.unwrap(), Placed::Done);
        let other = Order { user_id: "u-2".to_owned(), ..order("o-1") };
        assert_eq!(orders.place(&other, None, &context).await.unwrap(), Placed::NumberTaken);
        assert_eq!(orders.order("u-1", "o-1").await.unwrap(), Some(order("o-1")));
        assert_eq!(orders.order("u-2", "o-1").await.unwrap(), None);
    }

    async fn a_request_makes_one_order_until_it_expires(orders: &impl RequestedOrders) {
        let context = Context::new();
        let request = IdempotentRequest::new("key", &"content").unwrap();
        let place =
            async |order: Order| orders.place(&order, Some(&request), &context).await.unwrap();
        let accepted = async |user_id| orders.accepted(user_id, &request.key).await.unwrap();
        assert_eq!(accepted("u-1").await, None);
        assert_eq!(place(order("o-2")).await, Placed::Done);
        assert_eq!(place(order("o-3")).await, Placed::Repeated);
        let stored = |order: &Order| {
            Some(AcceptedRequest::new(&request, order.number.clone(), order.placed_at))
        };
        assert_eq!(accepted("u-1").await, stored(&order("o-2")));
        assert_eq!(accepted("u-2").await, None);
        let late = Order { placed_at: order("o-2").placed_at + LIFETIME, ..order("o-3") };
        assert_eq!(place(late.clone()).await, Placed::Done);
        assert_eq!(accepted("u-1").await, stored(&late));
    }

    async fn a_checkout_makes_one_order(orders: &impl CheckoutOrders) {
        let context = Context::new();
        let place = async |number: &str, checkout: &str| {
            orders.place_checkout(&order(number), checkout, &context).await.unwrap()
        };
        assert_eq!(place("o-4", "c-1").await, Placed::Done);
        assert_eq!(place("o-4", "c-1").await, Placed::Repeated);
        assert_eq!(place("o-5", "c-1").await, Placed::Repeated);
        assert_eq!(place("o-4", "c-2").await, Placed::NumberTaken);
        assert_eq!(place("o-5", "c-2").await, Placed::Done);
    }
}
