//! Checks an e-mail address and a password, for `login` and `authorize` alike.

use jiff::Timestamp;
use platform::Result;

use super::{
    email::Email,
    lockout::{self, LockedOut},
    password::{self, Password},
    ports::{LoginAttempts, UsersByEmail},
    user::User,
};

/// Version conflicts with other guesses at the same address after which a guess is refused.
const MAX_CONFLICTS: u32 = 10;

/// The result of a login. It does not show whether the address has an account.
#[derive(Debug)]
pub enum LoginOutcome {
    Correct(User),
    Wrong,
    LockedOut(LockedOut),
}

/// Checks a password. The guess counts until it turns out to be correct.
pub async fn check(
    accounts: &(impl UsersByEmail + LoginAttempts),
    email: &Email,
    password: Password,
    now: Timestamp,
) -> Result<LoginOutcome> {
    if let Err(locked_out) = count(accounts, email, now).await? {
        return Ok(LoginOutcome::LockedOut(locked_out));
    }
    let user = accounts.user_by_email(email).await?;
    let expected = user.as_ref().map(|user| user.password.clone());
    let is_correct = password::verify(password, expected).await?;
    match user.filter(|_| is_correct) {
        Some(user) => {
            accounts.delete_attempts(email).await?;
            Ok(LoginOutcome::Correct(user))
        }
        None => Ok(LoginOutcome::Wrong),
    }
}

async fn count(
    accounts: &impl LoginAttempts,
    email: &Email,
    now: Timestamp,
) -> Result<Result<(), LockedOut>> {
    for _ in 0..MAX_CONFLICTS {
        let before = accounts.attempts(email).await?;
        let after = match lockout::attempt(before, now) {
            Ok(after) => after,
            Err(locked_out) => return Ok(Err(locked_out)),
        };
        if accounts.replace_attempts(email, before, after).await? {
            return Ok(Ok(()));
        }
    }
    Ok(Err(LockedOut { retry_after_seconds: 1 }))
}

#[cfg(test)]
mod tests {
    use super::{LoginOutcome as Outcome, *};
    use crate::accounts::{memory::MemoryAccounts, samples};

    async fn accounts() -> MemoryAccounts {
        let user = samples::user_with_password("known@example.com", "Test!23").await;
        MemoryAccounts::with_users([user])
    }

    async fn guess(accounts: &MemoryAccounts, email: &str, password: &str) -> Outcome {
        let password = Password::present(password).unwrap();
        check(accounts, &Email::parse(email).unwrap(), password, samples::now()).await.unwrap()
    }

    #[tokio::test]
    async fn the_case_of_the_address_is_ignored_and_that_of_the_password_is_not() {
        let accounts = accounts().await;
        let outcome = guess(&accounts, "KNOWN@example.com", "Test!23").await;
        assert!(matches!(outcome, Outcome::Correct(_)));
        let outcome = guess(&accounts, "known@example.com", "test!23").await;
        assert!(matches!(outcome, Outcome::Wrong));
    }

    #[tokio::test]
    async fn five_wrong_guesses_lock_out_even_the_right_password() {
        let accounts = accounts().await;
        for email in ["known@example.com", "unknown@example.com"] {
            for _ in 0..5 {
                assert!(matches!(guess(&accounts, email, "wrong").await, Outcome::Wrong));
            }
            let outcome = guess(&accounts, email, "Test!23").await;
            assert!(matches!(outcome, Outcome::LockedOut(_)), "{email}");
        }
    }

    #[tokio::test]
    async fn parallel_guesses_are_limited_too() {
        let accounts = accounts().await;
        let guesses = (0..8).map(|_| guess(&accounts, "known@example.com", "wrong"));
        let outcomes = futures_util::future::join_all(guesses).await;
        let checked = outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Wrong)).count();
        assert_eq!(checked, 5);
    }

    #[tokio::test]
    async fn the_right_password_deletes_the_attempts() {
        let accounts = accounts().await;
        for _ in 0..3 {
            for _ in 0..4 {
                guess(&accounts, "known@example.com", "wrong").await;
            }
            let outcome = guess(&accounts, "known@example.com", "Test!23").await;
            assert!(matches!(outcome, Outcome::Correct(_)));
        }
    }
}
