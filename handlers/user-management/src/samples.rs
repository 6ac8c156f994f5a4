//! Users, clients and grants for tests.

use contracts::user_management::AuthorizeQuery;
use jiff::Timestamp;

use crate::{
    client::{Authentication, Client, GrantType},
    email::Email,
    grant::{Consent, Grant},
    password::{self, Password, PasswordHash},
    redirect::RedirectUri,
    scope::Scope,
    secret::Digest,
    user::{Standing, User},
};

pub const REDIRECT_URI: &str = "https://client.example/callback";
pub const CLIENT_SECRET: &str = "the client's secret";
pub const REGISTRATION_TOKEN: &str = "the client's registration token";

/// The same time all through a test run, close enough to the real one for tokens to be good.
pub fn now() -> Timestamp {
    static NOW: std::sync::OnceLock<Timestamp> = std::sync::OnceLock::new();
    *NOW.get_or_init(|| Timestamp::from_second(Timestamp::now().as_second()).unwrap())
}

/// A user whose password is nobody's.
pub fn user(email: &str) -> User {
    User {
        id: uuid::Uuid::now_v7().to_string(),
        email: Email::parse(email).unwrap(),
        first_name: "Test".to_owned(),
        last_name: "Doe".to_owned(),
        password: PasswordHash::stored("none".to_owned()),
        standing: Standing::Standard,
        order_count: 0,
        created_at: now(),
        last_active: now(),
    }
}

/// A user who can log in.
pub async fn user_with_password(email: &str, password: &str) -> User {
    let password = Password::choose(password).unwrap();
    User { password: password::hash(password).await.unwrap(), ..user(email) }
}

/// A client with a secret, for every grant.
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

/// A good authorization request of a client with a secret.
pub fn asked(client_id: &str) -> AuthorizeQuery {
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

/// A grant of the user `user` to the client `client`, whose code is yet to be traded.
pub fn grant(id: &str, code: &str) -> Grant {
    let consent = Consent {
        client_id: "client".to_owned(),
        user_id: "user".to_owned(),
        scope: Scope::parse("read write").unwrap(),
        redirect_uri: RedirectUri::parse(REDIRECT_URI).unwrap(),
        challenge: None,
    };
    Grant::open(id.to_owned(), consent, code, now())
}
