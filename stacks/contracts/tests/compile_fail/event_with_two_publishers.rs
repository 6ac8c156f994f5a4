//! An event has one publisher in a clause `publishes`; others are in `also_publishes`.

use contracts::{Event, Schedule, function, service, shared_infra::SERVICE};
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

function! {
    /// Adds books every day.
    AddDaily = SERVICE / "add-daily" on Schedule { publishes: [BookAdded] }
}

function! {
    /// Adds books every week.
    AddWeekly = SERVICE / "add-weekly" on Schedule { publishes: [BookAdded] }
}

service! { SERVICE { functions: [AddDaily, AddWeekly] } }

fn main() {}
