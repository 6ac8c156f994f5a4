//! Users of the shop. Every scenario registers its own.

use contracts::user_management;
use serde_json::{Value, json};

use crate::{Request, Shop, eventually, tokens, unique};

/// The password of every user that is registered with [`User::registration`].
pub const PASSWORD: &str = "Pa55w0rd!";

/// A registered user.
#[derive(Clone, Debug)]
pub struct User {
    /// The user's id.
    pub id: String,
    /// E-mail address.
    pub email: String,
}

impl User {
    /// The body that registers a user with this e-mail address.
    pub fn registration(email: &str) -> Value {
        json!({
            "email_address": email,
            "first_name": "Ada",
            "last_name": "Lovelace",
            "password": PASSWORD,
        })
    }
}

impl Shop {
    /// Registers a user.
    pub async fn register(&self) -> User {
        let email = format!("{}@Example.org", unique("e2e"));
        let request = self.api(user_management::SERVICE).post("user");
        self.register_with(request, &User::registration(&email)).await
    }

    /// Registers the user that `registration` describes with `request`.
    pub async fn register_with(&self, request: Request, registration: &Value) -> User {
        let user = request.json(registration).send().await.expect(200).json();
        let text = |value: &Value| value.as_str().expect("ids and addresses are texts").to_owned();
        User { id: text(&user["data"]["userId"]), email: text(&registration["email_address"]) }
    }

    /// The request that exchanges an e-mail address and a password for a token.
    pub fn login_request(&self, email: &str, password: &str) -> Request {
        let body = json!({ "email_address": email, "password": password });
        self.api(user_management::SERVICE).post("login").json(&body)
    }

    /// A token of `user`.
    pub async fn log_in(&self, user: &User) -> String {
        let response = self.login_request(&user.email, PASSWORD).send().await.expect(200);
        response.json()["data"]["token"].as_str().expect("a login returns a token").to_owned()
    }

    /// Registers a user. Returns the user and a token.
    pub async fn customer(&self) -> (User, String) {
        let user = self.register().await;
        let token = self.log_in(&user).await;
        (user, token)
    }

    /// The type of `user` in a new token.
    pub async fn user_type(&self, user: &User) -> String {
        let claims = tokens::claims(&self.log_in(user).await);
        claims["user_type"].as_str().expect("tokens have a type of user").to_owned()
    }

    /// The number of completed orders of `user`.
    pub async fn order_count(&self, user: &User) -> u64 {
        let path = format!("user/{}", user.id);
        let request = self.api(user_management::SERVICE).get(&path);
        let response = request.bearer(&self.log_in(user).await).send().await;
        response.expect(200).json()["data"]["orderCount"].as_u64().expect("orders are counted")
    }

    /// Waits until exactly `count` completed orders of `user` are counted.
    ///
    /// # Panics
    /// If there are more.
    pub async fn wait_for_order_count(&self, user: &User, count: u64) {
        eventually(&format!("{count} orders of `{}`", user.id), async || {
            let orders = self.order_count(user).await;
            assert!(orders <= count, "{orders} orders were counted instead of {count}");
            (orders == count).then_some(())
        })
        .await;
    }
}
