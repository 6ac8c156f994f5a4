//! The ports of the domain. The suite at the end is what every implementation must do.

use jiff::SignedDuration;
use platform::{Context, DeadLetterQueues, QueueDepth, Result};

use crate::watched_queue::{Measurement, WatchedQueue};

/// Measuring the dead-letter queues.
pub trait QueueDepths {
    /// The depth of every dead-letter queue that exists, none for a queue that could not be measured.
    async fn measure(&self) -> Result<Vec<QueueDepth>>;
}

impl QueueDepths for DeadLetterQueues {
    async fn measure(&self) -> Result<Vec<QueueDepth>> {
        self.measure().await
    }
}

/// The queues as they were last seen.
pub trait WatchedQueues {
    /// Every queue that ever had messages.
    async fn all(&self) -> Result<Vec<WatchedQueue>>;

    /// Stores a queue as it is after a measurement, and its event. False, and nothing is stored, if
    /// it is no longer as it was before.
    async fn save(&self, measurement: &Measurement, context: &Context) -> Result<bool>;
}

/// Recording metrics.
pub trait Metrics {
    /// The messages in a queue, and how long it has had messages.
    fn queue(&self, queue: &str, depth: u64, age: SignedDuration);

    /// The messages in all queues.
    fn total(&self, depth: u64);
}

#[cfg(test)]
pub mod suite {
    use jiff::Timestamp;

    use super::*;
    use crate::watched_queue::measurements;

    async fn measure(queues: &impl WatchedQueues, depth: u64) -> Measurement {
        let queue = "test-a-dlq".to_owned();
        let depths = vec![QueueDepth { queue, depth: Some(depth) }];
        let now = Timestamp::constant(1_795_255_200, 0);
        measurements(queues.all().await.unwrap(), depths, now).remove(0)
    }

    /// What every implementation must do, on an empty store.
    pub async fn watched_queues(queues: &impl WatchedQueues) {
        let context = Context::new();
        assert_eq!(queues.all().await.unwrap(), []);
        let found = measure(queues, 3).await;
        assert!(queues.save(&found, &context).await.unwrap());
        assert!(!queues.save(&found, &context).await.unwrap());
        assert_eq!(queues.all().await.unwrap(), std::slice::from_ref(&found.after));

        let emptied = measure(queues, 0).await;
        assert!(queues.save(&emptied, &context).await.unwrap());
        assert!(!queues.save(&emptied, &context).await.unwrap());
        assert!(!queues.save(&found, &context).await.unwrap());
        assert_eq!(queues.all().await.unwrap(), [emptied.after]);
    }
}
