//! Activity: the events about a product, a user or an order, in one feed.

mod dynamo;
pub mod feed;
pub mod get_activity;
pub mod handle_event;
#[cfg(any(test, feature = "memory"))]
pub mod memory;
pub mod ports;

/// The code of the activity service.
pub struct Activity;

impl platform::Service for Activity {
    type Functions = contracts::activity::Functions;
}
