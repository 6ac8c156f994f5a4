//! The supplier: a workflow that takes its time, and then puts a product into stock.

use aws_config::SdkConfig;
use aws_sdk_sfn::{Client, operation::start_execution::StartExecutionError};
use contracts::{Capability as _, StartWorkflow, inventory::OrderingWorkflow};
use platform::{Context, Result};
use serde_json::json;

use crate::ports::Supplier;

/// The ordering workflow.
pub struct WorkflowSupplier {
    client: Client,
    state_machine: String,
}

impl WorkflowSupplier {
    pub fn new(aws: &SdkConfig, workflow: &StartWorkflow<OrderingWorkflow>) -> Self {
        Self { client: Client::new(aws), state_machine: workflow.value().clone() }
    }
}

impl Supplier for WorkflowSupplier {
    async fn order(&self, name: &str, product_id: &str, context: &Context) -> Result {
        let input = json!({ "productId": product_id, "correlationId": context.correlation_id });
        let request = self.client.start_execution().state_machine_arn(&self.state_machine);
        match Box::pin(request.name(name).input(input.to_string()).send()).await {
            Ok(_) => tracing::info!(product_id, name, "the product was ordered"),
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(StartExecutionError::is_execution_already_exists) =>
            {
                tracing::info!(product_id, name, "the product was ordered before");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }
}
