//! State machines: their definition, and the mistakes that validation finds.

use cfn::asl::{
    Branch, Catch, Choice, Delay, Fail, Flow, Next, Parallel, Pass, Problem, Retry, State,
    StateMachine, Succeed, Task, Wait, task_token,
};
use serde_json::json;

#[track_caller]
fn check(machine: &StateMachine, expected: &[Problem]) {
    let problems = machine.validate().err().map_or_else(Vec::new, |invalid| invalid.problems);
    assert_eq!(problems, expected);
}

fn payment() -> StateMachine {
    let event = json!({ "EventBusName": "${BusName}", "Detail": { "token": task_token() } });
    StateMachine::new("ProcessPayment")
        .state(
            "ProcessPayment",
            Task {
                catch: vec![Catch::all("Rejected")],
                ..Task::put_event_and_wait(event, 60, "CheckPayment")
            },
        )
        .state(
            "CheckPayment",
            Choice {
                choices: vec![Branch::new("$states.input.paid", "Confirm")],
                default: Some("Rejected".to_owned()),
            },
        )
        .state(
            "Confirm",
            Task {
                retry: vec![Retry {
                    errors: vec!["States.TaskFailed".to_owned()],
                    interval_seconds: 1,
                    max_attempts: 5,
                    backoff_rate: 2.0,
                    max_delay_seconds: Some(30),
                    full_jitter: true,
                }],
                ..Task::put_item(json!({ "TableName": "${TableName}", "Item": {} }), Next::End)
            },
        )
        .state("Rejected", Fail { error: "Rejected".to_owned(), cause: None })
        .substitution("BusName", "shared")
        .substitution("TableName", cfn::sub("${Orders}"))
}

#[test]
fn an_execution_may_have_a_limit_of_time() {
    assert_eq!(payment().definition().get("TimeoutSeconds"), None);
    let limited = StateMachine { timeout_seconds: Some(1200), ..payment() };
    assert_eq!(limited.definition()["TimeoutSeconds"], 1200);
}

#[test]
fn a_definition_is_amazon_states_language() {
    check(&payment(), &[]);
    assert_eq!(
        payment().definition(),
        json!({
            "QueryLanguage": "JSONata",
            "StartAt": "ProcessPayment",
            "States": {
                "ProcessPayment": {
                    "Type": "Task",
                    "Resource": "arn:aws:states:::events:putEvents.waitForTaskToken",
                    "Arguments": { "Entries": [{
                        "EventBusName": "${BusName}",
                        "Detail": { "token": "{% $states.context.Task.Token %}" },
                    }] },
                    "TimeoutSeconds": 60,
                    "Catch": [{ "ErrorEquals": ["States.ALL"], "Next": "Rejected" }],
                    "Next": "CheckPayment",
                },
                "CheckPayment": {
                    "Type": "Choice",
                    "Choices": [{ "Condition": "{% $states.input.paid %}", "Next": "Confirm" }],
                    "Default": "Rejected",
                },
                "Confirm": {
                    "Type": "Task",
                    "Resource": "arn:aws:states:::dynamodb:putItem",
                    "Arguments": { "TableName": "${TableName}", "Item": {} },
                    "Retry": [{
                        "ErrorEquals": ["States.TaskFailed"],
                        "IntervalSeconds": 1,
                        "MaxAttempts": 5,
                        "BackoffRate": 2.0,
                        "MaxDelaySeconds": 30,
                        "JitterStrategy": "FULL",
                    }],
                    "End": true,
                },
                "Rejected": { "Type": "Fail", "Error": "Rejected" },
            },
        })
    );
}

#[test]
fn the_resource_has_definition_and_substitutions() {
    let mut template = cfn::Template::default();
    template
        .add("Workflow", payment().resource("arn:aws:iam::123456789012:role/workflow").unwrap());
    let json = template.to_json();
    let properties = &json["Resources"]["Workflow"]["Properties"];
    assert_eq!(properties["Definition"], payment().definition());
    assert_eq!(
        properties["DefinitionSubstitutions"],
        json!({ "BusName": "shared", "TableName": { "Fn::Sub": "${Orders}" } })
    );
}

#[test]
fn a_parallel_state_contains_flows() {
    let branch = Flow::new("Pause")
        .state("Pause", Wait { delay: Delay::Seconds(5.into()), next: Next::End });
    let machine = StateMachine::new("Both")
        .state("Both", Parallel::new(vec![branch], "Done"))
        .state("Done", Succeed::default());
    check(&machine, &[]);
    assert_eq!(
        machine.definition()["States"]["Both"],
        json!({
            "Type": "Parallel",
            "Branches": [{ "StartAt": "Pause", "States": { "Pause": { "Type": "Wait", "Seconds": 5, "End": true } } }],
            "Next": "Done",
        })
    );
}

#[test]
fn a_missing_first_state_is_a_problem() {
    check(
        &StateMachine::new("Strat").state("Start", Succeed::default()),
        &[Problem::MissingStart("Strat".to_owned()), Problem::Unreachable("Start".to_owned())],
    );
}

#[test]
fn a_transition_to_a_missing_state_is_a_problem() {
    let missing =
        |from: &str| Problem::MissingState { from: from.to_owned(), to: "Nowhere".to_owned() };
    let by_next: State = Pass::new("Nowhere").into();
    let by_catch: State =
        Task { catch: vec![Catch::all("Nowhere")], ..Task::put_item(json!({}), Next::End) }.into();
    let by_default: State =
        Choice { choices: Vec::new(), default: Some("Nowhere".to_owned()) }.into();
    let by_choice: State =
        Choice { choices: vec![Branch::new("true", "Nowhere")], default: None }.into();
    for state in [by_next, by_catch, by_default, by_choice] {
        let machine = StateMachine::new("A").state("A", state);
        let problems = machine.validate().unwrap_err().problems;
        assert_eq!(problems[0], missing("A"));
    }
}

#[test]
fn a_transition_out_of_a_branch_is_a_problem() {
    let branch = Flow::new("Inner").state("Inner", Pass::new("Outer"));
    check(
        &StateMachine::new("Outer").state("Outer", Parallel::new(vec![branch], Next::End)),
        &[
            Problem::MissingState { from: "Inner".to_owned(), to: "Outer".to_owned() },
            Problem::Endless("Inner".to_owned()),
        ],
    );
}

#[test]
fn an_unreachable_state_is_a_problem() {
    check(
        &StateMachine::new("A").state("A", Succeed::default()).state("B", Pass::new("A")),
        &[Problem::Unreachable("B".to_owned())],
    );
}

#[test]
fn two_states_of_one_name_are_a_problem_even_in_different_flows() {
    let branch = Flow::new("A").state("A", Succeed::default());
    check(
        &StateMachine::new("A").state("A", Parallel::new(vec![branch], Next::End)),
        &[Problem::Duplicate("A".to_owned())],
    );
}

#[test]
fn a_flow_that_never_ends_is_a_problem() {
    check(
        &StateMachine::new("A").state("A", Pass::new("B")).state("B", Pass::new("A")),
        &[Problem::Endless("A".to_owned())],
    );
}

#[test]
fn malformed_jsonata_is_a_problem() {
    let jsonata = |text: &str| Problem::Jsonata { state: "A".to_owned(), text: text.to_owned() };
    let unclosed = Pass { output: Some("{% $x }".into()), ..Pass::new(Next::End) };
    check(&StateMachine::new("A").state("A", unclosed), &[jsonata("{% $x }")]);

    let bare = Choice {
        choices: vec![Branch { condition: "$x".into(), next: "B".to_owned() }],
        default: None,
    };
    check(
        &StateMachine::new("A").state("A", bare).state("B", Succeed::default()),
        &[jsonata("$x")],
    );
}

#[test]
fn missing_and_unused_substitutions_are_problems() {
    let machine = StateMachine::new("A")
        .state("A", Task::put_item(json!({ "TableName": "${Needed}" }), Next::End))
        .substitution("Given", "x");
    check(
        &machine,
        &[
            Problem::MissingSubstitution("Needed".to_owned()),
            Problem::UnusedSubstitution("Given".to_owned()),
        ],
    );
    assert_eq!(
        machine.resource("role").unwrap_err().to_string(),
        "failed to build the state machine: `${Needed}` has no value; the value for `${Given}` is not used"
    );
}
