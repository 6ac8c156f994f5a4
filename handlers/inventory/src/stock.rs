//! Stock of one product: all units there are, and how many of them are not promised to an order.

/// The most units of one product.
pub const MOST_UNITS: u32 = 1_000_000_000;

/// Units of one product. No more are available than there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Level {
    total: u32,
    available: u32,
}

/// Fewer units than are promised to orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reserved} units are set aside for orders")]
pub struct StillReserved {
    /// Units promised to orders.
    pub reserved: u32,
}

impl Level {
    /// Stock of which nothing is promised yet.
    pub fn unreserved(total: u32) -> Self {
        Self { total, available: total }
    }

    /// Stock as it was stored, if it can be.
    pub fn stored(total: u32, available: u32) -> Option<Self> {
        (available <= total).then_some(Self { total, available })
    }

    /// All units.
    pub fn total(self) -> u32 {
        self.total
    }

    /// Units that an order can have.
    pub fn available(self) -> u32 {
        self.available
    }

    /// Units promised to orders.
    pub fn reserved(self) -> u32 {
        self.total - self.available
    }

    /// After promised units left the house. None if fewer were promised.
    pub fn sell(self, units: u32) -> Option<Self> {
        Self::stored(self.total.checked_sub(units)?, self.available)
    }

    /// After somebody counted. What is promised stays promised.
    pub fn with_total(self, total: u32) -> Result<Self, StillReserved> {
        let reserved = self.reserved();
        let available = total.checked_sub(reserved).ok_or(StillReserved { reserved })?;
        Ok(Self { total, available })
    }
}

/// What the conditions in DynamoDB come to, for the memory twin.
#[cfg(test)]
impl Level {
    /// After units were promised to an order. None if there are too few.
    pub fn reserve(self, units: u32) -> Option<Self> {
        Some(Self { available: self.available.checked_sub(units)?, ..self })
    }

    /// After promised units were given back. None if fewer were promised.
    pub fn release(self, units: u32) -> Option<Self> {
        Self::stored(self.total, self.available.checked_add(units)?)
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
    fn a_sale_leaves_what_is_available() {
        assert_eq!(level(10, 7).sell(3), Some(level(7, 7)));
        assert_eq!(level(10, 7).sell(4), None);
    }

    #[test]
    fn a_release_undoes_a_reservation_and_no_more() {
        assert_eq!(level(10, 7).release(3), Some(level(10, 10)));
        assert_eq!(level(10, 7).release(4), None);
    }

    #[test]
    fn counting_keeps_promises() {
        assert_eq!(level(10, 7).with_total(20), Ok(level(20, 17)));
        assert_eq!(level(10, 7).with_total(3), Ok(level(3, 0)));
        assert_eq!(level(10, 7).with_total(2), Err(StillReserved { reserved: 3 }));
    }

    #[test]
    fn more_available_than_there_are_is_no_stock() {
        assert_eq!(Level::stored(1, 2), None);
    }
}
