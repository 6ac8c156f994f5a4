//! Events are written with the state they tell of, and published from the table's stream: none is
//! lost, none is told of what did not happen, and those of one aggregate keep their order.

mod bus;
mod publisher;
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
pub use self::publisher::Publisher;
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
        let context = Context {
            correlation_id: self.correlation_id.clone(),
            traceparent: self.traceparent.clone(),
        };
        let id = self.event_id(index);
        let event = cloud_event(id, source, name, self.created_at, &context, data);
        Entry::new(event, self.created_at, self.aggregate.clone())
    }

    /// The row's id, and a number where one row becomes several events.
    fn event_id(&self, index: usize) -> String {
        let id = self.sort_key.trim_start_matches("OUTBOX#");
        if index == 0 { id.to_owned() } else { format!("{id}-{}", index + 1) }
    }
}

/// The envelope of an event of ours.
fn cloud_event(
    id: String,
    source: &str,
    name: &'static str,
    time: Timestamp,
    context: &Context,
    data: Value,
) -> CloudEvent<Value> {
    CloudEvent {
        specversion: "1.0",
        id,
        source: source.to_owned(),
        r#type: name,
        time: time.to_string(),
        datacontenttype: "application/json",
        traceparent: context.traceparent.clone(),
        correlationid: context.correlation_id.clone(),
        datadog: context.traceparent.clone().map(|traceparent| Datadog { traceparent }),
        data,
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_eventbridge::{
        Client, Config,
        config::{BehaviorVersion, Credentials, Region},
        operation::put_events::PutEventsOutput,
        types::{PutEventsRequestEntry, PutEventsResultEntry},
    };
    use aws_smithy_mocks::{
        MockResponseInterceptor, Rule, RuleMode, create_mock_http_client, mock,
    };
    use contracts::user_management::{PublishEvents, UserCreated};
    use serde_json::json;

    use super::*;
    use crate::testing;

    fn bus(rule: &Rule) -> EventBus {
        let answers =
            MockResponseInterceptor::new().rule_mode(RuleMode::Sequential).with_rule(rule);
        let config = Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::from_static("us-east-1"))
            .credentials_provider(Credentials::new("id", "key", None, None, "test"))
            .http_client(create_mock_http_client())
            .interceptor(answers);
        EventBus::new(Client::from_conf(config.build()), "SharedEventBus-test")
    }

    fn answer(refused: &[bool]) -> PutEventsOutput {
        let result = |refused: &bool| {
            let code = refused.then(|| "InternalFailure".to_owned());
            PutEventsResultEntry::builder().set_error_code(code).build()
        };
        let results = refused.iter().map(result).collect();
        PutEventsOutput::builder().set_entries(Some(results)).build()
    }

    /// A stream record for a row that says that `user` registered.
    fn inserted(user: &str, sequence_number: u32, event: &str) -> Value {
        let key = json!({ "PK": { "S": user }, "SK": { "S": format!("OUTBOX#id-of-{user}") } });
        let mut image = json!({
            "Type": { "S": "Outbox" },
            "Event": { "S": event },
            "CorrelationId": { "S": "c-1" },
            "Traceparent": { "S": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01" },
            "CreatedAt": { "S": "2026-11-21T10:00:00Z" },
            "Expires": { "N": "1795860000" },
        });
        image.as_object_mut().unwrap().extend(key.as_object().unwrap().clone());
        json!({
            "eventID": "1", "eventName": "INSERT", "eventSource": "aws:dynamodb",
            "dynamodb": {
                "ApproximateCreationDateTime": 1_795_255_200, "Keys": key, "NewImage": image,
                "SequenceNumber": sequence_number.to_string(), "StreamViewType": "NEW_IMAGE",
            },
        })
    }

    fn registered(user: &str) -> String {
        json!({ "userId": user }).to_string()
    }

    async fn publish_all(rule: &Rule, records: Value) -> BatchAnswer {
        let changes = serde_json::from_value(json!({ "Records": records })).unwrap();
        let translate: fn(UserCreated) -> Outgoing<PublishEvents> = |event| Outgoing::event(event);
        let settings = testing::settings();
        let invocation = testing::invocation::<PublishEvents>(&settings);
        publish(changes, &invocation, &bus(rule), translate).await
    }

    fn is_expected(entry: &PutEventsRequestEntry) -> bool {
        let detail: Value = serde_json::from_str(entry.detail().unwrap()).unwrap();
        let traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        let expected = json!({
            "specversion": "1.0", "id": "id-of-u-1", "source": "test.users",
            "type": "users.userCreated.v1", "time": "2026-11-21T10:00:00Z",
            "datacontenttype": "application/json", "traceparent": traceparent,
            "correlationid": "c-1", "_datadog": { "traceparent": traceparent },
            "data": { "userId": "u-1" },
        });
        detail == expected
            && entry.event_bus_name() == Some("SharedEventBus-test")
            && entry.source() == Some("test.users")
            && entry.detail_type() == Some("users.userCreated.v1")
    }

    #[tokio::test]
    async fn a_row_becomes_a_cloud_event_with_the_rows_id() {
        let rule = mock!(Client::put_events)
            .match_requests(|request| request.entries().iter().all(is_expected))
            .then_output(|| answer(&[false]));
        let answer = publish_all(&rule, json!([inserted("u-1", 1, &registered("u-1"))])).await;
        assert_eq!(answer, BatchAnswer::default());
        assert_eq!(rule.num_calls(), 1);
    }

    #[tokio::test]
    async fn what_the_bus_refuses_is_sent_again() {
        let rule = mock!(Client::put_events)
            .sequence()
            .output(|| answer(&[false, true]))
            .output(|| answer(&[false]))
            .build();
        let records =
            json!([inserted("u-1", 1, &registered("u-1")), inserted("u-2", 2, &registered("u-2"))]);
        assert_eq!(publish_all(&rule, records).await, BatchAnswer::default());
        assert_eq!(rule.num_calls(), 2);
    }

    #[tokio::test]
    async fn an_unreadable_row_is_delivered_again_and_its_neighbours_are_sent() {
        let rule = mock!(Client::put_events)
            .match_requests(|request| request.entries().iter().all(is_expected))
            .then_output(|| answer(&[false]));
        let records = json!([inserted("u-2", 7, "{}"), inserted("u-1", 8, &registered("u-1"))]);
        let answer = publish_all(&rule, records).await;
        assert_eq!(answer.batch_item_failures[0].item_identifier, "7");
        assert_eq!(rule.num_calls(), 1);
    }

    #[tokio::test]
    async fn changes_that_are_not_new_rows_of_the_outbox_are_none_of_its_business() {
        let rule = mock!(Client::put_events).then_output(|| answer(&[]));
        let mut expired = inserted("u-1", 1, &registered("u-1"));
        expired["eventName"] = json!("REMOVE");
        let mut state = inserted("u-1", 2, "{}");
        state["dynamodb"]["Keys"]["SK"]["S"] = json!("u-1");
        assert_eq!(publish_all(&rule, json!([expired, state])).await, BatchAnswer::default());
        assert_eq!(rule.num_calls(), 0);
    }

    #[test]
    fn several_events_of_one_row_have_ids_of_their_own() {
        let row = Row {
            aggregate: "u-1".to_owned(),
            sort_key: "OUTBOX#row-1".to_owned(),
            event: String::new(),
            correlation_id: String::new(),
            traceparent: None,
            created_at: Timestamp::UNIX_EPOCH,
        };
        assert_eq!([0, 1, 2].map(|index| row.event_id(index)), ["row-1", "row-1-2", "row-1-3"]);
    }
}
