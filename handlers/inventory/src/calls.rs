//! HTTP calls and events as AWS delivers them, and the answers, for tests.

use platform::{Authority, Claims, Result, UserType};
use serde_json::{Value, json};

pub fn authority() -> Authority {
    Authority::fixed("a secret of at least thirty-two bytes")
}

/// A token as `login` issues them.
pub async fn token(user_type: UserType) -> String {
    let now = u64::try_from(jiff::Timestamp::now().as_second()).unwrap();
    let claims = Claims {
        sub: "u1".to_owned(),
        user_type,
        iat: now,
        exp: now + 600,
        scope: None,
        client_id: None,
        jti: None,
    };
    authority().sign(&claims).await.unwrap()
}

/// A request on its way.
pub struct Call(Value);

impl Call {
    /// A call of a route, such as `POST /inventory`.
    pub fn to(route: &str) -> Self {
        let (method, path) = route.split_once(' ').unwrap();
        Self(json!({
            "routeKey": route,
            "rawPath": path,
            "headers": {},
            "pathParameters": {},
            "requestContext": { "stage": "$default", "http": { "method": method } },
        }))
    }

    pub fn path(mut self, name: &str, value: &str) -> Self {
        self.0["pathParameters"][name] = value.into();
        self
    }

    pub fn bearer(mut self, token: &str) -> Self {
        self.0["headers"]["authorization"] = format!("Bearer {token}").into();
        self
    }

    pub fn json(mut self, body: &Value) -> Self {
        self.0["headers"]["content-type"] = "application/json".into();
        self.0["body"] = body.to_string().into();
        self
    }

    pub fn event(self) -> Value {
        self.0
    }
}

/// What came back.
pub struct Answer(Value);

impl Answer {
    pub fn of(answer: Result<Value>) -> Self {
        Self(answer.unwrap())
    }

    pub fn status(&self) -> u64 {
        self.0["statusCode"].as_u64().unwrap()
    }

    pub fn text(&self) -> &str {
        self.0["body"].as_str().unwrap()
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(self.text()).unwrap()
    }
}

/// A batch of one event.
pub fn batch(event_type: &str, detail: &Value) -> Value {
    let event = json!({ "id": "bus-1", "detail-type": event_type, "detail": detail });
    json!({ "Records": [{ "messageId": "m-1", "body": event.to_string() }] })
}

/// Whether the message of a batch of one is done with.
pub fn is_done(answer: Result<Value>) -> bool {
    answer.unwrap()["batchItemFailures"] == json!([])
}
