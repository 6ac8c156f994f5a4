//! Everything in one DynamoDB table, found by key only: no index, no scan.
//!
//! | `PK` | `SK` | holds | written by | read by |
//! |---|---|---|---|---|
//! | `USER#{id}` | `USER` | an account | register-user, seed, handle-order-completed | whoever needs a user |
//! | `USER#{id}` | `ORDER#{number}` | that the order was counted | handle-order-completed | its own condition |
//! | `USER#{id}` | `OUTBOX#{uuid}` | an event to publish | register-user, seed | publish-events, from the stream |
//! | `EMAIL#{lower case}` | `EMAIL` | whose address it is | register-user, seed | wherever a user is named by it |
//! | `EMAIL#{lower case}` | `ATTEMPTS` | recent guesses at a password | login, authorize | login, authorize |
//! | `CLIENT#{id}` | `CLIENT` | an OAuth client | register-, update-, delete-client, seed | the OAuth functions |
//! | `GRANT#{id}` | `GRANT` | what a user allowed a client | authorize, issue-token, revoke-token | issue-, introspect-, revoke-token |
//! | `CREDENTIAL#{SHA-256}` | `CREDENTIAL` | whose code or refresh token it is | authorize, issue-token | issue-, introspect-, revoke-token |
//! | `TOKEN#{jti}` | `REVOKED` | that an access token was taken back | revoke-token | introspect-token |
//! | `ONCE#{consumer}#{event}` | the same | that a message was handled | handle-order-completed | its own condition |
//!
//! `Expires`, in seconds since 1970, is the time-to-live attribute. DynamoDB deletes late, so
//! nothing relies on it: what has expired is recognised by the times in the items.

mod clients;
mod grants;
mod users;

use aws_config::SdkConfig;
use aws_sdk_dynamodb::{Client, types::AttributeValue};
use contracts::{Capability as _, Rights, Table};
use jiff::Timestamp;
use platform::{
    Result,
    dynamo::{Item, Transaction, from_item, key},
};
use serde::de::DeserializeOwned;

/// The longest partition key that DynamoDB takes, in bytes.
const MAX_PK_LENGTH: usize = 2048;

/// The service's table.
pub struct DynamoStore {
    client: Client,
    table: String,
}

impl DynamoStore {
    pub fn new<R: Rights>(aws: &SdkConfig, table: &Table<R>) -> Self {
        Self { client: Client::new(aws), table: table.value().clone() }
    }

    /// The item at a key, as it is now. Callers choose parts of keys, and DynamoDB takes an
    /// oversized one for a mistake rather than for one that names nothing.
    async fn get<T: DeserializeOwned>(&self, pk: String, sk: &str) -> Result<Option<T>> {
        if pk.len() > MAX_PK_LENGTH {
            return Ok(None);
        }
        let request = self.client.get_item().table_name(&self.table).set_key(Some(key(pk, sk)));
        let found = request.consistent_read(true).send().await?.item;
        found.map(from_item).transpose()
    }

    fn transaction(&self) -> Transaction<'_> {
        Transaction::new(&self.client, &self.table)
    }
}

/// The attributes of an item with its key.
fn keyed(pk: String, sk: impl Into<String>, mut attributes: Item) -> Item {
    attributes.extend(key(pk, sk));
    attributes
}

/// The item, deleted some time after `expires`.
fn expiring(mut item: Item, expires: Timestamp) -> Item {
    let seconds = AttributeValue::N(expires.as_second().to_string());
    item.insert("Expires".to_owned(), seconds);
    item
}

fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}
