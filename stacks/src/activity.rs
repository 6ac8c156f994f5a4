//! Activity: one table, one queue for every event of the shop, one route.

use contracts::activity::{Activities, ActivityApi, GetActivity, HandleEvent, contract};

use crate::{
    Environment, Stack, StackBuilder,
    service::{QueueOptions, Sources},
};

pub fn stack(environment: &Environment) -> Stack {
    let mut s = StackBuilder::new(contract(), environment, "What happened, in one feed.");
    s.table::<Activities>();
    s.api::<ActivityApi>();
    s.http_function::<GetActivity>();
    // Publishers outside of this shop use sources of their own.
    let from_anyone = QueueOptions { sources: Sources::Anyone, ..QueueOptions::default() };
    s.queue_function_with::<HandleEvent>(from_anyone);
    s.finish()
}
