//! Stock of one product: all units, and those of them that are available to orders.

use jiff::Timestamp;

/// The most units of one product.
pub const MOST_UNITS: u32 = 1_000_000_000;

/// Units of one product. The available ones are never more than all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Level {
    total: u32,
    available: u32,
    revision: u64,
}

/// A total that is less than the reserved units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reserved} units are reserved for orders")]
pub struct StillReserved {
    pub reserved: u32,
}

impl Level {
    /// Stock of a product that has none yet. Its revision is greater than any that the product had
    /// before, if its stock was ever deleted.
    pub fn first(total: u32, now: Timestamp) -> Self {
        let revision = u64::try_from(now.as_millisecond()).unwrap_or_default();
        Self { total, available: total, revision }
    }

    /// Stock as it was stored. None if more units are available than there are.
    pub fn stored(total: u32, available: u32, revision: u64) -> Option<Self> {
        (available <= total).then_some(Self { total, available, revision })
    }

    /// All units.
    pub fn total(self) -> u32 {
        self.total
    }

    /// Units that an order can reserve.
    pub fn available(self) -> u32 {
        self.available
    }

    /// Grows with each change of the total, so that no two totals of a product have the same one. 0 if
    /// the total has not changed since before stock had revisions.
    pub fn revision(self) -> u64 {
        self.revision
    }

    /// Units reserved for orders.
    pub fn reserved(self) -> u32 {
        self.total - self.available
    }

    /// After an order reserved units. None if fewer are available.
    pub fn reserve(self, units: u32) -> Option<Self> {
        Some(Self { available: self.available.checked_sub(units)?, ..self })
    }

    /// After reserved units were released. None if fewer are reserved.
    pub fn release(self, units: u32) -> Option<Self> {
        Self::stored(self.total, self.available.checked_add(units)?, self.revision)
    }

    /// After reserved units were shipped. None if fewer are reserved.
    pub fn ship(self, units: u32) -> Option<Self> {
        Self::stored(self.total.checked_sub(units)?, self.available, self.revision + 1)
    }

    /// With another total and the same reserved units.
    pub fn with_total(self, total: u32) -> Result<Self, StillReserved> {
        let reserved = self.reserved();
        let available = total.checked_sub(reserved).ok_or(StillReserved { reserved })?;
        Ok(Self { total, available, revision: self.revision + 1 })
    }
}

/// A revision as other services see it: none if it does not say which of two levels is newer.
pub fn public_revision(revision: u64) -> Option<u64> {
    (revision > 0).then_some(revision)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(total: u32, available: u32, revision: u64) -> Level {
        Level::stored(total, available, revision).unwrap()
    }

    #[test]
    fn a_reservation_leaves_the_total_and_its_revision() {
        let after = level(10, 10, 1).reserve(3).unwrap();
        assert_eq!(after, level(10, 7, 1));
        assert_eq!(after.reserved(), 3);
        assert_eq!(after.reserve(8), None);
        assert_eq!(after.reserve(7), Some(level(10, 0, 1)));
    }

    #[test]
    fn a_shipment_leaves_the_available_units() {
        assert_eq!(level(10, 7, 1).ship(3), Some(level(7, 7, 2)));
        assert_eq!(level(10, 7, 1).ship(4), None);
    }

    #[test]
    fn a_release_undoes_a_reservation_and_no_more() {
        assert_eq!(level(10, 7, 1).release(3), Some(level(10, 10, 1)));
        assert_eq!(level(10, 7, 1).release(4), None);
    }

    #[test]
    fn another_total_keeps_the_reserved_units() {
        assert_eq!(level(10, 7, 1).with_total(20), Ok(level(20, 17, 2)));
        assert_eq!(level(10, 7, 1).with_total(3), Ok(level(3, 0, 2)));
        assert_eq!(level(10, 7, 1).with_total(2), Err(StillReserved { reserved: 3 }));
    }

    #[test]
    fn the_same_total_has_a_new_revision() {
        assert_eq!(level(10, 7, 1).with_total(10), Ok(level(10, 7, 2)));
    }

    #[test]
    fn stock_that_is_created_later_has_a_greater_revision_than_after_many_changes() {
        let at = |time: &str| Level::first(10, time.parse().unwrap());
        let first = at("2026-11-21T10:00:00Z");
        assert_eq!(first, level(10, 10, 1_795_255_200_000));
        let changed = (0..999).fold(first, |level, total| level.with_total(total).unwrap());
        assert!(at("2026-11-21T10:00:01Z").revision() > changed.revision());
    }

    #[test]
    fn more_available_units_than_all_are_not_a_level() {
        assert_eq!(Level::stored(1, 2, 1), None);
    }
}
