//! The supplier: a workflow that waits for the delivery of a product, and then stocks it.

use contracts::{May, Start, inventory::OrderingWorkflow};
use platform::{Context, Executions, Result};
use serde_json::json;

use crate::ports::Supplier;

impl<F: May<Start<OrderingWorkflow>>> Supplier for Executions<F, OrderingWorkflow> {
    async fn order(&self, name: &str, product_id: &str, context: &Context) -> Result {
        let input = json!({ "productId": product_id, "correlationId": context.correlation_id });
        self.start(name, &input).await?;
        tracing::info!(product_id, name, "the product is on order");
        Ok(())
    }
}
