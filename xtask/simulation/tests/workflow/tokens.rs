//! Tasks that wait for their token.

use cfn::asl::{Next, StateMachine, Task};
use serde_json::json;
use simulation::workflow::{Effect, Execution, Failure, TokenError, execution_of};

use crate::support::{at, call, ended, failed, only, retry, start, task, waiting_task};

/// Starts the only task, and returns its token after its call succeeded.
fn waits(execution: &mut Execution, seconds: i64) -> String {
    let request = call(execution, seconds);
    assert!(execution.respond(at(seconds), request.id, Ok(json!({ "FailedEntryCount": 0 }))));
    request.token.unwrap()
}

#[test]
fn a_completion_is_the_result_of_the_task() {
    let mut execution = start(&only(waiting_task(Next::End)), json!({}));
    let token = waits(&mut execution, 0);
    assert_eq!(execution.step(at(1)), Effect::WaitUntil(at(60)));
    assert_eq!(execution_of(&token), Some(execution.id()));
    assert_eq!(execution.complete(at(2), &token, Ok(json!({ "paid": true }))), Ok(()));
    assert_eq!(execution.step(at(2)), ended(json!({ "paid": true })));
}

#[test]
fn a_second_result_of_the_call_changes_nothing() {
    let mut execution = start(&only(waiting_task(Next::End)), json!({}));
    let request = call(&mut execution, 0);
    assert!(execution.respond(at(0), request.id, Ok(json!({}))));
    assert!(!execution.respond(at(0), request.id, Err(Failure::new("Lost", ""))));
    assert_eq!(execution.step(at(0)), Effect::WaitUntil(at(60)));
}

#[test]
fn a_completion_can_be_a_failure() {
    let mut execution = start(&only(waiting_task(Next::End)), json!({}));
    let token = waits(&mut execution, 0);
    assert_eq!(execution.complete(at(2), &token, Err(Failure::new("Declined", ""))), Ok(()));
    assert_eq!(failed(&execution), "Declined");
}

#[test]
fn a_completion_before_the_result_of_the_call_counts() {
    let machine = StateMachine::new("Wait")
        .state("Wait", waiting_task("After"))
        .state("After", task(Next::End));
    let mut execution = start(&machine, json!({}));
    let request = call(&mut execution, 0);
    assert_eq!(execution.complete(at(0), &request.token.unwrap(), Ok(json!(1))), Ok(()));
    assert!(!execution.respond(at(0), request.id, Err(Failure::new("Lost", ""))));
    assert_eq!(execution.history(), ["Wait", "After"]);
}

#[test]
fn a_failed_call_fails_the_task_and_its_token_ends() {
    let mut execution = start(&only(waiting_task(Next::End)), json!({}));
    let request = call(&mut execution, 0);
    execution.respond(at(0), request.id, Err(Failure::new("EventBridge.Throttled", "")));
    assert_eq!(failed(&execution), "EventBridge.Throttled");
    let late = execution.complete(at(0), &request.token.unwrap(), Ok(json!({})));
    assert_eq!(late, Err(TokenError::TaskTimedOut));
}

#[test]
fn the_timeout_counts_from_the_call() {
    let mut execution = start(&only(waiting_task(Next::End)), json!({}));
    let request = call(&mut execution, 0);
    execution.respond(at(50), request.id, Ok(json!({})));
    assert_eq!(execution.step(at(50)), Effect::WaitUntil(at(60)));
    let late = execution.complete(at(60), &request.token.unwrap(), Ok(json!({})));
    assert_eq!(late, Err(TokenError::TaskTimedOut));
    assert_eq!(failed(&execution), "States.Timeout");
}

#[test]
fn a_retry_has_a_token_of_its_own() {
    let machine = only(Task { retry: vec![retry("States.Timeout", 1)], ..waiting_task(Next::End) });
    let mut execution = start(&machine, json!({}));
    let first = waits(&mut execution, 0);
    execution.step(at(60));
    let second = waits(&mut execution, 61);
    assert_ne!(first, second);
    let late = execution.complete(at(62), &first, Ok(json!("late")));
    assert_eq!(late, Err(TokenError::TaskTimedOut));
    assert_eq!(execution.complete(at(62), &second, Ok(json!("in time"))), Ok(()));
    assert_eq!(execution.step(at(62)), ended(json!("in time")));
}

#[test]
fn a_token_is_accepted_once_by_its_execution_alone() {
    let mut execution = start(&only(waiting_task(Next::End)), json!({}));
    let token = waits(&mut execution, 0);
    let mut complete = |token: &str| execution.complete(at(1), token, Ok(json!({})));
    assert_eq!(complete("nonsense"), Err(TokenError::InvalidToken));
    assert_eq!(complete("another#0"), Err(TokenError::TaskDoesNotExist));
    assert_eq!(complete(&format!("{token}9")), Err(TokenError::TaskDoesNotExist));
    assert_eq!(complete(&token), Ok(()));
    assert_eq!(complete(&token), Err(TokenError::TaskTimedOut));
}

#[test]
fn the_token_of_a_stopped_execution_is_not_accepted() {
    let mut execution = start(&only(waiting_task(Next::End)), json!({}));
    let token = waits(&mut execution, 0);
    execution.abort();
    assert_eq!(execution.complete(at(1), &token, Ok(json!({}))), Err(TokenError::TaskTimedOut));
}
