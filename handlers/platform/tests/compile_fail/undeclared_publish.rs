//! A function publishes what it declares, and nothing else.

use contracts::{
    Service, TableStream, function, order::OrderRejected, user_management::UserCreated,
};
use platform::Outgoing;

const SERVICE: Service =
    Service { name: "shelf", stack: "Shelf", parameters: "Shelf", source: "shelf" };

function! {
    /// Publishes what the table's outbox holds.
    PublishEvents = SERVICE / "publish-events" on TableStream, publishes [UserCreated] {}
}

fn declared(event: UserCreated) -> Outgoing<PublishEvents> {
    Outgoing::event(event)
}

fn undeclared(event: OrderRejected) -> Outgoing<PublishEvents> {
    Outgoing::event(event)
}

fn main() {}
