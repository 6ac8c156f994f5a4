//! `introspect-token`: tells a client whether a token is good (RFC 7662).

use contracts::{
    Json,
    user_management::{TokenInfo, TokenInquiry},
};
use jiff::Timestamp;
use platform::{Authority, Claims, Failure, Reply, Request, Result, clock::Clock};

use crate::{
    client::Client,
    client_auth,
    grant::{Grant, Stage},
    ports::{Clients, Grants, Users},
    secret::Digest,
    tokens,
};

const ISSUER: &str = "user-management-service";

pub async fn handle(
    request: Request<TokenInquiry>,
    store: &(impl Users + Clients + Grants),
    authority: &Authority,
    clock: &impl Clock,
) -> Result<Reply<Json<TokenInfo>>> {
    let asked = &request.content;
    let (id, secret) = (asked.client_id.as_deref(), asked.client_secret.as_deref());
    let caller = client_auth::authenticate(store, &request, id, secret).await?;
    let info = match authority.verify(&asked.token).await {
        Ok(claims) => of_access_token(claims, store).await?,
        Err(Failure::Rejected(_)) => of_refresh_token(&asked.token, store, clock.now()).await?,
        Err(failed) => return Err(failed),
    };
    let info = info.filter(|it| may_know(&caller, it)).unwrap_or_default();
    Ok(Reply::new(Json(info)).header("Cache-Control", "no-store"))
}

/// A client with a secret may be an API that checks the tokens it is sent. One without could be
/// anybody, so it hears of its own tokens only.
fn may_know(caller: &Client, info: &TokenInfo) -> bool {
    !caller.is_public() || info.client_id.as_deref() == Some(&caller.id)
}

async fn of_access_token(
    claims: Claims,
    store: &(impl Users + Clients + Grants),
) -> Result<Option<TokenInfo>> {
    if !is_standing(&claims, store).await? {
        return Ok(None);
    }
    let user = store.user(&claims.sub).await?;
    Ok(Some(TokenInfo {
        active: true,
        scope: claims.scope,
        aud: claims.client_id.clone(),
        client_id: claims.client_id,
        username: user.map(|it| it.email.as_str().to_owned()),
        token_type: Some("Bearer".to_owned()),
        exp: Some(claims.exp),
        iat: Some(claims.iat),
        nbf: Some(claims.iat),
        sub: Some(claims.sub),
        iss: Some(ISSUER.to_owned()),
        jti: claims.jti,
    }))
}

/// Whether nobody has taken the token back, its grant, or its client.
async fn is_standing(claims: &Claims, store: &(impl Clients + Grants)) -> Result<bool> {
    let issued = i64::try_from(claims.iat).ok().and_then(|it| Timestamp::from_second(it).ok());
    if let Some(client_id) = &claims.client_id {
        let client = store.client(client_id).await?;
        if !client.zip(issued).is_some_and(|(client, issued)| client.existed_at(issued)) {
            return Ok(false);
        }
    }
    let Some(token_id) = &claims.jti else { return Ok(true) };
    if let Some(grant_id) = tokens::grant_id(token_id) {
        let grant = store.grant(grant_id).await?;
        if grant.is_none_or(|it| it.revoked) {
            return Ok(false);
        }
    }
    Ok(!store.is_token_revoked(token_id).await?)
}

async fn of_refresh_token(
    token: &str,
    store: &(impl Users + Clients + Grants),
    now: Timestamp,
) -> Result<Option<TokenInfo>> {
    let digest = Digest::of(token);
    let Some(grant) = store.grant_of(&digest).await? else { return Ok(None) };
    let client = store.client(&grant.client_id).await?;
    let is_good = client.is_some_and(|it| it.existed_at(grant.created_at))
        && grant.accepts(&digest, Stage::Refresh, &grant.client_id, now).is_ok();
    if !is_good {
        return Ok(None);
    }
    let user = store.user(&grant.user_id).await?;
    Ok(Some(describe(grant, user.map(|it| it.email.as_str().to_owned()))))
}

fn describe(grant: Grant, username: Option<String>) -> TokenInfo {
    TokenInfo {
        active: true,
        scope: Some(grant.scope.to_string()),
        aud: Some(grant.client_id.clone()),
        client_id: Some(grant.client_id),
        username,
        exp: u64::try_from(grant.live_until.as_second()).ok(),
        iat: u64::try_from(grant.created_at.as_second()).ok(),
        sub: Some(grant.user_id),
        iss: Some(ISSUER.to_owned()),
        ..TokenInfo::default()
    }
}

#[cfg(test)]
mod tests {
    use contracts::user_management::IntrospectToken;
    use platform::{UserType, ids::SystemIds, testing::invoke};
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        calls::{Answer, Call, authority, clock, token},
        memory::MemoryStore,
        samples::{self, CLIENT_SECRET},
        user::User,
    };

    /// The user `user`, some clients, and the grant `g` of `client` with the refresh token `refresh`.
    async fn store() -> MemoryStore {
        let user = User { id: "user".to_owned(), ..samples::user("jane@example.com") };
        let store = MemoryStore::with_users([user])
            .and_client(samples::client("client"))
            .and_client(samples::client("api"))
            .and_client(samples::public_client("public"));
        let open = samples::grant("g", "code");
        store.open_grant(&open).await.unwrap();
        let traded = open.traded(Some("refresh"), samples::now());
        assert!(store.replace_grant(&open, &traded).await.unwrap());
        store
    }

    async fn claims(store: &MemoryStore) -> Claims {
        let grant = store.grant("g").await.unwrap().unwrap();
        let user = store.user("user").await.unwrap().unwrap();
        tokens::of_grant(&grant, &user, &grant.scope, samples::now(), &SystemIds)
    }

    async fn send(store: &MemoryStore, fields: &[(&str, &str)]) -> Answer {
        let call = Call::to("POST /oauth/introspect").form(fields);
        let handle = async |request| handle(request, store, &authority(), &clock()).await;
        Answer::of(invoke::<IntrospectToken>(call.event(), handle).await)
    }

    /// What the client `api` hears of `token`.
    async fn hear(store: &MemoryStore, token: &str) -> Value {
        let fields = [("token", token), ("client_id", "api"), ("client_secret", CLIENT_SECRET)];
        let answer = send(store, &fields).await;
        assert_eq!(answer.status(), 200);
        answer.json()
    }

    fn inactive() -> Value {
        json!({ "active": false })
    }

    #[tokio::test]
    async fn an_access_token_is_described() {
        let store = store().await;
        let claims = claims(&store).await;
        let token = authority().sign(&claims).await.unwrap();
        assert_eq!(
            hear(&store, &token).await,
            json!({
                "active": true,
                "scope": "read write",
                "client_id": "client",
                "username": "jane@example.com",
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
    async fn tokens_of_login_and_refresh_tokens_are_good_too() {
        let store = store().await;
        let login = token("user", UserType::Standard).await;
        assert_eq!(hear(&store, &login).await["sub"], "user");
        let refresh = hear(&store, "refresh").await;
        assert_eq!((&refresh["active"], &refresh["sub"]), (&json!(true), &json!("user")));
    }

    #[tokio::test]
    async fn of_what_is_not_good_nothing_else_is_said() {
        let store = store().await;
        for token in ["", "unknown", "code", "a.b.c"] {
            assert_eq!(hear(&store, token).await, inactive(), "`{token}`");
        }
        let expired = Claims { exp: 1, ..claims(&store).await };
        let expired = authority().sign(&expired).await.unwrap();
        assert_eq!(hear(&store, &expired).await, inactive());
        let foreign = Authority::fixed("another secret").sign(&claims(&store).await).await.unwrap();
        assert_eq!(hear(&store, &foreign).await, inactive());
    }

    #[tokio::test]
    async fn a_revoked_token_is_not_good() {
        let store = store().await;
        let (one, two) = (claims(&store).await, claims(&store).await);
        let token_id = one.jti.clone().unwrap();
        store.revoke_token(&token_id, samples::now()).await.unwrap();
        let (one, two) =
            (authority().sign(&one).await.unwrap(), authority().sign(&two).await.unwrap());
        assert_eq!(hear(&store, &one).await, inactive());
        assert_eq!(hear(&store, &two).await["active"], true);

        store.revoke_grant("g").await.unwrap();
        assert_eq!(hear(&store, &two).await, inactive());
        assert_eq!(hear(&store, "refresh").await, inactive());
    }

    #[tokio::test]
    async fn a_token_is_not_good_without_its_client() {
        let store = store().await;
        let token = authority().sign(&claims(&store).await).await.unwrap();
        assert!(store.delete_client("client").await.unwrap());
        assert_eq!(hear(&store, &token).await, inactive());
        assert_eq!(hear(&store, "refresh").await, inactive());
    }

    #[tokio::test]
    async fn a_public_client_hears_of_its_own_tokens_only() {
        let store = store().await;
        let mine = Claims { client_id: Some("public".to_owned()), ..claims(&store).await };
        let mine = authority().sign(&mine).await.unwrap();
        let other = authority().sign(&claims(&store).await).await.unwrap();
        let hear = async |token: &str| {
            send(&store, &[("token", token), ("client_id", "public")]).await.json()
        };
        assert_eq!(hear(&mine).await["active"], true);
        assert_eq!(hear(&other).await, inactive());
    }

    #[tokio::test]
    async fn whoever_asks_must_be_a_client() {
        let store = store().await;
        let answer = send(&store, &[("token", "refresh")]).await;
        assert_eq!((answer.status(), &answer.json()["error"]), (401, &json!("invalid_client")));
    }
}
