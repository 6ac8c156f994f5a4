//! What the functions ask of the outside. The suite at the end is what every implementation keeps.

use jiff::Timestamp;
use platform::{Context, Result};

use crate::{
    client::Client, email::Email, grant::Grant, lockout::Attempts, secret::Digest, user::User,
};

/// Accounts, and guesses at their passwords.
pub trait Users {
    async fn user(&self, id: &str) -> Result<Option<User>>;

    async fn user_by_email(&self, email: &Email) -> Result<Option<User>>;

    /// A user by id or e-mail address, as paths and events name them.
    async fn user_named(&self, id_or_email: &str) -> Result<Option<User>> {
        match Email::parse(id_or_email) {
            Ok(email) => self.user_by_email(&email).await,
            Err(_) => self.user(id_or_email).await,
        }
    }

    /// Stores a new user together with the event that says so. False, and nothing is stored, if
    /// the e-mail address is taken.
    async fn register(&self, user: &User, context: &Context) -> Result<bool>;

    /// Replaces `before` by `after` because an order was completed, once per order and user and
    /// once per event.
    async fn count_order(&self, before: &User, after: &User, order: &Order<'_>)
    -> Result<Counting>;

    async fn attempts(&self, email: &Email) -> Result<Option<Attempts>>;

    /// Replaces what is known of recent guesses. False if that is no longer `before`.
    async fn record_attempt(
        &self,
        email: &Email,
        before: Option<Attempts>,
        after: Attempts,
    ) -> Result<bool>;

    async fn forget_attempts(&self, email: &Email) -> Result;
}

/// A completed order as it was announced.
pub struct Order<'a> {
    pub number: &'a str,
    pub event_id: &'a str,
}

/// What became of a completed order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counting {
    Counted,
    /// It was counted before.
    Repeated,
    /// The user has changed since it was read.
    Stale,
}

/// OAuth clients.
pub trait Clients {
    async fn client(&self, id: &str) -> Result<Option<Client>>;

    /// False, and nothing is stored, if the id is taken.
    async fn add_client(&self, client: &Client) -> Result<bool>;

    /// False if the client is no longer as it was at `before.updated_at`.
    async fn replace_client(&self, before: &Client, after: &Client) -> Result<bool>;

    /// False if there is no such client.
    async fn delete_client(&self, id: &str) -> Result<bool>;
}

/// What users allowed clients, and tokens taken back before their time.
pub trait Grants {
    async fn open_grant(&self, grant: &Grant) -> Result;

    async fn grant(&self, id: &str) -> Result<Option<Grant>>;

    /// The grant that a code or refresh token belongs to, spent ones too.
    async fn grant_of(&self, credential: &Digest) -> Result<Option<Grant>>;

    /// Replaces a grant whose credential was traded. False if it was traded or revoked meanwhile.
    async fn replace_grant(&self, before: &Grant, after: &Grant) -> Result<bool>;

    async fn revoke_grant(&self, id: &str) -> Result;

    /// Takes an access token back, which is remembered until it expires anyway.
    async fn revoke_token(&self, token_id: &str, expires: Timestamp) -> Result;

    async fn is_token_revoked(&self, token_id: &str) -> Result<bool>;
}

#[cfg(test)]
pub mod suite {
    use super::*;
    use crate::samples;

    /// What every implementation of [`Users`] keeps.
    pub async fn users(users: &impl Users) {
        emails_are_unique(users).await;
        orders_count_once(users).await;
        attempts_are_not_lost(users).await;
    }

    async fn emails_are_unique(users: &impl Users) {
        let first = samples::user("First@Example.com");
        assert!(users.register(&first, &Context::new()).await.unwrap());
        let second = samples::user("fIRST@example.com");
        assert!(!users.register(&second, &Context::new()).await.unwrap());

        assert_eq!(users.user(&second.id).await.unwrap(), None);
        for name in ["first@EXAMPLE.com", &first.id] {
            assert_eq!(users.user_named(name).await.unwrap().as_ref(), Some(&first), "`{name}`");
        }
        assert_eq!(users.user_named("nobody@example.com").await.unwrap(), None);
        assert_eq!(users.user_named("nobody").await.unwrap(), None);
    }

    async fn orders_count_once(users: &impl Users) {
        let before = samples::user("orders@example.com");
        assert!(users.register(&before, &Context::new()).await.unwrap());
        let after = before.with_order_completed(samples::now());
        let order = async |before, after, number, event_id| {
            users.count_order(before, after, &Order { number, event_id }).await.unwrap()
        };
        assert_eq!(order(&before, &after, "O1", "E1").await, Counting::Counted);
        assert_eq!(users.user(&before.id).await.unwrap().as_ref(), Some(&after));

        let later = after.with_order_completed(samples::now());
        assert_eq!(order(&after, &later, "O1", "E2").await, Counting::Repeated);
        assert_eq!(order(&after, &later, "O2", "E1").await, Counting::Repeated);
        assert_eq!(order(&before, &after, "O2", "E2").await, Counting::Stale);
        assert_eq!(users.user(&before.id).await.unwrap().as_ref(), Some(&after));
        assert_eq!(order(&after, &later, "O2", "E2").await, Counting::Counted);
    }

    async fn attempts_are_not_lost(users: &impl Users) {
        let email = Email::parse("guess@example.com").unwrap();
        let one = Attempts { count: 1, until: samples::now() };
        let two = Attempts { count: 2, ..one };
        assert_eq!(users.attempts(&email).await.unwrap(), None);
        assert!(users.record_attempt(&email, None, one).await.unwrap());
        assert!(!users.record_attempt(&email, None, one).await.unwrap());
        assert!(users.record_attempt(&email, Some(one), two).await.unwrap());
        assert!(!users.record_attempt(&email, Some(one), two).await.unwrap());
        assert_eq!(users.attempts(&email).await.unwrap(), Some(two));
        users.forget_attempts(&email).await.unwrap();
        assert_eq!(users.attempts(&email).await.unwrap(), None);
    }

    /// What every implementation of [`Clients`] keeps.
    pub async fn clients(clients: &impl Clients) {
        let first = samples::client("suite");
        assert!(clients.add_client(&first).await.unwrap());
        assert!(!clients.add_client(&first).await.unwrap());
        assert_eq!(clients.client("suite").await.unwrap().as_ref(), Some(&first));

        let updated_at = samples::now() + jiff::SignedDuration::from_secs(1);
        let second = Client { name: "Second".to_owned(), updated_at, ..first.clone() };
        assert!(clients.replace_client(&first, &second).await.unwrap());
        assert!(!clients.replace_client(&first, &second).await.unwrap());
        assert_eq!(clients.client("suite").await.unwrap().as_ref(), Some(&second));

        assert!(clients.delete_client("suite").await.unwrap());
        assert!(!clients.delete_client("suite").await.unwrap());
        assert_eq!(clients.client("suite").await.unwrap(), None);
        assert!(!clients.replace_client(&second, &first).await.unwrap());
    }

    /// What every implementation of [`Grants`] keeps.
    pub async fn grants(grants: &impl Grants) {
        let open = samples::grant("suite", "code");
        grants.open_grant(&open).await.unwrap();
        assert_eq!(grants.grant("suite").await.unwrap().as_ref(), Some(&open));

        let traded = open.traded(Some("refresh"), samples::now());
        assert!(grants.replace_grant(&open, &traded).await.unwrap());
        assert!(!grants.replace_grant(&open, &traded).await.unwrap());
        for credential in ["code", "refresh"] {
            let found = grants.grant_of(&Digest::of(credential)).await.unwrap();
            assert_eq!(found.as_ref(), Some(&traded), "`{credential}`");
        }
        assert_eq!(grants.grant_of(&Digest::of("other")).await.unwrap(), None);

        grants.revoke_grant("suite").await.unwrap();
        assert!(grants.grant("suite").await.unwrap().is_some_and(|it| it.revoked));
        let next = traded.traded(Some("next"), samples::now());
        assert!(!grants.replace_grant(&traded, &next).await.unwrap());
        grants.revoke_grant("unknown").await.unwrap();
        assert_eq!(grants.grant("unknown").await.unwrap(), None);

        grants.revoke_token("token", samples::now()).await.unwrap();
        assert!(grants.is_token_revoked("token").await.unwrap());
        assert!(!grants.is_token_revoked("other").await.unwrap());
    }
}
