//! `revoke-token`: takes a client's token back (RFC 7009). A refresh token takes its grant along.

use contracts::{Nothing, user_management::TokenInquiry};
use jiff::Timestamp;
use platform::{Authority, Claims, Failure, Request, Result};

use crate::{
    client::Client,
    client_auth,
    oauth_error::OauthError,
    ports::{Clients, Grants},
    secret::Digest,
};

pub async fn handle(
    request: Request<TokenInquiry>,
    store: &(impl Clients + Grants),
    authority: &Authority,
) -> Result<Nothing> {
    let asked = &request.content;
    let (id, secret) = (asked.client_id.as_deref(), asked.client_secret.as_deref());
    let client = client_auth::authenticate(store, &request, id, secret).await?;
    if asked.token.is_empty() {
        return Err(OauthError::invalid_request("`token` is missing").into());
    }
    match authority.verify(&asked.token).await {
        Ok(claims) => revoke_access_token(&claims, &client, store).await?,
        Err(Failure::Rejected(_)) => revoke_grant_of(&asked.token, &client, store).await?,
        Err(failed) => return Err(failed),
    }
    // An unknown or expired token is as good as revoked.
    Ok(Nothing)
}

async fn revoke_access_token(claims: &Claims, client: &Client, grants: &impl Grants) -> Result {
    check_owner(claims.client_id.as_deref(), client)?;
    let expires = i64::try_from(claims.exp).ok().and_then(|it| Timestamp::from_second(it).ok());
    match (&claims.jti, expires) {
        (Some(token_id), Some(expires)) => grants.revoke_token(token_id, expires).await,
        _ => Err(OauthError::invalid_request("the token has no id to revoke it by").into()),
    }
}

async fn revoke_grant_of(token: &str, client: &Client, grants: &impl Grants) -> Result {
    let Some(grant) = grants.grant_of(&Digest::of(token)).await? else { return Ok(()) };
    check_owner(Some(&grant.client_id), client)?;
    grants.revoke_grant(&grant.id).await
}

fn check_owner(owner: Option<&str>, client: &Client) -> Result<(), OauthError> {
    if owner == Some(&client.id) {
        Ok(())
    } else {
        Err(OauthError::unauthorized_client("the token was issued to another client"))
    }
}

#[cfg(test)]
mod tests {
    use contracts::user_management::RevokeToken;
    use platform::{UserType, ids::SystemIds, testing::invoke};

    use super::*;
    use crate::{
        calls::{Answer, Call, authority, token},
        memory::MemoryStore,
        ports::Users as _,
        samples::{self, CLIENT_SECRET},
        tokens,
        user::User,
    };

    async fn store() -> MemoryStore {
        let user = User { id: "user".to_owned(), ..samples::user("jane@example.com") };
        let store = MemoryStore::with_users([user])
            .and_client(samples::client("client"))
            .and_client(samples::client("other"));
        store.open_grant(&samples::grant("g", "code")).await.unwrap();
        store
    }

    async fn claims(store: &MemoryStore) -> Claims {
        let grant = store.grant("g").await.unwrap().unwrap();
        let user = store.user("user").await.unwrap().unwrap();
        tokens::of_grant(&grant, &user, &grant.scope, samples::now(), &SystemIds)
    }

    async fn revoke(store: &MemoryStore, token: &str, client_id: &str, secret: &str) -> Answer {
        let fields = [("token", token), ("client_id", client_id), ("client_secret", secret)];
        let call = Call::to("POST /oauth/revoke").form(&fields);
        let handle = async |request| handle(request, store, &authority()).await;
        Answer::of(invoke::<RevokeToken>(call.event(), handle).await)
    }

    async fn grant_is_revoked(store: &MemoryStore) -> bool {
        store.grant("g").await.unwrap().unwrap().revoked
    }

    #[tokio::test]
    async fn an_access_token_is_taken_back_alone() {
        let store = store().await;
        let claims = claims(&store).await;
        let token = authority().sign(&claims).await.unwrap();
        let answer = revoke(&store, &token, "client", CLIENT_SECRET).await;
        assert_eq!((answer.status(), answer.text()), (200, ""));
        assert!(store.is_token_revoked(&claims.jti.unwrap()).await.unwrap());
        assert!(!grant_is_revoked(&store).await);
    }

    #[tokio::test]
    async fn a_refresh_token_takes_its_grant_along() {
        let store = store().await;
        assert_eq!(revoke(&store, "code", "client", CLIENT_SECRET).await.status(), 200);
        assert!(grant_is_revoked(&store).await);
    }

    #[tokio::test]
    async fn an_unknown_token_is_as_good_as_revoked() {
        let store = store().await;
        assert_eq!(revoke(&store, "unknown", "client", CLIENT_SECRET).await.status(), 200);
        assert_eq!(revoke(&store, "", "client", CLIENT_SECRET).await.status(), 400);
    }

    #[tokio::test]
    async fn nobody_takes_back_what_is_not_his() {
        let store = store().await;
        let claims = claims(&store).await;
        let access = authority().sign(&claims).await.unwrap();
        let login = token("user", UserType::Standard).await;
        for token in ["code", &access, &login] {
            assert_eq!(revoke(&store, token, "other", CLIENT_SECRET).await.status(), 400);
            assert_eq!(revoke(&store, token, "client", "wrong").await.status(), 401);
        }
        assert!(!grant_is_revoked(&store).await);
        assert!(!store.is_token_revoked(&claims.jti.unwrap()).await.unwrap());
    }
}
