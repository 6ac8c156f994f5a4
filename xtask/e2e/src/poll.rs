//! Polling for effects that take place asynchronously.

use std::time::{Duration, Instant};

/// How long an effect may take.
const DEADLINE: Duration = Duration::from_mins(1);

/// Pause between two attempts.
const PAUSE: Duration = Duration::from_millis(25);

/// Calls `look` until it returns a value, and returns that value. `what` completes
/// "waiting for ...".
///
/// # Panics
/// If there is no value after a minute.
pub async fn eventually<T>(what: &str, look: impl AsyncFn() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(value) = look().await {
            return value;
        }
        assert!(start.elapsed() < DEADLINE, "gave up waiting for {what}");
        tokio::time::sleep(PAUSE).await;
    }
}
