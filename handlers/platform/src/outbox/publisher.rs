//! Publishing for functions without a table, and so without an outbox. They publish last, and fail if
//! publishing fails, so that the message that they handle is redelivered.

use std::marker::PhantomData;

use contracts::{Event, Publishes};
use jiff::Timestamp;

use super::{
    bus::EventBus,
    public_event::{Origin, PublicEvent},
};
use crate::{Context, Failure, Result};

/// Publishing events of type `E`.
pub trait EventPublisher<E> {
    /// Publishes `event`. `id` must be the same at every retry, so that consumers recognise
    /// duplicates: derive it from the message that is handled.
    async fn publish(
        &self,
        id: String,
        event: &E,
        occurred_at: Timestamp,
        context: &Context,
    ) -> Result;
}

/// Publishes the events that the function `F` declared.
pub struct Publisher<F> {
    bus: EventBus,
    source: String,
    function: PhantomData<F>,
}

impl<F> Publisher<F> {
    pub(crate) fn new(bus: EventBus, source: String) -> Self {
        Self { bus, source, function: PhantomData }
    }
}

impl<F: Publishes<E>, E: Event> EventPublisher<E> for Publisher<F> {
    async fn publish(
        &self,
        id: String,
        event: &E,
        occurred_at: Timestamp,
        context: &Context,
    ) -> Result {
        let origin = Origin { id, source: &self.source, time: occurred_at, context };
        let entry = PublicEvent::of(event)?.into_entry(&origin, String::new())?;
        match self.bus.send(&[&entry]).await[..] {
            [true] => Ok(()),
            _ => Err(Failure::failed(format!("failed to publish `{}`", E::TYPE))),
        }
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_eventbridge::{
        Client, operation::put_events::PutEventsOutput, types::PutEventsResultEntry,
    };
    use aws_smithy_mocks::{Rule, mock};
    use contracts::pricing::{HandleProductCreated, PricingCalculated};
    use serde_json::{Value, json};

    use super::*;
    use crate::testing::mocked_client;

    fn publisher(rule: &Rule) -> Publisher<HandleProductCreated> {
        let bus = EventBus::new(mocked_client!(aws_sdk_eventbridge, rule), "Bus");
        Publisher::new(bus, "test.pricing".to_owned())
    }

    async fn publish(rule: &Rule) -> Result {
        let event = PricingCalculated { product_id: "LATTE".to_owned(), price_brackets: vec![] };
        let context = Context { correlation_id: "c-1".to_owned(), traceparent: None };
        let time = "2026-11-21T10:00:00.123456789Z".parse().unwrap();
        publisher(rule).publish("e-1".to_owned(), &event, time, &context).await
    }

    fn response(entry: PutEventsResultEntry) -> PutEventsOutput {
        PutEventsOutput::builder().entries(entry).build()
    }

    #[tokio::test]
    async fn an_event_has_the_id_and_the_time_it_was_given() {
        let rule = mock!(Client::put_events)
            .match_requests(|request| {
                let entry = &request.entries()[0];
                let detail: Value = entry.detail().unwrap().parse().unwrap();
                entry.source() == Some("test.pricing")
                    && entry.detail_type() == Some("pricing.pricingCalculated.v1")
                    && detail["id"] == "e-1"
                    && detail["time"] == "2026-11-21T10:00:00.123456789Z"
                    && detail["correlationid"] == "c-1"
                    && detail["data"] == json!({ "productId": "LATTE", "priceBrackets": [] })
            })
            .then_output(|| response(PutEventsResultEntry::builder().event_id("x").build()));
        publish(&rule).await.unwrap();
        assert_eq!(rule.num_calls(), 1);
    }

    #[tokio::test]
    async fn an_event_that_the_bus_refuses_fails() {
        let refusal = || PutEventsResultEntry::builder().error_code("ThrottlingException").build();
        let rule = mock!(Client::put_events).then_output(move || response(refusal()));
        assert!(matches!(publish(&rule).await, Err(Failure::Failed(_))));
    }
}
