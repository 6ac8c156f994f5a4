//! What the feed asks of the outside.

use platform::Result;

use crate::feed::{Entity, Entry, Happened};

/// The most a feed shows: its newest entries.
pub(crate) const LONGEST_FEED: usize = 1000;

/// The feeds of all entities.
pub(crate) trait Activities {
    /// Adds an entry to the feed of each entity, all or none; an event seen before adds nothing.
    async fn add(&self, happened: &Happened) -> Result;

    /// The newest [`LONGEST_FEED`] entries of an entity's feed, oldest first.
    async fn feed(&self, entity: &Entity) -> Result<Vec<Entry>>;
}

#[cfg(test)]
pub(crate) mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::feed::EntityType;

    fn happened(event_id: &str, millisecond: i64, entities: &[&Entity]) -> Happened {
        Happened {
            event_id: event_id.to_owned(),
            event_type: format!("type of {event_id}"),
            at: Timestamp::from_millisecond(millisecond).unwrap(),
            correlation_id: "correlation".to_owned(),
            entities: entities.iter().map(|entity| (*entity).clone()).collect(),
        }
    }

    async fn types(activities: &impl Activities, entity: &Entity) -> Vec<String> {
        let feed = activities.feed(entity).await.unwrap();
        feed.into_iter().map(|entry| entry.event_type).collect()
    }

    /// What every implementation must do, on an empty store.
    pub(crate) async fn suite(activities: &impl Activities) {
        let order = EntityType::Order.entity("o-1").unwrap();
        let user = EntityType::User.entity("o-1").unwrap();
        assert_eq!(activities.feed(&order).await.unwrap(), []);

        activities.add(&happened("b", 2_000, &[&order, &user])).await.unwrap();
        activities.add(&happened("a", 10_000, &[&order])).await.unwrap();
        activities.add(&happened("c", 2_000, &[&order])).await.unwrap();
        assert_eq!(types(activities, &order).await, ["type of b", "type of c", "type of a"]);
        assert_eq!(types(activities, &user).await, ["type of b"]);

        activities.add(&happened("b", 3_000, &[&order, &user])).await.unwrap();
        assert_eq!(types(activities, &order).await.len(), 3);
        assert_eq!(types(activities, &user).await.len(), 1);
    }
}
