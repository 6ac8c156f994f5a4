//! Requests that may be repeated: the same key and content make one order.

use jiff::SignedDuration;
use platform::{Failure, Result};
use serde::Serialize;
use sha2::{Digest, Sha256};

/// How long a repeated request gets the order of the first one.
pub const LIFETIME: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Longest idempotency key, in characters.
const LONGEST_KEY: usize = 255;

/// A request with an idempotency key, as digests: both are of any length and content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotentRequest {
    /// The digest of the key.
    pub key: String,
    /// The digest of the decoded request.
    pub content: String,
}

impl IdempotentRequest {
    /// The request with this key.
    pub fn new(key: &str, content: &impl Serialize) -> Result<Self> {
        if !(1..=LONGEST_KEY).contains(&key.len()) || !key.bytes().all(|c| c.is_ascii_graphic()) {
            return Err(Failure::bad_request(format!(
                "an idempotency key has 1 to {LONGEST_KEY} visible ASCII characters"
            )));
        }
        let content = serde_json::to_vec(content)?;
        Ok(Self { key: digest(key), content: digest(content) })
    }
}

/// The SHA-256 in hexadecimal digits.
pub fn digest(data: impl AsRef<[u8]>) -> String {
    hex::encode(Sha256::digest(data))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_visible_characters_only() {
        for key in ["a", "\"8e03978e-40d5\"", &"~".repeat(255)] {
            assert!(IdempotentRequest::new(key, &()).is_ok(), "{key}");
        }
        for key in ["", " ", "a b", "é", "a\n", &"x".repeat(256)] {
            assert!(IdempotentRequest::new(key, &()).is_err(), "{key}");
        }
    }

    #[test]
    fn another_key_or_content_is_another_request() {
        let request = |key, content: u8| IdempotentRequest::new(key, &content).unwrap();
        assert_eq!(request("a", 1), request("a", 1));
        assert_ne!(request("a", 1).key, request("b", 1).key);
        assert_ne!(request("a", 1).content, request("a", 2).content);
        assert_eq!(request("abc", 1).key.len(), 64);
    }
}
