//! From what is wrong in the domain's terms to what a caller is told.

use platform::{Failure, Rejection};

use crate::{invalid::Invalid, lockout::LockedOut, oauth_error::OauthError};

impl From<Invalid> for Failure {
    fn from(invalid: Invalid) -> Self {
        Self::bad_request(invalid.0)
    }
}

impl From<LockedOut> for Failure {
    fn from(locked_out: LockedOut) -> Self {
        Self::too_many_requests(
            "there were too many failed logins for this e-mail address; try again later",
            locked_out.retry_after_seconds,
        )
    }
}

/// RFC 6749 section 5.2: 401 if the client is not who it says it is, otherwise 400.
impl From<OauthError> for Failure {
    fn from(error: OauthError) -> Self {
        let is_unknown_client = error.code == "invalid_client";
        let rejection =
            Rejection::new(if is_unknown_client { 401 } else { 400 }, &error.description)
                .with("error", error.code)
                .with("error_description", error.description)
                .header("Cache-Control", "no-store");
        if is_unknown_client {
            rejection.header("WWW-Authenticate", r#"Basic realm="oauth""#).into()
        } else {
            rejection.into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rejection(failure: impl Into<Failure>) -> Rejection {
        match failure.into() {
            Failure::Rejected(rejection) => rejection,
            Failure::Failed(error) => panic!("{error} is not a rejection"),
        }
    }

    #[test]
    fn an_oauth_error_has_the_members_that_clients_look_for() {
        let told = rejection(OauthError::invalid_grant("it has expired"));
        assert_eq!(told.status, 400);
        assert_eq!(told.extensions["error"], "invalid_grant");
        assert_eq!(told.extensions["error_description"], "it has expired");
        assert!(told.headers.contains(&("Cache-Control", "no-store".to_owned())));
    }

    #[test]
    fn an_unknown_client_is_told_how_to_authenticate() {
        let told = rejection(OauthError::invalid_client("unknown"));
        assert_eq!(told.status, 401);
        assert!(told.headers.iter().any(|(name, _)| *name == "WWW-Authenticate"));
    }

    #[test]
    fn whoever_is_locked_out_is_told_for_how_long() {
        let told = rejection(LockedOut { retry_after_seconds: 60 });
        assert_eq!(told.status, 429);
        assert_eq!(told.headers, [("Retry-After", "60".to_owned())]);
    }
}
