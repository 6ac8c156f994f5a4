//! DynamoDB tables with the string keys `PK` and `SK`, or `PK` alone, as a function may use them: each
//! operation requires the proof that the function declared it.

mod page;
mod shard;
mod store;
mod transaction;

use std::{collections::HashMap, marker::PhantomData};

use aws_sdk_dynamodb::{
    Client,
    types::{AttributeValue, builders::UpdateBuilder},
};
use contracts::{
    BatchGet, Delete, Find, Function, Get, Index, Key, May, Partition, Put, QueryItems, Row, Update,
};
use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned};

use self::store::{Query, Store};
pub use self::{
    page::{IndexPage, Page},
    shard::shard,
    transaction::{MARK_LIFETIME, Outcome, Transaction},
};
use crate::Result;

/// An item's attributes by name.
pub type Item = HashMap<String, AttributeValue>;

/// The table `T` as the function `F` may use it. All that depends on `F` is which calls compile.
pub struct Table<F, T> {
    store: Store,
    uses: PhantomData<fn() -> (F, T)>,
}

/// The result of a write with a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// It was made.
    Done,
    /// It was not made: the condition did not hold.
    Refused {
        /// Whether there is an item with the key.
        exists: bool,
    },
}

impl<F: Function, T: contracts::Table> Table<F, T> {
    /// The table called `name` in AWS.
    pub(crate) fn new(client: Client, name: String) -> Self {
        Self { store: Store::new(client, name), uses: PhantomData }
    }

    /// A table behind a mocked client.
    #[cfg(any(test, feature = "testing"))]
    pub fn mocked(rule: &aws_smithy_mocks::Rule) -> Self {
        let client = crate::testing::mocked_client!(aws_sdk_dynamodb, rule);
        Self::new(client, "mocked".to_owned())
    }

    /// The item with this key, as it is now.
    pub async fn get<R, I>(&self, key: &Key<R>) -> Result<Option<I>>
    where
        R: Row<Table = T>,
        F: May<Get<R>>,
        I: DeserializeOwned,
    {
        self.store.get(attributes_of(key)).await?.map(from_item).transpose()
    }

    /// The items with these keys, as they are now, in any order. Keys without an item are skipped.
    pub async fn batch_get<R, I>(&self, keys: &[Key<R>]) -> Result<Vec<I>>
    where
        R: Row<Table = T>,
        F: May<BatchGet<R>>,
        I: DeserializeOwned,
    {
        let keys = keys.iter().map(attributes_of).collect();
        self.store.batch_get(keys).await?.into_iter().map(from_item).collect()
    }

    /// At most `limit` items of a partition, the last sort key first: those after the item with the
    /// key `after`, which need not exist any more.
    pub async fn query_page<R, I>(
        &self,
        partition: &Partition<R>,
        after: Option<&Key<R>>,
        limit: u32,
    ) -> Result<Page<I>>
    where
        R: Row<Table = T>,
        F: May<QueryItems<R>>,
        I: DeserializeOwned,
    {
        let query = Query {
            index: None,
            partition_key: "PK",
            value: partition.key(),
            start: after.map(attributes_of),
            last_first: true,
        };
        Page::read(self.store.query_page(query, limit).await?)
    }

    /// One page of the items whose partition key in the index is `value`. It is one request, so that
    /// a page of large items may be shorter than its limit.
    pub async fn find<X, I>(&self, value: &str, page: &IndexPage<'_, X::Row>) -> Result<Page<I>>
    where
        X: Index<Row: Row<Table = T>>,
        F: May<Find<X>>,
        I: DeserializeOwned,
    {
        let page = self.find_items::<X>(value, page).await?;
        Page::read((page.items, page.more))
    }

    /// The same with the attributes of each item, so that a caller can read the others if one is
    /// unreadable.
    pub async fn find_items<X>(
        &self,
        value: &str,
        page: &IndexPage<'_, X::Row>,
    ) -> Result<Page<Item>>
    where
        X: Index<Row: Row<Table = T>>,
        F: May<Find<X>>,
    {
        let start = page.after.map(|(key, sort)| {
            let mut start = Item::from([
                (X::PARTITION_KEY.to_owned(), text(value)),
                (X::SORT_KEY.to_owned(), text(sort)),
            ]);
            start.extend(attributes_of(key));
            start
        });
        let query = Query {
            index: Some(X::NAME),
            partition_key: X::PARTITION_KEY,
            value,
            start,
            last_first: page.last_first,
        };
        let (items, more) = self.store.find(query, page.limit).await?;
        Ok(Page { items, more })
    }

    /// Adds or replaces the item with this key.
    pub async fn put<R>(&self, key: &Key<R>, attributes: Item) -> Result
    where
        R: Row<Table = T>,
        F: May<Put<R>>,
    {
        self.store.put(with_key(key, attributes)).await
    }

    /// Changes the item with this key. The update names neither table nor key.
    pub async fn update<R>(&self, key: &Key<R>, update: UpdateBuilder) -> Result<Written>
    where
        R: Row<Table = T>,
        F: May<Update<R>>,
    {
        self.store.update(update.set_key(Some(attributes_of(key)))).await
    }

    /// Deletes the item with this key, if there is one.
    pub async fn delete<R>(&self, key: &Key<R>) -> Result
    where
        R: Row<Table = T>,
        F: May<Delete<R>>,
    {
        self.store.delete(attributes_of(key)).await
    }

    /// Writes that are made all or not at all.
    pub fn transaction(&self) -> Transaction<'_, F, T> {
        Transaction::new(&self.store)
    }
}

/// Attributes of a struct with `PascalCase` names.
pub fn to_item(value: &impl Serialize) -> Result<Item> {
    Ok(serde_dynamo::to_item(value)?)
}

/// A struct of an item's attributes.
pub fn from_item<I: DeserializeOwned>(item: Item) -> Result<I> {
    Ok(serde_dynamo::from_item(item)?)
}

/// The attributes with `Type`, which shows people the kind of the item, and the correlation id of the
/// request that wrote it.
pub fn described(mut attributes: Item, kind: &str, correlation_id: &str) -> Item {
    attributes.insert("Type".to_owned(), text(kind));
    attributes.insert("CorrelationId".to_owned(), text(correlation_id));
    attributes
}

/// The attributes of an item that DynamoDB deletes some time after `expires`.
pub fn expiring(mut attributes: Item, expires: Timestamp) -> Item {
    attributes.insert("Expires".to_owned(), seconds(expires));
    attributes
}

/// A string attribute.
pub fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

/// A number attribute.
pub fn number(value: impl ToString) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

/// A value of the table's time-to-live attribute.
pub(crate) fn seconds(time: Timestamp) -> AttributeValue {
    number(time.as_second())
}

fn attributes_of<R>(key: &Key<R>) -> Item {
    key.attributes().map(|(name, value)| (name.to_owned(), text(value))).collect()
}

fn with_key<R>(key: &Key<R>, mut attributes: Item) -> Item {
    attributes.extend(attributes_of(key));
    attributes
}
