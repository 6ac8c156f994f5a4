//! The `aws` binary: `cargo xtask` runs it for the commands that need AWS, so that the others
//! compile without an SDK.

use std::{path::PathBuf, process::ExitCode};

use aws::{
    context::Context, deploy, destroy, diff, error::Result, outputs, progress::Progress, status,
};
use clap::{Parser, Subcommand};

/// Compares an environment with its manifest, deploys it, destroys it.
#[derive(Debug, Parser)]
#[command(after_help = "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused without consent.")]
struct Args {
    /// What synthesis wrote
    #[arg(long, global = true, default_value = "manifest.json")]
    manifest: PathBuf,
    /// What the build wrote
    #[arg(long, global = true)]
    artifacts: Option<PathBuf>,
    /// Say nothing but results and errors
    #[arg(long, global = true)]
    quiet: bool,
    /// Plain lines even on a terminal
    #[arg(long, global = true)]
    no_progress: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// What a deployment would change
    Diff(diff::Options),
    /// Bring every stack to its template
    Deploy(deploy::Options),
    /// Take everything away
    Destroy(destroy::Options),
    /// Where every stack stands
    Status(status::Options),
    /// What the stacks tell the world
    Outputs(outputs::Options),
}

#[tokio::main]
async fn main() -> ExitCode {
    match Box::pin(run(Args::parse())).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{}", error.report());
            ExitCode::from(error.exit_code())
        }
    }
}

async fn run(args: Args) -> Result<ExitCode> {
    let progress = Progress::new(args.quiet, args.no_progress);
    let ctx = Context::load(&args.manifest, args.artifacts.as_deref(), progress).await?;
    match args.command {
        Command::Diff(options) => {
            let failed = diff::run(&ctx, &options).await?;
            return Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS });
        }
        Command::Deploy(options) => Box::pin(deploy::run(&ctx, &options)).await?,
        Command::Destroy(options) => destroy::run(&ctx, &options).await?,
        Command::Status(options) => status::run(&ctx, &options).await?,
        Command::Outputs(options) => outputs::run(&ctx, &options).await?,
    }
    Ok(ExitCode::SUCCESS)
}
