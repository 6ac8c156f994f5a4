//! The virtual clock: the time of the runtime, which advances when nothing else can happen.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use platform::clock::Clock;
use tokio::time::Instant;

/// When every run begins.
const BEGINNING: Timestamp = Timestamp::constant(1_795_255_200, 0);

/// The time of one run.
#[derive(Clone, Copy, Debug)]
pub struct VirtualClock(Instant);

impl VirtualClock {
    /// A clock that starts now.
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// How long the run takes so far.
    pub fn elapsed(self) -> Duration {
        self.0.elapsed()
    }

    /// How long it takes until a time. Nothing if it has passed.
    pub fn until(self, time: Timestamp) -> Duration {
        time.duration_since(self.now()).try_into().unwrap_or_default()
    }
}

impl Clock for VirtualClock {
    fn now(&self) -> Timestamp {
        let elapsed = SignedDuration::try_from(self.elapsed()).unwrap_or(SignedDuration::MAX);
        BEGINNING + elapsed
    }
}
