//! Basket: what users are about to order.

pub mod basket;
mod catalogue_api;
pub mod check_out;
pub mod delete_basket;
pub mod dto;
mod dynamo;
pub mod events;
pub mod get_basket;
pub mod handle_order_rejected;
#[cfg(test)]
mod interleavings;
pub mod lines;
pub mod list_baskets;
#[cfg(any(test, feature = "memory"))]
pub mod memory;
mod owner;
mod page_token;
pub mod ports;
pub mod products;
pub mod publish_events;
pub mod put_basket;
#[cfg(test)]
mod samples;

/// The code of the basket service.
pub struct BasketService;

impl platform::Service for BasketService {
    type Functions = contracts::basket::Functions;
}
