//! `publish-events`: publishes the events in the outbox of the table.

use contracts::user_management::{PublishEvents, UserCreated};
use platform::{Handler, Lambda, PublicEvents, Result};

use super::events::PrivateEvent;
use crate::UserManagement;

impl Handler<PublishEvents> for UserManagement {
    async fn run(lambda: Lambda<PublishEvents>) -> Result {
        lambda.serve_outbox(translate).await
    }
}

/// The public event that a private one becomes.
pub fn translate(event: PrivateEvent) -> PublicEvents<PublishEvents> {
    match event {
        PrivateEvent::UserRegistered { user_id } => PublicEvents::event(UserCreated { user_id }),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_registered_user_is_published_as_created() {
        let event = PrivateEvent::UserRegistered { user_id: "u1".to_owned() };
        let events = translate(event).into_events().unwrap();
        assert_eq!(events, [("users.userCreated.v1", json!({ "userId": "u1" }))]);
    }

    #[test]
    fn a_private_event_is_read_as_it_was_written() {
        let event = PrivateEvent::UserRegistered { user_id: "u1".to_owned() };
        let stored = serde_json::to_value(&event).unwrap();
        assert_eq!(stored, json!({ "event": "userRegistered", "userId": "u1" }));
        assert_eq!(serde_json::from_value::<PrivateEvent>(stored).unwrap(), event);
    }
}
