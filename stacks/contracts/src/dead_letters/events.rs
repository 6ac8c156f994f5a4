//! The public event about dead letters.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::event::Event;

/// A dead-letter queue that was empty has messages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeadLettersFound {
    /// Name of the queue.
    pub queue: String,
    /// Messages in it, approximately.
    pub depth: u64,
    /// Age of its oldest message in seconds; absent when unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oldest_message_age_seconds: Option<u64>,
}

impl Event for DeadLettersFound {
    const TYPE: &'static str = "ops.deadLettersFound.v1";

    fn sample() -> Self {
        Self {
            queue: "dev-inventory-handle-order-created-dlq".into(),
            depth: 3,
            oldest_message_age_seconds: None,
        }
    }
}
