//! The OAuth server: clients, authorization and tokens.

mod client;
mod introspection;
mod other_sites;

use contracts::user_management::SERVICE;
use e2e::{PASSWORD, Shop, tokens};
use reqwest::Method;
use serde_json::json;

use client::{CALLBACK, Client, VERIFIER, challenge, check_refused, location, member, parameter};

#[tokio::test]
async fn a_client_gets_tokens_for_a_user_who_authorizes_it() {
    let shop = Shop::open().await;
    let (client, user) = (Client::register(&shop).await, shop.register().await);
    let response = client.submit(&shop, &user, PASSWORD, "state & more").await.expect(302);
    let address = location(&response);
    assert!(address.starts_with(CALLBACK), "{address}");
    assert_eq!(parameter(address, "state").as_deref(), Some("state & more"));
    let issuer = parameter(address, "iss").expect("RFC 9207");
    assert_eq!(format!("{issuer}/"), shop.api(SERVICE).address(""));

    let code = parameter(address, "code").expect("the redirection has a code");
    let response = client.exchange(&shop, &code, VERIFIER).await.expect(200);
    assert_eq!(response.header("cache-control"), Some("no-store"));
    let tokens = response.json();
    assert_eq!(tokens["token_type"], "Bearer");
    let access = member(&tokens, "access_token");
    assert_eq!(tokens::claims(&access)["sub"], user.id.as_str());
    let info = client.introspect(&shop, &access).await;
    assert_eq!((&info["active"], &info["sub"]), (&json!(true), &json!(user.id)));

    let path = format!("user/{}", user.id);
    shop.api(SERVICE).get(&path).bearer(&access).send().await.expect(200);
}

#[tokio::test]
async fn an_access_token_of_a_client_expires_after_ten_minutes() {
    let shop = Shop::open().await;
    let (client, user) = (Client::register(&shop).await, shop.register().await);
    let for_user = client.tokens(&shop, &user).await;
    let refreshed = client.refresh(&shop, &member(&for_user, "refresh_token")).await;
    let form = [("grant_type", "client_credentials")];
    let for_itself = client.token(&shop, &form).await.expect(200).json();
    for tokens in [for_user, refreshed.expect(200).json(), for_itself] {
        assert_eq!(tokens["expires_in"], 600);
        let claims = tokens::claims(&member(&tokens, "access_token"));
        let seconds = |name: &str| claims[name].as_u64().expect("claims have times");
        assert_eq!(seconds("exp") - seconds("iat"), 600);
    }
}

#[tokio::test]
async fn a_wrong_password_shows_the_authorization_page_again() {
    let shop = Shop::open().await;
    let (client, user) = (Client::register(&shop).await, shop.register().await);
    let page = client.submit(&shop, &user, "wrong password", "state-1").await.expect(200);
    assert!(page.text.contains(r#"role="alert""#), "{}", page.text);
    client.code(&shop, &user).await;
}

#[tokio::test]
async fn a_form_without_a_csrf_token_of_the_page_is_refused() {
    let shop = Shop::open().await;
    let (client, user) = (Client::register(&shop).await, shop.register().await);
    let challenge = challenge();
    for csrf in ["", "csrf_1700000000"] {
        let mut form = client.authorization(&challenge, "state-1")[1..].to_vec();
        form.extend([
            ("email", user.email.as_str()),
            ("password", PASSWORD),
            ("csrf_token", csrf),
            ("action", "login"),
        ]);
        shop.api(SERVICE).post("oauth/authorize").form(&form).send().await.problem(400);
    }
}

#[tokio::test]
async fn a_redirect_uri_that_the_client_did_not_register_is_refused() {
    let shop = Shop::open().await;
    let client = Client::register(&shop).await;
    let challenge = challenge();
    for address in [
        "https://evil.example.org/callback",
        "https://client.example.org.evil.example.org/callback",
        "https://client.example.org/callback/../other",
        "https://client.example.org@evil.example.org/callback",
        "javascript:alert(1)",
        "//evil.example.org",
        "",
    ] {
        let mut request = client.authorization(&challenge, "state-1");
        request[2].1 = address;
        let response = shop.api(SERVICE).get("oauth/authorize").query(&request).send().await;
        assert_eq!(response.header("location"), None, "{address}");
        response.problem(400);
    }
}

#[tokio::test]
async fn a_code_without_its_verifier_is_refused() {
    let shop = Shop::open().await;
    let (client, user) = (Client::register(&shop).await, shop.register().await);
    for verifier in ["", "another-verifier-of-at-least-forty-three-characters-0123"] {
        let code = client.code(&shop, &user).await;
        let response = client.exchange(&shop, &code, verifier).await;
        let error = response.problem(400)["error"].clone();
        assert!(error == "invalid_grant" || error == "invalid_request", "{error}");
    }
}

#[tokio::test]
async fn a_code_of_another_client_or_redirect_uri_is_refused() {
    let shop = Shop::open().await;
    let (client, user) = (Client::register(&shop).await, shop.register().await);
    let other = Client::register(&shop).await;
    let code = client.code(&shop, &user).await;
    check_refused(other.exchange(&shop, &code, VERIFIER).await, "invalid_grant");

    let code = client.code(&shop, &user).await;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", "https://client.example.org/other"),
        ("code_verifier", VERIFIER),
    ];
    check_refused(client.token(&shop, &form).await, "invalid_grant");
}

#[tokio::test]
async fn a_second_use_of_a_code_is_refused_and_revokes_its_tokens() {
    let shop = Shop::open().await;
    let (client, user) = (Client::register(&shop).await, shop.register().await);
    let code = client.code(&shop, &user).await;
    let tokens = client.exchange(&shop, &code, VERIFIER).await.expect(200).json();
    check_refused(client.exchange(&shop, &code, VERIFIER).await, "invalid_grant");
    assert!(!client.is_active(&shop, &member(&tokens, "access_token")).await);
    let refreshed = client.refresh(&shop, &member(&tokens, "refresh_token")).await;
    check_refused(refreshed, "invalid_grant");
}

#[tokio::test]
async fn a_second_use_of_a_refresh_token_revokes_its_successors() {
    let shop = Shop::open().await;
    let (client, user) = (Client::register(&shop).await, shop.register().await);
    let first = member(&client.tokens(&shop, &user).await, "refresh_token");
    let second = client.refresh(&shop, &first).await.expect(200).json();
    let (access, second) = (member(&second, "access_token"), member(&second, "refresh_token"));
    assert_ne!(first, second);
    assert!(client.is_active(&shop, &access).await);

    check_refused(client.refresh(&shop, &first).await, "invalid_grant");
    check_refused(client.refresh(&shop, &second).await, "invalid_grant");
    assert!(!client.is_active(&shop, &access).await);
}

#[tokio::test]
async fn a_revoked_refresh_token_is_inactive_and_refused() {
    let shop = Shop::open().await;
    let (client, user) = (Client::register(&shop).await, shop.register().await);
    let tokens = client.tokens(&shop, &user).await;
    let refresh = member(&tokens, "refresh_token");
    assert!(client.is_active(&shop, &refresh).await);
    client.revoke(&shop, &refresh).await.expect(200);
    check_refused(client.refresh(&shop, &refresh).await, "invalid_grant");
    assert!(!client.is_active(&shop, &refresh).await);
    assert!(!client.is_active(&shop, &member(&tokens, "access_token")).await);
}

#[tokio::test]
async fn a_revoked_access_token_is_inactive_and_its_refresh_token_is_not() {
    let shop = Shop::open().await;
    let (client, user) = (Client::register(&shop).await, shop.register().await);
    let tokens = client.tokens(&shop, &user).await;
    let access = member(&tokens, "access_token");
    client.revoke(&shop, &access).await.expect(200);
    assert!(!client.is_active(&shop, &access).await);
    assert!(client.is_active(&shop, &member(&tokens, "refresh_token")).await);
}

#[tokio::test]
async fn the_revocation_of_an_unknown_token_succeeds() {
    let shop = Shop::open().await;
    let client = Client::register(&shop).await;
    client.revoke(&shop, "unknown").await.expect(200);
}

#[tokio::test]
async fn a_client_with_a_wrong_secret_is_refused() {
    let shop = Shop::open().await;
    let client = Client::register(&shop).await;
    let form = [("grant_type", "client_credentials"), ("scope", "read")];
    let tokens = client.token(&shop, &form).await.expect(200).json();
    assert_eq!(tokens["scope"], "read");
    assert!(tokens.get("refresh_token").is_none());

    let impostor = Client { secret: "wrong".to_owned(), ..client };
    for path in ["oauth/token", "oauth/introspect", "oauth/revoke"] {
        let form = [form.as_slice(), &[("token", "x")]].concat();
        let call = shop.api(SERVICE).post(path).basic(&impostor.id, &impostor.secret);
        let response = call.form(&form).send().await;
        assert!(response.header("www-authenticate").is_some(), "{path}");
        check_refused(response, "invalid_client");
    }
}

#[tokio::test]
async fn a_client_can_read_change_and_delete_its_own_registration_only() {
    let shop = Shop::open().await;
    let (client, other) = (Client::register(&shop).await, Client::register(&shop).await);
    for method in [Method::GET, Method::PUT, Method::DELETE] {
        client.manage(&shop, method.clone(), None).await.problem(401);
        let response = client.manage(&shop, method, Some(other.management_token())).await;
        assert!(matches!(response.status, 401 | 403), "{}", response.status);
    }
    client.check_management(&shop, client.management_token()).await;
}

#[tokio::test]
async fn an_administrator_can_read_change_and_delete_any_registration() {
    let shop = Shop::open().await;
    let client = Client::register(&shop).await;
    client.check_management(&shop, &shop.admin_token().await).await;
}

#[tokio::test]
async fn a_registration_that_breaks_a_rule_is_refused() {
    let shop = Shop::open().await;
    for (field, value) in [
        ("client_name", json!("")),
        ("redirect_uris", json!([])),
        ("redirect_uris", json!(["http://client.example.org/callback"])),
        ("redirect_uris", json!(["https://client.example.org/callback#fragment"])),
        ("grant_types", json!([])),
        ("grant_types", json!(["password"])),
    ] {
        let mut registration = json!({
            "client_name": "client",
            "redirect_uris": [CALLBACK],
            "grant_types": ["authorization_code"],
            "response_types": ["code"],
        });
        registration[field] = value;
        shop.api(SERVICE).post("oauth/register").json(&registration).send().await.problem(400);
    }
}

#[tokio::test]
async fn the_callback_page_shows_the_code_of_an_authorization() {
    let shop = Shop::open().await;
    for method in [Method::GET, Method::POST] {
        let request = shop.api(SERVICE).request(method, "oauth/authorize/callback");
        let response = request.query(&[("code", "code-1"), ("state", "state-1")]).send().await;
        assert!(response.expect(200).text.contains("code-1"));
    }
}

#[tokio::test]
async fn the_metadata_names_the_endpoints_of_the_server() {
    let shop = Shop::open().await;
    let response =
        shop.api(SERVICE).get(".well-known/oauth-authorization-server").send().await.expect(200);
    assert_eq!(response.header("content-type"), Some("application/json"));
    let metadata = response.json();
    let issuer = member(&metadata, "issuer");
    for (member_name, path) in [
        ("authorization_endpoint", "/oauth/authorize"),
        ("token_endpoint", "/oauth/token"),
        ("registration_endpoint", "/oauth/register"),
        ("revocation_endpoint", "/oauth/revoke"),
        ("introspection_endpoint", "/oauth/introspect"),
    ] {
        assert_eq!(metadata[member_name], format!("{issuer}{path}"));
    }
    assert_eq!(format!("{issuer}/"), shop.api(SERVICE).address(""));
    let methods = metadata["code_challenge_methods_supported"].as_array();
    assert!(methods.is_some_and(|methods| methods.contains(&json!("S256"))));
}
