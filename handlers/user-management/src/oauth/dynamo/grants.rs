//! Grants and revoked tokens in DynamoDB.

use aws_sdk_dynamodb::types::{
    AttributeValue,
    builders::{PutBuilder, UpdateBuilder},
};
use contracts::{
    Function, Get, May, Put, Update,
    user_management::{CredentialRow, GrantRow, RevokedTokenRow, Users},
};
use jiff::Timestamp;
use platform::{
    Failure, Result,
    dynamo::{Item, Outcome, Transaction, expiring, text, to_item},
};
use serde::{Deserialize, Serialize, de::IgnoredAny};

use crate::{
    dynamo::DynamoStore,
    oauth::{
        grant::{Grant, REFRESH_LIFETIME, Stage},
        pkce::{Challenge, Method},
        ports::{
            GrantExchanges, GrantRevocations, Grants, NewGrants, RevokedTokens, TokenRevocations,
        },
        redirect::RedirectUri,
        scope::Scope,
        secret::Digest,
    },
};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct GrantItem {
    grant_id: String,
    client_id: String,
    user_id: String,
    scope: String,
    redirect_uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    challenge: Option<ChallengeItem>,
    created_at: Timestamp,
    stage: StageItem,
    /// Hash of the credential.
    #[serde(skip_serializing_if = "Option::is_none")]
    live_hash: Option<String>,
    /// When the credential expires.
    live_until: Timestamp,
    revoked: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ChallengeItem {
    method: String,
    value: String,
}

#[derive(Serialize, Deserialize)]
enum StageItem {
    Code,
    Refresh,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CredentialItem {
    grant_id: String,
}

impl<F: Function + May<Get<GrantRow>> + May<Get<CredentialRow>>> Grants for DynamoStore<F> {
    async fn grant(&self, id: &str) -> Result<Option<Grant>> {
        let item: Option<GrantItem> = self.0.get(&GrantRow::key(id)).await?;
        item.map(Grant::try_from).transpose()
    }

    async fn grant_by_credential(&self, credential: &Digest) -> Result<Option<Grant>> {
        let key = CredentialRow::key(credential.as_str());
        let item: Option<CredentialItem> = self.0.get(&key).await?;
        match item {
            Some(item) => self.grant(&item.grant_id).await,
            None => Ok(None),
        }
    }
}

impl<F: Function + May<Put<GrantRow>> + May<Put<CredentialRow>>> NewGrants for DynamoStore<F> {
    async fn add_grant(&self, grant: &Grant) -> Result {
        let transaction = self.0.transaction().put_new(&GrantRow::key(&grant.id), item(grant)?);
        match with_credential(transaction, grant)?.commit().await? {
            Outcome::Committed => Ok(()),
            outcome => {
                Err(Failure::failed(format!("failed to add grant `{}`: {outcome:?}", grant.id)))
            }
        }
    }
}

impl<F: Function + May<Put<GrantRow>> + May<Put<CredentialRow>>> GrantExchanges for DynamoStore<F> {
    async fn replace_grant(&self, before: &Grant, after: &Grant) -> Result<bool> {
        let Some(credential) = &before.credential else { return Ok(false) };
        let put = PutBuilder::default()
            .condition_expression("LiveHash = :credential AND Revoked = :no")
            .expression_attribute_values(":credential", text(credential.as_str()))
            .expression_attribute_values(":no", AttributeValue::Bool(false));
        let transaction = self.0.transaction().put(&GrantRow::key(&after.id), item(after)?, put);
        Ok(with_credential(transaction, after)?.commit().await? == Outcome::Committed)
    }
}

impl<F: Function + May<Update<GrantRow>>> GrantRevocations for DynamoStore<F> {
    async fn revoke_grant(&self, id: &str) -> Result {
        let update = UpdateBuilder::default()
            .update_expression("SET Revoked = :yes")
            .condition_expression("attribute_exists(PK)")
            .expression_attribute_values(":yes", AttributeValue::Bool(true));
        // Refused if there is no such grant: then there is nothing to revoke.
        self.0.transaction().update(&GrantRow::key(id), update).commit().await.map(|_| ())
    }
}

impl<F: Function + May<Put<RevokedTokenRow>>> TokenRevocations for DynamoStore<F> {
    async fn revoke_token(&self, token_id: &str, expires: Timestamp) -> Result {
        self.0.put(&RevokedTokenRow::key(token_id), expiring(Item::new(), expires)).await
    }
}

impl<F: Function + May<Get<RevokedTokenRow>>> RevokedTokens for DynamoStore<F> {
    async fn is_token_revoked(&self, token_id: &str) -> Result<bool> {
        let item: Option<IgnoredAny> = self.0.get(&RevokedTokenRow::key(token_id)).await?;
        Ok(item.is_some())
    }
}

/// Also stores the grant that the credential belongs to. That item stays after the credential was
/// exchanged, so that its reuse is detected.
fn with_credential<'a, F>(
    transaction: Transaction<'a, F, Users>,
    grant: &Grant,
) -> Result<Transaction<'a, F, Users>>
where
    F: Function + May<Put<CredentialRow>>,
{
    let Some(credential) = &grant.credential else { return Ok(transaction) };
    let item = to_item(&CredentialItem { grant_id: grant.id.clone() })?;
    let key = CredentialRow::key(credential.as_str());
    Ok(transaction.put_new(&key, expiring(item, kept_until(grant))))
}

fn item(grant: &Grant) -> Result<Item> {
    Ok(expiring(to_item(&GrantItem::from(grant))?, kept_until(grant)))
}

/// Exchanged credentials and revoked grants are kept as long as a refresh token can be valid.
fn kept_until(grant: &Grant) -> Timestamp {
    grant.credential_expires.max(grant.created_at + REFRESH_LIFETIME)
}

impl From<&Grant> for GrantItem {
    fn from(grant: &Grant) -> Self {
        let challenge = grant.challenge.as_ref();
        Self {
            grant_id: grant.id.clone(),
            client_id: grant.client_id.clone(),
            user_id: grant.user_id.clone(),
            scope: grant.scope.to_string(),
            redirect_uri: grant.redirect_uri.as_str().to_owned(),
            challenge: challenge.map(|challenge| ChallengeItem {
                method: challenge.method.name().to_owned(),
                value: challenge.value.clone(),
            }),
            created_at: grant.created_at,
            stage: match grant.stage {
                Stage::Code => StageItem::Code,
                Stage::Refresh => StageItem::Refresh,
            },
            live_hash: grant.credential.as_ref().map(|digest| digest.as_str().to_owned()),
            live_until: grant.credential_expires,
            revoked: grant.revoked,
        }
    }
}

impl TryFrom<GrantItem> for Grant {
    type Error = Failure;

    fn try_from(item: GrantItem) -> Result<Self> {
        let unreadable = || Failure::failed(format!("failed to read grant `{}`", item.grant_id));
        let scope = Scope::parse(&item.scope).map_err(|_| unreadable())?;
        let challenge = match item.challenge {
            None => None,
            Some(challenge) => {
                let method = Method::parse(&challenge.method).ok_or_else(unreadable)?;
                Some(Challenge { method, value: challenge.value })
            }
        };
        Ok(Self {
            id: item.grant_id,
            client_id: item.client_id,
            user_id: item.user_id,
            scope,
            redirect_uri: RedirectUri::stored(item.redirect_uri),
            challenge,
            created_at: item.created_at,
            stage: match item.stage {
                StageItem::Code => Stage::Code,
                StageItem::Refresh => Stage::Refresh,
            },
            credential: item.live_hash.map(Digest::stored),
            credential_expires: item.live_until,
            revoked: item.revoked,
        })
    }
}

#[cfg(test)]
mod tests {
    use platform::dynamo::from_item;

    use super::*;
    use crate::oauth::samples;

    #[test]
    fn a_grant_is_read_as_it_was_written() {
        let value = "0".repeat(43);
        let challenge = Some(Challenge { method: Method::S256, value });
        let new = Grant { challenge, ..samples::grant("g", "code") };
        let exchanged = new.exchanged(None, samples::now());
        for grant in [new, exchanged] {
            let item = from_item::<GrantItem>(item(&grant).unwrap()).unwrap();
            assert_eq!(Grant::try_from(item).unwrap(), grant);
        }
    }

    #[test]
    fn an_exchanged_code_is_kept_as_long_as_its_refresh_token() {
        let new = samples::grant("g", "code");
        let exchanged = new.exchanged(Some("r"), samples::now());
        assert_eq!(kept_until(&new), exchanged.credential_expires);
    }
}
