//! Checks an e-mail address and a password, for `login` and `authorize` alike.

use platform::{Result, clock::Clock};

use super::{
    email::Email,
    guessing::{self, LoginSource},
    lockout::TooManyGuesses,
    password::{self, Password},
    ports::{GuessCounts, Passwords, UsersByEmail},
    user::User,
};

/// The id of no user.
const UNKNOWN_USER_ID: &str = "unknown";

/// The result of a login. It does not show whether the address has an account.
#[derive(Debug)]
pub enum LoginOutcome {
    Correct(User),
    Wrong,
    TooManyGuesses(TooManyGuesses),
}

/// Checks a password, if it may be compared.
pub async fn check(
    accounts: &(impl UsersByEmail + Passwords + GuessCounts),
    source: &LoginSource,
    password: Password,
    clock: &impl Clock,
) -> Result<LoginOutcome> {
    let compare = async || user_with(accounts, &source.email, password).await;
    Ok(match guessing::guess(accounts, source, clock, compare).await? {
        Ok(Some(user)) => LoginOutcome::Correct(user),
        Ok(None) => LoginOutcome::Wrong,
        Err(too_many) => LoginOutcome::TooManyGuesses(too_many),
    })
}

/// The user with this address and password. An address without an account costs as many reads and as
/// much hashing as a wrong password.
async fn user_with(
    accounts: &(impl UsersByEmail + Passwords),
    email: &Email,
    password: Password,
) -> Result<Option<User>> {
    let id = accounts.user_id(email).await?;
    let expected = accounts.password(id.as_deref().unwrap_or(UNKNOWN_USER_ID)).await?;
    let is_correct = password::verify(password, expected).await?;
    match id.filter(|_| is_correct) {
        Some(id) => accounts.user(&id).await,
        None => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::{LoginOutcome as Outcome, *};
    use crate::accounts::{memory::MemoryAccounts, origin::Origin, samples};

    async fn accounts() -> MemoryAccounts {
        samples::accounts_with_password(samples::user("known@example.com"), "Test!23").await
    }

    async fn guess(accounts: &MemoryAccounts, email: &str, password: &str) -> Outcome {
        let origin = Origin::of("203.0.113.7");
        let source = LoginSource { email: Email::parse(email).unwrap(), origin };
        let password = Password::present(password).unwrap();
        check(accounts, &source, password, &samples::clock()).await.unwrap()
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
            assert!(matches!(outcome, Outcome::TooManyGuesses(_)), "{email}");
        }
    }

    #[tokio::test]
    async fn five_of_many_wrong_passwords_at_once_are_compared() {
        let accounts = accounts().await;
        for email in ["known@example.com", "unknown@example.com"] {
            let guesses = (0..8).map(|_| guess(&accounts, email, "wrong"));
            let outcomes = futures_util::future::join_all(guesses).await;
            let wrong = outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Wrong));
            assert_eq!(wrong.count(), 5, "{email}");
        }
    }

    #[tokio::test]
    async fn the_right_password_is_accepted_by_forty_logins_at_once() {
        let accounts = accounts().await;
        let guesses = (0..40).map(|_| guess(&accounts, "known@example.com", "Test!23"));
        let outcomes = futures_util::future::join_all(guesses).await;
        assert!(outcomes.iter().all(|outcome| matches!(outcome, Outcome::Correct(_))));
    }
}
