//! A user's account and the rules for it.

use jiff::Timestamp;

use crate::{email::Email, invalid::Invalid, password::PasswordHash};

const MAX_NAME_LENGTH: usize = 100;
/// With more completed orders than this, a user is PREMIUM.
const ORDERS_OF_A_STANDARD_USER: u32 = 10;

/// An account.
#[derive(Clone, Debug, PartialEq)]
pub struct User {
    /// A `UUIDv7`; the `sub` of the user's tokens.
    pub id: String,
    pub email: Email,
    pub first_name: String,
    pub last_name: String,
    pub password: PasswordHash,
    pub standing: Standing,
    pub order_count: u32,
    pub created_at: Timestamp,
    pub last_active: Timestamp,
}

/// What a user may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Standard,
    Premium,
    Admin,
}

impl User {
    /// The user after one more completed order. An administrator stays one.
    pub fn with_order_completed(&self, now: Timestamp) -> Self {
        let order_count = self.order_count.saturating_add(1);
        let standing = match self.standing {
            Standing::Standard if order_count > ORDERS_OF_A_STANDARD_USER => Standing::Premium,
            unchanged => unchanged,
        };
        Self { order_count, standing, last_active: now, ..self.clone() }
    }
}

/// Checks a given or family name.
pub fn name(field: &str, text: &str) -> Result<String, Invalid> {
    let text = text.trim();
    let length_is_good = (1..=MAX_NAME_LENGTH).contains(&text.chars().count());
    if length_is_good && !text.chars().any(char::is_control) {
        Ok(text.to_owned())
    } else {
        Err(Invalid::new(format!(
            "`{field}` must have 1 to {MAX_NAME_LENGTH} printable characters"
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(standing: Standing, order_count: u32) -> User {
        User {
            id: "u1".to_owned(),
            email: Email::parse("a@b.c").unwrap(),
            first_name: "Test".to_owned(),
            last_name: "Doe".to_owned(),
            password: PasswordHash::stored(String::new()),
            standing,
            order_count,
            created_at: Timestamp::UNIX_EPOCH,
            last_active: Timestamp::UNIX_EPOCH,
        }
    }

    fn check(before: (Standing, u32), after: (Standing, u32)) {
        let changed = user(before.0, before.1).with_order_completed(Timestamp::UNIX_EPOCH);
        assert_eq!((changed.standing, changed.order_count), after);
    }

    #[test]
    fn the_eleventh_order_makes_a_user_premium() {
        check((Standing::Standard, 9), (Standing::Standard, 10));
        check((Standing::Standard, 10), (Standing::Premium, 11));
        check((Standing::Premium, 11), (Standing::Premium, 12));
    }

    #[test]
    fn orders_do_not_demote_an_administrator() {
        check((Standing::Admin, 10), (Standing::Admin, 11));
    }

    #[test]
    fn names_have_a_length_and_no_control_characters() {
        assert_eq!(name("first_name", " Zoë "), Ok("Zoë".to_owned()));
        assert!(name("first_name", "  ").is_err());
        assert!(name("first_name", "a\nb").is_err());
        assert!(name("first_name", &"é".repeat(100)).is_ok());
        assert!(name("first_name", &"é".repeat(101)).is_err());
    }
}
