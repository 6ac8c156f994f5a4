//! The watch of dead-letter queues: a queue that turns non-empty is one notification of the operators.

use std::collections::BTreeSet;

use contracts::{
    Event,
    dead_letters::{DeadLettersFound, QueueRow, WatchQueues},
    notification::{HandleEvent, SERVICE},
};
use e2e::{Shop, eventually, unique};
use serde_json::Value;

struct Watch<'a> {
    shop: &'a Shop,
    admin: String,
    /// The dead-letter queue.
    queue: String,
    /// The notifications that existed before.
    known: BTreeSet<String>,
}

impl<'a> Watch<'a> {
    /// A watch of a dead-letter queue that is empty and was seen to be empty.
    async fn new(shop: &'a Shop, queue: String) -> Self {
        let admin = shop.admin_token().await;
        let mut watch = Self { shop, admin, queue, known: BTreeSet::new() };
        watch.measure_until(0).await;
        watch.known = watch.notifications().await;
        watch
    }

    /// Invokes the function, as its schedule does, until it has seen this depth.
    async fn measure_until(&self, depth: u64) {
        let what = format!("`{}` to have the depth {depth}", self.queue);
        eventually(&what, async || {
            self.shop.invoke::<WatchQueues>(&Value::Null).await;
            (self.seen_depth().await == depth).then_some(())
        })
        .await;
    }

    /// The depth that was stored. A queue that never had messages has none.
    async fn seen_depth(&self) -> u64 {
        let Some(item) = self.shop.item(&QueueRow::key(&self.queue)).await else { return 0 };
        let depth = item["Depth"].as_n().expect("depths are numbers");
        depth.parse().expect("depths are whole")
    }

    /// The newest notifications of the operators that are about this queue.
    async fn notifications(&self) -> BTreeSet<String> {
        let request = self.shop.api(SERVICE).get("notifications/operators").bearer(&self.admin);
        let page = request.query(&[("pageSize", "100")]).send().await.expect(200).json();
        let items = page["items"].as_array().expect("a page has items").iter();
        let about_queue = items.filter(|item| {
            item["subject"].as_str().is_some_and(|subject| subject.ends_with(&self.queue))
        });
        about_queue
            .map(|item| {
                assert_eq!(item["eventType"], DeadLettersFound::TYPE);
                item["notificationId"].as_str().expect("ids are texts").to_owned()
            })
            .collect()
    }

    /// Waits until there are exactly `count` new notifications.
    async fn wait_for_notifications(&self, count: usize) {
        eventually(&format!("{count} notifications about `{}`", self.queue), async || {
            let new = self.notifications().await.difference(&self.known).count();
            assert!(new <= count, "{new} notifications instead of {count}");
            (new == count).then_some(())
        })
        .await;
    }
}

#[tokio::test]
async fn the_operators_are_notified_once_whenever_a_dead_letter_queue_turns_non_empty() {
    let shop = Shop::open().await;
    // That of the notifications themselves: a dead letter there must not cause further ones.
    let queues = shop.queues_with_short_timeout::<HandleEvent>().await;
    let watch = Watch::new(&shop, format!("{}-dlq", shop.function_name::<HandleEvent>())).await;
    for round in 1..=2 {
        let poison = [format!("not JSON: {}", unique("invalid"))];
        queues.send(&poison).await;
        watch.measure_until(1).await;
        watch.wait_for_notifications(round).await;
        watch.measure_until(1).await;
        queues.expect_dead_letters(&poison).await;
        watch.measure_until(0).await;
    }
    watch.wait_for_notifications(2).await;
    queues.restore_timeout().await;
}
