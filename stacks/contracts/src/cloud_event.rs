//! The envelope of everything we publish: `CloudEvents` 1.0 JSON with trace context.

use schemars::JsonSchema;
use serde::Serialize;

/// A published event, the `Detail` of an `EventBridge` entry.
///
/// Consumers are more lenient than this: they accept a detail with only `data`, and ignore what
/// they do not know.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CloudEvent<D> {
    /// `CloudEvents` version, `1.0`.
    pub specversion: &'static str,
    /// Id of the outbox row: the same however often the event is sent.
    pub id: String,
    /// `{environment}.{service}`, for example `dev.users`.
    pub source: String,
    /// The detail type.
    pub r#type: &'static str,
    /// When it happened, RFC 3339.
    pub time: String,
    /// `application/json`.
    pub datacontenttype: &'static str,
    /// W3C trace context of the request it came from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub traceparent: Option<String>,
    /// Ties together everything done for one request.
    pub correlationid: String,
    /// Trace context where Datadog's tracers look for it.
    #[serde(rename = "_datadog", skip_serializing_if = "Option::is_none")]
    pub datadog: Option<Datadog>,
    /// What happened.
    pub data: D,
}

/// Trace context as Datadog's tracers read it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Datadog {
    /// W3C trace context.
    pub traceparent: String,
}
