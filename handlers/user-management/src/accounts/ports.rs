//! The ports of the accounts. The suite at the end is what every implementation must do.

use jiff::Timestamp;
use platform::{Context, Result};

use super::{
    email::Email,
    guessing::LoginSource,
    lockout::{Counts, Entry, SlowTurn},
    password::PasswordHash,
    user::{OrderChange, User},
};

/// Finding users by id.
pub trait Users {
    async fn user(&self, id: &str) -> Result<Option<User>>;
}

/// Finding users by e-mail address.
pub trait UsersByEmail: Users {
    /// The id of the user with this address.
    async fn user_id(&self, email: &Email) -> Result<Option<String>>;

    async fn user_by_email(&self, email: &Email) -> Result<Option<User>> {
        match self.user_id(email).await? {
            Some(id) => self.user(&id).await,
            None => Ok(None),
        }
    }

    /// A user by id or e-mail address, as paths and events name them.
    async fn user_by_id_or_email(&self, name: &str) -> Result<Option<User>> {
        match Email::parse(name) {
            Ok(email) => self.user_by_email(&email).await,
            Err(_) => self.user(name).await,
        }
    }
}

/// Reading the hashes of passwords, which only functions that check a password may do.
pub trait Passwords {
    async fn password(&self, user_id: &str) -> Result<Option<PasswordHash>>;
}

/// Registering users.
pub trait NewUsers {
    /// Stores a user with a password and enqueues the event `UserRegistered`. False, and nothing is
    /// written, if the e-mail address is taken.
    async fn register(
        &self,
        user: &User,
        password: &PasswordHash,
        context: &Context,
    ) -> Result<bool>;
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

/// The two counts of the guesses for an e-mail address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counter {
    /// Of one origin.
    Origin,
    /// Of all origins.
    Account,
}

/// Counting guesses of passwords. Each change is one atomic write, so that none is lost.
pub trait GuessCounts {
    /// The counts as they are now, those of windows that are over included.
    async fn counts(&self, source: &LoginSource) -> Result<Counts>;

    /// Adds a guess. False, and nothing is written, if the count is no longer as `entry` requires.
    async fn add_guess(&self, source: &LoginSource, counter: Counter, entry: Entry)
    -> Result<bool>;

    /// Takes a turn of the slow guesses of all origins. False, and nothing is written, if another has
    /// taken it.
    async fn take_turn(&self, source: &LoginSource, turn: SlowTurn) -> Result<bool>;

    /// Adds the failure of a guess that was added to this window, unless the window is over or all its
    /// guesses have ended.
    async fn add_failure(
        &self,
        source: &LoginSource,
        counter: Counter,
        window: Timestamp,
    ) -> Result;

    /// Removes a guess that was added to this window, and `failures` others that failed. False, and
    /// nothing is written, if the window is over, all its guesses have ended, or it has fewer failures.
    async fn remove_guess(
        &self,
        source: &LoginSource,
        counter: Counter,
        window: Timestamp,
        failures: u32,
    ) -> Result<bool>;
}

/// Ending lock-outs.
pub trait Unlocking {
    /// Ends all windows in which guesses for an e-mail address were counted.
    async fn unlock(&self, email: &Email, now: Timestamp) -> Result;
}

#[cfg(test)]
pub mod suite {
    use jiff::SignedDuration;
    use platform::UserType;

    use super::*;
    use crate::accounts::{lockout::Count, origin::Origin, samples};

    /// What every implementation must do.
    pub async fn accounts(
        accounts: &(impl UsersByEmail + Passwords + NewUsers + OrderCounts + GuessCounts + Unlocking),
    ) {
        emails_are_unique(accounts).await;
        orders_count_once(accounts).await;
        guesses_are_counted(accounts).await;
        a_guess_is_removed_once(accounts).await;
        a_turn_is_taken_once(accounts).await;
        unlocking_is_remembered(accounts).await;
    }

    async fn emails_are_unique(users: &(impl UsersByEmail + Passwords + NewUsers)) {
        let hash = |text: &str| PasswordHash::stored(text.to_owned());
        let first = samples::user("First@Example.com");
        assert!(users.register(&first, &hash("first"), &Context::new()).await.unwrap());
        let second = samples::user("fIRST@example.com");
        assert!(!users.register(&second, &hash("second"), &Context::new()).await.unwrap());

        assert_eq!(users.user(&second.id).await.unwrap(), None);
        assert_eq!(users.password(&first.id).await.unwrap(), Some(hash("first")));
        assert_eq!(users.password(&second.id).await.unwrap(), None);
        let find = async |name: &str| users.user_by_id_or_email(name).await.unwrap();
        for name in ["first@EXAMPLE.com", &first.id] {
            assert_eq!(find(name).await.as_ref(), Some(&first), "`{name}`");
        }
        assert_eq!(find("unknown@example.com").await, None);
        assert_eq!(find("unknown").await, None);
    }

    async fn orders_count_once(users: &(impl Users + NewUsers + OrderCounts)) {
        let before = samples::user("orders@example.com");
        let password = PasswordHash::stored("none".to_owned());
        assert!(users.register(&before, &password, &Context::new()).await.unwrap());
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

    fn source(email: &str, origin: &str) -> LoginSource {
        LoginSource { email: Email::parse(email).unwrap(), origin: Origin::of(origin) }
    }

    async fn guesses_are_counted(counts: &impl GuessCounts) {
        let source = source("Guess@example.com", "203.0.113.7");
        let begun_at = samples::now();
        for counter in [Counter::Origin, Counter::Account] {
            let add = async |entry| counts.add_guess(&source, counter, entry).await.unwrap();
            let remove = async |window, failures| {
                counts.remove_guess(&source, counter, window, failures).await.unwrap()
            };
            let check = async |guesses, failed| {
                let found = count(counts, &source, counter).await;
                assert_eq!(found, Some(Count { begun_at, guesses, failed }));
            };
            assert_eq!(count(counts, &source, counter).await, None);
            let first = Entry::First { begun_at, previous: None };
            assert!(add(first).await);
            assert!(!add(first).await, "the window has begun");
            let further = |failed, limit| Entry::Further { begun_at, failed, limit };
            assert!(!add(further(0, 1)).await, "the limit is reached");
            assert!(!add(further(1, 5)).await, "the number of failures differs");
            assert!(add(further(0, 2)).await);
            check(2, 0).await;
            counts.add_failure(&source, counter, begun_at).await.unwrap();
            check(2, 1).await;
            assert!(!remove(begun_at, 2).await, "there are fewer failures");
            assert!(remove(begun_at, 1).await);
            check(0, 0).await;

            let next = begun_at + SignedDuration::from_secs(1);
            let first = |previous| Entry::First { begun_at: next, previous };
            assert!(!add(first(None)).await);
            assert!(add(first(Some(begun_at))).await);
            counts.add_failure(&source, counter, begun_at).await.unwrap();
            assert!(!remove(begun_at, 0).await, "the window is over");
            let found = count(counts, &source, counter).await;
            assert_eq!(found, Some(Count { begun_at: next, guesses: 1, failed: 0 }));
        }
        let elsewhere = LoginSource { origin: Origin::of("203.0.113.8"), ..source };
        assert_eq!(count(counts, &elsewhere, Counter::Origin).await, None);
        assert!(count(counts, &elsewhere, Counter::Account).await.is_some());
    }

    async fn a_guess_is_removed_once(counts: &impl GuessCounts) {
        let source = source("once@example.com", "203.0.113.7");
        let begun_at = samples::now();
        for counter in [Counter::Origin, Counter::Account] {
            let remove = async || counts.remove_guess(&source, counter, begun_at, 0).await.unwrap();
            let fail = async || counts.add_failure(&source, counter, begun_at).await.unwrap();
            let check = async |guesses, failed| {
                let found = count(counts, &source, counter).await;
                assert_eq!(found, Some(Count { begun_at, guesses, failed }));
            };
            let first = Entry::First { begun_at, previous: None };
            assert!(counts.add_guess(&source, counter, first).await.unwrap());
            assert!(remove().await);
            assert!(!remove().await, "no guess is left");
            check(0, 0).await;
            let further = Entry::Further { begun_at, failed: 0, limit: 5 };
            assert!(counts.add_guess(&source, counter, further).await.unwrap());
            fail().await;
            fail().await;
            assert!(!remove().await, "the guess has failed");
            check(1, 1).await;
        }
    }

    async fn a_turn_is_taken_once(counts: &impl GuessCounts) {
        let here = source("slow@example.com", "203.0.113.7");
        let elsewhere = LoginSource { origin: Origin::of("203.0.113.8"), ..here.clone() };
        let first = SlowTurn { at: samples::now(), previous: None };
        assert!(counts.take_turn(&here, first).await.unwrap());
        assert!(!counts.take_turn(&elsewhere, first).await.unwrap());
        assert_eq!(counts.counts(&elsewhere).await.unwrap().next_slow_at, Some(first.next()));
        let second = SlowTurn { at: first.next(), previous: Some(first.next()) };
        assert!(counts.take_turn(&elsewhere, second).await.unwrap());
        assert!(!counts.take_turn(&here, second).await.unwrap());
    }

    async fn count(
        counts: &impl GuessCounts,
        source: &LoginSource,
        counter: Counter,
    ) -> Option<Count> {
        let counts = counts.counts(source).await.unwrap();
        match counter {
            Counter::Origin => counts.origin,
            Counter::Account => counts.account,
        }
    }

    async fn unlocking_is_remembered(accounts: &(impl GuessCounts + Unlocking)) {
        let source = source("unlock@example.com", "203.0.113.7");
        let now = samples::now();
        accounts.unlock(&Email::parse("UNLOCK@example.com").unwrap(), now).await.unwrap();
        let unlocked = Counts { unlocked_at: Some(now), ..Counts::default() };
        assert_eq!(accounts.counts(&source).await.unwrap(), unlocked);

        let first = Entry::First { begun_at: now, previous: None };
        assert!(accounts.add_guess(&source, Counter::Account, first).await.unwrap());
        let counts = accounts.counts(&source).await.unwrap();
        assert_eq!((counts.unlocked_at, counts.account.is_some()), (Some(now), true));
    }
}
