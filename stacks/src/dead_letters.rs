//! Dead letters: the queues as they were last seen, measured every minute.

use contracts::dead_letters::{PublishEvents, Queues, WatchQueues, contract};

use crate::{Environment, Stack, StackBuilder};

pub fn stack(environment: &Environment) -> Stack {
    let mut s = StackBuilder::new(contract(), environment, "Watches every dead-letter queue.");
    s.table::<Queues>();
    s.scheduled_function::<WatchQueues>("1 minute");
    s.outbox_function::<PublishEvents>();
    s.finish()
}
