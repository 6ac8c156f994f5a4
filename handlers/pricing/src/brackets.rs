//! Price brackets: lower unit prices for larger quantities.

use rust_decimal::{Decimal, RoundingStrategy};

/// Smallest quantities, in ascending order, and their unit prices in percent of the price.
const BRACKETS: [(u32, i64); 5] = [(5, 95), (10, 90), (25, 80), (50, 75), (100, 70)];

/// The highest price.
pub const MAX_PRICE: Decimal = Decimal::from_parts(1_000_000, 0, 0, false, 0);

/// A price bracket: the unit price from a quantity on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bracket {
    pub quantity: u32,
    pub price: Decimal,
}

/// All brackets of a price between 0 and [`MAX_PRICE`]. Prices are rounded to two decimals, halves
/// up.
pub fn of_price(price: Decimal) -> [Bracket; 5] {
    BRACKETS.map(|(quantity, percent)| {
        let exact = price * Decimal::new(percent, 2);
        let price = exact.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
        Bracket { quantity, price: price.normalize() }
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(price: &str, expected: [&str; 5]) {
        let prices = of_price(price.parse().unwrap()).map(|bracket| bracket.price.to_string());
        assert_eq!(prices, expected, "{price}");
    }

    #[test]
    fn prices_fall_with_the_quantity() {
        check("12.99", ["12.34", "11.69", "10.39", "9.74", "9.09"]);
        check("100", ["95", "90", "80", "75", "70"]);
        check("3.5", ["3.33", "3.15", "2.8", "2.63", "2.45"]);
    }

    #[test]
    fn halves_are_rounded_up() {
        check("0.1", ["0.1", "0.09", "0.08", "0.08", "0.07"]);
        check("0.5", ["0.48", "0.45", "0.4", "0.38", "0.35"]);
        check("0.01", ["0.01", "0.01", "0.01", "0.01", "0.01"]);
    }

    #[test]
    fn the_highest_price_has_brackets() {
        let expected = ["950000", "900000", "800000", "750000", "700000"];
        check(&MAX_PRICE.to_string(), expected);
    }

    /// In hundredths of a cent every number is whole: adding half a cent and truncating rounds
    /// halves up.
    fn in_cents(price_in_cents: i64, percent: i64) -> i64 {
        (price_in_cents * percent + 50) / 100
    }

    proptest! {
        #[test]
        fn prices_equal_those_calculated_in_whole_cents(cents in 0_i64..=100_000_000) {
            let prices = of_price(Decimal::new(cents, 2)).map(|bracket| bracket.price);
            let expected = [95, 90, 80, 75, 70].map(|percent| Decimal::new(in_cents(cents, percent), 2));
            prop_assert_eq!(prices, expected);
        }

        #[test]
        fn a_larger_quantity_never_has_a_higher_unit_price(digits in 0_i64..=1_000_000_000, scale in 3_u32..=9) {
            let price = Decimal::new(digits, scale);
            let brackets = of_price(price);
            prop_assert!(brackets.is_sorted_by(|one, next| one.quantity < next.quantity));
            prop_assert!(brackets.is_sorted_by(|one, next| one.price >= next.price));
            let half_a_cent = Decimal::new(5, 3);
            prop_assert!(brackets.iter().all(|bracket| bracket.price <= price + half_a_cent));
        }
    }
}
