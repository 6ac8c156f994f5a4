//! Orders: accepted, priced, paid, reserved and completed, or rejected.

mod basket_orders;
mod catalogue_api;
pub mod complete_order;
pub mod confirm_order;
pub mod create_order;
mod dynamo;
pub mod events;
pub mod get_health;
pub mod get_order;
pub mod get_recorded_events;
pub mod handle_checkout_basket;
pub mod handle_payment_failed;
pub mod handle_payment_processed;
pub mod handle_pricing_calculated;
pub mod handle_product_changed;
pub mod handle_stock_reservation_failed;
pub mod handle_stock_reserved;
#[cfg(test)]
mod interleavings;
mod lines;
pub mod list_all_orders;
pub mod list_confirmed_orders;
pub mod list_orders;
pub mod list_user_orders;
#[cfg(any(test, feature = "memory"))]
pub mod memory;
mod new_order;
pub mod order;
mod order_workflow;
mod page;
pub mod page_token;
pub mod placing;
pub mod ports;
pub mod price_list;
mod problems;
pub mod publish_events;
pub mod record_event;
pub mod recover_orders;
pub mod reject_order;
mod settling;
pub mod start_workflow;
pub mod submit_order;
mod validation;
mod versions;
mod workflow_reply;

/// The code of the order service.
pub struct Order;

impl platform::Service for Order {
    type Functions = contracts::order::Functions;
}
