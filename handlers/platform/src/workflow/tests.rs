//! Executions and tasks on a Step Functions that responds as each test says.

use aws_sdk_sfn::{
    error::ErrorMetadata,
    operation::{
        describe_execution::{DescribeExecutionError, DescribeExecutionOutput},
        send_task_failure::{SendTaskFailureError, SendTaskFailureOutput},
        send_task_success::{SendTaskSuccessError, SendTaskSuccessOutput},
        start_execution::{StartExecutionError, StartExecutionOutput},
    },
    primitives::DateTime,
    types::error::{
        ExecutionAlreadyExists, ExecutionDoesNotExist, InvalidToken, TaskDoesNotExist, TaskTimedOut,
    },
};
use aws_smithy_mocks::{Rule, mock};
use contracts::order::{HandlePaymentFailed, HandleStockReserved, OrderWorkflow, RecoverOrders};
use serde_json::json;

use super::*;
use crate::testing::mocked_client;

const WORKFLOW: &str = "arn:aws:states:us-east-1:1:stateMachine:dev-order-order-workflow";
const EXECUTION: &str = "arn:aws:states:us-east-1:1:execution:dev-order-order-workflow:o-1";

fn executions(rule: &Rule) -> Executions<RecoverOrders, OrderWorkflow> {
    Executions::new(mocked_client!(aws_sdk_sfn, rule), WORKFLOW.to_owned())
}

fn tasks<F>(rule: &Rule) -> Tasks<F, OrderWorkflow> {
    Tasks::new(mocked_client!(aws_sdk_sfn, rule))
}

#[tokio::test]
async fn an_execution_that_was_started_before_is_not_started_again() {
    let started = mock!(Client::start_execution)
        .match_requests(|request| {
            request.state_machine_arn() == Some(WORKFLOW)
                && request.name() == Some("o-1")
                && request.input() == Some(r#"{"orderNumber":"o-1"}"#)
        })
        .then_output(|| {
            let output = StartExecutionOutput::builder().execution_arn(EXECUTION);
            output.start_date(DateTime::from_secs(0)).build().unwrap()
        });
    let input = json!({ "orderNumber": "o-1" });
    executions(&started).start("o-1", &input).await.unwrap();
    assert_eq!(started.num_calls(), 1);
    let exists = mock!(Client::start_execution).then_error(|| {
        let error = ExecutionAlreadyExists::builder().build();
        StartExecutionError::ExecutionAlreadyExists(error)
    });
    executions(&exists).start("o-1", &input).await.unwrap();
    let denied = mock!(Client::start_execution)
        .then_error(|| StartExecutionError::generic(error("AccessDeniedException", "denied")));
    assert!(executions(&denied).start("o-1", &input).await.is_err());
}

/// The state of the execution `o-1` if it has this status.
async fn state(status: ExecutionStatus) -> Result<ExecutionState> {
    let rule = mock!(Client::describe_execution)
        .match_requests(|request| request.execution_arn() == Some(EXECUTION))
        .then_output(move || {
            let output = DescribeExecutionOutput::builder().execution_arn(EXECUTION);
            let output = output.state_machine_arn(WORKFLOW).start_date(DateTime::from_secs(0));
            output.status(status.clone()).build().unwrap()
        });
    executions(&rule).state("o-1").await
}

#[tokio::test]
async fn the_state_of_an_execution_follows_from_its_status() {
    for (status, expected) in [
        (ExecutionStatus::Running, ExecutionState::Running),
        (ExecutionStatus::PendingRedrive, ExecutionState::Running),
        (ExecutionStatus::Succeeded, ExecutionState::Succeeded),
        (ExecutionStatus::Failed, ExecutionState::Failed),
        (ExecutionStatus::TimedOut, ExecutionState::Failed),
        (ExecutionStatus::Aborted, ExecutionState::Failed),
    ] {
        assert_eq!(state(status.clone()).await.unwrap(), expected, "{status}");
    }
    let unknown = state("PAUSED".into()).await.unwrap_err();
    assert_eq!(format!("{unknown:?}"), "the execution has the unknown status `PAUSED`");
}

#[tokio::test]
async fn an_execution_that_was_never_started_is_missing() {
    let rule = mock!(Client::describe_execution).then_error(|| {
        let error = ExecutionDoesNotExist::builder().build();
        DescribeExecutionError::ExecutionDoesNotExist(error)
    });
    assert_eq!(executions(&rule).state("o-1").await.unwrap(), ExecutionState::Missing);
    let denied = mock!(Client::describe_execution)
        .then_error(|| DescribeExecutionError::generic(error("AccessDeniedException", "denied")));
    assert!(executions(&denied).state("o-1").await.is_err());
}

fn error(code: &str, message: &str) -> ErrorMetadata {
    ErrorMetadata::builder().code(code).message(message).build()
}

/// The error with this code, as the SDK reads it.
fn success_error(code: &'static str, message: &'static str) -> SendTaskSuccessError {
    let meta = error(code, message);
    match code {
        "TaskTimedOut" => {
            SendTaskSuccessError::TaskTimedOut(TaskTimedOut::builder().meta(meta).build())
        }
        "TaskDoesNotExist" => {
            SendTaskSuccessError::TaskDoesNotExist(TaskDoesNotExist::builder().meta(meta).build())
        }
        "InvalidToken" => {
            SendTaskSuccessError::InvalidToken(InvalidToken::builder().meta(meta).build())
        }
        _ => SendTaskSuccessError::generic(meta),
    }
}

/// The result of completing a task if Step Functions refuses it with this error.
async fn refused(code: &'static str, message: &'static str) -> Result<Completion> {
    let rule = mock!(Client::send_task_success).then_error(move || success_error(code, message));
    tasks::<HandleStockReserved>(&rule).succeed("token", &json!({})).await
}

#[tokio::test]
async fn a_task_is_completed_with_its_output() {
    let rule = mock!(Client::send_task_success)
        .match_requests(|request| {
            request.task_token() == Some("token") && request.output() == Some(r#"{"paid":true}"#)
        })
        .then_output(|| SendTaskSuccessOutput::builder().build());
    let completion = tasks::<HandleStockReserved>(&rule)
        .succeed("token", &json!({ "paid": true }))
        .await
        .unwrap();
    assert_eq!(completion, Completion::Accepted);
}

#[tokio::test]
async fn a_task_fails_with_an_error_and_its_cause() {
    let rule = mock!(Client::send_task_failure)
        .match_requests(|request| {
            request.task_token() == Some("token")
                && request.error() == Some("PaymentFailed")
                && request.cause() == Some("declined")
        })
        .then_output(|| SendTaskFailureOutput::builder().build());
    let completion = tasks::<HandlePaymentFailed>(&rule)
        .fail("token", "PaymentFailed", "declined")
        .await
        .unwrap();
    assert_eq!(completion, Completion::Accepted);
    let late = mock!(Client::send_task_failure).then_error(|| {
        let meta = error("TaskTimedOut", "late");
        SendTaskFailureError::TaskTimedOut(TaskTimedOut::builder().meta(meta).build())
    });
    let completion = tasks::<HandlePaymentFailed>(&late)
        .fail("token", "PaymentFailed", "declined")
        .await
        .unwrap();
    assert_eq!(completion, Completion::TooLate);
}

#[tokio::test]
async fn a_cause_that_is_too_long_is_cut_off() {
    let rule = mock!(Client::send_task_failure)
        .match_requests(|request| request.cause() == Some(&"é".repeat(32_768)))
        .then_output(|| SendTaskFailureOutput::builder().build());
    let completion = tasks::<HandlePaymentFailed>(&rule)
        .fail("token", "Error", &"é".repeat(32_769))
        .await
        .unwrap();
    assert_eq!(completion, Completion::Accepted);
}

#[tokio::test]
async fn a_task_that_no_longer_waits_is_too_late() {
    for code in ["TaskTimedOut", "TaskDoesNotExist"] {
        assert_eq!(refused(code, "gone").await.unwrap(), Completion::TooLate, "{code}");
    }
}

#[tokio::test]
async fn a_token_that_is_no_token_is_unknown() {
    assert_eq!(refused("InvalidToken", "bad").await.unwrap(), Completion::UnknownToken);
    let message = "1 validation error detected: Value at 'taskToken' failed";
    assert_eq!(refused("ValidationException", message).await.unwrap(), Completion::UnknownToken);
}

#[tokio::test]
async fn a_token_of_an_impossible_length_is_unknown_without_a_request() {
    let rule =
        mock!(Client::send_task_success).then_output(|| SendTaskSuccessOutput::builder().build());
    for token in [String::new(), "x".repeat(2049)] {
        let completion =
            tasks::<HandleStockReserved>(&rule).succeed(&token, &json!({})).await.unwrap();
        assert_eq!(completion, Completion::UnknownToken);
        let completion =
            tasks::<HandlePaymentFailed>(&rule).fail(&token, "Error", "").await.unwrap();
        assert_eq!(completion, Completion::UnknownToken);
    }
    assert_eq!(rule.num_calls(), 0);
}

#[tokio::test(start_paused = true)]
async fn another_error_of_a_completion_is_a_failure() {
    for (code, message) in [
        ("AccessDeniedException", "denied"),
        ("ValidationException", "1 validation error detected: Value at 'output' failed"),
        ("ThrottlingException", "slow down"),
    ] {
        assert!(refused(code, message).await.is_err(), "{code}");
    }
}
