//! Stock of one product: all units, and those of them that are available to orders.

/// The most units of one product.
pub const MOST_UNITS: u32 = 1_000_000_000;

/// Units of one product. The available ones are never more than all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Level {
    total: u32,
    available: u32,
}

/// A total that is less than the reserved units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reserved} units are reserved for orders")]
pub struct StillReserved {
    pub reserved: u32,
}

impl Level {
    /// Stock without reserved units.
    pub fn unreserved(total: u32) -> Self {
        Self { total, available: total }
    }

    /// Stock as it was stored. None if more units are available than there are.
    pub fn stored(total: u32, available: u32) -> Option<Self> {
        (available <= total).then_some(Self { total, available })
    }

    /// All units.
    pub fn total(self) -> u32 {
        self.total
    }

    /// Units that an order can reserve.
    pub fn available(self) -> u32 {
        self.available
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
        Self::stored(self.total, self.available.checked_add(units)?)
    }

    /// After reserved units were shipped. None if fewer are reserved.
    pub fn ship(self, units: u32) -> Option<Self> {
        Self::stored(self.total.checked_sub(units)?, self.available)
    }

    /// With another total and the same reserved units.
    pub fn with_total(self, total: u32) -> Result<Self, StillReserved> {
        let reserved = self.reserved();
        let available = total.checked_sub(reserved).ok_or(StillReserved { reserved })?;
        Ok(Self { total, available })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(total: u32, available: u32) -> Level {
        Level::stored(total, available).unwrap()
    }

    #[test]
    fn a_reservation_leaves_the_total() {
        let after = Level::unreserved(10).reserve(3).unwrap();
        assert_eq!((after.total(), after.available(), after.reserved()), (10, 7, 3));
        assert_eq!(after.reserve(8), None);
        assert_eq!(after.reserve(7), Some(level(10, 0)));
    }

    #[test]
    fn a_shipment_leaves_the_available_units() {
        assert_eq!(level(10, 7).ship(3), Some(level(7, 7)));
        assert_eq!(level(10, 7).ship(4), None);
    }

    #[test]
    fn a_release_undoes_a_reservation_and_no_more() {
        assert_eq!(level(10, 7).release(3), Some(level(10, 10)));
        assert_eq!(level(10, 7).release(4), None);
    }

    #[test]
    fn another_total_keeps_the_reserved_units() {
        assert_eq!(level(10, 7).with_total(20), Ok(level(20, 17)));
        assert_eq!(level(10, 7).with_total(3), Ok(level(3, 0)));
        assert_eq!(level(10, 7).with_total(2), Err(StillReserved { reserved: 3 }));
    }

    #[test]
    fn more_available_units_than_all_are_not_a_level() {
        assert_eq!(Level::stored(1, 2), None);
    }
}
