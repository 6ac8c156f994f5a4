//! Proof key for code exchange (RFC 7636): only the client that requested a code can exchange it.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};

use super::{oauth_error::OauthError, secret};

/// How a challenge is computed from its verifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Plain,
    S256,
}

impl Method {
    pub const SUPPORTED: [&str; 2] = ["plain", "S256"];

    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "plain" => Some(Self::Plain),
            "S256" => Some(Self::S256),
            _ => None,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::S256 => "S256",
        }
    }

    fn challenge(self, verifier: &str) -> String {
        match self {
            Self::Plain => verifier.to_owned(),
            Self::S256 => BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)),
        }
    }
}

/// The challenge of an authorization request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    pub method: Method,
    pub value: String,
}

impl Challenge {
    /// Parses the parameters of an authorization request. Forms send empty ones too.
    pub fn parse(value: Option<&str>, method: Option<&str>) -> Result<Option<Self>, OauthError> {
        let is_present = |text: &&str| !text.is_empty();
        let Some(value) = value.filter(is_present) else {
            return match method.filter(is_present) {
                None => Ok(None),
                Some(_) => Err(OauthError::invalid_request(
                    "`code_challenge_method` makes no sense without `code_challenge`",
                )),
            };
        };
        let method =
            Method::parse(method.filter(is_present).unwrap_or("plain")).ok_or_else(|| {
                OauthError::invalid_request("`code_challenge_method` must be `S256` or `plain`")
            })?;
        if !is_well_formed(value) {
            return Err(OauthError::invalid_request(
                "`code_challenge` must have 43 to 128 of the characters `A-Z a-z 0-9 - . _ ~`",
            ));
        }
        Ok(Some(Self { method, value: value.to_owned() }))
    }

    /// Whether the challenge was computed from `verifier`.
    pub fn is_met_by(&self, verifier: &str) -> bool {
        is_well_formed(verifier) && secret::same(&self.method.challenge(verifier), &self.value)
    }
}

fn is_well_formed(text: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    (43..=128).contains(&text.len()) && text.bytes().all(is_allowed)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The example of RFC 7636 appendix B.
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    fn challenge(value: &str, method: &str) -> Challenge {
        Challenge::parse(Some(value), Some(method)).unwrap().unwrap()
    }

    #[test]
    fn the_example_of_the_specification_is_met() {
        assert!(challenge(CHALLENGE, "S256").is_met_by(VERIFIER));
        assert!(!challenge(CHALLENGE, "S256").is_met_by(CHALLENGE));
        assert!(challenge(VERIFIER, "plain").is_met_by(VERIFIER));
    }

    #[test]
    fn empty_parameters_are_no_challenge() {
        assert_eq!(Challenge::parse(None, None), Ok(None));
        assert_eq!(Challenge::parse(Some(""), Some("")), Ok(None));
    }

    #[test]
    fn the_method_is_plain_by_default() {
        let parsed = Challenge::parse(Some(VERIFIER), None).unwrap().unwrap();
        assert_eq!(parsed.method, Method::Plain);
    }

    #[test]
    fn malformed_challenges_are_refused() {
        for (value, method) in [("short", "S256"), (CHALLENGE, "s256"), ("", "S256")] {
            let refused = Challenge::parse(Some(value), Some(method)).unwrap_err();
            assert_eq!(refused.code, "invalid_request", "`{value}` `{method}`");
        }
    }

    proptest! {
        #[test]
        fn only_its_verifier_meets_a_challenge(
            verifier in "[A-Za-z0-9._~-]{43,128}",
            other in "[A-Za-z0-9._~-]{43,128}",
        ) {
            for method in [Method::Plain, Method::S256] {
                let challenge = Challenge { method, value: method.challenge(&verifier) };
                prop_assert!(challenge.is_met_by(&verifier));
                prop_assert_eq!(challenge.is_met_by(&other), verifier == other);
            }
        }
    }
}
