//! `issue-token`: trades a grant for tokens (RFC 6749 sections 4.1.3, 4.4.2 and 6).

use contracts::{
    Json,
    user_management::{TokenReply, TokenRequest},
};
use jiff::Timestamp;
use platform::{Authority, Reply, Request, Result, clock::Clock, ids::Ids};

use crate::{
    client::{Client, GrantType},
    client_auth,
    exchange::{self, Issue},
    grant::Stage,
    oauth_error::OauthError,
    ports::{Clients, Grants, Users},
    tokens::{self, LIFETIME_SECONDS},
};

pub async fn handle(
    request: Request<TokenRequest>,
    store: &(impl Users + Clients + Grants),
    authority: &Authority,
    clock: &impl Clock,
    ids: &impl Ids,
) -> Result<Reply<Json<TokenReply>>> {
    let asked = &request.content;
    let (id, secret) = (asked.client_id.as_deref(), asked.client_secret.as_deref());
    let client = client_auth::authenticate(store, &request, id, secret).await?;
    let now = clock.now();
    let issue = match grant_type(asked, &client)? {
        GrantType::AuthorizationCode => {
            trade_code(asked, &client, store, authority, now, ids).await?
        }
        GrantType::RefreshToken => refresh(asked, &client, store, authority, now, ids).await?,
        GrantType::ClientCredentials => {
            let scope = client.scope.narrow(asked.scope.as_deref())?;
            let claims = tokens::of_client(&client, &scope, now, ids);
            Issue { access_token: authority.sign(&claims).await?, scope, refresh_token: None }
        }
    };
    let reply = TokenReply {
        access_token: issue.access_token,
        token_type: "Bearer".to_owned(),
        expires_in: LIFETIME_SECONDS,
        refresh_token: issue.refresh_token,
        scope: issue.scope.to_string(),
    };
    Ok(Reply::new(Json(reply)).header("Cache-Control", "no-store"))
}

fn grant_type(asked: &TokenRequest, client: &Client) -> Result<GrantType, OauthError> {
    let grant_type = GrantType::parse(&asked.grant_type).ok_or_else(|| {
        OauthError::unsupported_grant_type(
            "`grant_type` must be `authorization_code`, `refresh_token` or `client_credentials`",
        )
    })?;
    if client.may_use(grant_type) {
        Ok(grant_type)
    } else {
        Err(OauthError::unauthorized_client(format!(
            "the client did not register the grant type `{}`",
            grant_type.name()
        )))
    }
}

async fn trade_code(
    asked: &TokenRequest,
    client: &Client,
    store: &(impl Users + Grants),
    authority: &Authority,
    now: Timestamp,
    ids: &impl Ids,
) -> Result<Issue> {
    let code = required("code", asked.code.as_deref())?;
    let grant = exchange::accepted(code, Stage::Code, client, store, now).await?;
    grant.fits(asked.redirect_uri.as_deref(), asked.code_verifier.as_deref())?;
    let scope = grant.scope.clone();
    exchange::trade(&grant, scope, client, store, authority, now, ids).await
}

async fn refresh(
    asked: &TokenRequest,
    client: &Client,
    store: &(impl Users + Grants),
    authority: &Authority,
    now: Timestamp,
    ids: &impl Ids,
) -> Result<Issue> {
    let token = required("refresh_token", asked.refresh_token.as_deref())?;
    let grant = exchange::accepted(token, Stage::Refresh, client, store, now).await?;
    let scope = grant.scope.narrow(asked.scope.as_deref())?;
    exchange::trade(&grant, scope, client, store, authority, now, ids).await
}

fn required<'a>(field: &str, value: Option<&'a str>) -> Result<&'a str, OauthError> {
    let missing = || OauthError::invalid_request(format!("`{field}` is missing"));
    value.filter(|it| !it.is_empty()).ok_or_else(missing)
}

#[cfg(test)]
mod tests {
    use contracts::user_management::IssueToken;
    use jiff::SignedDuration;
    use platform::{UserType, clock::FixedClock, ids::SystemIds, testing::invoke};
    use serde_json::Value;

    use super::*;
    use crate::{
        calls::{Answer, Call, authority},
        grant::Grant,
        memory::MemoryStore,
        pkce::{Challenge, Method},
        samples::{self, CLIENT_SECRET, REDIRECT_URI},
        user::{Standing, User},
    };

    const VERIFIER: &str = "0123456789012345678901234567890123456789012";

    /// A premium user `user`, three clients, and the grant `g` with the code `code` for `client`.
    async fn store() -> MemoryStore {
        let user = samples::user("jane@example.com");
        let user = User { id: "user".to_owned(), standing: Standing::Premium, ..user };
        let store = MemoryStore::with_users([user])
            .and_client(samples::client("client"))
            .and_client(samples::client("other"))
            .and_client(samples::public_client("public"));
        store.open_grant(&samples::grant("g", "code")).await.unwrap();
        store
    }

    async fn send_at(store: &MemoryStore, minutes: i64, call: Call) -> Answer {
        let clock = FixedClock(samples::now() + SignedDuration::from_mins(minutes));
        let handle = async |request| handle(request, store, &authority(), &clock, &SystemIds).await;
        Answer::of(invoke::<IssueToken>(call.event(), handle).await)
    }

    async fn ask(store: &MemoryStore, client_id: &str, fields: &[(&str, &str)]) -> Answer {
        let mut fields = fields.to_vec();
        fields.extend([("client_id", client_id), ("client_secret", CLIENT_SECRET)]);
        send_at(store, 0, Call::to("POST /oauth/token").form(&fields)).await
    }

    fn code_fields() -> Vec<(&'static str, &'static str)> {
        vec![("grant_type", "authorization_code"), ("code", "code"), ("redirect_uri", REDIRECT_URI)]
    }

    async fn refresh_with(store: &MemoryStore, token: &str) -> Answer {
        ask(store, "client", &[("grant_type", "refresh_token"), ("refresh_token", token)]).await
    }

    fn refresh_token(answer: &Answer) -> String {
        answer.json()["refresh_token"].as_str().unwrap().to_owned()
    }

    fn check_error(answer: &Answer, status: u64, error: &str) {
        assert_eq!((answer.status(), &answer.json()["error"]), (status, &Value::from(error)));
        assert_eq!(answer.header("Cache-Control"), "no-store");
    }

    async fn is_revoked(store: &MemoryStore) -> bool {
        store.grant("g").await.unwrap().unwrap().revoked
    }

    #[tokio::test]
    async fn a_code_is_traded_for_tokens() {
        let store = store().await;
        let answer = ask(&store, "client", &code_fields()).await;
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.header("Cache-Control"), "no-store");
        let body = answer.json();
        assert_eq!(body["token_type"], "Bearer");
        assert_eq!(body["expires_in"], 3600);
        assert_eq!(body["scope"], "read write");
        let token = body["access_token"].as_str().unwrap();
        let claims = authority().verify(token).await.unwrap();
        assert_eq!((claims.sub.as_str(), claims.user_type), ("user", UserType::Premium));
        assert_eq!(claims.exp, claims.iat + 3600);
        assert_eq!(claims.client_id.as_deref(), Some("client"));
        assert_eq!(claims.scope.as_deref(), Some("read write"));
        assert!(claims.jti.is_some());
    }

    #[tokio::test]
    async fn a_code_is_good_once_and_its_replay_revokes_what_came_of_it() {
        let store = store().await;
        let first = ask(&store, "client", &code_fields()).await;
        check_error(&ask(&store, "client", &code_fields()).await, 400, "invalid_grant");
        assert!(is_revoked(&store).await);
        check_error(&refresh_with(&store, &refresh_token(&first)).await, 400, "invalid_grant");
    }

    #[tokio::test]
    async fn a_code_is_bound_to_client_address_and_time() {
        let store = store().await;
        check_error(&ask(&store, "other", &code_fields()).await, 400, "invalid_grant");
        let mut elsewhere = code_fields();
        elsewhere[2].1 = "https://client.example/";
        check_error(&ask(&store, "client", &elsewhere).await, 400, "invalid_grant");
        let mut guessed = code_fields();
        guessed[1].1 = "guessed";
        check_error(&ask(&store, "client", &guessed).await, 400, "invalid_grant");
        let mut fields = code_fields();
        fields.extend([("client_id", "client"), ("client_secret", CLIENT_SECRET)]);
        let call = Call::to("POST /oauth/token").form(&fields);
        check_error(&send_at(&store, 10, call).await, 400, "invalid_grant");

        assert_eq!(ask(&store, "client", &code_fields()).await.status(), 200, "nothing was spent");
    }

    #[tokio::test]
    async fn a_public_client_proves_itself_with_the_verifier() {
        let challenge = Some(Challenge { method: Method::Plain, value: VERIFIER.to_owned() });
        let client_id = "public".to_owned();
        let grant = Grant { client_id, challenge, ..samples::grant("p", "public code") };
        let store = store().await;
        store.open_grant(&grant).await.unwrap();
        let with = async |verifier: &str| {
            let fields = [
                ("grant_type", "authorization_code"),
                ("code", "public code"),
                ("redirect_uri", REDIRECT_URI),
                ("client_id", "public"),
                ("code_verifier", verifier),
            ];
            send_at(&store, 0, Call::to("POST /oauth/token").form(&fields)).await
        };
        check_error(&with("").await, 400, "invalid_grant");
        check_error(&with(&VERIFIER.replace('0', "1")).await, 400, "invalid_grant");
        assert_eq!(with(VERIFIER).await.status(), 200);
    }

    #[tokio::test]
    async fn refresh_tokens_rotate() {
        let store = store().await;
        let first = refresh_token(&ask(&store, "client", &code_fields()).await);
        let second = refresh_token(&refresh_with(&store, &first).await);
        let third = refresh_with(&store, &second).await;
        assert_eq!(third.status(), 200);
        assert_ne!(second, refresh_token(&third));
    }

    #[tokio::test]
    async fn a_refresh_token_used_twice_revokes_its_family() {
        let store = store().await;
        let first = refresh_token(&ask(&store, "client", &code_fields()).await);
        let second = refresh_token(&refresh_with(&store, &first).await);
        check_error(&refresh_with(&store, &first).await, 400, "invalid_grant");
        assert!(is_revoked(&store).await);
        check_error(&refresh_with(&store, &second).await, 400, "invalid_grant");
    }

    #[tokio::test]
    async fn a_refreshed_scope_only_narrows() {
        let store = store().await;
        let first = refresh_token(&ask(&store, "client", &code_fields()).await);
        let with = async |token: &str, scope: &str| {
            let fields =
                [("grant_type", "refresh_token"), ("refresh_token", token), ("scope", scope)];
            ask(&store, "client", &fields).await
        };
        check_error(&with(&first, "read email").await, 400, "invalid_scope");
        let narrowed = with(&first, "read").await;
        assert_eq!(narrowed.json()["scope"], "read");
        assert_eq!(
            refresh_with(&store, &refresh_token(&narrowed)).await.json()["scope"],
            "read write"
        );
    }

    #[tokio::test]
    async fn a_client_acts_for_itself_without_a_refresh_token() {
        let store = store().await;
        let fields = [("grant_type", "client_credentials"), ("scope", "read")];
        let body = ask(&store, "client", &fields).await.json();
        assert_eq!(body.get("refresh_token"), None);
        assert_eq!(body["scope"], "read");
        let token = body["access_token"].as_str().unwrap();
        let claims = authority().verify(token).await.unwrap();
        assert_eq!((claims.sub.as_str(), claims.user_type), ("client", UserType::Standard));
    }

    #[tokio::test]
    async fn a_client_that_does_not_refresh_gets_no_refresh_token() {
        let store = store().await;
        let grant_types = vec![GrantType::AuthorizationCode];
        let store = store.and_client(Client { grant_types, ..samples::client("client") });
        let answer = ask(&store, "client", &code_fields()).await;
        assert_eq!((answer.status(), answer.json().get("refresh_token")), (200, None));
        check_error(&refresh_with(&store, "any").await, 400, "unauthorized_client");
    }

    #[tokio::test]
    async fn a_client_must_be_who_it_says() {
        let store = store().await;
        let fields = [
            ("grant_type", "client_credentials"),
            ("client_id", "client"),
            ("client_secret", "wrong"),
        ];
        for fields in [&fields[..], &fields[..2], &fields[..1]] {
            let answer = send_at(&store, 0, Call::to("POST /oauth/token").form(fields)).await;
            check_error(&answer, 401, "invalid_client");
            assert!(answer.header("WWW-Authenticate").starts_with("Basic"));
        }
        let answer = ask(&store, "public", &[("grant_type", "refresh_token")]).await;
        check_error(&answer, 401, "invalid_client");
    }

    #[tokio::test]
    async fn credentials_may_be_in_the_header() {
        let store = store().await;
        let call = Call::to("POST /oauth/token")
            .header("authorization", "Basic Y2xpZW50OnRoZStjbGllbnQncytzZWNyZXQ=")
            .form(&code_fields());
        assert_eq!(send_at(&store, 0, call).await.status(), 200);
    }

    #[tokio::test]
    async fn what_is_missing_or_unknown_is_named() {
        let store = store().await;
        let fields = [("grant_type", "password")];
        check_error(&ask(&store, "client", &fields).await, 400, "unsupported_grant_type");
        let fields = [("grant_type", "authorization_code")];
        check_error(&ask(&store, "client", &fields).await, 400, "invalid_request");
        let fields = [("grant_type", "refresh_token")];
        check_error(&ask(&store, "client", &fields).await, 400, "invalid_request");
    }

    #[tokio::test]
    async fn a_grant_does_not_outlive_its_client() {
        let store = store().await;
        let created_at = samples::now() + SignedDuration::from_secs(1);
        let store = store.and_client(Client { created_at, ..samples::client("client") });
        check_error(&ask(&store, "client", &code_fields()).await, 400, "invalid_grant");
    }
}
