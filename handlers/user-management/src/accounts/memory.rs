//! Accounts in memory, for tests and simulations.

use std::{
    cell::RefCell,
    collections::{HashMap, HashSet},
};

use jiff::Timestamp;
use platform::{Context, Result};
use tokio::task::yield_now;

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
#[derive(Default)]
pub struct MemoryAccounts(RefCell<State>);

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

impl MemoryAccounts {
    /// Accounts of these users.
    pub fn with_users(users: impl IntoIterator<Item = User>) -> Self {
        let mut state = State::default();
        for user in users {
            state.put_user(&user);
        }
        Self(RefCell::new(state))
    }

    /// The accounts with the password of one of the users.
    #[must_use]
    pub fn and_password(self, user_id: &str, password: PasswordHash) -> Self {
        self.0.borrow_mut().passwords.insert(user_id.to_owned(), password);
        self
    }

    /// The events that were enqueued.
    pub fn outbox(&self) -> Vec<PrivateEvent> {
        self.0.borrow().outbox.clone()
    }
}

impl Users for MemoryAccounts {
    async fn user(&self, id: &str) -> Result<Option<User>> {
        Ok(self.0.borrow().users.get(id).cloned())
    }
}

impl UsersByEmail for MemoryAccounts {
    async fn user_id(&self, email: &Email) -> Result<Option<String>> {
        Ok(self.0.borrow().emails.get(&email.folded()).cloned())
    }
}

impl Passwords for MemoryAccounts {
    async fn password(&self, user_id: &str) -> Result<Option<PasswordHash>> {
        Ok(self.0.borrow().passwords.get(user_id).cloned())
    }
}

impl NewUsers for MemoryAccounts {
    async fn register(&self, user: &User, password: &PasswordHash, _: &Context) -> Result<bool> {
        let mut state = self.0.borrow_mut();
        if state.emails.contains_key(&user.email.folded()) {
            return Ok(false);
        }
        state.put_user(user);
        state.passwords.insert(user.id.clone(), password.clone());
        state.outbox.push(PrivateEvent::UserRegistered { user_id: user.id.clone() });
        Ok(true)
    }
}

impl OrderCounts for MemoryAccounts {
    async fn count_order(
        &self,
        user: &User,
        change: &OrderChange,
        order: &CompletedOrder<'_>,
    ) -> Result<Counting> {
        let mut state = self.0.borrow_mut();
        let order_key = (user.id.clone(), order.number.to_owned());
        if state.orders.contains(&order_key) || state.events.contains(order.event_id) {
            return Ok(Counting::Duplicate);
        }
        if state.users.get(&user.id) != Some(user) {
            return Ok(Counting::Conflict);
        }
        state.orders.insert(order_key);
        state.events.insert(order.event_id.to_owned());
        let OrderChange { user_type, order_count, last_active } = *change;
        state.put_user(&User { user_type, order_count, last_active, ..user.clone() });
        Ok(Counting::Counted)
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

/// Each call lets others run first, as a request to DynamoDB does.
impl GuessCounts for MemoryAccounts {
    async fn counts(&self, source: &LoginSource) -> Result<Counts> {
        yield_now().await;
        let state = self.0.borrow();
        let count = |counter| state.guesses.get(&key(source, counter)).copied();
        Ok(Counts {
            origin: count(Counter::Origin),
            account: count(Counter::Account),
            next_slow_at: state.turns.get(&source.email.folded()).copied(),
            unlocked_at: state.unlocked.get(&source.email.folded()).copied(),
        })
    }

    async fn add_guess(
        &self,
        source: &LoginSource,
        counter: Counter,
        entry: Entry,
    ) -> Result<bool> {
        yield_now().await;
        let guesses = &mut self.0.borrow_mut().guesses;
        let stored = guesses.get(&key(source, counter)).copied();
        let next = match entry {
            Entry::First { begun_at, previous } => (stored.map(|count| count.begun_at) == previous)
                .then_some(Count { begun_at, guesses: 1, failed: 0 }),
            Entry::Further { begun_at, failed, limit } => stored
                .filter(|count| count.begun_at == begun_at && count.failed == failed)
                .filter(|count| count.guesses < limit)
                .map(|count| Count { guesses: count.guesses + 1, ..count }),
        };
        Ok(next.map(|next| guesses.insert(key(source, counter), next)).is_some())
    }

    async fn take_turn(&self, source: &LoginSource, turn: SlowTurn) -> Result<bool> {
        yield_now().await;
        let turns = &mut self.0.borrow_mut().turns;
        let is_free = turns.get(&source.email.folded()).copied() == turn.previous;
        if is_free {
            turns.insert(source.email.folded(), turn.next());
        }
        Ok(is_free)
    }

    async fn add_failure(
        &self,
        source: &LoginSource,
        counter: Counter,
        window: Timestamp,
    ) -> Result {
        yield_now().await;
        let guesses = &mut self.0.borrow_mut().guesses;
        if let Some(count) = unended(guesses.get_mut(&key(source, counter)), window) {
            count.failed += 1;
        }
        Ok(())
    }

    async fn remove_guess(
        &self,
        source: &LoginSource,
        counter: Counter,
        window: Timestamp,
        failures: u32,
    ) -> Result<bool> {
        yield_now().await;
        let guesses = &mut self.0.borrow_mut().guesses;
        let count = unended(guesses.get_mut(&key(source, counter)), window);
        Ok(count
            .filter(|count| count.failed >= failures)
            .map(|count| {
                count.guesses -= 1 + failures;
                count.failed -= failures;
            })
            .is_some())
    }
}

impl Unlocking for MemoryAccounts {
    async fn unlock(&self, email: &Email, now: Timestamp) -> Result {
        self.0.borrow_mut().unlocked.insert(email.folded(), now);
        Ok(())
    }
}

#[cfg(test)]
#[tokio::test]
async fn memory_passes_the_suite() {
    super::ports::suite::accounts(&MemoryAccounts::default()).await;
}
