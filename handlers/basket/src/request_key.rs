//! The header `Idempotency-Key`: with it, a client may repeat a checkout whose response it did not
//! receive.

use std::{fmt, ops::RangeInclusive};

use platform::Failure;
use sha2::{Digest, Sha256};

/// The header.
pub const HEADER: &str = "Idempotency-Key";

/// The header of a response that repeats an earlier one; its value is `true`.
pub const REPLAYED: &str = "Idempotency-Replayed";

/// Lengths of keys.
const LENGTHS: RangeInclusive<usize> = 1..=255;

/// The SHA-256 of a client's key, which has a known length and no separator of keys of rows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RequestKey(String);

impl RequestKey {
    /// The key that a header contains. 400 if it is not 1 to 255 visible ASCII characters.
    pub fn of(header: &str) -> Result<Self, Failure> {
        let is_visible = header.bytes().all(|byte| byte.is_ascii_graphic());
        if is_visible && LENGTHS.contains(&header.len()) {
            return Ok(Self(hex::encode(Sha256::digest(header))));
        }
        let (shortest, longest) = LENGTHS.into_inner();
        let characters = format!("{shortest} to {longest} visible ASCII characters");
        Err(Failure::bad_request(format!("the header `{HEADER}` must have {characters}")))
    }
}

impl fmt::Display for RequestKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_the_hash_of_visible_ascii_characters() {
        let key = RequestKey::of("abc").unwrap().to_string();
        assert!(key.starts_with("ba7816bf") && key.len() == 64, "{key}");
        assert_eq!(RequestKey::of(&"~".repeat(255)).unwrap().to_string().len(), 64);
    }

    #[test]
    fn any_other_text_is_a_bad_request() {
        for text in ["", " ", "a b", "a\n", "é", &"x".repeat(256)] {
            let failure = RequestKey::of(text).unwrap_err();
            assert!(matches!(&failure, Failure::Rejected(it) if it.status == 400), "{text}");
        }
    }
}
