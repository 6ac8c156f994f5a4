//! Giving points to a user, once per award, whatever else changes the account at the same time.

use platform::{Attempt, Context, Result, retry_conflicts};

use crate::{
    account::{Account, Award, check_user_id},
    ports::{Accounts, Awarding, Awards},
};

/// Adds the points of an award to the account of the user, which is created if there is none.
pub async fn give(
    user_id: &str,
    award: &Award,
    accounts: &(impl Accounts + Awards),
    context: &Context,
) -> Result {
    check_user_id(user_id)?;
    let awarding = retry_conflicts(format_args!("add points to `{user_id}`"), async || {
        let before = accounts.account(user_id).await?;
        let before = before.unwrap_or_else(|| Account::new(user_id));
        let after = before.with_award(award)?;
        Ok(match accounts.give(&after, award, context).await? {
            Awarding::Conflict => Attempt::Conflict,
            awarding => Attempt::Done(awarding),
        })
    })
    .await?;
    tracing::info!(user_id, reason = award.reason(), ?awarding, "the points were added");
    Ok(())
}
