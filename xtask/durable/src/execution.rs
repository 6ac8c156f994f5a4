//! One execution: its operations, its invocations and its end. Pure: the caller passes the time, and
//! drops the changed copy if a change fails.

use base64::{Engine, engine::general_purpose::STANDARD};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    calls::Call,
    functions::{DurableFunction, Target},
    history::{self, Event},
    invocation::Invocation,
    refusal::Refusal,
    wire::{
        DurableConfig, ErrorObject, ExecutionDetails, ExecutionStatus, Operation, OperationStatus,
        OperationType, seconds,
    },
};

/// An execution of a durable function.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Execution {
    /// Unique; the end of the ARN.
    pub id: String,
    /// Names the execution in every call.
    pub arn: String,
    /// Unique among the executions of the function that are kept.
    pub name: String,
    /// The function, in the version with which the execution started.
    pub function: Target,
    /// The limits of the execution.
    pub config: DurableConfig,
    /// When it started.
    #[serde(with = "seconds")]
    pub started: Timestamp,
    /// When and how it ended.
    pub end: Option<End>,
    /// What happened so far.
    pub history: Vec<Event>,
    pub(crate) parent: Option<Parent>,
    pub(crate) operations: Vec<Recorded>,
    pub(crate) invocation: Invocation,
    /// How many changes there were.
    pub(crate) changes: u64,
}

/// The end of an execution.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct End {
    /// When it ended.
    #[serde(with = "seconds")]
    pub time: Timestamp,
    /// How.
    pub outcome: Outcome,
}

/// How an execution, a chained invoke or a callback ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Outcome {
    /// With a result, as JSON text.
    Succeeded(Option<String>),
    /// With an error.
    Failed(ErrorObject),
    /// Not in time.
    TimedOut(ErrorObject),
    /// It was stopped.
    Stopped(ErrorObject),
}

impl Outcome {
    /// The status of an execution that ended so.
    pub fn execution_status(&self) -> ExecutionStatus {
        match self {
            Self::Succeeded(_) => ExecutionStatus::Succeeded,
            Self::Failed(_) => ExecutionStatus::Failed,
            Self::TimedOut(_) => ExecutionStatus::TimedOut,
            Self::Stopped(_) => ExecutionStatus::Stopped,
        }
    }

    pub(crate) fn operation_status(&self) -> OperationStatus {
        match self {
            Self::Succeeded(_) => OperationStatus::Succeeded,
            Self::Failed(_) => OperationStatus::Failed,
            Self::TimedOut(_) => OperationStatus::TimedOut,
            Self::Stopped(_) => OperationStatus::Stopped,
        }
    }

    /// The result of a success.
    pub fn result(&self) -> Option<&str> {
        match self {
            Self::Succeeded(result) => result.as_deref(),
            _ => None,
        }
    }

    /// Why there is no success.
    pub fn error(&self) -> Option<&ErrorObject> {
        match self {
            Self::Succeeded(_) => None,
            Self::Failed(error) | Self::TimedOut(error) | Self::Stopped(error) => Some(error),
        }
    }

    /// The end of the name of an event, and its details.
    pub(crate) fn event(&self) -> (&'static str, Value) {
        let kind = match self {
            Self::Succeeded(_) => "Succeeded",
            Self::Failed(_) => "Failed",
            Self::TimedOut(_) => "TimedOut",
            Self::Stopped(_) => "Stopped",
        };
        let details = match self {
            Self::Succeeded(result) => json!({ "Result": history::payload(result.as_deref()) }),
            _ => json!({ "Error": history::error(self.error()) }),
        };
        (kind, details)
    }
}

/// The chained invoke that started an execution.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Parent {
    pub(crate) execution: String,
    pub(crate) operation: String,
}

/// An operation, and what only the control plane needs of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Recorded {
    pub(crate) operation: Operation,
    /// The number of its last change.
    pub(crate) changed: u64,
    pub(crate) callback: Option<CallbackTimers>,
    pub(crate) call: Option<Call>,
}

/// When a callback is too late.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct CallbackTimers {
    #[serde(with = "seconds::option", default)]
    pub(crate) timeout: Option<Timestamp>,
    pub(crate) heartbeat_seconds: u32,
    #[serde(with = "seconds::option", default)]
    pub(crate) heartbeat: Option<Timestamp>,
}

/// What a new execution is made of.
pub(crate) struct New {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) function: String,
    pub(crate) durable: DurableFunction,
    pub(crate) payload: String,
    pub(crate) parent: Option<Parent>,
}

impl Execution {
    pub(crate) fn new(new: New, now: Timestamp) -> Self {
        let New { id, name, function, durable, payload, parent } = new;
        let DurableFunction { arn, version, config } = durable;
        let arn = format!("{arn}:{version}/durable-execution/{name}/{id}");
        let input = json!({ "Input": history::payload(Some(&payload)), "ExecutionTimeout": config.execution_timeout });
        let mut execution = Self {
            operations: vec![],
            history: vec![],
            invocation: Invocation::due(now),
            function: Target::new(&function, Some(&version)),
            started: now,
            end: None,
            changes: 0,
            id,
            arn,
            name,
            config,
            parent,
        };
        execution.operations.push(Recorded {
            operation: Operation {
                execution_details: Some(ExecutionDetails { input_payload: payload }),
                ..blank(&execution.id, OperationType::Execution, now)
            },
            changed: 0,
            callback: None,
            call: None,
        });
        execution.record(Event::new(now, "ExecutionStarted", None, input));
        execution
    }

    /// What the execution was started with, as JSON text.
    pub fn input(&self) -> &str {
        let details =
            self.operations.first().and_then(|it| it.operation.execution_details.as_ref());
        details.map_or("", |it| &it.input_payload)
    }

    /// Its operations, in the order in which they were first reported; the first is the execution.
    pub fn operations(&self) -> impl Iterator<Item = &Operation> {
        self.operations.iter().map(|it| &it.operation)
    }

    /// How far it is.
    pub fn status(&self) -> ExecutionStatus {
        self.end.as_ref().map_or(ExecutionStatus::Running, |end| end.outcome.execution_status())
    }

    /// Whether it has not ended.
    pub(crate) fn is_running(&self) -> bool {
        self.end.is_none()
    }

    /// Whether it ended so long ago that it is forgotten.
    pub(crate) fn is_expired(&self, now: Timestamp) -> bool {
        let kept = SignedDuration::from_hours(24 * i64::from(self.config.retention_period_in_days));
        self.end.as_ref().is_some_and(|end| end.time + kept <= now)
    }

    /// The same execution before its last invocation, with every operation of its history.
    #[cfg(feature = "testing")]
    pub(crate) fn rewound(mut self, now: Timestamp) -> Self {
        self.end = None;
        self.invocation = Invocation::due(now);
        if let Some(recorded) = self.operations.first_mut() {
            recorded.operation.status = OperationStatus::Started;
            recorded.operation.end_timestamp = None;
        }
        self
    }

    pub(crate) fn find(&self, id: &str) -> Option<&Recorded> {
        self.operations.iter().find(|it| it.operation.id == id)
    }

    /// The operation, marked as changed.
    pub(crate) fn touch(&mut self, id: &str) -> Option<&mut Recorded> {
        self.changes += 1;
        let changes = self.changes;
        let recorded = self.operations.iter_mut().find(|it| it.operation.id == id)?;
        recorded.changed = changes;
        Some(recorded)
    }

    /// Adds an event to the history.
    pub(crate) fn record(&mut self, event: Event) {
        let event_id = self.history.len() + 1;
        self.history.push(Event { event_id, ..event });
    }

    /// Ends the execution, unless it has ended.
    pub(crate) fn finish(&mut self, now: Timestamp, outcome: Outcome) {
        if self.end.is_some() {
            return;
        }
        let (kind, details) = outcome.event();
        self.record(Event::new(now, &format!("Execution{kind}"), None, details));
        self.touch(&self.id.clone());
        if let Some(recorded) = self.operations.first_mut() {
            recorded.operation.status = outcome.operation_status();
            recorded.operation.end_timestamp = Some(now);
        }
        self.end = Some(End { time: now, outcome });
    }

    /// Stops the execution. To stop it again changes nothing.
    pub(crate) fn stop(
        &mut self,
        now: Timestamp,
        error: ErrorObject,
    ) -> Result<Timestamp, Refusal> {
        self.finish(now, Outcome::Stopped(error));
        match &self.end {
            Some(End { time, outcome: Outcome::Stopped(_) }) => Ok(*time),
            _ => Err(Refusal::invalid(format!("the execution `{}` has ended", self.arn))),
        }
    }

    /// Ends an operation from outside, and lets the function continue.
    pub(crate) fn settle(&mut self, now: Timestamp, id: &str, kind: &str, outcome: &Outcome) {
        let Some(Recorded { operation, .. }) = self.touch(id) else { return };
        operation.status = outcome.operation_status();
        operation.end_timestamp = Some(now);
        if let Some(details) = &mut operation.callback_details {
            details.result = outcome.result().map(str::to_owned);
            details.error = outcome.error().cloned();
        }
        if let Some(details) = &mut operation.chained_invoke_details {
            details.result = outcome.result().map(str::to_owned);
            details.error = outcome.error().cloned();
        }
        let (end, details) = outcome.event();
        let event = Event::new(now, &format!("{kind}{end}"), Some(operation), details);
        self.record(event);
        self.invocation.wake(now);
    }
}

/// Whether an operation runs, or waits for something outside.
pub(crate) fn is_open(operation: &Operation) -> bool {
    operation.status == OperationStatus::Started
}

/// An operation that has just started.
pub(crate) fn blank(id: &str, kind: OperationType, now: Timestamp) -> Operation {
    Operation {
        id: id.to_owned(),
        parent_id: None,
        name: None,
        r#type: kind,
        sub_type: None,
        start_timestamp: now,
        end_timestamp: None,
        status: OperationStatus::Started,
        execution_details: None,
        context_details: None,
        step_details: None,
        wait_details: None,
        callback_details: None,
        chained_invoke_details: None,
    }
}

/// Text that only the control plane reads, in the alphabet that the API requires.
pub(crate) fn opaque(text: &str) -> String {
    STANDARD.encode(text)
}

/// The text of [`opaque`].
pub(crate) fn transparent(text: &str) -> Option<String> {
    String::from_utf8(STANDARD.decode(text).ok()?).ok()
}
