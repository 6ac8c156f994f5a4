//! Loyalty: points for registrations and completed orders, which users spend.

pub mod account;
mod awarding;
mod dto;
mod dynamo;
pub mod get_account;
pub mod handle_order_completed;
pub mod handle_user_created;
#[cfg(test)]
mod interleavings;
#[cfg(any(test, feature = "memory"))]
pub mod memory;
pub mod ports;
pub mod publish_events;
pub mod spend_points;

/// The code of the loyalty service.
pub struct Loyalty;

impl platform::Service for Loyalty {
    type Functions = contracts::loyalty::Functions;
}
