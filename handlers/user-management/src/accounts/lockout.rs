//! Limits how often a password may be guessed.
//!
//! Guesses are counted for an e-mail address, whether or not it has an account: those of one origin,
//! which is locked out after five failures, and those of all origins, after whose twentieth failure
//! guesses are slow: they are compared one after another, in turns. Each count is of a window of 15
//! minutes, which begins with its first guess. A guess is counted before its password is compared, so
//! that parallel guesses stay within a limit too. A correct guess is removed from the counts.

use jiff::{SignedDuration, Timestamp};
use platform::Failure;

/// Failures after which an origin is locked out.
pub const ORIGIN_LIMIT: u32 = 5;
/// Failures of all origins after which guesses are slow.
pub const ACCOUNT_LIMIT: u32 = 20;
/// From one slow guess to the next.
pub const SLOW_INTERVAL: SignedDuration = SignedDuration::from_millis(2500);
const WINDOW: SignedDuration = SignedDuration::from_mins(15);
/// After how many seconds a guess that waited too long for others may be repeated.
const BUSY_SECONDS: u64 = 5;

/// The guesses of one window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// When the window began. It identifies the window.
    pub begun_at: Timestamp,
    /// Guesses that failed or have not ended.
    pub guesses: u32,
    /// Guesses that failed.
    pub failed: u32,
}

/// What is counted for an e-mail address and one origin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub origin: Option<Count>,
    /// Of all origins.
    pub account: Option<Count>,
    /// The first turn that no slow guess has taken.
    pub next_slow_at: Option<Timestamp>,
    /// When an administrator unlocked the address. Windows that began before are over.
    pub unlocked_at: Option<Timestamp>,
}

/// How a guess is added to a count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// It begins a window, after the one that began at `previous`.
    First { begun_at: Timestamp, previous: Option<Timestamp> },
    /// It is a further guess of a window, provided that this has `failed` failures and fewer than
    /// `limit` guesses.
    Further { begun_at: Timestamp, failed: u32, limit: u32 },
}

/// How a guess is added to what is stored about all origins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountEntry {
    /// It is added to the count.
    Counted(Entry),
    /// It takes a turn. That bounds slow guesses, so they are not counted.
    Slow(SlowTurn),
}

/// When a slow guess is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SlowTurn {
    pub at: Timestamp,
    /// The next turn that was stored when this one was chosen.
    pub previous: Option<Timestamp>,
}

/// A guess that may be compared, once it is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Admitted {
    pub origin: Entry,
    pub account: AccountEntry,
}

/// Whether a password may be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    Admitted(Admitted),
    /// Not before one of those that are being compared has ended.
    Wait,
    Refused(TooManyGuesses),
}

/// The password was not compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyGuesses {
    pub retry_after_seconds: u64,
}

impl TooManyGuesses {
    /// Others were being compared for too long.
    pub const BUSY: Self = Self { retry_after_seconds: BUSY_SECONDS };

    /// None is compared before `time`.
    pub fn until(time: Timestamp, now: Timestamp) -> Self {
        let left = time.duration_since(now).max(SignedDuration::ZERO).unsigned_abs();
        let rounded_up = left.as_secs() + u64::from(left.subsec_nanos() > 0);
        Self { retry_after_seconds: rounded_up.max(1) }
    }
}

impl Entry {
    /// The window, by its beginning.
    pub fn window(self) -> Timestamp {
        match self {
            Self::First { begun_at, .. } | Self::Further { begun_at, .. } => begun_at,
        }
    }

    /// Failures in the window before the guess.
    pub fn failed(self) -> u32 {
        match self {
            Self::First { .. } => 0,
            Self::Further { failed, .. } => failed,
        }
    }
}

impl SlowTurn {
    /// The turn after this one.
    pub fn next(self) -> Timestamp {
        self.at + SLOW_INTERVAL
    }
}

impl Count {
    /// When the window ends.
    pub fn ends_at(self) -> Timestamp {
        window_end(self.begun_at)
    }
}

/// When a window ends that began at `begun_at`.
pub fn window_end(begun_at: Timestamp) -> Timestamp {
    begun_at + WINDOW
}

impl Counts {
    /// Whether another guess may be compared now. A patient one waits if guesses of other origins that
    /// are being compared fill the account; one that is not becomes slow.
    pub fn admit(&self, now: Timestamp, is_patient: bool) -> Admission {
        let origin = self.current(self.origin, now);
        let account = self.current(self.account, now);
        if let Some(full) = origin.filter(|count| count.failed >= ORIGIN_LIMIT) {
            return Admission::Refused(TooManyGuesses::until(full.ends_at(), now));
        }
        let Some(origin) = self.entry(self.origin, origin, ORIGIN_LIMIT, now) else {
            return Admission::Wait;
        };
        let is_slow = account.is_some_and(|count| count.failed >= ACCOUNT_LIMIT);
        let account = match self.entry(self.account, account, ACCOUNT_LIMIT, now) {
            Some(entry) => AccountEntry::Counted(entry),
            None if is_slow || !is_patient => AccountEntry::Slow(self.slow_turn(now)),
            None => return Admission::Wait,
        };
        Admission::Admitted(Admitted { origin, account })
    }

    fn slow_turn(&self, now: Timestamp) -> SlowTurn {
        let at = self.next_slow_at.map_or(now, |next| now.max(next));
        SlowTurn { at, previous: self.next_slow_at }
    }

    fn entry(
        &self,
        stored: Option<Count>,
        current: Option<Count>,
        limit: u32,
        now: Timestamp,
    ) -> Option<Entry> {
        let Some(Count { begun_at, guesses, failed }) = current else {
            // The clock of the administrator's function may be ahead of ours.
            let begun_at = self.unlocked_at.map_or(now, |unlocked_at| now.max(unlocked_at));
            return Some(Entry::First { begun_at, previous: stored.map(|count| count.begun_at) });
        };
        (guesses < limit).then_some(Entry::Further { begun_at, failed, limit })
    }

    /// The count, unless its window is over.
    fn current(&self, count: Option<Count>, now: Timestamp) -> Option<Count> {
        count.filter(|count| {
            now < count.ends_at() && self.unlocked_at.is_none_or(|time| time <= count.begun_at)
        })
    }
}

impl From<TooManyGuesses> for Failure {
    fn from(too_many: TooManyGuesses) -> Self {
        Self::too_many_requests(
            "there were too many failed or simultaneous logins for this e-mail address; try again later",
            too_many.retry_after_seconds,
        )
    }
}

#[cfg(test)]
mod tests;
