//! Dead letters: watches the dead-letter queues of all services.

pub mod events;

pub use events::*;

use crate::{
    capability::{Put, QueryItems, WatchDeadLetters},
    function,
    function::{Schedule, TableStream},
    service,
    service::Service,
    table,
    table::Outbox,
};

/// The service that watches dead-letter queues.
pub const SERVICE: Service = Service {
    name: "dead-letters",
    stack: "DeadLetters",
    parameters: "DeadLetters",
    source: "ops",
};

table! {
    /// The dead-letter queues as they were last seen.
    Queues = SERVICE / "DeadLetters-Queues" {
        rows: {
            /// One queue, by its name. All of them are in one partition, so that one query also
            /// finds those that no longer exist.
            QueueRow(; queue) = "QUEUES" / "{queue}",
        },
    }
}

function! {
    /// Measures every dead-letter queue, and publishes which ones are no longer empty.
    WatchQueues = SERVICE / "watch-queues" on Schedule {
        may: [WatchDeadLetters, QueryItems<QueueRow>, Put<QueueRow>, Put<Outbox<Queues>>],
    }
}

function! {
    /// Publishes the events in the outbox of the table.
    PublishEvents = SERVICE / "publish-events" on TableStream<Queues> {
        publishes: [DeadLettersFound],
    }
}

service! {
    SERVICE {
        functions: [WatchQueues, PublishEvents],
    }
}
