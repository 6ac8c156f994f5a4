//! `cargo xtask executions`: lists executions of durable functions, shows them and stops them.

use std::process::ExitCode;

use miette::Result;
use request::{Command, Executions, Verbosity};

use crate::deployment;

const EXAMPLES: &str = "\
Examples:
  cargo xtask executions list loyalty/upgrade-tier --status running
  cargo xtask executions show <ARN>
  cargo xtask executions show <ARN> --data --json --env dev
  cargo xtask executions stop <ARN> --reason 'a wrong input'

An execution that was stopped cannot be continued, and what it has done stays done. The function is not \
called again, and a call of it that runs may end, but can record nothing more.

Exit codes: 0 done, 1 an error, 2 wrong usage, 3 refused without consent, 130 interrupted.";

/// Show executions of durable functions, or stop one
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Executions,
    /// The environment
    #[arg(long, global = true, default_value = "local")]
    env: String,
}

pub(crate) fn run(args: Args, verbosity: Verbosity) -> Result<ExitCode> {
    deployment::call_aws(&args.env, Command::Executions(args.command), verbosity)
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use crate::Cli;

    #[test]
    fn commands_need_the_function_or_the_execution() {
        for (options, valid) in [
            ("list", false),
            ("list a/b", true),
            ("list a/b --status running --status timed-out --name o-1 --limit 3 --json", true),
            ("list a/b --status broken", false),
            ("show", false),
            ("show arn --data --json --env dev", true),
            ("stop", false),
            ("stop arn --reason late --yes --env dev", true),
        ] {
            let result = Cli::try_parse_from(format!("xtask executions {options}").split(' '));
            assert_eq!(result.is_ok(), valid, "{options}: {:?}", result.err());
        }
    }
}
