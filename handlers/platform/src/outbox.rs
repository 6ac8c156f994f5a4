//! Events are written with the state they tell of, and published from the table's stream: none is
//! lost, none is told of what did not happen, and those of one aggregate keep their order.

mod bus;
mod waves;

use std::marker::PhantomData;

use aws_sdk_dynamodb::types::AttributeValue;
use contracts::{CloudEvent, Datadog, Event, Function, Publishes};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use tracing::Instrument;
use uuid::Uuid;

pub(crate) use self::bus::EventBus;
use self::{
    bus::{Entry, pause},
    waves::{Delivery, deliver},
};
use crate::{
    Context, Invocation, Result,
    dynamo::{Item, expires, key},
    failure::contain,
    invocation::log_failure,
    queue::BatchAnswer,
    stream::{ChangeKind, Changes, Record, text},
};

/// How long a published event stays in the table, for people who look into it.
const LIFETIME: SignedDuration = SignedDuration::from_hours(7 * 24);

/// A private event that waits to be published.
#[derive(Clone, Debug, PartialEq)]
pub struct Recording {
    /// The published event's id.
    pub id: Uuid,
    /// `PK` of what the event is about. Events of one aggregate keep their order.
    pub aggregate: String,
    /// The private event.
    pub event: Value,
    /// What ties the event to the request it came from.
    pub context: Context,
    /// When it happened.
    pub created_at: Timestamp,
}

impl Recording {
    /// Records `event` about the aggregate at `aggregate_pk`.
    pub fn new(
        aggregate_pk: impl Into<String>,
        event: &impl Serialize,
        context: &Context,
    ) -> Result<Self> {
        Ok(Self {
            id: Uuid::now_v7(),
            aggregate: aggregate_pk.into(),
            event: serde_json::to_value(event)?,
            context: context.clone(),
            created_at: Timestamp::now(),
        })
    }

    /// The private event, read back.
    pub fn event_as<P: DeserializeOwned>(&self) -> Result<P> {
        Ok(serde_json::from_value(self.event.clone())?)
    }

    /// The row of the outbox.
    pub(crate) fn item(&self) -> Item {
        let mut item = key(&self.aggregate, format!("OUTBOX#{}", self.id));
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
        item.insert("Expires".to_owned(), expires(self.created_at, LIFETIME));
        item
    }
}

/// A row of the outbox, as the stream delivers it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Row {
    #[serde(rename = "PK")]
    aggregate: String,
    #[serde(rename = "SK")]
    sort_key: String,
    event: String,
    correlation_id: String,
    traceparent: Option<String>,
    created_at: Timestamp,
}

/// What `F` tells the world when something happened: one public event, several or none.
pub struct Outgoing<F> {
    events: Vec<(&'static str, Result<Value, serde_json::Error>)>,
    publisher: PhantomData<F>,
}

impl<F> Outgoing<F> {
    /// Nothing.
    pub fn none() -> Self {
        Self { events: Vec::new(), publisher: PhantomData }
    }

    /// One event, which `F` must have declared.
    pub fn event<E: Event>(event: E) -> Self
    where
        F: Publishes<E>,
    {
        Self::none().and(event)
    }

    /// One more event.
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "translating consumes the private event")]
    pub fn and<E: Event>(mut self, event: E) -> Self
    where
        F: Publishes<E>,
    {
        self.events.push((E::TYPE, serde_json::to_value(&event)));
        self
    }

    /// Detail types and data, in the order they will be sent.
    pub fn into_events(self) -> Result<Vec<(&'static str, Value)>> {
        self.events.into_iter().map(|(name, data)| Ok((name, data?))).collect()
    }
}

/// Publishes what a batch of the stream adds to the outbox.
pub(crate) async fn publish<F, P>(
    changes: Changes,
    invocation: &Invocation<'_>,
    bus: &EventBus,
    translate: fn(P) -> Outgoing<F>,
) -> BatchAnswer
where
    F: Function,
    P: DeserializeOwned,
{
    let source = F::SERVICE.source_in(&invocation.settings.environment);
    let work = async {
        let mut deliveries = Vec::new();
        for record in changes.records.iter().filter(|record| is_outbox(record)) {
            deliveries.push(prepare(record, &source, translate).await);
        }
        deliver(&deliveries, async |entries| bus.send(entries).await, pause).await
    };
    let failed = work.instrument(invocation.span(&Context::new())).await;
    let mut answer = BatchAnswer::default();
    if let Some(sequence_number) = failed {
        answer.retry(sequence_number);
    }
    answer
}

fn is_outbox(record: &Record) -> bool {
    record.event_name == ChangeKind::Insert
        && text(&record.dynamodb.keys, "SK").is_some_and(|key| key.starts_with("OUTBOX#"))
}

/// Makes entries for the bus of one row. Entries that cannot be made cannot be sent.
async fn prepare<F, P: DeserializeOwned>(
    record: &Record,
    source: &str,
    translate: fn(P) -> Outgoing<F>,
) -> Delivery {
    let images = &record.dynamodb;
    let entries = contain(async { entries(images.new_image.clone(), source, translate) }).await;
    Delivery {
        aggregate: text(&images.keys, "PK").unwrap_or_default().to_owned(),
        sequence_number: images.sequence_number.clone(),
        entries: entries.inspect_err(|failure| log_failure("the outbox row", failure)).ok(),
    }
}

fn entries<F, P: DeserializeOwned>(
    image: Option<serde_dynamo::Item>,
    source: &str,
    translate: fn(P) -> Outgoing<F>,
) -> Result<Vec<Entry>> {
    let row: Row = serde_dynamo::from_item(image.unwrap_or_default())?;
    let events = translate(serde_json::from_str(&row.event)?).into_events()?;
    let events = events.into_iter().enumerate();
    events.map(|(index, (name, data))| row.entry(index, source, name, data)).collect()
}

impl Row {
    fn entry(&self, index: usize, source: &str, name: &'static str, data: Value) -> Result<Entry> {
        let event = CloudEvent {
            specversion: "1.0",
            id: self.event_id(index),
            source: source.to_owned(),
            r#type: name,
            time: self.created_at.to_string(),
            datacontenttype: "application/json",
            traceparent: self.traceparent.clone(),
            correlationid: self.correlation_id.clone(),
            datadog: self.traceparent.clone().map(|traceparent| Datadog { traceparent }),
            data,
        };
        Ok(Entry {
            source: event.source.clone(),
            detail_type: name,
            time: self.created_at,
            detail: serde_json::to_string(&event)?,
            id: event.id,
            aggregate: self.aggregate.clone(),
            correlation_id: self.correlation_id.clone(),
        })
    }

    /// The row's id, and a number where one row becomes several events.
    fn event_id(&self, index: usize) -> String {
        let id = self.sort_key.trim_start_matches("OUTBOX#");
        if index == 0 { id.to_owned() } else { format!("{id}-{}", index + 1) }
    }
}
