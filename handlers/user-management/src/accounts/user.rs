//! A user's account, and its rules.

use jiff::Timestamp;
use platform::UserType;

use super::{email::Email, invalid::Invalid};

const MAX_NAME_LENGTH: usize = 100;
/// A user with more completed orders than this is a premium user.
const ORDERS_OF_A_STANDARD_USER: u32 = 10;

/// An account.
#[derive(Clone, Debug, PartialEq)]
pub struct User {
    /// A `UUIDv7`; the `sub` of the user's tokens.
    pub id: String,
    pub email: Email,
    pub first_name: String,
    pub last_name: String,
    pub user_type: UserType,
    /// Completed orders.
    pub order_count: u32,
    pub created_at: Timestamp,
    pub last_active: Timestamp,
}

/// New values of those fields of a user that a completed order changes. Stores write each of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrderChange {
    pub user_type: UserType,
    pub order_count: u32,
    pub last_active: Timestamp,
}

impl User {
    /// What one more completed order changes. An administrator stays an administrator.
    pub fn complete_order(&self, now: Timestamp) -> OrderChange {
        let order_count = self.order_count.saturating_add(1);
        let user_type = match self.user_type {
            UserType::Standard if order_count > ORDERS_OF_A_STANDARD_USER => UserType::Premium,
            unchanged => unchanged,
        };
        OrderChange { user_type, order_count, last_active: now }
    }
}

/// Checks a given or family name.
pub fn name(field: &str, text: &str) -> Result<String, Invalid> {
    let text = text.trim();
    let is_valid_length = (1..=MAX_NAME_LENGTH).contains(&text.chars().count());
    if is_valid_length && !text.chars().any(char::is_control) {
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
    use crate::accounts::samples;

    fn check(before: (UserType, u32), after: (UserType, u32)) {
        let (user_type, order_count) = before;
        let user = User { user_type, order_count, ..samples::user("a@b.c") };
        let change = user.complete_order(Timestamp::UNIX_EPOCH);
        assert_eq!((change.user_type, change.order_count), after);
        assert_eq!(change.last_active, Timestamp::UNIX_EPOCH);
    }

    #[test]
    fn the_eleventh_order_makes_a_user_premium() {
        check((UserType::Standard, 9), (UserType::Standard, 10));
        check((UserType::Standard, 10), (UserType::Premium, 11));
        check((UserType::Premium, 11), (UserType::Premium, 12));
    }

    #[test]
    fn orders_do_not_demote_an_administrator() {
        check((UserType::Admin, 10), (UserType::Admin, 11));
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
