//! A flow that is executed: the state machine's own, or a branch of a `Parallel`.

use jiff::Timestamp;

use super::CallId;
use crate::workflow::data::{Value, Variables};

/// A flow at one of its states.
#[derive(Debug)]
pub(super) struct Branch {
    /// The branch at the `Parallel` that started this one, and the position among its branches.
    pub parent: Option<(usize, usize)>,
    pub flow: usize,
    pub variables: Variables,
    pub visit: Visit,
    pub activity: Activity,
}

/// The current state of a branch, from its entry to its exit.
#[derive(Debug)]
pub(super) struct Visit {
    pub state: usize,
    pub input: Value,
    pub entered: Timestamp,
    /// How often each retrier was used.
    pub retries: Vec<u32>,
    /// `$states.context` of the current attempt.
    pub context: Value,
}

/// What a branch does at its state.
#[derive(Debug)]
pub(super) enum Activity {
    /// The state is to be executed.
    Ready,
    /// A task is under way: its call, until it has succeeded, and its token.
    Task { call: Option<CallId>, token: Option<u64>, deadline: Option<Timestamp> },
    /// A `Wait`.
    Waiting(Timestamp),
    /// The delay before a retry.
    BackingOff(Timestamp),
    /// A `Parallel`: the outputs of the branches that ended.
    Parallel(Vec<Option<Value>>),
}

impl Activity {
    pub fn call(&self) -> Option<CallId> {
        if let Self::Task { call, .. } = self { *call } else { None }
    }

    pub fn token(&self) -> Option<u64> {
        if let Self::Task { token, .. } = self { *token } else { None }
    }

    /// When it ends by itself.
    pub fn due(&self) -> Option<Timestamp> {
        match self {
            Self::Task { deadline, .. } => *deadline,
            Self::Waiting(until) | Self::BackingOff(until) => Some(*until),
            Self::Ready | Self::Parallel(_) => None,
        }
    }
}
