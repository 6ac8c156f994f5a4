//! Baskets: their products, and what they cost. All amounts are exact.

use contracts::{Money, pricing::PriceBracket};
use jiff::Timestamp;
use platform::UserType;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

/// The basket of a user. An empty basket does not exist.
#[derive(Clone, Debug, PartialEq)]
pub struct Basket {
    pub user_id: String,
    /// A new one with each change, so that a checkout can require the content that it has read.
    pub revision: String,
    pub items: Vec<Item>,
}

/// Units of a product in a basket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Item {
    pub product: Product,
    pub quantity: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub color: Option<String>,
}

/// A product, as the catalogue showed it when the basket was changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Product {
    pub id: String,
    pub name: String,
    /// Price of one unit.
    pub price: Money,
    /// The prices for premium users; empty until they are calculated.
    pub brackets: Vec<PriceBracket>,
}

/// What a basket costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Totals {
    /// The sum of the plain prices.
    pub subtotal: Money,
    /// The difference that price brackets make.
    pub discount: Money,
    /// What is to be paid.
    pub total: Money,
}

/// A basket that is to be ordered.
#[derive(Clone, Debug, PartialEq)]
pub struct Checkout {
    pub receipt: Receipt,
    pub basket: Basket,
    pub user_type: UserType,
    pub time: Timestamp,
}

/// A checkout, as the response to its request states it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Receipt {
    pub checkout_id: String,
    pub total_price: Money,
    /// ISO 4217 code.
    pub currency: String,
    pub payment_method: String,
}

impl Basket {
    /// What the basket costs a user of this type.
    pub fn totals(&self, user_type: UserType) -> Totals {
        let sum = |price: &dyn Fn(&Item) -> Money| -> Decimal {
            self.items.iter().map(|item| price(item).0 * Decimal::from(item.quantity)).sum()
        };
        let subtotal = sum(&|item| item.product.price);
        let total = sum(&|item| self.unit_price(item, user_type));
        Totals {
            subtotal: Money(subtotal.normalize()),
            discount: Money((subtotal - total).normalize()),
            total: Money(total.normalize()),
        }
    }

    /// The price of one unit of an item for a user of this type: the units of the product in all
    /// colours decide which bracket applies.
    pub fn unit_price(&self, item: &Item, user_type: UserType) -> Money {
        let same = self.items.iter().filter(|other| other.product.id == item.product.id);
        let units = same.map(|item| item.quantity).sum();
        let Product { price, brackets, .. } = &item.product;
        match user_type {
            UserType::Premium => PriceBracket::unit_price(brackets, *price, units),
            UserType::Standard | UserType::Admin => *price,
        }
    }
}

/// The tax that a total includes, rounded to cents, halves up. `rate` is the share of the net price.
pub fn included_tax(total: Money, rate: Decimal) -> Money {
    let exact = total.0 * rate / (Decimal::ONE + rate);
    let rounded = exact.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
    Money(rounded.normalize())
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;
    use crate::samples::{bracketed, item, money, product};

    fn basket(items: Vec<Item>) -> Basket {
        Basket { user_id: "u-1".to_owned(), revision: "r-1".to_owned(), items }
    }

    /// Subtotal, discount and total.
    #[track_caller]
    fn check(items: Vec<Item>, user_type: UserType, expected: [&str; 3]) {
        let Totals { subtotal, discount, total } = basket(items).totals(user_type);
        assert_eq!([subtotal, discount, total], expected.map(money));
    }

    #[test]
    fn a_total_is_the_sum_of_all_units() {
        let items = vec![item(product("LATTE", "4.99"), 3), item(product("TEA", "0.1"), 3)];
        check(items, UserType::Standard, ["15.27", "0", "15.27"]);
        check(Vec::new(), UserType::Premium, ["0", "0", "0"]);
    }

    #[test]
    fn the_largest_bracket_that_is_reached_applies_to_premium_users_only() {
        for (quantity, premium) in [
            (4, ["40", "0", "40"]),
            (5, ["50", "2.5", "47.5"]),
            (9, ["90", "4.5", "85.5"]),
            (10, ["100", "10", "90"]),
            (100, ["1000", "100", "900"]),
        ] {
            let items = || vec![item(bracketed("LATTE", "10"), quantity)];
            check(items(), UserType::Premium, premium);
            for other in [UserType::Standard, UserType::Admin] {
                check(items(), other, [premium[0], "0", premium[0]]);
            }
        }
    }

    #[test]
    fn the_units_of_a_product_in_all_colours_count_for_its_bracket() {
        let red = Item { color: Some("red".to_owned()), ..item(bracketed("LATTE", "10"), 3) };
        let blue = Item { color: Some("blue".to_owned()), ..item(bracketed("LATTE", "10"), 2) };
        let other = item(bracketed("TEA", "10"), 4);
        check(vec![red, blue, other], UserType::Premium, ["90", "2.5", "87.5"]);
    }

    #[test]
    fn the_included_tax_is_rounded_to_cents_halves_up() {
        for (total, rate, tax) in [
            ("119", "0.19", "19"),
            ("100", "0.19", "15.97"),
            ("0.99", "0.19", "0.16"),
            ("0.01", "1", "0.01"),
            ("0.03", "1", "0.02"),
            ("100", "0", "0"),
            ("0", "0.19", "0"),
        ] {
            assert_eq!(included_tax(money(total), rate.parse().unwrap()), money(tax), "{total}");
        }
    }

    /// Cents and units of items; of each product, the cents of its bracket from 5 units on.
    fn lines() -> impl Strategy<Value = Vec<(i64, i64, u32)>> {
        vec((1_i64..=100_000_000, 1_i64..=100_000_000, 1_u32..=100), 0..50)
    }

    fn in_cents(amount: Money) -> Decimal {
        amount.0 * Decimal::ONE_HUNDRED
    }

    proptest! {
        #[test]
        fn totals_equal_those_calculated_in_whole_cents(lines in lines()) {
            let items = lines.iter().enumerate().map(|(number, &(price, bracket, quantity))| {
                let reduced = Money(Decimal::new(bracket, 2));
                let brackets = vec![PriceBracket { quantity: 5, price: reduced }];
                let id = number.to_string();
                let price = Money(Decimal::new(price, 2));
                item(Product { id: id.clone(), name: id, price, brackets }, quantity)
            });
            let basket = basket(items.collect());
            let plain: i64 = lines.iter().map(|(price, _, units)| price * i64::from(*units)).sum();
            let reduced: i64 = lines
                .iter()
                .map(|&(price, bracket, units)| {
                    i64::from(units) * if units >= 5 { bracket } else { price }
                })
                .sum();
            let standard = basket.totals(UserType::Standard);
            prop_assert_eq!(in_cents(standard.subtotal), Decimal::from(plain));
            prop_assert_eq!(standard.total, standard.subtotal);
            prop_assert_eq!(standard.discount, Money::default());
            let premium = basket.totals(UserType::Premium);
            prop_assert_eq!(in_cents(premium.subtotal), Decimal::from(plain));
            prop_assert_eq!(in_cents(premium.total), Decimal::from(reduced));
            prop_assert_eq!(in_cents(premium.discount), Decimal::from(plain - reduced));
            // Responses are JSON: the number that a client reads is the exact amount.
            let json = serde_json::to_string(&premium.total).unwrap();
            prop_assert_eq!(serde_json::from_str::<Money>(&json).unwrap(), premium.total);
        }

        #[test]
        fn tax_equals_that_calculated_in_whole_cents(cents in 0_i64..=1_000_000_000_000, rate in 0_i64..=100) {
            let tax = included_tax(Money(Decimal::new(cents, 2)), Decimal::new(rate, 2));
            // Twice the numerator plus the denominator, over twice the denominator, rounds halves up.
            let expected = (2 * cents * rate + 100 + rate) / (2 * (100 + rate));
            prop_assert_eq!(in_cents(tax), Decimal::from(expected));
        }
    }
}
