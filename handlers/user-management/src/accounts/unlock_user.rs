//! `unlock-user`: ends the lock-out of a user, on behalf of an administrator.

use contracts::{NoContent, user_management::UnlockUser};
use platform::{
    Failure, Handler, Lambda, Request, Result,
    clock::{Clock, SystemClock},
};

use super::ports::{Unlocking, UsersByEmail};
use crate::{UserManagement, dynamo::DynamoStore};

impl Handler<UnlockUser> for UserManagement {
    async fn run(lambda: Lambda<UnlockUser>) -> Result {
        let accounts = DynamoStore(lambda.table());
        lambda.serve(async |request| handle(request, &accounts, &SystemClock).await).await
    }
}

pub async fn handle(
    request: Request<UnlockUser>,
    accounts: &(impl UsersByEmail + Unlocking),
    clock: &impl Clock,
) -> Result<NoContent> {
    let user = accounts.user_by_id_or_email(&request.path.user_id).await?;
    let user = user.ok_or_else(|| Failure::not_found("there is no such user"))?;
    accounts.unlock(&user.email, clock.now()).await?;
    tracing::info!(
        user_id = user.id,
        administrator_id = request.caller.user_id,
        "an administrator unlocked the user"
    );
    Ok(NoContent)
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use platform::{
        UserType,
        clock::FixedClock,
        testing::{Call, TestResponse, invoke, token},
    };

    use super::*;
    use crate::accounts::{
        credentials::{self, LoginOutcome},
        email::Email,
        guessing::LoginSource,
        memory::MemoryAccounts,
        origin::Origin,
        password::Password,
        samples::{self, clock},
        user::User,
    };

    /// When the user is unlocked.
    fn later() -> FixedClock {
        FixedClock(samples::now() + SignedDuration::from_secs(1))
    }

    async fn unlock(accounts: &MemoryAccounts, name: &str, user_type: UserType) -> TestResponse {
        let call = Call::to::<UnlockUser>("POST /user/{user_id}/unlock").path("user_id", name);
        let call = call.bearer(&token("caller", user_type).await);
        let handle = async |request| handle(request, accounts, &later()).await;
        TestResponse::of(invoke::<UnlockUser>(call.event(), handle).await)
    }

    async fn log_in(accounts: &MemoryAccounts, password: &str) -> LoginOutcome {
        let email = Email::parse("jane@example.com").unwrap();
        let source = LoginSource { email, origin: Origin::of("203.0.113.7") };
        let password = Password::present(password).unwrap();
        credentials::check(accounts, &source, password, &clock()).await.unwrap()
    }

    /// The account of Jane, whose password was guessed too often.
    async fn locked() -> MemoryAccounts {
        let jane = User { id: "u1".to_owned(), ..samples::user("Jane@example.com") };
        let accounts = samples::accounts_with_password(jane, "Test!23").await;
        for _ in 0..5 {
            log_in(&accounts, "wrong").await;
        }
        accounts
    }

    #[tokio::test]
    async fn a_user_whom_an_administrator_unlocked_can_log_in() {
        for name in ["u1", "JANE@example.com"] {
            let accounts = locked().await;
            assert!(matches!(log_in(&accounts, "Test!23").await, LoginOutcome::TooManyGuesses(_)));
            assert_eq!(unlock(&accounts, name, UserType::Admin).await.status(), 204);
            assert!(matches!(log_in(&accounts, "Test!23").await, LoginOutcome::Correct(_)));
        }
    }

    #[tokio::test]
    async fn only_administrators_unlock() {
        let accounts = locked().await;
        assert_eq!(unlock(&accounts, "u1", UserType::Premium).await.status(), 401);
        assert!(matches!(log_in(&accounts, "Test!23").await, LoginOutcome::TooManyGuesses(_)));
    }

    #[tokio::test]
    async fn an_unknown_user_cannot_be_unlocked() {
        let accounts = locked().await;
        assert_eq!(unlock(&accounts, "unknown", UserType::Admin).await.status(), 404);
    }
}
