//! The workflow of orders: its executions, and the tasks in which it waits for replies.

use platform::{Completion, Context, ExecutionState, Result};

use crate::order::Order;

/// Starting the workflow of orders.
pub trait Workflows {
    /// Starts an execution for an order, unless there is one of this name.
    async fn start(&self, name: &str, order: &Order, context: &Context) -> Result;
}

/// The state of executions.
pub trait WorkflowStates {
    /// The state of the execution of this name.
    async fn state(&self, name: &str) -> Result<ExecutionState>;
}

/// Replies with which the workflow of an order continues.
pub trait Successes {
    /// Completes the task that waits for `token`.
    async fn succeed(&self, token: &str, result: &str) -> Result<Completion>;
}

/// Replies after which the workflow of an order rejects it.
pub trait Failures {
    /// Fails the task that waits for `token` with an error that the workflow catches.
    async fn fail(&self, token: &str, error: &str, cause: &str) -> Result<Completion>;
}
