//! The OAuth server: clients, authorization and tokens.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use contracts::user_management::SERVICE;
use e2e::{PASSWORD, Response, Shop, User, tokens, unique};
use reqwest::Method;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const CALLBACK: &str = "https://client.example.org/callback";
const VERIFIER: &str = "a-verifier-of-at-least-forty-three-characters-0123456789";

/// A registered client.
struct Client {
    id: String,
    secret: String,
    registration: Value,
}

impl Client {
    async fn register(shop: &Shop) -> Self {
        let registration = json!({
            "client_name": unique("client"),
            "redirect_uris": [CALLBACK],
            "grant_types": ["authorization_code", "refresh_token", "client_credentials"],
            "response_types": ["code"],
        });
        let response = shop.api(SERVICE).post("oauth/register").json(&registration).send().await;
        let registration = response.expect(201).json();
        let text =
            |name: &str| registration[name].as_str().expect("credentials are texts").to_owned();
        Self { id: text("client_id"), secret: text("client_secret"), registration }
    }

    fn management_token(&self) -> &str {
        let token = &self.registration["registration_access_token"];
        token.as_str().expect("a registration has a management token")
    }

    /// The query of an authorization request.
    fn authorization<'a>(&'a self, challenge: &'a str, state: &'a str) -> Vec<(&'a str, &'a str)> {
        vec![
            ("response_type", "code"),
            ("client_id", &self.id),
            ("redirect_uri", CALLBACK),
            ("scope", "read write"),
            ("state", state),
            ("code_challenge", challenge),
            ("code_challenge_method", "S256"),
        ]
    }

    /// The response to the form of the authorization page with the address of `user`.
    async fn submit(&self, shop: &Shop, user: &User, password: &str, state: &str) -> Response {
        let challenge = challenge();
        let request = self.authorization(&challenge, state);
        let page =
            shop.api(SERVICE).get("oauth/authorize").query(&request).send().await.expect(200);
        let csrf = csrf_token(&page.text);
        let mut form = request[1..].to_vec();
        form.extend([
            ("email", user.email.as_str()),
            ("password", password),
            ("csrf_token", csrf.as_str()),
            ("action", "login"),
        ]);
        shop.api(SERVICE).post("oauth/authorize").form(&form).send().await
    }

    /// A new authorization code of `user`.
    async fn code(&self, shop: &Shop, user: &User) -> String {
        let response = self.submit(shop, user, PASSWORD, "state-1").await.expect(302);
        parameter(location(&response), "code").expect("the redirection has a code")
    }

    async fn exchange(&self, shop: &Shop, code: &str, verifier: &str) -> Response {
        self.token(
            shop,
            &[
                ("grant_type", "authorization_code"),
                ("code", code),
                ("redirect_uri", CALLBACK),
                ("code_verifier", verifier),
            ],
        )
        .await
    }

    /// New tokens of `user`.
    async fn tokens(&self, shop: &Shop, user: &User) -> Value {
        let code = self.code(shop, user).await;
        self.exchange(shop, &code, VERIFIER).await.expect(200).json()
    }

    async fn refresh(&self, shop: &Shop, token: &str) -> Response {
        self.token(shop, &[("grant_type", "refresh_token"), ("refresh_token", token)]).await
    }

    async fn token(&self, shop: &Shop, form: &[(&str, &str)]) -> Response {
        shop.api(SERVICE).post("oauth/token").basic(&self.id, &self.secret).form(form).send().await
    }

    /// The response to reading, changing or deleting the registration with a bearer token.
    async fn manage(&self, shop: &Shop, method: Method, token: Option<&str>) -> Response {
        let update = json!({ "client_id": self.id, "client_name": "renamed" });
        let path = format!("oauth/client/{}", self.id);
        let mut request = shop.api(SERVICE).request(method.clone(), &path);
        if method == Method::PUT {
            request = request.json(&update);
        }
        if let Some(token) = token {
            request = request.bearer(token);
        }
        request.send().await
    }

    /// Reads, changes and deletes the registration with a bearer token.
    async fn check_management(&self, shop: &Shop, token: &str) {
        let shown = self.manage(shop, Method::GET, Some(token)).await.expect(200).json();
        assert_eq!(shown["data"]["client_id"], self.id.as_str());
        assert!(shown["data"].get("client_secret").is_none());

        let changed = self.manage(shop, Method::PUT, Some(token)).await.expect(200).json();
        assert_eq!(changed["data"]["client_name"], "renamed");

        self.manage(shop, Method::DELETE, Some(token)).await.expect(204);
        let response = self.token(shop, &[("grant_type", "client_credentials")]).await;
        check_refused(response, "invalid_client");
    }

    async fn revoke(&self, shop: &Shop, token: &str) -> Response {
        let request = shop.api(SERVICE).post("oauth/revoke").basic(&self.id, &self.secret);
        request.form(&[("token", token)]).send().await
    }

    /// Whether the introspection of a token reports it as active.
    async fn is_active(&self, shop: &Shop, token: &str) -> bool {
        let request = shop.api(SERVICE).post("oauth/introspect").basic(&self.id, &self.secret);
        let info = request.form(&[("token", token)]).send().await.expect(200).json();
        if info["active"] == false {
            assert_eq!(info, json!({ "active": false }));
        }
        info["active"].as_bool().expect("`active` is a boolean")
    }
}

fn challenge() -> String {
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER))
}

fn csrf_token(page: &str) -> String {
    let (_, rest) = page.split_once(r#"name="csrf_token""#).expect("the form has a CSRF token");
    let (_, rest) = rest.split_once(r#"value=""#).expect("the token has a value");
    let token = rest.split('"').next().expect("the value ends").to_owned();
    assert!(token.starts_with("csrf_"), "{token}");
    token
}

fn location(response: &Response) -> &str {
    response.header("location").expect("a redirection has a location")
}

/// A parameter in the query of an address.
fn parameter(address: &str, name: &str) -> Option<String> {
    let query = address.split_once('?')?.1;
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

fn member(tokens: &Value, name: &str) -> String {
    tokens[name].as_str().unwrap_or_else(|| panic!("there is no `{name}`: {tokens}")).to_owned()
}

/// Asserts that a response is a problem with this OAuth error.
#[track_caller]
fn check_refused(response: Response, error: &str) {
    let status = if error == "invalid_client" { 401 } else { 400 };
    assert_eq!(response.problem(status)["error"], error);
}

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
    assert!(client.is_active(&shop, &access).await);

    let path = format!("user/{}", user.id);
    shop.api(SERVICE).get(&path).bearer(&access).send().await.expect(200);
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
async fn the_tokens_of_a_deleted_client_are_inactive() {
    let shop = Shop::open().await;
    let (client, user) = (Client::register(&shop).await, shop.register().await);
    let tokens = client.tokens(&shop, &user).await;
    let token = client.management_token();
    client.manage(&shop, Method::DELETE, Some(token)).await.expect(204);
    let other = Client::register(&shop).await;
    for name in ["access_token", "refresh_token"] {
        assert!(!other.is_active(&shop, &member(&tokens, name)).await, "{name}");
    }
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
