//! Payment: charges and refunds, once per order.

pub mod events;

pub use events::*;

use crate::{function, function::TableStream, service, service::Service, table};

/// The payment service.
pub const SERVICE: Service = Service {
    name: "payment",
    stack: "PaymentService",
    parameters: "PaymentService",
    source: "payments",
};

table! {
    /// Payments by order.
    Payments = SERVICE / "PaymentService-Payments" {
        rows: {},
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
        functions: [PublishEvents],
    }
}
