//! The time as a port: the machine's clock, or one that tests advance.

use std::time::Duration;

use jiff::Timestamp;

/// A clock, and timers on it.
pub trait Clock: Clone + Send + Sync + 'static {
    /// The current time.
    fn now(&self) -> Timestamp;

    /// Waits until the clock shows this time.
    fn until(&self, time: Timestamp) -> impl Future<Output = ()> + Send;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    async fn until(&self, time: Timestamp) {
        let rest = time.duration_since(Timestamp::now());
        // Timers have milliseconds, and may be early by less than one.
        let rest = Duration::try_from(rest).unwrap_or_default() + Duration::from_millis(1);
        tokio::time::sleep(rest).await;
    }
}
