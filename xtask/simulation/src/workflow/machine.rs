//! State machines, compiled: names of states resolved, expressions parsed, substitutions applied.

mod compiler;

use std::collections::BTreeMap;

use cfn::asl::{self, StateMachine};
use jiff::SignedDuration;

use super::expression::Template;

/// A state machine that can be executed. It is compiled once and shared by its executions.
#[derive(Debug)]
pub struct Machine {
    pub(super) name: String,
    /// The flow of the machine is the first.
    pub(super) flows: Vec<Flow>,
}

/// The definition cannot be executed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CompileError {
    /// Step Functions would not accept it.
    #[error(transparent)]
    Invalid(#[from] asl::Invalid),
    /// `${Name}` has no value.
    #[error("failed to compile the state machine `{machine}`: `${{{name}}}` has no value")]
    MissingValue {
        /// The name of the machine.
        machine: String,
        /// The name without a value.
        name: String,
    },
    /// A state contains an invalid expression or something that is not supported.
    #[error("failed to compile the state `{state}`: {reason}")]
    State {
        /// The name of the state.
        state: String,
        /// What is wrong.
        reason: String,
    },
}

#[derive(Debug)]
pub(super) struct Flow {
    pub start: usize,
    pub states: Vec<State>,
}

#[derive(Debug)]
pub(super) struct State {
    pub name: String,
    pub kind: Kind,
    pub retry: Vec<asl::Retry>,
    pub catch: Vec<Catch>,
}

#[derive(Debug)]
pub(super) enum Kind {
    Task(Task, Exit),
    /// Conditions with the states that they select, and the default.
    Choice(Vec<(Template, usize)>, Option<usize>),
    Wait(Delay, Exit),
    /// The flows of the branches.
    Parallel(Vec<usize>, Exit),
    Pass(Exit),
    Succeed(Option<Template>),
    Fail(Template, Option<Template>),
}

#[derive(Debug)]
pub(super) struct Task {
    pub resource: String,
    pub arguments: Template,
    pub timeout: Option<SignedDuration>,
    pub waits_for_token: bool,
}

#[derive(Debug)]
pub(super) enum Delay {
    Seconds(Template),
    Until(Template),
}

#[derive(Debug)]
pub(super) struct Catch {
    pub errors: Vec<String>,
    pub exit: Exit,
}

/// How a state is left.
#[derive(Debug)]
pub(super) struct Exit {
    pub assign: Vec<(String, Template)>,
    pub output: Option<Template>,
    /// The next state; the flow ends without one.
    pub next: Option<usize>,
}

impl Machine {
    /// Compiles a definition.
    ///
    /// `values` has the value of each `${Name}`; those of the definition are `CloudFormation`'s.
    pub fn new(
        name: &str,
        definition: &StateMachine,
        values: &BTreeMap<String, String>,
    ) -> Result<Self, CompileError> {
        definition.validate()?;
        let flows = compiler::compile(name, &definition.flow, values)?;
        Ok(Self { name: name.to_owned(), flows })
    }

    /// The state at a position: its flow, and its place in it.
    pub(super) fn state(&self, (flow, state): (usize, usize)) -> &State {
        &self.flows[flow].states[state]
    }
}

impl Kind {
    /// How the state is left, unless it selects the next state or ends the flow.
    pub fn exit(&self) -> Option<&Exit> {
        match self {
            Self::Task(_, exit)
            | Self::Wait(_, exit)
            | Self::Parallel(_, exit)
            | Self::Pass(exit) => Some(exit),
            Self::Choice(..) | Self::Succeed(_) | Self::Fail(..) => None,
        }
    }

    pub fn waits_for_token(&self) -> bool {
        matches!(self, Self::Task(task, _) if task.waits_for_token)
    }
}
