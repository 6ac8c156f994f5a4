//! Ids and random tokens as a port, so that tests can predict them.

use std::sync::atomic::{AtomicU64, Ordering};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use uuid::Uuid;

#[cfg(feature = "memory")]
use crate::memory::Source;

/// Makes ids and secrets.
pub trait Ids {
    /// An id that sorts by time (UUID version 7).
    fn uuid(&self) -> Uuid;

    /// 32 random bytes in base64url: a code, a token, a secret.
    fn token(&self) -> String;
}

/// Real ids, and secrets from the operating system's randomness.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemIds;

/// 1, 2, 3, ... as ids and tokens, for tests.
#[derive(Debug, Default)]
pub struct CountingIds(AtomicU64);

impl Ids for SystemIds {
    fn uuid(&self) -> Uuid {
        uuid()
    }

    fn token(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(random::<32>())
    }
}

impl CountingIds {
    fn next(&self) -> u64 {
        self.0.fetch_add(1, Ordering::Relaxed) + 1
    }
}

impl Ids for CountingIds {
    fn uuid(&self) -> Uuid {
        Uuid::from_u128(self.next().into())
    }

    fn token(&self) -> String {
        format!("token-{}", self.next())
    }
}

/// An id that sorts by time (UUID version 7).
pub fn uuid() -> Uuid {
    #[cfg(feature = "memory")]
    if let Some(uuid) = crate::memory::source(Source::uuid) {
        return uuid;
    }
    Uuid::now_v7()
}

/// Random bytes, fit for secrets.
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    #[cfg(feature = "memory")]
    if crate::memory::source(|source| source.fill(&mut bytes)).is_some() {
        return bytes;
    }
    getrandom::fill(&mut bytes).expect("the operating system has random bytes");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_long_and_differ() {
        let (one, two) = (SystemIds.token(), SystemIds.token());
        assert_eq!(one.len(), 43);
        assert_ne!(one, two);
    }

    #[test]
    fn ids_sort_by_time() {
        assert!(SystemIds.uuid() < SystemIds.uuid());
    }

    #[test]
    fn counting_ids_are_predictable() {
        let ids = CountingIds::default();
        assert_eq!(ids.uuid().to_string(), "00000000-0000-0000-0000-000000000001");
        assert_eq!(ids.token(), "token-2");
    }
}
