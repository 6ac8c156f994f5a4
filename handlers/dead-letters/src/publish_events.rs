//! `publish-events`: publishes the events in the outbox of the table.

use contracts::dead_letters::{DeadLettersFound, PublishEvents};
use platform::{Handler, Lambda, PublicEvents, Result};

use crate::{DeadLetters, events::PrivateEvent};

impl Handler<PublishEvents> for DeadLetters {
    async fn run(lambda: Lambda<PublishEvents>) -> Result {
        lambda.serve_outbox(translate).await
    }
}

/// The public event that a private one becomes.
pub fn translate(event: PrivateEvent) -> PublicEvents<PublishEvents> {
    match event {
        PrivateEvent::DeadLettersFound { queue, depth } => PublicEvents::event(DeadLettersFound {
            queue,
            depth,
            // SQS reports the age of messages only as a metric.
            oldest_message_age_seconds: None,
        }),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_queue_that_is_no_longer_empty_is_published() {
        let event = json!({ "event": "deadLettersFound", "queue": "dev-a-dlq", "depth": 3 });
        let event = translate(serde_json::from_value(event).unwrap());
        let data = json!({ "queue": "dev-a-dlq", "depth": 3 });
        assert_eq!(event.into_events().unwrap(), [("ops.deadLettersFound.v1", data)]);
    }
}
