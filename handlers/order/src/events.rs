//! The private events of this service.

use contracts::order::{OrderStatus, RejectionReason};
use serde::{Deserialize, Serialize};

use crate::order::Order;

/// A private event, as the table's outbox keeps it until it is published.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum PrivateEvent {
    /// An order is paid and its products are reserved.
    OrderConfirmed { order_number: String, user_id: String },
    /// An order was delivered.
    OrderCompleted { order_number: String, user_id: String },
    /// An order will not be fulfilled. What was paid is to be refunded if `refund` is true.
    OrderRejected { order_number: String, user_id: String, reason: RejectionReason, refund: bool },
}

impl PrivateEvent {
    /// An order is confirmed.
    pub fn confirmed(order: &Order) -> Self {
        let Order { number, user_id, .. } = order.clone();
        Self::OrderConfirmed { order_number: number, user_id }
    }

    /// An order is completed.
    pub fn completed(order: &Order) -> Self {
        let Order { number, user_id, .. } = order.clone();
        Self::OrderCompleted { order_number: number, user_id }
    }

    /// An order is rejected.
    pub fn rejected(order: &Order, reason: RejectionReason, refund: bool) -> Self {
        let Order { number, user_id, .. } = order.clone();
        Self::OrderRejected { order_number: number, user_id, reason, refund }
    }

    /// The state of the order after the event.
    pub fn status(&self) -> OrderStatus {
        match self {
            Self::OrderConfirmed { .. } => OrderStatus::Confirmed,
            Self::OrderCompleted { .. } => OrderStatus::Completed,
            Self::OrderRejected { reason: RejectionReason::NoStock, .. } => OrderStatus::NoStock,
            Self::OrderRejected { reason: RejectionReason::PaymentFailed, .. } => {
                OrderStatus::PaymentFailed
            }
        }
    }
}
