//! User management: accounts, and the OAuth 2.0 server that uses them.

pub mod accounts;
mod dynamo;
pub mod oauth;
pub mod seed;

/// The code of user management.
pub struct UserManagement;

impl platform::Service for UserManagement {
    type Functions = contracts::user_management::Functions;
}
