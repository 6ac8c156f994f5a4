//! Which of two events is the newer one, in whatever order and however often they arrive.

use jiff::{SignedDuration, Timestamp};

/// How far ahead of ours a sender's clock may be.
const TOLERANCE: SignedDuration = SignedDuration::from_secs(60);

/// Longest part of an event's id that is compared.
const MAX_ID: usize = 64;

/// When an event happened, to the nanosecond. Of two events of one nanosecond the one with the
/// greater id is the newer one, so that all orders of arrival end alike.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stamp(String);

/// An event that has not happened yet. Taken at its word, it would make every event until then an
/// old one.
#[derive(Debug, thiserror::Error)]
#[error("the event claims to have happened at {claimed}, which is in the future")]
pub struct FromTheFuture {
    claimed: Timestamp,
}

impl Stamp {
    /// The stamp of the event `id`.
    pub fn new(occurred_at: Timestamp, id: &str, now: Timestamp) -> Result<Self, FromTheFuture> {
        if occurred_at.duration_since(now) > TOLERANCE {
            return Err(FromTheFuture { claimed: occurred_at });
        }
        let id: String = id.chars().take(MAX_ID).collect();
        Ok(Self(format!("{occurred_at:.9}#{id}")))
    }

    /// A text that sorts as the stamp does.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2026-11-21T10:00:00Z";

    fn stamp(occurred_at: &str, id: &str) -> Result<Stamp, FromTheFuture> {
        Stamp::new(occurred_at.parse().unwrap(), id, NOW.parse().unwrap())
    }

    #[test]
    fn later_is_newer_whatever_the_precision() {
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
    fn at_the_same_time_the_id_decides() {
        assert!(stamp(NOW, "a").unwrap() < stamp(NOW, "b").unwrap());
        assert_eq!(stamp(NOW, "a").unwrap(), stamp(NOW, "a").unwrap());
    }

    #[test]
    fn a_clock_may_be_a_little_ahead_and_no_more() {
        assert!(stamp("2026-11-21T10:01:00Z", "x").is_ok());
        let error = stamp("2026-11-21T10:01:00.1Z", "x").unwrap_err();
        assert!(error.to_string().contains("2026-11-21T10:01:00.1Z"), "{error}");
    }
}
