//! User management: accounts, and the OAuth 2.0 server.

pub mod events;

mod accounts;
mod oauth;
mod tables;

pub use accounts::*;
pub use events::*;
pub use oauth::*;
pub use tables::*;

use crate::service;

service! {
    SERVICE {
        functions: [
            RegisterUser,
            Login,
            GetUser,
            UnlockUser,
            RegisterClient,
            GetClient,
            UpdateClient,
            DeleteClient,
            ShowAuthorizePage,
            Authorize,
            ShowCallback,
            IssueToken,
            IntrospectToken,
            RevokeToken,
            GetServerMetadata,
            HandleOrderCompleted,
            PublishEvents,
            Seed,
        ],
    }
}
