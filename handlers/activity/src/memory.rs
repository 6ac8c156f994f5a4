//! The feeds in memory, for tests.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Mutex,
};

use jiff::Timestamp;
use platform::Result;

use crate::{
    feed::{Entity, Entry, Happened},
    ports::{Activities, LONGEST_FEED},
};

/// Forgets everything when it is dropped.
#[derive(Default)]
pub(crate) struct MemoryActivities(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    events: BTreeSet<String>,
    entries: BTreeMap<(Entity, Timestamp, String), Entry>,
}

impl Activities for MemoryActivities {
    async fn add(&self, happened: &Happened) -> Result {
        let mut kept = self.0.lock().expect("no test panics while it holds the lock");
        if !kept.events.insert(happened.event_id.clone()) {
            return Ok(());
        }
        for entity in &happened.entities {
            let key = (entity.clone(), happened.at, happened.event_id.clone());
            let entry = Entry { event_type: happened.event_type.clone(), at: happened.at };
            kept.entries.insert(key, entry);
        }
        Ok(())
    }

    async fn feed(&self, entity: &Entity) -> Result<Vec<Entry>> {
        let kept = self.0.lock().expect("no test panics while it holds the lock");
        let mut newest: Vec<Entry> = kept
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

#[tokio::test]
async fn memory_does_what_the_port_asks() {
    crate::ports::tests::suite(&MemoryActivities::default()).await;
}
