//! A clock that shows another time only when a test sets it.

use jiff::Timestamp;
use tokio::sync::watch;

use crate::Clock;

/// A clock that a test sets.
#[derive(Clone, Debug)]
pub struct TestClock(watch::Sender<Timestamp>);

impl Default for TestClock {
    fn default() -> Self {
        Self(watch::Sender::new(Timestamp::UNIX_EPOCH))
    }
}

impl TestClock {
    /// Shows this time.
    pub fn set(&self, time: Timestamp) {
        self.0.send_replace(time);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        *self.0.borrow()
    }

    async fn until(&self, time: Timestamp) {
        let mut now = self.0.subscribe();
        // The sender lives as long as this clock.
        now.wait_for(|now| *now >= time).await.expect("the clock exists");
    }
}
