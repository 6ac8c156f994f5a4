//! The feeds in memory, for tests and simulations.

use std::{cell::RefCell, collections::BTreeMap};

use jiff::Timestamp;
use platform::{
    Result,
    clock::{Clock, SystemClock},
    dynamo::MARK_LIFETIME,
};

use crate::{
    feed::{Entity, Entry, NewEntry},
    ports::{Feeds, LONGEST_FEED, NewEntries},
};

/// The feeds of all entities.
pub struct MemoryActivities<C = SystemClock> {
    clock: C,
    state: RefCell<State>,
}

#[derive(Default)]
struct State {
    /// The events that were added, and when the mark of each expires.
    marks: BTreeMap<String, Timestamp>,
    entries: BTreeMap<(Entity, Timestamp, String), Entry>,
}

impl Default for MemoryActivities {
    fn default() -> Self {
        Self::at(SystemClock)
    }
}

impl<C> MemoryActivities<C> {
    /// No feeds, and a clock by which marks expire.
    pub fn at(clock: C) -> Self {
        Self { clock, state: RefCell::default() }
    }

    /// The entries of all feeds.
    #[cfg(test)]
    pub fn entries(&self) -> Vec<(Entity, Entry)> {
        let state = self.state.borrow();
        let entries = state.entries.iter();
        entries.map(|((entity, ..), entry)| (entity.clone(), entry.clone())).collect()
    }
}

impl<C: Clock> NewEntries for MemoryActivities<C> {
    async fn add(&self, entry: &NewEntry) -> Result {
        let (mut state, now) = (self.state.borrow_mut(), self.clock.now());
        if state.marks.get(&entry.event_id).is_some_and(|expires| now < *expires) {
            return Ok(());
        }
        state.marks.insert(entry.event_id.clone(), now + MARK_LIFETIME);
        for entity in &entry.entities {
            let key = (entity.clone(), entry.at, entry.event_id.clone());
            let entry = Entry { event_type: entry.event_type.clone(), at: entry.at };
            state.entries.insert(key, entry);
        }
        Ok(())
    }
}

impl<C> Feeds for MemoryActivities<C> {
    async fn feed(&self, entity: &Entity) -> Result<Vec<Entry>> {
        let state = self.state.borrow();
        let mut newest: Vec<Entry> = state
            .entries
            .iter()
            .rev()
            .filter(|((owner, ..), _)| owner == entity)
            .map(|(_, entry)| entry.clone())
            .take(LONGEST_FEED as usize)
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
