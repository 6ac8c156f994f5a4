//! A function publishes only the events that it declared.

use contracts::{inventory::PublishEvents, order::OrderRejected};
use platform::PublicEvents;

fn translate(event: OrderRejected) -> PublicEvents<PublishEvents> {
    PublicEvents::event(event)
}

fn main() {}
