//! Reading orders, and the events that the test harness recorded.

use contracts::order::RecordedEvent;
use platform::{Context, Result, dynamo::Page};

use crate::{order::Order, page_token::LastOrder};

/// Reading one order.
pub trait OrderLookup {
    /// The order of a user with this number, as it is now.
    async fn order(&self, user_id: &str, order_number: &str) -> Result<Option<Order>>;
}

/// Who ordered.
pub trait Owners {
    /// The user whose order has this number.
    async fn owner(&self, order_number: &str) -> Result<Option<String>>;
}

/// The orders of a user.
pub trait UserOrders {
    /// At most `limit` of them, the last number first, after the order with the number `after`.
    async fn orders_of(
        &self,
        user_id: &str,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Page<Order>>;
}

/// The orders of all users that wait for their completion.
pub trait ConfirmedOrders {
    /// At most `limit` of them, the first number first.
    async fn confirmed(&self, after: Option<&LastOrder>, limit: u32) -> Result<Page<Order>>;
}

/// The orders of all users.
pub trait AllOrders {
    /// At most `limit` of them, the last number first.
    async fn all(&self, after: Option<&LastOrder>, limit: u32) -> Result<Page<Order>>;
}

/// Orders whose workflow has not ended. They are in several partitions.
pub trait UnfinishedOrders {
    /// The partitions.
    fn partitions(&self) -> Vec<u32>;

    /// At most `limit` orders of a partition, the oldest first. One that cannot be read is an error in
    /// its place.
    async fn oldest_unfinished(
        &self,
        partition: u32,
        limit: u32,
    ) -> Result<Vec<Result<UnfinishedOrder>>>;
}

/// An order whose workflow has not ended, and the context of the request that placed it.
#[derive(Clone, Debug, PartialEq)]
pub struct UnfinishedOrder {
    pub order: Order,
    pub context: Context,
}

/// Whether the table responds.
pub trait HealthCheck {
    async fn check(&self) -> Result;
}

/// Recording events for tests.
pub trait EventRecorder {
    /// Records an event. The same one again changes nothing.
    async fn record(&self, event: &RecordedEvent) -> Result;
}

/// The recorded events.
pub trait RecordedEvents {
    /// At most `limit` of the events about an order, the newest first.
    async fn recorded(&self, order_number: &str, limit: u32) -> Result<Vec<RecordedEvent>>;
}

#[cfg(test)]
pub mod suite {
    use contracts::order::OrderStatus;

    use super::*;
    use crate::{memory::samples, order::Order};

    /// The order `o-{number}` of a user.
    pub fn order(number: u32, user_id: &str, status: OrderStatus) -> Order {
        let number = format!("o-{number}");
        Order { number, user_id: user_id.to_owned(), status, ..samples::order() }
    }

    /// Four orders of two users.
    pub fn orders() -> [Order; 4] {
        [
            order(1, "u-1", OrderStatus::Created),
            order(2, "u-2", OrderStatus::Confirmed),
            order(3, "u-1", OrderStatus::Confirmed),
            order(4, "u-1", OrderStatus::Completed),
        ]
    }

    fn numbers(page: &Page<Order>) -> (Vec<&str>, bool) {
        (page.items.iter().map(|order| order.number.as_str()).collect(), page.more)
    }

    /// What every implementation must do, on a store with [`orders`].
    pub async fn reading(
        store: &(
             impl OrderLookup + Owners + UserOrders + ConfirmedOrders + AllOrders + UnfinishedOrders
         ),
    ) {
        an_order_is_found_by_its_user_and_number(store).await;
        pages_of_a_user_are_in_descending_order(store).await;
        pages_of_confirmed_orders_are_in_ascending_order(store).await;
        pages_of_all_orders_are_in_descending_order(store).await;
        created_orders_are_in_one_partition_each(store).await;
    }

    async fn an_order_is_found_by_its_user_and_number(store: &(impl OrderLookup + Owners)) {
        let [_, second, ..] = orders();
        assert_eq!(store.order("u-2", "o-2").await.unwrap(), Some(second));
        assert_eq!(store.order("u-1", "o-2").await.unwrap(), None);
        assert_eq!(store.owner("o-2").await.unwrap().as_deref(), Some("u-2"));
        assert_eq!(store.owner("o-5").await.unwrap(), None);
    }

    async fn pages_of_a_user_are_in_descending_order(store: &impl UserOrders) {
        let page = store.orders_of("u-1", None, 2).await.unwrap();
        assert_eq!(numbers(&page), (vec!["o-4", "o-3"], true));
        let page = store.orders_of("u-1", Some("o-3"), 2).await.unwrap();
        assert_eq!(numbers(&page), (vec!["o-1"], false));
        let page = store.orders_of("u-3", None, 2).await.unwrap();
        assert_eq!(numbers(&page), (vec![], false));
    }

    async fn pages_of_confirmed_orders_are_in_ascending_order(store: &impl ConfirmedOrders) {
        let page = store.confirmed(None, 1).await.unwrap();
        assert_eq!(numbers(&page), (vec!["o-2"], true));
        let last = LastOrder::of(&page.items[0]);
        let page = store.confirmed(Some(&last), 1).await.unwrap();
        assert_eq!(numbers(&page), (vec!["o-3"], false));
    }

    async fn pages_of_all_orders_are_in_descending_order(store: &impl AllOrders) {
        let page = store.all(None, 3).await.unwrap();
        assert_eq!(numbers(&page), (vec!["o-4", "o-3", "o-2"], true));
        let last = LastOrder::of(&page.items[2]);
        let page = store.all(Some(&last), 3).await.unwrap();
        assert_eq!(numbers(&page), (vec!["o-1"], false));
    }

    async fn created_orders_are_in_one_partition_each(store: &impl UnfinishedOrders) {
        let mut found = Vec::new();
        for partition in store.partitions() {
            let orders = store.oldest_unfinished(partition, 10).await.unwrap();
            found.extend(orders.into_iter().map(|unfinished| unfinished.unwrap().order.number));
        }
        assert_eq!(found, ["o-1"]);
    }
}
