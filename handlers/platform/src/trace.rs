//! W3C trace context: read from requests and events that arrive, written to those that are sent.

use serde_json::Value;

use crate::ids::random;

/// One place in one trace.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TraceParent {
    /// 32 hexadecimal digits.
    pub(crate) trace_id: String,
    /// 16 hexadecimal digits.
    pub(crate) span_id: String,
    /// Whether the service that began the trace records it.
    pub(crate) sampled: bool,
}

impl TraceParent {
    /// Begins a trace.
    pub(crate) fn root() -> Self {
        Self {
            trace_id: hex::encode(random::<16>()),
            span_id: hex::encode(random::<8>()),
            sampled: true,
        }
    }

    /// A new place in the same trace.
    pub(crate) fn child(&self) -> Self {
        Self { span_id: hex::encode(random::<8>()), ..self.clone() }
    }

    /// Reads a `traceparent` header: `00-{trace}-{span}-{flags}`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.trim().split('-');
        let (version, trace_id, span_id, flags) =
            (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let known = is_id(version, 2) && version != "ff" && is_id(flags, 2);
        (known && is_set_id(trace_id, 32) && is_set_id(span_id, 16)).then(|| Self {
            trace_id: trace_id.to_owned(),
            span_id: span_id.to_owned(),
            sampled: flags.ends_with(['1', '3', '5', '7', '9', 'b', 'd', 'f']),
        })
    }

    /// Reads an `X-Amzn-Trace-Id` header: `Root=1-{8}-{24};Parent={16};Sampled=1`.
    pub(crate) fn parse_xray(text: &str) -> Option<Self> {
        let field = |name: &str| {
            text.split(';').find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('='))
        };
        let trace_id = field("Root")?.strip_prefix("1-")?.replace('-', "");
        let span_id = field("Parent").map_or_else(|| hex::encode(random::<8>()), str::to_owned);
        (is_set_id(&trace_id, 32) && is_set_id(&span_id, 16)).then(|| Self {
            trace_id,
            span_id,
            sampled: field("Sampled") != Some("0"),
        })
    }

    /// The place of an event's publisher: from Datadog's members, else from the standard's.
    pub(crate) fn of_event(detail: &Value) -> Option<Self> {
        let datadog = &detail["_datadog"];
        let parse = |value: &Value| value.as_str().and_then(Self::parse);
        parse(&datadog["traceparent"])
            .or_else(|| Self::of_datadog(datadog))
            .or_else(|| parse(&detail["traceparent"]))
    }

    /// Datadog writes ids in decimal, and the upper half of the trace id separately.
    fn of_datadog(carrier: &Value) -> Option<Self> {
        let id = |name: &str| carrier[name].as_str()?.parse::<u64>().ok().filter(|id| *id != 0);
        let upper = carrier["x-datadog-tags"].as_str().and_then(upper_half).unwrap_or_default();
        let priority = carrier["x-datadog-sampling-priority"].as_str();
        Some(Self {
            trace_id: format!("{upper:016x}{:016x}", id("x-datadog-trace-id")?),
            span_id: format!("{:016x}", id("x-datadog-parent-id")?),
            sampled: !priority.is_some_and(|priority| priority == "0" || priority == "-1"),
        })
    }

    /// The `traceparent` header.
    pub(crate) fn header(&self) -> String {
        format!("00-{}-{}-{:02x}", self.trace_id, self.span_id, u8::from(self.sampled))
    }
}

fn upper_half(tags: &str) -> Option<u64> {
    let digits = tags.split(',').find_map(|tag| tag.trim().strip_prefix("_dd.p.tid="))?;
    u64::from_str_radix(digits, 16).ok()
}

fn is_id(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn is_set_id(text: &str, length: usize) -> bool {
    is_id(text, length) && text.bytes().any(|byte| byte != b'0')
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const HEADER: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    const OTHER: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";

    #[test]
    fn a_header_is_written_as_it_was_read() {
        for header in [HEADER, OTHER] {
            assert_eq!(TraceParent::parse(header).unwrap().header(), header);
        }
    }

    #[test]
    fn an_invalid_header_is_no_trace() {
        for text in ["", "00-x-y-01", &HEADER.replace("4bf9", "4BF9"), &HEADER[..50]] {
            assert_eq!(TraceParent::parse(text), None, "{text}");
        }
        let zeros = "00-00000000000000000000000000000000-00f067aa0ba902b7-01";
        assert_eq!(TraceParent::parse(zeros), None);
    }

    #[test]
    fn an_x_ray_header_is_parsed() {
        let text = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0";
        let expected = "00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-00";
        assert_eq!(TraceParent::parse_xray(text).unwrap().header(), expected);
        assert!(TraceParent::parse_xray("Root=1-5759e988-bd862e3fe1be46a994272793").is_some());
        assert_eq!(TraceParent::parse_xray("Self=1"), None);
    }

    #[test]
    fn the_context_of_datadog_takes_precedence_over_the_standard() {
        let detail = json!({ "_datadog": { "traceparent": HEADER }, "traceparent": OTHER });
        assert_eq!(TraceParent::of_event(&detail).unwrap().header(), HEADER);
        let detail = json!({ "_datadog": {}, "traceparent": OTHER });
        assert_eq!(TraceParent::of_event(&detail).unwrap().header(), OTHER);
        assert_eq!(TraceParent::of_event(&json!({ "traceparent": null })), None);
    }

    #[test]
    fn decimal_ids_of_datadog_become_a_header() {
        let detail = json!({ "_datadog": {
            "x-datadog-trace-id": "11803532876627986230",
            "x-datadog-parent-id": "67667974448284343",
            "x-datadog-sampling-priority": "1",
            "x-datadog-tags": "_dd.p.dm=-0,_dd.p.tid=4bf92f3577b34da6",
        }});
        assert_eq!(TraceParent::of_event(&detail).unwrap().header(), HEADER);
    }

    #[test]
    fn a_child_has_the_trace_of_its_parent_and_a_span_of_its_own() {
        let parent = TraceParent::root();
        let child = parent.child();
        assert_eq!(child.trace_id, parent.trace_id);
        assert_ne!(child.span_id, parent.span_id);
    }
}
