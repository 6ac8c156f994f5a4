//! Reprices a product that is new or has changed.
//!
//! Events may arrive late and out of order, so that the price in an event may be outdated. Therefore
//! the price is always read from the product API, and the published event carries the time just
//! before that. The event with the latest time has the latest price, whichever event caused it.

use contracts::{
    Function, May, Money, Parameter, PricingIssues, Setting,
    pricing::{PriceBracket, PricingCalculated},
    product_management::ProductApi,
};
use platform::{
    ApiClient, Context, EventPublisher, Failure, Lambda, Publisher, Result,
    clock::{Clock, SystemClock},
};

use crate::{
    brackets::{self, Bracket},
    issues::Simulator,
    ports::Products,
};

/// The ports that repricing uses.
pub struct Repricer<P, E, C> {
    pub products: P,
    pub publisher: E,
    pub clock: C,
    pub simulator: Simulator,
}

impl<F> Repricer<ApiClient<ProductApi>, Publisher<F>, SystemClock>
where
    F: Function + May<Parameter<ProductApi>> + May<Setting<PricingIssues>>,
{
    /// Connects the ports.
    pub fn connect(lambda: &Lambda<F>) -> Result<Self> {
        Ok(Self {
            products: lambda.api_client()?,
            publisher: lambda.publisher(),
            clock: SystemClock,
            simulator: Simulator::from(lambda.setting::<PricingIssues>()?),
        })
    }
}

impl<P, E, C> Repricer<P, E, C>
where
    P: Products,
    E: EventPublisher<PricingCalculated>,
    C: Clock,
{
    /// Calculates the price brackets of a product that the event `event_id` is about.
    pub async fn reprice(&self, product_id: String, event_id: &str, context: &Context) -> Result {
        if product_id.is_empty() {
            return Err(Failure::failed("the event has no product id"));
        }
        let read_at = self.clock.now();
        let price = self.products.price(&product_id, context).await?.ok_or_else(|| {
            Failure::not_found(format!("failed to reprice product `{product_id}`: not found"))
        })?;
        self.simulator.run(price).await?;
        let price_brackets = brackets::of_price(price).map(price_bracket).into();
        let event = PricingCalculated { product_id, price_brackets };
        self.publisher.publish(format!("{event_id}-pricing"), &event, read_at, context).await
    }
}

fn price_bracket(bracket: Bracket) -> PriceBracket {
    PriceBracket { quantity: bracket.quantity, price: Money(bracket.price) }
}

#[cfg(test)]
pub mod tests {
    use platform::{clock::FixedClock, testing::MemoryPublisher};
    use rust_decimal::Decimal;

    use super::*;
    use crate::memory::MemoryProducts;

    pub type TestRepricer =
        Repricer<MemoryProducts, MemoryPublisher<PricingCalculated>, FixedClock>;

    pub fn repricer(products: MemoryProducts) -> TestRepricer {
        Repricer {
            products,
            publisher: MemoryPublisher::default(),
            clock: FixedClock("2026-11-21T10:00:00.123456789Z".parse().unwrap()),
            simulator: Simulator::Off,
        }
    }

    async fn reprice(repricer: &TestRepricer, product_id: &str) -> Result {
        let context = Context { correlation_id: "c-1".to_owned(), traceparent: None };
        repricer.reprice(product_id.to_owned(), "e-1", &context).await
    }

    fn price(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[tokio::test]
    async fn the_brackets_of_the_current_price_are_published() {
        let repricer = repricer(MemoryProducts::with("LATTE", price("4.99")));
        reprice(&repricer, "LATTE").await.unwrap();
        let published = repricer.publisher.published();
        assert_eq!(published.len(), 1);
        assert_eq!(published[0].id, "e-1-pricing");
        assert_eq!(published[0].occurred_at, repricer.clock.now());
        assert_eq!(published[0].context.correlation_id, "c-1");
        let expected = [(5, "4.74"), (10, "4.49"), (25, "3.99"), (50, "3.74"), (100, "3.49")];
        let expected =
            expected.map(|(quantity, text)| PriceBracket { quantity, price: Money(price(text)) });
        assert_eq!(published[0].event.price_brackets, expected);
    }

    #[tokio::test]
    async fn the_event_of_a_duplicate_delivery_has_the_same_id() {
        let repricer = repricer(MemoryProducts::with("LATTE", price("4.99")));
        reprice(&repricer, "LATTE").await.unwrap();
        reprice(&repricer, "LATTE").await.unwrap();
        let published = repricer.publisher.published();
        assert_eq!(published[0], published[1]);
    }

    #[tokio::test]
    async fn an_unknown_product_is_acknowledged() {
        let repricer = repricer(MemoryProducts::default());
        let Err(Failure::Rejected(rejection)) = reprice(&repricer, "LATTE").await else {
            panic!("the event must be rejected");
        };
        assert!(rejection.detail.contains("`LATTE`"));
        assert_eq!(repricer.publisher.published(), []);
    }

    #[tokio::test]
    async fn an_event_without_product_id_fails() {
        let repricer = repricer(MemoryProducts::with("", price("4.99")));
        assert!(matches!(reprice(&repricer, "").await, Err(Failure::Failed(_))));
        assert_eq!(repricer.publisher.published(), []);
    }

    #[tokio::test]
    async fn a_simulated_issue_fails_and_publishes_nothing() {
        let mut repricer = repricer(MemoryProducts::with("LATTE", price("90")));
        repricer.simulator = Simulator::On;
        assert!(matches!(reprice(&repricer, "LATTE").await, Err(Failure::Failed(_))));
        assert_eq!(repricer.publisher.published(), []);
    }
}
