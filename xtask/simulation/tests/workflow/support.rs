//! Executions of small machines.

use std::{collections::BTreeMap, sync::Arc};

use cfn::asl::{Next, Retry, StateMachine, Task};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value as Json, json};
use simulation::workflow::{Call, Effect, Execution, Failure, Machine, Outcome, Start};

pub const WAIT_FOR_TOKEN: &str = "arn:aws:states:::events:putEvents.waitForTaskToken";

/// A number of seconds after the start.
pub fn at(seconds: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_secs(seconds)
}

pub fn compile(definition: &StateMachine) -> Arc<Machine> {
    Arc::new(Machine::new("Test", definition, &BTreeMap::new()).unwrap())
}

pub fn start(definition: &StateMachine, input: Json) -> Execution {
    start_with_seed(definition, input, 1)
}

pub fn start_with_seed(definition: &StateMachine, input: Json, seed: u64) -> Execution {
    let start = Start { name: "order-1".to_owned(), input, seed, now: at(0) };
    Execution::start(&compile(definition), start)
}

/// The outcome of a machine without calls and waits.
pub fn outcome(definition: &StateMachine, input: Json) -> Outcome {
    match start(definition, input).step(at(0)) {
        Effect::Ended(outcome) => outcome,
        other => panic!("expected the end, got {other:?}"),
    }
}

pub fn succeeds(definition: &StateMachine, input: Json, output: Json) {
    assert_eq!(outcome(definition, input), Outcome::Succeeded(output));
}

/// The name of the error with which a machine without calls and waits fails.
pub fn error_of(definition: &StateMachine, input: Json) -> String {
    match outcome(definition, input) {
        Outcome::Failed(failure) => failure.error,
        other => panic!("expected a failure, got {other:?}"),
    }
}

/// The next effect, which is a call.
pub fn call(execution: &mut Execution, seconds: i64) -> Call {
    match execution.step(at(seconds)) {
        Effect::Call(call) => call,
        other => panic!("expected a call, got {other:?}"),
    }
}

/// Lets the next call fail with an error of this name.
pub fn fail(execution: &mut Execution, seconds: i64, error: &str) {
    let call = call(execution, seconds);
    assert!(execution.respond(at(seconds), call.id, Err(Failure::new(error, "why"))));
}

pub fn ended(output: Json) -> Effect {
    Effect::Ended(Outcome::Succeeded(output))
}

pub fn failed(execution: &Execution) -> &str {
    match execution.outcome() {
        Some(Outcome::Failed(failure)) => &failure.error,
        other => panic!("expected a failure, got {other:?}"),
    }
}

/// A task that calls a function.
pub fn task(next: impl Into<Next>) -> Task {
    Task::new("arn:aws:states:::lambda:invoke", json!({}), next)
}

/// A task that waits for its token up to 60 seconds.
pub fn waiting_task(next: impl Into<Next>) -> Task {
    let arguments = json!({ "token": cfn::asl::task_token() });
    Task { timeout_seconds: Some(60), ..Task::new(WAIT_FOR_TOKEN, arguments, next) }
}

/// A machine with this only state.
pub fn only(state: impl Into<cfn::asl::State>) -> StateMachine {
    StateMachine::new("Only").state("Only", state)
}

/// A retrier with delays of 1, 2, 4 seconds and so on.
pub fn retry(error: &str, max_attempts: u32) -> Retry {
    Retry {
        errors: vec![error.to_owned()],
        interval_seconds: 1,
        max_attempts,
        backoff_rate: 2.0,
        max_delay_seconds: None,
        full_jitter: false,
    }
}
