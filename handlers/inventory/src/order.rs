//! Orders: their products, and the outcomes of their reservations.

use std::collections::BTreeMap;

use crate::{shipment::Shipment, stock::Level};

/// Longest id of an order or a product, in bytes. Ids are part of keys of limited length.
const LONGEST_ID: usize = 256;

/// The most products of one order. Each is one operation of a transaction of at most 100, which also
/// writes the order, the reply to it, and the idempotency key of the reply.
pub const MOST_PRODUCTS: usize = 97;

/// Units by product; at least one of each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines(BTreeMap<String, u32>);

/// Why an order cannot be reserved, whatever the stock.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfulfillable {
    #[error("it has {0} products, and at most {MOST_PRODUCTS} can be reserved at once")]
    TooManyProducts(usize),
    #[error(transparent)]
    BadProduct(#[from] BadId),
}

/// An id that cannot be part of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the id of a {0} is empty or longer than {LONGEST_ID} bytes")]
pub struct BadId(&'static str);

/// The outcome of an order's reservation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Outcome {
    /// Its products are reserved.
    Reserved,
    /// Its products could not be reserved.
    Refused,
    /// Its products were shipped.
    Shipped,
    /// The order was rejected: its products were released, or will never be reserved.
    Released,
}

/// An order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    pub number: String,
    pub outcome: Outcome,
    /// What was reserved for it. Empty if nothing ever was.
    pub lines: Lines,
}

impl Lines {
    /// The lines of an order, which names a product once for each unit.
    pub fn of(products: &[String]) -> Result<Self, Unfulfillable> {
        let mut lines = BTreeMap::new();
        for product in products {
            check_product_id(product)?;
            *lines.entry(product.clone()).or_insert(0) += 1;
        }
        match lines.len() {
            0..=MOST_PRODUCTS => Ok(Self(lines)),
            count => Err(Unfulfillable::TooManyProducts(count)),
        }
    }

    /// Lines as they were stored.
    pub fn stored(lines: BTreeMap<String, u32>) -> Self {
        Self(lines)
    }

    /// Products and their units, each product once.
    pub fn iter(&self) -> impl Iterator<Item = (&str, u32)> {
        self.0.iter().map(|(product, units)| (product.as_str(), *units))
    }

    /// Units by product.
    pub fn as_map(&self) -> &BTreeMap<String, u32> {
        &self.0
    }

    /// The shipments of these lines from stock of these levels. None if fewer units are reserved.
    pub fn shipments(&self, levels: &BTreeMap<String, Level>) -> Option<Vec<Shipment>> {
        self.iter()
            .map(|(product, units)| Shipment::of(product, units, *levels.get(product)?))
            .collect()
    }
}

/// Checks that an order's number can be part of a key.
pub fn check_order_number(number: &str) -> Result<(), BadId> {
    check("order", number)
}

/// Checks that a product's id can be part of a key.
pub fn check_product_id(id: &str) -> Result<(), BadId> {
    check("product", id)
}

fn check(of: &'static str, id: &str) -> Result<(), BadId> {
    if (1..=LONGEST_ID).contains(&id.len()) { Ok(()) } else { Err(BadId(of)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(products: &[&str]) -> Result<Lines, Unfulfillable> {
        Lines::of(&products.iter().map(|&id| id.to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn a_product_that_is_listed_twice_is_two_units() {
        let lines = lines(&["B", "A", "B"]).unwrap();
        assert_eq!(lines.iter().collect::<Vec<_>>(), [("A", 1), ("B", 2)]);
    }

    #[test]
    fn units_do_not_count_as_products() {
        assert_eq!(lines(&["A"; 101]).unwrap().iter().collect::<Vec<_>>(), [("A", 101)]);
        let many = |count: usize| Lines::of(&(0..count).map(|n| n.to_string()).collect::<Vec<_>>());
        assert!(many(MOST_PRODUCTS).is_ok());
        assert_eq!(many(101), Err(Unfulfillable::TooManyProducts(101)));
    }

    #[test]
    fn an_empty_or_too_long_id_is_refused() {
        assert_eq!(lines(&["A", ""]), Err(BadId("product").into()));
        assert_eq!(check_order_number(&"x".repeat(257)), Err(BadId("order")));
        assert_eq!(check_order_number(&"x".repeat(256)), Ok(()));
    }
}
