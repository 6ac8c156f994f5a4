//! The products in memory, for tests.

use std::{cell::RefCell, collections::BTreeMap};

use platform::{Context, Result};

use crate::{
    events::Recorded,
    ports::{Noted, Page, Products, Wanted},
    product::{Bracket, Product, ProductId},
    stamp::Stamp,
};

/// Forgets everything when it is dropped.
#[derive(Default)]
pub struct MemoryProducts(RefCell<State>);

#[derive(Default)]
struct State {
    products: BTreeMap<ProductId, Kept>,
    recorded: Vec<Recorded>,
}

struct Kept {
    product: Product,
    stock_stamp: Option<Stamp>,
    brackets_stamp: Option<Stamp>,
}

impl MemoryProducts {
    /// Products that were there before the events we look at.
    pub fn with(products: impl IntoIterator<Item = Product>) -> Self {
        let store = Self::default();
        for product in products {
            store.keep(product);
        }
        store
    }

    /// The events recorded so far.
    pub fn recorded(&self) -> Vec<Recorded> {
        self.0.borrow().recorded.clone()
    }

    fn keep(&self, product: Product) {
        let kept = Kept { product, stock_stamp: None, brackets_stamp: None };
        self.0.borrow_mut().products.insert(kept.product.id.clone(), kept);
    }

    fn record(&self, event: &Recorded) {
        self.0.borrow_mut().recorded.push(event.clone());
    }
}

impl Kept {
    fn is_of(&self, category: Option<&String>) -> bool {
        category.is_none() || self.product.details.category.as_ref() == category
    }
}

/// Whether what happened at `stamp` is news; if so that is remembered.
fn is_news(known: &mut Option<Stamp>, stamp: &Stamp) -> bool {
    let is_news = known.as_ref().is_none_or(|known| known < stamp);
    if is_news {
        *known = Some(stamp.clone());
    }
    is_news
}

impl Products for MemoryProducts {
    async fn product(&self, id: &ProductId) -> Result<Option<Product>> {
        Ok(self.0.borrow().products.get(id).map(|kept| kept.product.clone()))
    }

    async fn page(&self, wanted: &Wanted) -> Result<Page> {
        let state = self.0.borrow();
        let mut products = state
            .products
            .iter()
            .filter(|(id, _)| wanted.after.as_ref().is_none_or(|after| *id > after))
            .filter(|(_, kept)| kept.is_of(wanted.category.as_ref()))
            .map(|(_, kept)| kept.product.clone());
        let limit = wanted.limit.map_or(usize::MAX, |limit| limit as usize);
        Ok(Page {
            products: products.by_ref().take(limit).collect(),
            more: products.next().is_some(),
        })
    }

    async fn add(&self, product: &Product, event: &Recorded, _: &Context) -> Result<bool> {
        if self.0.borrow().products.contains_key(&product.id) {
            return Ok(false);
        }
        self.keep(product.clone());
        self.record(event);
        Ok(true)
    }

    async fn replace(&self, after: &Product, event: &Recorded, _: &Context) -> Result<bool> {
        let replaced = match self.0.borrow_mut().products.get_mut(&after.id) {
            Some(Kept { product, .. }) if product.version + 1 == after.version => {
                product.details = after.details.clone();
                product.version = after.version;
                true
            }
            _ => false,
        };
        if replaced {
            self.record(event);
        }
        Ok(replaced)
    }

    async fn remove(&self, id: &ProductId, event: &Recorded, _: &Context) -> Result {
        self.0.borrow_mut().products.remove(id);
        self.record(event);
        Ok(())
    }

    async fn note_stock(&self, id: &ProductId, level: u64, stamp: &Stamp) -> Result<Noted> {
        let mut state = self.0.borrow_mut();
        let Some(kept) = state.products.get_mut(id) else { return Ok(Noted::Unknown) };
        if !is_news(&mut kept.stock_stamp, stamp) {
            return Ok(Noted::Stale);
        }
        kept.product.stock_level = level;
        Ok(Noted::Kept)
    }

    async fn note_brackets(
        &self,
        id: &ProductId,
        brackets: &[Bracket],
        stamp: &Stamp,
    ) -> Result<Noted> {
        let mut state = self.0.borrow_mut();
        let Some(kept) = state.products.get_mut(id) else { return Ok(Noted::Unknown) };
        if !is_news(&mut kept.brackets_stamp, stamp) {
            return Ok(Noted::Stale);
        }
        kept.product.brackets = Some(brackets.to_vec());
        Ok(Noted::Kept)
    }
}

#[tokio::test]
async fn memory_does_what_the_port_asks() {
    crate::ports::tests::suite(&MemoryProducts::default()).await;
}
