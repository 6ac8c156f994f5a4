//! Stock levels, as inventory publishes them.

/// Every whole number up to this one has an exact representation as an `f64`.
const MOST_UNITS: f64 = 9_007_199_254_740_992.0;

/// The stock of a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StockLevel {
    /// Units in stock, reserved units included.
    pub units: u64,
    /// Greater than that of every earlier level of the product, if inventory has revisions.
    pub revision: Option<u64>,
}

/// A level that no product can have.
#[derive(Debug, thiserror::Error)]
#[error("the stock level `{0}` is not a whole number")]
pub struct BadLevel(f64);

impl StockLevel {
    /// A level in units as JSON has them.
    pub fn new(units: f64, revision: Option<u64>) -> Result<Self, BadLevel> {
        if !(0.0..=MOST_UNITS).contains(&units) || units.fract() != 0.0 {
            return Err(BadLevel(units));
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "whole, not negative and small enough"
        )]
        Ok(Self { units: units as u64, revision })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_is_a_whole_number() {
        let units = |units| StockLevel::new(units, None).map(|level| level.units).ok();
        assert_eq!(units(0.0), Some(0));
        assert_eq!(units(10.0), Some(10));
        assert_eq!(units(MOST_UNITS), Some(9_007_199_254_740_992));
        for invalid in [-1.0, 0.5, f64::NAN, f64::INFINITY, 1e300] {
            assert_eq!(units(invalid), None, "{invalid}");
        }
    }
}
