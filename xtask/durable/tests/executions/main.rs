//! Executions of real orchestrators, which use AWS's SDK over HTTP.

#![expect(clippy::unwrap_used, reason = "a test fails at the first unexpected value")]

mod api;
mod callbacks;
mod chained;
mod faults;
mod local_aws;
mod orchestrator;
mod replays;
mod restarts;
mod retries;
