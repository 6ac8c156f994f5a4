//! The event bus, as an outside publisher sees it.

use aws_sdk_eventbridge::types::PutEventsRequestEntry;
use contracts::Service;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::Shop;

/// An event to send.
#[derive(Clone, Debug)]
pub struct Entry {
    /// `EventBridge` source.
    pub source: String,
    /// Detail type.
    pub r#type: String,
    /// The `CloudEvent`, or less.
    pub detail: Value,
}

impl Shop {
    /// An event of `service` as we publish it, with an id of its own.
    pub fn event(&self, service: Service, name: &str, data: &Value) -> Entry {
        let source = service.source_in(&self.environment);
        let detail = json!({
            "specversion": "1.0",
            "id": Uuid::now_v7().to_string(),
            "source": source,
            "type": name,
            "time": "2026-01-01T00:00:00Z",
            "datacontenttype": "application/json",
            "correlationid": Uuid::now_v7().to_string(),
            "data": data,
        });
        Entry { source, r#type: name.to_owned(), detail }
    }

    /// An event as some publishers send it: nothing but the data.
    pub fn bare_event(&self, service: Service, name: &str, data: &Value) -> Entry {
        Entry { detail: json!({ "data": data }), ..self.event(service, name, data) }
    }

    /// Sends events. All are accepted.
    pub async fn publish(&self, entries: impl IntoIterator<Item = &Entry>) {
        let client = aws_sdk_eventbridge::Client::new(&self.aws);
        let entries: Vec<_> = entries.into_iter().map(|entry| self.request(entry)).collect();
        for batch in entries.chunks(10) {
            let sent = client.put_events().set_entries(Some(batch.to_vec())).send().await;
            let sent = sent.expect("the bus is there");
            assert_eq!(sent.failed_entry_count, 0, "{sent:?}");
        }
    }

    fn request(&self, entry: &Entry) -> PutEventsRequestEntry {
        PutEventsRequestEntry::builder()
            .event_bus_name(&self.bus)
            .source(&entry.source)
            .detail_type(&entry.r#type)
            .detail(entry.detail.to_string())
            .build()
    }
}
