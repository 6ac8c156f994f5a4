//! What the streams of tables deliver: public events of an outbox, and new items.

use contracts::Function;
use jiff::Timestamp;
use serde::Serialize;
use serde_dynamo::{Item, to_item};
use serde_json::{Value, json};

use crate::{
    Context, PublicEvents, Result,
    outbox::{Entry, Message},
};

/// An event as the bus carries it.
#[derive(Clone, Debug, PartialEq)]
pub struct BusEvent {
    /// The id, also in the detail.
    pub id: String,
    /// Detail type.
    pub event_type: &'static str,
    /// When it happened.
    pub time: Timestamp,
    /// The event in JSON, with its envelope.
    pub detail: String,
}

impl BusEvent {
    /// The events that an outbox message with this id becomes.
    pub fn of_outbox<F: Function>(
        id: &str,
        time: Timestamp,
        context: &Context,
        events: PublicEvents<F>,
    ) -> Result<Vec<Self>> {
        let message = Message::in_memory(id, time, context);
        let source = F::SERVICE.source_in("simulated");
        let entries = message.entries(&source, events.into_public_events()?)?;
        let event = |Entry { id, detail_type, time, detail, .. }: Entry| Self {
            id,
            event_type: detail_type,
            time,
            detail,
        };
        Ok(entries.into_iter().map(event).collect())
    }
}

/// The batch in which the stream of a table delivers a new item.
pub fn insertion(key: &str, item: &impl Serialize) -> Result<Value> {
    let image: Item = to_item(item)?;
    let key = json!({ "S": key });
    let record = json!({
        "eventName": "INSERT",
        "dynamodb": {
            "Keys": { "PK": key, "SK": key },
            "NewImage": image,
            "SequenceNumber": "1",
        },
    });
    Ok(json!({ "Records": [record] }))
}
