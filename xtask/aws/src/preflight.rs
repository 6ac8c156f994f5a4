//! Checks that run before a deployment changes anything.

use manifest::Stack;

use crate::{
    context::Context,
    error::{Error, Result, call},
};

pub async fn check(ctx: &Context, stacks: &[&Stack]) -> Result<()> {
    check_account(ctx).await?;
    check_artifacts(ctx, stacks)
}

/// Checks that the credentials are valid and belong to the account that the environment names.
pub async fn check_account(ctx: &Context) -> Result<()> {
    let environment = &ctx.manifest.environment;
    let identity = ctx.sts.get_caller_identity().send().await.map_err(|error| {
        let hint = match &ctx.manifest.endpoint {
            Some(_) => "start the local AWS with `cargo xtask local up`".to_owned(),
            None => "log in with `aws sso login`, or set AWS_PROFILE".to_owned(),
        };
        let place = ctx.manifest.endpoint.as_deref().unwrap_or("AWS");
        call(format!("log in to `{place}`"))(error).with_hint(hint)
    })?;
    let account = identity.account().unwrap_or_default();
    match ctx.manifest.account.as_deref() {
        Some(expected) if expected != account => Err(Error::wrong(
            format!(
                "`{environment}` is in the account `{expected}`, but the credentials are for `{account}`"
            ),
            format!("set AWS_PROFILE, or `account` in `env/{environment}.yaml`"),
        )),
        _ => Ok(()),
    }
}

fn check_artifacts(ctx: &Context, stacks: &[&Stack]) -> Result<()> {
    for stack in stacks.iter().filter(|it| it.has_code) {
        let service = &stack.service;
        let hint = format!("build it with `cargo xtask build {service}`");
        match ctx.artifacts.get(service) {
            None => {
                let message = format!("`{}` has code, but `{service}` was not built", stack.name);
                return Err(Error::wrong(message, hint));
            }
            Some(artifact) if !artifact.zip.is_file() => {
                let message = format!("the artefact `{}` does not exist", artifact.zip.display());
                return Err(Error::wrong(message, hint));
            }
            Some(_) => {}
        }
    }
    Ok(())
}
