//! Bearer tokens: JWT signed with a shared secret (HS256), and nothing else. A token names its key.

use std::{fmt, str::FromStr, sync::Arc, time::Duration};

use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode,
    errors::ErrorKind,
};
use serde::{Deserialize, Serialize};

use contracts::shared_infra::{SigningKey, VerificationKeys};

use crate::{
    Failure, Keys, Rejection, Result, Secret,
    cache::{Cache, LIFETIME, PAUSE},
};

/// The claims of a token.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Claims {
    /// The user's id.
    pub sub: String,
    /// What the user may do.
    #[serde(default)]
    pub user_type: UserType,
    /// Seconds since 1970.
    #[serde(default)]
    pub iat: u64,
    /// Seconds since 1970.
    pub exp: u64,
    /// What an OAuth client was granted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// The OAuth client that acts for the user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// The token's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jti: Option<String>,
}

/// The type of a user.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE", try_from = "String")]
pub enum UserType {
    /// A customer.
    #[default]
    Standard,
    /// A customer with more than ten completed orders.
    Premium,
    /// An administrator.
    Admin,
}

/// Text that is not a [`UserType`].
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not a type of user")]
pub struct UnknownUserType(String);

impl FromStr for UserType {
    type Err = UnknownUserType;

    /// Upper and lower case are the same.
    fn from_str(text: &str) -> Result<Self, UnknownUserType> {
        match text.to_ascii_uppercase().as_str() {
            "STANDARD" => Ok(Self::Standard),
            "PREMIUM" => Ok(Self::Premium),
            "ADMIN" => Ok(Self::Admin),
            _ => Err(UnknownUserType(text.to_owned())),
        }
    }
}

impl TryFrom<String> for UserType {
    type Error = UnknownUserType;

    fn try_from(text: String) -> Result<Self, UnknownUserType> {
        text.parse()
    }
}

impl fmt::Display for UserType {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Standard => "STANDARD",
            Self::Premium => "PREMIUM",
            Self::Admin => "ADMIN",
        })
    }
}

/// Signs and verifies tokens.
pub struct Tokens {
    signing_key: Secret<SigningKey>,
    verification_keys: Secret<VerificationKeys>,
    keys: Cache<Arc<Keys>>,
}

impl Tokens {
    /// With keys that are read when they are first used, and again after a while.
    pub(crate) fn new(
        signing_key: Secret<SigningKey>,
        verification_keys: Secret<VerificationKeys>,
    ) -> Self {
        Self { signing_key, verification_keys, keys: Cache::empty() }
    }

    /// With one key, for tests.
    #[cfg(any(test, feature = "testing"))]
    pub fn fixed(key: &str) -> Self {
        Self::new(Secret::fixed(key), Secret::fixed(""))
    }

    /// The claims of `token`, if we signed it and it has not expired. Otherwise 401.
    pub async fn verify(&self, token: &str) -> Result<Claims> {
        match check(token, &*self.keys().await?) {
            // The key may be a new one. The pause bounds how often forged tokens make us read.
            Err(error) if *error.kind() == ErrorKind::InvalidSignature => {
                check(token, &*self.keys_younger_than(PAUSE).await?)
            }
            checked => checked,
        }
        .map_err(|error| refuse(&error))
    }

    /// A token with these claims.
    pub async fn sign(&self, claims: &Claims) -> Result<String> {
        let keys = self.keys().await?;
        let header = Header { kid: Some(keys.current().id()), ..Header::new(Algorithm::HS256) };
        Ok(encode(&header, claims, &EncodingKey::from_secret(keys.current().as_bytes()))?)
    }

    /// The keys, for signatures other than those of tokens.
    pub async fn keys(&self) -> Result<Arc<Keys>> {
        self.keys_younger_than(LIFETIME).await
    }

    async fn keys_younger_than(&self, age: Duration) -> Result<Arc<Keys>> {
        let read = async || {
            let (signing_key, verification_keys) =
                tokio::try_join!(self.signing_key.read(), self.verification_keys.read())?;
            Ok(Arc::new(Keys::parse(&signing_key, &verification_keys)))
        };
        self.keys.get(age, read).await
    }
}

/// The claims of `token`, if the key that it names signed it, or, if it names none, one of `keys`.
fn check(token: &str, keys: &Keys) -> Result<Claims, jsonwebtoken::errors::Error> {
    let key_id = decode_header(token)?.kid;
    let mut checked = Err(ErrorKind::InvalidSignature.into());
    for key in keys.iter().filter(|key| key_id.as_ref().is_none_or(|id| *id == key.id())) {
        checked = check_with(token, &DecodingKey::from_secret(key.as_bytes()));
        if !matches!(&checked, Err(error) if *error.kind() == ErrorKind::InvalidSignature) {
            break;
        }
    }
    checked
}

fn check_with(token: &str, key: &DecodingKey) -> Result<Claims, jsonwebtoken::errors::Error> {
    let mut validation = Validation::new(Algorithm::HS256);
    validation.set_required_spec_claims(&["exp", "sub"]);
    validation.leeway = 0;
    validation.validate_nbf = true;
    // Our tokens are for every service alike.
    validation.validate_aud = false;
    decode(token, key, &validation).map(|token| token.claims)
}

fn refuse(error: &jsonwebtoken::errors::Error) -> Failure {
    let reason = match error.kind() {
        ErrorKind::ExpiredSignature => "the token has expired",
        _ => "the token is not valid",
    };
    let challenge = format!(r#"Bearer error="invalid_token", error_description="{reason}""#);
    Rejection::new(401, reason).header("WWW-Authenticate", challenge).into()
}

#[cfg(test)]
mod rotation;

#[cfg(test)]
mod tests {
    use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
    use serde_json::{Value, json};

    use super::*;
    use crate::clock::{Clock, SystemClock};

    const SECRET: &str = "a secret of at least thirty-two bytes";

    fn now() -> i64 {
        SystemClock.now().as_second()
    }

    fn token(algorithm: Algorithm, secret: &str, claims: &Value) -> String {
        let key = EncodingKey::from_secret(secret.as_bytes());
        encode(&Header::new(algorithm), claims, &key).unwrap()
    }

    fn unsigned(header: &Value, claims: &Value) -> String {
        let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
        format!("{}.{}.", part(header), part(claims))
    }

    async fn check_refused(token: &str, detail: &str) {
        let Err(Failure::Rejected(rejection)) = Tokens::fixed(SECRET).verify(token).await else {
            panic!("`{token}` was accepted");
        };
        assert_eq!((rejection.status, rejection.detail.as_str()), (401, detail));
        assert!(rejection.headers[0].1.starts_with("Bearer error=\"invalid_token\""));
    }

    #[tokio::test]
    async fn a_signed_token_is_verified() {
        let tokens = Tokens::fixed(SECRET);
        let exp = (now() + 60).unsigned_abs();
        let claims = Claims {
            sub: "u-1".to_owned(),
            user_type: UserType::Admin,
            iat: exp - 60,
            exp,
            scope: Some("read".to_owned()),
            client_id: None,
            jti: None,
        };
        let token = tokens.sign(&claims).await.unwrap();
        assert_eq!(tokens.verify(&token).await.unwrap(), claims);
    }

    #[tokio::test]
    async fn tokens_of_reference_clients_are_verified() {
        let claims = json!({ "sub": "u-1", "user_type": "Premium", "exp": now() + 60, "aud": "x" });
        let token = token(Algorithm::HS256, SECRET, &claims);
        let claims = Tokens::fixed(SECRET).verify(&token).await.unwrap();
        assert_eq!((claims.user_type, claims.iat), (UserType::Premium, 0));
    }

    #[tokio::test]
    async fn only_hs256_is_accepted() {
        let claims = json!({ "sub": "u-1", "user_type": "ADMIN", "exp": now() + 60 });
        for algorithm in ["none", "None", "RS256", "ES256"] {
            let token = unsigned(&json!({ "alg": algorithm, "typ": "JWT" }), &claims);
            check_refused(&token, "the token is not valid").await;
            check_refused(&format!("{token}c2ln"), "the token is not valid").await;
        }
        check_refused(&token(Algorithm::HS512, SECRET, &claims), "the token is not valid").await;
    }

    #[tokio::test]
    async fn forged_tokens_are_refused() {
        let claims = json!({ "sub": "u-1", "user_type": "STANDARD", "exp": now() + 60 });
        let foreign = token(Algorithm::HS256, "another secret", &claims);
        check_refused(&foreign, "the token is not valid").await;
        let good = token(Algorithm::HS256, SECRET, &claims);
        let parts: Vec<_> = good.split('.').collect();
        let forged = json!({ "sub": "u-1", "user_type": "ADMIN", "exp": now() + 60 });
        let forged = BASE64_URL_SAFE_NO_PAD.encode(forged.to_string());
        let tampered = format!("{}.{forged}.{}", parts[0], parts[2]);
        for token in [&tampered, &good[..good.len() - 2], "", "nonsense", "a.b.c"] {
            check_refused(token, "the token is not valid").await;
        }
    }

    #[tokio::test]
    async fn expired_and_incomplete_tokens_are_refused() {
        let check = async |claims: Value, detail| {
            check_refused(&token(Algorithm::HS256, SECRET, &claims), detail).await;
        };
        check(json!({ "sub": "u-1", "exp": now() - 1 }), "the token has expired").await;
        check(json!({ "exp": now() + 60 }), "the token is not valid").await;
        check(json!({ "sub": "u-1" }), "the token is not valid").await;
        let unknown = json!({ "sub": "u-1", "user_type": "GOD", "exp": now() + 60 });
        check(unknown, "the token is not valid").await;
    }
}
