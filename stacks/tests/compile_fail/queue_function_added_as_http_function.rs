//! A function that subscribes to events is not added to the API.

use contracts::activity::HandleEvent;
use stacks::StackBuilder;

fn build(s: &mut StackBuilder) {
    s.http_function::<HandleEvent>();
}

fn main() {}
