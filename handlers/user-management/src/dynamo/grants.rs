//! Grants and revoked tokens in DynamoDB.

use aws_sdk_dynamodb::types::{AttributeValue, Put, Update};
use jiff::Timestamp;
use platform::{
    Failure, Result,
    dynamo::{Item, Outcome, Transaction, key, to_item},
};
use serde::{Deserialize, Serialize, de::IgnoredAny};

use super::{DynamoStore, expiring, keyed, text};
use crate::{
    grant::{Grant, REFRESH_LIFETIME, Stage},
    pkce::{Challenge, Method},
    ports::Grants,
    redirect::RedirectUri,
    scope::Scope,
    secret::Digest,
};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct GrantRow {
    grant_id: String,
    client_id: String,
    user_id: String,
    scope: String,
    redirect_uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    challenge: Option<ChallengeRow>,
    created_at: Timestamp,
    stage: Stored,
    #[serde(skip_serializing_if = "Option::is_none")]
    live_hash: Option<String>,
    live_until: Timestamp,
    revoked: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ChallengeRow {
    method: String,
    value: String,
}

/// A [`Stage`] as it is stored.
#[derive(Serialize, Deserialize)]
enum Stored {
    Code,
    Refresh,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CredentialRow {
    grant_id: String,
}

impl Grants for DynamoStore {
    async fn open_grant(&self, grant: &Grant) -> Result {
        let transaction = self.transaction().put_new(item(grant)?);
        match with_credential(transaction, grant)?.commit().await? {
            Outcome::Committed => Ok(()),
            _ => Err(Failure::failed(format!("the new grant id `{}` is taken", grant.id))),
        }
    }

    async fn grant(&self, id: &str) -> Result<Option<Grant>> {
        self.get::<GrantRow>(pk(id), "GRANT").await?.map(Grant::try_from).transpose()
    }

    async fn grant_of(&self, credential: &Digest) -> Result<Option<Grant>> {
        match self.get::<CredentialRow>(credential_pk(credential), "CREDENTIAL").await? {
            Some(row) => self.grant(&row.grant_id).await,
            None => Ok(None),
        }
    }

    async fn replace_grant(&self, before: &Grant, after: &Grant) -> Result<bool> {
        let Some(live) = &before.live else { return Ok(false) };
        let put = Put::builder()
            .set_item(Some(item(after)?))
            .condition_expression("LiveHash = :live AND Revoked = :no")
            .expression_attribute_values(":live", text(live.as_str()))
            .expression_attribute_values(":no", AttributeValue::Bool(false));
        let transaction = with_credential(self.transaction().put(put), after)?;
        Ok(transaction.commit().await? == Outcome::Committed)
    }

    async fn revoke_grant(&self, id: &str) -> Result {
        let update = Update::builder()
            .set_key(Some(key(pk(id), "GRANT")))
            .update_expression("SET Revoked = :yes")
            .condition_expression("attribute_exists(PK)")
            .expression_attribute_values(":yes", AttributeValue::Bool(true));
        // Refused if there is no such grant, which is as good as a revoked one.
        self.transaction().update(update).commit().await.map(|_| ())
    }

    async fn revoke_token(&self, token_id: &str, expires: Timestamp) -> Result {
        let item = expiring(key(token_pk(token_id), "REVOKED"), expires);
        let request = self.client.put_item().table_name(&self.table);
        request.set_item(Some(item)).send().await?;
        Ok(())
    }

    async fn is_token_revoked(&self, token_id: &str) -> Result<bool> {
        let found: Option<IgnoredAny> = self.get(token_pk(token_id), "REVOKED").await?;
        Ok(found.is_some())
    }
}

/// Also stores which grant the live credential belongs to. It stays after the credential is spent,
/// so that it is recognised when it turns up again.
fn with_credential<'a>(transaction: Transaction<'a>, grant: &Grant) -> Result<Transaction<'a>> {
    let Some(credential) = &grant.live else { return Ok(transaction) };
    let row = CredentialRow { grant_id: grant.id.clone() };
    let item = keyed(credential_pk(credential), "CREDENTIAL", to_item(&row)?);
    Ok(transaction.put_new(expiring(item, kept_until(grant))))
}

fn item(grant: &Grant) -> Result<Item> {
    let item = keyed(pk(&grant.id), "GRANT", to_item(&GrantRow::from(grant))?);
    Ok(expiring(item, kept_until(grant)))
}

/// Spent credentials and revoked grants are of interest as long as a refresh token could live.
fn kept_until(grant: &Grant) -> Timestamp {
    grant.live_until.max(grant.created_at + REFRESH_LIFETIME)
}

fn pk(id: &str) -> String {
    format!("GRANT#{id}")
}

fn credential_pk(credential: &Digest) -> String {
    format!("CREDENTIAL#{}", credential.as_str())
}

fn token_pk(token_id: &str) -> String {
    format!("TOKEN#{token_id}")
}

impl From<&Grant> for GrantRow {
    fn from(grant: &Grant) -> Self {
        let challenge = grant.challenge.as_ref();
        Self {
            grant_id: grant.id.clone(),
            client_id: grant.client_id.clone(),
            user_id: grant.user_id.clone(),
            scope: grant.scope.to_string(),
            redirect_uri: grant.redirect_uri.as_str().to_owned(),
            challenge: challenge.map(|it| ChallengeRow {
                method: it.method.name().to_owned(),
                value: it.value.clone(),
            }),
            created_at: grant.created_at,
            stage: match grant.stage {
                Stage::Code => Stored::Code,
                Stage::Refresh => Stored::Refresh,
            },
            live_hash: grant.live.as_ref().map(|it| it.as_str().to_owned()),
            live_until: grant.live_until,
            revoked: grant.revoked,
        }
    }
}

impl TryFrom<GrantRow> for Grant {
    type Error = Failure;

    fn try_from(row: GrantRow) -> Result<Self> {
        let unreadable =
            || Failure::failed(format!("the grant `{}` is not readable", row.grant_id));
        let scope = Scope::parse(&row.scope).map_err(|_| unreadable())?;
        let challenge = match row.challenge {
            None => None,
            Some(it) => {
                let method = Method::parse(&it.method).ok_or_else(unreadable)?;
                Some(Challenge { method, value: it.value })
            }
        };
        Ok(Self {
            id: row.grant_id,
            client_id: row.client_id,
            user_id: row.user_id,
            scope,
            redirect_uri: RedirectUri::stored(row.redirect_uri),
            challenge,
            created_at: row.created_at,
            stage: match row.stage {
                Stored::Code => Stage::Code,
                Stored::Refresh => Stage::Refresh,
            },
            live: row.live_hash.map(Digest::stored),
            live_until: row.live_until,
            revoked: row.revoked,
        })
    }
}

#[cfg(test)]
mod tests {
    use platform::dynamo::from_item;

    use super::*;
    use crate::samples;

    #[test]
    fn a_grant_survives_its_row() {
        let value = "0".repeat(43);
        let challenge = Some(Challenge { method: Method::S256, value });
        let open = Grant { challenge, ..samples::grant("g", "code") };
        let spent = open.traded(None, samples::now());
        for grant in [open, spent] {
            let row = from_item::<GrantRow>(item(&grant).unwrap()).unwrap();
            assert_eq!(Grant::try_from(row).unwrap(), grant);
        }
    }

    #[test]
    fn a_spent_code_is_remembered_as_long_as_its_refresh_token() {
        let open = samples::grant("g", "code");
        assert_eq!(kept_until(&open), open.traded(Some("r"), samples::now()).live_until);
    }
}
