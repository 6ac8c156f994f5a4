//! Waiting for what happens in its own time.

use std::time::{Duration, Instant};

/// How long anything may take.
const DEADLINE: Duration = Duration::from_mins(1);

/// Pause between two looks.
const PAUSE: Duration = Duration::from_millis(25);

/// Looks until there is something to see, and gives it back. `what` completes "waiting for ...".
///
/// # Panics
/// When there is still nothing after a minute.
pub async fn eventually<T>(what: &str, look: impl AsyncFn() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(seen) = look().await {
            return seen;
        }
        assert!(start.elapsed() < DEADLINE, "gave up waiting for {what}");
        tokio::time::sleep(PAUSE).await;
    }
}
