//! Product management: the catalogue.

pub mod create_product;
pub mod delete_product;
mod dto;
mod dynamo;
pub mod events;
pub mod get_product;
pub mod handle_pricing_calculated;
pub mod handle_stock_updated;
mod inbound;
mod inventory_api;
pub mod list_products;
#[cfg(any(test, feature = "memory"))]
pub mod memory;
pub mod ports;
pub mod product;
pub mod publish_events;
#[cfg(test)]
mod samples;
pub mod seed;
pub mod stock_level;
mod token;
pub mod update_product;

/// The code of the product service.
pub struct ProductManagement;

impl platform::Service for ProductManagement {
    type Functions = contracts::product_management::Functions;
}
