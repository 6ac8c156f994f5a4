//! The ports in memory, for tests and simulations.

use std::{
    cell::{Cell, Ref, RefCell},
    collections::BTreeMap,
};

use platform::{
    Context, Failure, Result,
    dynamo::shard,
    idempotency::{AcceptedRequest, IdempotentRequest},
    memory::{Calls, Journal},
};

use crate::{
    basket::{Basket, Checkout, Product, Receipt},
    events::PrivateEvent,
    ports::{
        BasketPages, Baskets, Catalogue, Checkouts, Page, PutBack, Receipts, Removals,
        Replacements, Returns, SHARDS,
    },
};

/// Baskets.
#[derive(Default)]
pub struct MemoryBaskets {
    state: RefCell<Store>,
    calls: Calls,
}

#[derive(Default)]
struct Store {
    /// By user.
    baskets: BTreeMap<String, Basket>,
    /// By checkout.
    emptied: BTreeMap<String, Basket>,
    /// By user and idempotency key.
    requests: BTreeMap<(String, String), AcceptedRequest<Receipt>>,
    outbox: Journal<PrivateEvent>,
    changes: Vec<Change>,
}

/// A change of a basket.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    Replaced(Basket),
    Removed { user_id: String },
    CheckedOut { checkout_id: String, request: Option<IdempotentRequest>, basket: Basket },
    PutBack { checkout_id: String, basket: Basket },
}

impl MemoryBaskets {
    /// These baskets.
    pub fn with(baskets: impl IntoIterator<Item = Basket>) -> Self {
        let all = Self::default();
        baskets.into_iter().for_each(|basket| all.put(basket));
        all
    }

    /// The same baskets with other calls.
    #[must_use]
    pub fn with_calls(self, calls: Calls) -> Self {
        Self { calls, ..self }
    }

    /// Adds or replaces a basket.
    pub fn put(&self, basket: Basket) {
        self.state.borrow_mut().replace(basket);
    }

    /// The basket of a user.
    pub fn basket_of(&self, user_id: &str) -> Option<Basket> {
        self.state.borrow().baskets.get(user_id).cloned()
    }

    /// The basket that a checkout emptied.
    pub fn emptied(&self, checkout_id: &str) -> Option<Basket> {
        self.state.borrow().emptied.get(checkout_id).cloned()
    }

    /// The private events so far.
    pub fn events(&self) -> Vec<PrivateEvent> {
        self.outbox().all()
    }

    /// The outbox.
    pub fn outbox(&self) -> Ref<'_, Journal<PrivateEvent>> {
        Ref::map(self.state.borrow(), |store| &store.outbox)
    }

    /// The changes of all baskets so far, in order.
    pub fn changes(&self) -> Vec<Change> {
        self.state.borrow().changes.clone()
    }
}

impl Store {
    fn replace(&mut self, basket: Basket) {
        self.changes.push(Change::Replaced(basket.clone()));
        self.baskets.insert(basket.user_id.clone(), basket);
    }

    fn remove(&mut self, user_id: &str) {
        self.changes.push(Change::Removed { user_id: user_id.to_owned() });
        self.baskets.remove(user_id);
    }

    fn page(&self, wanted: u32, after: Option<&str>, limit: usize) -> Page {
        let mut baskets: Vec<_> = self
            .baskets
            .values()
            .filter(|basket| shard(&basket.user_id, SHARDS) == wanted)
            .filter(|basket| after.is_none_or(|after| basket.user_id.as_str() > after))
            .cloned()
            .collect();
        let more = baskets.len() > limit;
        baskets.truncate(limit);
        Page { baskets, more }
    }

    fn check_out(
        &mut self,
        checkout: &Checkout,
        request: Option<&IdempotentRequest>,
        context: &Context,
    ) -> bool {
        let Checkout { receipt, basket, time, .. } = checkout;
        let stored = self.baskets.get(&basket.user_id);
        let is_current = stored.is_some_and(|stored| stored.revision == basket.revision);
        let key = request.map(|request| (basket.user_id.clone(), request.key.clone()));
        let earlier = key.as_ref().and_then(|key| self.requests.get(key));
        if !is_current || earlier.is_some_and(|earlier| earlier.is_valid(*time)) {
            return false;
        }
        let checkout_id = receipt.checkout_id.clone();
        self.changes.push(Change::CheckedOut {
            checkout_id: checkout_id.clone(),
            request: request.cloned(),
            basket: basket.clone(),
        });
        self.baskets.remove(&basket.user_id);
        self.emptied.insert(checkout_id, basket.clone());
        let accepted = request.map(|request| AcceptedRequest::new(request, receipt.clone(), *time));
        self.requests.extend(key.zip(accepted));
        self.outbox.add(PrivateEvent::checked_out(checkout), context);
        true
    }

    fn put_back(&mut self, checkout_id: &str, basket: &Basket) -> PutBack {
        if !self.emptied.contains_key(checkout_id) {
            return PutBack::Forgotten;
        }
        if self.baskets.contains_key(&basket.user_id) {
            return PutBack::HasBasket;
        }
        let checkout_id = checkout_id.to_owned();
        self.emptied.remove(&checkout_id);
        self.changes.push(Change::PutBack { checkout_id, basket: basket.clone() });
        self.baskets.insert(basket.user_id.clone(), basket.clone());
        PutBack::Done
    }
}

impl Baskets for MemoryBaskets {
    async fn basket(&self, user_id: &str) -> Result<Option<Basket>> {
        self.calls.make("baskets.basket", || self.basket_of(user_id)).await
    }
}

impl BasketPages for MemoryBaskets {
    async fn page(&self, shard: u32, after: Option<&str>, limit: u32) -> Result<Page> {
        let page = || self.state.borrow().page(shard, after, limit as usize);
        self.calls.make("baskets.page", page).await
    }
}

impl Replacements for MemoryBaskets {
    async fn replace(&self, basket: &Basket, _: &Context) -> Result {
        self.calls.make("baskets.replace", || self.put(basket.clone())).await
    }
}

impl Removals for MemoryBaskets {
    async fn remove(&self, user_id: &str) -> Result {
        self.calls.make("baskets.remove", || self.state.borrow_mut().remove(user_id)).await
    }
}

impl Checkouts for MemoryBaskets {
    async fn check_out(
        &self,
        checkout: &Checkout,
        request: Option<&IdempotentRequest>,
        context: &Context,
    ) -> Result<bool> {
        let check_out = || self.state.borrow_mut().check_out(checkout, request, context);
        self.calls.make("baskets.check_out", check_out).await
    }
}

impl Receipts for MemoryBaskets {
    async fn accepted(&self, user_id: &str, key: &str) -> Result<Option<AcceptedRequest<Receipt>>> {
        let key = (user_id.to_owned(), key.to_owned());
        let accepted = || self.state.borrow().requests.get(&key).cloned();
        self.calls.make("baskets.accepted", accepted).await
    }
}

impl Returns for MemoryBaskets {
    async fn emptied_basket(&self, checkout_id: &str) -> Result<Option<Basket>> {
        self.calls.make("baskets.emptied_basket", || self.emptied(checkout_id)).await
    }

    async fn put_back(&self, checkout_id: &str, basket: &Basket, _: &Context) -> Result<PutBack> {
        let put_back = || self.state.borrow_mut().put_back(checkout_id, basket);
        self.calls.make("baskets.put_back", put_back).await
    }

    async fn forget(&self, checkout_id: &str) -> Result {
        let forget = || self.state.borrow_mut().emptied.remove(checkout_id);
        self.calls.make("baskets.forget", forget).await?;
        Ok(())
    }
}

/// A catalogue.
#[derive(Default)]
pub struct MemoryCatalogue {
    products: RefCell<BTreeMap<String, Product>>,
    calls: Calls,
    fails: bool,
    reads: Cell<u32>,
}

impl MemoryCatalogue {
    /// A catalogue of these products.
    pub fn with(products: impl IntoIterator<Item = Product>) -> Self {
        let catalogue = Self::default();
        products.into_iter().for_each(|product| catalogue.put(product));
        catalogue
    }

    /// The same catalogue with other calls.
    #[must_use]
    pub fn with_calls(self, calls: Calls) -> Self {
        Self { calls, ..self }
    }

    /// A catalogue that cannot be read.
    pub fn failing() -> Self {
        Self { fails: true, ..Self::default() }
    }

    /// Adds or replaces a product.
    pub fn put(&self, product: Product) {
        self.products.borrow_mut().insert(product.id.clone(), product);
    }

    /// How often a product was read.
    pub fn reads(&self) -> u32 {
        self.reads.get()
    }
}

impl Catalogue for MemoryCatalogue {
    async fn product(&self, id: &str, _: &Context) -> Result<Option<Product>> {
        self.reads.set(self.reads.get() + 1);
        if self.fails {
            return Err(Failure::failed("the catalogue cannot be read"));
        }
        self.calls.make("catalogue.product", || self.products.borrow().get(id).cloned()).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ports::suite, samples::basket};

    #[tokio::test]
    async fn memory_passes_the_suite() {
        suite::baskets(&MemoryBaskets::default()).await;
    }

    #[tokio::test]
    async fn every_basket_is_on_a_page_of_its_shard() {
        let users: Vec<String> = (0..100).map(|number| format!("u-{number}")).collect();
        let baskets = MemoryBaskets::with(users.iter().map(|user| basket(user, "r-1")));
        let mut found = Vec::new();
        for shard in 0..SHARDS {
            let page = baskets.page(shard, None, 100).await.unwrap();
            assert!(!page.more);
            found.extend(page.baskets.into_iter().map(|basket| basket.user_id));
            let first = baskets.page(shard, None, 1).await.unwrap();
            assert_eq!(first.baskets.len(), 1);
            let after = first.baskets.last().map(|basket| basket.user_id.as_str());
            let rest = baskets.page(shard, after, 100).await.unwrap();
            assert_eq!(rest.baskets.is_empty(), !first.more);
        }
        found.sort_unstable();
        assert!(users.iter().all(|user| found.binary_search(user).is_ok()));
        assert_eq!(found.len(), users.len());
    }
}
