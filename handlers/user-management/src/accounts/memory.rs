//! Accounts in memory, for tests and simulations.

use std::{
    cell::RefCell,
    collections::{HashMap, HashSet},
};

use platform::{Context, Result};

use super::{
    email::Email,
    events::PrivateEvent,
    lockout::Attempts,
    ports::{CompletedOrder, Counting, LoginAttempts, NewUsers, OrderCounts, Users, UsersByEmail},
    user::{OrderChange, User},
};

/// All accounts.
#[derive(Default)]
pub struct MemoryAccounts(RefCell<State>);

#[derive(Default)]
struct State {
    users: HashMap<String, User>,
    emails: HashMap<String, String>,
    orders: HashSet<(String, String)>,
    events: HashSet<String>,
    attempts: HashMap<String, Attempts>,
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
    async fn user_by_email(&self, email: &Email) -> Result<Option<User>> {
        let state = self.0.borrow();
        let id = state.emails.get(&email.folded());
        Ok(id.and_then(|id| state.users.get(id)).cloned())
    }
}

impl NewUsers for MemoryAccounts {
    async fn register(&self, user: &User, _: &Context) -> Result<bool> {
        let mut state = self.0.borrow_mut();
        if state.emails.contains_key(&user.email.folded()) {
            return Ok(false);
        }
        state.put_user(user);
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

impl LoginAttempts for MemoryAccounts {
    async fn attempts(&self, email: &Email) -> Result<Option<Attempts>> {
        Ok(self.0.borrow().attempts.get(&email.folded()).copied())
    }

    async fn replace_attempts(
        &self,
        email: &Email,
        before: Option<Attempts>,
        after: Attempts,
    ) -> Result<bool> {
        let mut state = self.0.borrow_mut();
        let is_current = state.attempts.get(&email.folded()).copied() == before;
        if is_current {
            state.attempts.insert(email.folded(), after);
        }
        Ok(is_current)
    }

    async fn delete_attempts(&self, email: &Email) -> Result {
        self.0.borrow_mut().attempts.remove(&email.folded());
        Ok(())
    }
}

#[cfg(test)]
#[tokio::test]
async fn memory_passes_the_suite() {
    super::ports::suite::accounts(&MemoryAccounts::default()).await;
}
