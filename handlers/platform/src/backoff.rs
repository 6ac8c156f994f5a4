//! Waiting before a retry.

use std::time::Duration;

use crate::ids::random;

/// How long to wait after `attempt` failed attempts: `first`, twice that, four times that, and up to
/// as much again at random, so that callers that met each other do not meet again.
pub fn backoff(first: Duration, attempt: u32) -> Duration {
    let base = first * 2_u32.saturating_pow(attempt.saturating_sub(1));
    let [jitter] = random();
    base + base * u32::from(jitter) / 256
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_attempt_waits_twice_as_long_and_up_to_as_much_again() {
        let first = Duration::from_millis(20);
        for (attempt, shortest) in [(1, 20), (2, 40), (3, 80)] {
            let wait = backoff(first, attempt);
            let range = Duration::from_millis(shortest)..Duration::from_millis(2 * shortest);
            assert!(range.contains(&wait), "{attempt}: {wait:?}");
        }
    }
}
