//! Orders as inventory knows them: what they asked for, and what became of it.

use std::collections::BTreeMap;

use crate::{sale::Sale, stock::Level};

/// Longest id of an order or a product, in bytes. Ids are part of keys of limited length.
const LONGEST_ID: usize = 256;

/// The most products of one order. Each is one item of a transaction of at most 100 items, which
/// also writes the order, its answer, and the mark that it was answered.
pub const MOST_PRODUCTS: usize = 97;

/// Units by product; at least one of each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines(BTreeMap<String, u32>);

/// Why no stock of the world could fulfil an order.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfulfillable {
    #[error("it has {0} products, and more than {MOST_PRODUCTS} cannot be set aside at once")]
    TooManyProducts(usize),
    #[error(transparent)]
    BadProduct(#[from] BadId),
}

/// An id that names nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the id of a {0} is empty or longer than {LONGEST_ID} bytes")]
pub struct BadId(&'static str);

/// What became of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Outcome {
    /// Its products are set aside.
    Reserved,
    /// It got nothing.
    Refused,
    /// Its products left the house.
    Sold,
    /// It gave back what it had, or will never get anything.
    Released,
}

/// An order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    pub number: String,
    pub outcome: Outcome,
    /// What it got. Nothing, unless it was reserved.
    pub lines: Lines,
}

impl Lines {
    /// The lines of an order that lists one product a unit.
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

    /// The sales that these lines are once they leave stock of these levels. None if that stock
    /// has no room for them.
    pub fn sales(&self, levels: &BTreeMap<String, Level>) -> Option<Vec<Sale>> {
        self.iter()
            .map(|(product, units)| Sale::of(product, units, *levels.get(product)?))
            .collect()
    }
}

/// That an order's number can be part of a key.
pub fn check_order_number(number: &str) -> Result<(), BadId> {
    check("order", number)
}

/// That a product's id can be part of a key.
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
    fn an_id_is_neither_empty_nor_endless() {
        assert_eq!(lines(&["A", ""]), Err(BadId("product").into()));
        assert_eq!(check_order_number(&"x".repeat(257)), Err(BadId("order")));
        assert_eq!(check_order_number(&"x".repeat(256)), Ok(()));
    }
}
