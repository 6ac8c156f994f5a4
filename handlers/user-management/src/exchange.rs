//! The trade of a code or a refresh token: each is good once, and a second use ends the grant.

use jiff::Timestamp;
use platform::{Authority, Result, ids::Ids};

use crate::{
    client::{Client, GrantType},
    grant::{Grant, Refusal, Stage},
    oauth_error::OauthError,
    ports::{Grants, Users},
    scope::Scope,
    secret::Digest,
    tokens,
};

/// What a client gets.
pub struct Issue {
    pub access_token: String,
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
    authority: &Authority,
    now: Timestamp,
    ids: &impl Ids,
) -> Result<Issue> {
    let user = store.user(&grant.user_id).await?;
    let user = user.ok_or_else(|| OauthError::invalid_grant("its user does not exist any more"))?;
    let refresh_token = client.may_use(GrantType::RefreshToken).then(|| ids.token());
    // Signed first: whoever got no answer presents the same credential again, and may not find it
    // spent for nothing.
    let access_token = authority.sign(&tokens::of_grant(grant, &user, &scope, now, ids)).await?;
    let traded = grant.traded(refresh_token.as_deref(), now);
    if !store.replace_grant(grant, &traded).await? {
        return end(grant, store).await;
    }
    Ok(Issue { access_token, scope, refresh_token })
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
    use platform::{Failure, ids::SystemIds, testing::unavailable_authority};

    use super::*;
    use crate::{calls::authority, memory::MemoryStore, samples, user::User};

    #[tokio::test]
    async fn only_one_of_two_simultaneous_uses_succeeds() {
        let user = User { id: "user".to_owned(), ..samples::user("jane@example.com") };
        let store = MemoryStore::with_users([user]);
        let (client, grant) = (samples::client("client"), samples::grant("g", "code"));
        store.open_grant(&grant).await.unwrap();
        let trade = async || {
            let scope = grant.scope.clone();
            let (authority, now) = (authority(), samples::now());
            super::trade(&grant, scope, &client, &store, &authority, now, &SystemIds).await
        };
        assert!(trade().await.is_ok());
        assert!(matches!(trade().await, Err(Failure::Rejected(it)) if it.status == 400));
        assert!(store.grant("g").await.unwrap().unwrap().revoked);
    }

    #[tokio::test]
    async fn a_credential_is_not_spent_for_nothing() {
        let user = User { id: "user".to_owned(), ..samples::user("jane@example.com") };
        let store = MemoryStore::with_users([user]);
        let (client, grant) = (samples::client("client"), samples::grant("g", "code"));
        store.open_grant(&grant).await.unwrap();
        let trade = async |authority: &Authority| {
            let (scope, now) = (grant.scope.clone(), samples::now());
            super::trade(&grant, scope, &client, &store, authority, now, &SystemIds).await
        };
        assert!(matches!(trade(&unavailable_authority()).await, Err(Failure::Failed(_))));
        assert!(trade(&authority()).await.is_ok());
    }
}
