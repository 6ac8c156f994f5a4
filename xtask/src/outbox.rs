//! `cargo xtask outbox`: lists outbox messages, and publishes them again.

use std::process::ExitCode;

use miette::Result;
use request::{Command, Outbox, Verbosity};

use crate::deployment;

const EXAMPLES: &str = "\
Examples:
  cargo xtask outbox list inventory --aggregate PRODUCT#7
  cargo xtask outbox list order --contains <order number>
  cargo xtask outbox list --after 1h --env dev
  cargo xtask outbox republish inventory --aggregate PRODUCT#7 --dry-run
  cargo xtask outbox republish inventory --aggregate PRODUCT#7 --id 0193a1b2-0000-7000-8000-000000000000
  cargo xtask outbox republish inventory --from-dlq

Tables have no index of outbox messages: `list` without an aggregate reads each whole table, with your \
credentials and at the cost of every item. A message is published again because its row gets a new time \
in `RepublishedAt`; its event keeps its id, so consumers that have processed it do nothing. A message that \
could not be read becomes a dead letter again unless the row or the code was repaired. The dead letter of \
a batch stays if the table has fewer messages of its time than the batch had.

Exit codes: 0 done, 1 an error, or something was left, 2 wrong usage, 3 refused without consent, \
130 interrupted.";

/// Show outbox messages, or publish them again
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Outbox,
    /// The environment
    #[arg(long, global = true, default_value = "local")]
    env: String,
}

pub(crate) fn run(args: Args, verbosity: Verbosity) -> Result<ExitCode> {
    deployment::call_aws(&args.env, Command::Outbox(args.command), verbosity)
}
