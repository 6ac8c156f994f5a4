//! Watched queues, and what a measurement changes. A queue that was never measured, or no longer
//! exists, is empty; one that exists and could not be measured is as it was last seen.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use platform::QueueDepth;
use serde::{Deserialize, Serialize};

use crate::events::PrivateEvent;

/// A queue as it was last seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct WatchedQueue {
    pub queue: String,
    /// Messages in it, approximately.
    pub depth: u64,
    /// The first measurement since which it was never empty; none if it is empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub non_empty_since: Option<Timestamp>,
    /// How often it changed: the condition of the next change.
    pub revision: u64,
}

/// A queue before and after a measurement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measurement {
    pub before: WatchedQueue,
    pub after: WatchedQueue,
}

impl WatchedQueue {
    /// A queue that was never seen with messages.
    pub fn unseen(queue: &str) -> Self {
        Self { queue: queue.to_owned(), depth: 0, non_empty_since: None, revision: 0 }
    }

    /// How long it has had messages. It is approximate: messages may have arrived up to a minute
    /// before the measurement that found them, and others may have replaced the first ones.
    pub fn age(&self, now: Timestamp) -> SignedDuration {
        let since = self.non_empty_since.unwrap_or(now);
        now.duration_since(since).max(SignedDuration::ZERO)
    }

    fn unmeasured(self) -> Measurement {
        Measurement { before: self.clone(), after: self }
    }

    fn measured(self, depth: u64, now: Timestamp) -> Measurement {
        let after = Self {
            queue: self.queue.clone(),
            depth,
            non_empty_since: (depth > 0).then(|| self.non_empty_since.unwrap_or(now)),
            revision: self.revision + 1,
        };
        Measurement { before: self, after }
    }
}

impl Measurement {
    /// Whether the depth changed.
    pub fn is_change(&self) -> bool {
        self.before.depth != self.after.depth
    }

    /// The event that the queue is no longer empty, if it was.
    pub fn event(&self) -> Option<PrivateEvent> {
        let (queue, depth) = (self.after.queue.clone(), self.after.depth);
        (self.before.depth == 0 && depth > 0)
            .then_some(PrivateEvent::DeadLettersFound { queue, depth })
    }
}

/// The queues that exist, and those that had messages when they last did.
pub fn measurements(
    seen: Vec<WatchedQueue>,
    depths: Vec<QueueDepth>,
    now: Timestamp,
) -> Vec<Measurement> {
    let mut seen: BTreeMap<String, WatchedQueue> =
        seen.into_iter().map(|queue| (queue.queue.clone(), queue)).collect();
    let mut measurements: Vec<Measurement> = depths
        .into_iter()
        .filter_map(|QueueDepth { queue, depth }| {
            let before = seen.remove(&queue);
            let Some(depth) = depth else { return before.map(WatchedQueue::unmeasured) };
            let before = before.unwrap_or_else(|| WatchedQueue::unseen(&queue));
            Some(before.measured(depth, now))
        })
        .collect();
    let gone = seen.into_values().filter(|queue| queue.depth > 0);
    measurements.extend(gone.map(|queue| queue.measured(0, now)));
    measurements
}
