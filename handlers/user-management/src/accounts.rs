//! Accounts: registration, login, and the number of completed orders.

pub mod claims;
pub mod credentials;
pub mod dto;
mod dynamo;
pub mod email;
pub mod events;
pub mod get_user;
pub mod guessing;
pub mod handle_order_completed;
pub mod invalid;
pub mod lockout;
pub mod login;
#[cfg(any(test, feature = "memory"))]
pub mod memory;
pub mod origin;
pub mod password;
pub mod ports;
pub mod publish_events;
pub mod register_user;
#[cfg(test)]
pub mod samples;
pub mod unlock_user;
pub mod user;
