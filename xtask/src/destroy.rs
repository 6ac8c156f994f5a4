//! `cargo xtask destroy`: takes an environment away and looks for what is left.

use std::process::ExitCode;

use miette::Result;

use crate::aws_binary::{self, Call, Verbosity};
use crate::{environment, synth};

/// Take the environment away, with all its data; asks for its name first
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Stacks or services; what depends on them is destroyed too. All if none is named
    stacks: Vec<String>,
    /// The environment
    #[arg(long, default_value = "local")]
    env: String,
    /// Do not ask for the environment's name. The local environment never asks
    #[arg(long)]
    yes: bool,
    /// How many stacks to destroy at once
    #[arg(long, default_value_t = 4)]
    concurrency: usize,
    /// Wait for a deployment of the environment to end
    #[arg(long)]
    wait: bool,
}

/// Runs the command.
pub(crate) fn run(args: Args, verbosity: Verbosity) -> Result<ExitCode> {
    let synthesis = synth::write(environment::load(&args.env)?)?;
    aws_binary::ensure_up(&synthesis)?;
    let mut call = Call::new("destroy", &synthesis, verbosity);
    call.flag("--yes", args.yes).flag("--wait", args.wait);
    call.args(["--concurrency".to_owned(), args.concurrency.to_string()]).args(args.stacks).run()
}
