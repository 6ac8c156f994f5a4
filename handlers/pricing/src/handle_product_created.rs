//! `handle-product-created`: prices a new product.

use contracts::product_management::ProductCreated;
use platform::{Message, Result, clock::Clock};

use crate::{
    ports::{Announcements, Products},
    reprice::{Asked, Pricer},
};

pub async fn handle(
    message: Message<ProductCreated>,
    pricer: &Pricer<impl Products, impl Announcements, impl Clock>,
) -> Result {
    let asked = Asked {
        product_id: message.data.product_id,
        event_id: message.id,
        context: message.context,
    };
    pricer.reprice(asked).await
}

#[cfg(test)]
mod tests {
    use contracts::{Event, pricing::HandleProductCreated};
    use platform::testing::{batch, invoke, is_done};
    use serde_json::json;

    use super::*;
    use crate::{memory::MemoryProducts, reprice::tests::pricer};

    #[tokio::test]
    async fn an_event_with_nothing_but_the_product_is_enough() {
        let pricer = pricer(MemoryProducts::with("LATTE", 5.into()));
        let detail = json!({ "id": "e-1", "data": { "productId": "LATTE" } });
        let batch = batch(ProductCreated::TYPE, &detail);
        let handle = async |message| handle(message, &pricer).await;
        assert!(is_done(invoke::<HandleProductCreated>(batch, handle).await));
        let made = pricer.announcements.made();
        assert_eq!(made.len(), 1);
        assert_eq!(made[0].id, "e-1-pricing");
        assert_eq!(made[0].pricing.product_id, "LATTE");
    }
}
