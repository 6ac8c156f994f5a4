//! `revoke-token`: revokes a client's token (RFC 7009); with a refresh token, the whole grant.

use contracts::{NoContent, user_management::RevokeToken};
use jiff::Timestamp;
use platform::{Claims, Failure, Handler, Lambda, Request, Result, Tokens};

use super::{
    client::Client,
    client_auth,
    oauth_error::OauthError,
    ports::{Clients, GrantRevocations, Grants, TokenRevocations},
    secret::Digest,
};
use crate::{UserManagement, dynamo::DynamoStore};

impl Handler<RevokeToken> for UserManagement {
    async fn run(lambda: Lambda<RevokeToken>) -> Result {
        let (store, tokens) = (DynamoStore(lambda.table()), lambda.tokens());
        lambda.serve(async |request| handle(request, &store, &tokens).await).await
    }
}

pub async fn handle(
    request: Request<RevokeToken>,
    store: &(impl Clients + Grants + GrantRevocations + TokenRevocations),
    tokens: &Tokens,
) -> Result<NoContent> {
    let content = &request.content;
    let (id, secret) = (content.client_id.as_deref(), content.client_secret.as_deref());
    let header = request.header("authorization");
    let client = client_auth::authenticate(store, header, id, secret).await?;
    if content.token.is_empty() {
        return Err(OauthError::invalid_request("`token` is missing").into());
    }
    match tokens.verify(&content.token).await {
        Ok(claims) => revoke_access_token(&claims, &client, store).await?,
        Err(Failure::Rejected(_)) => revoke_grant_of(&content.token, &client, store).await?,
        Err(failed) => return Err(failed),
    }
    // The same for an unknown or expired token: it cannot be used either.
    Ok(NoContent)
}

async fn revoke_access_token(
    claims: &Claims,
    client: &Client,
    store: &impl TokenRevocations,
) -> Result {
    check_owner(claims.client_id.as_deref(), client)?;
    let expires = i64::try_from(claims.exp).ok();
    let expires = expires.and_then(|seconds| Timestamp::from_second(seconds).ok());
    match (&claims.jti, expires) {
        (Some(token_id), Some(expires)) => store.revoke_token(token_id, expires).await,
        _ => Err(OauthError::invalid_request("the token has no id to revoke it by").into()),
    }
}

async fn revoke_grant_of(
    token: &str,
    client: &Client,
    store: &(impl Grants + GrantRevocations),
) -> Result {
    let grant = store.grant_by_credential(&Digest::of(token)).await?;
    let Some(grant) = grant else { return Ok(()) };
    check_owner(Some(&grant.client_id), client)?;
    store.revoke_grant(&grant.id).await
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
    use platform::{
        UserType,
        ids::SystemIds,
        testing::{Call, TestResponse, invoke, token, tokens},
    };

    use super::*;
    use crate::oauth::{
        memory::MemoryOauth,
        ports::{NewGrants, RevokedTokens},
        samples::{self, CLIENT_SECRET},
        tokens::of_grant,
    };

    async fn store() -> MemoryOauth {
        let store = MemoryOauth::default()
            .and_client(samples::client("client"))
            .and_client(samples::client("other"));
        store.add_grant(&samples::grant("g", "code")).await.unwrap();
        store
    }

    fn claims() -> Claims {
        let grant = samples::grant("g", "code");
        of_grant(&grant, &samples::user(), &grant.scope, samples::now(), &SystemIds)
    }

    async fn revoke(
        store: &MemoryOauth,
        token: &str,
        client_id: &str,
        secret: &str,
    ) -> TestResponse {
        let fields = [("token", token), ("client_id", client_id), ("client_secret", secret)];
        let call = Call::to::<RevokeToken>("POST /oauth/revoke").form(&fields);
        let handle = async |request| handle(request, store, &tokens()).await;
        TestResponse::of(invoke::<RevokeToken>(call.event(), handle).await)
    }

    async fn grant_is_revoked(store: &MemoryOauth) -> bool {
        store.grant("g").await.unwrap().unwrap().revoked
    }

    #[tokio::test]
    async fn revoking_an_access_token_does_not_revoke_its_grant() {
        let store = store().await;
        let claims = claims();
        let token = tokens().sign(&claims).await.unwrap();
        let response = revoke(&store, &token, "client", CLIENT_SECRET).await;
        assert_eq!((response.status(), response.text()), (200, ""));
        assert!(store.is_token_revoked(&claims.jti.unwrap()).await.unwrap());
        assert!(!grant_is_revoked(&store).await);
    }

    #[tokio::test]
    async fn revoking_a_refresh_token_or_code_revokes_its_grant() {
        let store = store().await;
        assert_eq!(revoke(&store, "code", "client", CLIENT_SECRET).await.status(), 200);
        assert!(grant_is_revoked(&store).await);
    }

    #[tokio::test]
    async fn revoking_an_unknown_token_succeeds_and_a_missing_one_is_refused() {
        let store = store().await;
        assert_eq!(revoke(&store, "unknown", "client", CLIENT_SECRET).await.status(), 200);
        assert_eq!(revoke(&store, "", "client", CLIENT_SECRET).await.status(), 400);
    }

    #[tokio::test]
    async fn a_token_of_another_client_is_not_revoked() {
        let store = store().await;
        let claims = claims();
        let access = tokens().sign(&claims).await.unwrap();
        let login = token("user", UserType::Standard).await;
        for token in ["code", &access, &login] {
            assert_eq!(revoke(&store, token, "other", CLIENT_SECRET).await.status(), 400);
            assert_eq!(revoke(&store, token, "client", "wrong").await.status(), 401);
        }
        assert!(!grant_is_revoked(&store).await);
        assert!(!store.is_token_revoked(&claims.jti.unwrap()).await.unwrap());
    }
}
