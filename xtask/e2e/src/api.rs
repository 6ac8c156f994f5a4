//! The HTTP APIs of the shop.

use reqwest::{Client, Method, RequestBuilder, header::HeaderMap, redirect::Policy};
use serde_json::Value;

/// A client of one API.
pub struct Api {
    base: String,
    client: Client,
}

/// A request that was not sent yet.
pub struct Request(RequestBuilder);

/// A response with any status.
#[derive(Debug)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// The body as text.
    pub text: String,
    headers: HeaderMap,
}

impl Api {
    /// A client that returns redirections and does not follow them.
    pub(crate) fn client() -> Client {
        Client::builder()
            .redirect(Policy::none())
            .build()
            .expect("the settings of the client are valid")
    }

    pub(crate) fn new(base: &str, client: Client) -> Self {
        // The addresses of some APIs end with a slash, those of others do not.
        Self { base: format!("{}/", base.trim_end_matches('/')), client }
    }

    /// The address of `path`, which does not begin with a slash.
    pub fn address(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// Any request.
    pub fn request(&self, method: Method, path: &str) -> Request {
        Request(self.client.request(method, self.address(path)))
    }

    /// `GET path`
    pub fn get(&self, path: &str) -> Request {
        self.request(Method::GET, path)
    }

    /// `POST path`
    pub fn post(&self, path: &str) -> Request {
        self.request(Method::POST, path)
    }
}

impl Request {
    /// With a bearer token.
    #[must_use]
    pub fn bearer(self, token: &str) -> Self {
        Self(self.0.bearer_auth(token))
    }

    /// With an OAuth client's credentials.
    #[must_use]
    pub fn basic(self, id: &str, secret: &str) -> Self {
        Self(self.0.basic_auth(id, Some(secret)))
    }

    /// With a header.
    #[must_use]
    pub fn header(self, name: &str, value: &str) -> Self {
        Self(self.0.header(name, value))
    }

    /// With a query.
    #[must_use]
    pub fn query(self, pairs: &[(&str, &str)]) -> Self {
        Self(self.0.query(pairs))
    }

    /// With a JSON body.
    #[must_use]
    pub fn json(self, body: &Value) -> Self {
        Self(self.0.json(body))
    }

    /// With a form as body.
    #[must_use]
    pub fn form(self, pairs: &[(&str, &str)]) -> Self {
        Self(self.0.form(pairs))
    }

    /// With any body.
    #[must_use]
    pub fn body(self, content_type: &str, body: impl Into<String>) -> Self {
        Self(self.0.header("content-type", content_type).body(body.into()))
    }

    /// Sends it.
    pub async fn send(self) -> Response {
        self.attempt().await.unwrap_or_else(|error| panic!("there was no response: {error:?}"))
    }

    /// Sends it to a server that may be down. Without a response the request may have arrived
    /// nevertheless.
    pub async fn attempt(self) -> reqwest::Result<Response> {
        let response = self.0.send().await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await?;
        Ok(Response { status, text, headers })
    }
}

impl Response {
    /// Asserts the status.
    #[track_caller]
    #[expect(clippy::return_self_not_must_use, reason = "often only the status matters")]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text);
        self
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text)
            .unwrap_or_else(|error| panic!("the response is not JSON: {error}: {}", self.text))
    }

    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// Asserts that the body is a problem document with this status and with the correlation id of
    /// the request, and returns it.
    #[track_caller]
    pub fn problem(self, status: u16) -> Value {
        let response = self.expect(status);
        let problem = response.json();
        assert_eq!(response.header("content-type"), Some("application/problem+json"));
        assert_eq!(problem["status"], status, "{problem}");
        assert!(problem["detail"].as_str().is_some_and(|detail| !detail.is_empty()), "{problem}");
        let correlation_id = problem["correlationId"].as_str();
        assert!(correlation_id.is_some_and(|id| !id.is_empty()), "{problem}");
        assert_eq!(correlation_id, response.header("x-correlation-id"), "{problem}");
        problem
    }
}
