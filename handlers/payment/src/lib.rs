//! Payment: charges and refunds, once per order.

mod dynamo;
pub mod events;
pub mod handle_payment_requested;
pub mod handle_refund_requested;
#[cfg(test)]
mod interleavings;
#[cfg(any(test, feature = "memory"))]
pub mod memory;
pub mod order_payment;
pub mod ports;
pub mod publish_events;
mod simulated_gateway;

/// The code of the payment service.
pub struct Payment;

impl platform::Service for Payment {
    type Functions = contracts::payment::Functions;
}
