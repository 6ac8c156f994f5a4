//! The price list and a catalogue in memory.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
};

use contracts::{Money, pricing::PriceBracket};
use jiff::Timestamp;
use platform::{Context, Failure, Result, Stamp, memory::Calls};

use super::MemoryOrders;
use crate::{
    ports::prices::{Catalogue, PriceChanges, PriceList},
    price_list::{ListedPrice, ListedProduct, ProductPrices},
};

/// What is listed about a product, and the events that it is from.
#[derive(Default)]
pub(crate) struct ListEntry {
    price: Option<(Stamp, ListedPrice)>,
    brackets: Option<(Stamp, Vec<PriceBracket>)>,
}

/// The catalogue of another service.
#[derive(Default)]
pub struct MemoryCatalogue {
    products: RefCell<BTreeMap<String, ProductPrices>>,
    calls: Calls,
    is_unreachable: bool,
    lookups: Cell<usize>,
}

impl MemoryCatalogue {
    /// A catalogue that does not respond.
    pub fn unreachable() -> Self {
        Self { is_unreachable: true, ..Self::default() }
    }

    /// The same with other calls.
    #[must_use]
    pub fn with_calls(self, calls: Calls) -> Self {
        Self { calls, ..self }
    }

    /// The same with a product.
    #[must_use]
    pub fn with(self, product_id: &str, price: Money) -> Self {
        self.set(product_id, Some(ProductPrices { price, brackets: Vec::new() }));
        self
    }

    /// Changes the prices of a product; without any, the product is deleted.
    pub fn set(&self, product_id: &str, prices: Option<ProductPrices>) {
        let mut products = self.products.borrow_mut();
        match prices {
            Some(prices) => products.insert(product_id.to_owned(), prices),
            None => products.remove(product_id),
        };
    }

    /// How many times a product was looked up.
    pub fn lookups(&self) -> usize {
        self.lookups.get()
    }
}

impl Catalogue for MemoryCatalogue {
    async fn prices(&self, product_id: &str, _: &Context) -> Result<Option<ProductPrices>> {
        self.lookups.set(self.lookups.get() + 1);
        if self.is_unreachable {
            return Err(Failure::failed("failed to connect"));
        }
        let read = || self.products.borrow().get(product_id).cloned();
        self.calls.make("catalogue.prices", read).await
    }
}

impl<C> MemoryOrders<C> {
    /// The same, with a listed product.
    #[must_use]
    pub fn with_price(
        self,
        product_id: &str,
        price: ListedPrice,
        brackets: &[PriceBracket],
    ) -> Self {
        let epoch = Timestamp::UNIX_EPOCH;
        let stamp = Stamp::new(epoch, "", epoch).expect("it is not in the future");
        let price = Some((stamp.clone(), price));
        let brackets = Some((stamp, brackets.to_vec()));
        let entry = ListEntry { price, brackets };
        self.store.borrow_mut().prices.insert(product_id.to_owned(), entry);
        self
    }
}

impl<C> PriceList for MemoryOrders<C> {
    async fn listed(&self, product_ids: &[String]) -> Result<Vec<ListedProduct>> {
        let read = || {
            let store = self.store.borrow();
            let listed = |id: &String| store.prices.get(id).map(|entry| entry.listed(id));
            product_ids.iter().filter_map(listed).collect()
        };
        self.calls.make("orders.listed", read).await
    }
}

impl<C> PriceChanges for MemoryOrders<C> {
    async fn set_price(
        &self,
        product_id: &str,
        price: ListedPrice,
        stamp: &Stamp,
        _: &Context,
    ) -> Result<bool> {
        let set = || {
            let mut store = self.store.borrow_mut();
            let entry = store.prices.entry(product_id.to_owned()).or_default();
            replace(&mut entry.price, stamp, price)
        };
        self.calls.make("orders.set_price", set).await
    }

    async fn set_brackets(
        &self,
        product_id: &str,
        brackets: &[PriceBracket],
        stamp: &Stamp,
        _: &Context,
    ) -> Result<bool> {
        let set = || {
            let mut store = self.store.borrow_mut();
            let entry = store.prices.entry(product_id.to_owned()).or_default();
            replace(&mut entry.brackets, stamp, brackets.to_vec())
        };
        self.calls.make("orders.set_brackets", set).await
    }
}

impl ListEntry {
    fn listed(&self, product_id: &str) -> ListedProduct {
        ListedProduct {
            product_id: product_id.to_owned(),
            price: self.price.as_ref().map(|(_, price)| *price),
            brackets: self.brackets.clone().map(|(_, brackets)| brackets).unwrap_or_default(),
        }
    }
}

/// Replaces a value by a newer one. False if it is as new or newer.
fn replace<T>(stored: &mut Option<(Stamp, T)>, stamp: &Stamp, value: T) -> bool {
    let is_newer = stored.as_ref().is_none_or(|(earlier, _)| earlier < stamp);
    if is_newer {
        *stored = Some((stamp.clone(), value));
    }
    is_newer
}

#[cfg(test)]
#[tokio::test]
async fn memory_passes_the_suite() {
    crate::ports::prices::suite::prices(&MemoryOrders::default()).await;
}
