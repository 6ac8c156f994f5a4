//! The feeds in DynamoDB.
//!
//! | row | `PK` | `SK` | read by |
//! |---|---|---|---|
//! | `EntryRow` | `{entity_id}-{entity_type}` | `{milliseconds, 15 digits}#{event id}` | `get-activity`, newest first |
//! | `IdempotencyKey` | `IDEMPOTENCY#handle-event#{event id}` | `IDEMPOTENCY` | its own condition, at the second delivery of an event |
//!
//! The event's id in the sort key separates two events of one millisecond. It does not make an event
//! idempotent: a publisher that sends an event again gets a new time from the bus, and so a new key.
//! That is what the idempotency key is for. All entries of an event and its idempotency key are one
//! transaction. Entries stay; idempotency keys expire.

use contracts::{
    Function, IdempotencyKey, Key, May, Put, QueryItems,
    activity::{Activities as Table, EntryRow},
};
use jiff::Timestamp;
use platform::{
    Result,
    dynamo::{self, Page, described, to_item},
};
use serde::{Deserialize, Serialize};

use crate::{
    feed::{Entity, Entry, NewEntry},
    ports::{Feeds, LONGEST_FEED, NewEntries},
};

/// The table of the feeds.
pub struct DynamoActivities<F>(pub dynamo::Table<F, Table>);

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct EntryItem {
    entity_id: String,
    entity_type: String,
    activity_type: String,
    /// Milliseconds since 1970.
    created_at: i64,
}

impl EntryItem {
    fn new(entry: &NewEntry, entity: &Entity) -> Self {
        Self {
            entity_id: entity.id.clone(),
            entity_type: entity.kind.to_string(),
            activity_type: entry.event_type.clone(),
            created_at: entry.at.as_millisecond(),
        }
    }

    fn into_entry(self) -> Result<Entry> {
        let at = Timestamp::from_millisecond(self.created_at)?;
        Ok(Entry { event_type: self.activity_type, at })
    }
}

fn key(entry: &NewEntry, entity: &Entity) -> Key<EntryRow> {
    EntryRow::key(&entity.id, entity.kind, entry.at.as_millisecond(), &entry.event_id)
}

impl<F> NewEntries for DynamoActivities<F>
where
    F: Function + May<Put<EntryRow>> + May<Put<IdempotencyKey<Table>>>,
{
    async fn add(&self, entry: &NewEntry) -> Result {
        let mut transaction = self.0.transaction().idempotent(&entry.event_id);
        for entity in &entry.entities {
            let item = to_item(&EntryItem::new(entry, entity))?;
            let item = described(item, "Entry", &entry.correlation_id);
            transaction = transaction.put_new(&key(entry, entity), item);
        }
        // A refused entry is a duplicate too: its key contains the event's id.
        transaction.commit().await?;
        Ok(())
    }
}

impl<F: Function + May<QueryItems<EntryRow>>> Feeds for DynamoActivities<F> {
    async fn feed(&self, entity: &Entity) -> Result<Vec<Entry>> {
        let partition = EntryRow::partition(&entity.id, entity.kind);
        let page: Page<EntryItem> = self.0.query_page(&partition, None, LONGEST_FEED).await?;
        page.items.into_iter().rev().map(EntryItem::into_entry).collect()
    }
}

#[cfg(test)]
mod tests {
    use platform::dynamo::from_item;

    use super::*;
    use crate::feed::EntityType;

    fn entry(at: &str, event_id: &str) -> NewEntry {
        NewEntry {
            event_id: event_id.to_owned(),
            event_type: "orders.orderCreated.v1".to_owned(),
            at: at.parse().unwrap(),
            correlation_id: "c-1".to_owned(),
            entities: vec![],
        }
    }

    fn sort_key(at: &str, event_id: &str) -> String {
        let entity = EntityType::User.entity("u-1").unwrap();
        key(&entry(at, event_id), &entity).sort().to_owned()
    }

    #[test]
    fn sort_keys_are_in_the_order_of_time() {
        let times = ["1970-01-01T00:00:01Z", "2001-09-09T01:46:40Z", "2026-11-21T10:11:12.345Z"];
        let keys: Vec<String> = times.iter().map(|at| sort_key(at, "e")).collect();
        assert!(keys.is_sorted(), "{keys:?}");
    }

    #[test]
    fn two_events_in_one_millisecond_have_two_keys() {
        let at = "2026-11-21T10:11:12.345Z";
        assert_ne!(sort_key(at, "e-1"), sort_key(at, "e-2"));
    }

    #[test]
    fn the_same_id_of_two_types_has_two_feeds() {
        let partition =
            |entity: Entity| EntryRow::partition(entity.id, entity.kind).key().to_owned();
        let user = EntityType::User.entity("x-order").unwrap();
        let order = EntityType::Order.entity("x").unwrap();
        assert_eq!(partition(user), "x-order-user");
        assert_eq!(partition(order), "x-order");
    }

    #[test]
    fn an_item_is_read_as_it_was_written() {
        let entry = entry("2026-11-21T10:11:12.345Z", "e-1");
        let item = EntryItem::new(&entry, &EntityType::Order.entity("o-1").unwrap());
        let read: EntryItem = from_item(to_item(&item).unwrap()).unwrap();
        assert_eq!(read, item);
        let expected = Entry { event_type: entry.event_type, at: entry.at };
        assert_eq!(read.into_entry().unwrap(), expected);
    }
}
