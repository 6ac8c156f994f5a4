//! The activity feeds of products, users and orders.

use contracts::activity;

use crate::{Request, Shop, eventually};

impl Shop {
    /// The request for the feed of an entity: `GET /api/activity/{entity_type}/{entity_id}`.
    pub fn feed_request(&self, entity_type: &str, entity_id: &str) -> Request {
        self.api(activity::SERVICE).get(&format!("api/activity/{entity_type}/{entity_id}"))
    }

    /// The detail types in the feed of an entity, oldest first.
    pub async fn feed(&self, entity_type: &str, entity_id: &str) -> Vec<String> {
        let request = self.feed_request(entity_type, entity_id);
        let feed = request.send().await.expect(200).json();
        let activities = feed["activities"].as_array().expect("a feed lists activities");
        activities
            .iter()
            .map(|activity| activity["type"].as_str().expect("activities have a type").to_owned())
            .collect()
    }

    /// Waits until the feed of an entity has `length` entries or more, and returns it.
    pub async fn feed_of_length(
        &self,
        entity_type: &str,
        entity_id: &str,
        length: usize,
    ) -> Vec<String> {
        let what = format!("{length} entries in the feed of {entity_type} `{entity_id}`");
        eventually(&what, async || {
            let feed = self.feed(entity_type, entity_id).await;
            (feed.len() >= length).then_some(feed)
        })
        .await
    }

    /// How many entries of this type are in the feed of an entity.
    pub async fn count_feed_entries(
        &self,
        entity_type: &str,
        entity_id: &str,
        detail_type: &str,
    ) -> usize {
        let feed = self.feed(entity_type, entity_id).await;
        feed.iter().filter(|entry| *entry == detail_type).count()
    }

    /// Waits until exactly `count` entries of this type are in the feed of an entity.
    ///
    /// # Panics
    /// If there are more.
    pub async fn wait_for_feed_entries(
        &self,
        entity_type: &str,
        entity_id: &str,
        detail_type: &str,
        count: usize,
    ) {
        let what = format!("{count} `{detail_type}` in the feed of {entity_type} `{entity_id}`");
        eventually(&what, async || {
            let found = self.count_feed_entries(entity_type, entity_id, detail_type).await;
            assert!(found <= count, "{found} instead of {what}");
            (found == count).then_some(())
        })
        .await;
    }
}
