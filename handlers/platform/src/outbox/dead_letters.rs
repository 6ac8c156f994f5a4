//! Dead letters: outbox messages that cannot be published, with their whole content, so that they can
//! be repaired and published again.

use aws_sdk_sqs::Client;
use serde::Serialize;

use super::bus::Entry;
use crate::{Result, stream::Record};

/// The dead-letter queue of a function that publishes the outbox of a table.
pub(crate) struct DeadLetters {
    client: Client,
    queue: String,
}

/// A message that cannot be published.
#[derive(Debug, Serialize)]
pub(super) struct DeadLetter<'a> {
    /// Why it cannot be published.
    reason: String,
    /// The change by which it came: the row, and its position in the stream.
    record: &'a Record,
}

impl<'a> DeadLetter<'a> {
    /// The message that came in `record`. Its own entries could not be made, or those of an earlier
    /// message about the same aggregate.
    pub(super) fn new(record: &'a Record, entries: &Result<Vec<Entry>>) -> Self {
        let reason = match entries {
            Err(failure) => format!("{failure:?}"),
            Ok(_) => "an earlier message about the same aggregate is a dead letter".to_owned(),
        };
        Self { reason, record }
    }
}

impl DeadLetters {
    /// The queue with this address.
    pub(crate) fn new(client: Client, queue: String) -> Self {
        Self { client, queue }
    }

    /// Sends a message to the queue. Whether it has arrived.
    pub(super) async fn send(&self, letter: &DeadLetter<'_>) -> bool {
        let sent = self.try_send(letter).await;
        let (reason, sequence_number) = (&letter.reason, &letter.record.dynamodb.sequence_number);
        match &sent {
            Ok(()) => {
                tracing::error!(reason, sequence_number, "the outbox message is a dead letter");
            }
            Err(failure) => {
                let error = format!("{failure:?}");
                tracing::error!(
                    error,
                    reason,
                    sequence_number,
                    "failed to send an outbox message to the dead-letter queue"
                );
            }
        }
        sent.is_ok()
    }

    async fn try_send(&self, letter: &DeadLetter<'_>) -> Result {
        let body = serde_json::to_string(letter)?;
        let request = self.client.send_message().queue_url(&self.queue).message_body(body);
        Box::pin(request.send()).await?;
        Ok(())
    }
}
