//! Payment: charges and refunds, once per order.

pub mod events;

pub use events::*;

use crate::{
    capability::{Check, Get, Put, Setting, Update},
    function,
    function::{Queue, TableStream},
    money::Money,
    order::events::{PaymentRequested, RefundRequested},
    service,
    service::Service,
    setting::PaymentSuccessRate,
    table,
    table::{IdempotencyKey, Outbox},
    view,
};

/// The payment service.
pub const SERVICE: Service = Service {
    name: "payment",
    stack: "PaymentService",
    parameters: "PaymentService",
    source: "payments",
};

table! {
    /// Payments by order, and the account book of the simulated gateway.
    Payments = SERVICE / "PaymentService-Payments" {
        rows: {
            /// The payment of one order.
            PaymentRow(order_number) = "ORDER#{order_number}" / "PAYMENT",
            /// What the simulated gateway charged for one order.
            SimulatedChargeRow(order_number) = "GATEWAY#{order_number}" / "CHARGE",
        },
    }
}

view! {
    /// A payment to take.
    pub struct PaymentToTake of PaymentRequested {
        order_number: String,
        amount: Money,
        currency: String,
        payment_method: String,
        user_id: Option<String>,
    }
}

function! {
    /// Charges the amount of an order, once, and replies to the order's workflow.
    HandlePaymentRequested = SERVICE / "handle-payment-requested" on Queue<PaymentToTake> {
        may: [
            Get<PaymentRow>,
            Put<PaymentRow>,
            Update<PaymentRow>,
            Check<PaymentRow>,
            Get<SimulatedChargeRow>,
            Put<SimulatedChargeRow>,
            Put<IdempotencyKey<Payments>>,
            Put<Outbox<Payments>>,
            Setting<PaymentSuccessRate>,
        ],
    }
}

view! {
    /// A payment to refund.
    pub struct PaymentToRefund of RefundRequested { order_number: String }
}

function! {
    /// Refunds what was charged for an order, once, and prevents a later charge.
    HandleRefundRequested = SERVICE / "handle-refund-requested" on Queue<PaymentToRefund> {
        may: [
            Get<PaymentRow>,
            Put<PaymentRow>,
            Update<PaymentRow>,
            Get<SimulatedChargeRow>,
            Put<SimulatedChargeRow>,
            Update<SimulatedChargeRow>,
            Put<Outbox<Payments>>,
        ],
    }
}

function! {
    /// Publishes the events in the outbox of the table.
    PublishEvents = SERVICE / "publish-events" on TableStream<Payments> {
        publishes: [PaymentProcessed, PaymentFailed, PaymentRefunded],
    }
}

service! {
    SERVICE {
        functions: [HandlePaymentRequested, HandleRefundRequested, PublishEvents],
    }
}
