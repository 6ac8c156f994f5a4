//! `cargo xtask outputs`: what the deployed stacks tell the world, endpoints above all.

use std::process::ExitCode;

use miette::Result;

use crate::aws_binary::{self, Call, Verbosity};
use crate::{environment, synth};

/// What the deployed stacks tell the world: endpoints above all
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Stacks or services. All if none is named
    stacks: Vec<String>,
    /// The environment
    #[arg(long, default_value = "local")]
    env: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub(crate) fn run(args: Args, verbosity: Verbosity) -> Result<ExitCode> {
    let synthesis = synth::write(environment::load(&args.env)?)?;
    aws_binary::ensure_up(&synthesis)?;
    let mut call = Call::new("outputs", &synthesis, verbosity);
    call.flag("--json", args.json).args(args.stacks).run()
}
