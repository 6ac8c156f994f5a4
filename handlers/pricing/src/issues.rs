//! The issue simulator: prices for which pricing is slow or fails, so that people can practise
//! finding out why. Off unless the environment asks for it.

use std::time::Duration;

use contracts::{Capability, Setting};
use platform::{Failure, Result};
use rust_decimal::Decimal;

/// Whether there are issues.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Simulator {
    Off,
    On,
}

/// What happens for a price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Issue {
    Slow(Duration),
    Broken,
}

impl Simulator {
    /// As the environment says: `true` or `false`.
    pub fn from_setting(setting: &Setting) -> Result<Self> {
        match setting.value().as_str() {
            "true" => Ok(Self::On),
            "false" => Ok(Self::Off),
            other => Err(Failure::failed(format!(
                "`SIMULATE_ISSUES` is `{other}` and neither `true` nor `false`; deploy the \
                 function again with `cargo xtask deploy pricing`"
            ))),
        }
    }

    /// Has the issue that `price` has, if any.
    pub async fn run(self, price: Decimal) -> Result {
        match self.issue(price) {
            None => Ok(()),
            Some(Issue::Slow(duration)) => {
                tokio::time::sleep(duration).await;
                Ok(())
            }
            Some(Issue::Broken) => Err(Failure::failed("a simulated issue with this price")),
        }
    }

    fn issue(self, price: Decimal) -> Option<Issue> {
        let is_within = |low: i64, high: i64| price >= low.into() && price < high.into();
        match self {
            // Longer than a function may take.
            Self::On if is_within(50, 60) => Some(Issue::Slow(Duration::from_secs(40))),
            Self::On if is_within(90, 95) => Some(Issue::Broken),
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
            check(price, Some(Issue::Broken));
        }
        for price in ["95", "99.99"] {
            check(price, Some(Issue::Slow(Duration::from_secs(8))));
        }
    }

    #[test]
    fn the_setting_is_true_or_false() {
        let simulator = |text: &str| Simulator::from_setting(&Setting::new(text.to_owned()));
        assert_eq!(simulator("true").unwrap(), Simulator::On);
        assert_eq!(simulator("false").unwrap(), Simulator::Off);
        assert!(matches!(simulator("yes"), Err(Failure::Failed(_))));
    }

    #[tokio::test]
    async fn a_broken_price_is_our_failure() {
        assert!(matches!(Simulator::On.run(90.into()).await, Err(Failure::Failed(_))));
        Simulator::Off.run(90.into()).await.unwrap();
    }
}
