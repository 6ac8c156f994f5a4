//! The simulated warehouse, which refuses a share of the orders.

use sha2::{Digest, Sha256};

/// The share of the orders that the warehouse does not refuse, from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Availability(f64);

/// A rate that is not between 0 and 1.
#[derive(Debug, thiserror::Error)]
#[error("the availability rate is `{0}`, not a number from 0 to 1; correct it in `env/`")]
pub struct BadRate(f64);

impl Availability {
    /// The warehouse refuses no order.
    pub const ALWAYS: Self = Self(1.0);

    /// The availability with this rate.
    pub fn new(rate: f64) -> Result<Self, BadRate> {
        if (0.0..=1.0).contains(&rate) { Ok(Self(rate)) } else { Err(BadRate(rate)) }
    }

    /// Whether the warehouse accepts an order. The order's number decides, so that a retry has the
    /// same result.
    pub fn accepts(self, order_number: &str) -> bool {
        let [a, b, c, d, ..] = <[u8; 32]>::from(Sha256::digest(order_number));
        f64::from(u32::from_be_bytes([a, b, c, d])) < self.0 * (f64::from(u32::MAX) + 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(rate: f64) -> usize {
        let availability = Availability::new(rate).unwrap();
        (0..1000).filter(|number| availability.accepts(&format!("order-{number}"))).count()
    }

    #[test]
    fn the_rate_is_the_share_of_accepted_orders() {
        assert_eq!((share(0.0), share(1.0)), (0, 1000));
        assert!((900..1000).contains(&share(0.95)), "{}", share(0.95));
    }

    #[test]
    fn a_retried_order_has_the_same_result() {
        let availability = Availability::new(0.5).unwrap();
        for number in 0..100 {
            let number = format!("order-{number}");
            assert_eq!(availability.accepts(&number), availability.accepts(&number));
        }
    }

    #[test]
    fn a_rate_that_is_not_between_0_and_1_is_refused() {
        for rate in [-0.1, 1.1, f64::NAN] {
            assert!(Availability::new(rate).is_err(), "{rate}");
        }
    }
}
