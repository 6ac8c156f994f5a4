//! The outbox: events are written in the transaction of the change they describe, and published from
//! the table's stream. No event is lost, none is published for a change that was not made, and the
//! events of one aggregate keep their order.

mod batches;
mod bus;
mod publisher;

use std::{marker::PhantomData, time::Duration};

use aws_sdk_dynamodb::types::AttributeValue;
use contracts::{
    CloudEvent, Datadog, Event, Function, Key, OUTBOX_PARTITION, Outbox, Publishes, Row, Table,
    TableStream, prefix,
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use tracing::Instrument;
use uuid::Uuid;

pub(crate) use self::bus::EventBus;
pub use self::publisher::{EventPublisher, Publisher};
use self::{
    batches::{Delivery, deliver},
    bus::Entry,
};
use crate::{
    Context, Invocation, Lambda, Result, backoff,
    dynamo::{Item, seconds},
    failure::catch_panic,
    invocation::log_failure,
    queue::BatchResponse,
    stream::{ChangeKind, Changes, Record, text},
};

/// What the partition keys of outbox messages begin with, in every table.
const OUTBOX: &str = prefix(OUTBOX_PARTITION);

/// How long a published event stays in the table, for investigations.
const LIFETIME: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Pause before a refused event is retried.
const FIRST_PAUSE: Duration = Duration::from_millis(50);

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
            id: Uuid::now_v7(),
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
struct Message {
    #[serde(rename = "PK")]
    partition: String,
    #[serde(rename = "SK")]
    id: String,
    event: String,
    correlation_id: String,
    traceparent: Option<String>,
    created_at: Timestamp,
}

/// The public events that a private event of `F`'s service becomes: one, several or none.
pub struct PublicEvents<F> {
    events: Vec<(&'static str, Result<Value, serde_json::Error>)>,
    publisher: PhantomData<F>,
}

impl<F> PublicEvents<F> {
    /// No event.
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
        let bus = self.bus();
        self.respond(async |payload, invocation| {
            Ok(publish(payload, &invocation, &bus, translate).await)
        })
        .await
    }
}

/// Publishes the outbox messages that a batch of the stream adds.
async fn publish<F, P>(
    changes: Changes,
    invocation: &Invocation<'_>,
    bus: &EventBus,
    translate: fn(P) -> PublicEvents<F>,
) -> BatchResponse
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
        let pause = async |refusals| tokio::time::sleep(backoff(FIRST_PAUSE, refusals)).await;
        deliver(&deliveries, async |entries| bus.send(entries).await, pause).await
    };
    let failed = work.instrument(invocation.span(&Context::new())).await;
    let mut response = BatchResponse::default();
    if let Some(sequence_number) = failed {
        response.retry(sequence_number);
    }
    response
}

fn is_outbox(record: &Record) -> bool {
    record.event_name == ChangeKind::Insert
        && text(&record.dynamodb.keys, "PK").is_some_and(|key| key.starts_with(OUTBOX))
}

/// Makes entries for the bus of one row. Entries that cannot be made cannot be sent.
async fn prepare<F, P: DeserializeOwned>(
    record: &Record,
    source: &str,
    translate: fn(P) -> PublicEvents<F>,
) -> Delivery {
    let images = &record.dynamodb;
    let entries = catch_panic(async { entries(images.new_image.clone(), source, translate) }).await;
    Delivery {
        aggregate: aggregate(text(&images.keys, "PK").unwrap_or_default()).to_owned(),
        sequence_number: images.sequence_number.clone(),
        entries: entries.inspect_err(|failure| log_failure("the outbox row", failure)).ok(),
    }
}

fn entries<F, P: DeserializeOwned>(
    image: Option<serde_dynamo::Item>,
    source: &str,
    translate: fn(P) -> PublicEvents<F>,
) -> Result<Vec<Entry>> {
    let message: Message = serde_dynamo::from_item(image.unwrap_or_default())?;
    let events = translate(serde_json::from_str(&message.event)?).into_events()?;
    let events = events.into_iter().enumerate();
    events.map(|(index, (name, data))| message.entry(index, source, name, data)).collect()
}

impl Message {
    fn entry(&self, index: usize, source: &str, name: &'static str, data: Value) -> Result<Entry> {
        let context = Context {
            correlation_id: self.correlation_id.clone(),
            traceparent: self.traceparent.clone(),
        };
        let id = self.event_id(index);
        let event = cloud_event(id, source, name, self.created_at, &context, data);
        Entry::new(event, self.created_at, aggregate(&self.partition).to_owned())
    }

    /// The row's id, and a number where one row becomes several events.
    fn event_id(&self, index: usize) -> String {
        let id = &self.id;
        if index == 0 { id.clone() } else { format!("{id}-{}", index + 1) }
    }
}

/// The aggregate that an outbox message is about.
fn aggregate(partition: &str) -> &str {
    partition.strip_prefix(OUTBOX).unwrap_or(partition)
}

/// The envelope of a published event.
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
        let responses =
            MockResponseInterceptor::new().rule_mode(RuleMode::Sequential).with_rule(rule);
        let config = Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::from_static("us-east-1"))
            .credentials_provider(Credentials::new("id", "key", None, None, "test"))
            .http_client(create_mock_http_client())
            .interceptor(responses);
        EventBus::new(Client::from_conf(config.build()), "SharedEventBus-test")
    }

    fn response(refused: &[bool]) -> PutEventsOutput {
        let result = |refused: &bool| {
            let code = refused.then(|| "InternalFailure".to_owned());
            PutEventsResultEntry::builder().set_error_code(code).build()
        };
        let results = refused.iter().map(result).collect();
        PutEventsOutput::builder().set_entries(Some(results)).build()
    }

    /// A stream record of an outbox row with this private event about `user`.
    fn inserted(user: &str, sequence_number: u32, event: &str) -> Value {
        let (partition, id) = (format!("OUTBOX#{user}"), format!("id-of-{user}"));
        let key = json!({ "PK": { "S": partition }, "SK": { "S": id } });
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

    async fn publish_all(rule: &Rule, records: Value) -> BatchResponse {
        let changes = serde_json::from_value(json!({ "Records": records })).unwrap();
        let translate: fn(UserCreated) -> PublicEvents<PublishEvents> =
            |event| PublicEvents::event(event);
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
    async fn an_outbox_row_becomes_a_cloud_event_with_its_id() {
        let rule = mock!(Client::put_events)
            .match_requests(|request| request.entries().iter().all(is_expected))
            .then_output(|| response(&[false]));
        let response = publish_all(&rule, json!([inserted("u-1", 1, &registered("u-1"))])).await;
        assert_eq!(response, BatchResponse::default());
        assert_eq!(rule.num_calls(), 1);
    }

    #[tokio::test]
    async fn an_event_that_the_bus_refuses_is_retried() {
        let rule = mock!(Client::put_events)
            .sequence()
            .output(|| response(&[false, true]))
            .output(|| response(&[false]))
            .build();
        let records =
            json!([inserted("u-1", 1, &registered("u-1")), inserted("u-2", 2, &registered("u-2"))]);
        assert_eq!(publish_all(&rule, records).await, BatchResponse::default());
        assert_eq!(rule.num_calls(), 2);
    }

    #[tokio::test]
    async fn an_unreadable_row_is_redelivered_and_the_others_are_published() {
        let rule = mock!(Client::put_events)
            .match_requests(|request| request.entries().iter().all(is_expected))
            .then_output(|| response(&[false]));
        let records = json!([inserted("u-2", 7, "{}"), inserted("u-1", 8, &registered("u-1"))]);
        let response = publish_all(&rule, records).await;
        assert_eq!(response.batch_item_failures[0].item_identifier, "7");
        assert_eq!(rule.num_calls(), 1);
    }

    #[tokio::test]
    async fn changes_that_add_no_outbox_message_are_ignored() {
        let rule = mock!(Client::put_events).then_output(|| response(&[]));
        let mut expired = inserted("u-1", 1, &registered("u-1"));
        expired["eventName"] = json!("REMOVE");
        let mut state = inserted("u-1", 2, "{}");
        state["dynamodb"]["Keys"]["PK"]["S"] = json!("u-1");
        assert_eq!(publish_all(&rule, json!([expired, state])).await, BatchResponse::default());
        assert_eq!(rule.num_calls(), 0);
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
