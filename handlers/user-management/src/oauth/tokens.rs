//! The claims of tokens that are issued to clients.

use std::time::Duration;

use jiff::Timestamp;
use platform::{Claims, UserType, ids::Ids};

use super::{client::Client, grant::Grant, scope::Scope};
use crate::accounts::{claims::claims, user::User};

/// A service that receives a token does not ask whether it was revoked, so this is also how long a
/// revoked token may still be accepted.
pub const LIFETIME: Duration = Duration::from_mins(10);
/// Between the ids of the grant and of the token in the `jti` of a token.
const SEPARATOR: char = '.';

/// A token for a client that acts for a user. It never has the rights of an administrator, because
/// anyone may register a client. Its id names the grant, so that revoking the grant revokes it.
pub fn of_grant(
    grant: &Grant,
    user: &User,
    scope: &Scope,
    now: Timestamp,
    ids: &impl Ids,
) -> Claims {
    let user_type = match user.user_type {
        UserType::Admin => UserType::Standard,
        other => other,
    };
    Claims {
        scope: Some(scope.to_string()),
        client_id: Some(grant.client_id.clone()),
        jti: Some(format!("{}{SEPARATOR}{}", grant.id, ids.uuid())),
        ..claims(&user.id, user_type, now, LIFETIME)
    }
}

/// A token for a client that acts for itself.
pub fn of_client(client: &Client, scope: &Scope, now: Timestamp, ids: &impl Ids) -> Claims {
    Claims {
        scope: Some(scope.to_string()),
        client_id: Some(client.id.clone()),
        jti: Some(ids.uuid().to_string()),
        ..claims(&client.id, UserType::Standard, now, LIFETIME)
    }
}

/// The grant that the id of a token names.
pub fn grant_id(token_id: &str) -> Option<&str> {
    token_id.split_once(SEPARATOR).map(|(grant_id, _)| grant_id)
}

#[cfg(test)]
mod tests {
    use platform::ids::SystemIds;

    use super::*;
    use crate::oauth::samples;

    #[test]
    fn the_client_of_an_administrator_is_no_administrator() {
        let user = User { user_type: UserType::Admin, ..samples::user() };
        let grant = samples::grant("g", "code");
        let claims = of_grant(&grant, &user, &grant.scope, samples::now(), &SystemIds);
        assert_eq!(claims.user_type, UserType::Standard);
    }
}
