//! Marks of what was done, which expire.

use std::{borrow::Borrow, collections::BTreeMap};

use jiff::Timestamp;

use crate::dynamo::MARK_LIFETIME;

/// What was done, and until when it is remembered.
#[derive(Clone, Debug)]
pub struct Marks<K>(BTreeMap<K, Timestamp>);

impl<K> Default for Marks<K> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<K: Ord> Marks<K> {
    /// Whether there is a mark that has not expired.
    pub fn contains<Q>(&self, key: &Q, now: Timestamp) -> bool
    where
        K: Borrow<Q>,
        Q: Ord + ?Sized,
    {
        self.0.get(key).is_some_and(|expires| now < *expires)
    }

    /// Adds a mark, for as long as the tables keep one. False if there is one that has not expired.
    pub fn add(&mut self, key: K, now: Timestamp) -> bool {
        let is_new = !self.contains(&key, now);
        if is_new {
            self.0.insert(key, now + MARK_LIFETIME);
        }
        is_new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_added_once_until_it_expires() {
        let (mut marks, now) = (Marks::default(), Timestamp::UNIX_EPOCH);
        assert!(marks.add("e-1", now));
        assert!(!marks.add("e-1", now));
        assert!(marks.contains("e-1", now) && !marks.contains("e-2", now));
        let later = now + MARK_LIFETIME;
        assert!(!marks.contains("e-1", later));
        assert!(marks.add("e-1", later));
    }
}
