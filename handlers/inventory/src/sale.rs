//! What the sale of an order does to one product.

use serde::{Deserialize, Serialize};

use crate::stock::Level;

/// Units of one product that left the house.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Sale {
    pub product_id: String,
    /// All units before.
    pub previous: u32,
    /// All units after.
    pub new: u32,
    /// Whether nothing is left that an order could have.
    pub out_of_stock: bool,
}

impl Sale {
    /// The sale of so many promised units. None if fewer were promised.
    pub fn of(product_id: &str, units: u32, before: Level) -> Option<Self> {
        let after = before.sell(units)?;
        Some(Self {
            product_id: product_id.to_owned(),
            previous: before.total(),
            new: after.total(),
            out_of_stock: after.available() == 0,
        })
    }

    /// Units sold.
    #[cfg(test)]
    pub fn units(&self) -> u32 {
        self.previous - self.new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_unit_is_announced() {
        let sale =
            |available| Sale::of("LATTE", 2, Level::stored(available + 2, available).unwrap());
        let last = sale(0).unwrap();
        assert_eq!((last.previous, last.new, last.units(), last.out_of_stock), (2, 0, 2, true));
        assert!(!sale(1).unwrap().out_of_stock);
    }

    #[test]
    fn what_was_not_promised_is_not_sold() {
        assert_eq!(Sale::of("LATTE", 2, Level::stored(5, 4).unwrap()), None);
    }
}
