//! The shapes of Lambda's API for durable executions, as JSON.

pub(crate) mod seconds;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What an operation does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum OperationType {
    /// The execution itself. Always the first operation.
    Execution,
    /// A group of operations.
    Context,
    /// Code of the function, retried.
    Step,
    /// A timer.
    Wait,
    /// Waits for a result that is reported from outside.
    Callback,
    /// The invocation of another function.
    ChainedInvoke,
}

/// How far an operation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum OperationStatus {
    /// It runs, or waits for something outside.
    Started,
    /// A step waits for its next attempt.
    Pending,
    /// The next attempt of a step may start.
    Ready,
    /// It has a result.
    Succeeded,
    /// It has an error.
    Failed,
    /// The function does not need it any more.
    Cancelled,
    /// It had no result in time.
    TimedOut,
    /// The execution that it invoked was stopped.
    Stopped,
}

/// What a checkpoint reports about an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Action {
    /// It starts.
    Start,
    /// It ended with a result.
    Succeed,
    /// It ended with an error.
    Fail,
    /// A step has another attempt later.
    Retry,
    /// The function does not need it any more.
    Cancel,
}

/// How far an execution is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ExecutionStatus {
    /// It has not ended.
    Running,
    /// It ended with a result.
    Succeeded,
    /// It ended with an error.
    Failed,
    /// It did not end in time.
    TimedOut,
    /// It was stopped.
    Stopped,
}

/// Why something failed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ErrorObject {
    /// The kind of error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_type: Option<String>,
    /// For people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_message: Option<String>,
    /// For programs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_data: Option<String>,
    /// Where it happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stack_trace: Option<Vec<String>>,
}

impl ErrorObject {
    /// An error of a kind, with a message.
    pub fn new(kind: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            error_type: Some(kind.into()),
            error_message: Some(message.into()),
            ..Self::default()
        }
    }
}

/// One entry of a checkpoint.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Update {
    /// The operation.
    pub id: String,
    /// The context in which it runs.
    pub parent_id: Option<String>,
    /// Its name in the function's code.
    pub name: Option<String>,
    /// What it does.
    pub r#type: OperationType,
    /// A finer distinction, which the SDK makes.
    pub sub_type: Option<String>,
    /// What is reported.
    pub action: Action,
    /// Its result or input.
    pub payload: Option<String>,
    /// Why it failed.
    pub error: Option<ErrorObject>,
    /// For a context that ends.
    pub context_options: Option<ContextOptions>,
    /// For a step that is retried.
    pub step_options: Option<StepOptions>,
    /// For a wait that starts.
    pub wait_options: Option<WaitOptions>,
    /// For a callback that starts.
    pub callback_options: Option<CallbackOptions>,
    /// For a chained invoke that starts.
    pub chained_invoke_options: Option<ChainedInvokeOptions>,
}

/// How the result of a context is replayed.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ContextOptions {
    /// The result was too large: the function makes it again of the context's operations.
    #[serde(default)]
    pub replay_children: bool,
}

/// When a step is retried.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct StepOptions {
    /// Seconds from now.
    #[serde(default)]
    pub next_attempt_delay_seconds: u32,
}

/// How long a wait takes.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct WaitOptions {
    /// Seconds from now.
    #[serde(default)]
    pub wait_seconds: u32,
}

/// How long a callback is awaited. Zero means without a limit.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CallbackOptions {
    /// Seconds from now to the result.
    #[serde(default)]
    pub timeout_seconds: u32,
    /// Seconds from one heartbeat to the next.
    #[serde(default)]
    pub heartbeat_timeout_seconds: u32,
}

/// What a chained invoke invokes.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ChainedInvokeOptions {
    /// A name or ARN, with a version or alias if the function is durable.
    pub function_name: String,
}

/// An operation as the function sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Operation {
    /// Unique within the execution.
    pub id: String,
    /// The context in which it runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    /// Its name in the function's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it does.
    pub r#type: OperationType,
    /// A finer distinction, which the SDK makes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sub_type: Option<String>,
    /// When it was first reported.
    #[serde(with = "seconds")]
    pub start_timestamp: Timestamp,
    /// When it ended.
    #[serde(with = "seconds::option", default, skip_serializing_if = "Option::is_none")]
    pub end_timestamp: Option<Timestamp>,
    /// How far it is.
    pub status: OperationStatus,
    /// Of the execution itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub execution_details: Option<ExecutionDetails>,
    /// Of a context.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context_details: Option<ContextDetails>,
    /// Of a step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step_details: Option<StepDetails>,
    /// Of a wait.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wait_details: Option<WaitDetails>,
    /// Of a callback.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub callback_details: Option<CallbackDetails>,
    /// Of a chained invoke.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chained_invoke_details: Option<ChainedInvokeDetails>,
}

/// What the execution was started with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ExecutionDetails {
    /// The event of the function, as JSON text.
    pub input_payload: String,
}

/// How a context ended.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ContextDetails {
    /// The result was too large: the function makes it again of the context's operations.
    pub replay_children: bool,
    /// The result.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<String>,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<ErrorObject>,
}

/// The attempts of a step.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct StepDetails {
    /// How many attempts have ended.
    pub attempt: u32,
    /// When the next one may start.
    #[serde(with = "seconds::option", default, skip_serializing_if = "Option::is_none")]
    pub next_attempt_timestamp: Option<Timestamp>,
    /// The result, or what one attempt leaves to the next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<String>,
    /// Why the last attempt failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<ErrorObject>,
}

/// When a wait ends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct WaitDetails {
    /// When it ends.
    #[serde(with = "seconds")]
    pub scheduled_end_timestamp: Timestamp,
}

/// How a callback ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CallbackDetails {
    /// Names the callback in the calls that end it.
    pub callback_id: String,
    /// The result.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<String>,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<ErrorObject>,
}

/// How a chained invoke ended.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ChainedInvokeDetails {
    /// The result.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<String>,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<ErrorObject>,
}

/// The limits of a function's executions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DurableConfig {
    /// Seconds from the start of an execution to its end.
    pub execution_timeout: u32,
    /// Days for which an execution is kept after its end.
    pub retention_period_in_days: u32,
}

impl Default for DurableConfig {
    /// The longest timeout, which is a year, and two weeks.
    fn default() -> Self {
        Self { execution_timeout: 366 * 24 * 3600, retention_period_in_days: 14 }
    }
}
