//! HTTP functions as API Gateway sees them: what they accept, what they answer.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::sync::LazyLock;

use contracts::{
    Admin, Http, Json, Nothing, Page,
    shared_infra::SERVICE,
    user_management::{
        AuthorizeQuery, DeleteClient, Envelope, GetUser, IssueToken, Login, LoginReply,
        LoginRequest, RegisterUser, ShowAuthorizePage, TokenReply, TokenRequest,
    },
};
use platform::{
    Authority, Claims, Failure, Rejection, Reply, Request, Result, UserType,
    testing::{invoke, invoke_secured},
};
use serde_json::{Value, json};

contracts::function! {
    /// Counts everything.
    CountAll = SERVICE / "count-all" on Http<Nothing, Json<u32>, Admin>, routes ["GET /all" => 200] {}
}

const CREDENTIALS: &str = r#"{"email_address":"jane@example.org","password":"secret-7"}"#;

static AUTHORITY: LazyLock<Authority> =
    LazyLock::new(|| Authority::fixed("a secret of at least thirty-two bytes"));

async fn log_in(request: Request<LoginRequest>) -> Result<Json<Envelope<LoginReply>>> {
    let token = request.content.email_address;
    Ok(Json(Envelope { data: LoginReply { token }, message: String::new() }))
}

/// Posts `body` to the login, with these headers.
async fn post(body: &str, headers: Value) -> Value {
    let event = json!({ "routeKey": "POST /login", "headers": headers, "body": body });
    invoke::<Login>(event, log_in).await.unwrap()
}

fn body(answer: &Value) -> Value {
    serde_json::from_str(answer["body"].as_str().unwrap()).unwrap()
}

async fn check_login(content: &str, headers: Value, status: u16, detail: &str) {
    let answer = post(content, headers).await;
    assert_eq!(answer["statusCode"], status, "{answer}");
    assert_eq!(answer["headers"]["Content-Type"], "application/problem+json");
    let found = body(&answer)["detail"].as_str().unwrap().to_owned();
    assert!(found.contains(detail), "`{found}` lacks `{detail}`");
}

#[tokio::test]
async fn a_request_is_answered_in_json() {
    let answer = post(CREDENTIALS, json!({ "x-correlation-id": "c-1" })).await;
    let expected = json!({
        "statusCode": 200,
        "headers": {
            "Content-Type": "application/json",
            "X-Correlation-ID": "c-1",
            "X-Content-Type-Options": "nosniff",
            "Access-Control-Allow-Origin": "*",
            "Access-Control-Allow-Headers": "Content-Type,Authorization,X-Correlation-ID",
            "Access-Control-Allow-Methods": "GET,POST,PUT,DELETE,OPTIONS",
            "Access-Control-Expose-Headers": "X-Correlation-ID",
        },
        "body": r#"{"data":{"token":"jane@example.org"},"message":""}"#,
        "isBase64Encoded": false,
    });
    assert_eq!(answer, expected);
}

#[tokio::test]
async fn json_is_accepted_under_all_its_names_and_under_none() {
    let types = ["application/json; charset=utf-8", "Application/JSON", "application/x+json", ""];
    for content_type in types {
        let answer = post(CREDENTIALS, json!({ "Content-Type": content_type })).await;
        assert_eq!(answer["statusCode"], 200, "{content_type}");
    }
    assert_eq!(post(CREDENTIALS, json!({})).await["statusCode"], 200);
}

#[tokio::test]
async fn a_body_in_base64_is_decoded() {
    let text = "eyJlbWFpbF9hZGRyZXNzIjoiYUBiLmMiLCJwYXNzd29yZCI6InNlY3JldC03In0=";
    let event = json!({ "routeKey": "POST /login", "body": text, "isBase64Encoded": true });
    let answer = invoke::<Login>(event, log_in).await.unwrap();
    assert_eq!(body(&answer)["data"]["token"], "a@b.c");
    let event = json!({ "routeKey": "POST /login", "body": "{}", "isBase64Encoded": true });
    let answer = invoke::<Login>(event, log_in).await.unwrap();
    assert_eq!(answer["statusCode"], 400);
}

#[tokio::test]
async fn bad_bodies_are_refused_precisely() {
    check_login("", json!({}), 400, "missing field `email_address`").await;
    check_login("{", json!({}), 400, "EOF while parsing").await;
    check_login(&format!("{CREDENTIALS}}}"), json!({}), 400, "trailing characters").await;
    check_login(r#"{"password":"x"}"#, json!({}), 400, "missing field `email_address`").await;
    let wrong = r#"{"email_address":"a@b.c","password":7}"#;
    check_login(wrong, json!({}), 400, "`password`: invalid type: integer `7`").await;
    let form = json!({ "content-type": "application/x-www-form-urlencoded" });
    check_login("a=b", form, 415, "must be `application/json`").await;
    check_login(&"x".repeat(128 * 1024 + 1), json!({}), 413, "larger than 131072 bytes").await;
}

#[tokio::test]
async fn fields_that_nobody_knows_are_ignored() {
    let answer = post(r#"{"email_address":"a","password":"b","more":[1]}"#, json!({})).await;
    assert_eq!(answer["statusCode"], 200);
}

#[tokio::test]
async fn a_rejection_is_a_problem_with_members_and_headers() {
    let event = json!({
        "routeKey": "POST /login", "body": CREDENTIALS, "headers": { "X-Correlation-Id": "c-2" },
    });
    let refuse = async |_: Request<LoginRequest>| {
        let rejection = Rejection::new(423, "locked for a while").with("seconds", 60);
        Err::<Json<Envelope<LoginReply>>, _>(rejection.header("Retry-After", "60").into())
    };
    let answer = invoke::<Login>(event, refuse).await.unwrap();
    assert_eq!(answer["statusCode"], 423);
    assert_eq!(answer["headers"]["Retry-After"], "60");
    assert_eq!(answer["headers"]["Access-Control-Allow-Origin"], "*");
    let expected = json!({
        "type": "about:blank", "title": "Locked", "status": 423, "detail": "locked for a while",
        "correlationId": "c-2", "seconds": 60,
    });
    assert_eq!(body(&answer), expected);
}

#[tokio::test]
async fn our_own_failures_are_500_and_tell_nothing() {
    let event = || json!({ "routeKey": "POST /login", "body": CREDENTIALS });
    let fail = async |_: Request<LoginRequest>| {
        Err::<Json<Envelope<LoginReply>>, _>(Failure::failed("the table is on fire"))
    };
    let answer = invoke::<Login>(event(), fail).await.unwrap();
    assert_eq!(answer["statusCode"], 500);
    assert_eq!(body(&answer)["detail"], "something went wrong on our side");
    let panic = async |_: Request<LoginRequest>| -> Result<Json<Envelope<LoginReply>>> {
        panic!("on fire")
    };
    let answer = invoke::<Login>(event(), panic).await.unwrap();
    assert_eq!(answer["statusCode"], 500);
    assert_eq!(body(&answer)["detail"], "something went wrong on our side");
}

#[tokio::test]
async fn forms_are_decoded_as_browsers_encode_them() {
    let issue = async |request: Request<TokenRequest>| {
        let access_token = request.content.client_secret.unwrap_or_default();
        let scope = request.content.scope.unwrap_or_default();
        let token_type = request.content.grant_type;
        Ok(Json(TokenReply { access_token, token_type, expires_in: 1, refresh_token: None, scope }))
    };
    let form = "grant_type=client_credentials&client_secret=a%2Bb%26c&scope=read+write";
    for headers in [json!({ "content-type": "application/x-www-form-urlencoded" }), json!({})] {
        let event = json!({ "routeKey": "POST /oauth/token", "headers": headers, "body": form });
        let answer = body(&invoke::<IssueToken>(event, issue).await.unwrap());
        assert_eq!(answer["access_token"], "a+b&c");
        assert_eq!(answer["scope"], "read write");
    }
    let event = json!({ "routeKey": "POST /oauth/token", "body": r#"{"grant_type":"x"}"# });
    let answer = body(&invoke::<IssueToken>(event, issue).await.unwrap());
    assert_eq!(answer["token_type"], "x");
}

#[tokio::test]
async fn pages_are_protected_and_redirections_go_where_they_are_told() {
    let show = async |request: Request<AuthorizeQuery>| {
        let query = request.content;
        let text = format!("{} {}", query.client_id, query.scope.unwrap_or_default());
        Ok(Reply::new(Page::Html(text))
            .header("cache-control", "private")
            .header("Set-Cookie", "a=b"))
    };
    let event = json!({
        "routeKey": "GET /oauth/authorize",
        "rawQueryString": "client_id=c%201&scope=read%20write+openid&unknown=1",
    });
    let answer = invoke::<ShowAuthorizePage>(event, show).await.unwrap();
    assert_eq!(answer["body"], "c 1 read write openid");
    assert_eq!(answer["headers"]["Content-Type"], "text/html; charset=utf-8");
    assert_eq!(answer["headers"]["X-Frame-Options"], "DENY");
    assert_eq!(answer["headers"]["cache-control"], "private");
    assert_eq!(answer["headers"]["Cache-Control"], Value::Null);
    assert_eq!(answer["cookies"], json!(["a=b"]));

    let redirect = async |_: Request<AuthorizeQuery>| {
        Ok(Page::Redirect("https://client.example/?code=1".to_owned()))
    };
    let answer = invoke::<ShowAuthorizePage>(json!({}), redirect).await.unwrap();
    assert_eq!(answer["statusCode"], 302);
    assert_eq!(answer["headers"]["Location"], "https://client.example/?code=1");
}

#[tokio::test]
async fn an_empty_answer_has_the_status_of_its_route() {
    let event = json!({
        "routeKey": "DELETE /oauth/client/{clientId}",
        "pathParameters": { "clientId": "a%40b%2Fc" },
    });
    let delete = async |request: Request<()>| {
        assert_eq!(request.path("clientId")?, "a@b/c");
        assert!(request.path("other").is_err());
        Ok(Nothing)
    };
    let answer = invoke::<DeleteClient>(event, delete).await.unwrap();
    assert_eq!((&answer["statusCode"], &answer["body"]), (&json!(204), &json!("")));
}

fn claims(user_type: UserType) -> Claims {
    Claims {
        sub: "u-1".to_owned(),
        user_type,
        iat: 0,
        exp: 32_503_680_000,
        scope: None,
        client_id: None,
        jti: None,
    }
}

async fn token(user_type: UserType) -> String {
    AUTHORITY.sign(&claims(user_type)).await.unwrap()
}

async fn count(authorization: Option<String>) -> Value {
    let headers = authorization.map_or(json!({}), |value| json!({ "AUTHORIZATION": value }));
    let event = json!({ "routeKey": "GET /all", "headers": headers });
    invoke_secured::<CountAll>(event, &AUTHORITY, async |_| Ok(Json(7))).await.unwrap()
}

#[tokio::test]
async fn administrators_are_let_in_however_they_write_the_header() {
    let token = token(UserType::Admin).await;
    for prefix in ["Bearer ", "bearer ", "BEARER  ", ""] {
        assert_eq!(count(Some(format!("{prefix}{token}"))).await["body"], "7", "{prefix}");
    }
}

#[tokio::test]
async fn users_may_not_do_what_administrators_may() {
    let answer = count(Some(token(UserType::Premium).await)).await;
    assert_eq!(answer["statusCode"], 401);
}

#[tokio::test]
async fn without_a_good_token_there_is_a_challenge() {
    for value in [None, Some(""), Some("Bearer"), Some("Basic dTpw"), Some("Bearer x.y.z")] {
        let answer = count(value.map(str::to_owned)).await;
        assert_eq!(answer["statusCode"], 401, "{value:?}");
        let challenge = answer["headers"]["WWW-Authenticate"].as_str().unwrap();
        assert!(challenge.starts_with("Bearer"), "{challenge}");
    }
}

#[tokio::test]
async fn a_function_for_users_knows_who_calls() {
    let authorization = format!("Bearer {}", token(UserType::Standard).await);
    let event = json!({
        "routeKey": "GET /user/{userId}", "headers": { "authorization": authorization },
    });
    let handle = async |request: Request<(), platform::Caller>| {
        assert_eq!(request.caller.user_id, "u-1");
        assert!(!request.caller.is_admin());
        Err::<Json<_>, _>(Failure::not_found("there is no such user"))
    };
    let answer = invoke_secured::<GetUser>(event, &AUTHORITY, handle).await.unwrap();
    assert_eq!(answer["statusCode"], 404);
}

#[tokio::test]
async fn a_public_function_may_look_at_the_token() {
    let event = json!({
        "routeKey": "POST /user", "headers": { "authorization": "Bearer abc" },
        "body": r#"{"email_address":"a@b.c","first_name":"A","last_name":"B","password":"1234567"}"#,
    });
    let register = async |request: Request<_>| {
        Err::<Json<_>, _>(Failure::conflict(request.bearer().unwrap_or("none")))
    };
    let answer = invoke::<RegisterUser>(event, register).await.unwrap();
    assert_eq!(body(&answer)["detail"], "abc");
}

#[tokio::test]
async fn a_client_stays_within_its_scope() {
    for (scope, method, status) in [
        (None, "GET", 200),
        (None, "POST", 200),
        (Some("read write"), "POST", 200),
        (Some("email read"), "GET", 200),
        (Some("email read"), "POST", 403),
        (Some("email profile"), "GET", 403),
        (Some(""), "GET", 403),
    ] {
        let claims = Claims { scope: scope.map(str::to_owned), ..claims(UserType::Admin) };
        let token = AUTHORITY.sign(&claims).await.unwrap();
        let event = json!({
            "headers": { "authorization": token },
            "requestContext": { "http": { "method": method } },
        });
        let handle = async |_: Request<(), platform::Caller>| Ok(Json(7));
        let answer = invoke_secured::<CountAll>(event, &AUTHORITY, handle).await.unwrap();
        assert_eq!(answer["statusCode"], status, "{scope:?} {method}");
    }
}
