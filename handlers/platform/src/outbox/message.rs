//! The messages of an outbox, as they are written and as the stream delivers them.

use aws_sdk_dynamodb::types::AttributeValue;
use contracts::{
    Key, OUTBOX_PARTITION, Outbox, Row, Table, prefix, retention::DEAD_LETTER_RETENTION_DAYS,
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::{
    bus::Entry,
    public_event::{Origin, PublicEvent},
};
use crate::{
    Context, Result,
    dynamo::{Item, seconds},
    ids,
};

/// What the partition keys of outbox messages begin with, in every table.
pub(super) const OUTBOX: &str = prefix(OUTBOX_PARTITION);

/// How long a message stays in the table: as long as its dead letter, which the stream delivers at
/// most a day later, so that it can be repaired and published again.
const LIFETIME: SignedDuration =
    SignedDuration::from_hours((DEAD_LETTER_RETENTION_DAYS as i64 + 1) * 24);

/// A private event of a service, to be published.
#[derive(Clone, Debug, PartialEq)]
pub struct OutboxMessage {
    /// The published event's id.
    pub id: Uuid,
    /// What the event is about. Events of one aggregate keep their order.
    pub aggregate: String,
    /// The private event.
    pub event: Value,
    /// What ties the event to the request that caused it.
    pub context: Context,
    /// When the change was made.
    pub created_at: Timestamp,
}

impl OutboxMessage {
    /// A message with `event` about the aggregate whose item has this key.
    pub fn about<R: Row>(
        aggregate: &Key<R>,
        event: &impl Serialize,
        context: &Context,
    ) -> Result<Self> {
        Ok(Self {
            id: ids::uuid(),
            aggregate: aggregate.partition().to_owned(),
            event: serde_json::to_value(event)?,
            context: context.clone(),
            created_at: Timestamp::now(),
        })
    }

    /// The key of its row.
    pub(crate) fn key<T: Table>(&self) -> Key<Outbox<T>> {
        Outbox::key(&self.aggregate, &self.id.to_string())
    }

    /// The attributes of its row.
    pub(crate) fn attributes(&self) -> Item {
        let mut item = Item::new();
        let mut text = |name: &str, value: String| {
            item.insert(name.to_owned(), AttributeValue::S(value));
        };
        text("Type", "Outbox".to_owned());
        text("Event", self.event.to_string());
        text("CorrelationId", self.context.correlation_id.clone());
        if let Some(traceparent) = &self.context.traceparent {
            text("Traceparent", traceparent.clone());
        }
        text("CreatedAt", self.created_at.to_string());
        item.insert("Expires".to_owned(), seconds(self.created_at + LIFETIME));
        item
    }
}

/// A message of the outbox, as the stream delivers it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Message {
    #[serde(rename = "PK")]
    partition: String,
    #[serde(rename = "SK")]
    id: String,
    /// The private event, in JSON.
    pub(super) event: String,
    correlation_id: String,
    traceparent: Option<String>,
    created_at: Timestamp,
}

impl Message {
    /// A message without its private event, which its publisher has translated.
    #[cfg(feature = "memory")]
    pub(crate) fn in_memory(id: &str, created_at: Timestamp, context: &Context) -> Self {
        Self {
            partition: OUTBOX.to_owned(),
            id: id.to_owned(),
            event: String::new(),
            correlation_id: context.correlation_id.clone(),
            traceparent: context.traceparent.clone(),
            created_at,
        }
    }

    /// The entries for the public events that the message becomes.
    pub(crate) fn entries(&self, source: &str, events: Vec<PublicEvent>) -> Result<Vec<Entry>> {
        let context = &Context {
            correlation_id: self.correlation_id.clone(),
            traceparent: self.traceparent.clone(),
        };
        let entry = |(index, event): (usize, PublicEvent)| {
            let origin =
                Origin { id: self.event_id(index), source, time: self.created_at, context };
            event.into_entry(&origin, aggregate(&self.partition).to_owned())
        };
        events.into_iter().enumerate().map(entry).collect()
    }

    /// The row's id, and a number where one row becomes several events.
    fn event_id(&self, index: usize) -> String {
        let id = &self.id;
        if index == 0 { id.clone() } else { format!("{id}-{}", index + 1) }
    }
}

/// The aggregate that an outbox message is about.
pub(super) fn aggregate(partition: &str) -> &str {
    partition.strip_prefix(OUTBOX).unwrap_or(partition)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_outlives_its_dead_letter() {
        let message = OutboxMessage {
            id: Uuid::nil(),
            aggregate: "u-1".to_owned(),
            event: Value::Null,
            context: Context::new(),
            created_at: Timestamp::UNIX_EPOCH,
        };
        let seconds_of_15_days = (15 * 24 * 60 * 60).to_string();
        assert_eq!(message.attributes()["Expires"], AttributeValue::N(seconds_of_15_days));
    }

    #[test]
    fn several_events_of_one_row_have_ids_of_their_own() {
        let message = Message {
            partition: "OUTBOX#u-1".to_owned(),
            id: "row-1".to_owned(),
            event: String::new(),
            correlation_id: String::new(),
            traceparent: None,
            created_at: Timestamp::UNIX_EPOCH,
        };
        assert_eq!([0, 1, 2].map(|index| message.event_id(index)), ["row-1", "row-1-2", "row-1-3"]);
    }
}
