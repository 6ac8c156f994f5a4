//! Compares a password within the limits of [`lockout`](super::lockout): counts the guess, compares,
//! and counts the result.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use platform::{Result, backoff, clock::Clock};
use tokio::time::{Instant, sleep};

use super::{
    email::Email,
    lockout::{AccountEntry, Admission, Admitted, TooManyGuesses},
    origin::Origin,
    ports::{Counter, GuessCounts},
};

/// How long a guess waits, for others and for its turn. Together with a slow comparison it is less
/// than the time of an invocation.
const LONGEST_WAIT: Duration = Duration::from_secs(20);
/// How long a guess waits for guesses of other origins, before it takes a turn among the slow ones.
const PATIENCE: Duration = Duration::from_secs(5);
/// Longest pause before the counts are read for the second time.
const FIRST_PAUSE: Duration = Duration::from_millis(50);

/// Where a login comes from: the e-mail address whose password is guessed, and the origin.
#[derive(Clone, Debug)]
pub struct LoginSource {
    pub email: Email,
    pub origin: Origin,
}

/// What `compare` returns if the guess may be compared. It returns something if the guess is correct.
pub async fn guess<T>(
    counts: &impl GuessCounts,
    source: &LoginSource,
    clock: &impl Clock,
    compare: impl AsyncFnOnce() -> Result<Option<T>>,
) -> Result<Result<Option<T>, TooManyGuesses>> {
    let admitted = match admit(counts, source, clock).await? {
        Ok(admitted) => admitted,
        Err(too_many) => return Ok(Err(too_many)),
    };
    if let AccountEntry::Slow(turn) = admitted.account {
        sleep(wait_until(turn.at, clock)).await;
    }
    let guess = CountedGuess { counts, source, admitted };
    let compared = compare().await;
    match &compared {
        Ok(Some(_)) => guess.end_correct().await,
        Ok(None) => guess.end_wrong().await,
        Err(_) => guess.end_without_result().await,
    }
    compared.map(Ok)
}

/// Counts a guess as soon as it may be compared, or when it has a turn to be compared. If the process
/// ends before the guess does, the guess occupies a place until its window ends.
async fn admit(
    counts: &impl GuessCounts,
    source: &LoginSource,
    clock: &impl Clock,
) -> Result<Result<Admitted, TooManyGuesses>> {
    let (start, mut attempts) = (Instant::now(), 0);
    loop {
        let is_patient = start.elapsed() < PATIENCE;
        match counts.counts(source).await?.admit(clock.now(), is_patient) {
            Admission::Refused(too_many) => return Ok(Err(too_many)),
            Admission::Admitted(Admitted { account: AccountEntry::Slow(turn), .. })
                if start.elapsed() + wait_until(turn.at, clock) > LONGEST_WAIT =>
            {
                return Ok(Err(TooManyGuesses::until(turn.at, clock.now())));
            }
            Admission::Admitted(admitted) if begin(counts, source, &admitted).await? => {
                return Ok(Ok(admitted));
            }
            Admission::Admitted(_) | Admission::Wait => {}
        }
        if start.elapsed() >= LONGEST_WAIT {
            return Ok(Err(TooManyGuesses::BUSY));
        }
        attempts += 1;
        sleep(backoff(FIRST_PAUSE, attempts)).await;
    }
}

fn wait_until(time: Timestamp, clock: &impl Clock) -> Duration {
    time.duration_since(clock.now()).max(SignedDuration::ZERO).unsigned_abs()
}

/// Adds the guess to both counts, or to none if one of them has changed.
async fn begin(
    counts: &impl GuessCounts,
    source: &LoginSource,
    admitted: &Admitted,
) -> Result<bool> {
    if !counts.add_guess(source, Counter::Origin, admitted.origin).await? {
        return Ok(false);
    }
    let is_counted = match admitted.account {
        AccountEntry::Counted(entry) => counts.add_guess(source, Counter::Account, entry).await,
        AccountEntry::Slow(turn) => counts.take_turn(source, turn).await,
    };
    if !matches!(is_counted, Ok(true)) {
        let window = admitted.origin.window();
        warn_of(counts.remove_guess(source, Counter::Origin, window, 0).await);
    }
    is_counted
}

/// A guess that was added to both counts. Its result stands even if it cannot be written: then the
/// guess occupies its place until the window ends.
struct CountedGuess<'a, C> {
    counts: &'a C,
    source: &'a LoginSource,
    admitted: Admitted,
}

impl<C: GuessCounts> CountedGuess<'_, C> {
    /// Forgets the guess, and the failures of its origin before it.
    async fn end_correct(&self) {
        let failures = self.admitted.origin.failed();
        tokio::join!(self.remove_from_origin(failures), self.remove_from_account());
    }

    async fn end_wrong(&self) {
        tokio::join!(
            self.add_failure(Counter::Origin, Some(self.admitted.origin.window())),
            self.add_failure(Counter::Account, self.account_window()),
        );
    }

    async fn end_without_result(&self) {
        tokio::join!(self.remove_from_origin(0), self.remove_from_account());
    }

    async fn add_failure(&self, counter: Counter, window: Option<Timestamp>) {
        if let Some(window) = window {
            warn_of(self.counts.add_failure(self.source, counter, window).await);
        }
    }

    async fn remove_from_origin(&self, failures: u32) {
        let window = self.admitted.origin.window();
        let remove = async |failures| {
            self.counts.remove_guess(self.source, Counter::Origin, window, failures).await
        };
        let mut removed = remove(failures).await;
        if failures > 0 && matches!(removed, Ok(false)) {
            // Another correct guess may have removed the failures already.
            removed = remove(0).await;
        }
        warn_of(removed);
    }

    async fn remove_from_account(&self) {
        if let Some(window) = self.account_window() {
            let account = Counter::Account;
            warn_of(self.counts.remove_guess(self.source, account, window, 0).await);
        }
    }

    /// The window of the account in which the guess is counted. A slow one is not.
    fn account_window(&self) -> Option<Timestamp> {
        match self.admitted.account {
            AccountEntry::Counted(entry) => Some(entry.window()),
            AccountEntry::Slow(_) => None,
        }
    }
}

/// Logs that the result of a guess could not be written.
fn warn_of<T>(written: Result<T>) {
    if let Err(error) = written {
        tracing::warn!(?error, "failed to count the result of a login");
    }
}

#[cfg(test)]
mod tests;
