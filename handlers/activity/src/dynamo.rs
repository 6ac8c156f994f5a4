//! The feeds in DynamoDB.
//!
//! | item | `PK` | `SK` | read by |
//! |---|---|---|---|
//! | entry | `{entity_id}-{entity_type}` | `{milliseconds, 15 digits}#{event id}` | `get-activity`, newest first |
//! | mark | `ONCE#handle-happening#{event id}` | the same | nobody; refuses an event's second delivery |
//!
//! The event's id in the sort key keeps two events of one millisecond apart. It does not make an
//! event count once: a publisher that sends an event again gets a new time from the bus, and so a
//! new key. That is what the mark is for. All entries of an event and its mark are one transaction.
//! Entries stay; marks expire.

use aws_sdk_dynamodb::{Client, types::AttributeValue};
use contracts::{Capability, Rights, Table, activity::HandleHappening};
use jiff::Timestamp;
use platform::{
    Result,
    dynamo::{Transaction, from_item, to_item},
};
use serde::{Deserialize, Serialize};

use crate::{
    feed::{Entity, Entry, Happened},
    ports::{Activities, LONGEST_FEED},
};

/// The table of the feeds.
pub(crate) struct DynamoActivities {
    client: Client,
    table: String,
}

impl DynamoActivities {
    pub(crate) fn new<R: Rights>(client: Client, table: &Table<R>) -> Self {
        Self { client, table: table.value().clone() }
    }
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct EntryItem {
    #[serde(rename = "PK")]
    pk: String,
    #[serde(rename = "SK")]
    sk: String,
    entity_id: String,
    entity_type: String,
    activity_type: String,
    /// Milliseconds since 1970.
    created_at: i64,
    #[serde(rename = "CorrelationId")]
    correlation_id: String,
}

impl EntryItem {
    fn new(happened: &Happened, entity: &Entity) -> Self {
        let created_at = happened.at.as_millisecond();
        Self {
            pk: partition(entity),
            sk: format!("{created_at:015}#{}", happened.event_id),
            entity_id: entity.id.clone(),
            entity_type: entity.kind.to_string(),
            activity_type: happened.event_type.clone(),
            created_at,
            correlation_id: happened.correlation_id.clone(),
        }
    }

    fn into_entry(self) -> Result<Entry> {
        let at = Timestamp::from_millisecond(self.created_at)?;
        Ok(Entry { event_type: self.activity_type, at })
    }
}

/// Types contain no hyphen, so that this is unambiguous whatever the id contains.
fn partition(entity: &Entity) -> String {
    format!("{}-{}", entity.id, entity.kind)
}

impl Activities for DynamoActivities {
    async fn add(&self, happened: &Happened) -> Result {
        let mut transaction = Transaction::new(&self.client, &self.table)
            .once(HandleHappening::NAME, &happened.event_id);
        for entity in &happened.entities {
            transaction = transaction.put_new(to_item(&EntryItem::new(happened, entity))?);
        }
        // Refused is repeated by another name: who else would have written this event's entry?
        transaction.commit().await?;
        Ok(())
    }

    async fn feed(&self, entity: &Entity) -> Result<Vec<Entry>> {
        let mut items = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("PK = :entity")
            .expression_attribute_values(":entity", AttributeValue::S(partition(entity)))
            .scan_index_forward(false)
            .into_paginator()
            .items()
            .send();
        let mut entries = Vec::new();
        while entries.len() < LONGEST_FEED
            && let Some(item) = items.next().await
        {
            entries.push(from_item::<EntryItem>(item?)?.into_entry()?);
        }
        entries.reverse();
        Ok(entries)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::EntityType;

    fn sort_key(at: &str, event_id: &str) -> String {
        let happened = Happened {
            event_id: event_id.to_owned(),
            event_type: "users.userCreated.v1".to_owned(),
            at: at.parse().unwrap(),
            correlation_id: "c".to_owned(),
            entities: vec![],
        };
        EntryItem::new(&happened, &EntityType::User.entity("u-1").unwrap()).sk
    }

    #[test]
    fn keys_sort_by_time() {
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
    fn the_same_id_of_two_types_is_two_feeds() {
        let user = EntityType::User.entity("x-order").unwrap();
        let order = EntityType::Order.entity("x").unwrap();
        assert_eq!(partition(&user), "x-order-user");
        assert_ne!(partition(&user), partition(&order));
    }

    #[test]
    fn an_item_is_read_as_it_was_written() {
        let at: Timestamp = "2026-11-21T10:11:12.345Z".parse().unwrap();
        let happened = Happened {
            event_id: "e-1".to_owned(),
            event_type: "orders.orderCreated.v1".to_owned(),
            at,
            correlation_id: "c-1".to_owned(),
            entities: vec![],
        };
        let item = EntryItem::new(&happened, &EntityType::Order.entity("o-1").unwrap());
        let read: EntryItem = from_item(to_item(&item).unwrap()).unwrap();
        assert_eq!(read, item);
        let entry = read.into_entry().unwrap();
        assert_eq!(entry, Entry { event_type: "orders.orderCreated.v1".to_owned(), at });
    }
}
