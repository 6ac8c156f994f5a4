//! The clock as a port, so that tests can set the time.

use std::cell::Cell;

use jiff::{SignedDuration, Timestamp};

/// A clock.
pub trait Clock {
    /// The current time.
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

/// A clock that always shows one time.
#[derive(Clone, Copy, Debug)]
pub struct FixedClock(pub Timestamp);

/// A clock that tests advance.
#[derive(Clone, Debug)]
pub struct TestClock(Cell<Timestamp>);

impl TestClock {
    /// A clock that shows `now`.
    pub fn at(now: Timestamp) -> Self {
        Self(Cell::new(now))
    }

    /// Shows a time that is later by so much.
    pub fn advance(&self, by: SignedDuration) {
        self.0.set(self.0.get() + by);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        self.0.get()
    }
}

impl<C: Clock> Clock for &C {
    fn now(&self) -> Timestamp {
        (**self).now()
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        self.0
    }
}
