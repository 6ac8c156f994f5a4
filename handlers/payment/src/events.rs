//! The private events of this service.

use contracts::Money;
use serde::{Deserialize, Serialize};

use crate::order_payment::{Charge, OrderPayment, State};

/// A private event, as the table's outbox keeps it until it is published.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum PrivateEvent {
    /// The amount of an order was charged.
    PaymentCharged { order_number: String, charge: Charge, conversation_id: Option<String> },
    /// Nothing was charged for an order, or it was refunded.
    PaymentDeclined { order_number: String, reason: String, conversation_id: Option<String> },
    /// What was charged for an order was refunded.
    PaymentRefunded { order_number: String, charge: Charge, amount: Money },
}

impl PrivateEvent {
    /// The reply to a request: the state of the payment.
    pub fn reply(payment: &OrderPayment, conversation_id: Option<&str>) -> Self {
        let order_number = payment.order_number.clone();
        let conversation_id = conversation_id.map(str::to_owned);
        let reason = match (&payment.state, &payment.charge) {
            (State::Charged, Some(charge)) => {
                let charge = charge.clone();
                return Self::PaymentCharged { order_number, charge, conversation_id };
            }
            (State::Declined { reason }, _) => reason.clone(),
            _ => "the payment was cancelled".to_owned(),
        };
        Self::PaymentDeclined { order_number, reason, conversation_id }
    }

    /// The event that a payment was refunded; none if nothing was charged.
    pub fn refund(payment: &OrderPayment, refunded: Option<Money>) -> Option<Self> {
        let (amount, charge) = refunded.zip(payment.charge.clone())?;
        Some(Self::PaymentRefunded { order_number: payment.order_number.clone(), charge, amount })
    }
}
