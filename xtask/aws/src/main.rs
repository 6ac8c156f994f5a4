//! The `aws` binary: `cargo xtask` runs it for the commands that call AWS, so that the others
//! compile without an SDK. Its only argument is a [`Request`] in JSON.

use std::process::ExitCode;

use aws::{
    context::Context,
    deploy, destroy, diff, dlq,
    error::{Error, Result},
    executions, outbox, outputs,
    progress::Progress,
    rotate_key, status,
};
use request::{Command, Request};

#[tokio::main]
async fn main() -> ExitCode {
    match Box::pin(run()).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{}", error.report());
            ExitCode::from(error.exit_code())
        }
    }
}

async fn run() -> Result<ExitCode> {
    let request = read_request()?;
    let progress = Progress::new(request.verbosity);
    let ctx = Context::load(&request.manifest, request.artifacts.as_deref(), progress).await?;
    tokio::spawn(ctx.interrupt.clone().listen());
    match request.command {
        Command::Diff(options) => {
            return diff::run(&ctx, &options).await.map(exit_code);
        }
        Command::Dlq(options) => return Box::pin(dlq::run(&ctx, &options)).await.map(exit_code),
        Command::Outbox(options) => {
            return Box::pin(outbox::run(&ctx, &options)).await.map(exit_code);
        }
        Command::Executions(options) => executions::run(&ctx, &options).await?,
        Command::Deploy(options) => Box::pin(deploy::run(&ctx, &options)).await?,
        Command::Destroy(options) => destroy::run(&ctx, &options).await?,
        Command::Status(options) => status::run(&ctx, &options).await?,
        Command::Outputs(options) => outputs::run(&ctx, &options).await?,
        Command::RotateKey(options) => rotate_key::run(&ctx, &options).await?,
    }
    Ok(ExitCode::SUCCESS)
}

fn exit_code(failed: bool) -> ExitCode {
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn read_request() -> Result<Request> {
    let json = std::env::args().nth(1).unwrap_or_default();
    serde_json::from_str(&json).map_err(|error| {
        Error::call("read the request", error).with_hint("run `cargo xtask` instead")
    })
}
