//! A queue can feed only a function that subscribes to something.

use contracts::activity::GetActivity;
use stacks::{StackBuilder, service::Sources};

fn wire(stack: &mut StackBuilder) {
    let activities = stack.table("Activities");
    stack.queue_function(Sources::Anyone, GetActivity { activities: activities.read() });
}

fn main() {}
