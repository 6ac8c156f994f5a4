//! `handle-product-created`: calculates the price brackets of a new product.

use contracts::pricing::{HandleProductCreated, NewProduct, PricingCalculated};
use platform::{EventPublisher, Handler, Lambda, Message, Result, clock::Clock};

use crate::{Pricing, ports::Products, reprice::Repricer};

impl Handler<HandleProductCreated> for Pricing {
    async fn run(lambda: Lambda<HandleProductCreated>) -> Result {
        let repricer = Repricer::connect(&lambda)?;
        lambda.serve(async |message| handle(message, &repricer).await).await
    }
}

pub async fn handle(
    message: Message<NewProduct>,
    repricer: &Repricer<impl Products, impl EventPublisher<PricingCalculated>, impl Clock>,
) -> Result {
    repricer.reprice(message.data.product_id, &message.id, &message.context).await
}

#[cfg(test)]
mod tests {
    use contracts::{Event, product_management::ProductCreated};
    use platform::testing::{batch, invoke, is_done};
    use serde_json::json;

    use super::*;
    use crate::{memory::MemoryProducts, reprice::tests::repricer};

    #[tokio::test]
    async fn an_event_with_only_a_product_id_reprices_the_product() {
        let repricer = repricer(MemoryProducts::with("LATTE", 5.into()));
        let detail = json!({ "id": "e-1", "data": { "productId": "LATTE" } });
        let batch = batch(ProductCreated::TYPE, &detail);
        let handle = async |message| handle(message, &repricer).await;
        assert!(is_done(invoke::<HandleProductCreated>(batch, handle).await));
        let published = repricer.publisher.published();
        assert_eq!(published.len(), 1);
        assert_eq!(published[0].id, "e-1-pricing");
        assert_eq!(published[0].event.product_id, "LATTE");
    }
}
