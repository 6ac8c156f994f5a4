//! The address of an API is exported only by `api`, in the form of its type.

use contracts::activity::ActivityApi;
use stacks::StackBuilder;

fn build(s: &mut StackBuilder) {
    s.export::<ActivityApi>(&"https://example.com".into());
}

fn main() {}
