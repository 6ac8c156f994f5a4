//! One execution of a machine: what its caller does with it.

mod branch;
mod states;
mod transitions;

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

use jiff::Timestamp;
use serde_json::Value as Json;

use self::branch::{Activity, Branch};
use super::{
    data::{Value, Variables, object},
    failure::Failure,
    machine::Machine,
    source::Source,
    token::{self, TokenError},
};

/// How an execution starts.
#[derive(Clone, Debug)]
pub struct Start {
    /// The name of the execution, as in `StartExecution`.
    pub name: String,
    /// Its input.
    pub input: Json,
    /// The seed of its random numbers: of `$random()`, `$uuid()` and the jitter of retries.
    pub seed: u64,
    /// The current time.
    pub now: Timestamp,
}

/// One execution of a [`Machine`].
///
/// Its caller repeats [`step`](Self::step), performs the calls, and passes what happens: results of
/// calls, tokens and times. Time never goes back; an earlier time counts as the latest one. What is
/// due at a time happens before what the caller passes with it.
#[derive(Debug)]
pub struct Execution {
    machine: Arc<Machine>,
    id: String,
    /// `$states.context.Execution`.
    context: Value,
    source: Source,
    branches: BTreeMap<usize, Branch>,
    /// Branches whose current state is to be executed.
    ready: VecDeque<usize>,
    calls: VecDeque<Call>,
    /// Flows and states, in the order in which they were entered.
    entered: Vec<(usize, usize)>,
    next_branch: usize,
    next_call: u64,
    next_token: u64,
    outcome: Option<Outcome>,
}

/// Identifies a call within its execution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallId(u64);

/// A request of a task to another service.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// For [`Execution::respond`].
    pub id: CallId,
    /// The name of the state.
    pub state: String,
    /// The integration, such as `arn:aws:states:::events:putEvents.waitForTaskToken`.
    pub resource: String,
    /// The arguments.
    pub arguments: Json,
    /// The token for [`Execution::complete`], if the task waits for one.
    pub token: Option<String>,
    /// When the task times out, if it does.
    pub deadline: Option<Timestamp>,
}

/// What the caller of [`Execution::step`] does next.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Performs the call and passes its result to [`Execution::respond`].
    Call(Call),
    /// Continues at this time, unless something else happens before.
    WaitUntil(Timestamp),
    /// Waits for results of calls or tokens.
    Waiting,
    /// Ends: each later step returns the same outcome.
    Ended(Outcome),
}

/// How an execution ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// With an output.
    Succeeded(Json),
    /// With an error that no state caught.
    Failed(Failure),
    /// Because it was stopped.
    Aborted,
}

impl Execution {
    /// Starts an execution.
    pub fn start(machine: &Arc<Machine>, start: Start) -> Self {
        let source = Source::new(start.now, start.seed);
        let id = format!(
            "arn:aws:states:us-east-1:123456789012:execution:{}:{}",
            machine.name, start.name
        );
        let input = Value::from(start.input);
        let context = object([
            ("Id", id.as_str().into()),
            ("Input", input.clone()),
            ("Name", start.name.into()),
            ("StartTime", source.now_text().into()),
        ]);
        let mut execution = Self {
            machine: Arc::clone(machine),
            id,
            context,
            source,
            branches: BTreeMap::new(),
            ready: VecDeque::new(),
            calls: VecDeque::new(),
            entered: Vec::new(),
            next_branch: 0,
            next_call: 0,
            next_token: 0,
            outcome: None,
        };
        execution.add_branch(None, 0, Variables::new(), input);
        execution.run();
        execution
    }

    /// The execution's ARN, which [`execution_of`](super::execution_of) finds in a token.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Continues up to the time `now`.
    pub fn step(&mut self, now: Timestamp) -> Effect {
        self.advance(now);
        // A call whose task has ended in the meantime is not performed.
        while let Some(call) = self.calls.pop_front() {
            if self.caller(call.id).is_some() {
                return Effect::Call(call);
            }
        }
        if let Some(outcome) = &self.outcome {
            return Effect::Ended(outcome.clone());
        }
        match self.next_due() {
            Some((time, _)) => Effect::WaitUntil(time),
            None => Effect::Waiting,
        }
    }

    /// Passes the result of a call, and returns whether the execution still waited for it. The result
    /// is the task's result; if the task waits for a token, only an error matters.
    pub fn respond(&mut self, now: Timestamp, call: CallId, result: Result<Json, Failure>) -> bool {
        self.advance(now);
        let Some(id) = self.caller(call) else { return false };
        match &mut self.branch(id).activity {
            Activity::Task { call, token: Some(_), .. } if result.is_ok() => *call = None,
            _ => self.end_task(id, result),
        }
        self.run();
        true
    }

    /// Completes the task with this token, as `SendTaskSuccess` and `SendTaskFailure` do.
    pub fn complete(
        &mut self,
        now: Timestamp,
        token: &str,
        result: Result<Json, Failure>,
    ) -> Result<(), TokenError> {
        self.advance(now);
        let (execution, number) = token::split(token).ok_or(TokenError::InvalidToken)?;
        if execution != self.id || number >= self.next_token {
            return Err(TokenError::TaskDoesNotExist);
        }
        let waiting = self.branches.iter().find(|(_, it)| it.activity.token() == Some(number));
        let id = waiting.map(|(id, _)| *id).ok_or(TokenError::TaskTimedOut)?;
        self.end_task(id, result);
        self.run();
        Ok(())
    }

    /// Stops the execution, as `StopExecution` does. It changes nothing after the end.
    pub fn abort(&mut self) {
        self.end(Outcome::Aborted);
    }

    /// The outcome, after the end.
    pub fn outcome(&self) -> Option<&Outcome> {
        self.outcome.as_ref()
    }

    /// The names of the states in the order in which they were entered. A retry does not enter its
    /// state again.
    pub fn history(&self) -> Vec<&str> {
        let state = |&(flow, state): &(usize, usize)| &*self.machine.flows[flow].states[state].name;
        self.entered.iter().map(state).collect()
    }

    /// Does what is due up to the time `now`, the earliest first.
    fn advance(&mut self, now: Timestamp) {
        self.source.now = self.source.now.max(now);
        while let Some((time, id)) = self.next_due() {
            if time > self.source.now {
                break;
            }
            self.end_wait(id);
            self.run();
        }
    }

    /// The next time at which something is due, and the branch.
    fn next_due(&self) -> Option<(Timestamp, usize)> {
        self.branches.iter().filter_map(|(id, it)| Some((it.activity.due()?, *id))).min()
    }

    /// The branch that waits for the result of a call.
    fn caller(&self, call: CallId) -> Option<usize> {
        let waits = |branch: &Branch| branch.activity.call() == Some(call);
        self.branches.iter().find(|(_, branch)| waits(branch)).map(|(id, _)| *id)
    }

    fn branch(&mut self, id: usize) -> &mut Branch {
        self.branches.get_mut(&id).expect("a branch is there until it ends")
    }
}
