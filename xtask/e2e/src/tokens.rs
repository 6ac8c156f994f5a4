//! Bearer tokens: reading claims without verifying them, and making valid and invalid tokens.

use std::time::{SystemTime, UNIX_EPOCH};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};

/// The claims of a token.
pub fn claims(token: &str) -> Value {
    let payload = token.split('.').nth(1).expect("a token has three parts");
    let payload = BASE64.decode(payload).expect("the parts of a token are base64url");
    serde_json::from_slice(&payload).expect("claims are JSON")
}

/// Claims of `subject` that expire after `lifetime` seconds.
pub fn claims_of(subject: &str, user_type: &str, lifetime: i64) -> Value {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("it is after 1970");
    let now = i64::try_from(now.as_secs()).expect("the seconds since 1970 fit into 63 bits");
    json!({ "sub": subject, "user_type": user_type, "iat": now, "exp": now + lifetime })
}

/// A token with these claims, signed with `key` as the shop signs its tokens.
pub fn sign(claims: &Value, key: &str) -> String {
    let key = EncodingKey::from_secret(key.as_bytes());
    encode(&Header::new(Algorithm::HS256), claims, &key).expect("claims are representable")
}

/// A token without a signature, whose header names the algorithm `none`.
pub fn unsigned(claims: &Value) -> String {
    let part = |value: &Value| BASE64.encode(value.to_string());
    format!("{}.{}.", part(&json!({ "alg": "none", "typ": "JWT" })), part(claims))
}
