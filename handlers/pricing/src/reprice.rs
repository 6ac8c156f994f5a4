//! Prices a product that is new or has changed.
//!
//! Events may come late and in any order, so that what one says about the price may be of the past.
//! Therefore the price is always asked for, and the answer carries the time of asking. Of all
//! answers the one to the last question knows the last price, whichever event it was asked for.

use contracts::{
    Money,
    pricing::{PriceBracket, PricingCalculated},
};
use platform::{Failure, Result, clock::Clock};

use crate::{
    brackets::{self, Bracket},
    issues::Simulator,
    ports::{Announcement, Announcements, Products},
};

/// What it takes to price products.
pub struct Pricer<C, A, K> {
    pub products: C,
    pub announcements: A,
    pub clock: K,
    pub simulator: Simulator,
}

/// A product to price, and the message that asks for it.
pub struct Asked {
    pub product_id: String,
    pub event_id: String,
    pub context: platform::Context,
}

impl<C: Products, A: Announcements, K: Clock> Pricer<C, A, K> {
    pub async fn reprice(&self, asked: Asked) -> Result {
        let Asked { product_id, event_id, context } = asked;
        if product_id.is_empty() {
            return Err(Failure::failed("the event names no product"));
        }
        let asked_at = self.clock.now();
        let price = self.products.price(&product_id, &context).await?.ok_or_else(|| {
            Failure::not_found(format!("the product `{product_id}` is gone, nothing to price"))
        })?;
        self.simulator.run(price).await?;
        let price_brackets = brackets::of_price(price).map(price_bracket).into();
        let announcement = Announcement {
            id: format!("{event_id}-pricing"),
            pricing: PricingCalculated { product_id, price_brackets },
            asked_at,
            context,
        };
        self.announcements.announce(announcement).await
    }
}

fn price_bracket(bracket: Bracket) -> PriceBracket {
    PriceBracket { quantity: bracket.quantity, price: Money(bracket.price) }
}

#[cfg(test)]
pub mod tests {
    use platform::{Context, clock::FixedClock};
    use rust_decimal::Decimal;

    use super::*;
    use crate::memory::{MemoryAnnouncements, MemoryProducts};

    pub type TestPricer = Pricer<MemoryProducts, MemoryAnnouncements, FixedClock>;

    pub fn pricer(products: MemoryProducts) -> TestPricer {
        Pricer {
            products,
            announcements: MemoryAnnouncements::default(),
            clock: FixedClock("2026-11-21T10:00:00.123456789Z".parse().unwrap()),
            simulator: Simulator::Off,
        }
    }

    fn asked(product_id: &str) -> Asked {
        Asked {
            product_id: product_id.to_owned(),
            event_id: "e-1".to_owned(),
            context: Context { correlation_id: "c-1".to_owned(), traceparent: None },
        }
    }

    fn price(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[tokio::test]
    async fn a_product_is_priced_as_it_is_now() {
        let pricer = pricer(MemoryProducts::with("LATTE", price("4.99")));
        pricer.reprice(asked("LATTE")).await.unwrap();
        let made = pricer.announcements.made();
        assert_eq!(made.len(), 1);
        assert_eq!(made[0].id, "e-1-pricing");
        assert_eq!(made[0].asked_at, pricer.clock.now());
        assert_eq!(made[0].context.correlation_id, "c-1");
        let brackets: Vec<_> = made[0].pricing.price_brackets.iter().collect();
        let expected = [(5, "4.74"), (10, "4.49"), (25, "3.99"), (50, "3.74"), (100, "3.49")];
        let expected =
            expected.map(|(quantity, text)| PriceBracket { quantity, price: Money(price(text)) });
        assert_eq!(brackets, expected.iter().collect::<Vec<_>>());
    }

    #[tokio::test]
    async fn a_redelivered_event_is_announced_under_the_same_id() {
        let pricer = pricer(MemoryProducts::with("LATTE", price("4.99")));
        pricer.reprice(asked("LATTE")).await.unwrap();
        pricer.reprice(asked("LATTE")).await.unwrap();
        let made = pricer.announcements.made();
        assert_eq!(made[0], made[1]);
    }

    #[tokio::test]
    async fn a_product_that_is_gone_is_acknowledged() {
        let pricer = pricer(MemoryProducts::default());
        let outcome = pricer.reprice(asked("LATTE")).await;
        assert!(matches!(outcome, Err(Failure::Rejected(it)) if it.detail.contains("`LATTE`")));
        assert_eq!(pricer.announcements.made(), []);
    }

    #[tokio::test]
    async fn an_event_without_product_fails() {
        let pricer = pricer(MemoryProducts::with("", price("4.99")));
        assert!(matches!(pricer.reprice(asked("")).await, Err(Failure::Failed(_))));
        assert_eq!(pricer.announcements.made(), []);
    }

    #[tokio::test]
    async fn a_simulated_issue_fails_and_announces_nothing() {
        let mut pricer = pricer(MemoryProducts::with("LATTE", price("90")));
        pricer.simulator = Simulator::On;
        assert!(matches!(pricer.reprice(asked("LATTE")).await, Err(Failure::Failed(_))));
        assert_eq!(pricer.announcements.made(), []);
    }
}
