//! HTTP calls as API Gateway delivers them, and the answers it would send, for tests.

use contracts::HttpFunction;
use platform::{Authority, Claims, Handle, SecuredTrigger, Trigger, UserType, testing};
use serde_json::{Value, json};

const SECRET: &str = "a secret of at least thirty-two bytes";

/// A request on its way.
pub struct Call(Value);

/// What came back.
#[derive(Debug, PartialEq)]
pub struct Answer {
    pub status: u64,
    pub body: Value,
}

impl Call {
    /// A call of a route, such as `PUT /product`.
    pub fn to(route: &str) -> Self {
        let (method, path) = route.split_once(' ').unwrap();
        Self(json!({
            "routeKey": route,
            "rawPath": path,
            "rawQueryString": "",
            "headers": { "content-type": "application/json" },
            "requestContext": { "stage": "$default", "http": { "method": method } },
        }))
    }

    pub fn id(mut self, id: &str) -> Self {
        self.0["pathParameters"] = json!({ "productId": id });
        self
    }

    pub fn query(mut self, query: &str) -> Self {
        self.0["rawQueryString"] = query.into();
        self
    }

    pub fn json(self, body: &Value) -> Self {
        self.body(&body.to_string())
    }

    pub fn body(mut self, body: &str) -> Self {
        self.0["body"] = body.into();
        self
    }

    /// Sends it to a function for everybody.
    pub async fn send<F>(
        self,
        handle: impl Handle<
            <F::Input as Trigger<F>>::Event,
            Reply: Into<<F::Input as Trigger<F>>::Reply>,
        >,
    ) -> Answer
    where
        F: HttpFunction<Input: Trigger<F>>,
    {
        Answer::of(&testing::invoke::<F>(self.0, handle).await.unwrap())
    }

    /// Sends it to a function for administrators, as a user of this type.
    pub async fn send_as<F>(
        mut self,
        user_type: UserType,
        handle: impl Handle<
            <F::Input as SecuredTrigger<F>>::Event,
            Reply: Into<<F::Input as SecuredTrigger<F>>::Reply>,
        >,
    ) -> Answer
    where
        F: HttpFunction<Input: SecuredTrigger<F>>,
    {
        let authority = Authority::fixed(SECRET);
        self.0["headers"]["authorization"] = token(&authority, user_type).await.into();
        Answer::of(&testing::invoke_secured::<F>(self.0, &authority, handle).await.unwrap())
    }
}

impl Answer {
    fn of(answer: &Value) -> Self {
        Self {
            status: answer["statusCode"].as_u64().unwrap(),
            body: answer["body"].as_str().unwrap().parse().unwrap(),
        }
    }

    /// A problem's status, `data` and `message`.
    pub fn problem(&self) -> (u64, &str, &str) {
        let text = |name: &str| self.body[name].as_str().unwrap();
        (self.status, text("data"), text("message"))
    }
}

async fn token(authority: &Authority, user_type: UserType) -> String {
    let now = u64::try_from(jiff::Timestamp::now().as_second()).unwrap();
    let claims = Claims {
        sub: "u-1".to_owned(),
        user_type,
        iat: now,
        exp: now + 600,
        scope: None,
        client_id: None,
        jti: None,
    };
    authority.sign(&claims).await.unwrap()
}
