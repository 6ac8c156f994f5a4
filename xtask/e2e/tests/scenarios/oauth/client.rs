//! A client of the OAuth server, and what it does.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use contracts::user_management::SERVICE;
use e2e::{PASSWORD, Request, Response, Shop, User, unique};
use reqwest::Method;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

pub const CALLBACK: &str = "https://client.example.org/callback";
pub const VERIFIER: &str = "a-verifier-of-at-least-forty-three-characters-0123456789";

/// A registered client.
pub struct Client {
    pub id: String,
    pub secret: String,
    /// What it requests from users.
    pub scope: &'static str,
    pub registration: Value,
}

impl Client {
    pub async fn register(shop: &Shop) -> Self {
        let registration = json!({
            "client_name": unique("client"),
            "redirect_uris": [CALLBACK],
            "grant_types": ["authorization_code", "refresh_token", "client_credentials"],
            "response_types": ["code"],
            // Ignored: only an administrator may set it.
            "introspects_all": true,
        });
        let response = shop.api(SERVICE).post("oauth/register").json(&registration).send().await;
        let registration = response.expect(201).json();
        let text =
            |name: &str| registration[name].as_str().expect("credentials are texts").to_owned();
        Self {
            id: text("client_id"),
            secret: text("client_secret"),
            scope: "read write",
            registration,
        }
    }

    pub fn management_token(&self) -> &str {
        let token = &self.registration["registration_access_token"];
        token.as_str().expect("a registration has a management token")
    }

    /// The query of an authorization request.
    pub fn authorization<'a>(
        &'a self,
        challenge: &'a str,
        state: &'a str,
    ) -> Vec<(&'a str, &'a str)> {
        vec![
            ("response_type", "code"),
            ("client_id", &self.id),
            ("redirect_uri", CALLBACK),
            ("scope", self.scope),
            ("state", state),
            ("code_challenge", challenge),
            ("code_challenge_method", "S256"),
        ]
    }

    /// The response to the form of the authorization page with the address of `user`.
    pub async fn submit(&self, shop: &Shop, user: &User, password: &str, state: &str) -> Response {
        self.filled_form(shop, user, password, state).await.send().await
    }

    /// The form of the authorization page with the address of `user`.
    pub async fn filled_form(
        &self,
        shop: &Shop,
        user: &User,
        password: &str,
        state: &str,
    ) -> Request {
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
        shop.api(SERVICE).post("oauth/authorize").form(&form)
    }

    /// A new authorization code of `user`.
    pub async fn code(&self, shop: &Shop, user: &User) -> String {
        let response = self.submit(shop, user, PASSWORD, "state-1").await.expect(302);
        parameter(location(&response), "code").expect("the redirection has a code")
    }

    pub async fn exchange(&self, shop: &Shop, code: &str, verifier: &str) -> Response {
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
    pub async fn tokens(&self, shop: &Shop, user: &User) -> Value {
        let code = self.code(shop, user).await;
        self.exchange(shop, &code, VERIFIER).await.expect(200).json()
    }

    pub async fn refresh(&self, shop: &Shop, token: &str) -> Response {
        self.token(shop, &[("grant_type", "refresh_token"), ("refresh_token", token)]).await
    }

    pub async fn token(&self, shop: &Shop, form: &[(&str, &str)]) -> Response {
        shop.api(SERVICE).post("oauth/token").basic(&self.id, &self.secret).form(form).send().await
    }

    /// The response to reading, changing or deleting the registration with a bearer token.
    pub async fn manage(&self, shop: &Shop, method: Method, token: Option<&str>) -> Response {
        let mut request = shop.api(SERVICE).request(method.clone(), &self.registration_path());
        if method == Method::PUT {
            request = request.json(&json!({ "client_id": self.id, "client_name": "renamed" }));
        }
        if let Some(token) = token {
            request = request.bearer(token);
        }
        request.send().await
    }

    /// The response to changing whether it may introspect the tokens of others.
    pub async fn set_introspects_all(&self, shop: &Shop, allowed: bool, token: &str) -> Response {
        let update = json!({ "client_id": self.id, "introspects_all": allowed });
        let request = shop.api(SERVICE).request(Method::PUT, &self.registration_path());
        request.json(&update).bearer(token).send().await
    }

    fn registration_path(&self) -> String {
        format!("oauth/client/{}", self.id)
    }

    /// Reads, changes and deletes the registration with a bearer token.
    pub async fn check_management(&self, shop: &Shop, token: &str) {
        let shown = self.manage(shop, Method::GET, Some(token)).await.expect(200).json();
        assert_eq!(shown["data"]["client_id"], self.id.as_str());
        assert!(shown["data"].get("client_secret").is_none());

        let changed = self.manage(shop, Method::PUT, Some(token)).await.expect(200).json();
        assert_eq!(changed["data"]["client_name"], "renamed");

        self.manage(shop, Method::DELETE, Some(token)).await.expect(204);
        let response = self.token(shop, &[("grant_type", "client_credentials")]).await;
        check_refused(response, "invalid_client");
    }

    pub async fn revoke(&self, shop: &Shop, token: &str) -> Response {
        let request = shop.api(SERVICE).post("oauth/revoke").basic(&self.id, &self.secret);
        request.form(&[("token", token)]).send().await
    }

    /// The introspection of a token.
    pub async fn introspect(&self, shop: &Shop, token: &str) -> Value {
        let request = shop.api(SERVICE).post("oauth/introspect").basic(&self.id, &self.secret);
        let info = request.form(&[("token", token)]).send().await.expect(200).json();
        if info["active"] == false {
            assert_eq!(info, json!({ "active": false }));
        }
        info
    }

    /// Whether the introspection of a token reports it as active.
    pub async fn is_active(&self, shop: &Shop, token: &str) -> bool {
        self.introspect(shop, token).await["active"].as_bool().expect("`active` is a boolean")
    }
}

pub fn challenge() -> String {
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER))
}

pub fn csrf_token(page: &str) -> String {
    let (_, rest) = page.split_once(r#"name="csrf_token""#).expect("the form has a CSRF token");
    let (_, rest) = rest.split_once(r#"value=""#).expect("the token has a value");
    let token = rest.split('"').next().expect("the value ends").to_owned();
    assert!(token.starts_with("csrf_"), "{token}");
    token
}

pub fn location(response: &Response) -> &str {
    response.header("location").expect("a redirection has a location")
}

/// A parameter in the query of an address.
pub fn parameter(address: &str, name: &str) -> Option<String> {
    let query = address.split_once('?')?.1;
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

pub fn member(tokens: &Value, name: &str) -> String {
    tokens[name].as_str().unwrap_or_else(|| panic!("there is no `{name}`: {tokens}")).to_owned()
}

/// Asserts that a response is a problem with this OAuth error.
#[track_caller]
pub fn check_refused(response: Response, error: &str) {
    let status = if error == "invalid_client" { 401 } else { 400 };
    assert_eq!(response.problem(status)["error"], error);
}
