//! The errors with which functions fail tasks of the order workflow, which catches them.

/// An order could not be paid.
pub const PAYMENT_FAILED: &str = "Payment.Failed";

/// Products could not be reserved.
pub const RESERVATION_FAILED: &str = "Stock.ReservationFailed";
