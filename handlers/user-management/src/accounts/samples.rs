//! Users and a clock for tests.

use std::sync::OnceLock;

use jiff::Timestamp;
use platform::{UserType, clock::FixedClock};

use super::{
    email::Email,
    password::{self, Password, PasswordHash},
    user::User,
};

/// The same time during a whole test run, close enough to the real time for tokens to be valid.
pub fn now() -> Timestamp {
    static NOW: OnceLock<Timestamp> = OnceLock::new();
    *NOW.get_or_init(|| Timestamp::from_second(Timestamp::now().as_second()).unwrap())
}

pub fn clock() -> FixedClock {
    FixedClock(now())
}

/// A user who cannot log in: the stored hash belongs to no password.
pub fn user(email: &str) -> User {
    User {
        id: uuid::Uuid::now_v7().to_string(),
        email: Email::parse(email).unwrap(),
        first_name: "Test".to_owned(),
        last_name: "Doe".to_owned(),
        password: PasswordHash::stored("none".to_owned()),
        user_type: UserType::Standard,
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
