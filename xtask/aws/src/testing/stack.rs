//! A stack of CloudFormation: its states, and how an operation moves from one to the next.

use std::collections::{BTreeMap, VecDeque};

use super::{
    account::{Resource, World},
    plan::{self, Operation, Step},
    resource::{Managed, Version, custom_name, definition},
};

/// A part of an operation that a test makes fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Creating or updating a resource.
    Deploy,
    /// Restoring a resource that was updated.
    RollBack,
}

#[derive(Debug)]
pub struct Stack {
    pub id: String,
    pub name: String,
    pub status: String,
    pub reason: String,
    pub termination_protection: bool,
    /// The deployed version; that of the first attempt if the creation failed.
    pub version: Version,
    /// By logical id.
    pub resources: BTreeMap<String, Managed>,
    pub change_sets: BTreeMap<String, ChangeSet>,
    /// Oldest first.
    pub events: Vec<Event>,
    operation: Option<Operation>,
}

#[derive(Debug)]
pub struct ChangeSet {
    pub status: &'static str,
    pub reason: String,
    pub version: Version,
    /// Logical ids of resources that exist and are imported.
    pub imports: Vec<String>,
}

#[derive(Debug)]
pub struct Event {
    pub number: u64,
    pub id: String,
    pub status: String,
    pub reason: String,
    pub token: String,
}

impl Stack {
    /// A stack that a change set is about to create.
    pub fn new(name: &str, number: u64) -> Self {
        Self {
            id: format!("arn:aws:cloudformation:eu-west-1:123456789012:stack/{name}/{number}"),
            name: name.to_owned(),
            status: "REVIEW_IN_PROGRESS".to_owned(),
            reason: String::new(),
            termination_protection: false,
            version: Version::default(),
            resources: BTreeMap::new(),
            change_sets: BTreeMap::new(),
            events: vec![],
            operation: None,
        }
    }

    pub fn is_running(&self) -> bool {
        self.status.ends_with("_IN_PROGRESS") && self.status != "REVIEW_IN_PROGRESS"
    }

    /// Starts to create or update the stack.
    pub fn execute(&mut self, change_set: ChangeSet, token: &str, world: &mut World) {
        let ChangeSet { version, imports, .. } = change_set;
        self.change_sets.clear();
        let (status, steps) = if self.status == "REVIEW_IN_PROGRESS" {
            self.version = version.clone();
            ("CREATE_IN_PROGRESS", plan::creation(&version, &imports))
        } else {
            ("UPDATE_IN_PROGRESS", plan::update(self, &version, &imports))
        };
        self.start(status, version, steps, token, world);
    }

    /// Starts to delete the stack.
    pub fn delete(&mut self, token: &str, world: &mut World) {
        let steps = plan::deletion(self);
        self.start("DELETE_IN_PROGRESS", self.version.clone(), steps, token, world);
    }

    /// Continues a rollback that failed.
    pub fn continue_rollback(&mut self, token: &str, world: &mut World) {
        if let Some(mut operation) = self.operation.take() {
            token.clone_into(&mut operation.token);
            self.enter("UPDATE_ROLLBACK_IN_PROGRESS", "", token, world);
            self.operation = Some(operation);
        }
    }

    /// Completes one step of the running operation.
    pub fn advance(&mut self, world: &mut World) {
        let Some(mut operation) = self.operation.take_if(|_| self.status.ends_with("_IN_PROGRESS"))
        else {
            return;
        };
        if let Some(step) = operation.steps.pop_front()
            && let Err(reason) = self.perform(&step, &mut operation, world)
        {
            self.fail(step, &reason, &mut operation, world);
        }
        if !operation.steps.is_empty() {
            self.operation = Some(operation);
        }
    }

    fn start(
        &mut self,
        status: &str,
        target: Version,
        steps: VecDeque<Step>,
        token: &str,
        world: &mut World,
    ) {
        self.enter(status, "", token, world);
        let token = token.to_owned();
        let undo = VecDeque::new();
        self.operation = Some(Operation { token, target, steps, undo, failed: false });
    }

    /// Completes a step, and notes how a rollback undoes it.
    fn perform(
        &mut self,
        step: &Step,
        operation: &mut Operation,
        world: &mut World,
    ) -> Result<(), String> {
        let token = operation.token.clone();
        match step {
            Step::Create(id) => self.create(id, operation, world)?,
            Step::Import(id) => self.import(id, operation, world),
            Step::Update(id) => self.change(id, operation, world)?,
            Step::Restore(id, old) => {
                world.fault(Phase::RollBack, id)?;
                self.resources.insert(id.clone(), old.clone());
                self.record(id, "UPDATE_COMPLETE", "", &token, world);
            }
            Step::Delete(id, old, policy) => self.remove(id, old, policy, &token, world)?,
            Step::Release(id) => {
                if let Some(released) = self.resources.remove(id) {
                    world.release(&released);
                }
            }
            Step::Enter(status) => self.reach(status, operation, world),
        }
        Ok(())
    }

    fn create(
        &mut self,
        id: &str,
        operation: &mut Operation,
        world: &mut World,
    ) -> Result<(), String> {
        world.fault(Phase::Deploy, id)?;
        let definition = definition(&operation.target, id).clone();
        let serial = world.next();
        let name = custom_name(&definition)
            .map_or_else(|| format!("{}-{id}-{serial}", self.name).to_lowercase(), str::to_owned);
        let managed = Managed { definition, name, status: "CREATE_COMPLETE".to_owned() };
        if world.resources.contains_key(&managed.key()) {
            return Err(format!("{} already exists", managed.name));
        }
        let stack = Some(self.id.clone());
        let resource = Resource { serial, stack, ..Resource::default() };
        world.resources.insert(managed.key(), resource);
        world.configure(&managed);
        self.record(id, "CREATE_COMPLETE", "", &operation.token, world);
        let old = self.resources.insert(id.to_owned(), managed.clone());
        operation.undo.push_front(Step::Delete(id.to_owned(), managed, "DeletionPolicy"));
        if let Some(old) = old {
            operation.undo.push_front(Step::Restore(id.to_owned(), old));
        }
        Ok(())
    }

    fn import(&mut self, id: &str, operation: &mut Operation, world: &mut World) {
        let definition = definition(&operation.target, id).clone();
        let name = custom_name(&definition).unwrap_or_default().to_owned();
        let managed = Managed { definition, name, status: "IMPORT_COMPLETE".to_owned() };
        if let Some(resource) = world.of(&managed) {
            resource.stack = Some(self.id.clone());
        }
        self.record(id, "IMPORT_COMPLETE", "", &operation.token, world);
        self.resources.insert(id.to_owned(), managed);
        operation.undo.push_front(Step::Release(id.to_owned()));
    }

    fn change(
        &mut self,
        id: &str,
        operation: &mut Operation,
        world: &mut World,
    ) -> Result<(), String> {
        world.fault(Phase::Deploy, id)?;
        let new = definition(&operation.target, id).clone();
        if let Some(managed) = self.resources.get_mut(id) {
            operation.undo.push_front(Step::Restore(id.to_owned(), managed.clone()));
            managed.definition = new;
            world.configure(managed);
        }
        self.record(id, "UPDATE_COMPLETE", "", &operation.token, world);
        Ok(())
    }

    fn remove(
        &mut self,
        id: &str,
        old: &Managed,
        policy: &str,
        token: &str,
        world: &mut World,
    ) -> Result<(), String> {
        let is_current = self.resources.get(id).is_some_and(|it| it.name == old.name);
        let retained =
            matches!(old.definition[policy].as_str(), Some("Retain" | "RetainExceptOnCreate"));
        if retained {
            world.release(old);
        } else {
            world.delete(old)?;
        }
        let status = if retained { "DELETE_SKIPPED" } else { "DELETE_COMPLETE" };
        self.record(id, status, "", token, world);
        // After a failed creation, the stack still lists what it deleted.
        match self.resources.get_mut(id).filter(|_| is_current) {
            Some(it) if self.status == "ROLLBACK_IN_PROGRESS" => status.clone_into(&mut it.status),
            Some(_) => drop(self.resources.remove(id)),
            None => {}
        }
        Ok(())
    }

    /// Enters a state, which is a failed one if a deletion failed.
    fn reach(&mut self, status: &str, operation: &Operation, world: &mut World) {
        match status {
            "CREATE_COMPLETE" | "UPDATE_COMPLETE" => self.version = operation.target.clone(),
            _ => {}
        }
        let status = if operation.failed && !status.ends_with("_IN_PROGRESS") {
            status.replace("_COMPLETE", "_FAILED")
        } else {
            status.to_owned()
        };
        self.enter(&status, "", &operation.token, world);
    }

    /// What follows the failure of a step.
    fn fail(&mut self, step: Step, reason: &str, operation: &mut Operation, world: &mut World) {
        let (id, verb) = match &step {
            Step::Create(id) => (id.clone(), "CREATE"),
            Step::Delete(id, ..) => (id.clone(), "DELETE"),
            Step::Update(id) | Step::Restore(id, _) => (id.clone(), "UPDATE"),
            other => unreachable!("{other:?} cannot fail"),
        };
        let token = operation.token.clone();
        self.record(&id, &format!("{verb}_FAILED"), reason, &token, world);
        let summary = format!("The following resource(s) failed: [{id}].");
        match self.status.as_str() {
            "CREATE_IN_PROGRESS" => {
                self.enter("ROLLBACK_IN_PROGRESS", &summary, &token, world);
                operation.steps = std::mem::take(&mut operation.undo);
                operation.steps.push_back(Step::Enter("ROLLBACK_COMPLETE"));
            }
            "UPDATE_IN_PROGRESS" => {
                self.enter("UPDATE_ROLLBACK_IN_PROGRESS", &summary, &token, world);
                operation.steps = plan::rollback_of_update(std::mem::take(&mut operation.undo));
            }
            "UPDATE_ROLLBACK_IN_PROGRESS" => {
                self.enter("UPDATE_ROLLBACK_FAILED", &summary, &token, world);
                operation.steps.push_front(step);
            }
            "ROLLBACK_IN_PROGRESS" | "DELETE_IN_PROGRESS" => {
                operation.failed = true;
                if let Some(it) = self.resources.get_mut(&id) {
                    it.status = "DELETE_FAILED".to_owned();
                }
            }
            _ => self.leave_behind(&step, world),
        }
    }

    /// A clean-up that fails leaves the resource in AWS, outside the stack.
    fn leave_behind(&mut self, step: &Step, world: &mut World) {
        if let Step::Delete(id, old, _) = step {
            world.release(old);
            if self.resources.get(id).is_some_and(|it| it.name == old.name) {
                self.resources.remove(id);
            }
        }
    }

    fn enter(&mut self, status: &str, reason: &str, token: &str, world: &mut World) {
        status.clone_into(&mut self.status);
        reason.clone_into(&mut self.reason);
        self.record(&self.name.clone(), status, reason, token, world);
    }

    fn record(&mut self, id: &str, status: &str, reason: &str, token: &str, world: &mut World) {
        self.events.push(Event {
            number: world.next(),
            id: id.to_owned(),
            status: status.to_owned(),
            reason: reason.to_owned(),
            token: token.to_owned(),
        });
    }
}
