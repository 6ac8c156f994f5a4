//! How often the warehouse has what it promises, which a simulation may say is not always.

use sha2::{Digest, Sha256};

/// A share of the orders, from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Availability(f64);

/// A rate that is not one.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not a rate between 0 and 1")]
pub struct BadRate(String);

impl Availability {
    /// Every order finds what it needs, as far as there is stock.
    #[cfg(test)]
    pub const ALWAYS: Self = Self(1.0);

    /// Reads a rate such as `0.95`.
    pub fn parse(rate: &str) -> Result<Self, BadRate> {
        match rate.parse() {
            Ok(rate) if (0.0..=1.0).contains(&rate) => Ok(Self(rate)),
            _ => Err(BadRate(rate.to_owned())),
        }
    }

    /// Whether an order is among them. The order's number decides, so that asking again does not
    /// change the answer.
    pub fn holds(self, order_number: &str) -> bool {
        let [a, b, c, d, ..] = <[u8; 32]>::from(Sha256::digest(order_number));
        f64::from(u32::from_be_bytes([a, b, c, d])) < self.0 * (f64::from(u32::MAX) + 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(rate: &str) -> usize {
        let availability = Availability::parse(rate).unwrap();
        (0..1000).filter(|number| availability.holds(&format!("order-{number}"))).count()
    }

    #[test]
    fn the_rate_is_the_share_of_orders() {
        assert_eq!((share("0"), share("1"), share("1.0")), (0, 1000, 1000));
        assert!((900..1000).contains(&share("0.95")), "{}", share("0.95"));
    }

    #[test]
    fn an_order_is_told_the_same_again() {
        let availability = Availability::parse("0.5").unwrap();
        for number in 0..100 {
            let number = format!("order-{number}");
            assert_eq!(availability.holds(&number), availability.holds(&number));
        }
    }

    #[test]
    fn what_is_no_rate_is_refused() {
        for rate in ["", "often", "-0.1", "1.1", "NaN"] {
            assert!(Availability::parse(rate).is_err(), "{rate}");
        }
    }
}
