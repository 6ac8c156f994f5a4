//! The ports of the OAuth server. The suites at the end are what every implementation must do.

use jiff::Timestamp;
use platform::Result;

use super::{client::Client, grant::Grant, secret::Digest};

/// Finding clients.
pub trait Clients {
    async fn client(&self, id: &str) -> Result<Option<Client>>;
}

/// Adding clients.
pub trait NewClients {
    /// False, and nothing is written, if the id is taken.
    async fn add_client(&self, client: &Client) -> Result<bool>;
}

/// Changing clients.
pub trait ClientUpdates {
    /// Replaces `before` by `after`. False, and nothing is written, if the client was changed since
    /// `before.updated_at` or deleted.
    async fn replace_client(&self, before: &Client, after: &Client) -> Result<bool>;
}

/// Deleting clients.
pub trait ClientDeletions {
    /// False if there is no such client.
    async fn delete_client(&self, id: &str) -> Result<bool>;
}

/// Finding grants.
pub trait Grants {
    async fn grant(&self, id: &str) -> Result<Option<Grant>>;

    /// The grant that a code or refresh token belongs to, even if that was exchanged already.
    async fn grant_by_credential(&self, credential: &Digest) -> Result<Option<Grant>>;
}

/// Adding grants.
pub trait NewGrants {
    async fn add_grant(&self, grant: &Grant) -> Result;
}

/// Exchanging the credentials of grants.
pub trait GrantExchanges {
    /// Replaces `before` by `after`. False, and nothing is written, if the credential was exchanged
    /// or the grant revoked since `before` was read.
    async fn replace_grant(&self, before: &Grant, after: &Grant) -> Result<bool>;
}

/// Revoking grants.
pub trait GrantRevocations {
    /// Revokes the grant, if there is one.
    async fn revoke_grant(&self, id: &str) -> Result;
}

/// Revoking access tokens.
pub trait TokenRevocations {
    /// Revokes a token. The revocation is stored until the token expires.
    async fn revoke_token(&self, token_id: &str, expires: Timestamp) -> Result;
}

/// The access tokens that were revoked.
pub trait RevokedTokens {
    async fn is_token_revoked(&self, token_id: &str) -> Result<bool>;
}

#[cfg(test)]
pub mod suite {
    use super::*;
    use crate::oauth::samples;

    /// What every implementation of the ports of clients must do.
    pub async fn clients(clients: &(impl Clients + NewClients + ClientUpdates + ClientDeletions)) {
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

    /// What every implementation of the ports of grants must do.
    pub async fn grants(grants: &(impl Grants + NewGrants + GrantExchanges + GrantRevocations)) {
        let new = samples::grant("suite", "code");
        grants.add_grant(&new).await.unwrap();
        assert_eq!(grants.grant("suite").await.unwrap().as_ref(), Some(&new));

        let exchanged = new.exchanged(Some("refresh"), samples::now());
        assert!(grants.replace_grant(&new, &exchanged).await.unwrap());
        assert!(!grants.replace_grant(&new, &exchanged).await.unwrap());
        for credential in ["code", "refresh"] {
            let found = grants.grant_by_credential(&Digest::of(credential)).await.unwrap();
            assert_eq!(found.as_ref(), Some(&exchanged), "`{credential}`");
        }
        assert_eq!(grants.grant_by_credential(&Digest::of("other")).await.unwrap(), None);

        grants.revoke_grant("suite").await.unwrap();
        assert!(grants.grant("suite").await.unwrap().is_some_and(|grant| grant.revoked));
        let next = exchanged.exchanged(Some("next"), samples::now());
        assert!(!grants.replace_grant(&exchanged, &next).await.unwrap());
        grants.revoke_grant("unknown").await.unwrap();
        assert_eq!(grants.grant("unknown").await.unwrap(), None);
    }

    /// What every implementation of the ports of access tokens must do.
    pub async fn tokens(tokens: &(impl TokenRevocations + RevokedTokens)) {
        tokens.revoke_token("token", samples::now()).await.unwrap();
        assert!(tokens.is_token_revoked("token").await.unwrap());
        assert!(!tokens.is_token_revoked("other").await.unwrap());
    }
}
