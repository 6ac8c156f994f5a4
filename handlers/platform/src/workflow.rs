//! Workflows: Step Functions state machines. Their executions, and the tasks that wait for a token.

use std::marker::PhantomData;

use aws_sdk_sfn::{
    Client,
    error::{ProvideErrorMetadata, SdkError},
    operation::{describe_execution::DescribeExecutionError, start_execution::StartExecutionError},
    types::ExecutionStatus,
};
use contracts::{CompleteTask, Describe, FailTask, May, Start};
use serde_json::Value;

use crate::{Failure, Result};

/// Longest task token, in characters.
/// <https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html>
const MAX_TOKEN: usize = 2048;

/// Longest cause of a task's failure, in characters.
/// <https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskFailure.html>
const MAX_CAUSE: usize = 32_768;

/// Executions of the workflow `W`, as the function `F` may use them.
pub struct Executions<F, W> {
    client: Client,
    arn: String,
    uses: PhantomData<fn() -> (F, W)>,
}

/// The state of an execution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExecutionState {
    /// No execution of this name was started in the last 90 days.
    Missing,
    /// It has not ended.
    Running,
    /// It ended as intended.
    Succeeded,
    /// It failed, timed out or was aborted.
    Failed,
}

impl<F, W> Executions<F, W> {
    pub(crate) fn new(client: Client, arn: String) -> Self {
        Self { client, arn, uses: PhantomData }
    }

    /// Starts an execution, unless one of this name was started in the last 90 days. The name has
    /// at most 80 letters, digits, `-` and `_`.
    pub async fn start(&self, name: &str, input: &Value) -> Result
    where
        F: May<Start<W>>,
    {
        let request = self.client.start_execution().state_machine_arn(&self.arn).name(name);
        match Box::pin(request.input(input.to_string()).send()).await {
            Ok(_) => Ok(()),
            Err(error) => match error.as_service_error() {
                Some(StartExecutionError::ExecutionAlreadyExists(_)) => Ok(()),
                _ => Err(error.into()),
            },
        }
    }

    /// The state of the execution of this name. It may be some seconds old.
    pub async fn state(&self, name: &str) -> Result<ExecutionState>
    where
        F: May<Describe<W>>,
    {
        let request = self.client.describe_execution().execution_arn(self.execution_arn(name));
        match Box::pin(request.send()).await {
            Ok(output) => state_of(&output.status),
            Err(error) => match error.as_service_error() {
                Some(DescribeExecutionError::ExecutionDoesNotExist(_)) => {
                    Ok(ExecutionState::Missing)
                }
                _ => Err(error.into()),
            },
        }
    }

    fn execution_arn(&self, name: &str) -> String {
        let executions = self.arn.replacen(":stateMachine:", ":execution:", 1);
        format!("{executions}:{name}")
    }
}

fn state_of(status: &ExecutionStatus) -> Result<ExecutionState> {
    match status {
        ExecutionStatus::Running | ExecutionStatus::PendingRedrive => Ok(ExecutionState::Running),
        ExecutionStatus::Succeeded => Ok(ExecutionState::Succeeded),
        ExecutionStatus::Failed | ExecutionStatus::TimedOut | ExecutionStatus::Aborted => {
            Ok(ExecutionState::Failed)
        }
        other => Err(Failure::failed(format!("the execution has the unknown status `{other}`"))),
    }
}

/// Tasks of the workflow `W` that wait for their token, as the function `F` may use them.
pub struct Tasks<F, W> {
    client: Client,
    uses: PhantomData<fn() -> (F, W)>,
}

/// The result of completing a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Completion {
    /// The workflow continues.
    Accepted,
    /// The task timed out, was completed before, or its execution ended.
    TooLate,
    /// This is the token of no task.
    UnknownToken,
}

impl<F, W> Tasks<F, W> {
    pub(crate) fn new(client: Client) -> Self {
        Self { client, uses: PhantomData }
    }

    /// Completes the task with this token. The workflow continues with `output`.
    pub async fn succeed(&self, token: &str, output: &Value) -> Result<Completion>
    where
        F: May<CompleteTask<W>>,
    {
        if !is_possible(token) {
            return Ok(Completion::UnknownToken);
        }
        let request = self.client.send_task_success().task_token(token);
        completion(Box::pin(request.output(output.to_string()).send()).await)
    }

    /// Fails the task with this token. The workflow matches `error`, at most 256 characters, with the
    /// errors that it catches. Of `cause`, 32,768 characters are kept.
    pub async fn fail(&self, token: &str, error: &str, cause: &str) -> Result<Completion>
    where
        F: May<FailTask<W>>,
    {
        if !is_possible(token) {
            return Ok(Completion::UnknownToken);
        }
        let cause: String = cause.chars().take(MAX_CAUSE).collect();
        let request = self.client.send_task_failure().task_token(token);
        completion(Box::pin(request.error(error).cause(cause).send()).await)
    }
}

/// Whether a token has a length that AWS accepts.
fn is_possible(token: &str) -> bool {
    (1..=MAX_TOKEN).contains(&token.chars().count())
}

fn completion<O, E>(sent: Result<O, SdkError<E>>) -> Result<Completion>
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    let Err(error) = sent else { return Ok(Completion::Accepted) };
    let is_about_token = error.message().is_some_and(|message| message.contains("taskToken"));
    match error.code() {
        Some("TaskTimedOut" | "TaskDoesNotExist") => Ok(Completion::TooLate),
        Some("InvalidToken") => Ok(Completion::UnknownToken),
        Some("ValidationException") if is_about_token => Ok(Completion::UnknownToken),
        _ => Err(error.into()),
    }
}

#[cfg(test)]
mod tests;
