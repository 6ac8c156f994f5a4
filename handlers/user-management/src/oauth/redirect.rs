//! Redirect URIs: where codes are sent, so they are compared exactly.

use http::Uri;

use super::oauth_error::OauthError;

const MAX_LENGTH: usize = 1024;

/// An address of a client: `https://`, or `http://` on the user's own machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedirectUri(String);

impl RedirectUri {
    pub fn parse(text: &str) -> Result<Self, OauthError> {
        match fault(text) {
            None => Ok(Self(text.to_owned())),
            Some(fault) => {
                let shown: String = text.chars().take(100).collect();
                Err(OauthError::invalid_redirect_uri(format!("the redirect URI `{shown}` {fault}")))
            }
        }
    }

    /// An address from the store, which was parsed before it was stored.
    pub fn stored(text: String) -> Self {
        Self(text)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a request may use the address `requested` because this one is registered: they are equal,
    /// or differ only in the port of a local program, which is chosen when that starts (RFC 8252
    /// section 7.3).
    pub fn allows(&self, requested: &Self) -> bool {
        if self == requested {
            return true;
        }
        match (local(&self.0), local(&requested.0)) {
            (Some(registered), Some(requested)) => registered == requested,
            _ => false,
        }
    }

    /// Host and port, to show to people.
    pub fn destination(&self) -> &str {
        let rest = self.0.split_once("://").map_or("", |(_, rest)| rest);
        rest.split(['/', '?']).next().unwrap_or_default()
    }

    /// The address with `parameters` added to its query.
    pub fn with(&self, parameters: &[(&str, &str)]) -> String {
        let query =
            form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
        let separator = match self.0.split_once('?') {
            None => "?",
            Some((_, query)) if query.is_empty() || query.ends_with('&') => "",
            Some(_) => "&",
        };
        format!("{}{separator}{query}", self.0)
    }
}

/// What is wrong with `text`, as the end of a sentence that begins with "the redirect URI".
fn fault(text: &str) -> Option<&'static str> {
    if text.len() > MAX_LENGTH {
        return Some("is longer than 1024 characters");
    }
    if text.contains('#') {
        return Some("must not have a fragment");
    }
    // Browsers read a backslash as a slash, so it could hide another host.
    if !text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\') {
        return Some("has characters that must be percent-encoded");
    }
    let Ok(uri) = text.parse::<Uri>() else { return Some("is not a URI") };
    let authority = uri.authority().map_or("", |authority| authority.as_str());
    let secure = text.starts_with("https://") && uri.host().is_some_and(|host| !host.is_empty());
    if authority.contains('@') {
        Some("must not have user information")
    } else if secure || local(text).is_some() {
        None
    } else {
        Some("must start with `https://`, or with `http://localhost`")
    }
}

/// Host and path of an address on the user's own machine, without the port.
fn local(text: &str) -> Option<(String, String)> {
    let uri: Uri = text.strip_prefix("http://").and_then(|_| text.parse().ok())?;
    let host = uri.host().filter(|host| ["localhost", "127.0.0.1", "[::1]"].contains(host))?;
    Some((host.to_owned(), uri.path_and_query()?.to_string()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn uri(text: &str) -> RedirectUri {
        RedirectUri::parse(text).unwrap()
    }

    #[test]
    fn secure_and_local_addresses_are_accepted() {
        for text in [
            "https://example.com",
            "https://example.com:8443/callback?tenant=1",
            "http://localhost/callback",
            "http://localhost:3000",
            "http://127.0.0.1:49152/",
            "http://[::1]:49152/callback",
        ] {
            assert!(RedirectUri::parse(text).is_ok(), "`{text}`");
        }
    }

    #[test]
    fn other_addresses_are_refused() {
        for text in [
            "",
            "/callback",
            "example.com",
            "http://example.com/",
            "http://localhost.example.com/",
            "http://localhost@example.com/",
            "https://user@example.com/",
            "https://",
            "https:///callback",
            "https://example.com/#fragment",
            "https://example.com\\@localhost/",
            "https://example.com/a b",
            "https://example.com/\r\nSet-Cookie:a",
            "javascript:alert(1)",
            "ftp://example.com/",
        ] {
            let refused = RedirectUri::parse(text).unwrap_err();
            assert_eq!(refused.code, "invalid_redirect_uri", "`{text}`");
        }
        assert!(RedirectUri::parse(&format!("https://example.com/{}", "a".repeat(1024))).is_err());
    }

    #[test]
    fn only_the_registered_address_is_allowed() {
        let registered = uri("https://example.com/callback");
        assert!(registered.allows(&uri("https://example.com/callback")));
        for requested in [
            "https://example.com/callback/",
            "https://example.com/callback?x=1",
            "https://example.com:444/callback",
            "https://example.com.evil.com/callback",
        ] {
            assert!(!registered.allows(&uri(requested)), "`{requested}`");
        }
    }

    #[test]
    fn a_local_program_may_listen_on_any_port() {
        let registered = uri("http://127.0.0.1/callback");
        assert!(registered.allows(&uri("http://127.0.0.1:49152/callback")));
        assert!(!registered.allows(&uri("http://127.0.0.1:49152/other")));
        assert!(!registered.allows(&uri("http://localhost:49152/callback")));
        assert!(!registered.allows(&uri("https://127.0.0.1/callback")));
    }

    #[test]
    fn parameters_are_added_to_an_existing_query() {
        let parameters = [("code", "a b"), ("state", "&=")];
        for (registered, expected) in [
            ("https://a.b/c", "https://a.b/c?code=a+b&state=%26%3D"),
            ("https://a.b/c?d=e", "https://a.b/c?d=e&code=a+b&state=%26%3D"),
            ("https://a.b/c?", "https://a.b/c?code=a+b&state=%26%3D"),
        ] {
            assert_eq!(uri(registered).with(&parameters), expected);
        }
    }

    #[test]
    fn the_destination_is_host_and_port() {
        assert_eq!(uri("https://example.com:8443/a?b=c").destination(), "example.com:8443");
        assert_eq!(uri("https://example.com?b=c").destination(), "example.com");
    }

    proptest! {
        #[test]
        fn only_the_registered_path_of_the_host_is_allowed(suffix in "\\PC{0,40}") {
            let registered = uri("https://example.com/callback");
            let requested = format!("https://example.com{suffix}");
            let allowed = RedirectUri::parse(&requested).is_ok_and(|uri| registered.allows(&uri));
            prop_assert_eq!(allowed, suffix == "/callback");
        }

        #[test]
        fn a_parameter_does_not_change_the_address(value in "\\PC{0,40}") {
            let address = uri("https://example.com/callback").with(&[("state", &value)]);
            let query = address.strip_prefix("https://example.com/callback?").unwrap();
            let pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
            prop_assert_eq!(pairs, [("state".into(), value.into())]);
        }
    }
}
