//! `issue-token`: exchanges a grant for tokens (RFC 6749 sections 4.1.3, 4.4.2 and 6).

use contracts::{
    Json,
    user_management::{IssueToken, TokenReply, TokenRequest},
};
use platform::{
    Handler, Lambda, Reply, Request, Result, Tokens,
    clock::{Clock, SystemClock},
    ids::{Ids, SystemIds},
};

use super::{
    client::{Client, GrantType},
    client_auth,
    exchange::{Exchange, IssuedTokens},
    oauth_error::OauthError,
    ports::{Clients, GrantExchanges, GrantRevocations, Grants},
    tokens::{self, LIFETIME},
};
use crate::{UserManagement, accounts::ports::Users, dynamo::DynamoStore};

impl Handler<IssueToken> for UserManagement {
    async fn run(lambda: Lambda<IssueToken>) -> Result {
        let (store, tokens) = (DynamoStore(lambda.table()), lambda.tokens());
        lambda
            .serve(async |request| {
                handle(request, &store, &store, &tokens, &SystemClock, &SystemIds).await
            })
            .await
    }
}

pub async fn handle(
    request: Request<IssueToken>,
    users: &impl Users,
    store: &(impl Clients + Grants + GrantExchanges + GrantRevocations),
    tokens: &Tokens,
    clock: &impl Clock,
    ids: &impl Ids,
) -> Result<Reply<Json<TokenReply>>> {
    let content = &request.content;
    let (id, secret) = (content.client_id.as_deref(), content.client_secret.as_deref());
    let header = request.header("authorization");
    let client = client_auth::authenticate(store, header, id, secret).await?;
    let now = clock.now();
    let exchange = Exchange { users, grants: store, tokens, ids, client: &client, now };
    let issued = match grant_type(content, &client)? {
        GrantType::AuthorizationCode => exchange.code(content).await?,
        GrantType::RefreshToken => exchange.refresh_token(content).await?,
        GrantType::ClientCredentials => {
            let scope = client.scope.narrow(content.scope.as_deref())?;
            let claims = tokens::of_client(&client, &scope, now, ids);
            IssuedTokens { access_token: tokens.sign(&claims).await?, scope, refresh_token: None }
        }
    };
    let reply = TokenReply {
        access_token: issued.access_token,
        token_type: "Bearer".to_owned(),
        expires_in: LIFETIME.as_secs(),
        refresh_token: issued.refresh_token,
        scope: issued.scope.to_string(),
    };
    Ok(Reply::new(Json(reply)).header("Cache-Control", "no-store"))
}

fn grant_type(content: &TokenRequest, client: &Client) -> Result<GrantType, OauthError> {
    let grant_type = GrantType::parse(&content.grant_type).ok_or_else(|| {
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

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use platform::{
        UserType,
        clock::FixedClock,
        testing::{Call, TestResponse, invoke, tokens},
    };
    use serde_json::Value;

    use super::*;
    use crate::{
        accounts::{memory::MemoryAccounts, user::User},
        oauth::{
            grant::Grant,
            memory::MemoryOauth,
            pkce::{Challenge, Method},
            ports::NewGrants,
            samples::{self, CLIENT_SECRET, REDIRECT_URI},
        },
    };

    const VERIFIER: &str = "0123456789012345678901234567890123456789012";

    /// Three clients, and the grant `g` with the code `code` for `client`.
    async fn store() -> MemoryOauth {
        let store = MemoryOauth::default()
            .and_client(samples::client("client"))
            .and_client(samples::client("other"))
            .and_client(samples::public_client("public"));
        store.add_grant(&samples::grant("g", "code")).await.unwrap();
        store
    }

    fn call() -> Call {
        Call::to::<IssueToken>("POST /oauth/token")
    }

    /// Sends a call some minutes after the code was issued. The user `user` is a premium user.
    async fn send_at(store: &MemoryOauth, minutes: i64, call: Call) -> TestResponse {
        let premium = User { user_type: UserType::Premium, ..samples::user() };
        let users = MemoryAccounts::with_users([premium]);
        let clock = FixedClock(samples::now() + SignedDuration::from_mins(minutes));
        let handle =
            async |request| handle(request, &users, store, &tokens(), &clock, &SystemIds).await;
        TestResponse::of(invoke::<IssueToken>(call.event(), handle).await)
    }

    async fn send(store: &MemoryOauth, client_id: &str, fields: &[(&str, &str)]) -> TestResponse {
        let mut fields = fields.to_vec();
        fields.extend([("client_id", client_id), ("client_secret", CLIENT_SECRET)]);
        send_at(store, 0, call().form(&fields)).await
    }

    fn code_fields() -> Vec<(&'static str, &'static str)> {
        vec![("grant_type", "authorization_code"), ("code", "code"), ("redirect_uri", REDIRECT_URI)]
    }

    async fn refresh_with(store: &MemoryOauth, token: &str) -> TestResponse {
        send(store, "client", &[("grant_type", "refresh_token"), ("refresh_token", token)]).await
    }

    fn refresh_token(response: &TestResponse) -> String {
        response.json()["refresh_token"].as_str().unwrap().to_owned()
    }

    fn check_error(response: &TestResponse, status: u64, error: &str) {
        assert_eq!((response.status(), &response.json()["error"]), (status, &Value::from(error)));
        assert_eq!(response.header("Cache-Control"), "no-store");
    }

    async fn is_revoked(store: &MemoryOauth) -> bool {
        store.grant("g").await.unwrap().unwrap().revoked
    }

    #[tokio::test]
    async fn a_code_is_exchanged_for_tokens() {
        let store = store().await;
        let response = send(&store, "client", &code_fields()).await;
        assert_eq!(response.status(), 200);
        assert_eq!(response.header("Cache-Control"), "no-store");
        let body = response.json();
        assert_eq!(body["token_type"], "Bearer");
        assert_eq!(body["expires_in"], 600);
        assert_eq!(body["scope"], "read write");
        let token = body["access_token"].as_str().unwrap();
        let claims = tokens().verify(token).await.unwrap();
        assert_eq!((claims.sub.as_str(), claims.user_type), ("user", UserType::Premium));
        assert_eq!(claims.exp, claims.iat + 600);
        assert_eq!(claims.client_id.as_deref(), Some("client"));
        assert_eq!(claims.scope.as_deref(), Some("read write"));
        assert!(claims.jti.is_some());
    }

    #[tokio::test]
    async fn a_reused_code_is_refused_and_revokes_its_grant() {
        let store = store().await;
        let first = send(&store, "client", &code_fields()).await;
        check_error(&send(&store, "client", &code_fields()).await, 400, "invalid_grant");
        assert!(is_revoked(&store).await);
        check_error(&refresh_with(&store, &refresh_token(&first)).await, 400, "invalid_grant");
    }

    #[tokio::test]
    async fn a_code_with_another_client_address_or_time_is_refused_and_stays_valid() {
        let store = store().await;
        check_error(&send(&store, "other", &code_fields()).await, 400, "invalid_grant");
        let mut elsewhere = code_fields();
        elsewhere[2].1 = "https://client.example/";
        check_error(&send(&store, "client", &elsewhere).await, 400, "invalid_grant");
        let mut guessed = code_fields();
        guessed[1].1 = "guessed";
        check_error(&send(&store, "client", &guessed).await, 400, "invalid_grant");
        let mut fields = code_fields();
        fields.extend([("client_id", "client"), ("client_secret", CLIENT_SECRET)]);
        let call = call().form(&fields);
        check_error(&send_at(&store, 10, call).await, 400, "invalid_grant");

        assert_eq!(
            send(&store, "client", &code_fields()).await.status(),
            200,
            "the code was not used up"
        );
    }

    #[tokio::test]
    async fn a_public_client_needs_the_verifier_of_its_challenge() {
        let challenge = Some(Challenge { method: Method::Plain, value: VERIFIER.to_owned() });
        let client_id = "public".to_owned();
        let grant = Grant { client_id, challenge, ..samples::grant("p", "public code") };
        let store = store().await;
        store.add_grant(&grant).await.unwrap();
        let with = async |verifier: &str| {
            let fields = [
                ("grant_type", "authorization_code"),
                ("code", "public code"),
                ("redirect_uri", REDIRECT_URI),
                ("client_id", "public"),
                ("code_verifier", verifier),
            ];
            send_at(&store, 0, call().form(&fields)).await
        };
        check_error(&with("").await, 400, "invalid_grant");
        check_error(&with(&VERIFIER.replace('0', "1")).await, 400, "invalid_grant");
        assert_eq!(with(VERIFIER).await.status(), 200);
    }

    #[tokio::test]
    async fn each_refresh_returns_a_new_refresh_token() {
        let store = store().await;
        let first = refresh_token(&send(&store, "client", &code_fields()).await);
        let second = refresh_token(&refresh_with(&store, &first).await);
        let third = refresh_with(&store, &second).await;
        assert_eq!(third.status(), 200);
        assert_ne!(second, refresh_token(&third));
    }

    #[tokio::test]
    async fn a_reused_refresh_token_is_refused_and_revokes_its_grant() {
        let store = store().await;
        let first = refresh_token(&send(&store, "client", &code_fields()).await);
        let second = refresh_token(&refresh_with(&store, &first).await);
        check_error(&refresh_with(&store, &first).await, 400, "invalid_grant");
        assert!(is_revoked(&store).await);
        check_error(&refresh_with(&store, &second).await, 400, "invalid_grant");
    }

    #[tokio::test]
    async fn a_refresh_may_narrow_the_scope_and_not_extend_it() {
        let store = store().await;
        let first = refresh_token(&send(&store, "client", &code_fields()).await);
        let with = async |token: &str, scope: &str| {
            let fields =
                [("grant_type", "refresh_token"), ("refresh_token", token), ("scope", scope)];
            send(&store, "client", &fields).await
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
    async fn client_credentials_are_exchanged_for_an_access_token_only() {
        let store = store().await;
        let fields = [("grant_type", "client_credentials"), ("scope", "read")];
        let body = send(&store, "client", &fields).await.json();
        assert_eq!(body.get("refresh_token"), None);
        assert_eq!(body["scope"], "read");
        let token = body["access_token"].as_str().unwrap();
        let claims = tokens().verify(token).await.unwrap();
        assert_eq!((claims.sub.as_str(), claims.user_type), ("client", UserType::Standard));
    }

    #[tokio::test]
    async fn a_client_without_the_grant_type_gets_no_refresh_token() {
        let store = store().await;
        let grant_types = vec![GrantType::AuthorizationCode];
        let store = store.and_client(Client { grant_types, ..samples::client("client") });
        let response = send(&store, "client", &code_fields()).await;
        assert_eq!((response.status(), response.json().get("refresh_token")), (200, None));
        check_error(&refresh_with(&store, "any").await, 400, "unauthorized_client");
    }

    #[tokio::test]
    async fn a_client_with_wrong_credentials_is_refused() {
        let store = store().await;
        let fields = [
            ("grant_type", "client_credentials"),
            ("client_id", "client"),
            ("client_secret", "wrong"),
        ];
        for fields in [&fields[..], &fields[..2], &fields[..1]] {
            let response = send_at(&store, 0, call().form(fields)).await;
            check_error(&response, 401, "invalid_client");
            assert!(response.header("WWW-Authenticate").starts_with("Basic"));
        }
        let response = send(&store, "public", &[("grant_type", "refresh_token")]).await;
        check_error(&response, 401, "invalid_client");
    }

    #[tokio::test]
    async fn credentials_in_the_header_are_accepted() {
        let store = store().await;
        let call = call()
            .header("authorization", "Basic Y2xpZW50OnRoZStjbGllbnQncytzZWNyZXQ=")
            .form(&code_fields());
        assert_eq!(send_at(&store, 0, call).await.status(), 200);
    }

    #[tokio::test]
    async fn a_missing_or_unknown_field_is_refused() {
        let store = store().await;
        let fields = [("grant_type", "password")];
        check_error(&send(&store, "client", &fields).await, 400, "unsupported_grant_type");
        let fields = [("grant_type", "authorization_code")];
        check_error(&send(&store, "client", &fields).await, 400, "invalid_request");
        let fields = [("grant_type", "refresh_token")];
        check_error(&send(&store, "client", &fields).await, 400, "invalid_request");
    }

    #[tokio::test]
    async fn a_grant_of_a_deleted_client_is_refused() {
        let store = store().await;
        let created_at = samples::now() + SignedDuration::from_secs(1);
        let store = store.and_client(Client { created_at, ..samples::client("client") });
        check_error(&send(&store, "client", &code_fields()).await, 400, "invalid_grant");
    }
}
