//! `cargo xtask deploy`: synthesises, starts the local AWS, builds, and brings the stacks there.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueEnum;
use miette::{IntoDiagnostic, Result};

use crate::aws_binary::{self, Call, Verbosity};
use crate::{environment, synth};

/// Bring every stack to its template; says first what that changes, and asks where it matters
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Stacks or services; what they depend on is deployed too. All if none is named
    stacks: Vec<String>,
    /// The environment
    #[arg(long, default_value = "local")]
    env: String,
    /// Which changes to ask about. The local environment never asks
    #[arg(long, value_enum, default_value_t = Approval::Broadening)]
    require_approval: Approval,
    /// Approve whatever would be asked about
    #[arg(long)]
    yes: bool,
    /// How many stacks to deploy at once
    #[arg(long, default_value_t = 4)]
    concurrency: usize,
    /// Write the outputs of all stacks to this file, as JSON
    #[arg(long, value_name = "FILE")]
    outputs_file: Option<PathBuf>,
    /// Wait for another deployment of the environment to end
    #[arg(long)]
    wait: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Approval {
    /// None
    Never,
    /// Those that permit more than before, or lose data
    Broadening,
    /// All
    AnyChange,
}

/// Runs the command.
pub(crate) fn run(args: Args, verbosity: Verbosity) -> Result<ExitCode> {
    let synthesis = synth::write(environment::load(&args.env)?)?;
    aws_binary::ensure_up(&synthesis)?;
    let mut call = Call::new("deploy", &synthesis, verbosity);
    call.with_code(&synthesis, &args.stacks)?;
    call.args(["--require-approval", approval(args.require_approval)]);
    call.args(["--concurrency".to_owned(), args.concurrency.to_string()]);
    call.flag("--yes", args.yes).flag("--wait", args.wait);
    if let Some(file) = args.outputs_file {
        let file = std::path::absolute(file).into_diagnostic()?;
        call.args([PathBuf::from("--outputs-file"), file]);
    }
    call.args(args.stacks).run()
}

fn approval(approval: Approval) -> &'static str {
    match approval {
        Approval::Never => "never",
        Approval::Broadening => "broadening",
        Approval::AnyChange => "any-change",
    }
}
