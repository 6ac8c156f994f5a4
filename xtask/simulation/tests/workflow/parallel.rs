//! Branches of a `Parallel`.

use cfn::asl::{
    Catch, Delay, Fail, Flow, Next, Parallel, Pass, StateMachine, Succeed, Wait, jsonata,
};
use serde_json::json;
use simulation::workflow::{Effect, Failure, TokenError};

use crate::support::{
    at, call, ended, fail, failed, only, retry, start, succeeds, task, waiting_task,
};

#[test]
fn the_result_is_the_list_of_outputs_in_the_order_of_the_branches() {
    let branches = vec![
        Flow::new("A").state("A", task(Next::End)),
        Flow::new("B").state("B", task(Next::End)),
        Flow::new("C").state("C", Pass::new(Next::End)),
    ];
    let mut execution = start(&only(Parallel::new(branches, Next::End)), json!("input"));
    let (a, b) = (call(&mut execution, 0), call(&mut execution, 0));
    assert_eq!((a.state.as_str(), b.state.as_str()), ("A", "B"));
    execution.respond(at(1), b.id, Ok(json!("b")));
    assert_eq!(execution.step(at(1)), Effect::Waiting);
    execution.respond(at(2), a.id, Ok(json!("a")));
    assert_eq!(execution.step(at(2)), ended(json!(["a", "b", "input"])));
    assert_eq!(execution.history(), ["Only", "A", "B", "C"]);
}

#[test]
fn a_branch_sees_outer_variables_and_keeps_its_own() {
    let branch = Flow::new("Set")
        .state(
            "Set",
            Pass { assign: Some(json!({ "own": jsonata("$outer + 1") })), ..Pass::new("Get") },
        )
        .state("Get", Succeed { output: Some(jsonata("$own")) });
    let parallel = Parallel {
        assign: Some(json!({ "sum": jsonata("$states.result[0] + $outer") })),
        ..Parallel::new(vec![branch], "Show")
    };
    let machine = StateMachine::new("Set outer")
        .state("Set outer", Pass { assign: Some(json!({ "outer": 1 })), ..Pass::new("Fork") })
        .state("Fork", parallel)
        .state("Show", Succeed { output: Some(jsonata("[$sum, $exists($own)]")) });
    succeeds(&machine, json!({}), json!([3, false]));
}

fn with_a_failing_branch() -> Parallel {
    let inner =
        Parallel::new(vec![Flow::new("Deep").state("Deep", waiting_task(Next::End))], Next::End);
    let wait = Wait { delay: Delay::Seconds(json!(5)), next: "Fail".into() };
    let failing = Flow::new("Wait")
        .state("Wait", wait)
        .state("Fail", Fail { error: "Rejected".to_owned(), cause: None });
    Parallel::new(vec![Flow::new("Inner").state("Inner", inner), failing], Next::End)
}

#[test]
fn a_failure_of_a_branch_stops_the_others_and_fails_the_state() {
    let mut execution = start(&only(with_a_failing_branch()), json!({}));
    let request = call(&mut execution, 0);
    let token = request.token.unwrap();
    execution.step(at(5));
    assert_eq!(failed(&execution), "Rejected");
    assert!(!execution.respond(at(5), request.id, Ok(json!({}))));
    assert_eq!(execution.complete(at(5), &token, Ok(json!({}))), Err(TokenError::TaskTimedOut));
}

#[test]
fn a_failure_of_a_branch_is_caught_with_its_name() {
    let catch = Catch { errors: vec!["Rejected".to_owned()], ..Catch::all("Caught") };
    let machine = StateMachine::new("Fork")
        .state("Fork", Parallel { catch: vec![catch], ..with_a_failing_branch() })
        .state("Caught", Succeed::default());
    let mut execution = start(&machine, json!({}));
    call(&mut execution, 0);
    assert_eq!(execution.step(at(5)), ended(json!({ "Error": "Rejected" })));
}

#[test]
fn a_stopped_branch_accepts_neither_results_nor_tokens() {
    let machine = StateMachine::new("Fork")
        .state("Fork", Parallel { catch: vec![Catch::all("After")], ..with_a_failing_branch() })
        .state("After", task(Next::End));
    let mut execution = start(&machine, json!({}));
    let stopped = call(&mut execution, 0);
    let after = call(&mut execution, 5);
    assert_eq!(after.state, "After");
    assert_eq!(execution.step(at(5)), Effect::Waiting);
    let late = execution.complete(at(5), &stopped.token.unwrap(), Ok(json!({})));
    assert_eq!(late, Err(TokenError::TaskTimedOut));
    assert!(!execution.respond(at(5), stopped.id, Ok(json!({}))));
    assert!(execution.respond(at(5), after.id, Ok(json!("done"))));
    assert_eq!(execution.step(at(5)), ended(json!("done")));
}

#[test]
fn a_retry_runs_all_branches_again() {
    let branches = vec![
        Flow::new("A").state("A", task(Next::End)),
        Flow::new("B").state("B", task(Next::End)),
    ];
    let parallel = Parallel { retry: vec![retry("Busy", 1)], ..Parallel::new(branches, Next::End) };
    let mut execution = start(&only(parallel), json!({}));
    let first = call(&mut execution, 0);
    execution.respond(at(0), first.id, Ok(json!("a")));
    fail(&mut execution, 0, "Busy");
    for expected in ["A", "B"] {
        let request = call(&mut execution, 1);
        assert_eq!(request.state, expected);
        execution.respond(at(1), request.id, Ok(json!(2)));
    }
    assert_eq!(execution.step(at(1)), ended(json!([2, 2])));
}

#[test]
fn a_call_of_a_stopped_branch_is_not_handed_out() {
    let branches = vec![
        Flow::new("A").state("A", task(Next::End)),
        Flow::new("B").state("B", Fail { error: "Rejected".to_owned(), cause: None }),
    ];
    let mut execution = start(&only(Parallel::new(branches, Next::End)), json!({}));
    let failure = Failure { error: "Rejected".to_owned(), cause: None };
    let expected = Effect::Ended(simulation::workflow::Outcome::Failed(failure));
    assert_eq!(execution.step(at(0)), expected);
}
