//! `cargo xtask dlq`: lists dead letters, shows them, moves them back to their queues and deletes them.

use std::process::ExitCode;

use miette::Result;
use request::{Command, Dlq, Verbosity};

use crate::deployment;

const EXAMPLES: &str = "\
Examples:
  cargo xtask dlq list --env dev
  cargo xtask dlq peek activity/handle-event --limit 3 --body
  cargo xtask dlq redrive activity/handle-event --dry-run
  cargo xtask dlq redrive activity/handle-event --type users.userCreated.v1 --rate 50
  cargo xtask dlq redrive --all --after 2h
  cargo xtask dlq purge activity/handle-event --id 0193a1b2-0000-7000-8000-000000000000

Reading a message hides it from others for at most two minutes: every command makes what it leaves in \
the queue visible again when it ends. A message is deleted after its queue has accepted it, so a command \
that is interrupted loses nothing; run it again. A message that arrives twice has one effect.
What an outbox, another stream or a schedule failed with has no queue to return to; `peek` and `redrive` \
say what to do.

Exit codes: 0 done, 1 an error, some messages were not moved or deleted, or `list --fail` found some, \
2 wrong usage, 3 refused without consent, 130 interrupted.";

/// Show dead letters, move them back to their queues, or delete them
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Dlq,
    /// The environment
    #[arg(long, global = true, default_value = "local")]
    env: String,
}

pub(crate) fn run(args: Args, verbosity: Verbosity) -> Result<ExitCode> {
    deployment::call_aws(&args.env, Command::Dlq(args.command), verbosity)
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use crate::Cli;

    #[test]
    fn commands_on_messages_need_to_know_which() {
        for (options, valid) in [
            ("dlq list", true),
            ("dlq list --env dev --all --fail --json", true),
            ("dlq peek", false),
            ("dlq peek a/b --body --limit 3 --before 2h --after 2026-11-21T10:00:00Z", true),
            ("dlq peek a/b --before yesterday", false),
            ("dlq redrive", false),
            ("dlq redrive --all --rate 5 --yes", true),
            ("dlq redrive a/b --type a.b.v1 --id x --id y --correlation-id c --contains t", true),
            ("dlq redrive a/b --all", false),
            ("dlq redrive a/b --rate 0", false),
            ("dlq purge", false),
            ("dlq purge a/b --dry-run --env dev", true),
            ("outbox list", true),
            ("outbox list a --aggregate PRODUCT#7 --contains o-1 --after 1h --json", true),
            ("outbox republish", false),
            ("outbox republish a", false),
            ("outbox republish a --id m-1", false),
            ("outbox republish a --aggregate PRODUCT#7 --id m-1 --id m-2 --dry-run", true),
            ("outbox republish a --aggregate PRODUCT#7 --from-dlq", false),
            ("outbox republish a --from-dlq --id m-1 --yes --env dev", true),
        ] {
            let result = Cli::try_parse_from(format!("xtask {options}").split(' '));
            assert_eq!(result.is_ok(), valid, "{options}: {:?}", result.err());
        }
    }
}
