//! A function that only starts executions does not read their state.

use contracts::inventory::{HandleProductCreated, OrderingWorkflow};
use platform::Executions;

fn watch(executions: Executions<HandleProductCreated, OrderingWorkflow>) {
    let _ = executions.state("p-1");
}

fn main() {}
