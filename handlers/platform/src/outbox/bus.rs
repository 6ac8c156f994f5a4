//! The event bus.

use aws_sdk_eventbridge::{
    Client,
    primitives::DateTime,
    types::{PutEventsRequestEntry, PutEventsResultEntry},
};
use jiff::Timestamp;

use crate::{Failure, Result, failure::chain};

/// Most bytes of a call, and so of an entry: a little less than the 1 MB that the bus accepts. An
/// event of this size fits into a message of SQS, together with the envelope of the bus.
/// <https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html>
pub(super) const MAX_BYTES: usize = 990_000;

/// An event on its way to the bus.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    /// The event's id.
    pub(crate) id: String,
    /// What it is about.
    pub(super) aggregate: String,
    /// `{environment}.{service}`, unless the event has a source of its own.
    pub(super) source: String,
    /// Detail type.
    pub(crate) detail_type: &'static str,
    /// When it happened.
    pub(crate) time: Timestamp,
    /// The event in JSON, with its envelope.
    pub(crate) detail: String,
    /// For the log.
    pub(super) correlation_id: String,
}

impl Entry {
    /// Fails if the event is too large for the bus.
    pub(super) fn check_size(&self) -> Result {
        match self.size() {
            ..=MAX_BYTES => Ok(()),
            size => Err(Failure::failed(format!(
                "`{}` is too large for the bus: {size} bytes, more than {MAX_BYTES}",
                self.detail_type
            ))),
        }
    }

    /// Bytes that count against the limit of a call.
    pub(super) fn size(&self) -> usize {
        const TIME: usize = 14;
        TIME + self.source.len() + self.detail_type.len() + self.detail.len()
    }
}

/// The bus that carries all public events.
pub(crate) struct EventBus {
    client: Client,
    name: String,
}

impl EventBus {
    /// The bus called `name`.
    pub(crate) fn new(client: Client, name: &str) -> Self {
        Self { client, name: name.to_owned() }
    }

    /// Sends a batch of events. Whether each was accepted.
    pub(super) async fn send(&self, entries: &[&Entry]) -> Vec<bool> {
        let request = entries.iter().map(|entry| self.request(entry)).collect();
        let request = self.client.put_events().set_entries(Some(request));
        match Box::pin(request.send()).await {
            Ok(output) => entries
                .iter()
                .zip(output.entries())
                .map(|(entry, result)| log_result(entry, result))
                .collect(),
            Err(error) => {
                tracing::error!(error = chain(&error), "failed to reach the bus `{}`", self.name);
                Vec::new()
            }
        }
    }

    fn request(&self, entry: &Entry) -> PutEventsRequestEntry {
        PutEventsRequestEntry::builder()
            .event_bus_name(&self.name)
            .source(&entry.source)
            .detail_type(entry.detail_type)
            .time(DateTime::from_secs(entry.time.as_second()))
            .detail(&entry.detail)
            .build()
    }
}

/// Logs whether an event was published, in the terms of the messaging conventions. Whether it was.
fn log_result(entry: &Entry, result: &PutEventsResultEntry) -> bool {
    let accepted = result.error_code().is_none();
    let span = tracing::info_span!(
        "publish",
        otel.name = format!("publish {}", entry.detail_type),
        correlation_id = entry.correlation_id,
        messaging.system = "eventbridge",
        messaging.operation.name = "send",
        messaging.operation.r#type = "publish",
        messaging.message.eventType = "public",
        messaging.message.r#type = entry.detail_type,
        messaging.message.id = entry.id,
        messaging.message.body.size = entry.detail.len(),
    );
    span.in_scope(|| {
        if accepted {
            tracing::info!("the event was published");
        } else {
            let (code, reason) = (result.error_code(), result.error_message());
            tracing::error!(code, reason, "the bus refused the event");
        }
    });
    accepted
}
