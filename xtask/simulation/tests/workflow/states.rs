//! The types of states.

use cfn::asl::{Branch, Choice, Delay, Fail, Next, Pass, StateMachine, Succeed, Wait, jsonata};
use serde_json::json;
use simulation::workflow::{Effect, Failure, Outcome};

use crate::support::{at, call, ended, error_of, only, outcome, start, succeeds, task};

#[test]
fn a_pass_without_output_passes_its_input() {
    succeeds(&only(Pass::new(Next::End)), json!({ "a": 1 }), json!({ "a": 1 }));
}

#[test]
fn succeed_ends_the_execution_with_its_output() {
    succeeds(&only(Succeed::default()), json!(5), json!(5));
    let output = Some(json!({ "twice": jsonata("$states.input * 2") }));
    succeeds(&only(Succeed { output }), json!(5), json!({ "twice": 10 }));
}

#[test]
fn fail_ends_the_execution_with_its_error_and_cause() {
    let fail =
        |cause: &str| only(Fail { error: "Rejected".to_owned(), cause: Some(cause.to_owned()) });
    let expected = Outcome::Failed(Failure::new("Rejected", "no stock"));
    assert_eq!(outcome(&fail("no stock"), json!({})), expected);
    assert_eq!(outcome(&fail("{% 'no ' & $states.input %}"), json!("stock")), expected);
    let without_cause = only(Fail { error: "Rejected".to_owned(), cause: None });
    let expected = Failure { error: "Rejected".to_owned(), cause: None };
    assert_eq!(outcome(&without_cause, json!({})), Outcome::Failed(expected));
    assert_eq!(error_of(&fail("{% 5 %}"), json!({})), "States.QueryEvaluationError");
}

/// Selects a size; `Small` is the default.
fn sizes() -> StateMachine {
    let choices = vec![
        Branch::new("$states.input.n > 10", "Large"),
        Branch::new("$states.input.n > 5", "Medium"),
    ];
    let output = |size: &str| Succeed { output: Some(json!(size)) };
    StateMachine::new("Size")
        .state("Size", Choice { choices, default: Some("Small".to_owned()) })
        .state("Large", output("large"))
        .state("Medium", output("medium"))
        .state("Small", output("small"))
}

#[test]
fn a_choice_selects_the_first_condition_that_is_true() {
    succeeds(&sizes(), json!({ "n": 11 }), json!("large"));
    succeeds(&sizes(), json!({ "n": 6 }), json!("medium"));
    succeeds(&sizes(), json!({ "n": 1 }), json!("small"));
}

#[test]
fn a_choice_without_a_true_condition_and_default_fails() {
    let choice = Choice { choices: vec![Branch::new("$states.input > 5", "End")], default: None };
    let machine = StateMachine::new("Only").state("Only", choice).state("End", Succeed::default());
    succeeds(&machine, json!(6), json!(6));
    assert_eq!(error_of(&machine, json!(1)), "States.NoChoiceMatched");
}

#[test]
fn a_condition_that_is_neither_true_nor_false_is_an_error() {
    let choice = Choice { choices: vec![Branch::new("'yes'", "End")], default: None };
    let machine = StateMachine::new("Only").state("Only", choice).state("End", Succeed::default());
    assert_eq!(error_of(&machine, json!({})), "States.QueryEvaluationError");
}

#[test]
fn a_wait_ends_after_its_seconds_with_its_input() {
    for seconds in [json!(30), jsonata("$states.input.n * 3")] {
        let machine = only(Wait { delay: Delay::Seconds(seconds), next: Next::End });
        let mut execution = start(&machine, json!({ "n": 10 }));
        assert_eq!(execution.step(at(0)), Effect::WaitUntil(at(30)));
        assert_eq!(execution.step(at(29)), Effect::WaitUntil(at(30)));
        assert_eq!(execution.step(at(30)), ended(json!({ "n": 10 })));
    }
}

#[test]
fn a_wait_ends_at_its_time() {
    let until = |time| only(Wait { delay: Delay::Until(time), next: Next::End });
    let mut execution = start(&until(jsonata("$states.input")), json!("1970-01-01T00:01:00Z"));
    assert_eq!(execution.step(at(59)), Effect::WaitUntil(at(60)));
    assert_eq!(execution.step(at(61)), ended(json!("1970-01-01T00:01:00Z")));
    let past = until(json!("1960-01-01T00:00:00Z"));
    succeeds(&past, json!(1), json!(1));
    assert_eq!(error_of(&until(json!("soon")), json!({})), "States.QueryEvaluationError");
}

#[test]
fn a_wait_for_less_than_nothing_is_an_error() {
    for seconds in [json!(-1), json!(1.5), json!("1"), jsonata("1e9")] {
        let machine = only(Wait { delay: Delay::Seconds(seconds), next: Next::End });
        assert_eq!(error_of(&machine, json!({})), "States.QueryEvaluationError");
    }
}

#[test]
fn a_task_hands_out_its_call_and_continues_with_its_result() {
    let mut definition = task("After");
    definition.arguments = Some(json!({ "id": jsonata("$states.input.id"), "fixed": [1, null] }));
    let machine =
        StateMachine::new("Task").state("Task", definition).state("After", Succeed::default());
    let mut execution = start(&machine, json!({ "id": "o1" }));
    let request = call(&mut execution, 0);
    assert_eq!(request.resource, "arn:aws:states:::lambda:invoke");
    assert_eq!(request.state, "Task");
    assert_eq!(request.arguments, json!({ "id": "o1", "fixed": [1, null] }));
    assert_eq!((request.token, request.deadline), (None, None));
    assert_eq!(execution.step(at(1)), Effect::Waiting);
    assert!(execution.respond(at(2), request.id, Ok(json!({ "done": true }))));
    assert_eq!(execution.step(at(2)), ended(json!({ "done": true })));
    assert_eq!(execution.history(), ["Task", "After"]);
}

#[test]
fn a_result_counts_once_and_only_before_the_end() {
    let machine = StateMachine::new("A").state("A", task("B")).state("B", task(Next::End));
    let mut execution = start(&machine, json!({}));
    let first = call(&mut execution, 0);
    assert!(execution.respond(at(0), first.id, Ok(json!(1))));
    assert!(!execution.respond(at(0), first.id, Ok(json!(2))));
    let second = call(&mut execution, 0);
    execution.abort();
    assert!(!execution.respond(at(0), second.id, Ok(json!(3))));
    assert_eq!(execution.step(at(9)), Effect::Ended(Outcome::Aborted));
}

#[test]
fn a_call_that_was_not_handed_out_before_the_end_is_dropped() {
    let mut execution = start(&only(task(Next::End)), json!({}));
    execution.abort();
    assert_eq!(execution.step(at(0)), Effect::Ended(Outcome::Aborted));
}

#[test]
fn an_endless_loop_ends_as_in_step_functions() {
    let choices = vec![Branch::new("$states.input = 'end'", "End")];
    let machine = StateMachine::new("Again")
        .state("Again", Pass::new("Choice"))
        .state("Choice", Choice { choices, default: Some("Again".to_owned()) })
        .state("End", Succeed::default());
    assert_eq!(error_of(&machine, json!({})), "States.Runtime");
}

#[test]
fn an_earlier_time_counts_as_the_latest() {
    let wait = Wait { delay: Delay::Seconds(json!(10)), next: Next::End };
    let machine = StateMachine::new("Task").state("Task", task("Wait")).state("Wait", wait);
    let mut execution = start(&machine, json!({}));
    let request = call(&mut execution, 12);
    assert!(execution.respond(at(3), request.id, Ok(json!({}))));
    assert_eq!(execution.step(at(4)), Effect::WaitUntil(at(22)));
}
