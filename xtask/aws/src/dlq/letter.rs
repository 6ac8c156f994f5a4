//! What a dead letter contains: an event, an outbox message, or a record of Lambda.

use aws_sdk_sqs::types::MessageSystemAttributeName as System;
use jiff::Timestamp;
use request::Filter;
use serde::Serialize;
use serde_json::Value;

use super::reader::Message;

/// Fields of an event's data that name what it is about, the most telling first. Users are not among
/// them, because some publishers name them by their addresses.
const SUBJECTS: [&str; 3] = ["orderNumber", "orderId", "productId"];

/// Attributes that EventBridge and its scheduler add to what they could not deliver.
const REASONS: [&str; 2] = ["ERROR_CODE", "ERROR_MESSAGE"];

/// A dead letter. Absent fields are those that its content does not have.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Letter {
    pub message_id: String,
    /// When it was sent to the queue that it comes from.
    pub sent: Option<Timestamp>,
    /// How often it was received. Each look at it counts.
    pub receives: u32,
    #[serde(flatten)]
    pub content: Content,
    pub event_type: Option<String>,
    pub event_id: Option<String>,
    pub correlation_id: Option<String>,
    /// What it is about, such as `orderNumber 7`.
    pub subject: Option<String>,
    pub reason: Option<String>,
    /// The queue from which SQS moved it.
    pub source: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum Content {
    /// An event, as the bus delivers it.
    Event,
    /// A message of an outbox that could not be published, with the key of its row.
    OutboxMessage { partition: String, sort: String },
    /// A batch of a table's stream that Lambda gave up: when its changes were made, and how many they
    /// are, without their content.
    StreamBatch { first: Option<Timestamp>, last: Option<Timestamp>, size: Option<usize> },
    /// An invocation that failed.
    Invocation,
    /// Anything else, such as text that is not JSON.
    Other,
}

/// The text at a JSON pointer.
fn text(value: &Value, pointer: &str) -> Option<String> {
    Some(value.pointer(pointer)?.as_str()?.to_owned())
}

impl Letter {
    /// Reads a message. Its body is not kept.
    pub fn of(message: &Message) -> Self {
        let body: Value = serde_json::from_str(&message.body).unwrap_or_default();
        let content = content(&body);
        let empty = Self {
            message_id: message.id.clone(),
            sent: message.sent(),
            receives: message.receives(),
            content: content.clone(),
            event_type: None,
            event_id: None,
            correlation_id: None,
            subject: None,
            reason: sent_reason(message),
            source: source(message),
            body: None,
        };
        match content {
            Content::Event => empty.with_event(&body),
            Content::OutboxMessage { partition, sort } => {
                empty.with_outbox_message(&body, &partition, sort)
            }
            Content::StreamBatch { .. } | Content::Invocation => Self {
                reason: invocation_reason(&body).or(empty.reason.clone()),
                subject: text(&body, "/DDBStreamBatchInfo/streamArn"),
                ..empty
            },
            Content::Other => empty,
        }
    }

    fn with_event(self, body: &Value) -> Self {
        let subject = SUBJECTS.iter().find_map(|name| {
            let value = body.pointer(&format!("/detail/data/{name}"))?;
            Some(format!("{name} {}", value.as_str().map_or(value.to_string(), str::to_owned)))
        });
        Self {
            event_type: text(body, "/detail-type"),
            event_id: text(body, "/detail/id").or_else(|| text(body, "/id")),
            correlation_id: text(body, "/detail/correlationid"),
            subject: text(body, "/detail/subject").or(subject),
            ..self
        }
    }

    fn with_outbox_message(self, body: &Value, partition: &str, sort: String) -> Self {
        let image = "/record/dynamodb/NewImage";
        let event = text(body, &format!("{image}/Event/S")).unwrap_or_default();
        let event: Value = serde_json::from_str(&event).unwrap_or_default();
        Self {
            event_type: text(&event, "/event"),
            event_id: Some(sort),
            correlation_id: text(body, &format!("{image}/CorrelationId/S")),
            subject: Some(partition.to_owned()),
            reason: text(body, "/reason"),
            ..self
        }
    }

    /// Whether the filter selects it. `body` is that of its message.
    pub fn matches(&self, filter: &Filter, body: &str) -> bool {
        let Filter { event_type, id, correlation_id, before, after, contains } = filter;
        let is =
            |wanted: &Option<String>, actual: &Option<String>| wanted.is_none() || wanted == actual;
        is(event_type, &self.event_type)
            && is(correlation_id, &self.correlation_id)
            && (id.is_empty()
                || id.contains(&self.message_id)
                || self.event_id.as_ref().is_some_and(|it| id.contains(it)))
            && before.is_none_or(|time| self.sent.is_some_and(|sent| sent < time))
            && after.is_none_or(|time| self.sent.is_some_and(|sent| sent >= time))
            && contains.as_ref().is_none_or(|text| body.contains(text.as_str()))
    }

    /// One fact per line, after the id.
    pub fn description(&self) -> String {
        let sent = self.sent.map_or("at an unknown time".to_owned(), |it| format!("{it:.0}"));
        let name = match self.content {
            Content::Event => "event",
            Content::OutboxMessage { .. } => "outbox message",
            Content::StreamBatch { .. } => "batch of a stream, without its content",
            Content::Invocation => "invocation",
            Content::Other => "unknown content",
        };
        let words = [Some(name), self.event_type.as_deref(), self.event_id.as_deref()];
        let words: Vec<_> = words.into_iter().flatten().collect();
        let sent = format!("sent {sent}, received {} times", self.receives);
        let mut lines = vec![self.message_id.clone(), sent, words.join(" ")];
        let facts = [
            ("about", &self.subject),
            ("correlation id", &self.correlation_id),
            ("reason", &self.reason),
            ("body", &self.body),
        ];
        for (name, value) in facts {
            lines.extend(value.iter().map(|it| format!("{name} {it}")));
        }
        lines.join("\n  ") + "\n"
    }
}

fn content(body: &Value) -> Content {
    let key = |name: &str| text(body, &format!("/record/dynamodb/Keys/{name}/S"));
    if let (Some(partition), Some(sort)) = (key("PK"), key("SK")) {
        return Content::OutboxMessage { partition, sort };
    }
    if let Some(batch) = body.get("DDBStreamBatchInfo") {
        let time = |name: &str| batch[name].as_str()?.parse().ok();
        return Content::StreamBatch {
            first: time("approximateArrivalOfFirstRecord"),
            last: time("approximateArrivalOfLastRecord"),
            size: batch["batchSize"].as_u64().and_then(|it| it.try_into().ok()),
        };
    }
    if body.pointer("/requestContext/functionArn").is_some() {
        return Content::Invocation;
    }
    if body["detail-type"].is_string() { Content::Event } else { Content::Other }
}

fn invocation_reason(body: &Value) -> Option<String> {
    let condition = text(body, "/requestContext/condition")?;
    let error = text(body, "/responsePayload/errorMessage");
    Some(error.map_or(condition.clone(), |it| format!("{condition}: {it}")))
}

fn sent_reason(message: &Message) -> Option<String> {
    let value = |name: &&str| message.attributes.get(*name)?.string_value();
    let parts: Vec<_> = REASONS.iter().filter_map(value).collect();
    (!parts.is_empty()).then(|| parts.join(": "))
}

fn source(message: &Message) -> Option<String> {
    let arn = message.system.get(&System::DeadLetterQueueSourceArn)?;
    arn.rsplit(':').next().map(str::to_owned)
}

#[cfg(test)]
mod tests;
