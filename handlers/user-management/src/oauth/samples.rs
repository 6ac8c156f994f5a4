//! Clients, grants and requests for tests.

use contracts::user_management::{AuthorizeQuery, UserApi};
use platform::{Parameter, testing::TestResponse};

use super::{
    client::{Authentication, Client, GrantType},
    grant::{Consent, Grant},
    redirect::RedirectUri,
    scope::Scope,
    secret::Digest,
};
use crate::accounts::{memory::MemoryAccounts, samples, user::User};

pub use crate::accounts::samples::{clock, now};

pub const ISSUER: &str = "https://users.example";
pub const REDIRECT_URI: &str = "https://client.example/callback";
pub const CLIENT_SECRET: &str = "the client's secret";
pub const REGISTRATION_TOKEN: &str = "the client's registration token";

/// The exported address of the API.
pub fn api() -> Parameter<UserApi> {
    Parameter::fixed(ISSUER)
}

/// The user `user`.
pub fn user() -> User {
    User { id: "user".to_owned(), ..samples::user("jane@example.com") }
}

/// The account of the user `user`.
pub fn users() -> MemoryAccounts {
    MemoryAccounts::with_users([user()])
}

/// A client with a secret, for every grant type.
pub fn client(id: &str) -> Client {
    Client {
        id: id.to_owned(),
        name: "Client".to_owned(),
        redirect_uris: vec![RedirectUri::parse(REDIRECT_URI).unwrap()],
        grant_types: GrantType::ALL.to_vec(),
        scope: Scope::all(),
        authentication: Authentication::Basic,
        secret: Some(Digest::of(CLIENT_SECRET)),
        registration_token: Some(Digest::of(REGISTRATION_TOKEN)),
        introspects_all: false,
        created_at: now(),
        updated_at: now(),
    }
}

/// A client without a secret.
pub fn public_client(id: &str) -> Client {
    Client { secret: None, authentication: Authentication::Public, ..client(id) }
}

/// A client that only administrators manage.
pub fn client_without_registration_token(id: &str) -> Client {
    Client { registration_token: None, ..client(id) }
}

/// A valid authorization request of a client with a secret.
pub fn authorize_query(client_id: &str) -> AuthorizeQuery {
    AuthorizeQuery {
        response_type: "code".to_owned(),
        client_id: client_id.to_owned(),
        redirect_uri: REDIRECT_URI.to_owned(),
        scope: Some("read write".to_owned()),
        state: Some("s 1".to_owned()),
        code_challenge: None,
        code_challenge_method: None,
    }
}

/// A grant of the user `user` to the client `client`, whose code was not exchanged yet.
pub fn grant(id: &str, code: &str) -> Grant {
    let consent = Consent {
        client_id: "client".to_owned(),
        user_id: "user".to_owned(),
        scope: Scope::parse("read write").unwrap(),
        redirect_uri: RedirectUri::parse(REDIRECT_URI).unwrap(),
        challenge: None,
    };
    Grant::new(id.to_owned(), consent, code, now())
}

/// A parameter of the address that `response` redirects to.
pub fn redirect_parameter(response: &TestResponse, name: &str) -> Option<String> {
    let (_, query) = response.header("Location").split_once('?')?;
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}
