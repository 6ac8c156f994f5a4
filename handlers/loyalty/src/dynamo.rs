//! Accounts in one DynamoDB table, found by key only: no index, no scan. The table has no sort key,
//! because existing readers find accounts and tiers by `PK` alone.
//!
//! | row | `PK` | holds | written by | read by |
//! |---|---|---|---|---|
//! | `AccountRow` | `{user_id}` | `Points`, `Version`, `Orders` (the numbers of the latest orders, as a JSON array), and what the event of the change needs | handle-user-created, handle-order-completed, spend-points | the same, get-account, publish-events (stream) |
//! | `AwardRow` | `AWARD#{user_id}#{reason}` | that the user was given points for the welcome, or for one order | handle-user-created, handle-order-completed | its own condition |
//! | `RequestRow` | `REQUEST#{user_id}#{digest}` | the points that a request with an idempotency key left, and a digest of the request; expires after 7 days | spend-points | spend-points |
//! | `TierRow` | `TIER#{user_id}` | the tier of a user with an upgrade | – | get-account |
//!
//! Accounts and awards stay, so that an order counts once however late it is delivered again. There is
//! no outbox: an account is published from its own change in the stream, which has the points before
//! and after.

use aws_sdk_dynamodb::types::builders::PutBuilder;
use contracts::{
    Function, Get, May, Put,
    loyalty::{AccountRow, AwardRow, Points as Table, RequestRow, Tier, TierRow},
};
use jiff::Timestamp;
use platform::{
    Context, Failure, Result,
    dynamo::{self, Item, Outcome, Transaction, described, number, text, to_item},
    idempotency::{AcceptedRequest, IdempotentRequest},
    ids,
};
use serde::{Deserialize, Serialize};

use crate::{
    account::{Account, Award},
    ports::{Accounts, Awarding, Awards, Spending, Tiers},
};

/// The kind of items that are accounts, of which the stream's filter lets the changes pass.
const ACCOUNT: &str = "LoyaltyAccount";

/// The table of accounts.
pub struct DynamoAccounts<F>(pub dynamo::Table<F, Table>);

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct AccountItem {
    points: u32,
    /// A JSON array.
    #[serde(default)]
    orders: Option<String>,
    version: u64,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct AwardItem {
    points: u32,
    given_at: Timestamp,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TierItem {
    tier: Tier,
}

impl AccountItem {
    fn of(account: &Account) -> Result<Self> {
        let orders = Some(serde_json::to_string(&account.orders)?);
        Ok(Self { points: account.points, orders, version: account.version })
    }

    fn into_account(self, user_id: &str) -> Result<Account> {
        let orders = self.orders.map(|orders| serde_json::from_str(&orders)).transpose()?;
        Ok(Account {
            user_id: user_id.to_owned(),
            points: self.points,
            orders: orders.unwrap_or_default(),
            version: self.version,
        })
    }
}

impl<F: Function + May<Get<AccountRow>>> Accounts for DynamoAccounts<F> {
    async fn account(&self, user_id: &str) -> Result<Option<Account>> {
        let item: Option<AccountItem> = self.0.get(&AccountRow::key(user_id)).await?;
        item.map(|item| item.into_account(user_id)).transpose()
    }
}

impl<F: Function + May<Get<TierRow>>> Tiers for DynamoAccounts<F> {
    async fn tier(&self, user_id: &str) -> Result<Option<Tier>> {
        let item: Option<TierItem> = self.0.get(&TierRow::key(user_id)).await?;
        Ok(item.map(|item| item.tier))
    }
}

impl<F: Function + May<Put<AccountRow>> + May<Put<AwardRow>>> Awards for DynamoAccounts<F> {
    async fn give(&self, after: &Account, award: &Award, context: &Context) -> Result<Awarding> {
        let key = AwardRow::key(&after.user_id, award.reason());
        let given = AwardItem { points: award.points(), given_at: Timestamp::now() };
        let given = described(to_item(&given)?, "Award", &context.correlation_id);
        let transaction = store(self.0.transaction().put_new(&key, given), after, context)?;
        Ok(match transaction.commit().await? {
            Outcome::Committed => Awarding::Given,
            Outcome::Duplicate | Outcome::Refused { index: 0 } => Awarding::Duplicate,
            Outcome::Refused { .. } => Awarding::Conflict,
        })
    }
}

impl<F> Spending for DynamoAccounts<F>
where
    F: Function + May<Put<AccountRow>> + May<Get<RequestRow>> + May<Put<RequestRow>>,
{
    async fn accepted(&self, user_id: &str, key: &str) -> Result<Option<AcceptedRequest<u32>>> {
        self.0.get(&RequestRow::key(user_id, key)).await
    }

    async fn spend(
        &self,
        after: &Account,
        request: Option<(&IdempotentRequest, Timestamp)>,
        context: &Context,
    ) -> Result<bool> {
        let transaction = store(self.0.transaction(), after, context)?;
        let transaction = match request {
            Some((request, now)) => {
                let accepted = AcceptedRequest::new(request, after.points, now);
                let key = RequestRow::key(&after.user_id, &request.key);
                transaction.accept(&key, &accepted, context)?
            }
            None => transaction,
        };
        Ok(transaction.commit().await? == Outcome::Committed)
    }
}

/// Stores an account, on the condition that its version is the next one.
fn store<'a, F>(
    transaction: Transaction<'a, F, Table>,
    after: &Account,
    context: &Context,
) -> Result<Transaction<'a, F, Table>>
where
    F: Function + May<Put<AccountRow>>,
{
    let key = AccountRow::key(&after.user_id);
    let item = account_item(after, context)?;
    Ok(match after.version {
        0 => return Err(Failure::failed("an account without a change cannot be stored")),
        1 => transaction.put_new(&key, item),
        version => {
            let unchanged = PutBuilder::default()
                .condition_expression("Version = :before")
                .expression_attribute_values(":before", number(version - 1));
            transaction.put(&key, item, unchanged)
        }
    })
}

/// The account after a change that is made now.
fn account_item(account: &Account, context: &Context) -> Result<Item> {
    changed_item(account, &ids::uuid().to_string(), Timestamp::now(), context)
}

/// The account, with the id, the time and the trace of the event that its change becomes.
pub(crate) fn changed_item(
    account: &Account,
    change_id: &str,
    changed_at: Timestamp,
    context: &Context,
) -> Result<Item> {
    let item = to_item(&AccountItem::of(account)?)?;
    let mut item = described(item, ACCOUNT, &context.correlation_id);
    item.insert("ChangeId".to_owned(), text(change_id));
    item.insert("ChangedAt".to_owned(), text(changed_at.to_string()));
    if let Some(traceparent) = &context.traceparent {
        item.insert("Traceparent".to_owned(), text(traceparent));
    }
    Ok(item)
}

#[cfg(test)]
mod tests;
