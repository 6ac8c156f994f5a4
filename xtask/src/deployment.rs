//! `cargo xtask diff`, `deploy`, `destroy`, `status`, `outputs` and `rotate-key`: the commands that
//! call AWS.

use std::process::ExitCode;

use miette::Result;
use request::{Deploy, Destroy, Diff, RotateKey, Selection, Verbosity};
use stacks::environment::Target;

use crate::{aws_binary, environment, local, synth};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Show what a deployment would change, property by property
    Diff(Args<Diff>),
    /// Deploy the stacks, after showing the changes and asking for approval
    Deploy(Args<Deploy>),
    /// Delete the stacks with all their data, after asking for the environment's name
    Destroy(Args<Destroy>),
    /// Show the state of every stack, and whether its template has changed
    Status(Args<Selection>),
    /// Show the outputs of the deployed stacks, such as endpoints
    Outputs(Args<Selection>),
    /// Replace the key that signs tokens; those of the current key stay valid
    RotateKey(Args<RotateKey>),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Args<Options: clap::Args> {
    #[command(flatten)]
    options: Options,
    /// The environment
    #[arg(long, default_value = "local")]
    env: String,
}

/// Runs the command in its environment.
pub(crate) fn run(command: Command, verbosity: Verbosity) -> Result<ExitCode> {
    let (env, command) = match command {
        Command::Diff(args) => (args.env, request::Command::Diff(args.options)),
        Command::Deploy(args) => (args.env, request::Command::Deploy(args.options)),
        Command::Destroy(args) => (args.env, request::Command::Destroy(args.options)),
        Command::Status(args) => (args.env, request::Command::Status(args.options)),
        Command::Outputs(args) => (args.env, request::Command::Outputs(args.options)),
        Command::RotateKey(args) => (args.env, request::Command::RotateKey(args.options)),
    };
    call_aws(&env, command, verbosity)
}

/// Synthesises, starts the local AWS if the environment is local, and runs a command that calls AWS.
pub(crate) fn call_aws(
    env: &str,
    command: request::Command,
    verbosity: Verbosity,
) -> Result<ExitCode> {
    let synthesis = synth::write(environment::load(env)?)?;
    if let Target::Local { port } = synthesis.environment.target {
        local::ensure_up(port)?;
    }
    match aws_binary::exec(&synthesis, verbosity, command)? {}
}
