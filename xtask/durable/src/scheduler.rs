//! Does what is due: lets timers elapse, invokes functions, makes the calls of chained invokes.

use tokio::task::JoinSet;

use crate::{
    calls::Call,
    clock::Clock,
    control_plane::{ControlPlane, Start},
    execution::{Execution, Outcome, Parent},
    functions::{CallError, Functions, Target},
    invoke::UNQUALIFIED,
    refusal::Refusal,
    wire::ErrorObject,
};

/// Something that takes time.
enum Work {
    Invocation { execution: String, target: Target, payload: String },
    Call { parent: Parent, call: Call },
}

impl<F: Functions, C: Clock> ControlPlane<F, C> {
    /// Runs executions until the returned future is dropped, or an execution cannot be saved.
    pub async fn run(self) -> Result<(), Refusal> {
        self.return_ended()?;
        let mut changed = self.changes();
        let mut working = JoinSet::new();
        loop {
            changed.borrow_and_update();
            for work in self.take_due()? {
                let plane = self.clone();
                working.spawn(async move { plane.perform(work).await });
            }
            tokio::select! {
                _ = changed.changed() => {}
                () = self.next_due() => {}
                Some(done) = working.join_next(), if !working.is_empty() => {
                    done.map_err(|error| Refusal::failed(error.to_string()))??;
                }
            }
        }
    }

    /// The next time at which something is due.
    pub fn next_time(&self) -> Option<jiff::Timestamp> {
        self.executions().values().filter_map(Execution::next_time).min()
    }

    /// Whether a function runs or is about to run. Otherwise executions wait for time to pass, or for
    /// callbacks.
    pub fn is_busy(&self) -> bool {
        let now = self.0.clock.now();
        let is_busy = |it: &Execution| {
            let runs = it.invocation.is_running() || it.has_call_in_flight();
            it.is_running() && (runs || it.next_time().is_some_and(|time| time <= now))
        };
        self.executions().values().any(is_busy)
    }

    async fn next_due(&self) {
        match self.next_time() {
            Some(time) => self.0.clock.until(time).await,
            None => std::future::pending().await,
        }
    }

    fn take_due(&self) -> Result<Vec<Work>, Refusal> {
        let now = self.0.clock.now();
        let is_due = |it: &&Execution| it.next_time().is_some_and(|time| time <= now);
        let due: Vec<String> =
            self.executions().values().filter(is_due).map(|it| it.id.clone()).collect();
        let mut work = vec![];
        for id in due {
            work.extend(self.change(&id, |execution, now| {
                let calls = execution.take_calls(now).into_iter().map(|(operation, call)| {
                    let parent = Parent { execution: id.clone(), operation };
                    Work::Call { parent, call }
                });
                let mut work: Vec<Work> = calls.collect();
                if let Some(payload) = execution.begin_invocation(now, self.page()) {
                    let target = execution.function.clone();
                    work.push(Work::Invocation { execution: id.clone(), target, payload });
                }
                Ok(work)
            })?);
        }
        Ok(work)
    }

    async fn perform(self, work: Work) -> Result<(), Refusal> {
        match work {
            Work::Invocation { execution, target, payload } => {
                // A stopped execution does not wait for its function.
                let response = tokio::select! {
                    response = self.0.functions.invoke(&target, payload) => response,
                    ended = self.ended(&execution) => return ended.map(|_| ()),
                };
                self.change(&execution, |execution, now| {
                    execution.end_invocation(now, response);
                    Ok(())
                })
            }
            Work::Call { parent, call } => self.perform_call(parent, call).await,
        }
    }

    /// Invokes a function, or starts an execution of a durable one, which returns when it ends.
    async fn perform_call(&self, parent: Parent, call: Call) -> Result<(), Refusal> {
        let response = match self.0.functions.durable(&call.target).await {
            Ok(Some(_)) if call.target.qualifier.is_none() => Err(CallError::Function(
                ErrorObject::new("Lambda.InvalidParameterValueException", UNQUALIFIED),
            )),
            Ok(Some(durable)) => {
                let (function, payload) = (call.target.function, call.payload);
                let start = Start { function, durable, name: None, payload };
                return self.start_child(parent, start);
            }
            Ok(None) => self.0.functions.invoke(&call.target, call.payload).await,
            Err(error) => Err(error),
        };
        self.change(&parent.execution, |execution, now| {
            execution.call_returned(now, &parent.operation, response);
            Ok(())
        })
    }

    fn start_child(&self, parent: Parent, start: Start) -> Result<(), Refusal> {
        let child = self.create(start, Some(parent.clone()))?;
        self.change(&parent.execution, |execution, now| {
            if let Some(call) = execution.call(&parent.operation) {
                call.in_flight = false;
                call.due = None;
            }
            if let Some(end) = &child.end {
                execution.settle_call(now, &parent.operation, &end.outcome);
            }
            Ok(())
        })
    }

    /// Returns the outcome of every execution that ended just before the control plane did.
    fn return_ended(&self) -> Result<(), Refusal> {
        let executions = self.executions().values().cloned().collect::<Vec<Execution>>();
        executions.iter().try_for_each(|execution| self.return_to_parent(execution))
    }
}

impl Execution {
    fn has_call_in_flight(&self) -> bool {
        self.operations.iter().any(|it| it.call.as_ref().is_some_and(|call| call.in_flight))
    }

    /// How it ended, if it has.
    pub fn outcome(&self) -> Option<&Outcome> {
        self.end.as_ref().map(|end| &end.outcome)
    }
}
