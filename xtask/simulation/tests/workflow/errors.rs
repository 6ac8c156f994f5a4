//! Retriers, catchers and timeouts.

use cfn::asl::{Catch, Next, Retry, StateMachine, Succeed, Task, jsonata};
use serde_json::json;
use simulation::workflow::{Effect, Execution};

use crate::support::{at, call, ended, fail, failed, only, retry, start, start_with_seed, task};

#[test]
fn a_retrier_repeats_the_call_after_growing_delays() {
    let machine = only(Task { retry: vec![retry("States.ALL", 2)], ..task(Next::End) });
    let mut execution = start(&machine, json!({}));
    fail(&mut execution, 0, "Busy");
    assert_eq!(execution.step(at(0)), Effect::WaitUntil(at(1)));
    fail(&mut execution, 1, "Busy");
    assert_eq!(execution.step(at(1)), Effect::WaitUntil(at(3)));
    fail(&mut execution, 3, "Busy");
    assert_eq!(failed(&execution), "Busy");
    assert_eq!(execution.history(), ["Only"]);
}

#[test]
fn a_retry_evaluates_the_arguments_again() {
    let arguments =
        json!({ "id": jsonata("$uuid()"), "n": jsonata("$states.context.State.RetryCount") });
    let machine = only(Task {
        arguments: Some(arguments),
        retry: vec![retry("States.ALL", 1)],
        ..task(Next::End)
    });
    let mut execution = start(&machine, json!({}));
    let first = call(&mut execution, 0);
    assert!(execution.respond(
        at(0),
        first.id,
        Err(simulation::workflow::Failure::new("Busy", ""))
    ));
    let second = call(&mut execution, 1);
    assert_ne!(first.id, second.id);
    assert_ne!(first.arguments["id"], second.arguments["id"]);
    assert_eq!((&first.arguments["n"], &second.arguments["n"]), (&json!(0), &json!(1)));
}

#[test]
fn each_retrier_counts_its_own_attempts() {
    let retries = vec![retry("Busy", 1), retry("Slow", 1)];
    let machine = only(Task { retry: retries, ..task(Next::End) });
    let mut execution = start(&machine, json!({}));
    fail(&mut execution, 0, "Busy");
    fail(&mut execution, 1, "Slow");
    fail(&mut execution, 2, "Busy");
    assert_eq!(failed(&execution), "Busy");
}

#[test]
fn the_first_retrier_that_matches_decides() {
    let retries = vec![retry("Declined", 0), retry("States.TaskFailed", 5)];
    let catch = Catch { errors: vec!["Declined".to_owned()], ..Catch::all("Caught") };
    let machine = StateMachine::new("Task")
        .state("Task", Task { retry: retries, catch: vec![catch], ..task(Next::End) })
        .state("Caught", Succeed { output: Some(json!("caught")) });
    let mut execution = start(&machine, json!({}));
    fail(&mut execution, 0, "Busy");
    fail(&mut execution, 1, "Declined");
    assert_eq!(execution.step(at(1)), ended(json!("caught")));
    assert_eq!(execution.history(), ["Task", "Caught"]);
}

#[test]
fn attempts_are_counted_anew_when_the_state_is_entered_again() {
    let retrying = Task { retry: vec![retry("States.ALL", 1)], ..task(Next::End) };
    let machine = only(Task { catch: vec![Catch::all("Only")], ..retrying });
    let mut execution = start(&machine, json!({}));
    for seconds in 0..6 {
        fail(&mut execution, seconds, "Busy");
    }
    assert_eq!(execution.history().len(), 4);
}

#[test]
fn the_first_catcher_that_matches_is_used() {
    let catch =
        |error: &str, next: &str| Catch { errors: vec![error.to_owned()], ..Catch::all(next) };
    let catchers =
        || vec![catch("A", "OfA"), catch("States.Timeout", "OfTimeout"), Catch::all("Rest")];
    let output = |text: &str| Succeed { output: Some(json!(text)) };
    let machine = StateMachine::new("Task")
        .state("Task", Task { catch: catchers(), timeout_seconds: Some(5), ..task(Next::End) })
        .state("OfA", output("A"))
        .state("OfTimeout", output("timeout"))
        .state("Rest", output("rest"));
    for (error, expected) in [("A", "A"), ("B", "rest")] {
        let mut execution = start(&machine, json!({}));
        fail(&mut execution, 0, error);
        assert_eq!(execution.step(at(0)), ended(json!(expected)));
    }
    let mut execution = start(&machine, json!({}));
    let late = call(&mut execution, 0);
    assert_eq!(late.deadline, Some(at(5)));
    assert_eq!(execution.step(at(0)), Effect::WaitUntil(at(5)));
    assert_eq!(execution.step(at(5)), ended(json!("timeout")));
    assert!(!execution.respond(at(5), late.id, Ok(json!({}))));
}

#[test]
fn a_result_at_the_time_of_the_timeout_is_late() {
    let mut execution =
        start(&only(Task { timeout_seconds: Some(5), ..task(Next::End) }), json!({}));
    let request = call(&mut execution, 0);
    assert!(!execution.respond(at(5), request.id, Ok(json!({}))));
    assert_eq!(failed(&execution), "States.Timeout");
}

#[test]
fn a_timeout_is_retried_by_its_name_and_not_as_a_failed_task() {
    let times_out = |error: &str| {
        let retry = vec![retry(error, 1)];
        let machine = only(Task { retry, timeout_seconds: Some(5), ..task(Next::End) });
        let mut execution = start(&machine, json!({}));
        call(&mut execution, 0);
        execution.step(at(5));
        execution
    };
    assert_eq!(failed(&times_out("States.TaskFailed")), "States.Timeout");
    let mut retried = times_out("States.Timeout");
    assert_eq!(call(&mut retried, 6).deadline, Some(at(11)));
}

#[test]
fn jitter_is_within_the_delay_and_follows_from_the_seed() {
    let retrier = Retry { full_jitter: true, interval_seconds: 100, ..retry("States.ALL", 1) };
    let machine = only(Task { retry: vec![retrier], ..task(Next::End) });
    let delay = |seed| {
        let mut execution: Execution = start_with_seed(&machine, json!({}), seed);
        fail(&mut execution, 0, "Busy");
        execution.step(at(0))
    };
    let delays: Vec<Effect> = (0..20).map(delay).collect();
    for effect in &delays {
        assert!(matches!(effect, Effect::WaitUntil(time) if *time <= at(100)), "{effect:?}");
    }
    assert_eq!(delays[3], delay(3));
    assert!(delays.iter().any(|effect| *effect != delays[0]));
}
