//! HTTP functions as API Gateway sees them: which requests they accept, and how they respond.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use contracts::{
    Admin, Http, Json, Listed, NoBody, NoContent, Page,
    inventory::{SetStock, StockReply},
    shared_infra::SERVICE,
    user_management::{
        DeleteClient, Envelope, GetUser, IssueToken, Login, LoginReply, RegisterUser,
        ShowAuthorizePage, TokenReply, UserDto,
    },
};
use platform::{
    Claims, Failure, Rejection, Reply, Request, Result, UserType,
    testing::{Call, TestResponse, invoke, invoke_with, token, tokens, unavailable_tokens},
};
use serde_json::{Value, json};

contracts::function! {
    /// Counts all items.
    CountAll = SERVICE / "count-all" on Http<NoBody, Json<u32>, Admin> {
        routes: ["GET /all" => 200],
    }
}

impl Listed for CountAll {}

const CREDENTIALS: &str = r#"{"email_address":"jane@example.org","password":"secret-7"}"#;

async fn log_in(request: Request<Login>) -> Result<Json<Envelope<LoginReply>>> {
    let token = request.content.email_address;
    Ok(Json(Envelope { data: LoginReply { token }, message: String::new() }))
}

/// The response to `POST /login` with these headers.
async fn post(body: &str, headers: Value) -> Value {
    let event = json!({ "routeKey": "POST /login", "headers": headers, "body": body });
    invoke::<Login>(event, log_in).await.unwrap()
}

fn body(response: &Value) -> Value {
    serde_json::from_str(response["body"].as_str().unwrap()).unwrap()
}

async fn check_rejected(content: &str, headers: Value, status: u16, detail: &str) {
    let response = post(content, headers).await;
    assert_eq!(response["statusCode"], status, "{response}");
    assert_eq!(response["headers"]["Content-Type"], "application/problem+json");
    let found = body(&response)["detail"].as_str().unwrap().to_owned();
    assert!(found.contains(detail), "`{found}` lacks `{detail}`");
}

#[tokio::test]
async fn a_response_is_json_with_the_correlation_id_and_cors_headers() {
    let response = post(CREDENTIALS, json!({ "x-correlation-id": "c-1" })).await;
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
    assert_eq!(response, expected);
}

#[tokio::test]
async fn a_json_body_is_accepted_with_a_json_content_type_or_none() {
    let types = ["application/json; charset=utf-8", "Application/JSON", "application/x+json", ""];
    for content_type in types {
        let response = post(CREDENTIALS, json!({ "Content-Type": content_type })).await;
        assert_eq!(response["statusCode"], 200, "{content_type}");
    }
    assert_eq!(post(CREDENTIALS, json!({})).await["statusCode"], 200);
}

#[tokio::test]
async fn a_body_in_base64_is_decoded() {
    let text = "eyJlbWFpbF9hZGRyZXNzIjoiYUBiLmMiLCJwYXNzd29yZCI6InNlY3JldC03In0=";
    let event = json!({ "routeKey": "POST /login", "body": text, "isBase64Encoded": true });
    let response = invoke::<Login>(event, log_in).await.unwrap();
    assert_eq!(body(&response)["data"]["token"], "a@b.c");
    let event = json!({ "routeKey": "POST /login", "body": "{}", "isBase64Encoded": true });
    let response = invoke::<Login>(event, log_in).await.unwrap();
    assert_eq!(response["statusCode"], 400);
}

#[tokio::test]
async fn an_unreadable_body_is_rejected_with_the_reason() {
    check_rejected("", json!({}), 400, "missing field `email_address`").await;
    check_rejected("{", json!({}), 400, "EOF while parsing").await;
    check_rejected(&format!("{CREDENTIALS}}}"), json!({}), 400, "trailing characters").await;
    check_rejected(r#"{"password":"x"}"#, json!({}), 400, "missing field `email_address`").await;
    let wrong = r#"{"email_address":"a@b.c","password":7}"#;
    check_rejected(wrong, json!({}), 400, "`password`: invalid type: integer `7`").await;
    let form = json!({ "content-type": "application/x-www-form-urlencoded" });
    check_rejected("a=b", form, 415, "must be `application/json`").await;
    check_rejected(&"x".repeat(128 * 1024 + 1), json!({}), 413, "larger than 131072 bytes").await;
}

#[tokio::test]
async fn unknown_fields_are_ignored() {
    let response = post(r#"{"email_address":"a","password":"b","more":[1]}"#, json!({})).await;
    assert_eq!(response["statusCode"], 200);
}

#[tokio::test]
async fn a_rejection_is_a_problem_with_members_and_headers() {
    let event = json!({
        "routeKey": "POST /login", "body": CREDENTIALS, "headers": { "X-Correlation-Id": "c-2" },
    });
    let refuse = async |_: Request<Login>| {
        let rejection = Rejection::new(423, "locked for a while").with("seconds", 60);
        Err::<Json<Envelope<LoginReply>>, _>(rejection.header("Retry-After", "60").into())
    };
    let response = invoke::<Login>(event, refuse).await.unwrap();
    assert_eq!(response["statusCode"], 423);
    assert_eq!(response["headers"]["Retry-After"], "60");
    assert_eq!(response["headers"]["Access-Control-Allow-Origin"], "*");
    let expected = json!({
        "type": "about:blank", "title": "Locked", "status": 423, "detail": "locked for a while",
        "correlationId": "c-2", "seconds": 60,
    });
    assert_eq!(body(&response), expected);
}

#[tokio::test]
async fn a_failure_or_a_panic_is_a_500_without_its_cause() {
    let event = || json!({ "routeKey": "POST /login", "body": CREDENTIALS });
    let fail = async |_: Request<Login>| {
        Err::<Json<Envelope<LoginReply>>, _>(Failure::failed("the table is on fire"))
    };
    let response = invoke::<Login>(event(), fail).await.unwrap();
    assert_eq!(response["statusCode"], 500);
    assert_eq!(body(&response)["detail"], "something went wrong on our side");
    let panic =
        async |_: Request<Login>| -> Result<Json<Envelope<LoginReply>>> { panic!("on fire") };
    let response = invoke::<Login>(event(), panic).await.unwrap();
    assert_eq!(response["statusCode"], 500);
    assert_eq!(body(&response)["detail"], "something went wrong on our side");
}

#[tokio::test]
async fn a_form_is_decoded_as_browsers_encode_it() {
    let issue = async |request: Request<IssueToken>| {
        let access_token = request.content.client_secret.unwrap_or_default();
        let scope = request.content.scope.unwrap_or_default();
        let token_type = request.content.grant_type;
        Ok(Json(TokenReply { access_token, token_type, expires_in: 1, refresh_token: None, scope }))
    };
    let form = "grant_type=client_credentials&client_secret=a%2Bb%26c&scope=read+write";
    for headers in [json!({ "content-type": "application/x-www-form-urlencoded" }), json!({})] {
        let event = json!({ "routeKey": "POST /oauth/token", "headers": headers, "body": form });
        let response = body(&invoke::<IssueToken>(event, issue).await.unwrap());
        assert_eq!(response["access_token"], "a+b&c");
        assert_eq!(response["scope"], "read write");
    }
    let event = json!({ "routeKey": "POST /oauth/token", "body": r#"{"grant_type":"x"}"# });
    let response = body(&invoke::<IssueToken>(event, issue).await.unwrap());
    assert_eq!(response["token_type"], "x");
}

#[tokio::test]
async fn a_page_has_security_headers_and_a_redirection_a_location() {
    let show = async |request: Request<ShowAuthorizePage>| {
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
    let response = invoke::<ShowAuthorizePage>(event, show).await.unwrap();
    assert_eq!(response["body"], "c 1 read write openid");
    assert_eq!(response["headers"]["Content-Type"], "text/html; charset=utf-8");
    assert_eq!(response["headers"]["X-Frame-Options"], "DENY");
    assert_eq!(response["headers"]["cache-control"], "private");
    assert_eq!(response["headers"]["Cache-Control"], Value::Null);
    assert_eq!(response["cookies"], json!(["a=b"]));

    let redirect = async |_: Request<ShowAuthorizePage>| {
        Ok(Page::Redirect("https://client.example/?code=1".to_owned()))
    };
    let event = json!({ "routeKey": "GET /oauth/authorize" });
    let response = invoke::<ShowAuthorizePage>(event, redirect).await.unwrap();
    assert_eq!(response["statusCode"], 302);
    assert_eq!(response["headers"]["Location"], "https://client.example/?code=1");
}

/// The response to `DELETE /oauth/client/{client_id}` with these path parameters. There is a client
/// `a@b/c`.
async fn delete(parameters: Value) -> Value {
    let event = json!({
        "routeKey": "DELETE /oauth/client/{client_id}", "pathParameters": parameters,
    });
    let delete = async |request: Request<DeleteClient>| {
        if request.path.client_id == "a@b/c" {
            return Ok(NoContent);
        }
        Err(Failure::not_found("there is no such client"))
    };
    invoke::<DeleteClient>(event, delete).await.unwrap()
}

#[tokio::test]
async fn a_path_parameter_is_decoded_and_an_empty_response_has_the_status_of_its_route() {
    let response = delete(json!({ "client_id": "a%40b%2Fc" })).await;
    assert_eq!((&response["statusCode"], &response["body"]), (&json!(204), &json!("")));
}

#[tokio::test]
async fn a_path_parameter_that_is_not_utf_8_is_a_bad_request() {
    let response = delete(json!({ "client_id": "a%FF" })).await;
    assert_eq!(response["statusCode"], 400);
    let detail = "`client_id` in the path is not percent-encoded UTF-8";
    assert_eq!(body(&response)["detail"], detail);
}

#[tokio::test]
async fn a_request_without_its_path_parameter_is_a_failure() {
    assert_eq!(delete(json!({})).await["statusCode"], 500);
}

#[tokio::test]
async fn a_request_on_a_route_of_another_function_is_a_failure() {
    let event = json!({ "routeKey": "POST /user", "body": CREDENTIALS });
    assert_eq!(invoke::<Login>(event, log_in).await.unwrap()["statusCode"], 500);
}

/// The response to a request that arrives on the API's default route.
async fn send_to_default_route(request: &str) -> TestResponse {
    let call = Call::to_default_route(request).body("{}");
    let event = call.bearer(&token("u-1", UserType::Admin).await).event();
    let handle = async |_: Request<SetStock>| {
        Err::<Json<StockReply>, _>(Failure::conflict("the function was called"))
    };
    TestResponse::of(invoke::<SetStock>(event, handle).await)
}

#[tokio::test]
async fn a_function_serves_its_declared_request_on_the_default_route_and_no_other() {
    assert_eq!(send_to_default_route("POST /inventory/").await.status(), 409);
    for request in ["GET /inventory/", "POST /inventory", "POST /other/"] {
        let response = send_to_default_route(request).await;
        assert_eq!(response.status(), 404, "{request}");
        assert_eq!(response.json()["type"], "/problems/no-such-route", "{request}");
    }
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

async fn count(authorization: Option<String>) -> Value {
    let headers = authorization.map_or(json!({}), |value| json!({ "AUTHORIZATION": value }));
    let event = json!({ "routeKey": "GET /all", "headers": headers });
    invoke::<CountAll>(event, async |_| Ok(Json(7))).await.unwrap()
}

#[tokio::test]
async fn an_administrator_may_call_with_or_without_the_word_bearer() {
    let token = token("u-1", UserType::Admin).await;
    for prefix in ["Bearer ", "bearer ", "BEARER  ", ""] {
        assert_eq!(count(Some(format!("{prefix}{token}"))).await["body"], "7", "{prefix}");
    }
}

#[tokio::test]
async fn a_user_may_not_call_a_function_for_administrators() {
    let response = count(Some(token("u-1", UserType::Premium).await)).await;
    assert_eq!(response["statusCode"], 401);
}

#[tokio::test]
async fn a_request_without_a_valid_token_gets_a_challenge() {
    for value in [None, Some(""), Some("Bearer"), Some("Basic dTpw"), Some("Bearer x.y.z")] {
        let response = count(value.map(str::to_owned)).await;
        assert_eq!(response["statusCode"], 401, "{value:?}");
        let challenge = response["headers"]["WWW-Authenticate"].as_str().unwrap();
        assert!(challenge.starts_with("Bearer"), "{challenge}");
    }
}

#[tokio::test]
async fn a_request_with_a_token_fails_while_the_signing_key_is_unavailable() {
    let event = json!({
        "routeKey": "GET /all",
        "headers": { "authorization": token("u-1", UserType::Admin).await },
    });
    let handle = async |_| Ok(Json(7));
    let response = invoke_with::<CountAll>(event, unavailable_tokens(), handle).await.unwrap();
    assert_eq!(response["statusCode"], 500);
}

#[tokio::test]
async fn a_function_for_users_gets_its_caller() {
    let authorization = format!("Bearer {}", token("u-1", UserType::Standard).await);
    let event = json!({
        "routeKey": "GET /user/{user_id}", "headers": { "authorization": authorization },
        "pathParameters": { "user_id": "u-2" },
    });
    let handle = async |request: Request<GetUser>| {
        assert_eq!(request.caller.user_id, "u-1");
        assert_eq!(request.path.user_id, "u-2");
        assert!(!request.caller.is_admin());
        Err::<Json<Envelope<UserDto>>, _>(Failure::not_found("there is no such user"))
    };
    let response = invoke::<GetUser>(event, handle).await.unwrap();
    assert_eq!(response["statusCode"], 404);
}

#[tokio::test]
async fn a_public_function_can_read_the_token() {
    let event = json!({
        "routeKey": "POST /user", "headers": { "authorization": "Bearer abc" },
        "body": r#"{"email_address":"a@b.c","first_name":"A","last_name":"B","password":"1234567"}"#,
    });
    let register = async |request: Request<RegisterUser>| {
        Err::<Json<_>, _>(Failure::conflict(request.bearer().unwrap_or("none")))
    };
    let response = invoke::<RegisterUser>(event, register).await.unwrap();
    assert_eq!(body(&response)["detail"], "abc");
}

#[tokio::test]
async fn a_client_may_do_what_its_scope_allows() {
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
        let token = tokens().sign(&claims).await.unwrap();
        let event = json!({
            "routeKey": "GET /all", "headers": { "authorization": token },
            "requestContext": { "http": { "method": method } },
        });
        let response = invoke::<CountAll>(event, async |_| Ok(Json(7))).await.unwrap();
        assert_eq!(response["statusCode"], status, "{scope:?} {method}");
    }
}
