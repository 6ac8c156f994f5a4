//! A value from another service, kept in memory: read again after a while, and kept in use while
//! it cannot be read.

use std::time::Duration;

use tokio::{
    sync::Mutex,
    time::{Instant, timeout},
};

use crate::{Failure, Result};

/// How long a value is used before it is read again.
pub(crate) const LIFETIME: Duration = contracts::shared_infra::PARAMETER_LIFETIME;

/// A value is read at most once in this time, for whatever reason, as long as there is one to use.
pub(crate) const PAUSE: Duration = Duration::from_secs(10);

/// How long a value is used while it cannot be read.
const MAX_AGE: Duration = Duration::from_hours(1);

/// How long a read may take. Short enough to leave a request time for its response.
const TIMEOUT: Duration = Duration::from_secs(5);

/// A value, once it was read.
pub(crate) struct Cache<T>(Mutex<Option<Cached<T>>>);

struct Cached<T> {
    value: T,
    /// When the read began: the value may have changed since then.
    read_at: Instant,
    /// When a later read failed.
    failed_at: Option<Instant>,
}

impl<T> Cached<T> {
    fn is_usable(&self, age: Duration) -> bool {
        let failed_lately = self.failed_at.is_some_and(|at| at.elapsed() < PAUSE);
        self.read_at.elapsed() < age || (failed_lately && self.is_within_max_age())
    }

    fn is_within_max_age(&self) -> bool {
        self.read_at.elapsed() < MAX_AGE
    }
}

impl<T: Clone> Cache<T> {
    /// Without a value.
    pub(crate) fn empty() -> Self {
        Self(Mutex::new(None))
    }

    /// The value, at most `age` old. `read` gets it if necessary, once for all callers that wait. If
    /// it fails, an older value is used.
    pub(crate) async fn get(
        &self,
        age: Duration,
        read: impl AsyncFnOnce() -> Result<T>,
    ) -> Result<T> {
        let mut cached = self.0.lock().await;
        if let Some(cached) = cached.as_ref().filter(|cached| cached.is_usable(age)) {
            return Ok(cached.value.clone());
        }
        let began = Instant::now();
        let failure = match within_time(read).await {
            Ok(value) => {
                let fresh = Cached { value: value.clone(), read_at: began, failed_at: None };
                *cached = Some(fresh);
                return Ok(value);
            }
            Err(failure) => failure,
        };
        let Some(old) = cached.as_mut().filter(|old| old.is_within_max_age()) else {
            return Err(failure);
        };
        old.failed_at = Some(Instant::now());
        let age_seconds = old.read_at.elapsed().as_secs();
        tracing::warn!(error = ?failure, age_seconds, "an old value is used");
        Ok(old.value.clone())
    }
}

async fn within_time<T>(read: impl AsyncFnOnce() -> Result<T>) -> Result<T> {
    // Boxed, because futures of the SDKs are large.
    timeout(TIMEOUT, Box::pin(read())).await.unwrap_or_else(|_| {
        Err(Failure::failed(format!("a value was not read within {} s", TIMEOUT.as_secs())))
    })
}

#[cfg(test)]
mod tests {
    use std::{
        cell::Cell,
        sync::{
            Arc,
            atomic::{AtomicU32, Ordering},
        },
    };

    use futures_util::future::join_all;
    use tokio::time::{advance, sleep};
    use tracing_subscriber::{Layer, layer::SubscriberExt};

    use super::*;

    /// A source that counts its reads, each of which takes a second.
    #[derive(Default)]
    struct CountingSource {
        reads: Cell<u32>,
        is_down: Cell<bool>,
    }

    impl CountingSource {
        /// The number of the read.
        async fn read(&self) -> Result<u32> {
            self.reads.set(self.reads.get() + 1);
            sleep(Duration::from_secs(1)).await;
            if self.is_down.get() { Err(Failure::failed("down")) } else { Ok(self.reads.get()) }
        }
    }

    async fn get(cache: &Cache<u32>, source: &CountingSource) -> Option<u32> {
        cache.get(LIFETIME, async || source.read().await).await.ok()
    }

    /// A source that is down, and a cache whose value has just become too old.
    async fn outage() -> (Cache<u32>, CountingSource) {
        let (cache, source) = (Cache::empty(), CountingSource::default());
        assert_eq!(get(&cache, &source).await, Some(1));
        source.is_down.set(true);
        advance(LIFETIME).await;
        (cache, source)
    }

    #[tokio::test(start_paused = true)]
    async fn a_value_is_read_once_until_it_is_too_old() {
        let (cache, source) = (Cache::empty(), CountingSource::default());
        assert_eq!(get(&cache, &source).await, Some(1));
        // A second less than its lifetime, of which the read took one.
        advance(Duration::from_secs(58)).await;
        assert_eq!(get(&cache, &source).await, Some(1));
        advance(Duration::from_secs(1)).await;
        assert_eq!(get(&cache, &source).await, Some(2));
    }

    #[tokio::test(start_paused = true)]
    async fn concurrent_callers_share_one_read() {
        let (cache, source) = (Cache::empty(), CountingSource::default());
        let values = join_all((0..10).map(|_| get(&cache, &source))).await;
        assert_eq!(values, vec![Some(1); 10]);
        assert_eq!(source.reads.get(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn an_old_value_is_used_while_reads_fail_and_each_failure_is_followed_by_a_pause() {
        let (cache, source) = outage().await;
        let values = join_all((0..10).map(|_| get(&cache, &source))).await;
        assert_eq!(values, vec![Some(1); 10]);
        assert_eq!(source.reads.get(), 2);
        advance(PAUSE).await;
        assert_eq!(get(&cache, &source).await, Some(1));
        assert_eq!(source.reads.get(), 3);
    }

    #[tokio::test(start_paused = true)]
    async fn an_old_value_is_replaced_once_reads_succeed_again() {
        let (cache, source) = outage().await;
        assert_eq!(get(&cache, &source).await, Some(1));
        source.is_down.set(false);
        advance(PAUSE).await;
        assert_eq!(get(&cache, &source).await, Some(3));
        assert_eq!(get(&cache, &source).await, Some(3));
    }

    #[tokio::test(start_paused = true)]
    async fn an_old_value_is_not_used_for_more_than_an_hour() {
        let (cache, source) = outage().await;
        // A second less than an hour: it was read 61 seconds ago, and the next read takes one.
        advance(Duration::from_secs(3537)).await;
        assert_eq!(get(&cache, &source).await, Some(1));
        advance(Duration::from_secs(1)).await;
        assert_eq!(get(&cache, &source).await, None);
    }

    #[tokio::test(start_paused = true)]
    async fn without_a_value_a_failed_read_is_an_error() {
        let (cache, source) = (Cache::empty(), CountingSource::default());
        source.is_down.set(true);
        assert_eq!(get(&cache, &source).await, None);
        source.is_down.set(false);
        assert_eq!(get(&cache, &source).await, Some(2));
    }

    #[tokio::test(start_paused = true)]
    async fn a_read_that_does_not_end_counts_as_failed() {
        let never = async || std::future::pending().await;
        let (cache, source) = outage().await;
        assert_eq!(cache.get(LIFETIME, never).await.unwrap(), 1);
        assert_eq!(get(&cache, &source).await, Some(1));
        assert_eq!(source.reads.get(), 1);
        assert!(Cache::<u32>::empty().get(LIFETIME, never).await.is_err());
    }

    /// Counts log events.
    struct CountingLayer(Arc<AtomicU32>);

    impl<S: tracing::Subscriber> Layer<S> for CountingLayer {
        fn on_event(
            &self,
            event: &tracing::Event<'_>,
            _: tracing_subscriber::layer::Context<'_, S>,
        ) {
            let is_ours = event.metadata().target() == "platform::cache";
            self.0.fetch_add(u32::from(is_ours), Ordering::Relaxed);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_failed_read_is_logged_once() {
        let warnings = Arc::new(AtomicU32::new(0));
        let layer = CountingLayer(Arc::clone(&warnings));
        let _guard = tracing::subscriber::set_default(tracing_subscriber::registry().with(layer));
        let (cache, source) = outage().await;
        join_all((0..10).map(|_| get(&cache, &source))).await;
        assert_eq!(warnings.load(Ordering::Relaxed), 1);
        advance(PAUSE).await;
        get(&cache, &source).await;
        assert_eq!(warnings.load(Ordering::Relaxed), 2);
    }
}
