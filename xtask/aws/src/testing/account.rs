//! What is in the account: stacks, and resources, which may outlive their stacks.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    dynamodb::Items,
    protocol::Failure,
    sqs::Message,
    stack::{Phase, Stack},
};

#[derive(Debug, Default)]
pub struct Account {
    /// By id. Deleted stacks remain, as in AWS.
    pub stacks: BTreeMap<String, Stack>,
    pub world: World,
    /// The actions of all requests so far.
    pub calls: Vec<String>,
    /// The index in `calls` of the request that is rejected.
    pub rejected_call: Option<usize>,
    /// The request after which the process is killed, so that it gets no further response.
    pub kill: Option<Kill>,
    /// How much the clock advances with each request.
    pub seconds_per_request: u64,
    hooks: Vec<Hook>,
}

/// A process that is killed at a request, by its index in `calls`.
#[derive(Clone, Copy, Debug)]
pub struct Kill {
    pub index: usize,
    /// Whether AWS still executes the request.
    pub executed: bool,
}

/// What exists in AWS, whether a stack contains it or not.
#[derive(Debug, Default)]
pub struct World {
    /// By type and physical name.
    pub resources: BTreeMap<(String, String), Resource>,
    /// The objects of buckets, by `bucket/key`.
    pub objects: BTreeMap<String, Vec<u8>>,
    /// The parameters of SSM.
    pub parameters: BTreeMap<String, String>,
    /// The messages of queues, by name.
    pub queues: BTreeMap<String, Vec<Message>>,
    /// The items of tables, by name.
    pub items: BTreeMap<String, Items>,
    /// Seconds since the account was created. Only SQS has this clock.
    pub clock: u64,
    /// Messages of which SQS refuses an entry of a batch: the action, and the body.
    pub refused: BTreeSet<(String, String)>,
    /// Reasons for which operations on logical ids fail.
    pub faults: BTreeMap<(Phase, String), String>,
    created: u64,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resource {
    /// Differs for each resource that was ever created.
    pub serial: u64,
    /// The id of the stack that contains it.
    pub stack: Option<String>,
    pub deletion_protection: bool,
    /// How many items or messages it has.
    pub contents: u64,
}

/// Runs once, before the next request with its action.
struct Hook {
    action: String,
    run: Box<Run>,
}

/// Changes the account, or rejects the request.
type Run = dyn FnOnce(&mut Account) -> Result<(), Failure> + Send;

impl std::fmt::Debug for Hook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.action)
    }
}

impl Account {
    /// Before the next request with this action, changes the account or rejects the request.
    pub fn on(
        &mut self,
        action: &str,
        run: impl FnOnce(&mut Self) -> Result<(), Failure> + Send + 'static,
    ) {
        self.hooks.push(Hook { action: action.to_owned(), run: Box::new(run) });
    }

    /// Records a request, and runs what was prepared for it.
    pub fn before(&mut self, action: &str) -> Result<(), Failure> {
        let index = self.calls.len();
        self.calls.push(action.to_owned());
        self.world.clock += self.seconds_per_request;
        if self.kill.is_some_and(|it| index > it.index || (index == it.index && !it.executed)) {
            return Err(Failure::new(403, "AccessDenied", "the process is killed"));
        }
        if self.rejected_call == Some(index) {
            return Err(Failure::new(403, "AccessDenied", format!("request {index} is rejected")));
        }
        match self.hooks.iter().position(|it| it.action == action) {
            Some(position) => (self.hooks.remove(position).run)(self),
            None => Ok(()),
        }
    }

    /// Whether the response to a request reaches the process.
    pub fn after(&self, index: usize) -> Result<(), Failure> {
        if self.kill.is_some_and(|it| it.index == index) {
            return Err(Failure::new(403, "AccessDenied", "the process is killed"));
        }
        Ok(())
    }

    /// Makes operations on a logical id fail until [`Self::repair`].
    pub fn fail(&mut self, phase: Phase, id: &str, reason: &str) {
        self.world.faults.insert((phase, id.to_owned()), reason.to_owned());
    }

    pub fn repair(&mut self) {
        self.world.faults.clear();
    }

    /// The stack of this name that is not deleted, or of this id.
    pub fn stack(&mut self, name: &str) -> Result<&mut Stack, Failure> {
        let is_named =
            |it: &Stack| it.id == name || (it.name == name && it.status != "DELETE_COMPLETE");
        let missing = || Failure::invalid(format!("Stack with id {name} does not exist"));
        self.stacks.values_mut().find(|it| is_named(it)).ok_or_else(missing)
    }

    /// One step of every running operation.
    pub fn advance(&mut self) {
        for stack in self.stacks.values_mut() {
            stack.advance(&mut self.world);
        }
    }

    pub fn table(&mut self, name: &str) -> Option<&mut Resource> {
        self.world.resources.get_mut(&("AWS::DynamoDB::Table".to_owned(), name.to_owned()))
    }

    pub fn queue(&mut self, name: &str) -> Option<&mut Resource> {
        self.world.resources.get_mut(&("AWS::SQS::Queue".to_owned(), name.to_owned()))
    }
}

impl World {
    /// A number that no resource, stack or event has yet.
    pub fn next(&mut self) -> u64 {
        self.created += 1;
        self.created
    }

    /// Whether SQS refuses the message with this body in a batch.
    pub fn refuses(&self, action: &str, body: &str) -> bool {
        self.refused.contains(&(action.to_owned(), body.to_owned()))
    }

    /// Why an operation on this logical id fails now.
    pub fn fault(&self, phase: Phase, id: &str) -> Result<(), String> {
        self.faults.get(&(phase, id.to_owned())).map_or(Ok(()), |reason| Err(reason.clone()))
    }
}
