//! The ports in memory, for tests and simulations.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
};

use jiff::SignedDuration;
use platform::{Context, Failure, QueueDepth, Result, memory::Calls};

use crate::{
    events::PrivateEvent,
    ports::{Metrics, QueueDepths, WatchedQueues},
    watched_queue::{Measurement, WatchedQueue},
};

/// Queues whose depths a test sets.
#[derive(Default)]
pub struct MemoryDepths {
    depths: RefCell<BTreeMap<String, u64>>,
    failing: RefCell<Option<String>>,
    calls: Calls,
}

impl MemoryDepths {
    /// The same queues with other calls.
    #[must_use]
    pub fn with_calls(self, calls: Calls) -> Self {
        Self { calls, ..self }
    }

    /// Replaces all queues.
    pub fn set<'a>(&self, depths: impl IntoIterator<Item = (&'a str, u64)>) {
        let depths = depths.into_iter().map(|(queue, depth)| (queue.to_owned(), depth));
        self.depths.replace(depths.collect());
    }

    /// The queue that cannot be measured.
    pub fn fail(&self, queue: Option<&str>) {
        self.failing.replace(queue.map(str::to_owned));
    }
}

impl QueueDepths for MemoryDepths {
    async fn measure(&self) -> Result<Vec<QueueDepth>> {
        let measure = |(queue, depth): (&String, &u64)| {
            let fails = self.failing.borrow().as_ref() == Some(queue);
            QueueDepth { queue: queue.clone(), depth: (!fails).then_some(*depth) }
        };
        let effect = || self.depths.borrow().iter().map(measure).collect();
        self.calls.make("depths.measure", effect).await
    }
}

/// Queues as they were last seen.
#[derive(Default)]
pub struct MemoryQueues {
    queues: RefCell<BTreeMap<String, WatchedQueue>>,
    events: RefCell<Vec<PrivateEvent>>,
    writes: Cell<usize>,
    failing: RefCell<Option<String>>,
    calls: Calls,
}

impl MemoryQueues {
    /// The same queues with other calls.
    #[must_use]
    pub fn with_calls(self, calls: Calls) -> Self {
        Self { calls, ..self }
    }

    /// The private events so far.
    pub fn events(&self) -> Vec<PrivateEvent> {
        self.events.borrow().clone()
    }

    /// How often a queue was stored.
    pub fn writes(&self) -> usize {
        self.writes.get()
    }

    /// The queue that cannot be stored.
    pub fn fail(&self, queue: Option<&str>) {
        self.failing.replace(queue.map(str::to_owned));
    }

    fn store(&self, Measurement { before, after }: &Measurement) -> bool {
        let mut queues = self.queues.borrow_mut();
        let is_unchanged =
            queues.get(&after.queue).map_or(0, |queue| queue.revision) == before.revision;
        if is_unchanged {
            queues.insert(after.queue.clone(), after.clone());
            self.writes.set(self.writes.get() + 1);
        }
        is_unchanged
    }
}

impl WatchedQueues for MemoryQueues {
    async fn all(&self) -> Result<Vec<WatchedQueue>> {
        let effect = || self.queues.borrow().values().cloned().collect();
        self.calls.make("queues.all", effect).await
    }

    async fn save(&self, measurement: &Measurement, _: &Context) -> Result<bool> {
        if self.failing.borrow().as_ref() == Some(&measurement.after.queue) {
            return Err(Failure::failed("the table is throttled"));
        }
        let effect = || {
            let stored = self.store(measurement);
            if stored {
                self.events.borrow_mut().extend(measurement.event());
            }
            stored
        };
        self.calls.make("queues.save", effect).await
    }
}

/// Metrics that a test reads.
#[derive(Default)]
pub struct MemoryMetrics {
    queues: RefCell<Vec<(String, u64, SignedDuration)>>,
    totals: RefCell<Vec<u64>>,
}

impl MemoryMetrics {
    /// Name, depth and age of the queues that were recorded.
    pub fn queues(&self) -> Vec<(String, u64, SignedDuration)> {
        self.queues.borrow().clone()
    }

    /// The totals that were recorded.
    pub fn totals(&self) -> Vec<u64> {
        self.totals.borrow().clone()
    }
}

impl Metrics for MemoryMetrics {
    fn queue(&self, queue: &str, depth: u64, age: SignedDuration) {
        self.queues.borrow_mut().push((queue.to_owned(), depth, age));
    }

    fn total(&self, depth: u64) {
        self.totals.borrow_mut().push(depth);
    }
}

#[cfg(test)]
#[tokio::test]
async fn memory_passes_the_suite() {
    crate::ports::suite::watched_queues(&MemoryQueues::default()).await;
}
