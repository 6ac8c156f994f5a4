//! `publish-events`: tells everyone else what this service recorded for itself.

use contracts::user_management::{PublishEvents, UserCreated};
use platform::Outgoing;

use crate::events::Recorded;

/// The public event that a private one becomes.
pub fn translate(recorded: Recorded) -> Outgoing<PublishEvents> {
    match recorded {
        Recorded::UserRegistered { user_id } => Outgoing::event(UserCreated { user_id }),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_registered_user_is_announced_as_created() {
        let recorded = Recorded::UserRegistered { user_id: "u1".to_owned() };
        let events = translate(recorded).into_events().unwrap();
        assert_eq!(events, [("users.userCreated.v1", json!({ "userId": "u1" }))]);
    }

    #[test]
    fn what_is_recorded_can_be_read_back() {
        let recorded = Recorded::UserRegistered { user_id: "u1".to_owned() };
        let stored = serde_json::to_value(&recorded).unwrap();
        assert_eq!(stored, json!({ "event": "userRegistered", "userId": "u1" }));
        assert_eq!(serde_json::from_value::<Recorded>(stored).unwrap(), recorded);
    }
}
