//! What the catalogue asks of the outside. The suite at the end is what every implementation keeps.

use platform::{Context, Result};

use crate::{
    events::Recorded,
    product::{Bracket, Product, ProductId},
    stamp::Stamp,
};

/// Which products to list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wanted {
    /// Only those of this category.
    pub category: Option<String>,
    /// Only those with a greater id.
    pub after: Option<ProductId>,
    /// At most so many; as many as one look gives if absent.
    pub limit: Option<u32>,
}

/// Some of the products wanted, in the order of their ids.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    pub products: Vec<Product>,
    /// Whether there are more.
    pub more: bool,
}

/// What became of something that another service told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noted {
    /// It is kept.
    Kept,
    /// Something as new or newer is known already.
    Stale,
    /// There is no such product.
    Unknown,
}

/// The products.
pub trait Products {
    async fn product(&self, id: &ProductId) -> Result<Option<Product>>;

    async fn page(&self, wanted: &Wanted) -> Result<Page>;

    /// Stores a new product and what to tell of it. False, and nothing is stored, if there is one
    /// with this id.
    async fn add(&self, product: &Product, event: &Recorded, context: &Context) -> Result<bool>;

    /// Stores the details of a changed product and what to tell of it. False, and nothing is
    /// stored, if the product is not the one before `after.version`.
    async fn replace(&self, after: &Product, event: &Recorded, context: &Context) -> Result<bool>;

    /// Deletes a product, whether it exists or not, and stores what to tell of it.
    async fn remove(&self, id: &ProductId, event: &Recorded, context: &Context) -> Result;

    async fn note_stock(&self, id: &ProductId, level: u64, stamp: &Stamp) -> Result<Noted>;

    async fn note_brackets(
        &self,
        id: &ProductId,
        brackets: &[Bracket],
        stamp: &Stamp,
    ) -> Result<Noted>;
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::{
        product::{Change, Details},
        samples::details,
    };

    fn product(name: &str, category: Option<&str>) -> Product {
        let category = category.map(str::to_owned);
        Product::new(Details { name: name.to_owned(), category, ..details() }).unwrap()
    }

    async fn add(products: &impl Products, product: &Product) -> bool {
        products.add(product, &Recorded::created(product), &Context::new()).await.unwrap()
    }

    async fn replace(products: &impl Products, before: &Product, after: &Product) -> bool {
        let event = Recorded::updated(before, after);
        products.replace(after, &event, &Context::new()).await.unwrap()
    }

    fn stamp(second: i64) -> Stamp {
        let now = jiff::Timestamp::from_second(1_000).unwrap();
        Stamp::new(jiff::Timestamp::from_second(second).unwrap(), "e", now).unwrap()
    }

    /// The names of a page, and whether there is more.
    async fn names(products: &impl Products, wanted: Wanted) -> (Vec<String>, bool) {
        let page = products.page(&wanted).await.unwrap();
        (page.products.into_iter().map(|product| product.details.name).collect(), page.more)
    }

    async fn check_list(products: &impl Products, wanted: Wanted, expected: &[&str], more: bool) {
        let (found, has_more) = names(products, wanted.clone()).await;
        assert_eq!(
            (found, has_more),
            (expected.iter().map(|&it| it.into()).collect(), more),
            "{wanted:?}"
        );
    }

    /// What every implementation must do, on an empty store.
    pub async fn suite(products: &impl Products) {
        products_are_added_changed_and_removed(products).await;
        products_are_listed_page_by_page(products).await;
        what_others_tell_is_kept_if_it_is_newer(products).await;
    }

    async fn products_are_added_changed_and_removed(products: &impl Products) {
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

        let event = Recorded::deleted(&before.id);
        products.remove(&before.id, &event, &Context::new()).await.unwrap();
        products.remove(&before.id, &event, &Context::new()).await.unwrap();
        assert_eq!(products.product(&before.id).await.unwrap(), None);
        assert!(!replace(products, &before, &after).await);
    }

    async fn products_are_listed_page_by_page(products: &impl Products) {
        check_list(products, Wanted::default(), &[], false).await;
        for (name, category) in
            [("cccc", Some("tea")), ("aaaa", Some("coffee")), ("bbbb", None), ("dddd", Some("tea"))]
        {
            assert!(add(products, &product(name, category)).await);
        }
        let after = |id: &str| ProductId::parse(id);
        let all = Wanted::default();
        check_list(products, all.clone(), &["aaaa", "bbbb", "cccc", "dddd"], false).await;
        let some = Wanted { limit: Some(3), ..all.clone() };
        check_list(products, some.clone(), &["aaaa", "bbbb", "cccc"], true).await;
        let rest = Wanted { after: after("CCCC"), ..some };
        check_list(products, rest, &["dddd"], false).await;
        let exactly = Wanted { limit: Some(4), ..all };
        check_list(products, exactly, &["aaaa", "bbbb", "cccc", "dddd"], false).await;

        let tea = Wanted { category: Some("tea".to_owned()), ..Wanted::default() };
        check_list(products, tea.clone(), &["cccc", "dddd"], false).await;
        let one = Wanted { limit: Some(1), ..tea.clone() };
        check_list(products, one, &["cccc"], true).await;
        let rest = Wanted { after: after("CCCC"), limit: Some(1), ..tea };
        check_list(products, rest, &["dddd"], false).await;
        let none = Wanted { category: Some("te".to_owned()), ..Wanted::default() };
        check_list(products, none, &[], false).await;
    }

    async fn what_others_tell_is_kept_if_it_is_newer(products: &impl Products) {
        let before = product("Ristretto", None);
        let brackets = [Bracket { quantity: 5, price: "3.33".parse().unwrap() }];
        let id = &before.id;
        assert_eq!(products.note_stock(id, 7, &stamp(1)).await.unwrap(), Noted::Unknown);
        assert_eq!(products.note_brackets(id, &[], &stamp(1)).await.unwrap(), Noted::Unknown);
        assert_eq!(products.product(id).await.unwrap(), None);

        assert!(add(products, &before).await);
        assert_eq!(products.note_stock(id, 7, &stamp(2)).await.unwrap(), Noted::Kept);
        assert_eq!(products.note_brackets(id, &brackets, &stamp(1)).await.unwrap(), Noted::Kept);
        for second in [1, 2] {
            assert_eq!(products.note_stock(id, 9, &stamp(second)).await.unwrap(), Noted::Stale);
        }
        assert_eq!(products.note_brackets(id, &[], &stamp(1)).await.unwrap(), Noted::Stale);

        let change = Change { price: Some(9.into()), ..Change::default() };
        let after = before.changed(change).unwrap().unwrap();
        assert!(replace(products, &before, &after).await);
        let now = products.product(id).await.unwrap().unwrap();
        let expected = Product { stock_level: 7, brackets: Some(brackets.into()), ..after };
        assert_eq!(now, expected);
        assert_eq!(products.note_stock(id, 0, &stamp(3)).await.unwrap(), Noted::Kept);
        assert_eq!(products.product(id).await.unwrap().unwrap().stock_level, 0);
    }
}
