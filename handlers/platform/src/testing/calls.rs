//! Requests and messages as AWS delivers them, and the answers it would send.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::{Authority, Claims, Result, UserType};

/// Seconds that a test's token is good for.
const TOKEN_LIFETIME: u64 = 600;

/// A request on its way through API Gateway.
#[derive(Clone, Debug)]
pub struct Call(Value);

impl Call {
    /// A call of a route, such as `POST /login`.
    pub fn to(route: &str) -> Self {
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

    /// What the function gets.
    pub fn event(self) -> Value {
        self.0
    }
}

fn encoded(fields: &[(&str, &str)]) -> String {
    serde_html_form::to_string(fields).expect("pairs of text make a form")
}

/// What came back through API Gateway.
#[derive(Clone, Debug)]
pub struct Answer(Value);

impl Answer {
    /// The answer of a function that answered at all.
    pub fn of(answer: Result<Value>) -> Self {
        Self(answer.expect("a function answers every request"))
    }

    /// The status.
    pub fn status(&self) -> u64 {
        self.0["statusCode"].as_u64().expect("an answer has a status")
    }

    /// A header; empty if there is none.
    pub fn header(&self, name: &str) -> &str {
        self.0["headers"][name].as_str().unwrap_or_default()
    }

    /// The body.
    pub fn text(&self) -> &str {
        self.0["body"].as_str().expect("an answer has a body")
    }

    /// The body, which must be JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(self.text()).expect("the body is JSON")
    }
}

/// A token as the user service issues them.
pub async fn token(authority: &Authority, user_id: &str, user_type: UserType) -> String {
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
    authority.sign(&claims).await.expect("a fixed secret signs")
}

/// A batch of one event, as a queue delivers it from the bus.
pub fn batch(event_type: &str, detail: &Value) -> Value {
    let event = json!({ "id": "bus-1", "detail-type": event_type, "detail": detail });
    json!({ "Records": [{ "messageId": "m-1", "body": event.to_string() }] })
}

/// Whether every message of a batch is done with.
pub fn is_done(answer: Result<Value>) -> bool {
    answer.expect("a function answers every batch")["batchItemFailures"] == json!([])
}
