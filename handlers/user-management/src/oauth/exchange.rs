//! Exchanges a code or a refresh token for tokens. Each is accepted once; a second use revokes the
//! grant.

use contracts::user_management::TokenRequest;
use jiff::Timestamp;
use platform::{Result, Tokens, ids::Ids};

use super::{
    client::{Client, GrantType},
    grant::{Grant, Refusal, Stage},
    oauth_error::OauthError,
    ports::{GrantExchanges, GrantRevocations, Grants},
    scope::Scope,
    secret::Digest,
    tokens,
};
use crate::accounts::ports::Users;

/// The tokens that a client receives.
pub struct IssuedTokens {
    pub access_token: String,
    pub scope: Scope,
    pub refresh_token: Option<String>,
}

/// What an exchange needs besides the credential.
pub struct Exchange<'a, U, G, I> {
    pub users: &'a U,
    pub grants: &'a G,
    pub tokens: &'a Tokens,
    pub ids: &'a I,
    pub client: &'a Client,
    pub now: Timestamp,
}

impl<U, G, I> Exchange<'_, U, G, I>
where
    U: Users,
    G: Grants + GrantExchanges + GrantRevocations,
    I: Ids,
{
    pub async fn code(&self, request: &TokenRequest) -> Result<IssuedTokens> {
        let code = required("code", request.code.as_deref())?;
        let grant = self.grant(code, Stage::Code).await?;
        let (uri, verifier) = (request.redirect_uri.as_deref(), request.code_verifier.as_deref());
        grant.check_code_request(uri, verifier)?;
        self.exchange(&grant, grant.scope.clone()).await
    }

    pub async fn refresh_token(&self, request: &TokenRequest) -> Result<IssuedTokens> {
        let token = required("refresh_token", request.refresh_token.as_deref())?;
        let grant = self.grant(token, Stage::Refresh).await?;
        let scope = grant.scope.narrow(request.scope.as_deref())?;
        self.exchange(&grant, scope).await
    }

    /// The grant that `credential` can be exchanged for. One that was exchanged before revokes its
    /// grant.
    async fn grant(&self, credential: &str, stage: Stage) -> Result<Grant> {
        let digest = Digest::of(credential);
        let grant = self.grants.grant_by_credential(&digest).await?;
        let grant = grant.filter(|grant| self.client.existed_at(grant.created_at));
        let grant = grant.ok_or_else(|| {
            OauthError::invalid_grant("the code or refresh token is unknown or has expired")
        })?;
        match grant.check_credential(&digest, stage, &self.client.id, self.now) {
            Ok(()) => Ok(grant),
            Err(Refusal::Invalid(error)) => Err(error.into()),
            Err(Refusal::Reused) => self.revoke(&grant).await,
        }
    }

    /// Exchanges the credential of `grant` for an access token with `scope`, and for the next
    /// refresh token if the client uses refresh tokens.
    async fn exchange(&self, grant: &Grant, scope: Scope) -> Result<IssuedTokens> {
        let user = self.users.user(&grant.user_id).await?;
        let user = user.ok_or_else(|| {
            OauthError::invalid_grant("the user of the grant does not exist any more")
        })?;
        let refresh_token = self.client.may_use(GrantType::RefreshToken).then(|| self.ids.token());
        // Signed before the credential is used up: if signing fails, the client can retry with it.
        let claims = tokens::of_grant(grant, &user, &scope, self.now, self.ids);
        let access_token = self.tokens.sign(&claims).await?;
        let exchanged = grant.exchanged(refresh_token.as_deref(), self.now);
        if !self.grants.replace_grant(grant, &exchanged).await? {
            return self.revoke(grant).await;
        }
        Ok(IssuedTokens { access_token, scope, refresh_token })
    }

    /// A credential was used twice, so it was stolen.
    async fn revoke<T>(&self, grant: &Grant) -> Result<T> {
        self.grants.revoke_grant(&grant.id).await?;
        tracing::warn!(
            client_id = grant.client_id,
            user_id = grant.user_id,
            "the grant was revoked because a code or refresh token was used twice"
        );
        Err(OauthError::invalid_grant(
            "the code or refresh token was used before, so its grant is revoked",
        )
        .into())
    }
}

fn required<'a>(field: &str, value: Option<&'a str>) -> Result<&'a str, OauthError> {
    let missing = || OauthError::invalid_request(format!("`{field}` is missing"));
    value.filter(|text| !text.is_empty()).ok_or_else(missing)
}

#[cfg(test)]
mod tests {
    use platform::{
        Failure,
        ids::SystemIds,
        testing::{tokens, unavailable_tokens},
    };

    use super::*;
    use crate::oauth::{memory::MemoryOauth, ports::NewGrants, samples};

    async fn exchange(grants: &MemoryOauth, grant: &Grant, tokens: &Tokens) -> Result {
        let (users, client) = (samples::users(), samples::client("client"));
        let (users, client, ids, now) = (&users, &client, &SystemIds, samples::now());
        let exchange = Exchange { users, grants, tokens, ids, client, now };
        exchange.exchange(grant, grant.scope.clone()).await.map(|_| ())
    }

    #[tokio::test]
    async fn only_one_of_two_simultaneous_exchanges_succeeds() {
        let (grants, grant) = (MemoryOauth::default(), samples::grant("g", "code"));
        grants.add_grant(&grant).await.unwrap();
        assert!(exchange(&grants, &grant, &tokens()).await.is_ok());
        let second = exchange(&grants, &grant, &tokens()).await;
        assert!(matches!(second, Err(Failure::Rejected(rejection)) if rejection.status == 400));
        assert!(grants.grant("g").await.unwrap().unwrap().revoked);
    }

    #[tokio::test]
    async fn a_credential_is_accepted_again_after_a_failure_to_sign() {
        let (grants, grant) = (MemoryOauth::default(), samples::grant("g", "code"));
        grants.add_grant(&grant).await.unwrap();
        let failed = exchange(&grants, &grant, &unavailable_tokens()).await;
        assert!(matches!(failed, Err(Failure::Failed(_))));
        assert!(exchange(&grants, &grant, &tokens()).await.is_ok());
    }
}
