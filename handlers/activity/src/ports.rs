//! The ports of the feeds. The suite at the end is what every implementation must do.

use platform::Result;

use crate::feed::{Entity, Entry, NewEntry};

/// The most a feed shows: its newest entries.
pub const LONGEST_FEED: u32 = 1000;

/// Adding to the feeds of entities.
pub trait NewEntries {
    /// Adds an entry to the feed of each entity, all or none; a duplicate event adds nothing.
    async fn add(&self, entry: &NewEntry) -> Result;
}

/// Reading the feeds of entities.
pub trait Feeds {
    /// The newest [`LONGEST_FEED`] entries of an entity's feed, oldest first.
    async fn feed(&self, entity: &Entity) -> Result<Vec<Entry>>;
}

#[cfg(test)]
pub mod suite {
    use jiff::Timestamp;

    use super::*;
    use crate::feed::EntityType;

    fn entry(event_id: &str, millisecond: i64, entities: &[&Entity]) -> NewEntry {
        NewEntry {
            event_id: event_id.to_owned(),
            event_type: format!("type of {event_id}"),
            at: Timestamp::from_millisecond(millisecond).unwrap(),
            correlation_id: "correlation".to_owned(),
            entities: entities.iter().map(|entity| (*entity).clone()).collect(),
        }
    }

    async fn types(activities: &impl Feeds, entity: &Entity) -> Vec<String> {
        let feed = activities.feed(entity).await.unwrap();
        feed.into_iter().map(|entry| entry.event_type).collect()
    }

    /// What every implementation must do, on an empty store.
    pub async fn activities(activities: &(impl NewEntries + Feeds)) {
        let order = EntityType::Order.entity("o-1").unwrap();
        let user = EntityType::User.entity("o-1").unwrap();
        assert_eq!(activities.feed(&order).await.unwrap(), []);

        activities.add(&entry("b", 2_000, &[&order, &user])).await.unwrap();
        activities.add(&entry("a", 10_000, &[&order])).await.unwrap();
        activities.add(&entry("c", 2_000, &[&order])).await.unwrap();
        assert_eq!(types(activities, &order).await, ["type of b", "type of c", "type of a"]);
        assert_eq!(types(activities, &user).await, ["type of b"]);

        activities.add(&entry("b", 3_000, &[&order, &user])).await.unwrap();
        assert_eq!(types(activities, &order).await.len(), 3);
        assert_eq!(types(activities, &user).await.len(), 1);
    }
}
