//! Simulated partners of the shop, which refuse a share of what they are asked for.

use sha2::{Digest, Sha256};

/// The share of requests that a simulated partner accepts, from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate(f64);

/// A rate that is not between 0 and 1.
#[derive(Debug, thiserror::Error)]
#[error("the rate is `{0}`, not a number from 0 to 1; correct it in `env/`")]
pub struct BadRate(f64);

impl Rate {
    /// Every request is accepted.
    pub const ALWAYS: Self = Self(1.0);

    /// The rate `rate`, from 0 to 1.
    pub fn new(rate: f64) -> Result<Self, BadRate> {
        if (0.0..=1.0).contains(&rate) { Ok(Self(rate)) } else { Err(BadRate(rate)) }
    }

    /// Whether `partner` accepts the request about `subject`. The two names decide, so that a retry
    /// has the same result, and different partners refuse different requests.
    pub fn accepts(self, partner: &str, subject: &str) -> bool {
        let digest = Sha256::new().chain_update(partner).chain_update([0]).chain_update(subject);
        let [a, b, c, d, ..] = <[u8; 32]>::from(digest.finalize());
        f64::from(u32::from_be_bytes([a, b, c, d])) < self.0 * (f64::from(u32::MAX) + 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepted(rate: f64, partner: &str) -> Vec<u32> {
        let rate = Rate::new(rate).unwrap();
        (0..1000).filter(|number| rate.accepts(partner, &format!("order-{number}"))).collect()
    }

    #[test]
    fn the_rate_is_the_share_of_accepted_requests() {
        assert_eq!((accepted(0.0, "a").len(), accepted(1.0, "a").len()), (0, 1000));
        let accepted = accepted(0.95, "a").len();
        assert!((900..1000).contains(&accepted), "{accepted}");
    }

    #[test]
    fn a_retry_has_the_same_result_and_another_partner_has_its_own() {
        assert_eq!(accepted(0.5, "a"), accepted(0.5, "a"));
        assert_ne!(accepted(0.5, "a"), accepted(0.5, "b"));
    }

    #[test]
    fn a_rate_that_is_not_between_0_and_1_is_refused() {
        for rate in [-0.1, 1.1, f64::NAN] {
            assert!(Rate::new(rate).is_err(), "{rate}");
        }
    }
}
