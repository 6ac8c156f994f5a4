//! Requests and messages as AWS delivers them, and the responses that come back.

use contracts::HttpFunction;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::tokens;
use crate::{Claims, Result, UserType};

/// Seconds that a token is valid.
const TOKEN_LIFETIME: u64 = 600;

/// A request on its way through API Gateway.
#[derive(Clone, Debug)]
pub struct Call(Value);

impl Call {
    /// A call of a route of `F`, such as `POST /login`.
    ///
    /// # Panics
    /// If `F` has no such route.
    pub fn to<F: HttpFunction>(route: &str) -> Self {
        let routes: Vec<&str> = F::ROUTES.iter().map(|route| route.key).collect();
        assert!(
            routes.contains(&route),
            "`{}` has no route `{route}`; its routes are {routes:?}",
            F::NAME
        );
        let method = route.split_once(' ').map_or(route, |(method, _)| method);
        Self(json!({
            "routeKey": route,
            "rawQueryString": "",
            "headers": {},
            "pathParameters": {},
            "isBase64Encoded": false,
            "requestContext": { "http": { "method": method } },
        }))
    }

    /// A call that arrives on the API's default route, such as `POST /inventory/`.
    pub fn to_default_route(request: &str) -> Self {
        let (method, path) = request.split_once(' ').unwrap_or((request, ""));
        Self(json!({
            "routeKey": "$default",
            "rawPath": path,
            "headers": {},
            "requestContext": { "http": { "method": method } },
        }))
    }

    /// With a method other than the route's.
    #[must_use]
    pub fn method(mut self, method: &str) -> Self {
        self.0["requestContext"]["http"]["method"] = method.into();
        self
    }

    /// With a value for a parameter of the path.
    #[must_use]
    pub fn path(mut self, name: &str, value: &str) -> Self {
        self.0["pathParameters"][name] = value.into();
        self
    }

    /// From an IP address.
    #[must_use]
    pub fn source_ip(mut self, address: &str) -> Self {
        self.0["requestContext"]["http"]["sourceIp"] = address.into();
        self
    }

    /// With a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.0["headers"][name] = value.into();
        self
    }

    /// With a token.
    #[must_use]
    pub fn bearer(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    /// With a body, as it is.
    #[must_use]
    pub fn body(mut self, body: &str) -> Self {
        self.0["body"] = body.into();
        self
    }

    /// With a JSON body.
    #[must_use]
    pub fn json(self, body: &Value) -> Self {
        self.body(&body.to_string()).header("content-type", "application/json")
    }

    /// With an HTML form.
    #[must_use]
    pub fn form(self, fields: &[(&str, &str)]) -> Self {
        self.body(&encoded(fields)).header("content-type", "application/x-www-form-urlencoded")
    }

    /// With a query.
    #[must_use]
    pub fn query(mut self, fields: &[(&str, &str)]) -> Self {
        self.0["rawQueryString"] = encoded(fields).into();
        self
    }

    /// The payload of the invocation.
    pub fn event(self) -> Value {
        self.0
    }
}

fn encoded(fields: &[(&str, &str)]) -> String {
    serde_html_form::to_string(fields).expect("pairs of text make a form")
}

/// What came back through API Gateway.
#[derive(Clone, Debug)]
pub struct TestResponse(Value);

impl TestResponse {
    /// The response of a function.
    pub fn of(response: Result<Value>) -> Self {
        Self(response.expect("a function responds to every request"))
    }

    /// The status.
    pub fn status(&self) -> u64 {
        self.0["statusCode"].as_u64().expect("a response has a status")
    }

    /// A header; empty if there is none.
    pub fn header(&self, name: &str) -> &str {
        self.0["headers"][name].as_str().unwrap_or_default()
    }

    /// The body.
    pub fn text(&self) -> &str {
        self.0["body"].as_str().expect("a response has a body")
    }

    /// The body, which must be JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(self.text()).expect("the body is JSON")
    }
}

/// A token of a user, as a login issues them.
pub async fn token(user_id: &str, user_type: UserType) -> String {
    let now = u64::try_from(Timestamp::now().as_second()).unwrap_or_default();
    let claims = Claims {
        sub: user_id.to_owned(),
        user_type,
        iat: now,
        exp: now + TOKEN_LIFETIME,
        scope: None,
        client_id: None,
        jti: None,
    };
    tokens().sign(&claims).await.expect("a fixed key signs")
}

/// A batch of one event, as a queue delivers it from the bus.
pub fn batch(event_type: &str, detail: &Value) -> Value {
    let event = json!({ "id": "bus-1", "detail-type": event_type, "detail": detail });
    json!({ "Records": [{ "messageId": "m-1", "body": event.to_string() }] })
}

/// Whether no message of a batch is to be delivered again.
pub fn is_done(response: Result<Value>) -> bool {
    response.expect("a function responds to every batch")["batchItemFailures"] == json!([])
}
