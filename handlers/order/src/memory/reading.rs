//! Reading in memory.

use contracts::order::{OrderStatus, RecordedEvent};
use platform::{
    Result,
    dynamo::{Page, shard},
};

use super::MemoryOrders;
use crate::{
    order::Order,
    page_token::LastOrder,
    ports::reading::{
        AllOrders, ConfirmedOrders, EventRecorder, HealthCheck, OrderLookup, Owners,
        RecordedEvents, UnfinishedOrder, UnfinishedOrders, UserOrders,
    },
};

/// Partitions with unfinished orders.
const PARTITIONS: u32 = 2;

impl<C> MemoryOrders<C> {
    /// The orders that are `wanted`, the first number first.
    fn ascending(&self, wanted: impl Fn(&Order) -> bool) -> Vec<Order> {
        let store = self.store.borrow();
        let wanted = store.orders.values().filter(|order| wanted(order));
        let mut orders: Vec<_> = wanted.cloned().collect();
        orders.sort_by(|one, other| one.number.cmp(&other.number));
        orders
    }

    /// The same, the last number first.
    fn descending(&self, wanted: impl Fn(&Order) -> bool) -> Vec<Order> {
        let mut orders = self.ascending(wanted);
        orders.reverse();
        orders
    }
}

fn page<I>(mut items: Vec<I>, limit: u32) -> Page<I> {
    let limit = limit as usize;
    let more = items.len() > limit;
    items.truncate(limit);
    Page { items, more }
}

impl<C> OrderLookup for MemoryOrders<C> {
    async fn order(&self, user_id: &str, order_number: &str) -> Result<Option<Order>> {
        let key = (user_id.to_owned(), order_number.to_owned());
        let read = || self.store.borrow().orders.get(&key).cloned();
        self.calls.make("orders.order", read).await
    }
}

impl<C> Owners for MemoryOrders<C> {
    async fn owner(&self, order_number: &str) -> Result<Option<String>> {
        let read = || self.store.borrow().numbers.get(order_number).cloned();
        self.calls.make("orders.owner", read).await
    }
}

impl<C> UserOrders for MemoryOrders<C> {
    async fn orders_of(
        &self,
        user_id: &str,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Page<Order>> {
        let is_after = |order: &Order| after.is_none_or(|after| order.number.as_str() < after);
        let is_here = |order: &Order| order.user_id == user_id && is_after(order);
        self.calls.make("orders.orders_of", || page(self.descending(is_here), limit)).await
    }
}

impl<C> ConfirmedOrders for MemoryOrders<C> {
    async fn confirmed(&self, after: Option<&LastOrder>, limit: u32) -> Result<Page<Order>> {
        let is_after = |order: &Order| after.is_none_or(|last| order.number > last.order_number);
        let is_here = |order: &Order| order.status == OrderStatus::Confirmed && is_after(order);
        self.calls.make("orders.confirmed", || page(self.ascending(is_here), limit)).await
    }
}

impl<C> AllOrders for MemoryOrders<C> {
    async fn all(&self, after: Option<&LastOrder>, limit: u32) -> Result<Page<Order>> {
        let is_after = |order: &Order| after.is_none_or(|last| order.number < last.order_number);
        self.calls.make("orders.all", || page(self.descending(is_after), limit)).await
    }
}

impl<C> UnfinishedOrders for MemoryOrders<C> {
    fn partitions(&self) -> Vec<u32> {
        (0..PARTITIONS).collect()
    }

    async fn oldest_unfinished(
        &self,
        partition: u32,
        limit: u32,
    ) -> Result<Vec<Result<UnfinishedOrder>>> {
        let is_here = |order: &Order| {
            order.status == OrderStatus::Created && shard(&order.number, PARTITIONS) == partition
        };
        let unfinished = |order: Order| {
            let placed = self.placed();
            let context = placed.context_of(|placed| placed.number == order.number);
            let context = context.cloned().unwrap_or_default();
            Ok(UnfinishedOrder { order, context })
        };
        let read = || {
            let mut orders = self.ascending(is_here);
            orders.sort_by_key(|order| order.placed_at);
            page(orders, limit).items.into_iter().map(unfinished).collect()
        };
        self.calls.make("orders.oldest_unfinished", read).await
    }
}

impl<C> HealthCheck for MemoryOrders<C> {
    async fn check(&self) -> Result {
        Ok(())
    }
}

impl<C> EventRecorder for MemoryOrders<C> {
    async fn record(&self, event: &RecordedEvent) -> Result {
        let is_same = |other: &RecordedEvent| {
            (&other.key, &other.event_type, &other.received_on)
                == (&event.key, &event.event_type, &event.received_on)
        };
        let record = || {
            let mut store = self.store.borrow_mut();
            store.recorded.retain(|other| !is_same(other));
            store.recorded.push(event.clone());
        };
        self.calls.make("orders.record", record).await
    }
}

impl<C> RecordedEvents for MemoryOrders<C> {
    async fn recorded(&self, order_number: &str, limit: u32) -> Result<Vec<RecordedEvent>> {
        let read = || {
            let recorded = self.store.borrow().recorded.clone().into_iter();
            let mut events: Vec<_> = recorded.filter(|event| event.key == order_number).collect();
            events.sort_by(|one, other| other.received_on.cmp(&one.received_on));
            page(events, limit).items
        };
        self.calls.make("orders.recorded", read).await
    }
}

#[cfg(test)]
#[tokio::test]
async fn memory_passes_the_suite() {
    use crate::ports::reading::suite;

    suite::reading(&MemoryOrders::default().with_orders(suite::orders())).await;
}
