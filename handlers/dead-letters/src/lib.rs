//! Dead letters: watches the dead-letter queues of all services.

mod dynamo;
pub mod events;
#[cfg(any(test, feature = "memory"))]
pub mod memory;
mod metrics;
pub mod ports;
pub mod publish_events;
#[cfg(test)]
mod transitions;
pub mod watch_queues;
pub mod watched_queue;

/// The code of the service that watches dead-letter queues.
pub struct DeadLetters;

impl platform::Service for DeadLetters {
    type Functions = contracts::dead_letters::Functions;
}
