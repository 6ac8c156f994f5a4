//! A function on routes is not added to a queue.

use contracts::activity::GetActivity;
use stacks::StackBuilder;

fn build(s: &mut StackBuilder) {
    s.queue_function::<GetActivity>();
}

fn main() {}
