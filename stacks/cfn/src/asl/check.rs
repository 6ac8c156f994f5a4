//! Validation of state machines before they are deployed.

use std::{collections::BTreeSet, fmt};

use super::{Catch, Flow, Next, State, StateMachine};
use crate::{Json, ToJson};

/// The state machine would be rejected by Step Functions, or an execution would not end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid {
    /// All problems, in the order of the states.
    pub problems: Vec<Problem>,
}

/// A problem of a state machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The first state of a flow does not exist.
    MissingStart(String),
    /// The next state of a state does not exist in its flow.
    MissingState {
        /// The state with the transition.
        from: String,
        /// The missing state.
        to: String,
    },
    /// No transition leads to a state.
    Unreachable(String),
    /// Two states of the machine have the same name.
    Duplicate(String),
    /// No state ends the flow that starts at this state.
    Endless(String),
    /// A text starts with `{%` and does not end with `%}`, or a condition is not JSONata.
    Jsonata {
        /// The state with the text.
        state: String,
        /// The invalid text.
        text: String,
    },
    /// `${Name}` has no value.
    MissingSubstitution(String),
    /// A value has no `${Name}`.
    UnusedSubstitution(String),
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingStart(name) => {
                write!(formatter, "the first state `{name}` does not exist")
            }
            Self::MissingState { from, to } => {
                write!(formatter, "state `{from}` leads to `{to}`, which does not exist")
            }
            Self::Unreachable(name) => write!(formatter, "no transition leads to state `{name}`"),
            Self::Duplicate(name) => write!(formatter, "two states are called `{name}`"),
            Self::Endless(name) => {
                write!(formatter, "no state ends the flow that starts at `{name}`")
            }
            Self::Jsonata { state, text } => write!(
                formatter,
                "state `{state}` has `{text}`, which is not JSONata as `{{% ... %}}`"
            ),
            Self::MissingSubstitution(name) => write!(formatter, "`${{{name}}}` has no value"),
            Self::UnusedSubstitution(name) => {
                write!(formatter, "the value for `${{{name}}}` is not used")
            }
        }
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let problems: Vec<String> = self.problems.iter().map(ToString::to_string).collect();
        write!(formatter, "failed to build the state machine: {}", problems.join("; "))
    }
}

impl std::error::Error for Invalid {}

pub(super) fn validate(machine: &StateMachine) -> Result<(), Invalid> {
    let mut problems = Vec::new();
    check_flow(&machine.flow, &mut BTreeSet::new(), &mut problems);
    check_substitutions(machine, &mut problems);
    if problems.is_empty() { Ok(()) } else { Err(Invalid { problems }) }
}

/// Names must be unique in the machine. Transitions must stay within one flow.
fn check_flow<'a>(flow: &'a Flow, names: &mut BTreeSet<&'a str>, problems: &mut Vec<Problem>) {
    let exists = |name: &str| flow.states.iter().any(|(state, _)| state == name);
    if !exists(&flow.start_at) {
        problems.push(Problem::MissingStart(flow.start_at.clone()));
    }
    let reachable = reachable(flow);
    for (name, state) in &flow.states {
        if !names.insert(name) {
            problems.push(Problem::Duplicate(name.clone()));
        }
        if !reachable.contains(name.as_str()) {
            problems.push(Problem::Unreachable(name.clone()));
        }
        let missing = successors(state).into_iter().filter(|to| !exists(to));
        problems.extend(
            missing.map(|to| Problem::MissingState { from: name.clone(), to: to.to_owned() }),
        );
        check_jsonata(name, state, problems);
        inner_flows(state).for_each(|inner| check_flow(inner, names, problems));
    }
    if !flow.states.iter().any(|(_, state)| ends(state)) {
        problems.push(Problem::Endless(flow.start_at.clone()));
    }
}

fn reachable(flow: &Flow) -> BTreeSet<&str> {
    let mut reached = BTreeSet::new();
    let mut waiting = vec![flow.start_at.as_str()];
    while let Some(name) = waiting.pop() {
        if reached.insert(name) {
            let states = flow.states.iter().filter(|(state, _)| state == name);
            waiting.extend(states.flat_map(|(_, state)| successors(state)));
        }
    }
    reached
}

/// The transition of a state, and its catchers.
fn exits(state: &State) -> (Option<&Next>, &[Catch]) {
    match state {
        State::Task(task) => (Some(&task.next), &task.catch),
        State::Parallel(parallel) => (Some(&parallel.next), &parallel.catch),
        State::Wait(wait) => (Some(&wait.next), &[]),
        State::Pass(pass) => (Some(&pass.next), &[]),
        State::Choice(_) | State::Succeed(_) | State::Fail(_) => (None, &[]),
    }
}

fn successors(state: &State) -> Vec<&str> {
    if let State::Choice(choice) = state {
        let branches = choice.choices.iter().map(|branch| branch.next.as_str());
        return branches.chain(choice.default.as_deref()).collect();
    }
    let (next, catch) = exits(state);
    let next = next.and_then(|next| match next {
        Next::State(name) => Some(name.as_str()),
        Next::End => None,
    });
    next.into_iter().chain(catch.iter().map(|catch| catch.next.as_str())).collect()
}

fn ends(state: &State) -> bool {
    matches!(state, State::Succeed(_) | State::Fail(_)) || exits(state).0 == Some(&Next::End)
}

fn inner_flows(state: &State) -> impl Iterator<Item = &Flow> {
    match state {
        State::Parallel(parallel) => parallel.branches.iter(),
        _ => [].iter(),
    }
}

fn check_jsonata(name: &str, state: &State, problems: &mut Vec<Problem>) {
    let mut report = |text: &str| {
        problems.push(Problem::Jsonata { state: name.to_owned(), text: text.to_owned() });
    };
    if let State::Choice(choice) = state {
        let conditions = choice.choices.iter().filter_map(|branch| branch.condition.as_str());
        conditions.filter(|text| !text.starts_with("{%")).for_each(&mut report);
    }
    let mut json = state.to_json();
    // The states of inner flows are checked under their own names.
    if let Some(entries) = json.as_object_mut() {
        entries.retain(|key, _| key != "Branches");
    }
    texts(&json, &mut |text| {
        if text.starts_with("{%") && !(text.ends_with("%}") && text.len() >= 4) {
            report(text);
        }
    });
}

fn check_substitutions(machine: &StateMachine, problems: &mut Vec<Problem>) {
    let mut used = BTreeSet::new();
    texts(&machine.definition(), &mut |text| {
        let names = text.split("${").skip(1).filter_map(|rest| rest.split_once('}'));
        used.extend(names.map(|(name, _)| name.to_owned()));
    });
    let given: BTreeSet<String> =
        machine.substitutions.iter().map(|(name, _)| name.clone()).collect();
    problems.extend(used.difference(&given).cloned().map(Problem::MissingSubstitution));
    problems.extend(given.difference(&used).cloned().map(Problem::UnusedSubstitution));
}

fn texts(value: &Json, visit: &mut impl FnMut(&str)) {
    match value {
        Json::String(text) => visit(text),
        Json::Array(items) => items.iter().for_each(|item| texts(item, visit)),
        Json::Object(entries) => entries.values().for_each(|value| texts(value, visit)),
        _ => {}
    }
}
