//! The trade of a code or a refresh token: each is good once, and a second use ends the grant.

use jiff::Timestamp;
use platform::{Claims, Result, ids::Ids};

use crate::{
    client::{Client, GrantType},
    grant::{Grant, Refusal, Stage},
    oauth_error::OauthError,
    ports::{Grants, Users},
    scope::Scope,
    secret::Digest,
    tokens,
};

/// What a client is to get, before the access token is signed.
#[derive(Debug)]
pub struct Issue {
    pub claims: Claims,
    pub scope: Scope,
    pub refresh_token: Option<String>,
}

/// The grant that `credential` may be traded for. One that was traded before ends its grant.
pub async fn accepted(
    credential: &str,
    stage: Stage,
    client: &Client,
    grants: &impl Grants,
    now: Timestamp,
) -> Result<Grant> {
    let digest = Digest::of(credential);
    let grant = grants.grant_of(&digest).await?;
    let grant = grant.filter(|it| client.existed_at(it.created_at));
    let grant = grant.ok_or_else(|| {
        OauthError::invalid_grant("the code or refresh token is unknown or has expired")
    })?;
    match grant.accepts(&digest, stage, &client.id, now) {
        Ok(()) => Ok(grant),
        Err(Refusal::Unfit(error)) => Err(error.into()),
        Err(Refusal::Spent) => end(&grant, grants).await,
    }
}

/// Trades the live credential of `grant` for an access token with `scope`, and for the next
/// refresh token if the client uses those.
pub async fn trade(
    grant: &Grant,
    scope: Scope,
    client: &Client,
    store: &(impl Users + Grants),
    now: Timestamp,
    ids: &impl Ids,
) -> Result<Issue> {
    let user = store.user(&grant.user_id).await?;
    let user = user.ok_or_else(|| OauthError::invalid_grant("its user does not exist any more"))?;
    let refresh_token = client.may_use(GrantType::RefreshToken).then(|| ids.token());
    let traded = grant.traded(refresh_token.as_deref(), now);
    if !store.replace_grant(grant, &traded).await? {
        return end(grant, store).await;
    }
    let claims = tokens::of_grant(grant, &user, &scope, now, ids);
    Ok(Issue { claims, scope, refresh_token })
}

/// Somebody used a credential a second time, so one of the two stole it.
async fn end<T>(grant: &Grant, grants: &impl Grants) -> Result<T> {
    grants.revoke_grant(&grant.id).await?;
    tracing::warn!(
        client_id = grant.client_id,
        user_id = grant.user_id,
        "a spent credential was presented again, so the grant is revoked"
    );
    Err(OauthError::invalid_grant(
        "the code or refresh token was used before, so all that came of it is revoked",
    )
    .into())
}

#[cfg(test)]
mod tests {
    use platform::{Failure, ids::SystemIds};

    use super::*;
    use crate::{memory::MemoryStore, samples, user::User};

    #[tokio::test]
    async fn only_one_of_two_simultaneous_uses_succeeds() {
        let user = User { id: "user".to_owned(), ..samples::user("jane@example.com") };
        let store = MemoryStore::with_users([user]);
        let (client, grant) = (samples::client("client"), samples::grant("g", "code"));
        store.open_grant(&grant).await.unwrap();
        let trade = async || {
            let scope = grant.scope.clone();
            super::trade(&grant, scope, &client, &store, samples::now(), &SystemIds).await
        };
        assert!(trade().await.is_ok());
        assert!(matches!(trade().await, Err(Failure::Rejected(it)) if it.status == 400));
        assert!(store.grant("g").await.unwrap().unwrap().revoked);
    }
}
