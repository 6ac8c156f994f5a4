//! Users of the shop. Every test makes its own.

use serde_json::{Value, json};

use crate::{Call, Shop, tokens, unique};

/// A registered user.
#[derive(Clone, Debug)]
pub struct Person {
    /// The user's id.
    pub id: String,
    /// E-mail address.
    pub email: String,
    /// Password.
    pub password: String,
}

impl Person {
    /// The body that registers a user of this address.
    pub fn registration(email: &str) -> Value {
        json!({
            "email_address": email,
            "first_name": "Ada",
            "last_name": "Lovelace",
            "password": "Pa55w0rd!",
        })
    }
}

impl Shop {
    /// A new user.
    pub async fn register(&self) -> Person {
        let email = format!("{}@Example.org", unique("e2e"));
        let body = Person::registration(&email);
        let user = self.users.post("user").json(&body).send().await.expect(200).json();
        let id = user["data"]["userId"].as_str().expect("users have ids").to_owned();
        Person { id, email, password: "Pa55w0rd!".to_owned() }
    }

    /// The request that logs someone in.
    pub fn login_call(&self, email: &str, password: &str) -> Call {
        let body = json!({ "email_address": email, "password": password });
        self.users.post("login").json(&body)
    }

    /// A token of `person`.
    pub async fn login(&self, person: &Person) -> String {
        let reply = self.login_call(&person.email, &person.password).send().await.expect(200);
        reply.json()["data"]["token"].as_str().expect("a login answers a token").to_owned()
    }

    /// What `person` may do, as a new token says.
    pub async fn user_type(&self, person: &Person) -> String {
        let claims = tokens::claims(&self.login(person).await);
        claims["user_type"].as_str().expect("tokens say what a user may do").to_owned()
    }

    /// How many orders of `person` were completed.
    pub async fn order_count(&self, person: &Person) -> u64 {
        let token = self.login(person).await;
        let path = format!("user/{}", person.id);
        let user = self.users.get(&path).bearer(&token).send().await.expect(200).json();
        user["data"]["orderCount"].as_u64().expect("orders are counted")
    }
}
