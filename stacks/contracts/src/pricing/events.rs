//! The public events of pricing.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{event::Event, money::Money};

/// The price brackets of a product were calculated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PricingCalculated {
    /// The product.
    pub product_id: String,
    /// All its brackets, smallest quantity first.
    pub price_brackets: Vec<PriceBracket>,
}

/// A price bracket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PriceBracket {
    /// The smallest quantity of the bracket.
    pub quantity: u32,
    /// Unit price.
    pub price: Money,
}

impl PriceBracket {
    /// The price of one unit in an order of so many: that of the largest of these brackets that they
    /// reach, or `price` if they reach none.
    pub fn unit_price(brackets: &[Self], price: Money, units: u32) -> Money {
        let reached = brackets.iter().filter(|bracket| bracket.quantity <= units);
        reached.max_by_key(|bracket| bracket.quantity).map_or(price, |bracket| bracket.price)
    }
}

impl Event for PricingCalculated {
    const TYPE: &'static str = "pricing.pricingCalculated.v1";

    fn sample() -> Self {
        Self {
            product_id: "FLATWHITE".into(),
            price_brackets: vec![
                PriceBracket { quantity: 5, price: Money(Decimal::new(333, 2)) },
                PriceBracket { quantity: 10, price: Money(Decimal::new(315, 2)) },
            ],
        }
    }
}
