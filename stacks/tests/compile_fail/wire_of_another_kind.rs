//! What is wired must be what the function asks for.

use contracts::{Bus, Capability, activity::GetActivity};
use stacks::{StackBuilder, service::Wired};

fn wire(stack: &mut StackBuilder, bus: Wired) {
    stack.http_function(GetActivity { activities: Bus::new(bus) });
}

fn main() {}
