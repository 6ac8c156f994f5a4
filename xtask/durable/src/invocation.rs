//! The invocations of an execution's function: when the next one is due, its payload, its response.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    execution::{Execution, Outcome, is_open, opaque},
    functions::CallError,
    history::{self, Event},
    wire::{ErrorObject, Operation, OperationStatus, OperationType, seconds},
};

/// How far the invocations are.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Invocation {
    /// When the function is invoked next, if it is.
    #[serde(with = "seconds::option", default)]
    due: Option<Timestamp>,
    /// When the running invocation started.
    #[serde(with = "seconds::option", default)]
    running: Option<Timestamp>,
    /// How many invocations in a row raised an error.
    failures: u32,
    /// How many tokens there were. The last one is valid, all others are stale.
    pub(crate) tokens: u64,
    /// The number of the last change that the function has seen.
    pub(crate) seen: u64,
    /// The last checkpoint, whose response may have been lost.
    pub(crate) checkpoint: Option<LastCheckpoint>,
}

/// A checkpoint that may be repeated.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct LastCheckpoint {
    pub(crate) client_token: String,
    pub(crate) seen_before: u64,
}

/// What the function responds when it does not raise an error.
#[derive(Debug, Deserialize)]
#[serde(tag = "Status", rename_all = "SCREAMING_SNAKE_CASE")]
enum Response {
    #[serde(rename_all = "PascalCase")]
    Succeeded {
        result: Option<String>,
    },
    #[serde(rename_all = "PascalCase")]
    Failed {
        error: ErrorObject,
    },
    Pending,
}

impl Invocation {
    pub(crate) fn due(now: Timestamp) -> Self {
        let due = Some(now);
        Self { due, running: None, failures: 0, tokens: 0, seen: 0, checkpoint: None }
    }

    pub(crate) fn is_running(&self) -> bool {
        self.running.is_some()
    }

    /// When the function is invoked next, unless it runs.
    pub(crate) fn next(&self) -> Option<Timestamp> {
        self.due.filter(|_| self.running.is_none())
    }

    /// Lets the function be invoked now, or after the pause that follows an error.
    pub(crate) fn wake(&mut self, now: Timestamp) {
        self.due.get_or_insert(now);
    }

    /// An invocation that ran when the control plane ended counts as crashed.
    pub(crate) fn restart(&mut self, now: Timestamp) {
        if self.running.take().is_some() {
            self.wake(now);
        }
    }
}

impl Execution {
    /// Starts an invocation, if one is due. Returns its payload.
    pub(crate) fn begin_invocation(&mut self, now: Timestamp, page: usize) -> Option<String> {
        let is_due = self.invocation.next().is_some_and(|due| due <= now);
        if !is_due || !self.is_running() {
            return None;
        }
        self.invocation.due = None;
        self.invocation.running = Some(now);
        self.invocation.tokens += 1;
        self.invocation.seen = self.changes;
        self.invocation.checkpoint = None;
        let (operations, marker) = self.page(0, page);
        let payload = json!({
            "DurableExecutionArn": self.arn,
            "CheckpointToken": self.token(),
            "InitialExecutionState": { "Operations": operations, "NextMarker": marker },
        });
        Some(payload.to_string())
    }

    /// Applies the response of an invocation. Errors are followed by another invocation with the same
    /// history, after a pause; too many in a row end the execution.
    pub(crate) fn end_invocation(&mut self, now: Timestamp, response: Result<String, CallError>) {
        let Some(started) = self.invocation.running.take() else { return };
        let outcome = response.and_then(|response| self.decode(&response));
        self.record_invocation(started, now, outcome.as_ref().err());
        if !self.is_running() {
            return;
        }
        match outcome {
            Ok(Response::Succeeded { result }) => self.finish(now, Outcome::Succeeded(result)),
            Ok(Response::Failed { error }) => self.finish(now, Outcome::Failed(error)),
            Ok(Response::Pending) => self.invocation.failures = 0,
            Err(error) => self.invocation_failed(now, error),
        }
    }

    fn invocation_failed(&mut self, now: Timestamp, error: CallError) {
        if error == CallError::NotFound || self.invocation.failures == crate::RETRIES {
            self.finish(now, Outcome::Failed(error.into()));
        } else {
            self.invocation.failures += 1;
            self.invocation.due = Some(now + crate::PAUSE);
        }
    }

    fn decode(&self, response: &str) -> Result<Response, CallError> {
        let invalid =
            |message| CallError::Function(ErrorObject::new("Lambda.InvalidOutput", message));
        let response = serde_json::from_str(response).map_err(|error| {
            invalid(format!("the response is not that of a durable function: {error}"))
        })?;
        if matches!(response, Response::Pending) && !self.is_waiting() {
            return Err(invalid("the response is `PENDING`, and nothing is pending".to_owned()));
        }
        Ok(response)
    }

    /// Whether something will let the function continue.
    pub(crate) fn is_waiting(&self) -> bool {
        let waits = |it: &Operation| match it.r#type {
            OperationType::Step => {
                matches!(it.status, OperationStatus::Pending | OperationStatus::Ready)
            }
            OperationType::Wait | OperationType::Callback | OperationType::ChainedInvoke => {
                is_open(it)
            }
            OperationType::Execution | OperationType::Context => false,
        };
        self.invocation.due.is_some() || self.operations().any(waits)
    }

    fn record_invocation(&mut self, started: Timestamp, now: Timestamp, error: Option<&CallError>) {
        let error = error.map(|it| history::error(Some(&it.clone().into())));
        let request = format!("{}-{}", self.id, self.invocation.tokens);
        let mut details = json!({
            "StartTimestamp": seconds::of(started),
            "EndTimestamp": seconds::of(now),
            "RequestId": request,
        });
        if let Some(error) = error {
            details["Error"] = error;
        }
        self.record(Event::new(now, "InvocationCompleted", None, details));
    }

    /// The token that the next checkpoint must have.
    pub(crate) fn token(&self) -> String {
        opaque(&format!("{}:{}", self.id, self.invocation.tokens))
    }

    /// Some operations, and the marker with which the next ones are read, empty after the last.
    pub(crate) fn page(&self, start: usize, size: usize) -> (Vec<&Operation>, String) {
        let page = self.operations().skip(start).take(size).collect();
        let end = start.saturating_add(size);
        (page, if end < self.operations.len() { end.to_string() } else { String::new() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{at, events, invoked, new};

    fn crash() -> Result<String, CallError> {
        Err(CallError::Function(ErrorObject::new("Runtime.ExitError", "signal: killed")))
    }

    #[test]
    fn the_payload_has_the_input_a_token_and_the_first_page() {
        let mut execution = new();
        let payload = execution.begin_invocation(at(0), 1).unwrap();
        let payload: serde_json::Value = serde_json::from_str(&payload).unwrap();
        assert_eq!(payload["DurableExecutionArn"], json!(execution.arn));
        assert_eq!(payload["CheckpointToken"], json!(execution.token()));
        let operation = &payload["InitialExecutionState"]["Operations"][0];
        assert_eq!(operation["ExecutionDetails"]["InputPayload"], json!("{}"));
        assert_eq!(
            (&operation["Type"], &operation["Status"]),
            (&json!("EXECUTION"), &json!("STARTED"))
        );
        assert_eq!(payload["InitialExecutionState"]["NextMarker"], json!(""));
        let arn =
            "arn:aws:lambda:us-east-1:000000000000:function:function:1/durable-execution/name/id";
        assert_eq!(execution.arn, arn);
    }

    #[test]
    fn one_invocation_runs_at_a_time() {
        let mut execution = new();
        assert!(execution.begin_invocation(at(0), 100).is_some());
        execution.invocation.wake(at(0));
        assert_eq!(execution.begin_invocation(at(0), 100), None);
    }

    #[test]
    fn the_response_ends_the_execution() {
        let mut succeeded = invoked();
        succeeded.end_invocation(at(1), Ok(r#"{"Status": "SUCCEEDED", "Result": "7"}"#.to_owned()));
        assert_eq!(succeeded.outcome(), Some(&Outcome::Succeeded(Some("7".to_owned()))));
        assert_eq!(events(&succeeded), ["ExecutionStarted", "ExecutionSucceeded"]);
        let mut failed = invoked();
        let response = r#"{"Status": "FAILED", "Error": {"ErrorType": "T", "ErrorMessage": "m"}}"#;
        failed.end_invocation(at(1), Ok(response.to_owned()));
        assert_eq!(failed.outcome(), Some(&Outcome::Failed(ErrorObject::new("T", "m"))));
    }

    #[test]
    fn a_crashed_function_is_invoked_again_after_a_pause_until_it_crashed_too_often() {
        let (mut execution, mut now) = (invoked(), at(0));
        for _ in 0..crate::RETRIES {
            execution.end_invocation(now, crash());
            assert_eq!(execution.begin_invocation(now, 100), None);
            now += crate::PAUSE;
            assert_eq!(execution.next_time(), Some(now));
            assert!(execution.begin_invocation(now, 100).is_some());
        }
        execution.end_invocation(now, crash());
        let error = execution.outcome().and_then(Outcome::error).unwrap();
        assert_eq!(error.error_message.as_deref(), Some("signal: killed"));
    }

    #[test]
    fn a_response_that_is_none_counts_as_a_crash() {
        for response in ["", "7", "{}", r#"{"Status": "PENDING"}"#, r#"{"Status": "FAILED"}"#] {
            let mut execution = invoked();
            execution.end_invocation(at(0), Ok(response.to_owned()));
            assert_eq!(execution.next_time(), Some(at(0) + crate::PAUSE), "{response}");
        }
    }

    #[test]
    fn a_function_that_does_not_exist_ends_the_execution() {
        let mut execution = invoked();
        execution.end_invocation(at(0), Err(CallError::NotFound));
        assert!(!execution.is_running());
    }

    #[test]
    fn an_invocation_that_a_restart_interrupted_is_repeated_at_once() {
        let execution = serde_json::to_string(&invoked()).unwrap();
        let mut execution: Execution = serde_json::from_str(&execution).unwrap();
        execution.invocation.restart(at(9));
        assert!(execution.begin_invocation(at(9), 100).is_some());
    }
}
