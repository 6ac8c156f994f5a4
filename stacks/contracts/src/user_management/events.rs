//! The public events of user management.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::event::Event;

/// A user registered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct UserCreated {
    /// The user's id (a UUID).
    pub user_id: String,
}

impl Event for UserCreated {
    const TYPE: &'static str = "users.userCreated.v1";

    fn sample() -> Self {
        Self { user_id: "0199c2f4-1b7a-7c31-9d2e-3f4a5b6c7d8e".into() }
    }
}
