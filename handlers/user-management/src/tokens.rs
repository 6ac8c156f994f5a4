//! What access tokens say. Every service accepts them, whoever they were issued to.

use jiff::Timestamp;
use platform::{Claims, UserType, ids::Ids};

use crate::{client::Client, grant::Grant, scope::Scope, user::User};

/// Of a token that was issued to a client.
pub const LIFETIME_SECONDS: u64 = 3600;
/// Between the grant and the token in a token's id.
const SEPARATOR: char = '.';

/// A token for a user who logged in.
pub fn of_user(user: &User, now: Timestamp, lifetime_seconds: u64) -> Claims {
    let iat = seconds(now);
    Claims {
        sub: user.id.clone(),
        user_type: user.standing.into(),
        iat,
        exp: iat.saturating_add(lifetime_seconds),
        scope: None,
        client_id: None,
        jti: None,
    }
}

/// A token for a client that acts for a user, though never for an administrator: anyone may
/// register a client. Its id names the grant, so that a revoked grant is recognised.
pub fn of_grant(
    grant: &Grant,
    user: &User,
    scope: &Scope,
    now: Timestamp,
    ids: &impl Ids,
) -> Claims {
    let claims = of_user(user, now, LIFETIME_SECONDS);
    Claims {
        user_type: match claims.user_type {
            UserType::Admin => UserType::Standard,
            other => other,
        },
        scope: Some(scope.to_string()),
        client_id: Some(grant.client_id.clone()),
        jti: Some(format!("{}{SEPARATOR}{}", grant.id, ids.uuid())),
        ..claims
    }
}

/// A token for a client that acts for itself.
pub fn of_client(client: &Client, scope: &Scope, now: Timestamp, ids: &impl Ids) -> Claims {
    let iat = seconds(now);
    Claims {
        sub: client.id.clone(),
        user_type: UserType::Standard,
        iat,
        exp: iat + LIFETIME_SECONDS,
        scope: Some(scope.to_string()),
        client_id: Some(client.id.clone()),
        jti: Some(ids.uuid().to_string()),
    }
}

/// The grant that a token's id names.
pub fn grant_id(token_id: &str) -> Option<&str> {
    token_id.split_once(SEPARATOR).map(|(grant_id, _)| grant_id)
}

fn seconds(time: Timestamp) -> u64 {
    u64::try_from(time.as_second()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use platform::ids::SystemIds;

    use super::*;
    use crate::{samples, user::Standing};

    #[test]
    fn a_client_does_not_become_an_administrator() {
        let user = User { standing: Standing::Admin, ..samples::user("a@shop.example") };
        let grant = samples::grant("g", "code");
        let claims = of_grant(&grant, &user, &grant.scope, samples::now(), &SystemIds);
        assert_eq!(claims.user_type, UserType::Standard);
    }
}
