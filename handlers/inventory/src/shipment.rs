//! Shipments: how the completion of an order changes the stock of one product.

use serde::{Deserialize, Serialize};

use crate::stock::Level;

/// Units of one product that are shipped for an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Shipment {
    pub product_id: String,
    /// All units before.
    pub previous: u32,
    /// All units after.
    pub new: u32,
    /// Whether no unit is available after it.
    pub out_of_stock: bool,
    /// The revision of the stock after it. 0 in messages that were enqueued before stock had
    /// revisions.
    #[serde(default)]
    pub revision: u64,
}

impl Shipment {
    /// The shipment of reserved units. None if fewer are reserved.
    pub fn of(product_id: &str, units: u32, before: Level) -> Option<Self> {
        let after = before.ship(units)?;
        Some(Self {
            product_id: product_id.to_owned(),
            previous: before.total(),
            new: after.total(),
            out_of_stock: after.available() == 0,
            revision: after.revision(),
        })
    }

    /// Units shipped.
    pub fn units(&self) -> u32 {
        self.previous - self.new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shipment_without_available_units_left_is_out_of_stock() {
        let shipment = |available| {
            Shipment::of("LATTE", 2, Level::stored(available + 2, available, 7).unwrap())
        };
        let last = shipment(0).unwrap();
        assert_eq!((last.previous, last.new, last.units(), last.out_of_stock), (2, 0, 2, true));
        assert_eq!(last.revision, 8);
        assert!(!shipment(1).unwrap().out_of_stock);
    }

    #[test]
    fn units_that_are_not_reserved_are_not_shipped() {
        assert_eq!(Shipment::of("LATTE", 2, Level::stored(5, 4, 7).unwrap()), None);
    }
}
