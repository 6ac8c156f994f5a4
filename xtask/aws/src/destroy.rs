//! Destroys stacks in reverse order, and then verifies that nothing is left.

use manifest::Stack;
use request::Destroy;

use crate::{
    approval::ask,
    artifacts,
    context::Context,
    diff,
    error::{Error, Result, call},
    lock::Lock,
    orphans, preflight,
    schedule::{self, Node, Outcome},
    secrets, stack,
};

/// Destroys the named stacks, or the whole environment.
pub async fn run(ctx: &Context, options: &Destroy) -> Result<()> {
    refuse_protected(ctx)?;
    let stacks = ctx.manifest.with_dependants(&options.stacks)?;
    preflight::check_account(ctx).await?;
    confirm(ctx, options, &stacks)?;
    let stacks: Vec<_> = stacks.into_iter().filter(|it| it.service != artifacts::SERVICE).collect();
    let bucket = diff::bucket(ctx).await?;
    match &bucket {
        Some(bucket) => {
            let lock = Lock::acquire(ctx, bucket, options.wait).await?;
            Box::pin(lock.during(delete_stacks(ctx, &stacks, options.concurrency))).await?;
        }
        None => delete_stacks(ctx, &stacks, options.concurrency).await?,
    }
    if !options.stacks.is_empty() {
        return Ok(());
    }
    delete_shared(ctx, bucket.as_deref()).await?;
    report(ctx).await
}

fn refuse_protected(ctx: &Context) -> Result<()> {
    let environment = &ctx.manifest.environment;
    if !ctx.manifest.protected {
        return Ok(());
    }
    Err(Error::refused(
        format!("`{environment}` is protected"),
        format!(
            "set `protected: false` in `env/{environment}.yaml`, run `{}`, then run `destroy` again",
            ctx.command("deploy")
        ),
    ))
}

/// Asks the user to type the environment's name. The local environment needs no confirmation.
fn confirm(ctx: &Context, options: &Destroy, stacks: &[&Stack]) -> Result<()> {
    if options.yes || ctx.is_local() {
        return Ok(());
    }
    let environment = &ctx.manifest.environment;
    let names: Vec<_> = stacks.iter().map(|it| it.name.as_str()).collect();
    ctx.progress.line(&format!("this deletes {} and all their data", names.join(", ")));
    if ask(&format!("type `{environment}` to continue: "))? == *environment {
        return Ok(());
    }
    Err(Error::refused(
        format!("`{environment}` was not destroyed: its name was not typed"),
        format!("confirm with `{}`", ctx.command("destroy --yes")),
    ))
}

async fn delete_stacks(ctx: &Context, stacks: &[&Stack], concurrency: usize) -> Result<()> {
    let node = |it: &&Stack| Node { name: it.name.clone(), after: it.depends_on.clone() };
    let nodes = schedule::reversed(&stacks.iter().map(node).collect::<Vec<_>>());
    let outcomes = schedule::run(&nodes, concurrency, |node, _| {
        let name = node.name.clone();
        async move { delete_one(ctx, &name).await }
    })
    .await;
    let left: Vec<_> = outcomes
        .into_iter()
        .filter(|(_, outcome)| !matches!(outcome, Outcome::Done(())))
        .map(|(name, _)| format!("`{name}`"))
        .collect();
    if left.is_empty() {
        return Ok(());
    }
    Err(Error::wrong(
        format!("failed to destroy {}", left.join(", ")),
        "fix the first error and run the same command again",
    ))
}

async fn delete_one(ctx: &Context, name: &str) -> Result<()> {
    let task = ctx.progress.task(name);
    let result = stack::delete(ctx, name, &task).await;
    task.end(&match &result {
        Ok(true) => "deleted".to_owned(),
        Ok(false) => "does not exist".to_owned(),
        Err(error) => format!("failed\n{}", error.report()),
    });
    result.map(drop)
}

/// Deletes what belongs to no service's stack.
async fn delete_shared(ctx: &Context, bucket: Option<&str>) -> Result<()> {
    secrets::delete(ctx).await?;
    for group in orphans::log_groups(ctx).await? {
        let action = format!("delete the log group `{group}`");
        ctx.logs.delete_log_group().log_group_name(group).send().await.map_err(call(action))?;
    }
    if let Some(bucket) = bucket {
        artifacts::empty(ctx, bucket).await?;
    }
    delete_one(ctx, &ctx.manifest.stack(artifacts::SERVICE)?.name).await
}

async fn report(ctx: &Context) -> Result<()> {
    let orphans = orphans::find(ctx).await?;
    if orphans.is_empty() {
        ctx.progress.line(&format!("nothing is left of `{}`", ctx.manifest.environment));
        return Ok(());
    }
    Err(Error::wrong(
        format!("not deleted: {}", orphans.join(", ")),
        "delete by hand what you do not need; some data has the deletion policy `Retain`",
    ))
}
