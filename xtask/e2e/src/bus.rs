//! Publishing on the event bus.

use aws_config::SdkConfig;
use aws_sdk_eventbridge::{
    Client,
    error::SdkError,
    operation::put_events::{PutEventsError, PutEventsOutput},
    types::PutEventsRequestEntry,
};
use contracts::{Event, EventType};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::Shop;

/// Most events that EventBridge accepts in one call.
const MAX_ENTRIES: usize = 10;

/// An event to publish.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Source.
    pub source: String,
    /// Detail type.
    pub detail_type: String,
    /// The `CloudEvent`, or part of one.
    pub detail: Value,
}

impl Entry {
    /// The same event with a detail that consists of the data, as some publishers send it.
    #[must_use]
    pub fn data_only(mut self) -> Self {
        self.detail = json!({ "data": self.detail["data"] });
        self
    }

    fn request(&self, bus: &str) -> PutEventsRequestEntry {
        PutEventsRequestEntry::builder()
            .event_bus_name(bus)
            .source(&self.source)
            .detail_type(&self.detail_type)
            .detail(self.detail.to_string())
            .build()
    }
}

/// The form of an event whose detail is its data.
fn bare(cloud_event: &Value) -> Value {
    let mut detail = cloud_event["data"].clone();
    for name in ["id", "correlationid"] {
        detail[name] = cloud_event[name].clone();
    }
    detail
}

impl Shop {
    /// An event with these data as its publisher sends it, with an id of its own.
    pub fn event<E: Event>(&self, data: &Value) -> Entry {
        self.event_of_type(EventType::of::<E>(), data)
    }

    /// The same for a type that is a value.
    pub fn event_of_type(&self, event: EventType, data: &Value) -> Entry {
        let source = event.source_in(&self.environment);
        let mut detail = json!({
            "specversion": "1.0",
            "id": Uuid::now_v7().to_string(),
            "source": source,
            "type": event.name,
            "time": "2026-01-01T00:00:00Z",
            "datacontenttype": "application/json",
            "correlationid": Uuid::now_v7().to_string(),
            "data": data,
        });
        for (name, value) in event.envelope.extensions {
            detail[name] = (*value).into();
        }
        if event.envelope.is_bare {
            detail = bare(&detail);
        }
        Entry { source, detail_type: event.name.to_owned(), detail }
    }

    /// Publishes events.
    ///
    /// # Panics
    /// If the bus does not accept all of them.
    pub async fn publish(&self, entries: impl IntoIterator<Item = &Entry>) {
        let entries: Vec<&Entry> = entries.into_iter().collect();
        for batch in entries.chunks(MAX_ENTRIES) {
            let output = self.put_events(&self.aws, batch).await.expect("the tests may publish");
            assert_eq!(output.failed_entry_count, 0, "{output:?}");
        }
    }

    /// Sends up to ten events to the bus in one call, with the credentials in `aws`.
    pub async fn put_events(
        &self,
        aws: &SdkConfig,
        entries: &[&Entry],
    ) -> Result<PutEventsOutput, SdkError<PutEventsError>> {
        let entries = entries.iter().map(|entry| entry.request(&self.bus)).collect();
        Client::new(aws).put_events().set_entries(Some(entries)).send().await
    }
}
