//! The ports of the accounts. The suite at the end is what every implementation must do.

use platform::{Context, Result};

use super::{
    email::Email,
    lockout::Attempts,
    user::{OrderChange, User},
};

/// Finding users by id.
pub trait Users {
    async fn user(&self, id: &str) -> Result<Option<User>>;
}

/// Finding users by e-mail address.
pub trait UsersByEmail: Users {
    async fn user_by_email(&self, email: &Email) -> Result<Option<User>>;

    /// A user by id or e-mail address, as paths and events name them.
    async fn user_by_id_or_email(&self, name: &str) -> Result<Option<User>> {
        match Email::parse(name) {
            Ok(email) => self.user_by_email(&email).await,
            Err(_) => self.user(name).await,
        }
    }
}

/// Registering users.
pub trait NewUsers {
    /// Stores a user and enqueues the event `UserRegistered`. False, and nothing is written, if the
    /// e-mail address is taken.
    async fn register(&self, user: &User, context: &Context) -> Result<bool>;
}

/// Counting completed orders.
pub trait OrderCounts {
    /// Makes `change` to `user` because of a completed order: once per order and user, and once per
    /// event.
    async fn count_order(
        &self,
        user: &User,
        change: &OrderChange,
        order: &CompletedOrder<'_>,
    ) -> Result<Counting>;
}

/// A completed order, and the event that it comes from.
pub struct CompletedOrder<'a> {
    pub number: &'a str,
    pub event_id: &'a str,
}

/// The result of counting a completed order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counting {
    Counted,
    /// Nothing was written: the order or the event was counted before.
    Duplicate,
    /// Nothing was written: the user has changed since it was read.
    Conflict,
}

/// Recent attempts to guess passwords.
pub trait LoginAttempts {
    async fn attempts(&self, email: &Email) -> Result<Option<Attempts>>;

    /// Replaces `before` by `after`. False, and nothing is written, if the stored attempts are no
    /// longer `before`.
    async fn replace_attempts(
        &self,
        email: &Email,
        before: Option<Attempts>,
        after: Attempts,
    ) -> Result<bool>;

    async fn delete_attempts(&self, email: &Email) -> Result;
}

#[cfg(test)]
pub mod suite {
    use platform::UserType;

    use super::*;
    use crate::accounts::samples;

    /// What every implementation must do.
    pub async fn accounts(accounts: &(impl UsersByEmail + NewUsers + OrderCounts + LoginAttempts)) {
        emails_are_unique(accounts).await;
        orders_count_once(accounts).await;
        attempts_are_not_lost(accounts).await;
    }

    async fn emails_are_unique(users: &(impl UsersByEmail + NewUsers)) {
        let first = samples::user("First@Example.com");
        assert!(users.register(&first, &Context::new()).await.unwrap());
        let second = samples::user("fIRST@example.com");
        assert!(!users.register(&second, &Context::new()).await.unwrap());

        assert_eq!(users.user(&second.id).await.unwrap(), None);
        let find = async |name: &str| users.user_by_id_or_email(name).await.unwrap();
        for name in ["first@EXAMPLE.com", &first.id] {
            assert_eq!(find(name).await.as_ref(), Some(&first), "`{name}`");
        }
        assert_eq!(find("unknown@example.com").await, None);
        assert_eq!(find("unknown").await, None);
    }

    async fn orders_count_once(users: &(impl Users + NewUsers + OrderCounts)) {
        let before = samples::user("orders@example.com");
        assert!(users.register(&before, &Context::new()).await.unwrap());
        let last_active = samples::now() + jiff::SignedDuration::from_secs(1);
        let one = OrderChange { user_type: UserType::Standard, order_count: 1, last_active };
        let two = OrderChange { user_type: UserType::Premium, order_count: 2, last_active };
        let after = User { order_count: 1, last_active, ..before.clone() };
        let count = async |user, change, number, event_id| {
            users.count_order(user, change, &CompletedOrder { number, event_id }).await.unwrap()
        };
        assert_eq!(count(&before, &one, "O1", "E1").await, Counting::Counted);
        assert_eq!(users.user(&before.id).await.unwrap().as_ref(), Some(&after));

        assert_eq!(count(&after, &two, "O1", "E2").await, Counting::Duplicate);
        assert_eq!(count(&after, &two, "O2", "E1").await, Counting::Duplicate);
        assert_eq!(count(&before, &one, "O2", "E2").await, Counting::Conflict);
        assert_eq!(users.user(&before.id).await.unwrap().as_ref(), Some(&after));

        assert_eq!(count(&after, &two, "O2", "E2").await, Counting::Counted);
        let last = User { user_type: UserType::Premium, order_count: 2, ..after };
        assert_eq!(users.user(&before.id).await.unwrap(), Some(last));
    }

    async fn attempts_are_not_lost(accounts: &impl LoginAttempts) {
        let email = Email::parse("guess@example.com").unwrap();
        let one = Attempts { count: 1, until: samples::now() };
        let two = Attempts { count: 2, ..one };
        let replace =
            async |before, after| accounts.replace_attempts(&email, before, after).await.unwrap();
        assert_eq!(accounts.attempts(&email).await.unwrap(), None);
        assert!(replace(None, one).await);
        assert!(!replace(None, one).await);
        assert!(replace(Some(one), two).await);
        assert!(!replace(Some(one), two).await);
        assert_eq!(accounts.attempts(&email).await.unwrap(), Some(two));
        accounts.delete_attempts(&email).await.unwrap();
        assert_eq!(accounts.attempts(&email).await.unwrap(), None);
    }
}
