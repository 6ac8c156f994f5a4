//! A public event, and the form in which the bus carries it.

use contracts::{CloudEvent, Datadog, Envelope, Event};
use jiff::Timestamp;
use serde_json::{Map, Value};

use super::bus::Entry;
use crate::{Context, Failure, Result};

/// An event that is to be published.
#[derive(Debug)]
pub(crate) struct PublicEvent {
    /// Detail type.
    pub(super) name: &'static str,
    /// The form in which it is published.
    pub(super) envelope: Envelope,
    /// What happened.
    pub(super) data: Value,
}

/// What an event is published with.
pub(super) struct Origin<'a> {
    /// The event's id.
    pub(super) id: String,
    /// `{environment}.{service}` of the publisher.
    pub(super) source: &'a str,
    /// When it happened.
    pub(super) time: Timestamp,
    /// What ties it to the request that caused it.
    pub(super) context: &'a Context,
}

impl PublicEvent {
    pub(super) fn of<E: Event>(event: &E) -> Result<Self, serde_json::Error> {
        Ok(Self { name: E::TYPE, envelope: E::ENVELOPE, data: serde_json::to_value(event)? })
    }

    /// The event about `aggregate`, ready to be sent. Fails if it is too large for the bus.
    pub(super) fn into_entry(self, origin: &Origin<'_>, aggregate: String) -> Result<Entry> {
        let source = self.envelope.source.unwrap_or(origin.source);
        let entry = Entry {
            id: origin.id.clone(),
            aggregate,
            source: source.to_owned(),
            detail_type: self.name,
            time: origin.time,
            correlation_id: origin.context.correlation_id.clone(),
            detail: Value::from(self.detail(source, origin)?).to_string(),
        };
        entry.check_size()?;
        Ok(entry)
    }

    fn detail(self, source: &str, origin: &Origin<'_>) -> Result<Map<String, Value>> {
        let Self { name, envelope, data } = self;
        if envelope.is_bare {
            return Ok(with_ids(members(name, data)?, origin));
        }
        let event = serde_json::to_value(cloud_event(name, source, data, origin))?;
        let extensions = envelope.extensions.iter();
        let extensions = extensions.map(|&(name, value)| (name.to_owned(), value.into()));
        Ok(members(name, event)?.into_iter().chain(extensions).collect())
    }
}

fn members(name: &str, value: Value) -> Result<Map<String, Value>> {
    match value {
        Value::Object(members) => Ok(members),
        _ => Err(Failure::failed(format!("the data of `{name}` is no object"))),
    }
}

/// The members of an event without an envelope, and what a consumer needs of the envelope.
fn with_ids(mut data: Map<String, Value>, origin: &Origin<'_>) -> Map<String, Value> {
    let Context { correlation_id, traceparent } = origin.context;
    data.insert("id".to_owned(), origin.id.clone().into());
    data.insert("correlationid".to_owned(), correlation_id.clone().into());
    if let Some(traceparent) = traceparent {
        data.insert("traceparent".to_owned(), traceparent.clone().into());
    }
    data
}

fn cloud_event(
    name: &'static str,
    source: &str,
    data: Value,
    origin: &Origin<'_>,
) -> CloudEvent<Value> {
    let traceparent = origin.context.traceparent.clone();
    CloudEvent {
        specversion: "1.0",
        id: origin.id.clone(),
        source: source.to_owned(),
        r#type: name,
        time: origin.time.to_string(),
        datacontenttype: "application/json",
        traceparent: traceparent.clone(),
        correlationid: origin.context.correlation_id.clone(),
        datadog: traceparent.map(|traceparent| Datadog { traceparent }),
        data,
    }
}

#[cfg(test)]
mod tests {
    use contracts::{
        basket::{CheckoutBasket, CheckoutItem},
        order::OrderCompleted,
    };
    use serde_json::json;

    use super::*;

    const TRACEPARENT: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    fn entry(event: &impl Event, traceparent: Option<&str>) -> Entry {
        let traceparent = traceparent.map(str::to_owned);
        let origin = Origin {
            id: "e-1".to_owned(),
            source: "test.shelf",
            time: Timestamp::UNIX_EPOCH,
            context: &Context { correlation_id: "c-1".to_owned(), traceparent },
        };
        PublicEvent::of(event).unwrap().into_entry(&origin, "a-1".to_owned()).unwrap()
    }

    fn detail(entry: &Entry) -> Value {
        entry.detail.parse().unwrap()
    }

    fn checkout() -> CheckoutBasket {
        let item = CheckoutItem {
            product_id: "LATTE".to_owned(),
            quantity: 2,
            product_name: None,
            color: None,
            price: None,
        };
        let sample = CheckoutBasket::sample();
        CheckoutBasket { user_name: "u-1".to_owned(), items: vec![item], ..sample }
    }

    #[test]
    fn an_event_is_published_with_its_extensions() {
        let event = OrderCompleted { order_number: "o-1".to_owned(), user_id: "u-1".to_owned() };
        let entry = entry(&event, None);
        assert_eq!(entry.source, "test.shelf");
        let expected = json!({
            "specversion": "1.0", "id": "e-1", "source": "test.shelf",
            "type": "orders.orderCompleted.v1", "time": "1970-01-01T00:00:00Z",
            "datacontenttype": "application/json", "correlationid": "c-1",
            "data": { "orderNumber": "o-1", "userId": "u-1" },
            "supercededby": "orders.orderCompleted.v2",
            "deprecationdate": "2025-12-01T00:00:00Z",
        });
        assert_eq!(detail(&entry), expected);
    }

    #[test]
    fn a_bare_event_has_its_own_source_and_the_ids_beside_its_members() {
        let event = checkout();
        let entry = entry(&event, Some(TRACEPARENT));
        assert_eq!(entry.source, "com.swn.basket.checkoutbasket");
        assert_eq!(entry.detail_type, "CheckoutBasket");
        let mut expected = serde_json::to_value(&event).unwrap();
        expected["id"] = json!("e-1");
        expected["correlationid"] = json!("c-1");
        expected["traceparent"] = json!(TRACEPARENT);
        assert_eq!(detail(&entry), expected);
    }

    #[test]
    fn a_bare_event_without_a_trace_has_no_traceparent() {
        assert_eq!(detail(&entry(&checkout(), None)).get("traceparent"), None);
    }
}
