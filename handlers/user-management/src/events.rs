//! What this service records for itself when something happens.

use serde::{Deserialize, Serialize};

/// A private event, as the table's outbox keeps it until it is published.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Recorded {
    UserRegistered { user_id: String },
}
