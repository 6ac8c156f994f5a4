//! The control plane: all executions, their changes, and the questions about them.

use std::{
    collections::BTreeMap,
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use jiff::Timestamp;
use serde_json::Value;
use tokio::sync::watch;
use uuid::Uuid;

use crate::{
    callbacks::{Report, parse_callback_id},
    checkpoint::Checkpoint,
    clock::Clock,
    execution::{End, Execution, New, Parent},
    functions::{DurableFunction, Functions},
    refusal::Refusal,
    store::Store,
    wire::ErrorObject,
};

/// Runs the executions of durable functions. A handle: clones share the executions.
pub struct ControlPlane<F, C>(pub(crate) Arc<Shared<F, C>>);

impl<F, C> Clone for ControlPlane<F, C> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

pub(crate) struct Shared<F, C> {
    pub(crate) functions: F,
    pub(crate) clock: C,
    settings: Settings,
    store: Store,
    executions: Mutex<BTreeMap<String, Execution>>,
    /// Counts the changes, so that the scheduler and callers can wait for one.
    pub(crate) changed: watch::Sender<u64>,
}

/// How the control plane behaves.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Most operations of a response. Further ones are read page by page.
    pub page: usize,
    /// Whether waits, and pauses between the attempts of a step, take no time.
    pub skip_waits: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { page: 1000, skip_waits: false }
    }
}

/// The start of an execution.
#[derive(Clone, Debug)]
pub struct Start {
    /// The name of the function.
    pub function: String,
    /// As it was deployed.
    pub durable: DurableFunction,
    /// The name of the execution. Without one, it gets one that is unique.
    pub name: Option<String>,
    /// The event of the function, as JSON text.
    pub payload: String,
}

impl<F: Functions, C: Clock> ControlPlane<F, C> {
    /// Loads every execution. Those that have not ended continue when [`run`](Self::run) is called.
    pub fn open(functions: F, clock: C, store: Store, settings: Settings) -> io::Result<Self> {
        let mut executions = BTreeMap::new();
        for mut execution in store.load()? {
            execution.invocation.restart(clock.now());
            executions.insert(execution.id.clone(), execution);
        }
        let executions = Mutex::new(executions);
        let changed = watch::Sender::new(0);
        Ok(Self(Arc::new(Shared { functions, clock, settings, store, executions, changed })))
    }

    /// Starts an execution, or returns the one that has this name and input.
    pub fn start(&self, start: Start) -> Result<Execution, Refusal> {
        self.create(start, None)
    }

    /// Saves a checkpoint. Returns the response of the API.
    pub fn checkpoint(&self, arn: &str, request: Checkpoint) -> Result<Value, Refusal> {
        let Settings { page, skip_waits } = self.0.settings;
        let request = if skip_waits { request.without_waits() } else { request };
        self.change(id_of(arn), |execution, now| execution.checkpoint(now, request, page))
    }

    /// A page of the operations. Returns the response of the API.
    pub fn state(
        &self,
        arn: &str,
        token: &str,
        marker: Option<&str>,
        most: Option<usize>,
    ) -> Result<Value, Refusal> {
        let page = most.unwrap_or(usize::MAX).clamp(1, self.0.settings.page);
        self.get(arn)?.state(token, marker, page)
    }

    /// Applies a report about a callback.
    pub fn report(&self, callback: &str, report: Report) -> Result<(), Refusal> {
        let (execution, operation) = parse_callback_id(callback)?;
        self.change(id_of(&execution), |execution, now| execution.report(now, &operation, report))
    }

    /// Stops an execution. Returns when it was stopped.
    pub fn stop(&self, arn: &str, error: ErrorObject) -> Result<Timestamp, Refusal> {
        self.change(id_of(arn), |execution, now| execution.stop(now, error))
    }

    /// An execution as it is now.
    pub fn get(&self, arn: &str) -> Result<Execution, Refusal> {
        let executions = self.executions();
        let execution = executions.get(id_of(arn));
        let mut execution = execution.ok_or_else(|| unknown(arn))?.clone();
        execution.advance(self.0.clock.now());
        Ok(execution)
    }

    /// The executions of a function, or all, the oldest first.
    pub fn list(&self, function: Option<&str>) -> Vec<Execution> {
        let now = self.0.clock.now();
        let executions = self.executions();
        let of_function =
            |it: &&Execution| function.is_none_or(|name| it.function.function == name);
        let mut list: Vec<Execution> = executions
            .values()
            .filter(|it| !it.is_expired(now))
            .filter(of_function)
            .cloned()
            .collect();
        list.sort_by(|a, b| (a.started, &a.id).cmp(&(b.started, &b.id)));
        list
    }

    /// Waits until the execution has ended.
    pub async fn ended(&self, arn: &str) -> Result<End, Refusal> {
        let mut changed = self.changes();
        loop {
            changed.borrow_and_update();
            if let Some(end) = self.end(arn)? {
                return Ok(end);
            }
            if changed.changed().await.is_err() {
                return Err(Refusal::failed("the control plane ends"));
            }
        }
    }

    /// A counter of the changes, with which a caller waits for the next one.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.0.changed.subscribe()
    }

    /// Runs an execution of another control plane.
    #[cfg(feature = "testing")]
    pub(crate) fn adopt(&self, execution: Execution) -> Result<(), Refusal> {
        self.save(&execution)?;
        self.executions().insert(execution.id.clone(), execution);
        self.notify();
        Ok(())
    }

    fn end(&self, arn: &str) -> Result<Option<End>, Refusal> {
        let executions = self.executions();
        let execution = executions.get(id_of(arn));
        execution.map(|it| it.end.clone()).ok_or_else(|| unknown(arn))
    }

    pub(crate) fn executions(&self) -> MutexGuard<'_, BTreeMap<String, Execution>> {
        self.0.executions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn page(&self) -> usize {
        self.0.settings.page
    }

    /// Starts an execution, perhaps for a chained invoke, which starts one only.
    pub(crate) fn create(
        &self,
        start: Start,
        parent: Option<Parent>,
    ) -> Result<Execution, Refusal> {
        let now = self.0.clock.now();
        let Start { function, durable, name, payload } = start;
        let name = name.map_or_else(|| Ok(unique()), checked)?;
        let execution = {
            let mut executions = self.executions();
            self.forget_expired(&mut executions, now)?;
            let same = |it: &&Execution| match &parent {
                Some(parent) => it.parent.as_ref() == Some(parent),
                None => it.function.function == function && it.name == name,
            };
            if let Some(execution) = executions.values().find(same) {
                let is_same = execution.input() == payload;
                return is_same
                    .then(|| execution.clone())
                    .ok_or_else(|| Refusal::already_started(&name));
            }
            let new = New { id: unique(), name, function, durable, payload, parent };
            let execution = Execution::new(new, now);
            self.save(&execution)?;
            executions.insert(execution.id.clone(), execution.clone());
            execution
        };
        self.notify();
        Ok(execution)
    }

    /// Changes an execution: on a copy, which replaces the execution after it was saved. Whatever fails
    /// changes nothing.
    pub(crate) fn change<T>(
        &self,
        id: &str,
        change: impl FnOnce(&mut Execution, Timestamp) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let now = self.0.clock.now();
        let (result, child) = {
            let mut executions = self.executions();
            let execution = executions.get_mut(id).ok_or_else(|| unknown(id))?;
            let mut changed = execution.clone();
            changed.advance(now);
            let result = change(&mut changed, now)?;
            self.save(&changed)?;
            let has_ended = execution.is_running() && !changed.is_running();
            *execution = changed;
            (result, has_ended.then(|| execution.clone()))
        };
        self.notify();
        if let Some(child) = child {
            self.return_to_parent(&child)?;
        }
        Ok(result)
    }

    /// Lets the execution that invoked this one continue, if there is one.
    pub(crate) fn return_to_parent(&self, child: &Execution) -> Result<(), Refusal> {
        let (Some(parent), Some(end)) = (&child.parent, &child.end) else { return Ok(()) };
        let settled = self.change(&parent.execution, |execution, now| {
            execution.settle_call(now, &parent.operation, &end.outcome);
            Ok(())
        });
        // The parent may be forgotten already.
        settled.or_else(|refusal| if refusal.status == 404 { Ok(()) } else { Err(refusal) })
    }

    fn forget_expired(
        &self,
        executions: &mut BTreeMap<String, Execution>,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        let expired = executions.values().filter(|it| it.is_expired(now));
        let expired: Vec<String> = expired.map(|it| it.id.clone()).collect();
        for id in expired {
            self.0.store.remove(&id).map_err(|error| failed_to_save(&id, &error))?;
            executions.remove(&id);
        }
        Ok(())
    }

    fn save(&self, execution: &Execution) -> Result<(), Refusal> {
        self.0.store.save(execution).map_err(|error| failed_to_save(&execution.id, &error))
    }

    fn notify(&self) {
        self.0.changed.send_modify(|changes| *changes += 1);
    }
}

fn failed_to_save(id: &str, error: &io::Error) -> Refusal {
    Refusal::failed(format!("failed to save the execution `{id}`: {error}"))
}

fn unknown(execution: &str) -> Refusal {
    Refusal::not_found(format!("the execution `{execution}`"))
}

/// The id of an execution is the end of its ARN.
fn id_of(arn: &str) -> &str {
    arn.rsplit_once('/').map_or(arn, |(_, id)| id)
}

fn unique() -> String {
    Uuid::now_v7().to_string()
}

fn checked(name: String) -> Result<String, Refusal> {
    let is_valid = |it: char| it.is_ascii_alphanumeric() || it == '-' || it == '_';
    if (1..=64).contains(&name.len()) && name.chars().all(is_valid) {
        Ok(name)
    } else {
        Err(Refusal::invalid(format!(
            "`{name}` is not a name of an execution: 1 to 64 letters, digits, `-` and `_`"
        )))
    }
}
