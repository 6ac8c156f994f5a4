//! Checks an e-mail address and a password, for `login` and `authorize` alike.

use jiff::Timestamp;
use platform::Result;

use crate::{
    email::Email,
    lockout::{self, LockedOut},
    password::{self, Password},
    ports::Users,
    user::User,
};

/// How often counting a guess is tried while others guess at the same address.
const MAX_RACES: u32 = 10;

/// What became of a guess. Nothing in it tells whether the address has an account.
#[derive(Debug)]
pub enum Login {
    Right(User),
    Wrong,
    LockedOut(LockedOut),
}

/// Checks who somebody is. The guess counts until it turns out to be right.
pub async fn check(
    users: &impl Users,
    email: &Email,
    password: Password,
    now: Timestamp,
) -> Result<Login> {
    if let Err(locked_out) = count(users, email, now).await? {
        return Ok(Login::LockedOut(locked_out));
    }
    let user = users.user_by_email(email).await?;
    let expected = user.as_ref().map(|it| it.password.clone());
    let is_right = password::verify(password, expected).await?;
    match user.filter(|_| is_right) {
        Some(user) => {
            users.forget_attempts(email).await?;
            Ok(Login::Right(user))
        }
        None => Ok(Login::Wrong),
    }
}

async fn count(users: &impl Users, email: &Email, now: Timestamp) -> Result<Result<(), LockedOut>> {
    for _ in 0..MAX_RACES {
        let before = users.attempts(email).await?;
        let after = match lockout::attempt(before, now) {
            Ok(after) => after,
            Err(locked_out) => return Ok(Err(locked_out)),
        };
        if users.record_attempt(email, before, after).await? {
            return Ok(Ok(()));
        }
    }
    Ok(Err(LockedOut { retry_after_seconds: 1 }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{memory::MemoryStore, samples};

    async fn store() -> MemoryStore {
        MemoryStore::with_users([samples::user_with_password("known@example.com", "Test!23").await])
    }

    async fn guess(store: &MemoryStore, email: &str, password: &str) -> Login {
        let password = Password::present(password).unwrap();
        check(store, &Email::parse(email).unwrap(), password, samples::now()).await.unwrap()
    }

    #[tokio::test]
    async fn the_right_password_is_right_whatever_the_case_of_the_address() {
        let store = store().await;
        assert!(matches!(guess(&store, "KNOWN@example.com", "Test!23").await, Login::Right(_)));
        assert!(matches!(guess(&store, "known@example.com", "test!23").await, Login::Wrong));
    }

    #[tokio::test]
    async fn five_wrong_guesses_lock_out_even_the_right_password() {
        let store = store().await;
        for email in ["known@example.com", "unknown@example.com"] {
            for _ in 0..5 {
                assert!(matches!(guess(&store, email, "wrong").await, Login::Wrong));
            }
            assert!(
                matches!(guess(&store, email, "Test!23").await, Login::LockedOut(_)),
                "{email}"
            );
        }
    }

    #[tokio::test]
    async fn guesses_in_parallel_count_too() {
        let store = store().await;
        let guesses = (0..8).map(|_| guess(&store, "known@example.com", "wrong"));
        let outcomes = futures_util::future::join_all(guesses).await;
        let looked_at = outcomes.iter().filter(|it| matches!(it, Login::Wrong)).count();
        assert_eq!(looked_at, 5);
    }

    #[tokio::test]
    async fn the_right_password_clears_what_was_counted() {
        let store = store().await;
        for _ in 0..3 {
            for _ in 0..4 {
                guess(&store, "known@example.com", "wrong").await;
            }
            assert!(matches!(guess(&store, "known@example.com", "Test!23").await, Login::Right(_)));
        }
    }
}
