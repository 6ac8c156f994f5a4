//! Changes of the state of orders in memory.

use platform::{Context, Result};

use super::MemoryOrders;
use crate::{events::PrivateEvent, order::Order, ports::settling::Moves};

impl<C> Moves for MemoryOrders<C> {
    async fn apply(&self, order: &Order, event: &PrivateEvent, context: &Context) -> Result<bool> {
        let key = (order.user_id.clone(), order.number.clone());
        let apply = || {
            let mut store = self.store.borrow_mut();
            match store.orders.get_mut(&key).filter(|stored| stored.status == order.status) {
                Some(stored) => stored.status = event.status(),
                None => return false,
            }
            store.outbox.add(event.clone(), context);
            true
        };
        self.calls.make("orders.apply", apply).await
    }
}

#[cfg(test)]
#[tokio::test]
async fn memory_passes_the_suite() {
    let order = super::samples::order();
    crate::ports::settling::suite::settling(&MemoryOrders::default().with_orders([order])).await;
}
