//! `watch-queues`: measures every dead-letter queue, and publishes which ones are no longer empty.
//!
//! A queue that stays non-empty is published once, so the dead letter of an event about dead letters
//! does not cause further events. A queue that cannot be measured or stored fails the invocation, after
//! the others were stored.

use contracts::dead_letters::WatchQueues;
use futures_util::{StreamExt, stream};
use platform::{
    Context, Failure, Handler, Lambda, Result,
    clock::{Clock, SystemClock},
};

use crate::{
    DeadLetters,
    dynamo::DynamoQueues,
    metrics::LoggedMetrics,
    ports::{Metrics, QueueDepths, WatchedQueues},
    watched_queue::{Measurement, measurements},
};

/// Queues that are stored at the same time.
const CONCURRENT_CHANGES: usize = 10;

impl Handler<WatchQueues> for DeadLetters {
    async fn run(lambda: Lambda<WatchQueues>) -> Result {
        let (depths, queues) = (lambda.dead_letter_queues(), DynamoQueues(lambda.table()));
        let metrics = LoggedMetrics { environment: lambda.environment() };
        lambda.serve(async |()| handle(&depths, &queues, &metrics, &SystemClock).await).await
    }
}

pub async fn handle(
    depths: &impl QueueDepths,
    queues: &impl WatchedQueues,
    metrics: &impl Metrics,
    clock: &impl Clock,
) -> Result {
    // Read before the measurement, so that a queue is stored only if this measurement is the newer one.
    let seen = queues.all().await?;
    let depths = depths.measure().await?;
    let unmeasured = depths.iter().filter(|queue| queue.depth.is_none()).count();
    let (count, now) = (depths.len(), clock.now());
    let measurements = measurements(seen, depths, now);
    for Measurement { after, .. } in &measurements {
        metrics.queue(&after.queue, after.depth, after.age(now));
    }
    metrics.total(measurements.iter().map(|measurement| measurement.after.depth).sum());
    save(measurements, queues).await?;
    if unmeasured == 0 {
        return Ok(());
    }
    Err(Failure::failed(format!("failed to measure {unmeasured} of {count} queues")))
}

/// Stores the queues that changed, as many as possible.
async fn save(measurements: Vec<Measurement>, queues: &impl WatchedQueues) -> Result {
    let context = &Context::new();
    let changes: Vec<Measurement> =
        measurements.into_iter().filter(Measurement::is_change).collect();
    let failures = stream::iter(&changes)
        .map(|change| async move { is_saved(change, queues, context).await })
        .buffer_unordered(CONCURRENT_CHANGES)
        .filter(|saved| std::future::ready(!saved))
        .count()
        .await;
    if failures == 0 {
        return Ok(());
    }
    let count = changes.len();
    Err(Failure::failed(format!("failed to store {failures} of {count} queues that changed")))
}

/// Stores one queue. False if that failed; it is logged, and the next invocation measures again.
async fn is_saved(change: &Measurement, queues: &impl WatchedQueues, context: &Context) -> bool {
    let (queue, depth) = (&change.after.queue, change.after.depth);
    match queues.save(change, context).await {
        Ok(true) => tracing::info!(queue, depth, "the number of dead letters changed"),
        Ok(false) => tracing::info!(queue, "another invocation stored the queue"),
        Err(failure) => {
            tracing::error!(queue, ?failure, "failed to store the queue");
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};
    use platform::{clock::TestClock, testing::invoke};
    use serde_json::Value;

    use super::*;
    use crate::{
        events::PrivateEvent,
        memory::{MemoryDepths, MemoryMetrics, MemoryQueues},
    };

    struct World {
        depths: MemoryDepths,
        queues: MemoryQueues,
        metrics: MemoryMetrics,
        clock: TestClock,
    }

    impl World {
        fn new() -> Self {
            Self {
                depths: MemoryDepths::default(),
                queues: MemoryQueues::default(),
                metrics: MemoryMetrics::default(),
                clock: TestClock::at(Timestamp::constant(1_795_255_200, 0)),
            }
        }

        /// A minute passes, and the schedule invokes the function.
        async fn watch(&self) -> Result<Value> {
            self.clock.advance(SignedDuration::from_mins(1));
            let (depths, queues, metrics) = (&self.depths, &self.queues, &self.metrics);
            let handle = async |()| handle(depths, queues, metrics, &self.clock).await;
            invoke::<WatchQueues>(Value::Null, handle).await
        }

        async fn watch_depths(&self, depths: &[(&str, u64)]) {
            self.depths.set(depths.iter().copied());
            self.watch().await.unwrap();
        }
    }

    fn found(queue: &str, depth: u64) -> PrivateEvent {
        PrivateEvent::DeadLettersFound { queue: queue.to_owned(), depth }
    }

    #[tokio::test]
    async fn a_queue_is_published_when_it_is_no_longer_empty_and_again_after_it_was() {
        let world = World::new();
        for depth in [0, 2, 3, 1, 1, 0, 0, 5] {
            world.watch_depths(&[("a-dlq", depth)]).await;
        }
        assert_eq!(world.queues.events(), [found("a-dlq", 2), found("a-dlq", 5)]);
    }

    #[tokio::test]
    async fn queues_that_did_not_change_are_not_written() {
        let world = World::new();
        world.watch_depths(&[("a-dlq", 0), ("b-dlq", 0)]).await;
        assert_eq!(world.queues.writes(), 0);
        for depths in [[("a-dlq", 2), ("b-dlq", 0)]; 3] {
            world.watch_depths(&depths).await;
        }
        assert_eq!(world.queues.writes(), 1);
    }

    #[tokio::test]
    async fn a_queue_that_disappeared_is_empty() {
        let world = World::new();
        for depths in [&[("a-dlq", 2)][..], &[], &[], &[("a-dlq", 1)]] {
            world.watch_depths(depths).await;
        }
        assert_eq!(world.queues.events(), [found("a-dlq", 2), found("a-dlq", 1)]);
        assert_eq!(world.queues.writes(), 3);
    }

    #[tokio::test]
    async fn depth_and_age_of_every_queue_and_the_total_are_recorded() {
        let world = World::new();
        let minutes = SignedDuration::from_mins;
        world.watch_depths(&[("a-dlq", 2), ("b-dlq", 0)]).await;
        world.watch_depths(&[("a-dlq", 3), ("b-dlq", 4)]).await;
        world.watch_depths(&[("a-dlq", 3), ("b-dlq", 0)]).await;
        world.watch_depths(&[("b-dlq", 0)]).await;
        let queue = |name: &str, depth, age| (name.to_owned(), depth, minutes(age));
        assert_eq!(
            world.metrics.queues(),
            [
                queue("a-dlq", 2, 0),
                queue("b-dlq", 0, 0),
                queue("a-dlq", 3, 1),
                queue("b-dlq", 4, 0),
                queue("a-dlq", 3, 2),
                queue("b-dlq", 0, 0),
                queue("b-dlq", 0, 0),
                queue("a-dlq", 0, 0),
            ]
        );
        assert_eq!(world.metrics.totals(), [2, 7, 3, 0]);
    }

    #[tokio::test]
    async fn a_queue_that_cannot_be_stored_fails_the_invocation_and_not_the_other_queues() {
        let world = World::new();
        world.queues.fail(Some("b-dlq"));
        world.depths.set([("a-dlq", 1), ("b-dlq", 2), ("c-dlq", 3)]);
        let failure = world.watch().await.unwrap_err();
        assert!(format!("{failure:?}").contains("failed to store 1 of 3 queues"), "{failure:?}");
        world.queues.fail(None);
        world.watch().await.unwrap();
        let expected = [found("a-dlq", 1), found("c-dlq", 3), found("b-dlq", 2)];
        assert_eq!(world.queues.events(), expected);
        assert_eq!(world.metrics.totals(), [6, 6]);
    }

    #[tokio::test]
    async fn a_queue_that_cannot_be_measured_fails_the_invocation_and_not_the_other_queues() {
        let world = World::new();
        world.watch_depths(&[("a-dlq", 1)]).await;
        world.depths.fail(Some("a-dlq"));
        world.depths.set([("a-dlq", 5), ("b-dlq", 2), ("c-dlq", 0)]);
        let failure = world.watch().await.unwrap_err();
        assert!(format!("{failure:?}").contains("failed to measure 1 of 3 queues"), "{failure:?}");
        assert_eq!(world.queues.events(), [found("a-dlq", 1), found("b-dlq", 2)]);
        // The queue is as it was last seen, so it is not published again.
        assert_eq!(world.metrics.totals(), [1, 3]);
        world.depths.fail(None);
        world.watch().await.unwrap();
        assert_eq!((world.queues.events().len(), world.metrics.totals()), (2, vec![1, 3, 7]));
        let age = ("a-dlq".to_owned(), 5, SignedDuration::from_mins(2));
        assert!(world.metrics.queues().contains(&age), "{:?}", world.metrics.queues());
    }

    #[tokio::test]
    async fn a_queue_that_was_never_measured_has_no_metrics() {
        let world = World::new();
        world.depths.set([("a-dlq", 1)]);
        world.depths.fail(Some("a-dlq"));
        assert!(world.watch().await.is_err());
        assert_eq!((world.metrics.queues(), world.metrics.totals()), (vec![], vec![0]));
        assert_eq!(world.queues.writes(), 0);
    }

    #[tokio::test]
    async fn the_dead_letters_of_events_about_dead_letters_are_one_event() {
        let world = World::new();
        let notification = "dev-notification-handle-event-dlq";
        // Every event about dead letters becomes a dead letter itself.
        for _ in 0..10 {
            let letters = world.queues.events().len() as u64;
            world.watch_depths(&[("a-dlq", 1), (notification, letters)]).await;
        }
        assert_eq!(world.queues.events(), [found("a-dlq", 1), found(notification, 1)]);
    }
}
