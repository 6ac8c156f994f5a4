//! E-mail addresses: kept as they were registered, compared without regard to case.

use crate::invalid::Invalid;

/// Longest address that mail systems accept (RFC 5321).
const MAX_LENGTH: usize = 254;
const MAX_LOCAL_LENGTH: usize = 64;

/// A plausible address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// Reads an address that somebody typed.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        if is_plausible(text) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Invalid::new(format!(
                "`email_address` must look like `name@example.com`, with at most {MAX_LENGTH} characters"
            )))
        }
    }

    /// An address that was parsed before it was stored.
    pub fn stored(text: String) -> Self {
        Self(text)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form in which two spellings of one address are equal.
    pub fn folded(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

fn is_plausible(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let local_is_good = (1..=MAX_LOCAL_LENGTH).contains(&local.len())
        && local.bytes().all(|it| it.is_ascii_graphic() && it != b'@');
    text.len() <= MAX_LENGTH && local_is_good && is_domain(domain)
}

fn is_domain(text: &str) -> bool {
    text.contains('.') && text.split('.').all(is_label)
}

fn is_label(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, plausible: bool) {
        assert_eq!(Email::parse(text).is_ok(), plausible, "`{text}`");
    }

    #[test]
    fn ordinary_addresses_are_plausible() {
        check("a@b.c", true);
        check("First.Last+tag@mail.example.co.uk", true);
        check("0199-aa@test.com", true);
    }

    #[test]
    fn other_text_is_not() {
        for text in
            ["", "a", "a@", "@b.c", "a@b", "a@b..c", "a@.c", "a b@c.d", "a@b@c.d", "a@b.c\n"]
        {
            check(text, false);
        }
    }

    #[test]
    fn length_is_bounded() {
        check(&format!("{}@b.c", "a".repeat(64)), true);
        check(&format!("{}@b.c", "a".repeat(65)), false);
        check(&format!("a@{}.c", "b".repeat(250)), true);
        check(&format!("a@{}.c", "b".repeat(251)), false);
    }

    #[test]
    fn case_does_not_tell_two_addresses_apart() {
        let spellings =
            ["Test@Example.com", "tEST@eXAMPLE.COM"].map(|it| Email::parse(it).unwrap());
        assert_eq!(spellings[0].folded(), spellings[1].folded());
        assert_eq!(spellings[0].as_str(), "Test@Example.com");
    }
}
