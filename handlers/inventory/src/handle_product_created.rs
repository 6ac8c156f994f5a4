//! `handle-product-created`: orders a new product from the supplier, once. If the product has stock
//! already, because an administrator set it before or the product existed before, publishes its level
//! instead: the catalogue ignored the events about it while it had no such product.

use contracts::inventory::{HandleProductCreated, NewProduct, OrderingWorkflow};
use platform::{Handler, Lambda, Message, Result};

use crate::{
    Inventory,
    dynamo::DynamoStock,
    order::check_product_id,
    ordering::first_order,
    ports::{NewProducts, StockLevels, Supplier},
};

impl Handler<HandleProductCreated> for Inventory {
    async fn run(lambda: Lambda<HandleProductCreated>) -> Result {
        let stock = DynamoStock(lambda.table());
        let supplier = lambda.executions::<OrderingWorkflow>();
        lambda.serve(async |message| handle(message, &stock, &supplier).await).await
    }
}

pub async fn handle(
    message: Message<NewProduct>,
    stock: &(impl StockLevels + NewProducts),
    supplier: &impl Supplier,
) -> Result {
    let Message { data: NewProduct { product_id }, id, context, .. } = &message;
    check_product_id(product_id)?;
    let level = stock.level(product_id).await?;
    if level.is_none() {
        supplier.order(&first_order(product_id), product_id, context).await?;
    }
    stock.publish_level(product_id, level, id, context).await
}

#[cfg(test)]
mod tests {
    use contracts::retention::ARCHIVE_RETENTION_DAYS;
    use jiff::{SignedDuration, Timestamp};
    use platform::{
        clock::{Clock, TestClock},
        testing::{batch, invoke, is_done},
    };
    use serde_json::json;

    use super::*;
    use crate::{
        events::PrivateEvent,
        memory::{MemoryStock, MemorySupplier},
    };

    async fn deliver<C: Clock>(
        event_id: &str,
        product_id: &str,
        stock: &MemoryStock<C>,
        supplier: &MemorySupplier,
    ) -> bool {
        let handle = async |message| handle(message, stock, supplier).await;
        let detail = json!({ "id": event_id, "data": { "productId": product_id } });
        let batch = batch("product.productCreated.v1", &detail);
        is_done(invoke::<HandleProductCreated>(batch, handle).await)
    }

    #[tokio::test]
    async fn a_product_is_ordered_once() {
        let (stock, supplier) = (MemoryStock::default(), MemorySupplier::default());
        for (event_id, product_id) in [("e-1", "LATTE"), ("e-2", "CAFÉ"), ("e-3", "LATTE")] {
            assert!(deliver(event_id, product_id, &stock, &supplier).await);
        }
        let ordered: Vec<String> = supplier.0.borrow().values().cloned().collect();
        assert_eq!(ordered.len(), 2);
        assert!(ordered.contains(&"CAFÉ".to_owned()));
        assert_eq!(stock.events(), []);
    }

    #[tokio::test]
    async fn the_stock_that_a_new_product_has_is_published_once_per_event_and_not_ordered() {
        let stock = MemoryStock::with(&[("LATTE", 5)]).with_order("o-1", &["LATTE"]).await;
        let supplier = MemorySupplier::default();
        for event_id in ["e-1", "e-1", "e-2"] {
            assert!(deliver(event_id, "LATTE", &stock, &supplier).await);
        }
        let product_id = "LATTE".to_owned();
        let level = PrivateEvent::StockSet { product_id, previous: 5, new: 5, revision: 1 };
        assert_eq!(stock.events()[1..], [level.clone(), level]);
        assert!(supplier.0.borrow().is_empty());
    }

    #[tokio::test]
    async fn a_product_that_is_replayed_on_the_last_day_of_the_archive_is_not_published_again() {
        let clock = TestClock::at(Timestamp::constant(1_795_255_200, 0));
        let stock = MemoryStock::at(&clock).stocked("LATTE", 5);
        let supplier = MemorySupplier::default();
        assert!(deliver("e-1", "LATTE", &stock, &supplier).await);
        clock.advance(SignedDuration::from_hours(24 * i64::from(ARCHIVE_RETENTION_DAYS)));
        assert!(deliver("e-1", "LATTE", &stock, &supplier).await);
        assert_eq!(stock.events().len(), 1);
    }

    #[tokio::test]
    async fn a_duplicate_delivery_after_the_supplier_delivered_publishes_nothing() {
        let supplier = MemorySupplier::default();
        let stock = MemoryStock::default();
        assert!(deliver("e-1", "LATTE", &stock, &supplier).await);
        let delivered = stock.stocked("LATTE", 50);
        assert!(deliver("e-1", "LATTE", &delivered, &supplier).await);
        assert_eq!(delivered.events(), []);
    }

    #[tokio::test]
    async fn an_event_without_a_valid_product_id_fails() {
        let (stock, supplier) = (MemoryStock::default(), MemorySupplier::default());
        for product_id in ["", &"x".repeat(257)] {
            assert!(!deliver("e-1", product_id, &stock, &supplier).await);
        }
        assert!(supplier.0.borrow().is_empty());
    }
}
