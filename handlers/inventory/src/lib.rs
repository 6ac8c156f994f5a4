//! Inventory: stock, reservations, and the ordering of new products from the supplier.

mod catalogue_api;
mod dto;
mod dynamo;
pub mod events;
pub mod get_health;
pub mod get_stock;
pub mod handle_order_completed;
pub mod handle_order_created;
pub mod handle_order_rejected;
pub mod handle_product_created;
#[cfg(test)]
mod interleavings;
#[cfg(any(test, feature = "memory"))]
pub mod memory;
pub mod order;
mod ordering;
pub mod ports;
pub mod publish_events;
pub mod refresh_catalogue;
pub mod set_stock;
pub mod shipment;
pub mod stock;
mod workflow_supplier;

/// The code of the inventory service.
pub struct Inventory;

impl platform::Service for Inventory {
    type Functions = contracts::inventory::Functions;
}
