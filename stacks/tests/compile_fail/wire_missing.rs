//! A function cannot be deployed without what it needs.

use contracts::activity::GetActivity;
use stacks::StackBuilder;

fn wire(stack: &mut StackBuilder) {
    stack.http_function(GetActivity {});
}

fn main() {}
