//! `cargo xtask diff`: what a deployment would change.

use std::process::ExitCode;

use miette::Result;

use crate::aws_binary::{self, Call, Verbosity};
use crate::{environment, synth};

/// What a deployment would change, property by property; empty exactly when it would do nothing
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Stacks or services. All if none is named
    stacks: Vec<String>,
    /// The environment
    #[arg(long, default_value = "local")]
    env: String,
    /// Compare the templates only, and build no code
    #[arg(long)]
    templates_only: bool,
    /// Exit with 1 if there are changes
    #[arg(long)]
    fail: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub(crate) fn run(args: Args, verbosity: Verbosity) -> Result<ExitCode> {
    let synthesis = synth::write(environment::load(&args.env)?)?;
    aws_binary::ensure_up(&synthesis)?;
    let mut call = Call::new("diff", &synthesis, verbosity);
    if !args.templates_only {
        call.with_code(&synthesis, &args.stacks)?;
    }
    call.flag("--fail", args.fail).flag("--json", args.json).args(args.stacks).run()
}
