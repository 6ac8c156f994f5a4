//! `cargo xtask simulate`: runs the shop in virtual time with faults, and looks for lost orders and
//! wrong charges.

mod mutations;

use std::{
    path::PathBuf,
    process::{Command, ExitCode},
};

use miette::{IntoDiagnostic, Result, WrapErr, bail};

use crate::tools;

const EXAMPLES: &str = "\
Examples:
  cargo xtask simulate
  cargo xtask simulate --seeds 1000000
  cargo xtask simulate --trace --seed 17
  cargo xtask simulate --mutations
  cargo xtask simulate -- --help

A seed determines everything that happens in a run. A run that fails is made smaller as long as it \
fails, and printed with the command that repeats it.";

/// Simulate the shop with faults, and look for lost orders and wrong charges
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Show for each known defect how many runs it takes to find it
    #[arg(long)]
    mutations: bool,
    /// Options of the simulation
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    options: Vec<String>,
}

pub(crate) fn run(args: Args) -> Result<ExitCode> {
    if args.mutations {
        return mutations::run();
    }
    let program = build(&mut cargo())?;
    let status = Command::new(&program).args(args.options).status();
    let status = status.into_diagnostic().wrap_err("failed to run the simulation")?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn cargo() -> Command {
    let mut cargo = Command::new(tools::cargo());
    cargo.current_dir(tools::root());
    cargo
}

/// Builds the simulation with a cargo that was prepared, and returns its path.
fn build(cargo: &mut Command) -> Result<PathBuf> {
    let target = tools::root().join("target");
    // The sources of mutations share the compiled dependencies.
    cargo.arg("build").args(["--release", "--quiet", "--package", "simulation", "--target-dir"]);
    let status = cargo.arg(&target).status().into_diagnostic()?;
    if !status.success() {
        bail!("failed to build the simulation; see the output of cargo above");
    }
    Ok(target.join("release/simulation"))
}
