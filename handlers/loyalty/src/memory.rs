//! The ports in memory, for tests and simulations.

mod stream;

use std::{
    cell::{Ref, RefCell},
    collections::{BTreeMap, BTreeSet},
};

use contracts::loyalty::Tier;
use jiff::Timestamp;
use platform::{
    Context, Result,
    idempotency::{AcceptedRequest, IdempotentRequest},
    memory::{Calls, Journal},
};

pub use self::stream::{change_id, delivery};
use crate::{
    account::{Account, Award},
    ports::{Accounts, Awarding, Awards, Spending, Tiers},
};

/// Accounts and tiers.
#[derive(Default)]
pub struct MemoryAccounts {
    state: RefCell<Store>,
    calls: Calls,
}

#[derive(Default)]
struct Store {
    accounts: BTreeMap<String, Account>,
    tiers: BTreeMap<String, Tier>,
    /// The awards that users were given, by their reasons.
    awards: BTreeSet<(String, String)>,
    requests: BTreeMap<(String, String), AcceptedRequest<u32>>,
    changes: Journal<AccountChange>,
}

/// A change of an account, as the table's stream delivers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountChange {
    pub before: Option<Account>,
    pub after: Account,
}

impl MemoryAccounts {
    /// The same accounts with other calls.
    #[must_use]
    pub fn with_calls(self, calls: Calls) -> Self {
        Self { calls, ..self }
    }

    /// Sets the points of a user, without a change in the stream.
    pub fn set_points(&self, user_id: &str, points: u32) {
        let accounts = &mut self.state.borrow_mut().accounts;
        let new = || Account { version: 1, ..Account::new(user_id) };
        accounts.entry(user_id.to_owned()).or_insert_with(new).points = points;
    }

    /// Sets the tier of a user.
    pub fn set_tier(&self, user_id: &str, tier: Tier) {
        self.state.borrow_mut().tiers.insert(user_id.to_owned(), tier);
    }

    /// The points of a user; none without an account.
    pub fn points(&self, user_id: &str) -> Option<u32> {
        self.state.borrow().accounts.get(user_id).map(|account| account.points)
    }

    /// The changes of accounts.
    pub fn changes(&self) -> Ref<'_, Journal<AccountChange>> {
        Ref::map(self.state.borrow(), |store| &store.changes)
    }
}

impl Store {
    /// Stores an account, if its version is the next one. Whether it was.
    fn store(&mut self, after: &Account, context: &Context) -> bool {
        let before = self.accounts.get(&after.user_id).cloned();
        let version = before.as_ref().map_or(0, |before| before.version);
        let is_next = after.version == version + 1;
        if is_next {
            self.accounts.insert(after.user_id.clone(), after.clone());
            self.changes.add(AccountChange { before, after: after.clone() }, context);
        }
        is_next
    }

    fn give(&mut self, after: &Account, award: &Award, context: &Context) -> Awarding {
        let key = (after.user_id.clone(), award.reason());
        if self.awards.contains(&key) {
            Awarding::Duplicate
        } else if self.store(after, context) {
            self.awards.insert(key);
            Awarding::Given
        } else {
            Awarding::Conflict
        }
    }

    fn spend(
        &mut self,
        after: &Account,
        request: Option<(&IdempotentRequest, Timestamp)>,
        context: &Context,
    ) -> bool {
        let Some((request, now)) = request else { return self.store(after, context) };
        let key = (after.user_id.clone(), request.key.clone());
        let is_known = self.requests.get(&key).is_some_and(|earlier| earlier.is_valid(now));
        let is_spent = !is_known && self.store(after, context);
        if is_spent {
            self.requests.insert(key, AcceptedRequest::new(request, after.points, now));
        }
        is_spent
    }
}

impl Accounts for MemoryAccounts {
    async fn account(&self, user_id: &str) -> Result<Option<Account>> {
        let read = || self.state.borrow().accounts.get(user_id).cloned();
        self.calls.make("accounts.account", read).await
    }
}

impl Tiers for MemoryAccounts {
    async fn tier(&self, user_id: &str) -> Result<Option<Tier>> {
        let read = || self.state.borrow().tiers.get(user_id).copied();
        self.calls.make("accounts.tier", read).await
    }
}

impl Awards for MemoryAccounts {
    async fn give(&self, after: &Account, award: &Award, context: &Context) -> Result<Awarding> {
        let give = || self.state.borrow_mut().give(after, award, context);
        self.calls.make("accounts.give", give).await
    }
}

impl Spending for MemoryAccounts {
    async fn accepted(&self, user_id: &str, key: &str) -> Result<Option<AcceptedRequest<u32>>> {
        let key = (user_id.to_owned(), key.to_owned());
        let read = || self.state.borrow().requests.get(&key).cloned();
        self.calls.make("accounts.accepted", read).await
    }

    async fn spend(
        &self,
        after: &Account,
        request: Option<(&IdempotentRequest, Timestamp)>,
        context: &Context,
    ) -> Result<bool> {
        let spend = || self.state.borrow_mut().spend(after, request, context);
        self.calls.make("accounts.spend", spend).await
    }
}

#[cfg(test)]
#[tokio::test]
async fn memory_passes_the_suite() {
    crate::ports::suite::accounts(&MemoryAccounts::default()).await;
}
