//! Orders: from checkout to completion.

pub mod events;

pub use events::*;

use crate::{function, function::TableStream, service, service::Service, table, workflow};

/// The order service.
pub const SERVICE: Service = Service {
    name: "order",
    stack: "OrdersService",
    parameters: "OrdersService",
    source: "orders",
};

table! {
    /// Orders by user.
    Orders = SERVICE / "OrdersService-OrderTable" {
        rows: {},
    }
}

workflow! {
    /// Takes the payment of an order, reserves its products, and confirms or rejects it.
    OrderWorkflow = SERVICE / "order-workflow" {
        publishes: [OrderCreated, PaymentRequested, RefundRequested],
    }
}

function! {
    /// Publishes the events in the outbox of the table.
    PublishEvents = SERVICE / "publish-events" on TableStream<Orders> {
        publishes: [OrderConfirmed, OrderCompleted, OrderRejected],
    }
}

service! {
    SERVICE {
        functions: [PublishEvents],
        workflows: [OrderWorkflow],
    }
}
