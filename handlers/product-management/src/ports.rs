//! The ports of the catalogue. The suite at the end is what every implementation must do.

use platform::{Context, Result, Stamp};

use crate::{
    events::PrivateEvent,
    product::{Bracket, Product, ProductId},
    stock_level::StockLevel,
};

/// Which products to list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ListQuery {
    /// Only those of this category.
    pub category: Option<String>,
    /// Only those with a greater id.
    pub after: Option<ProductId>,
    /// At most so many, or as many as one request returns.
    pub limit: Option<u32>,
}

/// Some of the listed products, in the order of their ids.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    pub products: Vec<Product>,
    /// Whether there are more.
    pub more: bool,
}

/// The result of applying an event of another service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applied {
    /// The value is stored.
    Done,
    /// Nothing changed: the stored value is from the same event or from a newer one.
    Stale,
    /// There is no such product.
    UnknownProduct,
}

/// Reading single products.
pub trait Products {
    async fn product(&self, id: &ProductId) -> Result<Option<Product>>;
}

/// Listing products.
pub trait ProductPages {
    async fn page(&self, query: &ListQuery) -> Result<Page>;
}

/// Adding products.
pub trait NewProducts {
    /// Stores a new product and its event. False, and nothing is stored, if there is one with this
    /// id.
    async fn add(&self, product: &Product, event: &PrivateEvent, context: &Context)
    -> Result<bool>;
}

/// Changing the details of products.
pub trait ProductChanges {
    /// Stores the details of a changed product and its event. False, and nothing is stored, if the
    /// stored version is not the one before `after.version`.
    async fn replace(
        &self,
        after: &Product,
        event: &PrivateEvent,
        context: &Context,
    ) -> Result<bool>;
}

/// Deleting products.
pub trait ProductRemovals {
    /// Deletes a product, whether it exists or not, and stores its event.
    async fn remove(&self, id: &ProductId, event: &PrivateEvent, context: &Context) -> Result;
}

/// Values of products that other services publish.
pub trait InboundValues {
    /// Stores a stock level, unless the stored one has the same revision or a greater one. A level
    /// without a revision is always stored.
    async fn apply_stock(&self, id: &ProductId, level: StockLevel) -> Result<Applied>;

    /// Stores price brackets, unless the stored ones have the same stamp or a newer one.
    async fn apply_brackets(
        &self,
        id: &ProductId,
        brackets: &[Bracket],
        stamp: &Stamp,
    ) -> Result<Applied>;
}

/// The service that has the stock.
pub trait Inventory {
    /// The level of a product as it is now; none if the product has no stock.
    async fn level(&self, id: &ProductId, context: &Context) -> Result<Option<StockLevel>>;
}

#[cfg(test)]
pub mod suite {
    use jiff::Timestamp;

    use super::*;
    use crate::{
        product::{Change, Details},
        samples::details,
    };

    fn product(name: &str, category: Option<&str>) -> Product {
        let category = category.map(str::to_owned);
        Product::new(Details { name: name.to_owned(), category, ..details() }).unwrap()
    }

    async fn add(products: &impl NewProducts, product: &Product) -> bool {
        products.add(product, &PrivateEvent::created(product), &Context::new()).await.unwrap()
    }

    async fn replace(products: &impl ProductChanges, before: &Product, after: &Product) -> bool {
        let event = PrivateEvent::updated(before, after);
        products.replace(after, &event, &Context::new()).await.unwrap()
    }

    fn stamp(second: i64) -> Stamp {
        let now = Timestamp::from_second(1_000).unwrap();
        Stamp::new(Timestamp::from_second(second).unwrap(), "e", now).unwrap()
    }

    fn level(units: u64, revision: u64) -> StockLevel {
        StockLevel { units, revision: Some(revision) }
    }

    async fn check_list(
        products: &impl ProductPages,
        query: ListQuery,
        expected: &[&str],
        more: bool,
    ) {
        let page = products.page(&query).await.unwrap();
        let names: Vec<&str> =
            page.products.iter().map(|product| product.details.name.as_str()).collect();
        assert_eq!((names.as_slice(), page.more), (expected, more), "{query:?}");
    }

    /// What every implementation must do, on an empty store.
    pub async fn products(
        products: &(
             impl Products
             + ProductPages
             + NewProducts
             + ProductChanges
             + ProductRemovals
             + InboundValues
         ),
    ) {
        products_are_added_changed_and_removed(products).await;
        products_are_listed_page_by_page(products).await;
        the_newest_inbound_value_is_kept(products).await;
    }

    async fn products_are_added_changed_and_removed(
        products: &(impl Products + NewProducts + ProductChanges + ProductRemovals),
    ) {
        let before = product("Mocha", Some("coffee"));
        assert_eq!(products.product(&before.id).await.unwrap(), None);
        assert!(add(products, &before).await);
        assert!(!add(products, &product("mo cha", None)).await);
        assert_eq!(products.product(&before.id).await.unwrap(), Some(before.clone()));

        let change = Change { category: Some(String::new()), ..Change::default() };
        let after = before.changed(change).unwrap().unwrap();
        assert!(replace(products, &before, &after).await);
        assert!(!replace(products, &before, &after).await);
        assert_eq!(products.product(&before.id).await.unwrap(), Some(after.clone()));

        let event = PrivateEvent::deleted(&before.id);
        products.remove(&before.id, &event, &Context::new()).await.unwrap();
        products.remove(&before.id, &event, &Context::new()).await.unwrap();
        assert_eq!(products.product(&before.id).await.unwrap(), None);
        assert!(!replace(products, &before, &after).await);
    }

    async fn products_are_listed_page_by_page(products: &(impl ProductPages + NewProducts)) {
        check_list(products, ListQuery::default(), &[], false).await;
        for (name, category) in
            [("cccc", Some("tea")), ("aaaa", Some("coffee")), ("bbbb", None), ("dddd", Some("tea"))]
        {
            assert!(add(products, &product(name, category)).await);
        }
        let after = |id: &str| ProductId::parse(id);
        let all = ListQuery::default();
        check_list(products, all.clone(), &["aaaa", "bbbb", "cccc", "dddd"], false).await;
        let three = ListQuery { limit: Some(3), ..all.clone() };
        check_list(products, three.clone(), &["aaaa", "bbbb", "cccc"], true).await;
        let rest = ListQuery { after: after("CCCC"), ..three };
        check_list(products, rest, &["dddd"], false).await;
        let four = ListQuery { limit: Some(4), ..all };
        check_list(products, four, &["aaaa", "bbbb", "cccc", "dddd"], false).await;

        let tea = ListQuery { category: Some("tea".to_owned()), ..ListQuery::default() };
        check_list(products, tea.clone(), &["cccc", "dddd"], false).await;
        let one = ListQuery { limit: Some(1), ..tea.clone() };
        check_list(products, one, &["cccc"], true).await;
        let rest = ListQuery { after: after("CCCC"), limit: Some(1), ..tea };
        check_list(products, rest, &["dddd"], false).await;
        let none = ListQuery { category: Some("te".to_owned()), ..ListQuery::default() };
        check_list(products, none, &[], false).await;
    }

    async fn the_newest_inbound_value_is_kept(
        products: &(impl Products + NewProducts + ProductChanges + ProductRemovals + InboundValues),
    ) {
        let before = product("Ristretto", None);
        let brackets = [Bracket { quantity: 5, price: "3.33".parse().unwrap() }];
        let id = &before.id;
        let unknown = Applied::UnknownProduct;
        assert_eq!(products.apply_stock(id, level(7, 1)).await.unwrap(), unknown);
        let without_revision = StockLevel { units: 3, revision: None };
        assert_eq!(products.apply_stock(id, without_revision).await.unwrap(), unknown);
        assert_eq!(products.apply_brackets(id, &[], &stamp(1)).await.unwrap(), unknown);
        assert_eq!(products.product(id).await.unwrap(), None);

        assert!(add(products, &before).await);
        assert_eq!(products.apply_stock(id, level(7, 20)).await.unwrap(), Applied::Done);
        assert_eq!(products.apply_brackets(id, &brackets, &stamp(1)).await.unwrap(), Applied::Done);
        for revision in [3, 20] {
            assert_eq!(products.apply_stock(id, level(9, revision)).await.unwrap(), Applied::Stale);
        }
        assert_eq!(products.apply_brackets(id, &[], &stamp(1)).await.unwrap(), Applied::Stale);

        let change = Change { price: Some(9.into()), ..Change::default() };
        let after = before.changed(change).unwrap().unwrap();
        assert!(replace(products, &before, &after).await);
        let now = products.product(id).await.unwrap().unwrap();
        let expected = Product { stock_level: 7, brackets: Some(brackets.into()), ..after };
        assert_eq!(now, expected);
        let units = async || products.product(id).await.unwrap().unwrap().stock_level;
        assert_eq!(products.apply_stock(id, level(0, 100)).await.unwrap(), Applied::Done);
        assert_eq!(units().await, 0);
        assert_eq!(products.apply_stock(id, without_revision).await.unwrap(), Applied::Done);
        assert_eq!(units().await, 3);
        assert_eq!(products.apply_stock(id, level(9, 100)).await.unwrap(), Applied::Stale);

        // A product that is created again is a new one.
        let event = PrivateEvent::deleted(id);
        products.remove(id, &event, &Context::new()).await.unwrap();
        assert!(add(products, &before).await);
        assert_eq!(products.apply_stock(id, level(5, 1)).await.unwrap(), Applied::Done);
        assert_eq!(units().await, 5);
    }
}
