//! Errors in the terms of OAuth (RFC 6749 sections 4.1.2.1 and 5.2, RFC 7591 section 3.2.2).

/// An error that a client's developer can look up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OauthError {
    /// The registered name.
    pub code: &'static str,
    /// What exactly is wrong, in words.
    pub description: String,
}

macro_rules! errors {
    ($($name:ident),* $(,)?) => {$(
        pub fn $name(description: impl Into<String>) -> Self {
            Self { code: stringify!($name), description: description.into() }
        }
    )*};
}

impl OauthError {
    errors! {
        access_denied,
        invalid_client,
        invalid_client_metadata,
        invalid_grant,
        invalid_redirect_uri,
        invalid_request,
        invalid_scope,
        unauthorized_client,
        unsupported_grant_type,
        unsupported_response_type,
    }
}
