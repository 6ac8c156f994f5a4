//! `spend-points`: spends points of the caller, never more than there are.

use contracts::{
    Json,
    loyalty::{AccountReply, SpendPoints},
};
use platform::{
    Attempt, Context, Handler, Lambda, Rejection, Reply, Request, Result,
    clock::{Clock, SystemClock},
    idempotency::IdempotentRequest,
    retry_conflicts,
};

use crate::{
    Loyalty,
    account::Account,
    dto::{account_dto, account_reply, rejection},
    dynamo::DynamoAccounts,
    ports::{Accounts, Spending},
};

impl Handler<SpendPoints> for Loyalty {
    async fn run(lambda: Lambda<SpendPoints>) -> Result {
        let accounts = DynamoAccounts(lambda.table());
        lambda.serve(async |request| handle(request, &accounts, &SystemClock).await).await
    }
}

pub async fn handle(
    request: Request<SpendPoints>,
    accounts: &(impl Accounts + Spending),
    clock: &impl Clock,
) -> Result<Reply<Json<AccountReply>>> {
    let user_id = &request.caller.user_id;
    let points = whole(request.content.points)?;
    let repeatable = IdempotentRequest::of(&request, &request.content)?;
    let repeatable = repeatable.as_ref();
    let spent = retry_conflicts(format_args!("spend points of `{user_id}`"), async || {
        if let Some(request) = repeatable {
            let accepted = accounts.accepted(user_id, &request.key).await?;
            if let Some(points) = request.outcome(accepted, clock.now())? {
                return Ok(Attempt::Done(Spent { points, is_repeated: true }));
            }
        }
        spend(user_id, points, repeatable, accounts, clock, &request.context).await
    })
    .await?;
    let reply = Reply::new(account_reply(user_id, spent.points, None));
    Ok(if spent.is_repeated { reply.replayed() } else { reply })
}

/// The outcome of a request.
struct Spent {
    /// Points that were left.
    points: u32,
    /// Whether an earlier request spent them.
    is_repeated: bool,
}

async fn spend(
    user_id: &str,
    points: f64,
    repeatable: Option<&IdempotentRequest>,
    accounts: &(impl Accounts + Spending),
    clock: &impl Clock,
    context: &Context,
) -> Result<Attempt<Spent>> {
    let account = accounts.account(user_id).await?;
    let before = account.ok_or_else(|| rejection(400, "Not found"))?;
    let after = spendable(points).and_then(|points| before.without(points));
    let after = after.ok_or_else(|| too_few(&before))?;
    let repeatable = repeatable.map(|request| (request, clock.now()));
    let is_spent = accounts.spend(&after, repeatable, context).await?;
    Ok(if is_spent {
        Attempt::Done(Spent { points: after.points, is_repeated: false })
    } else {
        Attempt::Conflict
    })
}

/// The points of a request, if they are whole and not negative.
fn whole(points: f64) -> Result<f64, Rejection> {
    if points >= 0.0 && points.fract() == 0.0 {
        Ok(points)
    } else {
        Err(rejection(400, "Points must be a whole number that is not negative"))
    }
}

/// The points of a request; none if there are more than any account has. Without a fraction they are
/// written like an integer.
fn spendable(points: f64) -> Option<u32> {
    points.abs().to_string().parse().ok()
}

fn too_few(account: &Account) -> Rejection {
    let data = account_dto(&account.user_id, account.points, None);
    let data = serde_json::to_value(data).unwrap_or_default();
    rejection(400, "You don't have enough points").with("data", data)
}

#[cfg(test)]
mod tests;
