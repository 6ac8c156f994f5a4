//! Passwords: how long they must be, and how they are stored (Argon2id).

use std::fmt;

use argon2::{
    Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version,
    password_hash::{self, phc},
};

use super::invalid::Invalid;

const MIN_LENGTH: usize = 7;
/// Limits the work that one request can cause.
const MAX_LENGTH: usize = 128;

const MEMORY_KIB: u32 = 19 * 1024;
const ITERATIONS: u32 = 2;
const LANES: u32 = 1;

/// Checked where there is no user, so that both cases take equally long.
const UNKNOWN_USER: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// A password in clear text.
#[derive(Clone)]
pub struct Password(String);

impl Password {
    /// A password for a new account.
    pub fn choose(text: &str) -> Result<Self, Invalid> {
        if text.chars().count() < MIN_LENGTH {
            return Err(Invalid::new(format!(
                "`password` must have at least {MIN_LENGTH} characters"
            )));
        }
        Self::present(text)
    }

    /// A password of a login, which may be wrong.
    pub fn present(text: &str) -> Result<Self, Invalid> {
        if text.len() > MAX_LENGTH {
            return Err(Invalid::new(format!("`password` must have at most {MAX_LENGTH} bytes")));
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Password")
    }
}

/// The stored form of a password: a PHC string.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    pub fn stored(text: String) -> Self {
        Self(text)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PasswordHash")
    }
}

/// Why a password could not be hashed or checked.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    #[error("failed to hash a password: {0}")]
    Hash(password_hash::Error),
    #[error("failed to read a stored password hash: {0}")]
    Stored(phc::Error),
    #[error("failed to wait for the thread that hashes a password")]
    Thread(#[from] tokio::task::JoinError),
}

/// Hashes a password on a thread of its own, because that takes tens of milliseconds.
pub async fn hash(password: Password) -> Result<PasswordHash, PasswordError> {
    tokio::task::spawn_blocking(move || {
        let hashed = argon2().hash_password(password.0.as_bytes()).map_err(PasswordError::Hash)?;
        Ok(PasswordHash(hashed.to_string()))
    })
    .await?
}

/// Whether `password` is the one that was hashed. Without a hash it never is, and the check takes as
/// long.
pub async fn verify(
    password: Password,
    expected: Option<PasswordHash>,
) -> Result<bool, PasswordError> {
    tokio::task::spawn_blocking(move || {
        let stored = expected.as_ref().map_or(UNKNOWN_USER, PasswordHash::as_str);
        let stored = phc::PasswordHash::new(stored).map_err(PasswordError::Stored)?;
        let same = argon2().verify_password(password.0.as_bytes(), &stored).is_ok();
        Ok(same && expected.is_some())
    })
    .await?
}

fn argon2() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, ITERATIONS, LANES, None)
        .expect("the parameters are constants within the algorithm's limits");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(text: &str) -> Password {
        Password::choose(text).unwrap()
    }

    #[test]
    fn too_short_and_too_long_passwords_are_refused() {
        assert!(Password::choose("sixsix").is_err());
        assert!(Password::choose("Test!23").is_ok());
        assert!(Password::choose(&"p".repeat(128)).is_ok());
        assert!(Password::choose(&"p".repeat(129)).is_err());
        assert!(Password::present(&"p".repeat(129)).is_err());
        assert!(Password::present("short").is_ok(), "an account may have any password");
    }

    #[tokio::test]
    async fn only_the_hashed_password_verifies() {
        let hashed = hash(chosen("Test!23")).await.unwrap();
        assert!(hashed.as_str().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(verify(chosen("Test!23"), Some(hashed.clone())).await.unwrap());
        assert!(!verify(chosen("Test!24"), Some(hashed)).await.unwrap());
    }

    #[tokio::test]
    async fn two_hashes_of_one_password_differ() {
        assert_ne!(hash(chosen("Test!23")).await.unwrap(), hash(chosen("Test!23")).await.unwrap());
    }

    #[tokio::test]
    async fn no_password_is_that_of_an_unknown_user() {
        assert!(!verify(chosen("Test!23"), None).await.unwrap());
    }

    #[tokio::test]
    async fn an_unknown_user_costs_as_much_work_as_a_known_one() {
        let known = hash(chosen("Test!23")).await.unwrap();
        let parameters = |text: &str| text.rsplitn(3, '$').last().map(str::to_owned);
        assert_eq!(parameters(known.as_str()), parameters(UNKNOWN_USER));
        assert!(phc::PasswordHash::new(UNKNOWN_USER).is_ok());
    }
}
