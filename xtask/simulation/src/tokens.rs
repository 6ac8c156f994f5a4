//! The access tokens of the users, which are valid for all runs.

use std::cell::RefCell;

use platform::{Claims, UserType, testing::tokens};

use crate::shop::{USERS, user_id, user_type};

/// The year 2100.
const EXPIRY: u64 = 4_102_444_800;

/// The tokens of a thread.
#[derive(Clone)]
pub struct Tokens {
    pub users: Vec<String>,
    pub administrator: String,
}

thread_local! {
    static SIGNED: RefCell<Option<Tokens>> = const { RefCell::new(None) };
}

impl Tokens {
    /// The tokens, which are signed once.
    pub async fn signed() -> Self {
        if let Some(tokens) = SIGNED.with_borrow(Clone::clone) {
            return tokens;
        }
        let mut users = Vec::new();
        for index in 0..USERS {
            users.push(sign(user_id(index), user_type(index)).await);
        }
        let administrator = sign("administrator".to_owned(), UserType::Admin).await;
        let tokens = Self { users, administrator };
        SIGNED.set(Some(tokens.clone()));
        tokens
    }
}

async fn sign(user_id: String, user_type: UserType) -> String {
    let claims = Claims {
        sub: user_id,
        user_type,
        iat: 0,
        exp: EXPIRY,
        scope: None,
        client_id: None,
        jti: None,
    };
    tokens().sign(&claims).await.expect("a fixed key signs")
}
