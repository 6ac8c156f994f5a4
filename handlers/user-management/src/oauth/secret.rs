//! Secrets that this server issues. They are stored as hashes only, and compared in constant time.

use std::fmt;

use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// SHA-256 of a client secret, a code or a token. These contain 256 random bits, so that a slow hash
/// is not needed.
#[derive(Clone, PartialEq, Eq)]
pub struct Digest(String);

impl Digest {
    pub fn of(secret: &str) -> Self {
        Self(hex::encode(Sha256::digest(secret)))
    }

    pub fn stored(text: String) -> Self {
        Self(text)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is the hash of `secret`.
    pub fn matches(&self, secret: &str) -> bool {
        same(&self.0, &Self::of(secret).0)
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Digest")
    }
}

/// Compares in constant time: the duration does not show how much of the text is equal.
pub fn same(left: &str, right: &str) -> bool {
    left.as_bytes().ct_eq(right.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_matches_its_secret_only() {
        let digest = Digest::of("secret");
        assert!(digest.matches("secret"));
        assert!(!digest.matches("Secret"));
        assert!(!digest.matches(""));
        assert_eq!(digest, Digest::stored(digest.as_str().to_owned()));
    }

    #[test]
    fn the_debug_form_of_a_digest_does_not_contain_it() {
        assert_eq!(format!("{:?}", Digest::of("secret")), "Digest");
    }
}
