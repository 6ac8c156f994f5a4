//! Pages: some of the items that a query finds, and where the next ones begin.

use contracts::Key;
use serde::de::DeserializeOwned;

use super::{Item, from_item};
use crate::Result;

/// Some of the items that a query finds.
#[derive(Clone, Debug, PartialEq)]
pub struct Page<I> {
    /// The items.
    pub items: Vec<I>,
    /// Whether there are more.
    pub more: bool,
}

impl<I: DeserializeOwned> Page<I> {
    /// A page of these items, and whether there are more.
    pub(super) fn read((items, more): (Vec<Item>, bool)) -> Result<Self> {
        Ok(Self { items: items.into_iter().map(from_item).collect::<Result<_>>()?, more })
    }
}

/// Which page of an index to read. The default one begins with the first item, in ascending order,
/// and has as many items as one request returns (1 MB).
pub struct IndexPage<'a, R> {
    /// The last item of the page before: its key, and its value of the index's sort key.
    pub after: Option<(&'a Key<R>, &'a str)>,
    /// Most items of the page.
    pub limit: Option<u32>,
    /// Whether the last one in the order of the index's sort key is the first one of the page.
    pub last_first: bool,
}

impl<R> Default for IndexPage<'_, R> {
    fn default() -> Self {
        Self { after: None, limit: None, last_first: false }
    }
}
