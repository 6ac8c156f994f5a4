//! The events of an execution, for people who look at it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::wire::{ErrorObject, Operation, seconds};

/// Something that happened in an execution.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Event {
    /// Counted from 1.
    pub event_id: usize,
    /// Such as `StepSucceeded`.
    pub event_type: String,
    /// When it happened.
    #[serde(with = "seconds")]
    pub event_timestamp: Timestamp,
    /// The operation, if it concerns one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its name in the function's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The context in which it runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    /// A finer distinction, which the SDK makes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sub_type: Option<String>,
    /// `StepSucceededDetails` for `StepSucceeded`, and so on.
    #[serde(flatten)]
    pub details: Map<String, Value>,
}

impl Event {
    /// An event of an operation, or of the execution itself.
    pub(crate) fn new(
        time: Timestamp,
        kind: &str,
        operation: Option<&Operation>,
        details: Value,
    ) -> Self {
        Self {
            event_id: 0,
            event_type: kind.to_owned(),
            event_timestamp: time,
            id: operation.map(|it| it.id.clone()),
            name: operation.and_then(|it| it.name.clone()),
            parent_id: operation.and_then(|it| it.parent_id.clone()),
            sub_type: operation.and_then(|it| it.sub_type.clone()),
            details: Map::from_iter([(format!("{kind}Details"), details)]),
        }
    }

    /// The event without inputs, results and errors.
    #[must_use]
    pub(crate) fn without_data(mut self) -> Self {
        for details in self.details.values_mut().filter_map(Value::as_object_mut) {
            for data in ["Input", "Result", "Error"] {
                if let Some(data) = details.get_mut(data) {
                    *data = json!({ "Truncated": true });
                }
            }
        }
        self
    }
}

/// An input or result in the details of an event.
pub(crate) fn payload(text: Option<&str>) -> Value {
    json!({ "Payload": text, "Truncated": false })
}

/// An error in the details of an event.
pub(crate) fn error(error: Option<&ErrorObject>) -> Value {
    json!({ "Payload": error, "Truncated": false })
}
