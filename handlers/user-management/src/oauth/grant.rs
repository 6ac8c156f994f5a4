//! A grant: what a user allowed a client. At any time at most one credential can be exchanged for
//! tokens: first a code, then one refresh token after another. A credential that is used a second
//! time was stolen, so its grant is revoked.

use jiff::{SignedDuration, Timestamp};

use super::{
    oauth_error::OauthError, pkce::Challenge, redirect::RedirectUri, scope::Scope, secret::Digest,
};

const CODE_LIFETIME: SignedDuration = SignedDuration::from_mins(10);
/// Of a refresh token; each use gives a new one.
pub const REFRESH_LIFETIME: SignedDuration = SignedDuration::from_hours(30 * 24);

/// What a user allowed a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    pub id: String,
    pub client_id: String,
    pub user_id: String,
    pub scope: Scope,
    /// Where the code was sent.
    pub redirect_uri: RedirectUri,
    pub challenge: Option<Challenge>,
    pub created_at: Timestamp,
    /// The kind of the credential.
    pub stage: Stage,
    /// The only credential that can be exchanged; none if there is no next one.
    pub credential: Option<Digest>,
    pub credential_expires: Timestamp,
    pub revoked: bool,
}

/// Kinds of credentials that are exchanged for tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Code,
    Refresh,
}

/// Why a credential is not accepted.
#[derive(Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It was exchanged before, so the grant must be revoked.
    Reused,
    Invalid(OauthError),
}

/// What a user allows a client on the authorization page.
pub struct Consent {
    pub client_id: String,
    pub user_id: String,
    pub scope: Scope,
    pub redirect_uri: RedirectUri,
    pub challenge: Option<Challenge>,
}

impl Grant {
    /// A grant whose code was not exchanged yet.
    pub fn new(id: String, consent: Consent, code: &str, now: Timestamp) -> Self {
        Self {
            id,
            client_id: consent.client_id,
            user_id: consent.user_id,
            scope: consent.scope,
            redirect_uri: consent.redirect_uri,
            challenge: consent.challenge,
            created_at: now,
            stage: Stage::Code,
            credential: Some(Digest::of(code)),
            credential_expires: now + CODE_LIFETIME,
            revoked: false,
        }
    }

    /// Whether `client_id` may exchange `credential` as a credential of the kind `stage`.
    pub fn check_credential(
        &self,
        credential: &Digest,
        stage: Stage,
        client_id: &str,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        if self.client_id != client_id {
            return invalid("was issued to another client");
        }
        if self.revoked {
            return invalid("was revoked");
        }
        if self.credential.as_ref() != Some(credential) {
            return Err(Refusal::Reused);
        }
        if self.stage != stage {
            return invalid("is for another grant type");
        }
        if self.credential_expires <= now {
            return invalid("has expired");
        }
        Ok(())
    }

    /// Whether a token request with a code matches the authorization request that the code is for.
    pub fn check_code_request(
        &self,
        redirect_uri: Option<&str>,
        verifier: Option<&str>,
    ) -> Result<(), OauthError> {
        if redirect_uri != Some(self.redirect_uri.as_str()) {
            return Err(OauthError::invalid_grant(
                "`redirect_uri` differs from the one in the authorization request",
            ));
        }
        let is_verified = match (&self.challenge, verifier.filter(|text| !text.is_empty())) {
            (Some(challenge), Some(verifier)) => challenge.is_met_by(verifier),
            (None, None) => true,
            _ => false,
        };
        if is_verified {
            Ok(())
        } else {
            Err(OauthError::invalid_grant(
                "`code_verifier` does not match the authorization request",
            ))
        }
    }

    /// The grant after its credential was exchanged; `refresh_token` is the next credential, if
    /// there is one.
    #[must_use]
    pub fn exchanged(&self, refresh_token: Option<&str>, now: Timestamp) -> Self {
        Self {
            stage: Stage::Refresh,
            credential: refresh_token.map(Digest::of),
            credential_expires: now + REFRESH_LIFETIME,
            ..self.clone()
        }
    }
}

fn invalid(reason: &str) -> Result<(), Refusal> {
    Err(Refusal::Invalid(OauthError::invalid_grant(format!("the code or refresh token {reason}"))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oauth::pkce::Method;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;
    const VERIFIER: &str = "0123456789012345678901234567890123456789012";

    fn grant(challenge: Option<Challenge>) -> Grant {
        let consent = Consent {
            client_id: "client".to_owned(),
            user_id: "user".to_owned(),
            scope: Scope::all(),
            redirect_uri: RedirectUri::parse("https://example.com/").unwrap(),
            challenge,
        };
        Grant::new("grant".to_owned(), consent, "code", NOW)
    }

    fn check_invalid(checked: Result<(), Refusal>) {
        assert!(
            matches!(&checked, Err(Refusal::Invalid(error)) if error.code == "invalid_grant"),
            "{checked:?}"
        );
    }

    #[test]
    fn a_code_is_accepted_once_within_ten_minutes() {
        let new = grant(None);
        let code = Digest::of("code");
        let at = |minutes| NOW + SignedDuration::from_mins(minutes);
        assert_eq!(new.check_credential(&code, Stage::Code, "client", at(9)), Ok(()));
        check_invalid(new.check_credential(&code, Stage::Code, "client", at(10)));
        let exchanged = new.exchanged(Some("refresh"), NOW);
        let checked = exchanged.check_credential(&code, Stage::Code, "client", at(1));
        assert_eq!(checked, Err(Refusal::Reused));
    }

    #[test]
    fn a_reused_credential_of_another_client_does_not_revoke_the_grant() {
        let exchanged = grant(None).exchanged(Some("refresh"), NOW);
        let code = Digest::of("code");
        check_invalid(exchanged.check_credential(&code, Stage::Code, "stranger", NOW));
    }

    #[test]
    fn a_refresh_token_is_not_accepted_as_a_code() {
        let exchanged = grant(None).exchanged(Some("refresh"), NOW);
        let token = Digest::of("refresh");
        assert_eq!(exchanged.check_credential(&token, Stage::Refresh, "client", NOW), Ok(()));
        check_invalid(exchanged.check_credential(&token, Stage::Code, "client", NOW));
    }

    #[test]
    fn a_code_of_a_revoked_grant_is_not_accepted() {
        let revoked = Grant { revoked: true, ..grant(None) };
        check_invalid(revoked.check_credential(&Digest::of("code"), Stage::Code, "client", NOW));
    }

    #[test]
    fn the_token_request_must_repeat_the_redirect_uri() {
        let grant = grant(None);
        assert_eq!(grant.check_code_request(Some("https://example.com/"), None), Ok(()));
        assert!(grant.check_code_request(Some("https://example.com/other"), None).is_err());
        assert!(grant.check_code_request(None, None).is_err());
    }

    #[test]
    fn the_verifier_must_meet_the_challenge_if_and_only_if_there_is_one() {
        let uri = Some("https://example.com/");
        let challenge = Challenge { method: Method::Plain, value: VERIFIER.to_owned() };
        let with_challenge = grant(Some(challenge));
        assert_eq!(with_challenge.check_code_request(uri, Some(VERIFIER)), Ok(()));
        let other = VERIFIER.replace('0', "1");
        assert!(with_challenge.check_code_request(uri, Some(&other)).is_err());
        assert!(with_challenge.check_code_request(uri, None).is_err());
        assert_eq!(grant(None).check_code_request(uri, Some("")), Ok(()));
        assert!(grant(None).check_code_request(uri, Some(VERIFIER)).is_err());
    }
}
