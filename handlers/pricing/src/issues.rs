//! The issue simulator: prices for which pricing is slow or fails, so that people can practise
//! finding the cause. Off unless the environment turns it on.

use std::time::Duration;

use platform::{Failure, Result};
use rust_decimal::Decimal;

/// Whether issues are simulated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Simulator {
    Off,
    On,
}

/// A simulated issue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Issue {
    Slow(Duration),
    Failing,
}

impl From<bool> for Simulator {
    fn from(is_on: bool) -> Self {
        if is_on { Self::On } else { Self::Off }
    }
}

impl Simulator {
    /// Simulates the issue of `price`, if it has one.
    pub async fn run(self, price: Decimal) -> Result {
        match self.issue(price) {
            None => Ok(()),
            Some(Issue::Slow(duration)) => {
                tokio::time::sleep(duration).await;
                Ok(())
            }
            Some(Issue::Failing) => Err(Failure::failed("an issue was simulated for this price")),
        }
    }

    fn issue(self, price: Decimal) -> Option<Issue> {
        let is_within = |low: i64, high: i64| price >= low.into() && price < high.into();
        match self {
            // Longer than a function may take.
            Self::On if is_within(50, 60) => Some(Issue::Slow(Duration::from_secs(40))),
            Self::On if is_within(90, 95) => Some(Issue::Failing),
            Self::On if is_within(95, 100) => Some(Issue::Slow(Duration::from_secs(8))),
            Self::On | Self::Off => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(price: &str, expected: Option<Issue>) {
        let price = price.parse().unwrap();
        assert_eq!(Simulator::On.issue(price), expected, "{price}");
        assert_eq!(Simulator::Off.issue(price), None, "{price}");
    }

    #[test]
    fn some_prices_have_issues() {
        for price in ["0.01", "49.99", "60", "89.99", "100", "12.99"] {
            check(price, None);
        }
        for price in ["50", "59.99"] {
            check(price, Some(Issue::Slow(Duration::from_secs(40))));
        }
        for price in ["90", "94.99"] {
            check(price, Some(Issue::Failing));
        }
        for price in ["95", "99.99"] {
            check(price, Some(Issue::Slow(Duration::from_secs(8))));
        }
    }

    #[test]
    fn the_setting_turns_the_simulator_on_and_off() {
        assert_eq!(Simulator::from(true), Simulator::On);
        assert_eq!(Simulator::from(false), Simulator::Off);
    }

    #[tokio::test]
    async fn a_price_with_a_failing_issue_fails() {
        assert!(matches!(Simulator::On.run(90.into()).await, Err(Failure::Failed(_))));
        Simulator::Off.run(90.into()).await.unwrap();
    }
}
