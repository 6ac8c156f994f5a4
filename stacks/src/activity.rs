//! Activity: one table, one queue for every event of the shop, one route.

use contracts::activity::{Activities, ActivityApi, GetActivity, HandleEvent, contract};

use crate::{Environment, Stack, StackBuilder};

pub fn stack(environment: &Environment) -> Stack {
    let mut s = StackBuilder::new(contract(), environment, "What happened, in one feed.");
    s.table::<Activities>();
    s.api::<ActivityApi>();
    s.http_function::<GetActivity>();
    s.queue_function::<HandleEvent>();
    s.finish()
}
