//! `get-user`: shows a user to that user or to an administrator.

use contracts::{
    Json,
    user_management::{Envelope, UserDto},
};
use platform::{Caller, Failure, Request, Result};

use crate::{
    dto::{enveloped, user_dto},
    ports::Users,
};

pub async fn handle(
    request: Request<(), Caller>,
    users: &impl Users,
) -> Result<Json<Envelope<UserDto>>> {
    let name = request.path("userId")?;
    let user = users.user_named(&name).await?;
    let is_own = user.as_ref().map_or(name.as_str(), |it| &it.id) == request.caller.user_id;
    if !is_own && !request.caller.is_admin() {
        // The same for users who do not exist, so that nobody can find out who does.
        return Err(Failure::unauthorized("the token is not that user's"));
    }
    let user = user.ok_or_else(|| Failure::not_found("there is no such user"))?;
    Ok(enveloped(user_dto(&user)))
}

#[cfg(test)]
mod tests {
    use contracts::user_management::GetUser;
    use platform::{UserType, testing::invoke_secured};

    use super::*;
    use crate::{
        calls::{Answer, Call, authority, token},
        memory::MemoryStore,
        samples,
        user::User,
    };

    fn people() -> (User, MemoryStore) {
        let jane = samples::user("Jane@example.com");
        (jane.clone(), MemoryStore::with_users([jane, samples::user("john@example.com")]))
    }

    async fn get(store: &MemoryStore, name: &str, token: &str) -> Answer {
        let call = Call::to("GET /user/{userId}").path("userId", name).bearer(token);
        let handle = async |request| handle(request, store).await;
        Answer::of(invoke_secured::<GetUser>(call.event(), &authority(), handle).await)
    }

    #[tokio::test]
    async fn a_user_sees_himself_by_id_and_by_address() {
        let (jane, store) = people();
        let token = token(&jane.id, UserType::Standard).await;
        for name in [jane.id.as_str(), "jane@EXAMPLE.com", "jane%40example.com"] {
            let answer = get(&store, name, &token).await;
            assert_eq!(answer.status(), 200, "{name}");
            assert_eq!(answer.json()["data"]["userId"], jane.id);
            assert_eq!(answer.json()["data"]["emailAddress"], "Jane@example.com");
        }
    }

    #[tokio::test]
    async fn others_are_hidden_whether_or_not_they_exist() {
        let (jane, store) = people();
        let token = token(&jane.id, UserType::Premium).await;
        for name in ["john@example.com", "nobody@example.com", "nobody"] {
            assert_eq!(get(&store, name, &token).await.status(), 401, "{name}");
        }
    }

    #[tokio::test]
    async fn an_administrator_sees_everyone() {
        let (jane, store) = people();
        let token = token("admin", UserType::Admin).await;
        assert_eq!(get(&store, &jane.id, &token).await.status(), 200);
        assert_eq!(get(&store, "nobody@example.com", &token).await.status(), 404);
    }

    #[tokio::test]
    async fn a_token_of_a_user_who_is_gone_finds_nobody() {
        let (_, store) = people();
        let token = token("gone", UserType::Standard).await;
        assert_eq!(get(&store, "gone", &token).await.status(), 404);
    }

    #[tokio::test]
    async fn without_a_good_token_nobody_is_shown() {
        let (jane, store) = people();
        assert_eq!(get(&store, &jane.id, "bad").await.status(), 401);
    }
}
