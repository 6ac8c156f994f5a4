//! The ports of the domain. The suite at the end is what every implementation must do.

use platform::{
    Context, Result,
    idempotency::{AcceptedRequest, IdempotentRequest},
};

use crate::basket::{Basket, Checkout, Product, Receipt};

/// Reading baskets.
pub trait Baskets {
    /// The basket of a user; none if it is empty.
    async fn basket(&self, user_id: &str) -> Result<Option<Basket>>;
}

/// Reading all baskets, which are spread over [`SHARDS`] shards.
pub trait BasketPages {
    /// At most `limit` baskets of a shard in the order of their users, those after the user `after`.
    /// A page may be shorter and yet not the last one.
    async fn page(&self, shard: u32, after: Option<&str>, limit: u32) -> Result<Page>;
}

/// Shards of the list of all baskets. A basket stays in the shard that its user's id determines.
pub const SHARDS: u32 = 16;

/// Some baskets of a shard.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    pub baskets: Vec<Basket>,
    pub more: bool,
}

/// Replacing baskets.
pub trait Replacements {
    /// Makes this the basket of its user.
    async fn replace(&self, basket: &Basket, context: &Context) -> Result;
}

/// Emptying baskets.
pub trait Removals {
    async fn remove(&self, user_id: &str) -> Result;
}

/// Ordering what is in a basket.
pub trait Checkouts {
    /// Empties the basket, keeps it for the case that its order is rejected, enqueues the event, and
    /// stores the request with its receipt if it has a key: all or nothing. False, and nothing is
    /// changed, if the basket no longer has the revision of the checkout, or a request of the user
    /// with this key made a checkout and has not expired.
    async fn check_out(
        &self,
        checkout: &Checkout,
        request: Option<&IdempotentRequest>,
        context: &Context,
    ) -> Result<bool>;
}

/// Repeated requests.
pub trait Receipts {
    /// The request of this user with this key that made a checkout. It may have expired.
    async fn accepted(&self, user_id: &str, key: &str) -> Result<Option<AcceptedRequest<Receipt>>>;
}

/// Returning the products of rejected orders.
pub trait Returns {
    /// The basket that a checkout emptied, if its order was not rejected before.
    async fn emptied_basket(&self, checkout_id: &str) -> Result<Option<Basket>>;

    /// Makes `basket` the user's basket again, once per checkout.
    async fn put_back(
        &self,
        checkout_id: &str,
        basket: &Basket,
        context: &Context,
    ) -> Result<PutBack>;

    /// Forgets the basket that a checkout emptied.
    async fn forget(&self, checkout_id: &str) -> Result;
}

/// The result of [`Returns::put_back`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PutBack {
    /// It is the user's basket again.
    Done,
    /// Nothing was changed: it was put back or forgotten before.
    Forgotten,
    /// Nothing was changed: the user has a basket.
    HasBasket,
}

/// The catalogue.
pub trait Catalogue {
    /// A product as it is now.
    async fn product(&self, id: &str, context: &Context) -> Result<Option<Product>>;
}

#[cfg(test)]
pub mod suite {
    use platform::idempotency::LIFETIME;

    use super::*;
    use crate::samples::{basket, checkout};

    /// What every implementation must do, on an empty store.
    pub async fn baskets(
        store: &(impl Baskets + Replacements + Removals + Checkouts + Receipts + Returns),
    ) {
        a_basket_is_replaced_and_removed(store).await;
        a_checkout_requires_the_revision_that_it_read(store).await;
        a_key_makes_one_checkout_per_user_until_it_expires(store).await;
        a_basket_is_put_back_once(store).await;
        a_basket_is_not_put_back_over_another_one(store).await;
    }

    async fn a_basket_is_replaced_and_removed(store: &(impl Baskets + Replacements + Removals)) {
        let context = Context::new();
        assert_eq!(store.basket("u-1").await.unwrap(), None);
        store.remove("u-1").await.unwrap();
        for revision in ["r-1", "r-2"] {
            store.replace(&basket("u-1", revision), &context).await.unwrap();
            assert_eq!(store.basket("u-1").await.unwrap(), Some(basket("u-1", revision)));
        }
        assert_eq!(store.basket("u-2").await.unwrap(), None);
        store.remove("u-1").await.unwrap();
        assert_eq!(store.basket("u-1").await.unwrap(), None);
    }

    async fn a_checkout_requires_the_revision_that_it_read(
        store: &(impl Baskets + Replacements + Checkouts + Returns),
    ) {
        let context = Context::new();
        let of_revision = |revision| checkout("c-1", basket("u-1", revision));
        assert!(!store.check_out(&of_revision("r-3"), None, &context).await.unwrap());
        store.replace(&basket("u-1", "r-4"), &context).await.unwrap();
        assert!(!store.check_out(&of_revision("r-3"), None, &context).await.unwrap());
        assert_eq!(store.emptied_basket("c-1").await.unwrap(), None);
        assert!(store.check_out(&of_revision("r-4"), None, &context).await.unwrap());
        assert_eq!(store.basket("u-1").await.unwrap(), None);
        assert_eq!(store.emptied_basket("c-1").await.unwrap(), Some(basket("u-1", "r-4")));
        assert!(!store.check_out(&of_revision("r-4"), None, &context).await.unwrap());
    }

    async fn a_key_makes_one_checkout_per_user_until_it_expires(
        store: &(impl Baskets + Replacements + Removals + Checkouts + Receipts),
    ) {
        let context = Context::new();
        let request = |key| IdempotentRequest::new(key, &"content").unwrap();
        let (request, other) = (request("key"), request("other-key"));
        let accepted = async |user, key: &str| store.accepted(user, key).await.unwrap();
        let stored = |it: &Checkout| AcceptedRequest::new(&request, it.receipt.clone(), it.time);
        let first = checkout("c-2", basket("u-1", "r-5"));
        store.replace(&first.basket, &context).await.unwrap();
        assert_eq!(accepted("u-1", &request.key).await, None);
        assert!(store.check_out(&first, Some(&request), &context).await.unwrap());
        assert_eq!(accepted("u-1", &request.key).await, Some(stored(&first)));
        assert_eq!(accepted("u-1", &other.key).await, None);
        assert_eq!(accepted("u-2", &request.key).await, None);

        let second = checkout("c-3", basket("u-1", "r-6"));
        store.replace(&second.basket, &context).await.unwrap();
        assert!(!store.check_out(&second, Some(&request), &context).await.unwrap());
        assert_eq!(store.basket("u-1").await.unwrap(), Some(second.basket.clone()));
        assert!(store.check_out(&second, Some(&other), &context).await.unwrap());

        let time = first.time + LIFETIME;
        let late = Checkout { time, ..checkout("c-4", basket("u-1", "r-10")) };
        store.replace(&late.basket, &context).await.unwrap();
        assert!(store.check_out(&late, Some(&request), &context).await.unwrap());
        assert_eq!(accepted("u-1", &request.key).await, Some(stored(&late)));
    }

    async fn a_basket_is_put_back_once(store: &(impl Baskets + Removals + Returns)) {
        let (context, returned) = (Context::new(), basket("u-1", "r-7"));
        let put_back = async || store.put_back("c-2", &returned, &context).await.unwrap();
        assert_eq!(put_back().await, PutBack::Done);
        assert_eq!(store.basket("u-1").await.unwrap(), Some(returned.clone()));
        assert_eq!(store.emptied_basket("c-2").await.unwrap(), None);
        assert_eq!(put_back().await, PutBack::Forgotten);
        store.remove("u-1").await.unwrap();
        assert_eq!(put_back().await, PutBack::Forgotten);
        assert_eq!(store.basket("u-1").await.unwrap(), None);
    }

    async fn a_basket_is_not_put_back_over_another_one(
        store: &(impl Baskets + Replacements + Returns),
    ) {
        let (context, current) = (Context::new(), basket("u-1", "r-8"));
        store.replace(&current, &context).await.unwrap();
        let put_back =
            async || store.put_back("c-3", &basket("u-1", "r-9"), &context).await.unwrap();
        assert_eq!(put_back().await, PutBack::HasBasket);
        assert_eq!(store.basket("u-1").await.unwrap(), Some(current));
        assert!(store.emptied_basket("c-3").await.unwrap().is_some());
        store.forget("c-3").await.unwrap();
        store.forget("c-3").await.unwrap();
        assert_eq!(store.emptied_basket("c-3").await.unwrap(), None);
        assert_eq!(put_back().await, PutBack::Forgotten);
    }
}
