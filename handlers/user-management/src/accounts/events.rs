//! The private events of user management.

use serde::{Deserialize, Serialize};

/// A private event, as the outbox of the table contains it until it is published.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum PrivateEvent {
    UserRegistered { user_id: String },
}
