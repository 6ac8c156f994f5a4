//! Products and baskets for tests.

use contracts::{Money, pricing::PriceBracket};
use jiff::Timestamp;
use platform::UserType;
use rust_decimal::Decimal;

use crate::{
    basket::{Basket, Checkout, Item, Product, Receipt},
    dto::PriceSettings,
    lines::Line,
};

pub fn money(amount: &str) -> Money {
    Money(amount.parse().unwrap())
}

/// A product without brackets, whose name is its id.
pub fn product(id: &str, price: &str) -> Product {
    Product { id: id.to_owned(), name: id.to_owned(), price: money(price), brackets: Vec::new() }
}

/// A product with 5 % off from 5 units on, and 10 % off from 10 units on.
pub fn bracketed(id: &str, price: &str) -> Product {
    let plain = product(id, price);
    let bracket = |(quantity, percent)| PriceBracket {
        quantity,
        price: Money(plain.price.0 * Decimal::new(percent, 2)),
    };
    Product { brackets: [(10, 90), (5, 95)].map(bracket).into(), ..plain }
}

pub fn item(product: Product, quantity: u32) -> Item {
    Item { product, quantity, color: None }
}

pub fn line(product_id: &str, quantity: u32) -> Line {
    Line { product_id: product_id.to_owned(), quantity, color: None }
}

/// A basket with two units of one product.
pub fn basket(user_id: &str, revision: &str) -> Basket {
    Basket {
        user_id: user_id.to_owned(),
        revision: revision.to_owned(),
        items: vec![Item { color: Some("red".to_owned()), ..item(bracketed("LATTE", "4.99"), 2) }],
    }
}

/// The checkout of a basket.
pub fn checkout(id: &str, basket: Basket) -> Checkout {
    Checkout {
        receipt: Receipt {
            checkout_id: id.to_owned(),
            total_price: basket.totals(UserType::Standard).total,
            currency: "EUR".to_owned(),
            payment_method: "card".to_owned(),
        },
        basket,
        user_type: UserType::Standard,
        time: Timestamp::constant(1_795_255_200, 0),
    }
}

/// The prices of every test are in EUR and include 19 % tax.
pub fn settings() -> PriceSettings {
    PriceSettings { currency: "EUR".to_owned(), tax_rate: Decimal::new(19, 2) }
}
