//! The order of events about one thing, whatever order they arrive in.

use jiff::{SignedDuration, Timestamp};

/// How far ahead of ours a sender's clock may be.
const TOLERANCE: SignedDuration = SignedDuration::from_secs(60);

/// Longest part of an event's id that is compared, in characters.
const MAX_ID: usize = 64;

/// When an event occurred, to the nanosecond. Of two events of one nanosecond, the one with the
/// greater id is the newer one, so that every order of arrival has the same result.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stamp(String);

/// An event with a time in the future. Its stamp would make every event until that time a stale one.
#[derive(Debug, thiserror::Error)]
#[error("the event occurred at `{occurred_at}`, which is in the future")]
pub struct InTheFuture {
    occurred_at: Timestamp,
}

impl Stamp {
    /// The stamp of the event `id`. Fails if it occurred more than a minute after `now`.
    pub fn new(occurred_at: Timestamp, id: &str, now: Timestamp) -> Result<Self, InTheFuture> {
        if occurred_at.duration_since(now) > TOLERANCE {
            return Err(InTheFuture { occurred_at });
        }
        let id: String = id.chars().take(MAX_ID).collect();
        Ok(Self(format!("{occurred_at:.9}#{id}")))
    }

    /// The stamp as text, which sorts as stamps do.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2026-11-21T10:00:00Z";

    fn stamp(occurred_at: &str, id: &str) -> Result<Stamp, InTheFuture> {
        Stamp::new(occurred_at.parse().unwrap(), id, NOW.parse().unwrap())
    }

    #[test]
    fn a_later_event_is_newer_at_any_precision() {
        let times = [
            "1970-01-01T00:00:00Z",
            "2026-11-21T09:59:59.9Z",
            "2026-11-21T10:00:00Z",
            "2026-11-21T10:00:00.000000001Z",
            "2026-11-21T10:00:00.1Z",
            "2026-11-21T10:00:00.123456789Z",
        ];
        let stamps: Vec<_> = times.iter().map(|time| stamp(time, "x").unwrap()).collect();
        assert!(stamps.is_sorted_by(|one, next| one.as_str() < next.as_str()), "{stamps:?}");
    }

    #[test]
    fn of_two_events_at_one_time_the_greater_id_is_newer() {
        assert!(stamp(NOW, "a").unwrap() < stamp(NOW, "b").unwrap());
        assert_eq!(stamp(NOW, "a").unwrap(), stamp(NOW, "a").unwrap());
    }

    #[test]
    fn an_event_more_than_a_minute_in_the_future_is_refused() {
        assert!(stamp("2026-11-21T10:01:00Z", "x").is_ok());
        let error = stamp("2026-11-21T10:01:00.1Z", "x").unwrap_err();
        assert!(error.to_string().contains("2026-11-21T10:01:00.1Z"), "{error}");
    }
}
