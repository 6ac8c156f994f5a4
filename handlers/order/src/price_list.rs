//! Prices, as far as events announced them, and what a unit costs at a quantity.

use std::collections::BTreeMap;

use contracts::{Money, order::OrderType, pricing::PriceBracket};
use platform::{Failure, Result};
use rust_decimal::Decimal;

/// The highest price of one unit.
pub const MAX_PRICE: Decimal = Decimal::from_parts(1_000_000, 0, 0, false, 0);

/// Longest id of a listed product, in bytes. The id is part of a key.
const LONGEST_PRODUCT_ID: usize = 256;

/// Most price brackets of a product.
const MOST_BRACKETS: usize = 100;

/// What events announced about a product.
#[derive(Clone, Debug, PartialEq)]
pub struct ListedProduct {
    pub product_id: String,
    /// None if no event announced a price.
    pub price: Option<ListedPrice>,
    pub brackets: Vec<PriceBracket>,
}

/// The last price that an event announced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListedPrice {
    Price(Money),
    /// The product was deleted.
    Deleted,
}

/// The prices of a product that exists.
#[derive(Clone, Debug, PartialEq)]
pub struct ProductPrices {
    pub price: Money,
    pub brackets: Vec<PriceBracket>,
}

/// Prices by product. A product that is absent does not exist.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KnownPrices(BTreeMap<String, ProductPrices>);

impl ProductPrices {
    /// The price of one unit in an order of so many. Only priority orders have brackets.
    pub fn unit_price(&self, quantity: u32, kind: OrderType) -> Money {
        let brackets = if kind == OrderType::Priority { &self.brackets[..] } else { &[] };
        PriceBracket::unit_price(brackets, self.price, quantity)
    }
}

impl KnownPrices {
    /// The prices of the listed products, and which of the wanted products are to be looked up
    /// elsewhere because no event announced their price.
    pub fn of_list(listed: Vec<ListedProduct>, wanted: &[String]) -> (Self, Vec<String>) {
        let mut known = Self::default();
        let mut unlisted = wanted.to_vec();
        for ListedProduct { product_id, price, brackets } in listed {
            let Some(price) = price else { continue };
            unlisted.retain(|id| *id != product_id);
            if let ListedPrice::Price(price) = price {
                known.insert(product_id, ProductPrices { price, brackets });
            }
        }
        (known, unlisted)
    }

    pub fn insert(&mut self, product_id: String, prices: ProductPrices) {
        self.0.insert(product_id, prices);
    }

    /// The price of one unit in an order of so many; none of a product that does not exist.
    pub fn unit_price(&self, product_id: &str, quantity: u32, kind: OrderType) -> Option<Money> {
        self.0.get(product_id).map(|prices| prices.unit_price(quantity, kind))
    }
}

/// Checks that a product can be listed.
pub fn check_product_id(id: &str) -> Result {
    if (1..=LONGEST_PRODUCT_ID).contains(&id.len()) {
        return Ok(());
    }
    Err(Failure::failed(format!(
        "the id of a product is empty or longer than {LONGEST_PRODUCT_ID} bytes"
    )))
}

/// Whether this can be the price of one unit.
pub fn is_price(price: Money) -> bool {
    (Decimal::ZERO..=MAX_PRICE).contains(&price.0)
}

/// Checks an announced price.
pub fn check_price(product_id: &str, price: Money) -> Result {
    if is_price(price) {
        return Ok(());
    }
    let price = price.0;
    Err(Failure::failed(format!(
        "the price {price} of product `{product_id}` is not between 0 and {MAX_PRICE}"
    )))
}

/// Checks announced brackets.
pub fn check_brackets(product_id: &str, brackets: &[PriceBracket]) -> Result {
    let count = brackets.len();
    if count > MOST_BRACKETS {
        return Err(Failure::failed(format!(
            "product `{product_id}` has {count} brackets, more than {MOST_BRACKETS}"
        )));
    }
    brackets.iter().try_for_each(|bracket| check_price(product_id, bracket.price))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::samples::{brackets, money};

    #[test]
    fn a_priority_order_gets_the_largest_bracket_that_its_quantity_reaches() {
        let prices = ProductPrices {
            price: money("4.99"),
            brackets: brackets(&[(10, "4.49"), (5, "4.74"), (25, "3.99")]),
        };
        for (quantity, expected) in
            [(1, "4.99"), (4, "4.99"), (5, "4.74"), (9, "4.74"), (10, "4.49"), (100, "3.99")]
        {
            assert_eq!(prices.unit_price(quantity, OrderType::Priority), money(expected));
            assert_eq!(prices.unit_price(quantity, OrderType::Standard), money("4.99"));
        }
    }

    #[test]
    fn a_product_without_an_announced_price_is_to_be_looked_up_and_a_deleted_one_is_not() {
        let listed = |id: &str, price| ListedProduct {
            product_id: id.to_owned(),
            price,
            brackets: brackets(&[(5, "1")]),
        };
        let list = vec![
            listed("LATTE", Some(ListedPrice::Price(money("4.99")))),
            listed("TEA", Some(ListedPrice::Deleted)),
            listed("MOCHA", None),
        ];
        let wanted = ["LATTE", "TEA", "MOCHA", "ESPRESSO"].map(str::to_owned);
        let (known, unlisted) = KnownPrices::of_list(list, &wanted);
        assert_eq!(unlisted, ["MOCHA", "ESPRESSO"]);
        assert_eq!(known.unit_price("LATTE", 1, OrderType::Standard), Some(money("4.99")));
        assert_eq!(known.unit_price("TEA", 5, OrderType::Priority), None);
    }

    #[test]
    fn a_negative_or_absurd_price_is_refused() {
        for price in ["0", "0.01", "1000000"] {
            assert!(check_price("LATTE", money(price)).is_ok(), "{price}");
        }
        for price in ["-0.01", "1000000.01"] {
            assert!(check_price("LATTE", money(price)).is_err(), "{price}");
            assert!(check_brackets("LATTE", &brackets(&[(5, "1"), (10, price)])).is_err());
        }
        assert!(check_brackets("LATTE", &brackets(&[(5, "1"); 100])).is_ok());
        assert!(check_brackets("LATTE", &brackets(&[(5, "1"); 101])).is_err());
    }
}
