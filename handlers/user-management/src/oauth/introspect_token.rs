//! `introspect-token`: shows a client whether a token is valid (RFC 7662).

use contracts::{
    Json,
    user_management::{IntrospectToken, TokenInfo},
};
use jiff::Timestamp;
use platform::{
    Claims, Failure, Handler, Lambda, Reply, Request, Result, Tokens,
    clock::{Clock, SystemClock},
};

use super::{
    client::Client,
    client_auth,
    grant::{Grant, Stage},
    ports::{Clients, Grants, RevokedTokens},
    secret::Digest,
    tokens,
};
use crate::{UserManagement, accounts::ports::Users, dynamo::DynamoStore};

const ISSUER: &str = "user-management-service";

impl Handler<IntrospectToken> for UserManagement {
    async fn run(lambda: Lambda<IntrospectToken>) -> Result {
        let (store, tokens) = (DynamoStore(lambda.table()), lambda.tokens());
        lambda
            .serve(async |request| handle(request, &store, &store, &tokens, &SystemClock).await)
            .await
    }
}

pub async fn handle(
    request: Request<IntrospectToken>,
    users: &impl Users,
    store: &(impl Clients + Grants + RevokedTokens),
    tokens: &Tokens,
    clock: &impl Clock,
) -> Result<Reply<Json<TokenInfo>>> {
    let content = &request.content;
    let (id, secret) = (content.client_id.as_deref(), content.client_secret.as_deref());
    let header = request.header("authorization");
    let caller = client_auth::authenticate(store, header, id, secret).await?;
    let info = match tokens.verify(&content.token).await {
        Ok(claims) => of_access_token(claims, store).await?,
        Err(Failure::Rejected(_)) => of_refresh_token(&content.token, store, clock.now()).await?,
        Err(failed) => return Err(failed),
    };
    let info = match info.filter(|info| may_see(&caller, info)) {
        Some(info) => TokenInfo { username: email(&info, users).await?, ..info },
        None => TokenInfo::default(),
    };
    Ok(Reply::new(Json(info)).header("Cache-Control", "no-store"))
}

/// A client sees the tokens that were issued to it. An administrator may let an API that checks the
/// tokens it receives see all.
fn may_see(caller: &Client, info: &TokenInfo) -> bool {
    caller.introspects_all || info.client_id.as_deref() == Some(&caller.id)
}

/// The user's e-mail address, if the scope of the token contains it.
async fn email(info: &TokenInfo, users: &impl Users) -> Result<Option<String>> {
    let mut scope = info.scope.as_deref().unwrap_or_default().split(' ');
    let Some(user_id) = info.sub.as_deref().filter(|_| scope.any(|name| name == "email")) else {
        return Ok(None);
    };
    Ok(users.user(user_id).await?.map(|user| user.email.as_str().to_owned()))
}

async fn of_access_token(
    claims: Claims,
    store: &(impl Clients + Grants + RevokedTokens),
) -> Result<Option<TokenInfo>> {
    if !is_valid(&claims, store).await? {
        return Ok(None);
    }
    Ok(Some(TokenInfo {
        active: true,
        scope: claims.scope,
        aud: claims.client_id.clone(),
        client_id: claims.client_id,
        username: None,
        token_type: Some("Bearer".to_owned()),
        exp: Some(claims.exp),
        iat: Some(claims.iat),
        nbf: Some(claims.iat),
        sub: Some(claims.sub),
        iss: Some(ISSUER.to_owned()),
        jti: claims.jti,
    }))
}

/// Whether the client of a token still exists, and neither the token nor its grant is revoked.
async fn is_valid(
    claims: &Claims,
    store: &(impl Clients + Grants + RevokedTokens),
) -> Result<bool> {
    let issued = i64::try_from(claims.iat).ok();
    let issued = issued.and_then(|seconds| Timestamp::from_second(seconds).ok());
    if let Some(client_id) = &claims.client_id {
        let client = store.client(client_id).await?;
        if !client.zip(issued).is_some_and(|(client, issued)| client.existed_at(issued)) {
            return Ok(false);
        }
    }
    let Some(token_id) = &claims.jti else { return Ok(true) };
    if let Some(grant_id) = tokens::grant_id(token_id) {
        let grant = store.grant(grant_id).await?;
        if grant.is_none_or(|grant| grant.revoked) {
            return Ok(false);
        }
    }
    Ok(!store.is_token_revoked(token_id).await?)
}

async fn of_refresh_token(
    token: &str,
    store: &(impl Clients + Grants),
    now: Timestamp,
) -> Result<Option<TokenInfo>> {
    let digest = Digest::of(token);
    let Some(grant) = store.grant_by_credential(&digest).await? else { return Ok(None) };
    let client = store.client(&grant.client_id).await?;
    let is_valid = client.is_some_and(|client| client.existed_at(grant.created_at))
        && grant.check_credential(&digest, Stage::Refresh, &grant.client_id, now).is_ok();
    if !is_valid {
        return Ok(None);
    }
    Ok(Some(describe(grant)))
}

fn describe(grant: Grant) -> TokenInfo {
    TokenInfo {
        active: true,
        scope: Some(grant.scope.to_string()),
        aud: Some(grant.client_id.clone()),
        client_id: Some(grant.client_id),
        exp: u64::try_from(grant.credential_expires.as_second()).ok(),
        iat: u64::try_from(grant.created_at.as_second()).ok(),
        sub: Some(grant.user_id),
        iss: Some(ISSUER.to_owned()),
        ..TokenInfo::default()
    }
}

#[cfg(test)]
mod tests {
    use platform::{
        UserType,
        ids::SystemIds,
        testing::{Call, TestResponse, invoke, token, tokens},
    };
    use serde_json::{Value, json};

    use super::*;
    use crate::oauth::{
        memory::MemoryOauth,
        ports::{ClientDeletions, GrantExchanges, GrantRevocations, NewGrants, TokenRevocations},
        samples::{self, CLIENT_SECRET, clock},
        tokens::of_grant,
    };

    /// Some clients, and the grant `g` of `client` with the refresh token `refresh`.
    async fn store() -> MemoryOauth {
        let store = MemoryOauth::default()
            .and_client(samples::client("client"))
            .and_client(samples::client("other"))
            .and_client(Client { introspects_all: true, ..samples::client("api") })
            .and_client(samples::public_client("public"));
        let new = samples::grant("g", "code");
        store.add_grant(&new).await.unwrap();
        let exchanged = new.exchanged(Some("refresh"), samples::now());
        assert!(store.replace_grant(&new, &exchanged).await.unwrap());
        store
    }

    fn claims() -> Claims {
        let grant = samples::grant("g", "code");
        of_grant(&grant, &samples::user(), &grant.scope, samples::now(), &SystemIds)
    }

    async fn sign(claims: &Claims) -> String {
        tokens().sign(claims).await.unwrap()
    }

    async fn send(store: &MemoryOauth, fields: &[(&str, &str)]) -> TestResponse {
        let call = Call::to::<IntrospectToken>("POST /oauth/introspect").form(fields);
        let users = samples::users();
        let handle = async |request| handle(request, &users, store, &tokens(), &clock()).await;
        TestResponse::of(invoke::<IntrospectToken>(call.event(), handle).await)
    }

    /// What the client `api`, which may introspect all tokens, sees of `token`.
    async fn introspect(store: &MemoryOauth, token: &str) -> Value {
        introspect_as(store, "api", token).await
    }

    async fn introspect_as(store: &MemoryOauth, client_id: &str, token: &str) -> Value {
        let fields = [("token", token), ("client_id", client_id), ("client_secret", CLIENT_SECRET)];
        let response = send(store, &fields).await;
        assert_eq!(response.status(), 200);
        response.json()
    }

    fn inactive() -> Value {
        json!({ "active": false })
    }

    #[tokio::test]
    async fn an_access_token_is_described_to_its_client() {
        let store = store().await;
        let claims = claims();
        let token = sign(&claims).await;
        assert_eq!(
            introspect_as(&store, "client", &token).await,
            json!({
                "active": true,
                "scope": "read write",
                "client_id": "client",
                "token_type": "Bearer",
                "exp": claims.exp,
                "iat": claims.iat,
                "nbf": claims.iat,
                "sub": "user",
                "aud": "client",
                "iss": "user-management-service",
                "jti": claims.jti,
            })
        );
    }

    #[tokio::test]
    async fn login_tokens_and_refresh_tokens_are_active_too() {
        let store = store().await;
        let login = token("user", UserType::Standard).await;
        assert_eq!(introspect(&store, &login).await["sub"], "user");
        let refresh = introspect(&store, "refresh").await;
        assert_eq!((&refresh["active"], &refresh["sub"]), (&json!(true), &json!("user")));
    }

    #[tokio::test]
    async fn a_client_sees_its_own_tokens_and_no_others_unless_an_administrator_allowed_it() {
        let store = store().await;
        let access = sign(&claims()).await;
        let login = token("user", UserType::Standard).await;
        for token in [access.as_str(), "refresh"] {
            assert_eq!(introspect_as(&store, "client", token).await["active"], true);
            assert_eq!(introspect_as(&store, "other", token).await, inactive());
            assert_eq!(introspect_as(&store, "api", token).await["active"], true);
        }
        for client_id in ["client", "other"] {
            assert_eq!(introspect_as(&store, client_id, &login).await, inactive());
        }
    }

    #[tokio::test]
    async fn the_address_of_the_user_is_shown_if_the_scope_contains_it() {
        let store = store().await;
        let username = async |scope: Option<&str>| {
            let claims = Claims { scope: scope.map(str::to_owned), ..claims() };
            introspect(&store, &sign(&claims).await).await.get("username").cloned()
        };
        assert_eq!(username(Some("read email")).await, Some(json!("jane@example.com")));
        for scope in [Some("read write openid profile"), Some(""), None] {
            assert_eq!(username(scope).await, None, "{scope:?}");
        }
        assert_eq!(introspect(&store, "refresh").await.get("username"), None);
    }

    #[tokio::test]
    async fn of_an_invalid_token_only_inactive_is_shown() {
        let store = store().await;
        for token in ["", "unknown", "code", "a.b.c"] {
            assert_eq!(introspect(&store, token).await, inactive(), "`{token}`");
        }
        let expired = sign(&Claims { exp: 1, ..claims() }).await;
        assert_eq!(introspect(&store, &expired).await, inactive());
        let other_key = Tokens::fixed("another secret");
        let foreign = other_key.sign(&claims()).await.unwrap();
        assert_eq!(introspect(&store, &foreign).await, inactive());
    }

    #[tokio::test]
    async fn a_revoked_token_is_inactive() {
        let store = store().await;
        let (one, two) = (claims(), claims());
        let token_id = one.jti.clone().unwrap();
        store.revoke_token(&token_id, samples::now()).await.unwrap();
        let (one, two) = (sign(&one).await, sign(&two).await);
        assert_eq!(introspect(&store, &one).await, inactive());
        assert_eq!(introspect(&store, &two).await["active"], true);

        store.revoke_grant("g").await.unwrap();
        assert_eq!(introspect(&store, &two).await, inactive());
        assert_eq!(introspect(&store, "refresh").await, inactive());
    }

    #[tokio::test]
    async fn a_token_of_a_deleted_client_is_inactive() {
        let store = store().await;
        let token = sign(&claims()).await;
        assert!(store.delete_client("client").await.unwrap());
        assert_eq!(introspect(&store, &token).await, inactive());
        assert_eq!(introspect(&store, "refresh").await, inactive());
    }

    #[tokio::test]
    async fn a_public_client_sees_its_own_tokens_only() {
        let store = store().await;
        let own = sign(&Claims { client_id: Some("public".to_owned()), ..claims() }).await;
        let other = sign(&claims()).await;
        let introspect = async |token: &str| {
            send(&store, &[("token", token), ("client_id", "public")]).await.json()
        };
        assert_eq!(introspect(&own).await["active"], true);
        assert_eq!(introspect(&other).await, inactive());
    }

    #[tokio::test]
    async fn a_caller_that_is_no_client_is_refused() {
        let store = store().await;
        let response = send(&store, &[("token", "refresh")]).await;
        assert_eq!((response.status(), &response.json()["error"]), (401, &json!("invalid_client")));
    }
}
