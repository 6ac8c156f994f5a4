//! Inputs, outputs, variables and the context.

use cfn::asl::{Catch, Next, Pass, StateMachine, Succeed, Task, jsonata};
use serde_json::json;

use crate::support::{
    WAIT_FOR_TOKEN, at, call, ended, error_of, fail, failed, only, start, start_with_seed,
    succeeds, task,
};

#[test]
fn output_and_assign_see_the_variables_as_they_were_before() {
    let machine = StateMachine::new("Set")
        .state("Set", Pass { assign: Some(json!({ "x": 1, "y": 10 })), ..Pass::new("Swap") })
        .state(
            "Swap",
            Pass {
                assign: Some(json!({ "x": jsonata("$y"), "y": jsonata("$x") })),
                output: Some(json!({ "x": jsonata("$x") })),
                ..Pass::new("Show")
            },
        )
        .state("Show", Succeed { output: Some(jsonata("[$x, $y, $states.input.x]")) });
    succeeds(&machine, json!({}), json!([10, 1, 1]));
}

#[test]
fn a_task_sees_its_input_and_its_result() {
    let machine = StateMachine::new("Task")
        .state(
            "Task",
            Task {
                assign: Some(json!({ "both": jsonata("$states.input.id & $states.result.id") })),
                output: Some(json!({ "kept": jsonata("$states.input") })),
                ..task("Show")
            },
        )
        .state("Show", Succeed { output: Some(jsonata("[$both, $states.input.kept.id]")) });
    let mut execution = start(&machine, json!({ "id": "a" }));
    let request = call(&mut execution, 0);
    execution.respond(at(0), request.id, Ok(json!({ "id": "b" })));
    assert_eq!(execution.step(at(0)), ended(json!(["ab", "a"])));
}

#[test]
fn a_catcher_sees_the_input_and_the_error() {
    let error = "$states.errorOutput.Error & ' ' & $states.errorOutput.Cause";
    let catch = Catch {
        assign: Some(json!({ "why": jsonata(error) })),
        output: Some(jsonata("$states.input")),
        ..Catch::all("Show")
    };
    let machine = StateMachine::new("Task")
        .state("Task", Task { catch: vec![catch], ..task(Next::End) })
        .state("Show", Succeed { output: Some(jsonata("[$why, $states.input.id]")) });
    let mut execution = start(&machine, json!({ "id": "a" }));
    fail(&mut execution, 0, "Declined");
    assert_eq!(execution.step(at(0)), ended(json!(["Declined why", "a"])));
}

#[test]
fn without_output_a_catcher_passes_the_error() {
    let machine = StateMachine::new("Task")
        .state("Task", Task { catch: vec![Catch::all("Show")], ..task(Next::End) })
        .state("Show", Succeed::default());
    let mut execution = start(&machine, json!({}));
    fail(&mut execution, 0, "Declined");
    assert_eq!(execution.step(at(0)), ended(json!({ "Error": "Declined", "Cause": "why" })));
}

#[test]
fn an_expression_without_a_value_fails_the_state() {
    let pass =
        Pass { output: Some(json!({ "a": jsonata("$states.input.a") })), ..Pass::new(Next::End) };
    assert_eq!(error_of(&only(pass), json!({})), "States.QueryEvaluationError");
    let result = Pass { output: Some(jsonata("$states.result")), ..Pass::new(Next::End) };
    assert_eq!(error_of(&only(result), json!({})), "States.QueryEvaluationError");
}

#[test]
fn a_failure_of_arguments_or_output_is_caught_by_the_task() {
    let missing = jsonata("$states.result.missing");
    let caught = |task: Task| {
        StateMachine::new("Task")
            .state("Task", Task { catch: vec![Catch::all("Caught")], ..task })
            .state("Caught", Succeed { output: Some(json!("caught")) })
    };
    let arguments = caught(Task { arguments: Some(missing.clone()), ..task(Next::End) });
    succeeds(&arguments, json!({}), json!("caught"));
    let mut execution =
        start(&caught(Task { output: Some(missing), ..task(Next::End) }), json!({}));
    let request = call(&mut execution, 0);
    execution.respond(at(0), request.id, Ok(json!({})));
    assert_eq!(execution.step(at(0)), ended(json!("caught")));
}

#[test]
fn a_failure_of_a_catcher_fails_the_execution() {
    let catch = Catch { output: Some(jsonata("$missing")), ..Catch::all("Show") };
    let again = Catch::all("Show");
    let machine = StateMachine::new("Task")
        .state("Task", Task { catch: vec![catch, again], ..task(Next::End) })
        .state("Show", Succeed::default());
    let mut execution = start(&machine, json!({}));
    fail(&mut execution, 0, "Declined");
    assert_eq!(failed(&execution), "States.QueryEvaluationError");
}

#[test]
fn the_context_names_the_execution_the_state_and_the_machine() {
    let context = json!({
        "id": jsonata("$states.context.Execution.Id"),
        "name": jsonata("$states.context.Execution.Name"),
        "started": jsonata("$states.context.Execution.StartTime"),
        "input": jsonata("$states.context.Execution.Input.n"),
        "state": jsonata("$states.context.State.Name"),
        "entered": jsonata("$states.context.State.EnteredTime"),
        "machine": jsonata("$states.context.StateMachine.Name"),
        "waits": jsonata("$exists($states.context.Task.Token)"),
    });
    let machine = StateMachine::new("First")
        .state("First", task("Show"))
        .state("Show", Succeed { output: Some(context) });
    let mut execution = start(&machine, json!({ "n": 1 }));
    let request = call(&mut execution, 0);
    execution.respond(at(5), request.id, Ok(json!({})));
    let expected = json!({
        "id": execution.id(),
        "name": "order-1",
        "started": "1970-01-01T00:00:00.000Z",
        "input": 1,
        "state": "Show",
        "entered": "1970-01-01T00:00:05.000Z",
        "machine": "Test",
        "waits": false,
    });
    assert_eq!(execution.step(at(5)), ended(expected));
}

#[test]
fn the_token_in_the_arguments_is_the_token_of_the_call() {
    let arguments = json!({ "token": cfn::asl::task_token(), "retry": jsonata("$states.context.State.RetryCount") });
    let machine = only(Task::new(WAIT_FOR_TOKEN, arguments, Next::End));
    let mut execution = start(&machine, json!({}));
    let request = call(&mut execution, 0);
    assert_eq!(request.arguments["token"], json!(request.token));
    assert_eq!(request.arguments["retry"], json!(0));
}

#[test]
fn random_values_follow_from_the_seed_and_the_time_from_the_caller() {
    let output = jsonata("[$uuid(), $random(), $millis(), $now()]");
    let machine = StateMachine::new("Task")
        .state("Task", task("Show"))
        .state("Show", Succeed { output: Some(output) });
    let run = |seed| {
        let mut execution = start_with_seed(&machine, json!({}), seed);
        let request = call(&mut execution, 0);
        execution.respond(at(9), request.id, Ok(json!({})));
        execution.step(at(9))
    };
    assert_eq!(run(1), run(1));
    assert_ne!(run(1), run(2));
    let text = format!("{:?}", run(1));
    assert!(text.contains("9000") && text.contains("1970-01-01T00:00:09.000Z"), "{text}");
}
