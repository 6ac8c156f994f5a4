//! Definitions that can be compiled, and those that cannot.

use std::{collections::BTreeMap, sync::Arc};

use cfn::asl::{Catch, Flow, Next, Parallel, Pass, StateMachine, Succeed, Task, jsonata};
use serde_json::json;
use simulation::workflow::{CompileError, Execution, Machine, Start};

use crate::support::{at, call, only, retry, succeeds, task};

fn error(definition: &StateMachine) -> String {
    Machine::new("Test", definition, &BTreeMap::new()).unwrap_err().to_string()
}

#[test]
fn a_machine_is_shared_between_threads() {
    fn check<T: Send + Sync>() {}
    check::<Machine>();
    succeeds(&only(Succeed::default()), json!(1), json!(1));
}

#[test]
fn substitutions_are_applied_to_all_texts() {
    let arguments = json!({ "Table": "${T}", "Item": jsonata("'${T}-' & $states.input") });
    let definition = StateMachine {
        substitutions: vec![("T".to_owned(), "ignored".into())],
        ..only(Task::new("arn:aws:states:::${T}:get", arguments, Next::End))
    };
    let values = BTreeMap::from([("T".to_owned(), "stock".to_owned())]);
    let machine = Arc::new(Machine::new("Test", &definition, &values).unwrap());
    let start = Start { name: "a".to_owned(), input: json!("p1"), seed: 0, now: at(0) };
    let mut execution = Execution::start(&machine, start);
    let request = call(&mut execution, 0);
    assert_eq!(request.resource, "arn:aws:states:::stock:get");
    assert_eq!(request.arguments, json!({ "Table": "stock", "Item": "stock-p1" }));
    let missing = Machine::new("Test", &definition, &BTreeMap::new()).unwrap_err();
    assert!(matches!(missing, CompileError::MissingValue { name, .. } if name == "T"));
}

#[test]
fn what_step_functions_refuses_is_refused() {
    assert!(error(&only(Pass::new("Missing"))).contains("`Missing`, which does not exist"));
}

#[test]
fn an_invalid_expression_is_refused_with_its_state() {
    let pass = Pass { output: Some(jsonata("1 +")), ..Pass::new(Next::End) };
    let text = error(&only(pass));
    assert!(text.starts_with("failed to compile the state `Only`: `1 +`: "), "{text}");
}

#[test]
fn what_the_interpreter_does_not_support_is_refused() {
    let without_arguments = Task { arguments: None, ..task(Next::End) };
    assert!(error(&only(without_arguments)).contains("without arguments"));
    let branch_failed = retry("States.BranchFailed", 1);
    let retried = Task { retry: vec![branch_failed], ..task(Next::End) };
    assert!(error(&only(retried)).contains("`States.BranchFailed`"));
    assert!(error(&only(Parallel::new(vec![], Next::End))).contains("needs a branch"));
}

#[test]
fn a_branch_that_assigns_an_outer_variable_is_refused() {
    let assign = Some(json!({ "x": 1 }));
    let branch =
        Flow::new("In").state("In", Pass { assign: assign.clone(), ..Pass::new(Next::End) });
    let catch = Catch { assign, ..Catch::all("Caught") };
    let parallel = Parallel { catch: vec![catch], ..Parallel::new(vec![branch], Next::End) };
    let definition =
        StateMachine::new("Fork").state("Fork", parallel).state("Caught", Succeed::default());
    assert!(error(&definition).contains("`$x` is also a variable"));
}
