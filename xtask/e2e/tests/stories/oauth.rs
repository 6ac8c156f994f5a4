//! The OAuth server, as a client's developer meets it.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use e2e::{Person, Reply, Shop, tokens, unique};
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
        let reply = shop.users.post("oauth/register").json(&registration).send().await;
        let registration = reply.expect(201).json();
        let text = |name: &str| registration[name].as_str().expect("it is text").to_owned();
        Self { id: text("client_id"), secret: text("client_secret"), registration }
    }

    fn management_token(&self) -> &str {
        let token = &self.registration["registration_access_token"];
        token.as_str().expect("a client can manage itself")
    }

    fn request<'a>(&'a self, challenge: &'a str, state: &'a str) -> Vec<(&'a str, &'a str)> {
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

    /// The answer to sending the page's form, as `person`.
    async fn submit(&self, shop: &Shop, person: &Person, password: &str, state: &str) -> Reply {
        let challenge = challenge();
        let request = self.request(&challenge, state);
        let page = shop.users.get("oauth/authorize").query(&request).send().await.expect(200);
        let csrf = csrf_token(&page.text);
        let mut form = request[1..].to_vec();
        form.extend([
            ("email", person.email.as_str()),
            ("password", password),
            ("csrf_token", csrf.as_str()),
            ("action", "login"),
        ]);
        shop.users.post("oauth/authorize").form(&form).send().await
    }

    async fn code(&self, shop: &Shop, person: &Person) -> String {
        let reply = self.submit(shop, person, &person.password, "state-1").await.expect(302);
        parameter(location(&reply), "code").expect("the client gets a code")
    }

    async fn trade(&self, shop: &Shop, code: &str, verifier: &str) -> Reply {
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

    async fn refresh(&self, shop: &Shop, token: &str) -> Reply {
        self.token(shop, &[("grant_type", "refresh_token"), ("refresh_token", token)]).await
    }

    async fn token(&self, shop: &Shop, form: &[(&str, &str)]) -> Reply {
        shop.users.post("oauth/token").basic(&self.id, &self.secret).form(form).send().await
    }

    async fn is_active(&self, shop: &Shop, token: &str) -> bool {
        let call = shop.users.post("oauth/introspect").basic(&self.id, &self.secret);
        let info = call.form(&[("token", token)]).send().await.expect(200).json();
        if info["active"] == false {
            assert_eq!(info, json!({ "active": false }));
        }
        info["active"].as_bool().expect("it says whether the token is good")
    }
}

fn challenge() -> String {
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER))
}

fn csrf_token(page: &str) -> String {
    let (_, rest) = page.split_once(r#"name="csrf_token""#).expect("the form has a CSRF token");
    let (_, rest) = rest.split_once(r#"value=""#).expect("with a value");
    let token = rest.split('"').next().expect("that ends").to_owned();
    assert!(token.starts_with("csrf_"), "{token}");
    token
}

fn location(reply: &Reply) -> &str {
    reply.header("location").expect("a redirection says where")
}

/// The server names itself by the host it was called by. What stands around that depends on what
/// stands before it.
fn parameter(address: &str, name: &str) -> Option<String> {
    let query = address.split_once('?')?.1;
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

fn member(tokens: &Value, name: &str) -> String {
    tokens[name].as_str().unwrap_or_else(|| panic!("there is no `{name}`: {tokens}")).to_owned()
}

#[track_caller]
fn refuse(reply: Reply, error: &str) {
    let status = if error == "invalid_client" { 401 } else { 400 };
    assert_eq!(reply.problem(status)["error"], error);
}

#[tokio::test]
async fn a_client_gets_tokens_for_a_user_who_lets_it_in() {
    let shop = Shop::open().await;
    let (client, person) = (Client::register(&shop).await, shop.register().await);
    let reply = client.submit(&shop, &person, &person.password, "state & more").await.expect(302);
    let address = location(&reply);
    assert!(address.starts_with(CALLBACK), "{address}");
    assert_eq!(parameter(address, "state").as_deref(), Some("state & more"));
    let issuer = parameter(address, "iss").expect("RFC 9207");
    assert_eq!(format!("{issuer}/"), shop.users.address(""));

    let code = parameter(address, "code").expect("the client gets a code");
    let reply = client.trade(&shop, &code, VERIFIER).await.expect(200);
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    let tokens = reply.json();
    assert_eq!(tokens["token_type"], "Bearer");
    let access = member(&tokens, "access_token");
    assert_eq!(tokens::claims(&access)["sub"], person.id.as_str());
    assert!(client.is_active(&shop, &access).await);

    let path = format!("user/{}", person.id);
    shop.users.get(&path).bearer(&access).send().await.expect(200);
}

#[tokio::test]
async fn a_wrong_password_shows_the_page_again() {
    let shop = Shop::open().await;
    let (client, person) = (Client::register(&shop).await, shop.register().await);
    let page = client.submit(&shop, &person, "wrong password", "state-1").await.expect(200);
    assert!(page.text.contains(r#"role="alert""#), "{}", page.text);
}

#[tokio::test]
async fn a_form_that_is_not_from_our_page_is_refused() {
    let shop = Shop::open().await;
    let (client, person) = (Client::register(&shop).await, shop.register().await);
    let challenge = challenge();
    for csrf in ["", "csrf_1700000000"] {
        let mut form = client.request(&challenge, "state-1")[1..].to_vec();
        form.extend([
            ("email", person.email.as_str()),
            ("password", person.password.as_str()),
            ("csrf_token", csrf),
            ("action", "login"),
        ]);
        shop.users.post("oauth/authorize").form(&form).send().await.problem(400);
    }
}

#[tokio::test]
async fn nobody_is_sent_to_an_address_the_client_did_not_register() {
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
        let mut request = client.request(&challenge, "state-1");
        request[2].1 = address;
        let reply = shop.users.get("oauth/authorize").query(&request).send().await;
        assert_eq!(reply.header("location"), None, "{address}");
        reply.problem(400);
    }
}

#[tokio::test]
async fn a_code_needs_its_verifier() {
    let shop = Shop::open().await;
    let (client, person) = (Client::register(&shop).await, shop.register().await);
    for verifier in ["", "another-verifier-of-at-least-forty-three-characters-0123"] {
        let code = client.code(&shop, &person).await;
        let reply = client.trade(&shop, &code, verifier).await;
        let error = reply.problem(400)["error"].clone();
        assert!(error == "invalid_grant" || error == "invalid_request", "{error}");
    }
}

#[tokio::test]
async fn a_code_is_bound_to_its_client_and_address() {
    let shop = Shop::open().await;
    let (client, person) = (Client::register(&shop).await, shop.register().await);
    let other = Client::register(&shop).await;
    let code = client.code(&shop, &person).await;
    refuse(other.trade(&shop, &code, VERIFIER).await, "invalid_grant");

    let code = client.code(&shop, &person).await;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", "https://client.example.org/other"),
        ("code_verifier", VERIFIER),
    ];
    refuse(client.token(&shop, &form).await, "invalid_grant");
}

#[tokio::test]
async fn a_replayed_code_is_refused_and_kills_what_it_gave() {
    let shop = Shop::open().await;
    let (client, person) = (Client::register(&shop).await, shop.register().await);
    let code = client.code(&shop, &person).await;
    let tokens = client.trade(&shop, &code, VERIFIER).await.expect(200).json();
    refuse(client.trade(&shop, &code, VERIFIER).await, "invalid_grant");
    assert!(!client.is_active(&shop, &member(&tokens, "access_token")).await);
    let refreshed = client.refresh(&shop, &member(&tokens, "refresh_token")).await;
    refuse(refreshed, "invalid_grant");
}

#[tokio::test]
async fn refresh_tokens_rotate_and_a_reused_one_kills_the_family() {
    let shop = Shop::open().await;
    let (client, person) = (Client::register(&shop).await, shop.register().await);
    let code = client.code(&shop, &person).await;
    let first = client.trade(&shop, &code, VERIFIER).await.expect(200).json();
    let first = member(&first, "refresh_token");
    let second = client.refresh(&shop, &first).await.expect(200).json();
    let (access, second) = (member(&second, "access_token"), member(&second, "refresh_token"));
    assert_ne!(first, second);
    assert!(client.is_active(&shop, &access).await);

    refuse(client.refresh(&shop, &first).await, "invalid_grant");
    refuse(client.refresh(&shop, &second).await, "invalid_grant");
    assert!(!client.is_active(&shop, &access).await);
}

#[tokio::test]
async fn a_revoked_token_is_no_longer_good() {
    let shop = Shop::open().await;
    let (client, person) = (Client::register(&shop).await, shop.register().await);
    let code = client.code(&shop, &person).await;
    let tokens = client.trade(&shop, &code, VERIFIER).await.expect(200).json();
    let refresh = member(&tokens, "refresh_token");
    for token in [refresh.as_str(), "not a token of ours"] {
        let call = shop.users.post("oauth/revoke").basic(&client.id, &client.secret);
        call.form(&[("token", token)]).send().await.expect(200);
    }
    refuse(client.refresh(&shop, &refresh).await, "invalid_grant");
    assert!(!client.is_active(&shop, &refresh).await);
}

#[tokio::test]
async fn a_client_has_to_prove_who_it_is() {
    let shop = Shop::open().await;
    let client = Client::register(&shop).await;
    let form = [("grant_type", "client_credentials"), ("scope", "read")];
    let tokens = client.token(&shop, &form).await.expect(200).json();
    assert_eq!(tokens["scope"], "read");
    assert!(tokens.get("refresh_token").is_none());

    let imposter = Client { secret: "wrong".to_owned(), ..client };
    for path in ["oauth/token", "oauth/introspect", "oauth/revoke"] {
        let form = [form.as_slice(), &[("token", "x")]].concat();
        let call = shop.users.post(path).basic(&imposter.id, &imposter.secret);
        let reply = call.form(&form).send().await;
        assert!(reply.header("www-authenticate").is_some(), "{path}");
        refuse(reply, "invalid_client");
    }
}

#[tokio::test]
async fn a_client_manages_itself_and_nobody_else_does() {
    let shop = Shop::open().await;
    let (client, other) = (Client::register(&shop).await, Client::register(&shop).await);
    let path = format!("oauth/client/{}", client.id);
    shop.users.get(&path).send().await.problem(401);
    let foreign = shop.users.get(&path).bearer(other.management_token()).send().await;
    assert!(matches!(foreign.status, 401 | 403), "{}", foreign.status);

    let token = client.management_token();
    let shown = shop.users.get(&path).bearer(token).send().await.expect(200).json();
    assert_eq!(shown["data"]["client_id"], client.id.as_str());
    assert!(shown["data"].get("client_secret").is_none());

    let update = json!({ "client_id": client.id, "client_name": "renamed" });
    let call = shop.users.call(Method::PUT, &path).bearer(token).json(&update);
    assert_eq!(call.send().await.expect(200).json()["data"]["client_name"], "renamed");

    shop.users.call(Method::DELETE, &path).bearer(token).send().await.expect(204);
    let form = [("grant_type", "client_credentials")];
    refuse(client.token(&shop, &form).await, "invalid_client");
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
        shop.users.post("oauth/register").json(&registration).send().await.problem(400);
    }
}

#[tokio::test]
async fn the_server_describes_itself() {
    let shop = Shop::open().await;
    let reply = shop.users.get(".well-known/oauth-authorization-server").send().await.expect(200);
    assert_eq!(reply.header("content-type"), Some("application/json"));
    let metadata = reply.json();
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
    assert_eq!(format!("{issuer}/"), shop.users.address(""));
    let methods = metadata["code_challenge_methods_supported"].as_array();
    assert!(methods.is_some_and(|methods| methods.contains(&json!("S256"))));
}
