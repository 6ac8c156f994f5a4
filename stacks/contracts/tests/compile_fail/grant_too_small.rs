//! A table granted for reading does not do for a function that writes.

use contracts::{Capability, Read, Table, activity::HandleHappening};

fn main() {
    let read_only: Table<Read, &str> = Table::new("table");
    let _function = HandleHappening { activities: read_only };
}
