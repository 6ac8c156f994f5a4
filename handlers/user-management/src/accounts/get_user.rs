//! `get-user`: shows a user to that user or to an administrator.

use contracts::{
    Json,
    user_management::{Envelope, GetUser, UserDto},
};
use platform::{Failure, Handler, Lambda, Request, Result};

use super::{
    dto::{enveloped, user_dto},
    ports::UsersByEmail,
};
use crate::{UserManagement, dynamo::DynamoStore};

impl Handler<GetUser> for UserManagement {
    async fn run(lambda: Lambda<GetUser>) -> Result {
        let users = DynamoStore(lambda.table());
        lambda.serve(async |request| handle(request, &users).await).await
    }
}

pub async fn handle(
    request: Request<GetUser>,
    users: &impl UsersByEmail,
) -> Result<Json<Envelope<UserDto>>> {
    let name = &request.path.user_id;
    let user = users.user_by_id_or_email(name).await?;
    let is_caller = user.as_ref().map_or(name, |user| &user.id) == &request.caller.user_id;
    if !is_caller && !request.caller.is_admin() {
        // The same for users who do not exist: the response must not show which users exist.
        return Err(Failure::unauthorized("the token is not that user's"));
    }
    let user = user.ok_or_else(|| Failure::not_found("there is no such user"))?;
    Ok(enveloped(user_dto(&user)))
}

#[cfg(test)]
mod tests {
    use platform::{
        UserType,
        testing::{Call, TestResponse, invoke, token},
    };

    use super::*;
    use crate::accounts::{memory::MemoryAccounts, samples, user::User};

    fn people() -> (User, MemoryAccounts) {
        let jane = samples::user("Jane@example.com");
        (jane.clone(), MemoryAccounts::with_users([jane, samples::user("john@example.com")]))
    }

    async fn get(users: &MemoryAccounts, name: &str, token: &str) -> TestResponse {
        let call = Call::to::<GetUser>("GET /user/{user_id}").path("user_id", name).bearer(token);
        let handle = async |request| handle(request, users).await;
        TestResponse::of(invoke::<GetUser>(call.event(), handle).await)
    }

    #[tokio::test]
    async fn a_user_is_shown_to_that_user_by_id_and_by_address() {
        let (jane, users) = people();
        let token = token(&jane.id, UserType::Standard).await;
        for name in [jane.id.as_str(), "jane@EXAMPLE.com", "jane%40example.com"] {
            let response = get(&users, name, &token).await;
            assert_eq!(response.status(), 200, "{name}");
            assert_eq!(response.json()["data"]["userId"], jane.id);
            assert_eq!(response.json()["data"]["emailAddress"], "Jane@example.com");
        }
    }

    #[tokio::test]
    async fn another_user_is_hidden_whether_or_not_that_user_exists() {
        let (jane, users) = people();
        let token = token(&jane.id, UserType::Premium).await;
        for name in ["john@example.com", "unknown@example.com", "unknown"] {
            assert_eq!(get(&users, name, &token).await.status(), 401, "{name}");
        }
    }

    #[tokio::test]
    async fn every_user_is_shown_to_an_administrator() {
        let (jane, users) = people();
        let token = token("admin", UserType::Admin).await;
        assert_eq!(get(&users, &jane.id, &token).await.status(), 200);
        assert_eq!(get(&users, "unknown@example.com", &token).await.status(), 404);
    }

    #[tokio::test]
    async fn a_token_of_a_deleted_user_finds_no_user() {
        let (_, users) = people();
        let token = token("deleted", UserType::Standard).await;
        assert_eq!(get(&users, "deleted", &token).await.status(), 404);
    }

    #[tokio::test]
    async fn an_invalid_token_is_refused() {
        let (jane, users) = people();
        assert_eq!(get(&users, &jane.id, "bad").await.status(), 401);
    }
}
