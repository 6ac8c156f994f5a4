//! E-mail addresses: kept as they were registered, compared without regard to case.

use super::invalid::Invalid;

/// Longest address that mail systems accept (RFC 5321).
const MAX_LENGTH: usize = 254;
const MAX_LOCAL_LENGTH: usize = 64;

/// A plausible address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// Parses an address that a user typed.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        if is_plausible(text) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Invalid::new(format!(
                "`email_address` must look like `name@example.com`, with at most {MAX_LENGTH} characters"
            )))
        }
    }

    /// An address from the store, which was parsed before it was stored.
    pub fn stored(text: String) -> Self {
        Self(text)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address in lower case: the same for all spellings of one address.
    pub fn folded(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

fn is_plausible(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let is_local_part = (1..=MAX_LOCAL_LENGTH).contains(&local.len())
        && local.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'@');
    text.len() <= MAX_LENGTH && is_local_part && is_domain(domain)
}

fn is_domain(text: &str) -> bool {
    text.contains('.') && text.split('.').all(is_label)
}

fn is_label(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, plausible: bool) {
        assert_eq!(Email::parse(text).is_ok(), plausible, "`{text}`");
    }

    #[test]
    fn ordinary_addresses_are_accepted() {
        check("a@b.c", true);
        check("First.Last+tag@mail.example.co.uk", true);
        check("0199-aa@test.com", true);
    }

    #[test]
    fn other_text_is_refused() {
        for text in
            ["", "a", "a@", "@b.c", "a@b", "a@b..c", "a@.c", "a b@c.d", "a@b@c.d", "a@b.c\n"]
        {
            check(text, false);
        }
    }

    #[test]
    fn long_addresses_are_refused() {
        check(&format!("{}@b.c", "a".repeat(64)), true);
        check(&format!("{}@b.c", "a".repeat(65)), false);
        check(&format!("a@{}.c", "b".repeat(250)), true);
        check(&format!("a@{}.c", "b".repeat(251)), false);
    }

    #[test]
    fn spellings_that_differ_in_case_are_one_address() {
        let spellings =
            ["Test@Example.com", "tEST@eXAMPLE.COM"].map(|text| Email::parse(text).unwrap());
        assert_eq!(spellings[0].folded(), spellings[1].folded());
        assert_eq!(spellings[0].as_str(), "Test@Example.com");
    }
}
