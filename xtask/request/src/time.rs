//! Times on the command line.

use jiff::{SignedDuration, Timestamp};

/// Reads a time such as `2026-11-21T10:00:00Z`, or how long ago it was, such as `2h` or `30m`.
pub fn time(text: &str) -> Result<Timestamp, String> {
    let ago = || -> Option<Timestamp> {
        Timestamp::now().checked_sub(text.parse::<SignedDuration>().ok()?).ok()
    };
    text.parse()
        .ok()
        .or_else(ago)
        .ok_or_else(|| "expected a time such as `2026-11-21T10:00:00Z`, or `2h` ago".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_absolute_or_relative_to_now() {
        assert_eq!(time("2026-11-21T10:00:00Z").unwrap().as_second(), 1_795_255_200);
        let (before, read, after) = (Timestamp::now(), time("2h").unwrap(), Timestamp::now());
        let two_hours = SignedDuration::from_hours(2);
        assert!(before <= read + two_hours && read + two_hours <= after);
        for wrong in ["", "yesterday", "2026-11-21", "10:00"] {
            assert!(time(wrong).unwrap_err().contains("2h"), "{wrong}");
        }
    }
}
