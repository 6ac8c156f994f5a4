//! Which updates are accepted, and what they do.

use super::*;
use crate::samples::{at, events, invoked, operation, save};

/// Every update of an operation of this type, and what its options must be.
fn update(kind: &str, action: &str) -> Value {
    json!({
        "Id": "x", "Type": kind, "Action": action,
        "StepOptions": { "NextAttemptDelaySeconds": 5 },
        "WaitOptions": { "WaitSeconds": 5 },
        "ChainedInvokeOptions": { "FunctionName": "other" },
    })
}

#[test]
fn each_type_of_operation_has_its_own_actions() {
    let actions = ["START", "SUCCEED", "FAIL", "RETRY", "CANCEL"];
    let allowed = |kind: &str, before: &[&str]| {
        let is_allowed = |action: &&str| {
            let mut execution = invoked();
            for action in before {
                save(&mut execution, 0, json!([update(kind, action)])).unwrap();
            }
            save(&mut execution, 0, json!([update(kind, action)])).is_ok()
        };
        actions.into_iter().filter(is_allowed).collect::<Vec<_>>()
    };
    assert_eq!(allowed("STEP", &[]), ["START", "SUCCEED", "FAIL", "RETRY"]);
    assert_eq!(allowed("STEP", &["START"]), ["SUCCEED", "FAIL", "RETRY"]);
    assert_eq!(allowed("STEP", &["START", "RETRY"]), [] as [&str; 0]);
    assert_eq!(allowed("STEP", &["SUCCEED"]), [] as [&str; 0]);
    assert_eq!(allowed("CONTEXT", &[]), ["START", "SUCCEED", "FAIL"]);
    assert_eq!(allowed("CONTEXT", &["START"]), ["SUCCEED", "FAIL"]);
    assert_eq!(allowed("CONTEXT", &["START", "FAIL"]), [] as [&str; 0]);
    for kind in ["WAIT", "CHAINED_INVOKE"] {
        assert_eq!(allowed(kind, &[]), ["START"]);
        assert_eq!(allowed(kind, &["START"]), ["CANCEL"]);
        assert_eq!(allowed(kind, &["START", "CANCEL"]), [] as [&str; 0]);
    }
    assert_eq!(allowed("CALLBACK", &[]), ["START"]);
    assert_eq!(allowed("CALLBACK", &["START"]), [] as [&str; 0]);
    assert_eq!(allowed("EXECUTION", &[]), ["SUCCEED", "FAIL"]);
}

#[test]
fn a_step_is_retried_when_its_pause_is_over() {
    let mut execution = invoked();
    save(&mut execution, 0, json!([update("STEP", "START")])).unwrap();
    let mut retry = update("STEP", "RETRY");
    retry["Error"] = json!({ "ErrorMessage": "not yet" });
    save(&mut execution, 1, json!([retry])).unwrap();
    let details = |execution: &Execution| operation(execution, "x").step_details.clone().unwrap();
    assert_eq!(details(&execution).next_attempt_timestamp, Some(at(6)));
    execution.end_invocation(at(1), Ok(r#"{"Status": "PENDING"}"#.to_owned()));
    assert_eq!(execution.next_time(), Some(at(6)));
    execution.advance(at(6));
    assert_eq!(operation(&execution, "x").status, OperationStatus::Ready);
    assert_eq!((details(&execution).attempt, execution.next_time()), (1, Some(at(6))));
    execution.begin_invocation(at(6), 100).unwrap();
    save(&mut execution, 6, json!([update("STEP", "START")])).unwrap();
    assert_eq!(details(&execution).error, None);
    save(&mut execution, 7, json!([update("STEP", "SUCCEED")])).unwrap();
    assert_eq!(
        (details(&execution).attempt, operation(&execution, "x").end_timestamp),
        (2, Some(at(7)))
    );
    let steps = ["ExecutionStarted", "StepStarted", "StepFailed", "StepStarted", "StepSucceeded"];
    assert_eq!(events(&execution), steps);
}

#[test]
fn an_operation_keeps_its_identity() {
    let named =
        json!({ "Id": "x", "Type": "STEP", "Action": "START", "Name": "a", "SubType": "Step" });
    let mut execution = invoked();
    save(&mut execution, 0, json!([named])).unwrap();
    for (field, value) in [("Name", "b"), ("SubType", "Other"), ("Type", "CONTEXT")] {
        let mut other = json!({ "Id": "x", "Type": "STEP", "Action": "SUCCEED" });
        other[field] = json!(value);
        let refused = save(&mut execution, 0, json!([other])).unwrap_err();
        assert_eq!(refused.message, "`x` is another operation in the history", "{field}");
    }
}

#[test]
fn a_parent_is_a_context_that_exists() {
    let child = json!({ "Id": "c", "ParentId": "x", "Type": "STEP", "Action": "START" });
    let refused = |before: Value| save(&mut invoked(), 0, before).unwrap_err().message;
    let expected = "the parent `x` of `c` is not a context";
    assert_eq!(refused(json!([child])), expected);
    assert_eq!(refused(json!([update("STEP", "START"), child])), expected);
    save(&mut invoked(), 0, json!([update("CONTEXT", "START"), child])).unwrap();
}

#[test]
fn an_update_has_what_its_action_needs_and_nothing_else() {
    let with = |field: &str, value: Value, action: &str, kind: &str| {
        let mut update = update(kind, action);
        update[field] = value;
        save(&mut invoked(), 0, json!([update])).is_err()
    };
    assert!(with("Error", json!({}), "SUCCEED", "STEP"));
    assert!(with("Payload", json!("1"), "FAIL", "CONTEXT"));
    assert!(with("StepOptions", Value::Null, "RETRY", "STEP"));
    assert!(with("WaitOptions", Value::Null, "START", "WAIT"));
    assert!(with("ChainedInvokeOptions", Value::Null, "START", "CHAINED_INVOKE"));
}

#[test]
fn the_result_of_a_context_may_be_replayed_by_its_operations() {
    let mut execution = invoked();
    let mut end = update("CONTEXT", "SUCCEED");
    end["ContextOptions"] = json!({ "ReplayChildren": true });
    save(&mut execution, 0, json!([end])).unwrap();
    assert!(operation(&execution, "x").context_details.as_ref().unwrap().replay_children);
}
