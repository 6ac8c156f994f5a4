//! An event's publisher must name the event in its `publishes` clause.

use contracts::{Event, Service, TableStream, function};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

const SERVICE: Service = Service { name: "shelf", stack: "Shelf", parameters: "Shelf", source: "shelf" };

#[derive(Serialize, Deserialize, JsonSchema)]
struct BookAdded {}

impl Event for BookAdded {
    const TYPE: &'static str = "shelf.bookAdded.v1";
    type Publisher = PublishEvents;
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct BookBurnt {}

impl Event for BookBurnt {
    const TYPE: &'static str = "shelf.bookBurnt.v1";
    type Publisher = PublishEvents;
}

function! {
    /// Publishes what the table's outbox holds.
    PublishEvents = SERVICE / "publish-events" on TableStream, publishes [BookAdded] {}
}

fn main() {}
