//! The service and its table: accounts, OAuth clients, grants and tokens.

use crate::{export, secret, service::Service, shared_infra::ApiAddress, table};

/// The user service.
pub const SERVICE: Service =
    Service { name: "user-management", stack: "Users", parameters: "Users", source: "users" };

export! {
    /// Base address of its API.
    UserApi = SERVICE / "api-endpoint": ApiAddress
}

secret! {
    /// Password of the first administrator.
    AdminPassword = SERVICE / "admin-password"
}

table! {
    /// Accounts, OAuth clients, grants and tokens.
    Users = SERVICE / "Users-Users" {
        rows: {
            /// An account.
            UserRow(user_id) = "USER#{user_id}" / "USER",
            /// That a completed order of the user was counted.
            CountedOrderRow(user_id; order_number) = "USER#{user_id}" / "ORDER#{order_number}",
            /// The account that has an e-mail address, which is in lower case here.
            EmailRow(email) = "EMAIL#{email}" / "EMAIL",
            /// The hash of the user's password. Few functions may read it.
            PasswordRow(user_id) = "PASSWORD#{user_id}" / "PASSWORD",
            /// Recent attempts to guess the password of the account with an e-mail address, as one
            /// counter counts them: `ACCOUNT`, or `ORIGIN#` and the address they came from.
            AttemptsRow(email; counter) = "ATTEMPTS#{email}" / "{counter}",
            /// An OAuth client.
            ClientRow(client_id) = "CLIENT#{client_id}" / "CLIENT",
            /// What a user granted to a client.
            GrantRow(grant_id) = "GRANT#{grant_id}" / "GRANT",
            /// The grant that a code or refresh token belongs to, by the SHA-256 of the latter.
            CredentialRow(digest) = "CREDENTIAL#{digest}" / "CREDENTIAL",
            /// An access token that was revoked.
            RevokedTokenRow(token_id) = "TOKEN#{token_id}" / "REVOKED",
        },
    }
}
