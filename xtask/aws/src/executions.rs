//! Executions of durable functions: lists them, shows what happened in one, and stops one.

use aws_sdk_lambda::{
    error::{ProvideErrorMetadata, SdkError},
    primitives::DateTime,
};
use jiff::Timestamp;
use request::Executions;

use crate::{
    closest::closest,
    context::Context,
    error::{Error, Result, call},
    preflight,
};

mod list;
mod show;
mod stop;

/// Runs one command.
pub async fn run(ctx: &Context, options: &Executions) -> Result<()> {
    preflight::check_account(ctx).await?;
    match options {
        Executions::List(options) => list::run(ctx, options).await,
        Executions::Show(options) => show::run(ctx, options).await,
        Executions::Stop(options) => stop::run(ctx, options).await,
    }
}

/// The name in Lambda of a function such as `loyalty/upgrade-tier`.
fn lambda_name(ctx: &Context, function: &str) -> Result<String> {
    let Some((service, name)) = function.split_once('/') else {
        return Err(Error::usage(
            format!("`{function}` names no function of a service"),
            "write `SERVICE/FUNCTION`, such as `loyalty/upgrade-tier`",
        ));
    };
    let services = || ctx.manifest.stacks.iter().map(|it| it.service.clone());
    if !services().any(|it| it == service) {
        return Err(Error::usage(
            format!("no service is called `{service}`"),
            format!("the closest names are {}", closest(service, services())),
        ));
    }
    Ok(format!("{}-{service}-{name}", ctx.manifest.environment))
}

/// Refuses what is not the ARN of an execution in this environment, for which alone a person consents:
/// `arn:aws:lambda:REGION:ACCOUNT:function:NAME:VERSION/durable-execution/NAME/ID`.
fn check_arn(ctx: &Context, arn: &str) -> Result<()> {
    let environment = &ctx.manifest.environment;
    let function = arn.split(':').nth(6).filter(|_| arn.contains("/durable-execution/"));
    let Some(function) = function else {
        return Err(Error::usage(
            format!("`{arn}` is not the ARN of an execution"),
            format!("find it with `{}`", ctx.command("executions list SERVICE/FUNCTION")),
        ));
    };
    if function.starts_with(&format!("{environment}-")) {
        return Ok(());
    }
    Err(Error::usage(
        format!("the execution is one of `{function}`, which is not in `{environment}`"),
        "name the environment of the execution with `--env`",
    ))
}

/// A call about an execution that failed.
fn about_execution<E, R>(
    ctx: &Context,
    action: &str,
    arn: &str,
) -> impl FnOnce(SdkError<E, R>) -> Error
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    R: std::fmt::Debug + Send + Sync + 'static,
{
    let hint = format!(
        "Lambda forgets an execution some time after its end; those that it has are in `{}`",
        ctx.command("executions list SERVICE/FUNCTION")
    );
    let action = format!("{action} the execution `{arn}`");
    move |error| {
        let is_unknown = error.code() == Some("ResourceNotFoundException");
        let error = call(action)(error);
        if is_unknown { error.with_hint(hint) } else { error }
    }
}

fn timestamp(time: &DateTime) -> Option<Timestamp> {
    // Lambda sends seconds with a fraction, which is not exact beyond milliseconds.
    Timestamp::from_millisecond(time.to_millis().ok()?).ok()
}

/// A time for a person.
fn text(time: Option<Timestamp>) -> String {
    time.map_or("unknown time".to_owned(), |it| format!("{it:.3}"))
}

#[cfg(test)]
mod tests;
