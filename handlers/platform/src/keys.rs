//! The keys that sign and verify.

use sha2::{Digest, Sha256};

/// Bytes of a key's digest that name it.
const ID_LENGTH: usize = 8;

/// Least bytes of a key that only verifies: what is shorter can be guessed.
const MIN_LENGTH: usize = 16;

/// The key that signs, and the keys that verify. There are several while one replaces another: the
/// next key verifies before it signs, and the former one still does afterwards.
#[derive(Clone, Debug)]
pub struct Keys {
    current: Key,
    further: Vec<Key>,
}

/// A key of HMAC with SHA-256.
#[derive(Clone)]
pub struct Key(String);

impl Keys {
    /// The key that signs, and those that verify besides it, separated by spaces. Short ones are
    /// ignored: they are parts of a text that is no list of keys.
    pub fn parse(current: &str, further: &str) -> Self {
        let key = |text: &str| Key(text.to_owned());
        let further = further
            .split_ascii_whitespace()
            .filter(|text| *text != current && text.len() >= MIN_LENGTH);
        Self { current: key(current), further: further.map(key).collect() }
    }

    /// The key that signs.
    pub fn current(&self) -> &Key {
        &self.current
    }

    /// All keys that verify.
    pub fn iter(&self) -> impl Iterator<Item = &Key> {
        std::iter::once(&self.current).chain(&self.further)
    }
}

impl Key {
    /// The key itself.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// The name of the key, which may be public: the beginning of its SHA-256, in hexadecimal.
    pub fn id(&self) -> String {
        hex::encode(&Sha256::digest(&self.0)[..ID_LENGTH])
    }
}

/// Shows the id only: a key is secret.
impl std::fmt::Debug for Key {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Key({})", self.id())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_is_there_once_and_the_current_one_is_the_first() {
        let texts = |keys: &Keys| keys.iter().map(|key| key.0.clone()).collect::<Vec<_>>();
        let (a, b) = ("a".repeat(16), "b".repeat(16));
        assert_eq!(texts(&Keys::parse(&b, &format!(" {a}  {b}\n"))), [b.as_str(), &a]);
        assert_eq!(texts(&Keys::parse(&a, "")), [a]);
    }

    #[test]
    fn a_short_text_is_no_verification_key() {
        let keys = Keys::parse("current", "my secret key fifteen-letters sixteen--letters");
        let texts: Vec<_> = keys.iter().map(|key| key.0.as_str()).collect();
        assert_eq!(texts, ["current", "sixteen--letters"]);
    }

    #[test]
    fn a_key_is_named_by_its_digest_and_never_shown() {
        let keys = Keys::parse("abc", "a-secret-of-some-length");
        assert_eq!(keys.current().id(), "ba7816bf8f01cfea");
        assert_eq!(format!("{:?}", keys.current()), "Key(ba7816bf8f01cfea)");
        assert!(!format!("{keys:?}").contains("secret"));
    }
}
