//! Users and a clock for tests.

use std::sync::OnceLock;

use jiff::Timestamp;
use platform::{UserType, clock::FixedClock};

use super::{
    email::Email,
    memory::MemoryAccounts,
    password::{self, Password},
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

/// A user, who has no password yet.
pub fn user(email: &str) -> User {
    User {
        id: uuid::Uuid::now_v7().to_string(),
        email: Email::parse(email).unwrap(),
        first_name: "Test".to_owned(),
        last_name: "Doe".to_owned(),
        user_type: UserType::Standard,
        order_count: 0,
        created_at: now(),
        last_active: now(),
    }
}

/// The account of a user who can log in.
pub async fn accounts_with_password(user: User, password: &str) -> MemoryAccounts {
    let hash = password::hash(Password::choose(password).unwrap()).await.unwrap();
    let id = user.id.clone();
    MemoryAccounts::with_users([user]).and_password(&id, hash)
}
