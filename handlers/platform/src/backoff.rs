//! Waiting before a retry, and retrying what conflicts with the changes of others.

use std::{fmt::Display, time::Duration};

use tokio::time::{Instant, sleep};

use crate::{Result, ids::random};

/// Attempts to change something that others change at the same time.
const ATTEMPTS: u32 = 10;

/// Longest pause after the first conflict.
const FIRST_PAUSE: Duration = Duration::from_millis(20);

/// Longest pause before any retry. With it, the pauses of all attempts take less than 3 seconds.
const LONGEST_PAUSE: Duration = Duration::from_millis(500);

/// A conflict after this time is not retried. Attempts may be long: they may themselves retry.
const DEADLINE: Duration = Duration::from_secs(5);

/// The result of one attempt to change something that others change at the same time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt<T> {
    /// It has ended, with this result.
    Done(T),
    /// It changed nothing, because of another change at the same time. Another attempt may succeed.
    Conflict,
}

/// Every attempt conflicted with a change of others. A request gets 409 with `Retry-After`; a message
/// is redelivered.
#[derive(Debug, thiserror::Error)]
#[error("failed to {what}: each of {attempts} attempts conflicted with another change")]
pub struct Contention {
    what: String,
    attempts: u32,
}

/// Makes attempts until one ends, with pauses between them. `what` completes "failed to ...", as in
/// "set the stock of `LATTE`". Fails with [`Contention`] if too many attempts conflict, or one does
/// after the deadline.
pub async fn retry_conflicts<T>(
    what: impl Display,
    mut attempt: impl AsyncFnMut() -> Result<Attempt<T>>,
) -> Result<T> {
    let (start, mut attempts) = (Instant::now(), 0);
    loop {
        if let Attempt::Done(result) = attempt().await? {
            return Ok(result);
        }
        attempts += 1;
        if attempts == ATTEMPTS || start.elapsed() >= DEADLINE {
            return Err(Contention { what: what.to_string(), attempts }.into());
        }
        sleep(backoff(FIRST_PAUSE, attempts)).await;
    }
}

/// How long to wait after `attempt` failed attempts: a random time of at most `first`, then twice
/// that, then four times that, so that callers that conflicted with each other do not do so again.
pub fn backoff(first: Duration, attempt: u32) -> Duration {
    pause(first, LONGEST_PAUSE, attempt)
}

/// The same with another limit.
pub(crate) fn pause(first: Duration, longest: Duration, attempt: u32) -> Duration {
    let doubled = 2_u32.saturating_pow(attempt.saturating_sub(1));
    let longest = first.saturating_mul(doubled).min(longest);
    longest.mul_f64(f64::from(u32::from_be_bytes(random())) / f64::from(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Failure;

    #[test]
    fn a_pause_is_random_and_its_limit_doubles_with_each_attempt() {
        let first = Duration::from_millis(20);
        for (attempt, longest) in [(1, 20), (2, 40), (5, 320), (6, 500), (u32::MAX, 500)] {
            let pauses: Vec<_> = (0..100).map(|_| backoff(first, attempt)).collect();
            let longest = Duration::from_millis(longest);
            assert!(pauses.iter().all(|pause| *pause <= longest), "{attempt}: {pauses:?}");
            // The chance that this fails is one in 2^100.
            assert!(pauses.iter().any(|pause| *pause > longest / 2), "{attempt}: {pauses:?}");
            assert!(pauses.iter().any(|pause| *pause < longest / 2), "{attempt}: {pauses:?}");
        }
    }

    /// The result if so many attempts conflict, the attempts made, and how long it took.
    async fn retry(conflicts: u32) -> (Result<u32>, u32, Duration) {
        let (mut attempts, start) = (0, Instant::now());
        let attempt = async || {
            attempts += 1;
            Ok(if attempts > conflicts { Attempt::Done(attempts) } else { Attempt::Conflict })
        };
        let result = retry_conflicts("count", attempt).await;
        (result, attempts, start.elapsed())
    }

    #[tokio::test(start_paused = true)]
    async fn an_attempt_that_conflicts_is_repeated_after_a_pause() {
        let (result, attempts, time) = retry(0).await;
        assert_eq!((result.unwrap(), attempts, time), (1, 1, Duration::ZERO));
        let (result, attempts, time) = retry(ATTEMPTS - 1).await;
        assert_eq!((result.unwrap(), attempts), (ATTEMPTS, ATTEMPTS));
        assert!((Duration::from_millis(1)..Duration::from_secs(3)).contains(&time), "{time:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn conflicts_without_end_are_contention() {
        let (result, attempts, _) = retry(u32::MAX).await;
        let Err(Failure::Failed(error)) = result else { panic!("{result:?}") };
        assert!(error.is::<Contention>());
        assert_eq!(
            error.to_string(),
            "failed to count: each of 10 attempts conflicted with another change"
        );
        assert_eq!(attempts, ATTEMPTS);
    }

    #[tokio::test(start_paused = true)]
    async fn a_conflict_after_the_deadline_is_contention_at_once() {
        let (mut attempts, start) = (0, Instant::now());
        let attempt = async || {
            attempts += 1;
            sleep(Duration::from_secs(2)).await;
            Ok(Attempt::<()>::Conflict)
        };
        let error = retry_conflicts("count", attempt).await.unwrap_err();
        assert!(format!("{error:?}").contains("each of 3 attempts conflicted"), "{error:?}");
        assert_eq!((attempts, start.elapsed().as_secs()), (3, 6));
    }

    #[tokio::test]
    async fn a_failure_is_not_retried() {
        let mut attempts = 0;
        let attempt = async || {
            attempts += 1;
            Err(Failure::failed("the table is gone"))
        };
        assert!(retry_conflicts::<()>("count", attempt).await.is_err());
        assert_eq!(attempts, 1);
    }
}
