//! A grant: what a user allowed a client. At any time at most one credential may be traded for it,
//! first a code and then one refresh token after another; a spent one that turns up again was
//! stolen, and ends the grant.

use jiff::{SignedDuration, Timestamp};

use crate::{
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
    /// What may be traded next.
    pub stage: Stage,
    /// Its hash; none if nothing may be traded any more.
    pub live: Option<Digest>,
    pub live_until: Timestamp,
    pub revoked: bool,
}

/// Kinds of credentials that are traded for tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Code,
    Refresh,
}

/// Why a credential is not accepted.
#[derive(Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It was used before, so the grant must be revoked.
    Spent,
    /// It is not good for this.
    Unfit(OauthError),
}

/// Who allowed what to whom.
pub struct Consent {
    pub client_id: String,
    pub user_id: String,
    pub scope: Scope,
    pub redirect_uri: RedirectUri,
    pub challenge: Option<Challenge>,
}

impl Grant {
    /// A new grant, whose code is yet to be traded.
    pub fn open(id: String, consent: Consent, code: &str, now: Timestamp) -> Self {
        Self {
            id,
            client_id: consent.client_id,
            user_id: consent.user_id,
            scope: consent.scope,
            redirect_uri: consent.redirect_uri,
            challenge: consent.challenge,
            created_at: now,
            stage: Stage::Code,
            live: Some(Digest::of(code)),
            live_until: now + CODE_LIFETIME,
            revoked: false,
        }
    }

    /// Whether `client_id` may trade `credential` as what `stage` says.
    pub fn accepts(
        &self,
        credential: &Digest,
        stage: Stage,
        client_id: &str,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        if self.client_id != client_id {
            return unfit("was issued to another client");
        }
        if self.revoked {
            return unfit("was revoked");
        }
        if self.live.as_ref() != Some(credential) {
            return Err(Refusal::Spent);
        }
        if self.stage != stage {
            return unfit("is for another grant type");
        }
        if self.live_until <= now {
            return unfit("has expired");
        }
        Ok(())
    }

    /// Whether the token request agrees with the authorization request that its code answered.
    pub fn fits(
        &self,
        redirect_uri: Option<&str>,
        verifier: Option<&str>,
    ) -> Result<(), OauthError> {
        if redirect_uri != Some(self.redirect_uri.as_str()) {
            return Err(OauthError::invalid_grant(
                "`redirect_uri` differs from the one in the authorization request",
            ));
        }
        let fits = match (&self.challenge, verifier.filter(|it| !it.is_empty())) {
            (Some(challenge), Some(verifier)) => challenge.is_met_by(verifier),
            (None, None) => true,
            _ => false,
        };
        if fits {
            Ok(())
        } else {
            Err(OauthError::invalid_grant("`code_verifier` does not fit the authorization request"))
        }
    }

    /// The grant after its credential was traded; `refresh_token` is the next one, if there is one.
    pub fn traded(&self, refresh_token: Option<&str>, now: Timestamp) -> Self {
        Self {
            stage: Stage::Refresh,
            live: refresh_token.map(Digest::of),
            live_until: now + REFRESH_LIFETIME,
            ..self.clone()
        }
    }
}

fn unfit(why: &str) -> Result<(), Refusal> {
    Err(Refusal::Unfit(OauthError::invalid_grant(format!("the code or refresh token {why}"))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pkce::Method;

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
        Grant::open("grant".to_owned(), consent, "code", NOW)
    }

    fn unfit_code(refusal: Result<(), Refusal>) -> &'static str {
        match refusal {
            Err(Refusal::Unfit(error)) => error.code,
            other => panic!("{other:?} is not unfit"),
        }
    }

    #[test]
    fn a_code_is_good_once_for_ten_minutes() {
        let open = grant(None);
        let code = Digest::of("code");
        let at = |minutes| NOW + SignedDuration::from_mins(minutes);
        assert_eq!(open.accepts(&code, Stage::Code, "client", at(9)), Ok(()));
        let late = open.accepts(&code, Stage::Code, "client", at(10));
        assert_eq!(unfit_code(late), "invalid_grant");
        let traded = open.traded(Some("refresh"), NOW);
        assert_eq!(traded.accepts(&code, Stage::Code, "client", at(1)), Err(Refusal::Spent));
    }

    #[test]
    fn a_spent_credential_of_another_client_ends_nothing() {
        let traded = grant(None).traded(Some("refresh"), NOW);
        let refused = traded.accepts(&Digest::of("code"), Stage::Code, "stranger", NOW);
        assert_eq!(unfit_code(refused), "invalid_grant");
    }

    #[test]
    fn a_refresh_token_is_no_code() {
        let traded = grant(None).traded(Some("refresh"), NOW);
        let token = Digest::of("refresh");
        assert_eq!(traded.accepts(&token, Stage::Refresh, "client", NOW), Ok(()));
        assert_eq!(unfit_code(traded.accepts(&token, Stage::Code, "client", NOW)), "invalid_grant");
    }

    #[test]
    fn nothing_can_be_traded_for_a_revoked_grant() {
        let revoked = Grant { revoked: true, ..grant(None) };
        let refused = revoked.accepts(&Digest::of("code"), Stage::Code, "client", NOW);
        assert_eq!(unfit_code(refused), "invalid_grant");
    }

    #[test]
    fn the_token_request_must_repeat_the_redirect_uri() {
        assert_eq!(grant(None).fits(Some("https://example.com/"), None), Ok(()));
        assert!(grant(None).fits(Some("https://example.com/other"), None).is_err());
        assert!(grant(None).fits(None, None).is_err());
    }

    #[test]
    fn the_verifier_must_meet_the_challenge_if_and_only_if_there_is_one() {
        let uri = Some("https://example.com/");
        let challenge = Challenge { method: Method::Plain, value: VERIFIER.to_owned() };
        let bound = grant(Some(challenge));
        assert_eq!(bound.fits(uri, Some(VERIFIER)), Ok(()));
        assert!(bound.fits(uri, Some(&VERIFIER.replace('0', "1"))).is_err());
        assert!(bound.fits(uri, None).is_err());
        assert_eq!(grant(None).fits(uri, Some("")), Ok(()));
        assert!(grant(None).fits(uri, Some(VERIFIER)).is_err());
    }
}
