//! An event has a publisher.

use contracts::Event;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, JsonSchema)]
struct BookAdded;

impl Event for BookAdded {
    const TYPE: &'static str = "shelf.bookAdded.v1";

    fn sample() -> Self {
        Self
    }
}

fn main() {}
