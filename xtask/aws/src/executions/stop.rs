//! Stops an execution.

use aws_sdk_lambda::types::ErrorObject;
use request::StopExecution;

use super::{about_execution, check_arn, text, timestamp};
use crate::{
    approval::ask,
    context::Context,
    error::{Error, Result},
};

/// The type of the error with which the execution ends.
pub(super) const STOPPED: &str = "StoppedByOperator";

pub async fn run(ctx: &Context, options: &StopExecution) -> Result<()> {
    let StopExecution { arn, reason, .. } = options;
    check_arn(ctx, arn)?;
    confirm(ctx, options)?;
    let error = ErrorObject::builder().error_type(STOPPED).set_error_message(reason.clone());
    let request = ctx.lambda.stop_durable_execution().durable_execution_arn(arn);
    let stopped = request.error(error.build()).send().await;
    let stopped = stopped.map_err(about_execution(ctx, "stop", arn))?;
    println!("stopped at {}", text(timestamp(stopped.stop_timestamp())));
    Ok(())
}

/// Asks for the environment's name, because an execution cannot be continued. The local environment
/// never asks.
fn confirm(ctx: &Context, options: &StopExecution) -> Result<()> {
    ctx.interrupt.check()?;
    if options.yes || ctx.is_local() {
        return Ok(());
    }
    let environment = &ctx.manifest.environment;
    ctx.progress.line(&format!("this stops `{}` for good", options.arn));
    if ask(&format!("type `{environment}` to continue: "))? == *environment {
        return Ok(());
    }
    Err(Error::refused(
        "the execution was not stopped: the environment's name was not typed",
        format!("confirm with `{}`", ctx.command("executions stop ARN --yes")),
    ))
}
