//! Limits how often a password may be guessed.

use jiff::{SignedDuration, Timestamp};
use platform::Failure;

/// Wrong guesses after which no further guess is checked.
const LIMIT: u32 = 5;
/// How long wrong guesses count, and how long a lock-out lasts.
const WINDOW: SignedDuration = SignedDuration::from_mins(15);

/// Recent guesses for one e-mail address, whether or not it has an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempts {
    pub count: u32,
    /// When they no longer count.
    pub until: Timestamp,
}

/// Too many guesses: further ones are refused without a check, until the time is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LockedOut {
    pub retry_after_seconds: u64,
}

/// Counts one more guess. It is counted before the password is checked, so that parallel guesses
/// cannot exceed the limit.
pub fn attempt(before: Option<Attempts>, now: Timestamp) -> Result<Attempts, LockedOut> {
    let Some(recent) = before.filter(|recent| now < recent.until) else {
        return Ok(Attempts { count: 1, until: now + WINDOW });
    };
    if recent.count >= LIMIT {
        let left = recent.until.duration_since(now).as_secs();
        return Err(LockedOut { retry_after_seconds: left.unsigned_abs().max(1) });
    }
    let count = recent.count + 1;
    let until = if count == LIMIT { now + WINDOW } else { recent.until };
    Ok(Attempts { count, until })
}

impl From<LockedOut> for Failure {
    fn from(locked_out: LockedOut) -> Self {
        Self::too_many_requests(
            "there were too many failed logins for this e-mail address; try again later",
            locked_out.retry_after_seconds,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: SignedDuration = SignedDuration::from_mins(1);

    fn start() -> Timestamp {
        "2026-01-01T00:00:00Z".parse().unwrap()
    }

    fn after(attempts: u32, now: Timestamp) -> Option<Attempts> {
        (0..attempts).fold(None, |before, _| Some(attempt(before, now).unwrap()))
    }

    #[test]
    fn five_guesses_are_checked_and_the_sixth_is_refused() {
        let five = after(5, start());
        assert_eq!(attempt(five, start()), Err(LockedOut { retry_after_seconds: 900 }));
    }

    #[test]
    fn the_lock_out_lasts_from_the_last_guess() {
        let four = after(4, start());
        let five = Some(attempt(four, start() + MINUTE * 10).unwrap());
        assert!(attempt(five, start() + MINUTE * 24).is_err());
        assert_eq!(attempt(five, start() + MINUTE * 25).map(|attempts| attempts.count), Ok(1));
    }

    #[test]
    fn guesses_no_longer_count_after_fifteen_minutes() {
        let four = after(4, start());
        assert_eq!(attempt(four, start() + MINUTE * 15).map(|attempts| attempts.count), Ok(1));
    }

    #[test]
    fn a_lock_out_is_a_rejection_with_its_remaining_time() {
        let Failure::Rejected(rejection) = LockedOut { retry_after_seconds: 60 }.into() else {
            panic!("a lock-out is no failure of ours");
        };
        assert_eq!(rejection.status, 429);
        assert_eq!(rejection.headers, [("Retry-After", "60".to_owned())]);
    }
}
