//! Activity: one table, one queue for every event of the shop, one route.

use contracts::activity::{API, GetActivity, HandleHappening, SERVICE};

use crate::{Environment, Stack, StackBuilder, service::Sources};

pub fn stack(environment: &Environment) -> Stack {
    let mut s = StackBuilder::new(SERVICE, environment, "What happened, in one feed.");
    let activities = s.table("Activities");
    s.api(API);
    s.http_function(GetActivity { activities: activities.read() });
    // Some publishers of the outside world call themselves differently.
    s.queue_function(Sources::Anyone, HandleHappening { activities: activities.read_write() });
    s.finish()
}
