//! How often a password may be guessed.

use jiff::{SignedDuration, Timestamp};

/// Failures after which no further guess is looked at.
const LIMIT: u32 = 5;
/// How long failures are remembered, and how long the lock-out lasts.
const WINDOW: SignedDuration = SignedDuration::from_mins(15);

/// Recent guesses at one e-mail address, whether or not it has an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempts {
    pub count: u32,
    /// When they are forgotten.
    pub until: Timestamp,
}

/// Too many guesses: further ones are refused unseen, until the time is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LockedOut {
    pub retry_after_seconds: u64,
}

/// Counts one more guess. It is counted before the password is looked at, so that guesses made in
/// parallel cannot outrun the limit.
pub fn attempt(before: Option<Attempts>, now: Timestamp) -> Result<Attempts, LockedOut> {
    let Some(recent) = before.filter(|it| now < it.until) else {
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
    fn five_guesses_are_looked_at_and_the_sixth_is_not() {
        let five = after(5, start());
        assert_eq!(attempt(five, start()), Err(LockedOut { retry_after_seconds: 900 }));
    }

    #[test]
    fn the_lock_out_lasts_from_the_last_guess() {
        let four = after(4, start());
        let five = Some(attempt(four, start() + MINUTE * 10).unwrap());
        assert!(attempt(five, start() + MINUTE * 24).is_err());
        assert_eq!(attempt(five, start() + MINUTE * 25).map(|it| it.count), Ok(1));
    }

    #[test]
    fn guesses_are_forgotten_after_a_while() {
        let four = after(4, start());
        assert_eq!(attempt(four, start() + MINUTE * 15).map(|it| it.count), Ok(1));
    }
}
