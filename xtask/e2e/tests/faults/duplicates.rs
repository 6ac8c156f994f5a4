//! Every event of an order arrives three more times, in any order.

use std::hash::{BuildHasher, RandomState};

use contracts::{
    Event,
    inventory::StockUpdated,
    order::{OrderCompleted, OrderCompletedV2, OrderConfirmed},
    payment::PaymentProcessed,
};
use e2e::{CONFIRMED_FEED, Entry, Queues, Shop, User, eventually};
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::customers::{all_queues, restore};

/// How often each event is delivered again.
const DELIVERIES: usize = 3;

/// Longer than an invocation takes.
const REDELIVERY: u32 = 30;

/// A completed order.
struct Completed<'a> {
    shop: &'a Shop,
    user: User,
    token: String,
    product: String,
    order: String,
}

impl<'a> Completed<'a> {
    async fn new(shop: &'a Shop) -> Self {
        let (user, token) = shop.customer().await;
        let product = shop.stocked_product(3.5, 10).await;
        let order = shop.confirmed_order(&token, &product).await;
        let admin = shop.admin_token().await;
        shop.complete_order(&admin, &order, &user.id).await.expect(200);
        shop.wait_for_order_count(&user, 1).await;
        let expected = [PaymentProcessed::TYPE, OrderConfirmed::TYPE, OrderCompleted::TYPE];
        shop.wait_for_notifications(&token, &expected).await;
        Self { shop, user, token, product, order }
    }

    /// Everything about the order that a duplicate could change.
    async fn state(&self) -> Value {
        let Self { shop, user, token, product, order } = self;
        let mut feed = shop.feed("order", order).await;
        feed.sort_unstable();
        let mut notifications = shop.notifications(token).await;
        notifications.sort_unstable();
        json!({
            "order": shop.get_order(token, order).await.expect(200).json(),
            "feed": feed,
            "notifications": notifications,
            "booked": shop.booked(order).await,
            "available": shop.available(product).await,
            "orders": shop.order_count(user).await,
            "stockUpdates": shop.count_feed_entries("product", product, StockUpdated::TYPE).await,
        })
    }

    fn is_about(&self, event: &Value) -> bool {
        let data = &event["detail"]["data"];
        // The second version of `orderCompleted` calls the number an id.
        [&data["orderNumber"], &data["orderId"]].into_iter().any(|it| *it == self.order.as_str())
    }
}

/// The entry that makes the bus deliver an event once more.
fn entry(event: &Value) -> Entry {
    let text = |name: &str| event[name].as_str().expect("events have sources and types").to_owned();
    Entry {
        source: text("source"),
        detail_type: text("detail-type"),
        detail: event["detail"].clone(),
    }
}

/// Changes the order at random.
fn shuffle<T>(items: Vec<T>) -> Vec<T> {
    let random = RandomState::new();
    let mut items: Vec<_> = items.into_iter().enumerate().collect();
    items.sort_by_key(|(place, _)| random.hash_one(place));
    items.into_iter().map(|(_, item)| item).collect()
}

async fn wait_until_empty(queues: &[Queues]) {
    eventually("the queues to be empty", async || {
        let empty = join_all(queues.iter().map(Queues::are_empty)).await;
        empty.into_iter().all(|it| it).then_some(())
    })
    .await;
}

#[tokio::test]
async fn events_of_an_order_that_arrive_three_more_times_change_nothing() {
    let shop = Shop::open().await;
    let types = [&CONFIRMED_FEED[..], &[OrderCompleted::TYPE, OrderCompletedV2::TYPE]].concat();
    let subscriber = shop.subscribe(&types).await;
    let completed = Completed::new(&shop).await;
    let is_wanted = |event: &Value| completed.is_about(event);
    let events = subscriber.wait_for("the events of the order", types.len(), is_wanted).await;
    let queues = all_queues(&shop, REDELIVERY).await;
    wait_until_empty(&queues).await;
    let state = completed.state().await;

    let entries = events.iter().map(entry);
    let again = entries.flat_map(|entry| std::iter::repeat_n(entry, DELIVERIES)).collect();
    let again: Vec<Entry> = shuffle(again);
    shop.publish(&again).await;
    let received = events.len() + again.len();
    let events = subscriber.wait_for("the duplicates", received, is_wanted).await;
    wait_until_empty(&queues).await;
    assert_eq!(completed.state().await, state, "{events:?}");
    assert_eq!(events.len(), received, "a duplicate led to a further event");
    restore(queues).await;
    subscriber.unsubscribe().await;
}
