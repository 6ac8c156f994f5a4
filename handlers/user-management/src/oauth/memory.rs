//! Clients, grants and revoked tokens in memory, for tests and simulations.

use std::{
    cell::RefCell,
    collections::{HashMap, HashSet},
};

use jiff::Timestamp;
use platform::Result;

use super::{
    client::Client,
    grant::Grant,
    ports::{
        ClientDeletions, ClientUpdates, Clients, GrantExchanges, GrantRevocations, Grants,
        NewClients, NewGrants, RevokedTokens, TokenRevocations,
    },
    secret::Digest,
};

/// What the OAuth server stores.
#[derive(Default)]
pub struct MemoryOauth(RefCell<State>);

#[derive(Default)]
struct State {
    clients: HashMap<String, Client>,
    grants: HashMap<String, Grant>,
    credentials: HashMap<String, String>,
    revoked_tokens: HashSet<String>,
}

impl State {
    fn put_grant(&mut self, grant: &Grant) {
        if let Some(credential) = &grant.credential {
            self.credentials.insert(credential.as_str().to_owned(), grant.id.clone());
        }
        self.grants.insert(grant.id.clone(), grant.clone());
    }
}

impl MemoryOauth {
    /// The store with one more client.
    #[must_use]
    pub fn and_client(self, client: Client) -> Self {
        self.0.borrow_mut().clients.insert(client.id.clone(), client);
        self
    }
}

impl Clients for MemoryOauth {
    async fn client(&self, id: &str) -> Result<Option<Client>> {
        Ok(self.0.borrow().clients.get(id).cloned())
    }
}

impl NewClients for MemoryOauth {
    async fn add_client(&self, client: &Client) -> Result<bool> {
        let mut state = self.0.borrow_mut();
        let is_new = !state.clients.contains_key(&client.id);
        if is_new {
            state.clients.insert(client.id.clone(), client.clone());
        }
        Ok(is_new)
    }
}

impl ClientUpdates for MemoryOauth {
    async fn replace_client(&self, before: &Client, after: &Client) -> Result<bool> {
        let mut state = self.0.borrow_mut();
        let current = state.clients.get(&before.id).map(|client| client.updated_at);
        let is_current = current == Some(before.updated_at);
        if is_current {
            state.clients.insert(after.id.clone(), after.clone());
        }
        Ok(is_current)
    }
}

impl ClientDeletions for MemoryOauth {
    async fn delete_client(&self, id: &str) -> Result<bool> {
        Ok(self.0.borrow_mut().clients.remove(id).is_some())
    }
}

impl Grants for MemoryOauth {
    async fn grant(&self, id: &str) -> Result<Option<Grant>> {
        Ok(self.0.borrow().grants.get(id).cloned())
    }

    async fn grant_by_credential(&self, credential: &Digest) -> Result<Option<Grant>> {
        let state = self.0.borrow();
        let id = state.credentials.get(credential.as_str());
        Ok(id.and_then(|id| state.grants.get(id)).cloned())
    }
}

impl NewGrants for MemoryOauth {
    async fn add_grant(&self, grant: &Grant) -> Result {
        self.0.borrow_mut().put_grant(grant);
        Ok(())
    }
}

impl GrantExchanges for MemoryOauth {
    async fn replace_grant(&self, before: &Grant, after: &Grant) -> Result<bool> {
        let mut state = self.0.borrow_mut();
        let is_current = state.grants.get(&before.id) == Some(before);
        if is_current {
            state.put_grant(after);
        }
        Ok(is_current)
    }
}

impl GrantRevocations for MemoryOauth {
    async fn revoke_grant(&self, id: &str) -> Result {
        if let Some(grant) = self.0.borrow_mut().grants.get_mut(id) {
            grant.revoked = true;
        }
        Ok(())
    }
}

impl TokenRevocations for MemoryOauth {
    async fn revoke_token(&self, token_id: &str, _: Timestamp) -> Result {
        self.0.borrow_mut().revoked_tokens.insert(token_id.to_owned());
        Ok(())
    }
}

impl RevokedTokens for MemoryOauth {
    async fn is_token_revoked(&self, token_id: &str) -> Result<bool> {
        Ok(self.0.borrow().revoked_tokens.contains(token_id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oauth::ports::suite;

    #[tokio::test]
    async fn memory_passes_the_suite_of_clients() {
        suite::clients(&MemoryOauth::default()).await;
    }

    #[tokio::test]
    async fn memory_passes_the_suite_of_grants() {
        suite::grants(&MemoryOauth::default()).await;
    }

    #[tokio::test]
    async fn memory_passes_the_suite_of_tokens() {
        suite::tokens(&MemoryOauth::default()).await;
    }
}
