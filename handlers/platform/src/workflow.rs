//! Starting workflows: Step Functions state machines.

use std::marker::PhantomData;

use aws_sdk_sfn::{Client, operation::start_execution::StartExecutionError};
use serde_json::Value;

use crate::Result;

/// Executions of the workflow `W`.
pub struct Executions<W> {
    client: Client,
    arn: String,
    workflow: PhantomData<fn() -> W>,
}

impl<W> Executions<W> {
    pub(crate) fn new(client: Client, arn: String) -> Self {
        Self { client, arn, workflow: PhantomData }
    }

    /// Starts an execution, unless one of this name was started in the last 90 days. The name has
    /// at most 80 letters, digits, `-` and `_`.
    pub async fn start(&self, name: &str, input: &Value) -> Result {
        let request = self.client.start_execution().state_machine_arn(&self.arn).name(name);
        match Box::pin(request.input(input.to_string()).send()).await {
            Ok(_) => Ok(()),
            Err(error) => match error.as_service_error() {
                Some(StartExecutionError::ExecutionAlreadyExists(_)) => Ok(()),
                _ => Err(error.into()),
            },
        }
    }
}
