//! The workflow of orders in memory.

use std::{cell::RefCell, collections::BTreeMap};

use platform::{Completion, Context, ExecutionState, Failure, Result};

use crate::{
    order::Order,
    ports::workflow::{Failures, Successes, WorkflowStates, Workflows},
};

/// The executions of the workflow. They run until a test ends them.
#[derive(Default)]
pub struct MemoryWorkflows {
    states: RefCell<BTreeMap<String, ExecutionState>>,
    started: RefCell<Vec<(String, Order, Context)>>,
    broken: Option<String>,
}

impl MemoryWorkflows {
    /// The same, with an execution in this state.
    #[must_use]
    pub fn with(self, name: &str, state: ExecutionState) -> Self {
        self.states.borrow_mut().insert(name.to_owned(), state);
        self
    }

    /// The same, which fails to start the execution of this name.
    #[must_use]
    pub fn without_starting(self, name: &str) -> Self {
        Self { broken: Some(name.to_owned()), ..self }
    }

    /// The names of the executions that were started, in order.
    pub fn started(&self) -> Vec<String> {
        self.executions().into_iter().map(|(name, ..)| name).collect()
    }

    /// The executions that were started, each with its name, order and context.
    pub fn executions(&self) -> Vec<(String, Order, Context)> {
        self.started.borrow().clone()
    }
}

impl Workflows for MemoryWorkflows {
    async fn start(&self, name: &str, order: &Order, context: &Context) -> Result {
        if self.broken.as_deref() == Some(name) {
            return Err(Failure::failed("the workflow is unavailable"));
        }
        let mut states = self.states.borrow_mut();
        if !states.contains_key(name) {
            states.insert(name.to_owned(), ExecutionState::Running);
            let execution = (name.to_owned(), order.clone(), context.clone());
            self.started.borrow_mut().push(execution);
        }
        Ok(())
    }
}

impl WorkflowStates for MemoryWorkflows {
    async fn state(&self, name: &str) -> Result<ExecutionState> {
        Ok(self.states.borrow().get(name).copied().unwrap_or(ExecutionState::Missing))
    }
}

/// Tasks that wait for replies, all of which have the same result.
pub struct MemoryTasks {
    completion: Option<Completion>,
    replies: RefCell<Vec<TaskReply>>,
}

/// A reply to a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TaskReply {
    Succeeded { token: String, result: String },
    Failed { token: String, error: String, cause: String },
}

impl TaskReply {
    /// A task succeeded.
    pub fn succeeded(token: &str, result: &str) -> Self {
        Self::Succeeded { token: token.to_owned(), result: result.to_owned() }
    }

    /// A task failed.
    pub fn failed(token: &str, error: &str, cause: &str) -> Self {
        let [token, error, cause] = [token, error, cause].map(str::to_owned);
        Self::Failed { token, error, cause }
    }
}

impl Default for MemoryTasks {
    fn default() -> Self {
        Self::responding(Completion::Accepted)
    }
}

impl MemoryTasks {
    /// Replies have this result.
    pub fn responding(completion: Completion) -> Self {
        Self { completion: Some(completion), replies: RefCell::default() }
    }

    /// No reply can be sent.
    pub fn unavailable() -> Self {
        Self { completion: None, replies: RefCell::default() }
    }

    /// The replies so far.
    pub fn replies(&self) -> Vec<TaskReply> {
        self.replies.borrow().clone()
    }

    fn reply(&self, reply: TaskReply) -> Result<Completion> {
        self.replies.borrow_mut().push(reply);
        self.completion.ok_or_else(|| Failure::failed("the workflow is unavailable"))
    }
}

impl Successes for MemoryTasks {
    async fn succeed(&self, token: &str, result: &str) -> Result<Completion> {
        self.reply(TaskReply::succeeded(token, result))
    }
}

impl Failures for MemoryTasks {
    async fn fail(&self, token: &str, error: &str, cause: &str) -> Result<Completion> {
        self.reply(TaskReply::failed(token, error, cause))
    }
}
