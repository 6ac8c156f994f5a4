//! The token that proves that an authorization form comes from our page, with unchanged values.

use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::{SignedDuration, Timestamp};
use platform::{Key, Keys};
use sha2::Sha256;

/// How long a user may take to fill in the form.
const LIFETIME: SignedDuration = SignedDuration::from_mins(30);
const PREFIX: &str = "csrf_";
/// Separates these signatures from those of other uses of the same key.
const PURPOSE: &str = "authorization form";

/// A token for a form that contains `values`.
pub fn issue(keys: &Keys, values: &[&str], now: Timestamp) -> String {
    let expires = (now + LIFETIME).as_second();
    let signature = hex::encode(mac(keys.current(), values, expires).finalize().into_bytes());
    format!("{PREFIX}{expires}_{signature}")
}

/// Whether `token` was issued for these `values` and has not expired.
pub fn is_valid(keys: &Keys, token: &str, values: &[&str], now: Timestamp) -> bool {
    let Some((expires, signature)) = split(token) else { return false };
    let is_signed = |key| mac(key, values, expires).verify_slice(&signature).is_ok();
    expires > now.as_second() && keys.iter().any(is_signed)
}

fn split(token: &str) -> Option<(i64, Vec<u8>)> {
    let (expires, signature) = token.strip_prefix(PREFIX)?.split_once('_')?;
    Some((expires.parse().ok()?, hex::decode(signature).ok()?))
}

fn mac(key: &Key, values: &[&str], expires: i64) -> Hmac<Sha256> {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("HMAC takes keys of any length");
    let expires = expires.to_string();
    for part in [PURPOSE, &expires].iter().chain(values) {
        // The lengths distinguish `("ab", "c")` from `("a", "bc")`.
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part.as_bytes());
    }
    mac
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn keys() -> Keys {
        Keys::parse("key", "")
    }

    #[test]
    fn a_token_expires_after_half_an_hour() {
        let token = issue(&keys(), &["client"], NOW);
        assert!(token.starts_with("csrf_"));
        assert!(is_valid(&keys(), &token, &["client"], NOW + SignedDuration::from_mins(29)));
        assert!(!is_valid(&keys(), &token, &["client"], NOW + SignedDuration::from_mins(30)));
    }

    #[test]
    fn a_token_with_a_changed_expiry_is_refused() {
        let token = issue(&keys(), &["client"], NOW).replace("csrf_1800", "csrf_9999");
        assert!(token.contains("9999"));
        assert!(!is_valid(&keys(), &token, &["client"], NOW));
    }

    #[test]
    fn a_token_of_another_key_is_refused() {
        let other = Keys::parse("other", "another");
        assert!(!is_valid(&other, &issue(&keys(), &["client"], NOW), &["client"], NOW));
    }

    #[test]
    fn a_token_of_the_next_or_the_former_key_is_valid() {
        let (a, b) = ("a".repeat(16), "b".repeat(16));
        let both = format!("{a} {b}");
        let (before, after) = (Keys::parse(&a, &both), Keys::parse(&b, &both));
        assert!(is_valid(&before, &issue(&after, &["client"], NOW), &["client"], NOW));
        assert!(is_valid(&after, &issue(&before, &["client"], NOW), &["client"], NOW));
    }

    #[test]
    fn a_token_for_values_with_other_boundaries_is_refused() {
        assert!(!is_valid(&keys(), &issue(&keys(), &["ab", "c"], NOW), &["a", "bc"], NOW));
        assert!(!is_valid(&keys(), &issue(&keys(), &["a"], NOW), &["a", ""], NOW));
    }

    proptest! {
        #[test]
        fn a_token_is_valid_for_its_values_only(one in "\\PC{0,20}", other in "\\PC{0,20}") {
            let token = issue(&keys(), &[&one], NOW);
            prop_assert!(is_valid(&keys(), &token, &[&one], NOW));
            prop_assert_eq!(is_valid(&keys(), &token, &[&other], NOW), one == other);
        }

        #[test]
        fn a_changed_token_is_refused(at in 0_usize..70, to in "[0-9a-f]") {
            let token = issue(&keys(), &["client"], NOW);
            let mut tampered = token.clone();
            tampered.replace_range(at..=at, &to);
            prop_assert_eq!(is_valid(&keys(), &tampered, &["client"], NOW), tampered == token);
        }

        #[test]
        fn any_other_text_is_refused(text in "\\PC{0,80}") {
            prop_assert!(!is_valid(&keys(), &text, &["client"], NOW));
        }
    }
}
