//! The outbox: events are written in the transaction of the change they describe, and published from
//! the table's stream. No event is lost, none is published for a change that was not made, and the
//! events of one aggregate keep their order, except after a dead letter.
//!
//! A message that cannot be read, or is too large for the bus, becomes a dead letter, and with it the
//! later messages about its aggregate in the same batch. All others are published, also later ones
//! about the same aggregate in other batches, so consumers compare revisions or times. After the
//! repair of the message, or of the code, an operator has it published again, with its id, by setting
//! its attribute `RepublishedAt` to another value.

mod batches;
mod bus;
mod dead_letters;
mod message;
mod public_event;
mod public_events;
mod publisher;

use std::time::Duration;

use contracts::{Function, REPUBLISHED_AT, Table, TableStream};
use serde::de::DeserializeOwned;
use serde_dynamo::Item;
use tracing::Instrument;

use self::{
    batches::{Delivery, Outcome, deliver},
    dead_letters::DeadLetter,
    message::{OUTBOX, aggregate},
};
pub(crate) use self::{
    bus::{Entry, EventBus},
    dead_letters::DeadLetters,
    message::Message,
};
pub use self::{
    message::OutboxMessage,
    public_events::PublicEvents,
    publisher::{EventPublisher, Publisher},
};
use crate::{
    Context, Invocation, Lambda, Result,
    backoff::backoff,
    batch::BatchResponse,
    failure::catch_panic,
    stream::{ChangeKind, Changes, Record, text},
};

/// Pause before a refused event is retried.
const FIRST_PAUSE: Duration = Duration::from_millis(50);

impl<F, T> Lambda<F>
where
    F: Function<Trigger = TableStream<T>>,
    T: Table,
{
    /// Publishes the messages in the outbox of the table: `translate` makes public events of a
    /// private one.
    pub async fn serve_outbox<P: DeserializeOwned>(
        &self,
        translate: fn(P) -> PublicEvents<F>,
    ) -> Result {
        let (bus, dead_letters) = (self.bus(), self.dead_letters()?);
        self.respond(async |payload, invocation| {
            Ok(publish(payload, &invocation, &bus, &dead_letters, translate).await)
        })
        .await
    }
}

/// Publishes the outbox messages that are due in a batch of the stream. The stream redelivers from the
/// first one that could neither be published nor become a dead letter.
async fn publish<F, P>(
    changes: Changes,
    invocation: &Invocation<'_>,
    bus: &EventBus,
    dead_letters: &DeadLetters,
    translate: fn(P) -> PublicEvents<F>,
) -> BatchResponse
where
    F: Function,
    P: DeserializeOwned,
{
    let source = F::SERVICE.source_in(&invocation.settings.environment);
    let records: Vec<Record> = changes.records.into_iter().filter(is_due).collect();
    let work = async {
        let mut deliveries = Vec::new();
        for record in &records {
            deliveries.push(prepare(record, &source, translate).await);
        }
        let pause = async |refusals| tokio::time::sleep(backoff(FIRST_PAUSE, refusals)).await;
        let Outcome { refused, unpublishable } =
            deliver(&deliveries, async |entries| bus.send(entries).await, pause).await;
        for row in unpublishable {
            let letter = DeadLetter::new(&records[row], &deliveries[row].entries);
            if !dead_letters.send(&letter).await {
                return Some(row);
            }
        }
        refused
    };
    let failed = work.instrument(invocation.span(&Context::new())).await;
    let mut response = BatchResponse::default();
    if let Some(row) = failed {
        response.retry(records[row].dynamodb.sequence_number.clone());
    }
    response
}

/// Whether a change puts a message into the outbox, or marks one to be published again. A mark from
/// before the change does not count.
fn is_due(record: &Record) -> bool {
    let Record { event_name, dynamodb: images, .. } = record;
    let (before, after) = (mark(images.old_image.as_ref()), mark(images.new_image.as_ref()));
    let is_due = match event_name {
        ChangeKind::Insert => true,
        ChangeKind::Modify => after.is_some() && after != before,
        ChangeKind::Remove => false,
    };
    is_due && text(&images.keys, "PK").is_some_and(|key| key.starts_with(OUTBOX))
}

fn mark(image: Option<&Item>) -> Option<&str> {
    text(image?, REPUBLISHED_AT)
}

/// Makes entries for the bus of one row.
async fn prepare<F, P: DeserializeOwned>(
    record: &Record,
    source: &str,
    translate: fn(P) -> PublicEvents<F>,
) -> Delivery {
    let images = &record.dynamodb;
    Delivery {
        aggregate: aggregate(text(&images.keys, "PK").unwrap_or_default()).to_owned(),
        entries: catch_panic(async { entries(images.new_image.clone(), source, translate) }).await,
    }
}

fn entries<F, P: DeserializeOwned>(
    image: Option<Item>,
    source: &str,
    translate: fn(P) -> PublicEvents<F>,
) -> Result<Vec<Entry>> {
    let message: Message = serde_dynamo::from_item(image.unwrap_or_default())?;
    let events = translate(serde_json::from_str(&message.event)?).into_public_events()?;
    message.entries(source, events)
}

#[cfg(test)]
mod tests;
