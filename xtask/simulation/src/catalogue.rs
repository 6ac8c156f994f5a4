//! The catalogue, as orders and baskets read it.

use std::{cell::RefCell, collections::BTreeMap};

use contracts::{Money, pricing::PriceBracket};
use platform::{Context, Result, memory::Calls};
use rust_decimal::Decimal;

use crate::plan::PlannedProduct;

/// The prices of all products, in cents.
pub struct Catalogue {
    prices: RefCell<BTreeMap<String, u32>>,
    calls: Calls,
}

/// The units from which on premium users pay less.
pub const BRACKET: u32 = 2;

/// The id of a product.
pub fn product_id(index: usize) -> String {
    format!("PRODUCT-{index}")
}

/// The price of one unit, and the price in the bracket.
pub fn prices(cents: u32) -> [Money; 2] {
    [10, 9].map(|tenths| Money(Decimal::new(i64::from(cents) * tenths, 3).normalize()))
}

impl Catalogue {
    pub fn new(products: &[PlannedProduct], calls: Calls) -> Self {
        let products = products.iter().enumerate();
        let priced =
            |(index, product): (_, &PlannedProduct)| Some((product_id(index), product.price?));
        let prices = RefCell::new(products.filter_map(priced).collect());
        Self { prices, calls }
    }

    /// The price of a product; none if it does not exist.
    pub fn price(&self, product_id: &str) -> Option<u32> {
        self.prices.borrow().get(product_id).copied()
    }

    /// Changes the price of a product. None deletes it.
    pub fn set(&self, product_id: &str, price: Option<u32>) {
        let prices = &mut self.prices.borrow_mut();
        match price {
            Some(price) => prices.insert(product_id.to_owned(), price),
            None => prices.remove(product_id),
        };
    }
}

impl order::ports::prices::Catalogue for Catalogue {
    async fn prices(
        &self,
        product_id: &str,
        _: &Context,
    ) -> Result<Option<order::price_list::ProductPrices>> {
        use order::price_list::ProductPrices;

        let price = self.calls.make("catalogue.prices", || self.price(product_id)).await?;
        Ok(price.map(prices).map(|[price, less]| ProductPrices {
            price,
            brackets: vec![PriceBracket { quantity: BRACKET, price: less }],
        }))
    }
}

impl basket::ports::Catalogue for Catalogue {
    async fn product(&self, id: &str, _: &Context) -> Result<Option<basket::basket::Product>> {
        use basket::basket::Product;

        let price = self.calls.make("catalogue.product", || self.price(id)).await?;
        Ok(price.map(prices).map(|[price, less]| Product {
            id: id.to_owned(),
            name: id.to_owned(),
            price,
            brackets: vec![PriceBracket { quantity: BRACKET, price: less }],
        }))
    }
}
