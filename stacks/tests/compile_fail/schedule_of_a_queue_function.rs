//! A function that subscribes to events does not run at a rate.

use contracts::activity::HandleEvent;
use stacks::StackBuilder;

fn build(s: &mut StackBuilder) {
    s.scheduled_function::<HandleEvent>("5 minutes");
}

fn main() {}
