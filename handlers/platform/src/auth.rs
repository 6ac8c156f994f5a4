//! Bearer tokens: JWT signed with a shared secret (HS256), and nothing else.

use std::{fmt, str::FromStr, time::Duration};

use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode, errors::ErrorKind,
};
use serde::{Deserialize, Serialize};

use crate::{Failure, Rejection, Result, ssm::Lookup};

/// How long we believe that a secret is still the one when a signature does not fit it. Bounds
/// both how soon a rotated secret heals and how often forged tokens make us ask.
const RETRY_AGE: Duration = Duration::from_secs(10);

/// What a token says.
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

/// What a user may do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE", try_from = "String")]
pub enum UserType {
    /// What everybody may.
    #[default]
    Standard,
    /// Pays less.
    Premium,
    /// Everything.
    Admin,
}

/// A word that is not a [`UserType`].
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
pub struct Authority(Source);

enum Source {
    Fixed(String),
    Looked(Lookup),
}

impl Authority {
    /// With a secret that is looked up when it is first needed, and again when it was rotated.
    pub fn new(secret: Lookup) -> Self {
        Self(Source::Looked(secret))
    }

    /// With a secret that is known, for tests.
    pub fn fixed(secret: &str) -> Self {
        Self(Source::Fixed(secret.to_owned()))
    }

    /// What `token` says, if it is one of ours and still good. Otherwise 401.
    pub async fn verify(&self, token: &str) -> Result<Claims> {
        match check(token, &self.secret().await?) {
            Err(error) if *error.kind() == ErrorKind::InvalidSignature => {
                check(token, &self.fresh_secret().await?)
            }
            checked => checked,
        }
        .map_err(|error| refuse(&error))
    }

    /// A token that says `claims`.
    pub async fn sign(&self, claims: &Claims) -> Result<String> {
        let key = EncodingKey::from_secret(self.secret().await?.as_bytes());
        Ok(encode(&Header::new(Algorithm::HS256), claims, &key)?)
    }

    async fn secret(&self) -> Result<String> {
        match &self.0 {
            Source::Fixed(secret) => Ok(secret.clone()),
            Source::Looked(lookup) => lookup.get().await,
        }
    }

    async fn fresh_secret(&self) -> Result<String> {
        match &self.0 {
            Source::Fixed(secret) => Ok(secret.clone()),
            Source::Looked(lookup) => lookup.get_younger_than(RETRY_AGE).await,
        }
    }
}

fn check(token: &str, secret: &str) -> Result<Claims, jsonwebtoken::errors::Error> {
    let mut validation = Validation::new(Algorithm::HS256);
    validation.set_required_spec_claims(&["exp", "sub"]);
    validation.leeway = 0;
    validation.validate_nbf = true;
    // Our tokens are for every service alike.
    validation.validate_aud = false;
    let key = DecodingKey::from_secret(secret.as_bytes());
    decode(token, &key, &validation).map(|token| token.claims)
}

fn refuse(error: &jsonwebtoken::errors::Error) -> Failure {
    let reason = match error.kind() {
        ErrorKind::ExpiredSignature => "the token has expired",
        ErrorKind::MissingRequiredClaim(_) => "the token lacks a claim, `exp` or `sub`",
        _ => "the token is not valid",
    };
    let challenge = format!(r#"Bearer error="invalid_token", error_description="{reason}""#);
    Rejection::new(401, reason).header("WWW-Authenticate", challenge).into()
}
