//! What ties together everything done for one request, across functions and services.

use serde_json::Value;

use crate::{ids, trace::TraceParent};

/// Travels with a request into every event, item and log line it causes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Context {
    /// The same for everything done for one request.
    pub correlation_id: String,
    /// W3C trace context of the work at hand.
    pub traceparent: Option<String>,
}

impl Context {
    /// The context of work without a request, an event or an input: a schedule, a test.
    pub fn new() -> Self {
        Self::with(None, &TraceParent::root())
    }

    /// The context of an HTTP request: continues its trace.
    pub(crate) fn of_request<'a>(header: impl Fn(&str) -> Option<&'a str>) -> Self {
        let parent = header("traceparent")
            .and_then(TraceParent::parse)
            .or_else(|| header("x-amzn-trace-id").and_then(TraceParent::parse_xray));
        let trace = parent.map_or_else(TraceParent::root, |parent| parent.child());
        Self::with(header("x-correlation-id"), &trace)
    }

    /// The context of handling an event. It begins a trace of its own, which is linked to the
    /// publisher's: an event may be handled much later, and by several consumers.
    pub(crate) fn of_event(detail: &Value) -> Self {
        Self::with(detail["correlationid"].as_str(), &TraceParent::root())
    }

    /// The context of a direct invocation: continues the trace of its payload, if that has one.
    pub(crate) fn of_input(payload: &Value) -> Self {
        let parent = TraceParent::of_event(payload);
        let trace = parent.map_or_else(TraceParent::root, |parent| parent.child());
        Self::with(payload["CorrelationId"].as_str(), &trace)
    }

    fn with(correlation_id: Option<&str>, trace: &TraceParent) -> Self {
        let correlation_id = correlation_id.map(str::trim).filter(|id| is_valid(id));
        Self {
            correlation_id: correlation_id.map_or_else(|| ids::uuid().to_string(), str::to_owned),
            traceparent: Some(trace.header()),
        }
    }
}

impl Default for Context {
    fn default() -> Self {
        Self::new()
    }
}

/// Whether an id may be logged, stored and sent back.
fn is_valid(id: &str) -> bool {
    (1..=128).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:/+=".contains(&byte))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of_header(id: &str) -> Context {
        Context::of_request(|name| (name == "x-correlation-id").then_some(id))
    }

    #[test]
    fn a_valid_correlation_id_is_kept() {
        assert_eq!(of_header("order-42.retry:1").correlation_id, "order-42.retry:1");
        let detail = json!({ "correlationid": "abc" });
        assert_eq!(Context::of_event(&detail).correlation_id, "abc");
    }

    #[test]
    fn an_invalid_correlation_id_is_replaced() {
        for id in ["", " ", "a b", "jane@example.org", "<script>", "a\nb", &"x".repeat(129)] {
            assert_eq!(of_header(id).correlation_id.len(), 36, "{id}");
        }
    }

    #[test]
    fn a_request_continues_its_trace_and_an_event_begins_one() {
        let header = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        let request = Context::of_request(|name| (name == "traceparent").then_some(header));
        let traceparent = request.traceparent.unwrap();
        assert_eq!(traceparent[..35], header[..35]);
        assert_ne!(traceparent, header);
        let event = Context::of_event(&json!({ "traceparent": header }));
        assert_ne!(event.traceparent.unwrap()[..35], header[..35]);
    }

    #[test]
    fn a_direct_invocation_continues_the_trace_and_correlation_id_of_its_payload() {
        let header = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        let payload = json!({ "CorrelationId": "c-1", "_datadog": { "traceparent": header } });
        let Context { correlation_id, traceparent } = Context::of_input(&payload);
        assert_eq!(correlation_id, "c-1");
        let traceparent = traceparent.unwrap();
        assert_eq!(traceparent[..35], header[..35]);
        assert_ne!(traceparent, header);
        for payload in [json!(null), json!("text"), json!({ "CorrelationId": 7 })] {
            let context = Context::of_input(&payload);
            assert_eq!(context.correlation_id.len(), 36);
            assert!(context.traceparent.is_some());
        }
    }
}
