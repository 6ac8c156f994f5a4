//! The claims of access tokens. Every service accepts these tokens.

use std::time::Duration;

use jiff::Timestamp;
use platform::{Claims, UserType};

/// The claims of a token for `subject`, a user or a client, without restriction to a scope.
pub fn claims(subject: &str, user_type: UserType, now: Timestamp, lifetime: Duration) -> Claims {
    let iat = u64::try_from(now.as_second()).unwrap_or_default();
    Claims {
        sub: subject.to_owned(),
        user_type,
        iat,
        exp: iat.saturating_add(lifetime.as_secs()),
        scope: None,
        client_id: None,
        jti: None,
    }
}
