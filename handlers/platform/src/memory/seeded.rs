//! Ids and random numbers that follow from a seed, so that a simulation can be repeated exactly.

use std::{cell::RefCell, rc::Rc};

use fastrand::Rng;
use jiff::Timestamp;
use uuid::{Builder, Uuid};

use crate::clock::Clock;

thread_local! {
    static SOURCE: RefCell<Option<Source>> = const { RefCell::new(None) };
}

/// Where the ids and random numbers of a thread come from.
pub(crate) struct Source {
    random: Rng,
    clock: Rc<dyn Clock>,
}

/// While it exists, the ids and random numbers of this thread follow from a seed.
#[must_use = "the ids are random again when it is dropped"]
pub struct SeededIds(());

/// Makes the ids and random numbers of this thread follow from `seed`, and the times in ids from
/// `clock`.
pub fn seed_ids(seed: u64, clock: impl Clock + 'static) -> SeededIds {
    let source = Source { random: Rng::with_seed(seed), clock: Rc::new(clock) };
    SOURCE.set(Some(source));
    SeededIds(())
}

impl Drop for SeededIds {
    fn drop(&mut self) {
        SOURCE.set(None);
    }
}

/// What `make` makes of this thread's source; none if the thread has no seed.
pub(crate) fn source<T>(make: impl FnOnce(&mut Source) -> T) -> Option<T> {
    SOURCE.with_borrow_mut(|source| source.as_mut().map(make))
}

impl Source {
    pub(crate) fn fill(&mut self, bytes: &mut [u8]) {
        self.random.fill(bytes);
    }

    /// An id that sorts by the time of the clock.
    pub(crate) fn uuid(&mut self) -> Uuid {
        let mut bytes = [0; 10];
        self.random.fill(&mut bytes);
        let now: Timestamp = self.clock.now();
        let milliseconds = u64::try_from(now.as_millisecond()).unwrap_or_default();
        Builder::from_unix_timestamp_millis(milliseconds, &bytes).into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Context, clock::FixedClock, ids};

    fn contexts(seed: u64) -> [Context; 2] {
        let _seeded = seed_ids(seed, FixedClock(Timestamp::UNIX_EPOCH));
        [Context::new(), Context::new()]
    }

    #[test]
    fn a_seed_determines_ids_and_random_numbers() {
        assert_eq!(contexts(1), contexts(1));
        let [one, other] = contexts(1);
        assert_ne!(one, other);
        assert_ne!(contexts(1), contexts(2));
    }

    #[test]
    fn without_a_seed_ids_are_random() {
        drop(seed_ids(1, FixedClock(Timestamp::UNIX_EPOCH)));
        assert_ne!(ids::uuid(), ids::uuid());
        assert_ne!(Context::new(), Context::new());
    }

    #[test]
    fn a_seeded_id_has_the_time_of_the_clock() {
        let now = Timestamp::constant(1_795_255_200, 0);
        let _seeded = seed_ids(1, FixedClock(now));
        let (seconds, _) = ids::uuid().get_timestamp().unwrap().to_unix();
        assert_eq!(i64::try_from(seconds).unwrap(), now.as_second());
    }
}
