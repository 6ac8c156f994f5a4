//! The token that proves that an authorization form comes from our page, with unchanged values.

use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::{SignedDuration, Timestamp};
use sha2::Sha256;

/// How long a user may take to fill in the form.
const LIFETIME: SignedDuration = SignedDuration::from_mins(30);
const PREFIX: &str = "csrf_";
/// Separates these signatures from those of other uses of the same key.
const PURPOSE: &str = "authorization form";

/// A token for a form that contains `values`.
pub fn issue(key: &[u8], values: &[&str], now: Timestamp) -> String {
    let expires = (now + LIFETIME).as_second();
    let signature = hex::encode(mac(key, values, expires).finalize().into_bytes());
    format!("{PREFIX}{expires}_{signature}")
}

/// Whether `token` was issued for these `values` and has not expired.
pub fn is_valid(key: &[u8], token: &str, values: &[&str], now: Timestamp) -> bool {
    let Some((expires, signature)) = split(token) else { return false };
    expires > now.as_second() && mac(key, values, expires).verify_slice(&signature).is_ok()
}

fn split(token: &str) -> Option<(i64, Vec<u8>)> {
    let (expires, signature) = token.strip_prefix(PREFIX)?.split_once('_')?;
    Some((expires.parse().ok()?, hex::decode(signature).ok()?))
}

fn mac(key: &[u8], values: &[&str], expires: i64) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
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

    const KEY: &[u8] = b"key";
    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    #[test]
    fn a_token_expires_after_half_an_hour() {
        let token = issue(KEY, &["client"], NOW);
        assert!(token.starts_with("csrf_"));
        assert!(is_valid(KEY, &token, &["client"], NOW + SignedDuration::from_mins(29)));
        assert!(!is_valid(KEY, &token, &["client"], NOW + SignedDuration::from_mins(30)));
    }

    #[test]
    fn a_token_with_a_changed_expiry_is_refused() {
        let token = issue(KEY, &["client"], NOW).replace("csrf_1800", "csrf_9999");
        assert!(token.contains("9999"));
        assert!(!is_valid(KEY, &token, &["client"], NOW));
    }

    #[test]
    fn a_token_of_another_key_is_refused() {
        assert!(!is_valid(b"other", &issue(KEY, &["client"], NOW), &["client"], NOW));
    }

    #[test]
    fn a_token_for_values_with_other_boundaries_is_refused() {
        assert!(!is_valid(KEY, &issue(KEY, &["ab", "c"], NOW), &["a", "bc"], NOW));
        assert!(!is_valid(KEY, &issue(KEY, &["a"], NOW), &["a", ""], NOW));
    }

    proptest! {
        #[test]
        fn a_token_is_valid_for_its_values_only(one in "\\PC{0,20}", other in "\\PC{0,20}") {
            let token = issue(KEY, &[&one], NOW);
            prop_assert!(is_valid(KEY, &token, &[&one], NOW));
            prop_assert_eq!(is_valid(KEY, &token, &[&other], NOW), one == other);
        }

        #[test]
        fn a_changed_token_is_refused(at in 0_usize..70, to in "[0-9a-f]") {
            let token = issue(KEY, &["client"], NOW);
            let mut tampered = token.clone();
            tampered.replace_range(at..=at, &to);
            prop_assert_eq!(is_valid(KEY, &tampered, &["client"], NOW), tampered == token);
        }

        #[test]
        fn any_other_text_is_refused(text in "\\PC{0,80}") {
            prop_assert!(!is_valid(KEY, &text, &["client"], NOW));
        }
    }
}
