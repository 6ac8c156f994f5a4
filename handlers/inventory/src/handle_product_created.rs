//! `handle-product-created`: orders a new product from the supplier, once.

use contracts::{
    inventory::{HandleProductCreated, OrderingWorkflow},
    product_management::ProductCreated,
};
use platform::{Handler, Lambda, Message, Result};

use crate::{Inventory, order::check_product_id, ordering::first_order, ports::Supplier};

impl Handler<HandleProductCreated> for Inventory {
    async fn run(lambda: Lambda<HandleProductCreated>) -> Result {
        let supplier = lambda.executions::<OrderingWorkflow>();
        lambda.serve(async |message| handle(message, &supplier).await).await
    }
}

pub async fn handle(message: Message<ProductCreated>, supplier: &impl Supplier) -> Result {
    let product_id = &message.data.product_id;
    check_product_id(product_id)?;
    supplier.order(&first_order(product_id), product_id, &message.context).await
}

#[cfg(test)]
mod tests {
    use platform::testing::{batch, invoke, is_done};
    use serde_json::json;

    use super::*;
    use crate::memory::MemorySupplier;

    async fn deliver(supplier: &MemorySupplier, product_id: &str) -> bool {
        let handle = async |message| handle(message, supplier).await;
        let detail = json!({ "data": { "productId": product_id } });
        let batch = batch("product.productCreated.v1", &detail);
        is_done(invoke::<HandleProductCreated>(batch, handle).await)
    }

    #[tokio::test]
    async fn a_product_is_ordered_once() {
        let supplier = MemorySupplier::default();
        for product_id in ["LATTE", "CAFÉ", "LATTE"] {
            assert!(deliver(&supplier, product_id).await);
        }
        let ordered: Vec<String> = supplier.0.borrow().values().cloned().collect();
        assert_eq!(ordered.len(), 2);
        assert!(ordered.contains(&"CAFÉ".to_owned()));
    }

    #[tokio::test]
    async fn an_event_without_a_valid_product_id_fails() {
        let supplier = MemorySupplier::default();
        for product_id in ["", &"x".repeat(257)] {
            assert!(!deliver(&supplier, product_id).await);
        }
        assert!(supplier.0.borrow().is_empty());
    }
}
