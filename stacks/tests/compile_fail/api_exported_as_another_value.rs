//! The address of an API is not exported as another kind of value.

use contracts::shared_infra::BusName;
use stacks::StackBuilder;

fn build(s: &mut StackBuilder) {
    s.api::<BusName>();
}

fn main() {}
