//! Moving orders from one state to the next.

use platform::{Context, Result};

use crate::{events::PrivateEvent, order::Order};

/// Changes of the state of orders.
pub trait Moves {
    /// Moves an order to the state that it has after `event`, and enqueues the event. False, and
    /// nothing is changed, if its state is no longer that of `order`.
    async fn apply(&self, order: &Order, event: &PrivateEvent, context: &Context) -> Result<bool>;
}

#[cfg(test)]
pub mod suite {
    use contracts::order::OrderStatus;

    use super::*;
    use crate::{memory::samples, ports::reading::OrderLookup};

    /// What every implementation must do, on a store with the sample order.
    pub async fn settling(store: &(impl Moves + OrderLookup)) {
        let (created, context) = (samples::order(), Context::new());
        let confirmed = Order { status: OrderStatus::Confirmed, ..created.clone() };
        let confirmation = PrivateEvent::confirmed(&created);
        let completion = PrivateEvent::completed(&created);
        assert!(!store.apply(&confirmed, &completion, &context).await.unwrap());
        assert!(store.apply(&created, &confirmation, &context).await.unwrap());
        assert!(!store.apply(&created, &confirmation, &context).await.unwrap());
        let order = store.order("u-1", "o-1").await.unwrap();
        assert_eq!(order.as_ref(), Some(&confirmed));
        let unknown = Order { number: "o-2".to_owned(), ..confirmed.clone() };
        assert!(!store.apply(&unknown, &completion, &context).await.unwrap());
        assert!(store.apply(&confirmed, &completion, &context).await.unwrap());
        let order = store.order("u-1", "o-1").await.unwrap();
        assert_eq!(order.unwrap().status, OrderStatus::Completed);
    }
}
