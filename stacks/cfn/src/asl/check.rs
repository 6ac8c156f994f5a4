//! What is wrong with a state machine, found before it is deployed.

use std::{collections::BTreeSet, fmt};

use super::{Catch, Flow, Next, State, StateMachine};
use crate::{Json, ToJson};

/// A state machine that Step Functions would refuse, or in which an execution would get lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid {
    /// All that is wrong, in the order of the states.
    pub problems: Vec<Problem>,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// A flow starts at a state that it does not have.
    MissingStart(String),
    /// A state leads to one that its flow does not have.
    MissingState {
        /// Where it leads from.
        from: String,
        /// Where it leads to.
        to: String,
    },
    /// Nothing leads to a state.
    Unreachable(String),
    /// Two states of the machine have the same name.
    Duplicate(String),
    /// No state of the flow that starts at this one ends it.
    Endless(String),
    /// A state has text that opens `{%` and does not close `%}`, or a condition that is no JSONata at all.
    Jsonata {
        /// The state.
        state: String,
        /// The text.
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
            Self::Unreachable(name) => write!(formatter, "nothing leads to state `{name}`"),
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

/// Names are unique in the whole machine; transitions stay within one flow.
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

/// What follows a state when it goes well, and where its errors lead.
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
