//! The private events of this service.

use serde::{Deserialize, Serialize};

/// A private event, as the table's outbox keeps it until it is published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum PrivateEvent {
    /// A queue that was empty has messages.
    DeadLettersFound { queue: String, depth: u64 },
}
