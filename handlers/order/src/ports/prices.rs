//! Prices of products. The suite at the end is what every implementation must do.

use contracts::pricing::PriceBracket;
use platform::{Context, Result, Stamp};

use crate::price_list::{ListedPrice, ListedProduct, ProductPrices};

/// Reading the price list.
pub trait PriceList {
    /// The listed ones of these products, in any order.
    async fn listed(&self, product_ids: &[String]) -> Result<Vec<ListedProduct>>;
}

/// Changing the price list.
pub trait PriceChanges {
    /// Enters a price. False, and nothing is changed, if the listed one is as new or newer.
    async fn set_price(
        &self,
        product_id: &str,
        price: ListedPrice,
        stamp: &Stamp,
        context: &Context,
    ) -> Result<bool>;

    /// Enters price brackets. False, and nothing is changed, if the listed ones are as new or newer.
    async fn set_brackets(
        &self,
        product_id: &str,
        brackets: &[PriceBracket],
        stamp: &Stamp,
        context: &Context,
    ) -> Result<bool>;
}

/// The catalogue of another service.
pub trait Catalogue {
    /// The prices of a product as they are now; none if there is no such product.
    async fn prices(&self, product_id: &str, context: &Context) -> Result<Option<ProductPrices>>;
}

#[cfg(test)]
pub mod suite {
    use jiff::Timestamp;

    use super::*;
    use crate::memory::samples::{brackets, money};

    /// What every implementation must do, on an empty store.
    pub async fn prices(prices: &(impl PriceList + PriceChanges)) {
        a_newer_price_replaces_an_older_one(prices).await;
        brackets_are_independent_of_the_price(prices).await;
    }

    fn stamp(second: i64) -> Stamp {
        let time = Timestamp::from_second(second).unwrap();
        Stamp::new(time, "e-1", time).unwrap()
    }

    async fn listed(prices: &impl PriceList, product_id: &str) -> Option<ListedProduct> {
        let wanted = [product_id.to_owned(), "UNLISTED".to_owned()];
        prices.listed(&wanted).await.unwrap().pop()
    }

    async fn a_newer_price_replaces_an_older_one(prices: &(impl PriceList + PriceChanges)) {
        let context = Context::new();
        let set = async |price, second| {
            prices.set_price("LATTE", price, &stamp(second), &context).await.unwrap()
        };
        let price = async || listed(prices, "LATTE").await.unwrap().price.unwrap();
        let [first, second] = ["4.99", "5.49"].map(|price| ListedPrice::Price(money(price)));
        assert_eq!(listed(prices, "LATTE").await, None);
        assert!(set(first, 2).await);
        assert!(!set(second, 1).await && !set(second, 2).await);
        assert_eq!(price().await, first);
        assert!(set(ListedPrice::Deleted, 3).await);
        assert!(!set(second, 2).await);
        assert_eq!(price().await, ListedPrice::Deleted);
        assert!(set(second, 4).await);
        assert_eq!(price().await, second);
    }

    async fn brackets_are_independent_of_the_price(prices: &(impl PriceList + PriceChanges)) {
        let context = Context::new();
        let set = async |brackets: &[PriceBracket], second| {
            prices.set_brackets("TEA", brackets, &stamp(second), &context).await.unwrap()
        };
        let (first, second) = (brackets(&[(5, "3")]), brackets(&[(5, "2.5"), (10, "2")]));
        assert!(set(&first, 5).await);
        let product = listed(prices, "TEA").await.unwrap();
        assert_eq!((product.price, product.brackets), (None, first.clone()));
        let price = ListedPrice::Price(money("3.2"));
        assert!(prices.set_price("TEA", price, &stamp(1), &context).await.unwrap());
        assert!(!set(&second, 5).await);
        assert!(set(&second, 6).await);
        assert!(!set(&first, 5).await);
        let product = listed(prices, "TEA").await.unwrap();
        assert_eq!((product.price, product.brackets), (Some(price), second));
    }
}
