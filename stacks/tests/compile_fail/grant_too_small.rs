//! A function that writes cannot be wired with the right to read.

use contracts::activity::HandleHappening;
use stacks::{StackBuilder, service::Sources};

fn wire(stack: &mut StackBuilder) {
    let activities = stack.table("Activities");
    stack.queue_function(Sources::Anyone, HandleHappening { activities: activities.read() });
}

fn main() {}
