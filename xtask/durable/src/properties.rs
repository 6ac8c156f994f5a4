//! What holds for every sequence of requests and times.

use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::{
    callbacks::Report,
    execution::{Execution, Outcome},
    functions::CallError,
    samples::{at, new, request},
    wire::{OperationStatus, OperationType},
};

/// Something that happens to an execution.
#[derive(Clone, Debug)]
enum Input {
    Time(i64),
    Invoke,
    Return(Result<String, ()>),
    Checkpoint { is_stale: bool, updates: Vec<Value> },
    Report { id: String, is_heartbeat: bool },
    Call { id: String },
    Restart,
}

fn id() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["a", "b", "c", "d"]).prop_map(str::to_owned)
}

/// Any update, most of which are refused.
fn update() -> impl Strategy<Value = Value> {
    let kinds = vec!["STEP", "STEP", "CONTEXT", "WAIT", "CALLBACK", "CHAINED_INVOKE", "EXECUTION"];
    let actions = vec!["START", "START", "START", "SUCCEED", "FAIL", "RETRY", "CANCEL"];
    let parent = prop::option::weighted(0.1, id());
    let update = (id(), prop::sample::select(kinds), prop::sample::select(actions), parent, 0..30);
    update.prop_map(|(id, kind, action, parent, seconds)| {
        json!({
            "Id": id, "Type": kind, "Action": action, "ParentId": parent,
            "StepOptions": { "NextAttemptDelaySeconds": seconds },
            "WaitOptions": { "WaitSeconds": seconds },
            "CallbackOptions": { "TimeoutSeconds": seconds, "HeartbeatTimeoutSeconds": seconds / 2 },
            "ChainedInvokeOptions": { "FunctionName": "other" },
        })
    })
}

fn input() -> impl Strategy<Value = Input> {
    let responses = vec![
        Ok(r#"{"Status": "PENDING"}"#.to_owned()),
        Ok(r#"{"Status": "PENDING"}"#.to_owned()),
        Ok(r#"{"Status": "SUCCEEDED", "Result": "1"}"#.to_owned()),
        Err(()),
    ];
    prop_oneof![
        3 => (0_i64..40).prop_map(Input::Time),
        4 => Just(Input::Invoke),
        2 => prop::sample::select(responses).prop_map(Input::Return),
        8 => (prop::bool::weighted(0.1), prop::collection::vec(update(), 0..3))
            .prop_map(|(is_stale, updates)| Input::Checkpoint { is_stale, updates }),
        2 => (id(), any::<bool>()).prop_map(|(id, is_heartbeat)| Input::Report { id, is_heartbeat }),
        1 => id().prop_map(|id| Input::Call { id }),
        1 => Just(Input::Restart),
    ]
}

/// Applies an input to a copy, as the control plane does. Returns whether it was accepted.
fn apply(execution: &mut Execution, now: &mut Timestamp, input: Input) -> bool {
    let mut copy = execution.clone();
    copy.advance(*now);
    let is_accepted = match input {
        Input::Time(seconds) => {
            *now += jiff::SignedDuration::from_secs(seconds);
            copy.advance(*now);
            true
        }
        Input::Invoke => copy.begin_invocation(*now, 2).is_some(),
        Input::Return(response) => {
            let crashed = |()| CallError::Unavailable("crashed".to_owned());
            copy.end_invocation(*now, response.map_err(crashed));
            true
        }
        Input::Checkpoint { is_stale, updates } => {
            let token = if is_stale { "stale".to_owned() } else { copy.token() };
            let is_accepted =
                copy.checkpoint(*now, request(&token, None, json!(updates)), 2).is_ok();
            assert!(!(is_stale && is_accepted));
            is_accepted
        }
        Input::Report { id, is_heartbeat } => {
            let end = Report::End(Outcome::Succeeded(None));
            copy.report(*now, &id, if is_heartbeat { Report::Heartbeat } else { end }).is_ok()
        }
        Input::Call { id } => {
            copy.take_calls(*now);
            copy.call_returned(*now, &id, Ok("1".to_owned()));
            true
        }
        Input::Restart => {
            let saved = serde_json::to_value(&copy).unwrap();
            copy = serde_json::from_value(saved.clone()).unwrap();
            assert_eq!(serde_json::to_value(&copy).unwrap(), saved);
            copy.invocation.restart(*now);
            true
        }
    };
    if is_accepted {
        *execution = copy;
    }
    is_accepted
}

fn is_final(status: OperationStatus) -> bool {
    use OperationStatus::{Pending, Ready, Started};
    !matches!(status, Pending | Ready | Started)
}

/// What a later state may not contradict.
fn check(before: &Execution, after: &Execution, now: Timestamp) {
    assert!(after.operations.len() >= before.operations.len());
    for (old, new) in before.operations().zip(after.operations()) {
        assert_eq!((&old.id, old.r#type, &old.parent_id), (&new.id, new.r#type, &new.parent_id));
        if is_final(old.status) && old.r#type != OperationType::Execution {
            assert_eq!(old, new, "an operation that has ended does not change");
        }
    }
    assert_eq!(after.history[..before.history.len()], before.history);
    assert!(before.end.is_none() || before.end == after.end, "an execution ends once");
    assert!(after.invocation.tokens >= before.invocation.tokens);
    if after.is_running() {
        let invocation = &after.invocation;
        assert!(invocation.is_running() || after.is_waiting(), "nothing lets it continue");
        let mut elapsed = after.clone();
        elapsed.advance(now);
        let is_due = after.next_time().is_some_and(|time| time <= now);
        assert!(elapsed.changes == after.changes || is_due, "a timer elapses unnoticed");
    }
}

proptest! {
    #[test]
    fn no_input_contradicts_the_history(inputs in prop::collection::vec(input(), 1..60)) {
        let (mut execution, mut now) = (new(), at(0));
        for input in inputs {
            let before = execution.clone();
            execution.advance(now);
            apply(&mut execution, &mut now, input);
            check(&before, &execution, now);
        }
    }

    #[test]
    fn a_stale_token_changes_nothing(updates in prop::collection::vec(update(), 0..4)) {
        let mut execution = new();
        execution.begin_invocation(at(0), 2);
        let before = json!(execution);
        let stale = Input::Checkpoint { is_stale: true, updates };
        prop_assert!(!apply(&mut execution, &mut at(0), stale));
        prop_assert_eq!(json!(execution), before);
    }
}
