//! Errors in the terms of OAuth (RFC 6749 sections 4.1.2.1 and 5.2, RFC 7591 section 3.2.2).

use platform::{Failure, Rejection};

/// An error that the developer of a client can look up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OauthError {
    /// The registered name.
    pub code: &'static str,
    /// What is wrong with this request.
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

/// RFC 6749 section 5.2: 401 if the client did not authenticate, otherwise 400.
impl From<OauthError> for Failure {
    fn from(error: OauthError) -> Self {
        let is_unauthenticated = error.code == "invalid_client";
        let rejection =
            Rejection::new(if is_unauthenticated { 401 } else { 400 }, &error.description)
                .with("error", error.code)
                .with("error_description", error.description)
                .header("Cache-Control", "no-store");
        if is_unauthenticated {
            rejection.header("WWW-Authenticate", r#"Basic realm="oauth""#).into()
        } else {
            rejection.into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rejection(error: OauthError) -> Rejection {
        match error.into() {
            Failure::Rejected(rejection) => rejection,
            Failure::Failed(error) => panic!("{error} is not a rejection"),
        }
    }

    #[test]
    fn an_error_has_the_members_that_clients_expect() {
        let rejection = rejection(OauthError::invalid_grant("it has expired"));
        assert_eq!(rejection.status, 400);
        assert_eq!(rejection.extensions["error"], "invalid_grant");
        assert_eq!(rejection.extensions["error_description"], "it has expired");
        assert!(rejection.headers.contains(&("Cache-Control", "no-store".to_owned())));
    }

    #[test]
    fn an_unauthenticated_client_gets_a_challenge() {
        let rejection = rejection(OauthError::invalid_client("unknown"));
        assert_eq!(rejection.status, 401);
        assert!(rejection.headers.iter().any(|(name, _)| *name == "WWW-Authenticate"));
    }
}
