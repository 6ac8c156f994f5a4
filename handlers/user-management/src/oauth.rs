//! The OAuth 2.0 server: clients, authorization and tokens.

mod authorization;
pub mod authorize;
mod authorize_page;
pub mod client;
mod client_auth;
mod csrf;
pub mod delete_client;
mod dto;
mod dynamo;
mod exchange;
pub mod get_client;
pub mod get_server_metadata;
pub mod grant;
pub mod introspect_token;
pub mod issue_token;
mod issuer;
#[cfg(any(test, feature = "memory"))]
pub mod memory;
pub mod oauth_error;
pub mod pkce;
pub mod ports;
pub mod redirect;
pub mod register_client;
pub mod revoke_token;
mod same_origin;
#[cfg(test)]
mod samples;
pub mod scope;
pub mod secret;
pub mod show_authorize_page;
pub mod show_callback;
mod tokens;
pub mod update_client;
