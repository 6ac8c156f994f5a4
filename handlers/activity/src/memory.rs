//! The feeds in memory, for tests and simulations.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use jiff::Timestamp;
use platform::Result;

use crate::{
    feed::{Entity, Entry, NewEntry},
    ports::{Feeds, LONGEST_FEED, NewEntries},
};

/// The feeds of all entities.
#[derive(Default)]
pub struct MemoryActivities(RefCell<State>);

#[derive(Default)]
struct State {
    events: BTreeSet<String>,
    entries: BTreeMap<(Entity, Timestamp, String), Entry>,
}

impl NewEntries for MemoryActivities {
    async fn add(&self, entry: &NewEntry) -> Result {
        let mut state = self.0.borrow_mut();
        if !state.events.insert(entry.event_id.clone()) {
            return Ok(());
        }
        for entity in &entry.entities {
            let key = (entity.clone(), entry.at, entry.event_id.clone());
            let entry = Entry { event_type: entry.event_type.clone(), at: entry.at };
            state.entries.insert(key, entry);
        }
        Ok(())
    }
}

impl Feeds for MemoryActivities {
    async fn feed(&self, entity: &Entity) -> Result<Vec<Entry>> {
        let state = self.0.borrow();
        let mut newest: Vec<Entry> = state
            .entries
            .iter()
            .rev()
            .filter(|((owner, ..), _)| owner == entity)
            .map(|(_, entry)| entry.clone())
            .take(LONGEST_FEED)
            .collect();
        newest.reverse();
        Ok(newest)
    }
}

#[cfg(test)]
#[tokio::test]
async fn memory_passes_the_suite() {
    crate::ports::suite::activities(&MemoryActivities::default()).await;
}
