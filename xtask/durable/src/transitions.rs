//! What the updates of a checkpoint do to the operations.

#[cfg(test)]
mod tests;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::{
    callbacks::callback_id,
    calls::Call,
    execution::{CallbackTimers, Execution, Outcome, Recorded, blank},
    functions::Target,
    history::{self, Event},
    refusal::Refusal,
    wire::{
        Action, CallbackDetails, ChainedInvokeDetails, ContextDetails, Operation, OperationStatus,
        OperationType, StepDetails, Update, WaitDetails,
    },
};

/// Whether an operation in this status, or a new one, may be updated so.
fn is_allowed(kind: OperationType, status: Option<OperationStatus>, action: Action) -> bool {
    use Action::{Cancel, Fail, Retry, Start, Succeed};
    use OperationStatus::{Ready, Started};
    match (kind, action) {
        (OperationType::Execution, Succeed | Fail) => true,
        (OperationType::Step, Start) => matches!(status, None | Some(Ready)),
        (OperationType::Step, Succeed | Fail | Retry) => {
            matches!(status, None | Some(Started | Ready))
        }
        (OperationType::Context, Succeed | Fail) => matches!(status, None | Some(Started)),
        (
            OperationType::Context
            | OperationType::Wait
            | OperationType::Callback
            | OperationType::ChainedInvoke,
            Start,
        ) => status.is_none(),
        (OperationType::Wait | OperationType::ChainedInvoke, Cancel) => status == Some(Started),
        _ => false,
    }
}

impl Execution {
    /// Applies one update of a checkpoint.
    pub(crate) fn apply(&mut self, now: Timestamp, update: Update) -> Result<(), Refusal> {
        self.check(&update)?;
        match update.r#type {
            OperationType::Execution => self.finish(now, outcome(update)),
            OperationType::Step => self.update_step(now, &update)?,
            OperationType::Context => self.update_context(now, update),
            OperationType::Wait => self.update_wait(now, &update)?,
            OperationType::Callback => self.start_callback(now, update),
            OperationType::ChainedInvoke => self.update_call(now, update)?,
        }
        Ok(())
    }

    fn check(&self, update: &Update) -> Result<(), Refusal> {
        let id = &update.id;
        let current = self.find(id).map(|it| &it.operation);
        let current = current.filter(|_| update.r#type != OperationType::Execution);
        if current.is_some_and(|it| !is_same(it, update)) {
            return Err(Refusal::invalid(format!("`{id}` is another operation in the history")));
        }
        let status = current.map(|it| it.status);
        let (kind, action) = (update.r#type, update.action);
        if !is_allowed(kind, status, action) {
            let status = status.map_or_else(|| "new".to_owned(), |it| format!("{it:?}"));
            return Err(Refusal::invalid(format!(
                "{action:?} is not allowed for the {kind:?} `{id}`, which is {status}"
            )));
        }
        let is_context = |it: &Recorded| it.operation.r#type == OperationType::Context;
        if let Some(parent) = &update.parent_id
            && !self.find(parent).is_some_and(is_context)
        {
            return Err(Refusal::invalid(format!(
                "the parent `{parent}` of `{id}` is not a context"
            )));
        }
        let has_both = update.payload.is_some() && update.error.is_some();
        let has_wrong = match action {
            Action::Succeed => update.error.is_some(),
            Action::Fail => update.payload.is_some(),
            _ => false,
        };
        if has_both || has_wrong {
            return Err(Refusal::invalid(format!(
                "{action:?} of `{id}` has a payload and an error"
            )));
        }
        Ok(())
    }

    /// The operation of an update, which is new or marked as changed.
    fn open(&mut self, now: Timestamp, update: &Update) -> &mut Recorded {
        let index = self.operations.iter().position(|it| it.operation.id == update.id);
        let index = index.unwrap_or_else(|| {
            let operation = Operation {
                parent_id: update.parent_id.clone(),
                name: update.name.clone(),
                sub_type: update.sub_type.clone(),
                ..blank(&update.id, update.r#type, now)
            };
            self.operations.push(Recorded { operation, changed: 0, callback: None, call: None });
            self.operations.len() - 1
        });
        self.changes += 1;
        let recorded = &mut self.operations[index];
        recorded.changed = self.changes;
        recorded
    }

    fn note(&mut self, now: Timestamp, id: &str, kind: &str, details: Value) {
        let operation = self.find(id).map(|it| it.operation.clone());
        self.record(Event::new(now, kind, operation.as_ref(), details));
    }

    fn update_step(&mut self, now: Timestamp, update: &Update) -> Result<(), Refusal> {
        let delay = update.step_options.as_ref().map(|it| it.next_attempt_delay_seconds);
        if update.action == Action::Retry && delay.is_none() {
            return Err(Refusal::invalid(format!("the retry of `{}` has no delay", update.id)));
        }
        let Recorded { operation, .. } = self.open(now, update);
        let attempt = operation.step_details.as_ref().map_or(0, |it| it.attempt);
        let attempt = if update.action == Action::Start { attempt } else { attempt + 1 };
        let (status, kind) = match update.action {
            Action::Succeed => (OperationStatus::Succeeded, "StepSucceeded"),
            Action::Fail => (OperationStatus::Failed, "StepFailed"),
            Action::Retry => (OperationStatus::Pending, "StepFailed"),
            _ => (OperationStatus::Started, "StepStarted"),
        };
        let next = delay.filter(|_| update.action == Action::Retry);
        operation.status = status;
        operation.end_timestamp =
            matches!(update.action, Action::Succeed | Action::Fail).then_some(now);
        operation.step_details = Some(StepDetails {
            attempt,
            next_attempt_timestamp: next.map(|it| later(now, it)),
            result: update.payload.clone(),
            error: update.error.clone(),
        });
        let retry = json!({ "CurrentAttempt": attempt, "NextAttemptDelaySeconds": next });
        let mut details = json!({});
        if update.action != Action::Start {
            details = ended(update);
            details["RetryDetails"] = retry;
        }
        self.note(now, &update.id, kind, details);
        Ok(())
    }

    fn update_context(&mut self, now: Timestamp, update: Update) {
        let Recorded { operation, .. } = self.open(now, &update);
        let (status, kind) = match update.action {
            Action::Succeed => (OperationStatus::Succeeded, "ContextSucceeded"),
            Action::Fail => (OperationStatus::Failed, "ContextFailed"),
            _ => (OperationStatus::Started, "ContextStarted"),
        };
        operation.status = status;
        let mut details = json!({});
        if update.action != Action::Start {
            details = ended(&update);
            operation.end_timestamp = Some(now);
            operation.context_details = Some(ContextDetails {
                replay_children: update.context_options.is_some_and(|it| it.replay_children),
                result: update.payload,
                error: update.error,
            });
        }
        self.note(now, &update.id, kind, details);
    }

    fn update_wait(&mut self, now: Timestamp, update: &Update) -> Result<(), Refusal> {
        if update.action == Action::Cancel {
            self.cancel(now, update, "WaitCancelled");
            return Ok(());
        }
        let seconds = update.wait_options.as_ref().map(|it| it.wait_seconds);
        let seconds =
            seconds.ok_or_else(|| Refusal::invalid(format!("`{}` has no duration", update.id)))?;
        let end = later(now, seconds);
        let Recorded { operation, .. } = self.open(now, update);
        operation.wait_details = Some(WaitDetails { scheduled_end_timestamp: end });
        let end = crate::wire::seconds::of(end);
        let details = json!({ "Duration": seconds, "ScheduledEndTimestamp": end });
        self.note(now, &update.id, "WaitStarted", details);
        Ok(())
    }

    fn start_callback(&mut self, now: Timestamp, update: Update) {
        let callback_id = callback_id(&self.arn, &update.id);
        let options = update.callback_options.clone().unwrap_or_default();
        let limit = |seconds: u32| (seconds > 0).then(|| later(now, seconds));
        let recorded = self.open(now, &update);
        recorded.callback = Some(CallbackTimers {
            timeout: limit(options.timeout_seconds),
            heartbeat_seconds: options.heartbeat_timeout_seconds,
            heartbeat: limit(options.heartbeat_timeout_seconds),
        });
        let details = json!({
            "CallbackId": &callback_id,
            "Timeout": options.timeout_seconds,
            "HeartbeatTimeout": options.heartbeat_timeout_seconds,
        });
        recorded.operation.callback_details =
            Some(CallbackDetails { callback_id, result: None, error: None });
        self.note(now, &update.id, "CallbackStarted", details);
    }

    fn update_call(&mut self, now: Timestamp, update: Update) -> Result<(), Refusal> {
        if update.action == Action::Cancel {
            self.cancel(now, &update, "ChainedInvokeStopped");
            return Ok(());
        }
        let options = update.chained_invoke_options.clone();
        let name = options
            .ok_or_else(|| Refusal::invalid(format!("`{}` names no function", update.id)))?
            .function_name;
        let recorded = self.open(now, &update);
        recorded.operation.chained_invoke_details = Some(ChainedInvokeDetails::default());
        let payload = update.payload.unwrap_or_else(|| "null".to_owned());
        let input = history::payload(Some(&payload));
        let target = Target::parse(&name);
        recorded.call =
            Some(Call { target, payload, due: Some(now), failures: 0, in_flight: false });
        let details = json!({ "FunctionName": name, "Input": input });
        self.note(now, &update.id, "ChainedInvokeStarted", details);
        Ok(())
    }

    fn cancel(&mut self, now: Timestamp, update: &Update, kind: &str) {
        let Recorded { operation, .. } = self.open(now, update);
        operation.status = OperationStatus::Cancelled;
        operation.end_timestamp = Some(now);
        self.note(now, &update.id, kind, json!({}));
    }
}

/// Whether an update concerns the operation of the history that has its id.
fn is_same(operation: &Operation, update: &Update) -> bool {
    let matches =
        |given: &Option<String>, recorded: &Option<String>| given.is_none() || given == recorded;
    operation.r#type == update.r#type
        && matches(&update.sub_type, &operation.sub_type)
        && matches(&update.name, &operation.name)
        && matches(&update.parent_id, &operation.parent_id)
}

fn outcome(update: Update) -> Outcome {
    match update.action {
        Action::Succeed => Outcome::Succeeded(update.payload),
        _ => Outcome::Failed(update.error.unwrap_or_default()),
    }
}

/// The details of an event that ends an operation or an attempt.
fn ended(update: &Update) -> Value {
    match update.action {
        Action::Succeed => json!({ "Result": history::payload(update.payload.as_deref()) }),
        _ => json!({ "Error": history::error(update.error.as_ref()) }),
    }
}

fn later(now: Timestamp, seconds: u32) -> Timestamp {
    now + SignedDuration::from_secs(seconds.into())
}
