//! The products in memory, for tests and simulations.

use std::{cell::RefCell, collections::BTreeMap};

use platform::{Context, Result, Stamp};

use crate::{
    events::PrivateEvent,
    ports::{
        Applied, InboundValues, Inventory, ListQuery, NewProducts, Page, ProductChanges,
        ProductPages, ProductRemovals, Products,
    },
    product::{Bracket, Product, ProductId},
    stock_level::StockLevel,
};

/// The products, and the events in the outbox.
#[derive(Default)]
pub struct MemoryProducts(RefCell<State>);

#[derive(Default)]
struct State {
    products: BTreeMap<ProductId, Stored>,
    outbox: Vec<PrivateEvent>,
}

struct Stored {
    product: Product,
    stock_revision: Option<u64>,
    brackets_stamp: Option<Stamp>,
}

impl MemoryProducts {
    /// A store of these products and an empty outbox.
    pub fn with(products: impl IntoIterator<Item = Product>) -> Self {
        let store = Self::default();
        for product in products {
            store.insert(product);
        }
        store
    }

    /// The events in the outbox, in the order they were enqueued.
    pub fn outbox(&self) -> Vec<PrivateEvent> {
        self.0.borrow().outbox.clone()
    }

    fn insert(&self, product: Product) {
        let stored = Stored { product, stock_revision: None, brackets_stamp: None };
        self.0.borrow_mut().products.insert(stored.product.id.clone(), stored);
    }

    fn enqueue(&self, event: &PrivateEvent) {
        self.0.borrow_mut().outbox.push(event.clone());
    }

    /// Changes a product with `apply`, if the version that `known` selects is less than `version`,
    /// or if there is no `version`.
    fn apply<V: PartialOrd>(
        &self,
        id: &ProductId,
        version: Option<V>,
        known: impl FnOnce(&mut Stored) -> &mut Option<V>,
        apply: impl FnOnce(&mut Product),
    ) -> Applied {
        let mut state = self.0.borrow_mut();
        let Some(stored) = state.products.get_mut(id) else { return Applied::UnknownProduct };
        if version.is_some() {
            let known = known(stored);
            if *known >= version {
                return Applied::Stale;
            }
            *known = version;
        }
        apply(&mut stored.product);
        Applied::Done
    }
}

impl Products for MemoryProducts {
    async fn product(&self, id: &ProductId) -> Result<Option<Product>> {
        Ok(self.0.borrow().products.get(id).map(|stored| stored.product.clone()))
    }
}

impl ProductPages for MemoryProducts {
    async fn page(&self, query: &ListQuery) -> Result<Page> {
        let state = self.0.borrow();
        let mut products = state
            .products
            .values()
            .map(|stored| &stored.product)
            .filter(|product| query.after.as_ref().is_none_or(|after| product.id > *after))
            .filter(|product| {
                query.category.is_none() || product.details.category == query.category
            });
        let limit = query.limit.map_or(usize::MAX, |limit| limit as usize);
        Ok(Page {
            products: products.by_ref().take(limit).cloned().collect(),
            more: products.next().is_some(),
        })
    }
}

impl NewProducts for MemoryProducts {
    async fn add(&self, product: &Product, event: &PrivateEvent, _: &Context) -> Result<bool> {
        if self.0.borrow().products.contains_key(&product.id) {
            return Ok(false);
        }
        self.insert(product.clone());
        self.enqueue(event);
        Ok(true)
    }
}

impl ProductChanges for MemoryProducts {
    async fn replace(&self, after: &Product, event: &PrivateEvent, _: &Context) -> Result<bool> {
        let replaced = match self.0.borrow_mut().products.get_mut(&after.id) {
            Some(Stored { product, .. }) if product.version + 1 == after.version => {
                product.details = after.details.clone();
                product.version = after.version;
                true
            }
            _ => false,
        };
        if replaced {
            self.enqueue(event);
        }
        Ok(replaced)
    }
}

impl ProductRemovals for MemoryProducts {
    async fn remove(&self, id: &ProductId, event: &PrivateEvent, _: &Context) -> Result {
        self.0.borrow_mut().products.remove(id);
        self.enqueue(event);
        Ok(())
    }
}

impl InboundValues for MemoryProducts {
    async fn apply_stock(&self, id: &ProductId, level: StockLevel) -> Result<Applied> {
        let apply = |product: &mut Product| product.stock_level = level.units;
        Ok(self.apply(id, level.revision, |stored| &mut stored.stock_revision, apply))
    }

    async fn apply_brackets(
        &self,
        id: &ProductId,
        brackets: &[Bracket],
        stamp: &Stamp,
    ) -> Result<Applied> {
        let apply = |product: &mut Product| product.brackets = Some(brackets.to_vec());
        Ok(self.apply(id, Some(stamp.clone()), |stored| &mut stored.brackets_stamp, apply))
    }
}

/// Inventory with the current levels of some products.
#[derive(Default)]
pub struct MemoryInventory(pub BTreeMap<ProductId, StockLevel>);

impl Inventory for MemoryInventory {
    async fn level(&self, id: &ProductId, _: &Context) -> Result<Option<StockLevel>> {
        Ok(self.0.get(id).copied())
    }
}

#[cfg(test)]
#[tokio::test]
async fn memory_passes_the_suite() {
    crate::ports::suite::products(&MemoryProducts::default()).await;
}
