//! Everything in memory, for tests.

use std::{
    cell::RefCell,
    collections::{HashMap, HashSet},
};

use jiff::Timestamp;
use platform::{Context, Result};

use crate::{
    client::Client,
    email::Email,
    events::Recorded,
    grant::Grant,
    lockout::Attempts,
    ports::{Clients, Counting, Grants, Order, Users},
    secret::Digest,
    user::User,
};

/// A working store that forgets everything.
#[derive(Default)]
pub struct MemoryStore(RefCell<State>);

#[derive(Default)]
struct State {
    users: HashMap<String, User>,
    emails: HashMap<String, String>,
    orders: HashSet<(String, String)>,
    events: HashSet<String>,
    attempts: HashMap<String, Attempts>,
    recorded: Vec<Recorded>,
    clients: HashMap<String, Client>,
    grants: HashMap<String, Grant>,
    credentials: HashMap<String, String>,
    revoked_tokens: HashSet<String>,
}

impl MemoryStore {
    /// The events recorded so far.
    pub fn recorded(&self) -> Vec<Recorded> {
        self.0.borrow().recorded.clone()
    }

    /// A store with these users.
    pub fn with_users(users: impl IntoIterator<Item = User>) -> Self {
        let store = Self::default();
        for user in users {
            store.put_user(&user);
        }
        store
    }

    /// The store with one more client.
    pub fn and_client(self, client: Client) -> Self {
        self.0.borrow_mut().clients.insert(client.id.clone(), client);
        self
    }

    fn put_user(&self, user: &User) {
        let mut state = self.0.borrow_mut();
        state.emails.insert(user.email.folded(), user.id.clone());
        state.users.insert(user.id.clone(), user.clone());
    }
}

impl Users for MemoryStore {
    async fn user(&self, id: &str) -> Result<Option<User>> {
        Ok(self.0.borrow().users.get(id).cloned())
    }

    async fn user_by_email(&self, email: &Email) -> Result<Option<User>> {
        let state = self.0.borrow();
        let id = state.emails.get(&email.folded());
        Ok(id.and_then(|id| state.users.get(id)).cloned())
    }

    async fn register(&self, user: &User, _: &Context) -> Result<bool> {
        if self.0.borrow().emails.contains_key(&user.email.folded()) {
            return Ok(false);
        }
        self.put_user(user);
        self.0.borrow_mut().recorded.push(Recorded::UserRegistered { user_id: user.id.clone() });
        Ok(true)
    }

    async fn count_order(
        &self,
        before: &User,
        after: &User,
        order: &Order<'_>,
    ) -> Result<Counting> {
        let mut state = self.0.borrow_mut();
        let order_key = (before.id.clone(), order.number.to_owned());
        if state.orders.contains(&order_key) || state.events.contains(order.event_id) {
            return Ok(Counting::Repeated);
        }
        if state.users.get(&before.id) != Some(before) {
            return Ok(Counting::Stale);
        }
        state.orders.insert(order_key);
        state.events.insert(order.event_id.to_owned());
        state.users.insert(after.id.clone(), after.clone());
        Ok(Counting::Counted)
    }

    async fn attempts(&self, email: &Email) -> Result<Option<Attempts>> {
        Ok(self.0.borrow().attempts.get(&email.folded()).copied())
    }

    async fn record_attempt(
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

    async fn forget_attempts(&self, email: &Email) -> Result {
        self.0.borrow_mut().attempts.remove(&email.folded());
        Ok(())
    }
}

impl Clients for MemoryStore {
    async fn client(&self, id: &str) -> Result<Option<Client>> {
        Ok(self.0.borrow().clients.get(id).cloned())
    }

    async fn add_client(&self, client: &Client) -> Result<bool> {
        let mut state = self.0.borrow_mut();
        let is_new = !state.clients.contains_key(&client.id);
        if is_new {
            state.clients.insert(client.id.clone(), client.clone());
        }
        Ok(is_new)
    }

    async fn replace_client(&self, before: &Client, after: &Client) -> Result<bool> {
        let mut state = self.0.borrow_mut();
        let current = state.clients.get(&before.id).map(|it| it.updated_at);
        let is_current = current == Some(before.updated_at);
        if is_current {
            state.clients.insert(after.id.clone(), after.clone());
        }
        Ok(is_current)
    }

    async fn delete_client(&self, id: &str) -> Result<bool> {
        Ok(self.0.borrow_mut().clients.remove(id).is_some())
    }
}

impl Grants for MemoryStore {
    async fn open_grant(&self, grant: &Grant) -> Result {
        self.0.borrow_mut().put_grant(grant);
        Ok(())
    }

    async fn grant(&self, id: &str) -> Result<Option<Grant>> {
        Ok(self.0.borrow().grants.get(id).cloned())
    }

    async fn grant_of(&self, credential: &Digest) -> Result<Option<Grant>> {
        let state = self.0.borrow();
        let id = state.credentials.get(credential.as_str());
        Ok(id.and_then(|id| state.grants.get(id)).cloned())
    }

    async fn replace_grant(&self, before: &Grant, after: &Grant) -> Result<bool> {
        let mut state = self.0.borrow_mut();
        let is_current = state.grants.get(&before.id) == Some(before);
        if is_current {
            state.put_grant(after);
        }
        Ok(is_current)
    }

    async fn revoke_grant(&self, id: &str) -> Result {
        if let Some(grant) = self.0.borrow_mut().grants.get_mut(id) {
            grant.revoked = true;
        }
        Ok(())
    }

    async fn revoke_token(&self, token_id: &str, _: Timestamp) -> Result {
        self.0.borrow_mut().revoked_tokens.insert(token_id.to_owned());
        Ok(())
    }

    async fn is_token_revoked(&self, token_id: &str) -> Result<bool> {
        Ok(self.0.borrow().revoked_tokens.contains(token_id))
    }
}

impl State {
    fn put_grant(&mut self, grant: &Grant) {
        if let Some(credential) = &grant.live {
            self.credentials.insert(credential.as_str().to_owned(), grant.id.clone());
        }
        self.grants.insert(grant.id.clone(), grant.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::suite;

    #[tokio::test]
    async fn keeps_what_users_ask() {
        suite::users(&MemoryStore::default()).await;
    }

    #[tokio::test]
    async fn keeps_what_clients_ask() {
        suite::clients(&MemoryStore::default()).await;
    }

    #[tokio::test]
    async fn keeps_what_grants_ask() {
        suite::grants(&MemoryStore::default()).await;
    }
}
