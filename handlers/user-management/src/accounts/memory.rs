//! Accounts in memory, for tests and simulations.

use std::{
    cell::RefCell,
    collections::{HashMap, HashSet},
};

use jiff::Timestamp;
use platform::{Context, Result, memory::Calls};

use super::{
    email::Email,
    events::PrivateEvent,
    guessing::LoginSource,
    lockout::{Count, Counts, Entry, SlowTurn},
    origin::Origin,
    password::PasswordHash,
    ports::{
        CompletedOrder, Counter, Counting, GuessCounts, NewUsers, OrderCounts, Passwords,
        Unlocking, Users, UsersByEmail,
    },
    user::{OrderChange, User},
};

/// All accounts.
pub struct MemoryAccounts {
    state: RefCell<State>,
    calls: Calls,
}

#[derive(Default)]
struct State {
    users: HashMap<String, User>,
    emails: HashMap<String, String>,
    passwords: HashMap<String, PasswordHash>,
    orders: HashSet<(String, String)>,
    events: HashSet<String>,
    /// By e-mail address and, unless they are of all origins, by origin.
    guesses: HashMap<(String, Option<Origin>), Count>,
    /// The next turn of a slow guess, by e-mail address.
    turns: HashMap<String, Timestamp>,
    unlocked: HashMap<String, Timestamp>,
    outbox: Vec<PrivateEvent>,
}

impl State {
    fn put_user(&mut self, user: &User) {
        self.emails.insert(user.email.folded(), user.id.clone());
        self.users.insert(user.id.clone(), user.clone());
    }
}

/// No accounts. Each call lets others run first.
impl Default for MemoryAccounts {
    fn default() -> Self {
        Self { state: RefCell::default(), calls: Calls::yielding() }
    }
}

impl MemoryAccounts {
    /// Accounts of these users.
    pub fn with_users(users: impl IntoIterator<Item = User>) -> Self {
        let accounts = Self::default();
        users.into_iter().for_each(|user| accounts.state.borrow_mut().put_user(&user));
        accounts
    }

    /// The same accounts with other calls.
    #[must_use]
    pub fn with_calls(self, calls: Calls) -> Self {
        Self { calls, ..self }
    }

    /// The accounts with the password of one of the users.
    #[must_use]
    pub fn and_password(self, user_id: &str, password: PasswordHash) -> Self {
        self.state.borrow_mut().passwords.insert(user_id.to_owned(), password);
        self
    }

    /// How many completed orders of a user were counted.
    pub fn order_count(&self, user_id: &str) -> u32 {
        self.state.borrow().users.get(user_id).map_or(0, |user| user.order_count)
    }

    /// The events that were enqueued.
    pub fn outbox(&self) -> Vec<PrivateEvent> {
        self.state.borrow().outbox.clone()
    }
}

impl Users for MemoryAccounts {
    async fn user(&self, id: &str) -> Result<Option<User>> {
        let call = || self.state.borrow().users.get(id).cloned();
        self.calls.make("accounts.user", call).await
    }
}

impl UsersByEmail for MemoryAccounts {
    async fn user_id(&self, email: &Email) -> Result<Option<String>> {
        let call = || self.state.borrow().emails.get(&email.folded()).cloned();
        self.calls.make("accounts.user_id", call).await
    }
}

impl Passwords for MemoryAccounts {
    async fn password(&self, user_id: &str) -> Result<Option<PasswordHash>> {
        let call = || self.state.borrow().passwords.get(user_id).cloned();
        self.calls.make("accounts.password", call).await
    }
}

impl NewUsers for MemoryAccounts {
    async fn register(&self, user: &User, password: &PasswordHash, _: &Context) -> Result<bool> {
        let call = || {
            let mut state = self.state.borrow_mut();
            if state.emails.contains_key(&user.email.folded()) {
                return false;
            }
            state.put_user(user);
            state.passwords.insert(user.id.clone(), password.clone());
            state.outbox.push(PrivateEvent::UserRegistered { user_id: user.id.clone() });
            true
        };
        self.calls.make("accounts.register", call).await
    }
}

impl OrderCounts for MemoryAccounts {
    async fn count_order(
        &self,
        user: &User,
        change: &OrderChange,
        order: &CompletedOrder<'_>,
    ) -> Result<Counting> {
        let call = || {
            let mut state = self.state.borrow_mut();
            let order_key = (user.id.clone(), order.number.to_owned());
            if state.orders.contains(&order_key) || state.events.contains(order.event_id) {
                return Counting::Duplicate;
            }
            if state.users.get(&user.id) != Some(user) {
                return Counting::Conflict;
            }
            state.orders.insert(order_key);
            state.events.insert(order.event_id.to_owned());
            let OrderChange { user_type, order_count, last_active } = *change;
            state.put_user(&User { user_type, order_count, last_active, ..user.clone() });
            Counting::Counted
        };
        self.calls.make("accounts.count_order", call).await
    }
}

fn key(source: &LoginSource, counter: Counter) -> (String, Option<Origin>) {
    let origin = match counter {
        Counter::Origin => Some(source.origin.clone()),
        Counter::Account => None,
    };
    (source.email.folded(), origin)
}

/// The count, if it is of this window and has a guess that has not ended.
fn unended(count: Option<&mut Count>, window: Timestamp) -> Option<&mut Count> {
    count.filter(|count| count.begun_at == window && count.guesses > count.failed)
}

impl GuessCounts for MemoryAccounts {
    async fn counts(&self, source: &LoginSource) -> Result<Counts> {
        let call = || {
            let state = self.state.borrow();
            let count = |counter| state.guesses.get(&key(source, counter)).copied();
            Counts {
                origin: count(Counter::Origin),
                account: count(Counter::Account),
                next_slow_at: state.turns.get(&source.email.folded()).copied(),
                unlocked_at: state.unlocked.get(&source.email.folded()).copied(),
            }
        };
        self.calls.make("accounts.counts", call).await
    }

    async fn add_guess(
        &self,
        source: &LoginSource,
        counter: Counter,
        entry: Entry,
    ) -> Result<bool> {
        let call = || {
            let guesses = &mut self.state.borrow_mut().guesses;
            let stored = guesses.get(&key(source, counter)).copied();
            let next = match entry {
                Entry::First { begun_at, previous } => (stored.map(|count| count.begun_at)
                    == previous)
                    .then_some(Count { begun_at, guesses: 1, failed: 0 }),
                Entry::Further { begun_at, failed, limit } => stored
                    .filter(|count| count.begun_at == begun_at && count.failed == failed)
                    .filter(|count| count.guesses < limit)
                    .map(|count| Count { guesses: count.guesses + 1, ..count }),
            };
            next.map(|next| guesses.insert(key(source, counter), next)).is_some()
        };
        self.calls.make("accounts.add_guess", call).await
    }

    async fn take_turn(&self, source: &LoginSource, turn: SlowTurn) -> Result<bool> {
        let call = || {
            let turns = &mut self.state.borrow_mut().turns;
            let is_free = turns.get(&source.email.folded()).copied() == turn.previous;
            if is_free {
                turns.insert(source.email.folded(), turn.next());
            }
            is_free
        };
        self.calls.make("accounts.take_turn", call).await
    }

    async fn add_failure(
        &self,
        source: &LoginSource,
        counter: Counter,
        window: Timestamp,
    ) -> Result {
        let call = || {
            let guesses = &mut self.state.borrow_mut().guesses;
            if let Some(count) = unended(guesses.get_mut(&key(source, counter)), window) {
                count.failed += 1;
            }
        };
        self.calls.make("accounts.add_failure", call).await
    }

    async fn remove_guess(
        &self,
        source: &LoginSource,
        counter: Counter,
        window: Timestamp,
        failures: u32,
    ) -> Result<bool> {
        let call = || {
            let guesses = &mut self.state.borrow_mut().guesses;
            let count = unended(guesses.get_mut(&key(source, counter)), window);
            count
                .filter(|count| count.failed >= failures)
                .map(|count| {
                    count.guesses -= 1 + failures;
                    count.failed -= failures;
                })
                .is_some()
        };
        self.calls.make("accounts.remove_guess", call).await
    }
}

impl Unlocking for MemoryAccounts {
    async fn unlock(&self, email: &Email, now: Timestamp) -> Result {
        let call = || {
            self.state.borrow_mut().unlocked.insert(email.folded(), now);
        };
        self.calls.make("accounts.unlock", call).await
    }
}

#[cfg(test)]
#[tokio::test]
async fn memory_passes_the_suite() {
    super::ports::suite::accounts(&MemoryAccounts::default()).await;
}
