//! Properties of requests and events about one basket in any order, at the same time, duplicates and
//! processes that die included: what is ordered is what the basket contained, once, and the products of
//! a rejected order return unless the user has a new basket; then they are dropped.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use contracts::basket::{CheckOut, DeleteBasket, HandleOrderRejected, PutBasket};
use futures_util::future::join_all;
use jiff::Timestamp;
use platform::{
    UserType,
    clock::FixedClock,
    idempotency::digest,
    ids::CountingIds,
    memory::Calls,
    testing::{Call, TestResponse, batch, block_on, invoke, is_done, run_process, token},
};
use proptest::{collection::vec, prelude::*};
use serde_json::json;

use crate::{
    basket::Basket,
    check_out::{self, Shop},
    delete_basket,
    events::PrivateEvent,
    handle_order_rejected,
    memory::{Change, MemoryBaskets, MemoryCatalogue},
    put_basket,
    samples::{product, settings},
};

/// A request or an event. Keys and checkouts are few, so that there are duplicates.
#[derive(Clone, Debug)]
enum Input {
    /// Puts so many units into the basket.
    Put {
        units: u8,
    },
    Delete,
    CheckOut {
        key: Option<u8>,
    },
    /// The order of one of the checkouts so far, if there are any, is rejected.
    Reject {
        checkout: u8,
    },
}

fn input() -> impl Strategy<Value = Input> {
    prop_oneof![
        4 => (1_u8..=100).prop_map(|units| Input::Put { units }),
        1 => Just(Input::Delete),
        6 => proptest::option::of(0_u8..3).prop_map(|key| Input::CheckOut { key }),
        2 => (0_u8..4).prop_map(|checkout| Input::Reject { checkout }),
    ]
}

/// The first attempt at an input. It begins after `delay` turns, and its process dies after it was
/// polled `polls` times.
#[derive(Clone, Debug)]
struct Attempt {
    input: Input,
    delay: usize,
    polls: usize,
}

fn attempt() -> impl Strategy<Value = Attempt> {
    let attempt = (input(), 0_usize..24, 0_usize..16);
    attempt.prop_map(|(input, delay, polls)| Attempt { input, delay, polls })
}

/// The value of the header `Idempotency-Key`.
fn header(key: u8) -> String {
    format!("key-{key}")
}

/// The service and its only user.
struct World {
    baskets: MemoryBaskets,
    catalogue: MemoryCatalogue,
    shop: Shop<CountingIds, FixedClock>,
    token: String,
    /// The key and the id of each checkout that was accepted.
    accepted: RefCell<Vec<(Option<u8>, String)>>,
}

impl World {
    async fn new(pauses: Vec<u8>) -> Self {
        let clock = FixedClock(Timestamp::constant(1_795_255_200, 0));
        let (currency, ids) = ("EUR".to_owned(), CountingIds::default());
        Self {
            baskets: MemoryBaskets::default().with_calls(Calls::pausing(pauses)),
            catalogue: MemoryCatalogue::with([product("LATTE", "4.99")]),
            shop: Shop { currency, ids, clock },
            token: token("u-1", UserType::Standard).await,
            accepted: RefCell::default(),
        }
    }

    async fn apply(&self, input: &Input) {
        match input {
            Input::Put { units } => self.put(*units).await,
            Input::Delete => self.delete().await,
            Input::CheckOut { key } => self.check_out(*key).await,
            Input::Reject { checkout } => self.reject(usize::from(*checkout)).await,
        }
    }

    async fn put(&self, units: u8) {
        let body = json!({ "items": [{ "productId": "LATTE", "quantity": units }] });
        let call = Call::to::<PutBasket>("POST /basket").json(&body).bearer(&self.token);
        let handle = async |request| {
            let (baskets, ids) = (&self.baskets, &self.shop.ids);
            put_basket::handle(request, baskets, &self.catalogue, &settings(), ids).await
        };
        let response = TestResponse::of(invoke::<PutBasket>(call.event(), handle).await);
        assert_eq!(response.status(), 200);
    }

    async fn delete(&self) {
        let call = Call::to::<DeleteBasket>("DELETE /basket/{user_name}");
        let call = call.path("user_name", "u-1").bearer(&self.token);
        let handle = async |request| delete_basket::handle(request, &self.baskets).await;
        let response = TestResponse::of(invoke::<DeleteBasket>(call.event(), handle).await);
        assert_eq!(response.status(), 200);
    }

    async fn check_out(&self, key: Option<u8>) {
        let call = Call::to::<CheckOut>("POST /basket/checkout").bearer(&self.token);
        let call =
            key.into_iter().fold(call, |call, key| call.header("idempotency-key", &header(key)));
        let handle = async |request| {
            check_out::handle(request, &self.baskets, &self.catalogue, &self.shop).await
        };
        let response = TestResponse::of(invoke::<CheckOut>(call.event(), handle).await);
        match response.status() {
            202 => {
                let body = response.json()["body"].take();
                let id = body["checkoutId"].as_str().unwrap().to_owned();
                self.accepted.borrow_mut().push((key, id));
            }
            // The basket is empty, or was changed at the same time.
            400 | 409 => assert!(!self.is_checked_out(key), "{key:?}: {}", response.text()),
            _ => panic!("{}", response.text()),
        }
    }

    /// Whether there is a checkout with this key.
    fn is_checked_out(&self, key: Option<u8>) -> bool {
        let key = key.map(|key| digest(header(key)));
        key.is_some() && checked_out(&self.baskets.changes()).any(|(_, made)| made == key.as_ref())
    }

    async fn reject(&self, checkout: usize) {
        let Some(event) = self.baskets.events().into_iter().nth(checkout) else { return };
        let PrivateEvent::BasketCheckedOut { receipt, .. } = event;
        let data = json!({ "data": { "orderNumber": receipt.checkout_id } });
        let handle = async |message| {
            handle_order_rejected::handle(message, &self.baskets, &self.shop.ids).await
        };
        let batch = batch("orders.orderRejected.v1", &data);
        assert!(is_done(invoke::<HandleOrderRejected>(batch, handle).await));
    }

    /// An attempt in a process that may die.
    async fn attempt(&self, attempt: &Attempt) {
        let Attempt { input, delay, polls } = attempt;
        run_process(*delay, *polls, self.apply(input)).await;
    }
}

/// Makes all attempts at the same time, and then each once more: clients repeat what had no response,
/// and queues what was not acknowledged.
fn run(attempts: &[Attempt], pauses: Vec<u8>) -> World {
    block_on(async {
        let world = World::new(pauses).await;
        join_all(attempts.iter().map(|attempt| world.attempt(attempt))).await;
        for Attempt { input, .. } in attempts {
            world.apply(input).await;
        }
        world
    })
}

/// The units in a basket.
fn units(basket: &Basket) -> u32 {
    basket.items.iter().map(|item| item.quantity).sum()
}

/// Follows the changes one by one. Returns the units in the basket at the end.
fn follow(changes: &[Change]) -> Result<Option<u32>, TestCaseError> {
    let (mut content, mut emptied) = (None, BTreeMap::new());
    for change in changes {
        content = match change {
            Change::Replaced(basket) => Some(units(basket)),
            Change::Removed { .. } => None,
            Change::CheckedOut { checkout_id, basket, .. } => {
                prop_assert_eq!(content, Some(units(basket)), "ordered what is not in the basket");
                prop_assert!(emptied.insert(checkout_id, units(basket)).is_none());
                None
            }
            Change::PutBack { checkout_id, basket } => {
                prop_assert_eq!(content, None, "put back over another basket");
                prop_assert_eq!(emptied.remove(checkout_id), Some(units(basket)));
                Some(units(basket))
            }
        };
    }
    Ok(content)
}

/// The checkouts: their ids, and the digests of the keys of their requests.
fn checked_out(changes: &[Change]) -> impl Iterator<Item = (&String, Option<&String>)> {
    changes.iter().filter_map(|change| match change {
        Change::CheckedOut { checkout_id, request, .. } => {
            Some((checkout_id, request.as_ref().map(|request| &request.key)))
        }
        _ => None,
    })
}

proptest! {
    #[test]
    fn a_basket_is_ordered_once_and_no_rejected_order_replaces_a_new_one(
        attempts in vec(attempt(), 1..24),
        pauses in vec(0_u8..4, 0..120),
    ) {
        let world = run(&attempts, pauses);
        let content = follow(&world.baskets.changes())?;
        let stored = world.baskets.basket_of("u-1");
        prop_assert_eq!(stored.as_ref().map(units), content);
    }

    #[test]
    fn each_checkout_has_one_event_and_each_accepted_request_has_a_checkout(
        attempts in vec(attempt(), 1..24),
        pauses in vec(0_u8..4, 0..120),
    ) {
        let world = run(&attempts, pauses);
        let changes = world.baskets.changes();
        let made: Vec<_> = checked_out(&changes).map(|(id, _)| id.clone()).collect();
        let published = world.baskets.events().into_iter().map(|event| {
            let PrivateEvent::BasketCheckedOut { receipt, .. } = event;
            receipt.checkout_id
        });
        prop_assert_eq!(&published.collect::<Vec<_>>(), &made);
        let made: BTreeSet<_> = made.into_iter().collect();
        for (_, id) in &*world.accepted.borrow() {
            prop_assert!(made.contains(id), "{id}");
        }
    }

    #[test]
    fn all_requests_with_one_key_get_the_same_checkout(
        attempts in vec(attempt(), 1..24),
        pauses in vec(0_u8..4, 0..120),
    ) {
        let world = run(&attempts, pauses);
        let changes = world.baskets.changes();
        let keys: Vec<_> = checked_out(&changes).filter_map(|(_, key)| key).collect();
        let different: BTreeSet<_> = keys.iter().collect();
        prop_assert_eq!(different.len(), keys.len());
        let (mut of_key, mut without_key) = (BTreeMap::new(), BTreeSet::new());
        for (key, id) in &*world.accepted.borrow() {
            match key {
                Some(key) => prop_assert_eq!(of_key.entry(*key).or_insert(id), &id),
                None => prop_assert!(without_key.insert(id), "{id} was accepted twice"),
            }
        }
    }
}
