//! Publishing for functions that keep no state an event could be written with. They publish last,
//! and fail if they cannot: then the message they handle is delivered again.

use std::marker::PhantomData;

use contracts::{Bus, Capability, Event, Function, Publishes};
use jiff::Timestamp;

use super::{bus::Entry, bus::EventBus, cloud_event};
use crate::{Context, Failure, Lambda, Result};

/// The bus as `F` may use it.
pub struct Publisher<F> {
    bus: EventBus,
    source: String,
    function: PhantomData<F>,
}

impl Lambda {
    /// Lets `F` publish on its bus.
    pub fn publisher<F: Function>(&self, bus: &Bus) -> Publisher<F> {
        Publisher {
            bus: EventBus::new(aws_sdk_eventbridge::Client::new(&self.aws), bus.value()),
            source: F::SERVICE.source_in(self.environment()),
            function: PhantomData,
        }
    }
}

impl<F: Function> Publisher<F> {
    /// Publishes `event`, which `F` must have declared. `id` must be the same however often this is
    /// tried, so that consumers recognise it: derive it from the message that is handled.
    pub async fn publish<E: Event>(
        &self,
        id: String,
        event: &E,
        occurred_at: Timestamp,
        context: &Context,
    ) -> Result
    where
        F: Publishes<E>,
    {
        let data = serde_json::to_value(event)?;
        let event = cloud_event(id, &self.source, E::TYPE, occurred_at, context, data);
        let entry = Entry::new(event, occurred_at, String::new())?;
        match self.bus.send(&[&entry]).await[..] {
            [true] => Ok(()),
            _ => Err(Failure::failed(format!("failed to publish `{}`", E::TYPE))),
        }
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_eventbridge::{
        Client, Config,
        config::{BehaviorVersion, Credentials, Region},
        operation::put_events::PutEventsOutput,
        types::PutEventsResultEntry,
    };
    use aws_smithy_mocks::{
        MockResponseInterceptor, Rule, RuleMode, create_mock_http_client, mock,
    };
    use contracts::pricing::{HandleProductCreated, PricingCalculated};
    use serde_json::{Value, json};

    use super::*;

    fn publisher(rule: &Rule) -> Publisher<HandleProductCreated> {
        let answers = MockResponseInterceptor::new().rule_mode(RuleMode::MatchAny).with_rule(rule);
        let config = Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::from_static("us-east-1"))
            .credentials_provider(Credentials::new("id", "key", None, None, "test"))
            .http_client(create_mock_http_client())
            .interceptor(answers);
        Publisher {
            bus: EventBus::new(Client::from_conf(config.build()), "Bus"),
            source: "test.pricing".to_owned(),
            function: PhantomData,
        }
    }

    async fn publish(rule: &Rule) -> Result {
        let event = PricingCalculated { product_id: "LATTE".to_owned(), price_brackets: vec![] };
        let context = Context { correlation_id: "c-1".to_owned(), traceparent: None };
        let time = "2026-11-21T10:00:00.123456789Z".parse().unwrap();
        publisher(rule).publish("e-1".to_owned(), &event, time, &context).await
    }

    fn answer(entry: PutEventsResultEntry) -> PutEventsOutput {
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
            .then_output(|| answer(PutEventsResultEntry::builder().event_id("x").build()));
        publish(&rule).await.unwrap();
        assert_eq!(rule.num_calls(), 1);
    }

    #[tokio::test]
    async fn an_event_that_the_bus_refuses_is_our_failure() {
        let refusal = || PutEventsResultEntry::builder().error_code("ThrottlingException").build();
        let rule = mock!(Client::put_events).then_output(move || answer(refusal()));
        assert!(matches!(publish(&rule).await, Err(Failure::Failed(_))));
    }
}
