//! The ports of the domain. The suite at the end is what every implementation must do.

use contracts::loyalty::Tier;
use jiff::Timestamp;
use platform::{
    Context, Result,
    idempotency::{AcceptedRequest, IdempotentRequest},
};

use crate::account::{Account, Award};

/// Reading accounts.
pub trait Accounts {
    async fn account(&self, user_id: &str) -> Result<Option<Account>>;
}

/// Reading tiers.
pub trait Tiers {
    /// The tier of a user; none without an upgrade.
    async fn tier(&self, user_id: &str) -> Result<Option<Tier>>;
}

/// Adding points.
pub trait Awards {
    /// Stores `after`, an account to which the points of an award were added, once per user and award.
    async fn give(&self, after: &Account, award: &Award, context: &Context) -> Result<Awarding>;
}

/// The result of [`Awards::give`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Awarding {
    Given,
    /// Nothing was written: the user has these points already.
    Duplicate,
    /// Nothing was written: the account has changed since it was read.
    Conflict,
}

/// Spending points.
pub trait Spending {
    /// The accepted request of a user with this idempotency key: its outcome is the points after it.
    async fn accepted(&self, user_id: &str, key: &str) -> Result<Option<AcceptedRequest<u32>>>;

    /// Stores `after`, an account of which points were spent, and the request if it has an idempotency
    /// key, with the time at which it is accepted. False, and nothing is written, if the account has
    /// changed since it was read, or another request with the key was accepted.
    async fn spend(
        &self,
        after: &Account,
        request: Option<(&IdempotentRequest, Timestamp)>,
        context: &Context,
    ) -> Result<bool>;
}

#[cfg(test)]
pub mod suite {
    use platform::idempotency::LIFETIME;

    use super::*;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    /// What every implementation must do, on an empty store.
    pub async fn accounts(accounts: &(impl Accounts + Awards + Spending)) {
        points_are_given_once_per_user_and_award(accounts).await;
        a_change_requires_the_version_that_it_read(accounts).await;
        a_request_is_accepted_once_per_user_until_it_expires(accounts).await;
    }

    async fn points_are_given_once_per_user_and_award(accounts: &(impl Accounts + Awards)) {
        let (context, order) = (Context::new(), Award::Order("o-1".to_owned()));
        assert_eq!(accounts.account("u-1").await.unwrap(), None);
        let welcomed = Account::new("u-1").with_award(&Award::Welcome).unwrap();
        let give = async |after: &Account, award: &Award| {
            accounts.give(after, award, &context).await.unwrap()
        };
        assert_eq!(give(&welcomed, &Award::Welcome).await, Awarding::Given);
        assert_eq!(accounts.account("u-1").await.unwrap().as_ref(), Some(&welcomed));
        let ordered = welcomed.with_award(&order).unwrap();
        assert_eq!(give(&ordered, &Award::Welcome).await, Awarding::Duplicate);
        assert_eq!(give(&ordered, &order).await, Awarding::Given);
        assert_eq!(give(&welcomed, &order).await, Awarding::Duplicate, "the version is old, too");
        assert_eq!(accounts.account("u-1").await.unwrap(), Some(ordered));
        let other = Account::new("u-2").with_award(&order).unwrap();
        assert_eq!(give(&other, &order).await, Awarding::Given);
    }

    async fn a_change_requires_the_version_that_it_read(
        accounts: &(impl Accounts + Awards + Spending),
    ) {
        let context = Context::new();
        let first = Account::new("u-3").with_award(&Award::Welcome).unwrap();
        let spent = first.without(30).unwrap();
        assert!(!accounts.spend(&spent, None, &context).await.unwrap(), "there is no account");
        accounts.give(&first, &Award::Welcome, &context).await.unwrap();
        assert!(accounts.spend(&spent, None, &context).await.unwrap());
        assert!(!accounts.spend(&spent, None, &context).await.unwrap());
        for before in [Account::new("u-3"), first] {
            let order = Award::Order("o-2".to_owned());
            let after = before.with_award(&order).unwrap();
            let awarding = accounts.give(&after, &order, &context).await.unwrap();
            assert_eq!(awarding, Awarding::Conflict);
        }
        assert_eq!(accounts.account("u-3").await.unwrap(), Some(spent));
    }

    async fn a_request_is_accepted_once_per_user_until_it_expires(
        accounts: &(impl Accounts + Awards + Spending),
    ) {
        let context = Context::new();
        let request = IdempotentRequest::new("key", &"content").unwrap();
        for user_id in ["u-4", "u-5"] {
            let first = Account::new(user_id).with_award(&Award::Welcome).unwrap();
            accounts.give(&first, &Award::Welcome, &context).await.unwrap();
            let spend = async |before: &Account, now| {
                let after = before.without(10).unwrap();
                let request = Some((&request, now));
                accounts.spend(&after, request, &context).await.unwrap().then_some(after)
            };
            assert_eq!(accounts.accepted(user_id, &request.key).await.unwrap(), None);
            let second = spend(&first, NOW).await.unwrap();
            let accepted = accounts.accepted(user_id, &request.key).await.unwrap();
            assert_eq!(request.outcome(accepted, NOW).unwrap(), Some(90));
            assert_eq!(spend(&second, NOW).await, None);
            assert_eq!(accounts.account(user_id).await.unwrap().as_ref(), Some(&second));
            assert!(spend(&second, NOW + LIFETIME).await.is_some());
        }
    }
}
