//! Any order of results, tokens and times ends an execution once, and can be repeated.

use cfn::asl::{
    Branch, Catch, Choice, Delay, Flow, Next, Parallel, Pass, Retry, StateMachine, Succeed, Task,
    Wait, jsonata,
};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use serde_json::json;
use simulation::workflow::{Call, Effect, Execution, Failure, Outcome, TokenError};

use crate::support::{at, retry, start_with_seed, task, waiting_task};

/// What the caller does.
#[derive(Clone, Debug)]
enum Action {
    Respond { call: usize, result: Option<&'static str> },
    Complete { call: usize, result: Option<&'static str> },
    Advance(u16),
}

fn actions() -> impl Strategy<Value = Vec<Action>> {
    let result = || {
        prop_oneof![
            4 => Just(None),
            1 => prop_oneof![Just("Busy"), Just("Declined"), Just("States.Timeout")].prop_map(Some),
        ]
    };
    let action = prop_oneof![
        (0_usize..8, result()).prop_map(|(call, result)| Action::Respond { call, result }),
        (0_usize..8, result()).prop_map(|(call, result)| Action::Complete { call, result }),
        (0_u16..90).prop_map(Action::Advance),
    ];
    prop::collection::vec(action, 0..40)
}

/// A machine with every construct that suspends.
fn machine() -> StateMachine {
    let jittered = |error: &str| Retry { full_jitter: true, ..retry(error, 3) };
    let reserve = Task { retry: vec![jittered("Busy")], ..waiting_task(Next::End) };
    let price = Task { retry: vec![jittered("States.ALL")], ..task("Pause") };
    let branches = vec![
        Flow::new("Reserve").state("Reserve", reserve),
        Flow::new("Price")
            .state("Price", price)
            .state("Pause", Wait { delay: Delay::Seconds(json!(7)), next: Next::End }),
    ];
    let declined = Catch { errors: vec!["Declined".to_owned()], ..Catch::all("Reject") };
    let parallel = Parallel {
        retry: vec![retry("States.Timeout", 1)],
        catch: vec![declined],
        ..Parallel::new(branches, "Pay")
    };
    let pay = Task {
        retry: vec![jittered("States.TaskFailed")],
        assign: Some(json!({ "payments": jsonata("($exists($payments) ? $payments : 0) + 1") })),
        output: Some(jsonata("$uuid()")),
        ..waiting_task("Again")
    };
    let again = Branch::new("$payments < 2", "Prepare");
    StateMachine::new("Prepare")
        .state("Prepare", Pass::new("Fork"))
        .state("Fork", parallel)
        .state("Pay", pay)
        .state("Again", Choice { choices: vec![again], default: Some("Done".to_owned()) })
        .state("Reject", task("Done"))
        .state("Done", Succeed::default())
}

/// An execution, the calls that it handed out, and everything that it returned.
struct Run {
    execution: Execution,
    now: Timestamp,
    calls: Vec<Call>,
    log: Vec<String>,
}

impl Run {
    fn new(seed: u64) -> Self {
        let execution = start_with_seed(&machine(), json!({}), seed);
        Self { execution, now: at(0), calls: Vec::new(), log: Vec::new() }
    }

    /// Takes all calls, and returns what the execution waits for.
    fn settle(&mut self) -> Effect {
        loop {
            let effect = self.execution.step(self.now);
            self.log.push(format!("{effect:?}"));
            match effect {
                Effect::Call(call) => self.calls.push(call),
                effect => return effect,
            }
        }
    }

    fn apply(&mut self, action: &Action) {
        let outcome = |result: Option<&str>| match result {
            None => Ok(json!({})),
            Some(error) => Err(Failure::new(error, "")),
        };
        let nth_last = |calls: &[Call], n: usize| calls.iter().rev().nth(n).cloned();
        match *action {
            Action::Respond { call, result } => {
                if let Some(call) = nth_last(&self.calls, call) {
                    let waited = self.execution.respond(self.now, call.id, outcome(result));
                    self.log.push(format!("{waited}"));
                }
            }
            Action::Complete { call, result } => {
                if let Some(token) = nth_last(&self.calls, call).and_then(|call| call.token) {
                    let accepted = self.execution.complete(self.now, &token, outcome(result));
                    self.log.push(format!("{accepted:?}"));
                    let again = self.execution.complete(self.now, &token, outcome(result));
                    assert_eq!(again, Err(TokenError::TaskTimedOut));
                }
            }
            Action::Advance(seconds) => self.now += SignedDuration::from_secs(seconds.into()),
        }
    }

    /// Responds to the calls that are still open, and lets the time pass up to the end.
    fn drain(&mut self) -> Outcome {
        for _ in 0..1_000 {
            match self.settle() {
                Effect::Ended(outcome) => return outcome,
                Effect::WaitUntil(time) => self.now = time,
                _ => {
                    let open: Vec<_> = self.calls.iter().map(|call| call.id).collect();
                    let respond = |id| self.execution.respond(self.now, id, Ok(json!({})));
                    assert!(open.into_iter().any(respond));
                }
            }
        }
        panic!("the execution does not end: {:?}", self.log);
    }
}

fn run(seed: u64, actions: &[Action]) -> (Run, Outcome) {
    let mut run = Run::new(seed);
    for action in actions {
        run.settle();
        run.apply(action);
    }
    let outcome = run.drain();
    (run, outcome)
}

proptest! {
    #[test]
    fn an_execution_ends_once_and_does_nothing_after_its_end(
        seed: u64,
        before in actions(),
        after in actions(),
    ) {
        let (mut run, outcome) = run(seed, &before);
        prop_assert_ne!(&outcome, &Outcome::Aborted);
        let (calls, entered) = (run.calls.len(), run.execution.history().len());
        for action in &after {
            run.apply(action);
            prop_assert_eq!(run.settle(), Effect::Ended(outcome.clone()));
        }
        run.execution.abort();
        prop_assert_eq!(run.settle(), Effect::Ended(outcome));
        prop_assert_eq!((run.calls.len(), run.execution.history().len()), (calls, entered));
        for call in &run.calls {
            let waited = run.execution.respond(run.now, call.id, Ok(json!({})));
            prop_assert!(!waited);
        }
    }

    #[test]
    fn the_same_seed_and_actions_have_the_same_effects(seed: u64, actions in actions()) {
        let (first, second) = (run(seed, &actions).0, run(seed, &actions).0);
        prop_assert_eq!(first.log, second.log);
        prop_assert_eq!(first.execution.history(), second.execution.history());
    }

    #[test]
    fn no_two_calls_have_the_same_token(seed: u64, actions in actions()) {
        let (run, _) = run(seed, &actions);
        let mut tokens: Vec<_> = run.calls.iter().filter_map(|call| call.token.as_deref()).collect();
        let handed_out = tokens.len();
        tokens.sort_unstable();
        tokens.dedup();
        prop_assert_eq!(tokens.len(), handed_out);
    }
}
