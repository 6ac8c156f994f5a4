//! `get-account`: shows the caller's points and tier.

use contracts::{
    Json,
    loyalty::{AccountReply, GetAccount},
};
use platform::{Handler, Lambda, Request, Result};
use tokio::try_join;

use crate::{
    Loyalty,
    dto::{account_reply, rejection},
    dynamo::DynamoAccounts,
    ports::{Accounts, Tiers},
};

impl Handler<GetAccount> for Loyalty {
    async fn run(lambda: Lambda<GetAccount>) -> Result {
        let accounts = DynamoAccounts(lambda.table());
        lambda.serve(async |request| handle(request, &accounts).await).await
    }
}

pub async fn handle(
    request: Request<GetAccount>,
    accounts: &(impl Accounts + Tiers),
) -> Result<Json<AccountReply>> {
    let user_id = &request.caller.user_id;
    let (account, tier) = try_join!(accounts.account(user_id), accounts.tier(user_id))?;
    let account = account.ok_or_else(|| rejection(404, "Not found"))?;
    Ok(account_reply(user_id, account.points, Some(tier.unwrap_or_default())))
}

#[cfg(test)]
mod tests {
    use contracts::loyalty::Tier;
    use platform::{
        UserType,
        testing::{Call, TestResponse, invoke, token},
    };
    use serde_json::json;

    use super::*;
    use crate::memory::MemoryAccounts;

    async fn get(accounts: &MemoryAccounts, token: &str) -> TestResponse {
        let call = Call::to::<GetAccount>("GET /loyalty").bearer(token);
        let handle = async |request| handle(request, accounts).await;
        TestResponse::of(invoke::<GetAccount>(call.event(), handle).await)
    }

    #[tokio::test]
    async fn callers_see_their_points_and_their_tier() {
        let accounts = MemoryAccounts::default();
        accounts.set_points("u-1", 150);
        accounts.set_points("u-2", 700);
        accounts.set_tier("u-2", Tier::Silver);
        for (user_id, points, tier) in [("u-1", 150, "Bronze"), ("u-2", 700, "Silver")] {
            let response = get(&accounts, &token(user_id, UserType::Standard).await).await;
            let data = json!({ "userId": user_id, "currentPoints": points, "tier": tier });
            assert_eq!(response.status(), 200);
            assert_eq!(response.json(), json!({ "data": data, "success": true, "message": [] }));
        }
    }

    #[tokio::test]
    async fn a_user_without_an_account_gets_404_without_data() {
        let token = token("u-1", UserType::Premium).await;
        let response = get(&MemoryAccounts::default(), &token).await;
        assert_eq!(response.status(), 404);
        assert_eq!(response.header("Content-Type"), "application/problem+json");
        let body = response.json();
        assert_eq!((&body["success"], &body["message"]), (&json!(false), &json!(["Not found"])));
        assert_eq!(body.get("data"), None);
    }

    #[tokio::test]
    async fn an_invalid_token_is_refused() {
        assert_eq!(get(&MemoryAccounts::default(), "bad").await.status(), 401);
    }
}
