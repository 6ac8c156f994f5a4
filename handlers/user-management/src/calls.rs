//! HTTP calls as API Gateway delivers them, and the answers it would send, for tests.

use platform::{Authority, Claims, Result, UserType, clock::FixedClock};
use serde_json::{Value, json};

use crate::samples;

/// Signs the tests' tokens and forms.
pub const SECRET: &str = "a secret of at least thirty-two bytes";
/// Where the tests' API is.
pub const BASE_URL: &str = "https://users.example";

pub fn authority() -> Authority {
    Authority::fixed(SECRET)
}

pub fn clock() -> FixedClock {
    FixedClock(samples::now())
}

/// A token as `login` issues them.
pub async fn token(user_id: &str, user_type: UserType) -> String {
    let now = u64::try_from(samples::now().as_second()).unwrap();
    let claims = Claims {
        sub: user_id.to_owned(),
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
    /// A call of a route, such as `POST /login`.
    pub fn to(route: &str) -> Self {
        let (method, path) = route.split_once(' ').unwrap();
        Self(json!({
            "routeKey": route,
            "rawPath": path,
            "rawQueryString": "",
            "headers": { "host": "users.example", "x-forwarded-proto": "https" },
            "pathParameters": {},
            "isBase64Encoded": false,
            "requestContext": { "stage": "$default", "http": { "method": method } },
        }))
    }

    pub fn method(mut self, method: &str) -> Self {
        self.0["requestContext"]["http"]["method"] = method.into();
        self
    }

    pub fn path(mut self, name: &str, value: &str) -> Self {
        self.0["pathParameters"][name] = value.into();
        self
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.0["headers"][name] = value.into();
        self
    }

    pub fn bearer(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    pub fn json(mut self, body: &Value) -> Self {
        self.0["body"] = body.to_string().into();
        self.header("content-type", "application/json")
    }

    pub fn form(mut self, fields: &[(&str, &str)]) -> Self {
        self.0["body"] = encoded(fields).into();
        self.header("content-type", "application/x-www-form-urlencoded")
    }

    pub fn query(mut self, fields: &[(&str, &str)]) -> Self {
        self.0["rawQueryString"] = encoded(fields).into();
        self
    }

    pub fn event(self) -> Value {
        self.0
    }
}

fn encoded(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

/// What came back.
#[derive(Debug)]
pub struct Answer(Value);

impl Answer {
    pub fn of(answer: Result<Value>) -> Self {
        Self(answer.unwrap())
    }

    pub fn status(&self) -> u64 {
        self.0["statusCode"].as_u64().unwrap()
    }

    pub fn header(&self, name: &str) -> &str {
        self.0["headers"][name].as_str().unwrap_or_default()
    }

    pub fn text(&self) -> &str {
        self.0["body"].as_str().unwrap()
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(self.text()).unwrap()
    }

    /// The parameters of the address that the answer redirects to.
    pub fn redirect_parameter(&self, name: &str) -> Option<String> {
        let (_, query) = self.header("Location").split_once('?')?;
        let mut pairs = form_urlencoded::parse(query.as_bytes());
        pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }
}
