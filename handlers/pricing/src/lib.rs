//! Pricing: lower prices for larger quantities.

pub mod brackets;
pub mod calculate_pricing;
pub mod handle_product_created;
pub mod handle_product_updated;
pub mod issues;
#[cfg(any(test, feature = "memory"))]
pub mod memory;
pub mod ports;
mod product_api;
pub mod reprice;

/// The code of the pricing service.
pub struct Pricing;

impl platform::Service for Pricing {
    type Functions = contracts::pricing::Functions;
}
