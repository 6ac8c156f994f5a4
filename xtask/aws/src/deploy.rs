//! Deploys stacks: shows the changes, asks for approval, and updates every stack.

use std::collections::{BTreeMap, BTreeSet};

use manifest::Stack;
use request::Deploy;

use crate::{
    approval, artifacts,
    changes::StackChanges,
    context::Context,
    diff,
    error::{Error, Result},
    indexes,
    lock::Lock,
    losses::{self, Allowed},
    names, outputs, preflight,
    schedule::{self, Node, Outcome},
    secrets, seeds,
    stack::{self, Deployed, Values},
};

type Outcomes = BTreeMap<String, Outcome<Deployed, Error>>;

pub async fn run(ctx: &Context, options: &Deploy) -> Result<()> {
    let stacks = with_bucket(ctx, ctx.manifest.with_dependencies(&options.stacks)?);
    preflight::check(ctx, &stacks).await?;
    let changes = diff::changes(ctx, &stacks).await?;
    let allowed = Allowed::find(ctx, options, &changes)?;
    refuse(ctx, &changes, &allowed)?;
    let approved = approval::approve(ctx, options, &changes)?.then_some(changes);
    let bucket = deploy_bucket(ctx, &allowed).await?;
    let lock = Lock::acquire(ctx, &bucket, options.wait).await?;
    let work = async {
        let changes = check_again(ctx, &stacks, &allowed).await?;
        approval::check(ctx, options, approved.as_deref(), &changes)?;
        deploy_all(ctx, &stacks, &bucket, options, &allowed).await
    };
    let outputs = outputs_of(Box::pin(lock.during(work)).await?)?;
    if let Some(file) = &options.outputs_file {
        outputs::write(file, &outputs)?;
    }
    outputs::print(&outputs);
    Ok(())
}

/// Every deployment needs the bucket, even if its stack was not named.
fn with_bucket<'a>(ctx: &'a Context, mut stacks: Vec<&'a Stack>) -> Vec<&'a Stack> {
    let is_bucket = |it: &&Stack| it.service == artifacts::SERVICE;
    if !stacks.iter().any(is_bucket) {
        stacks.extend(ctx.manifest.stacks.iter().find(is_bucket));
    }
    stacks
}

/// Refuses what AWS would reject, and losses that the user does not allow.
fn refuse(ctx: &Context, changes: &[StackChanges], allowed: &Allowed) -> Result<()> {
    indexes::refuse(changes)?;
    names::refuse(changes)?;
    losses::refuse(ctx, changes, allowed)
}

/// Decides again about the changes that there are now, and returns them.
async fn check_again(
    ctx: &Context,
    stacks: &[&Stack],
    allowed: &Allowed,
) -> Result<Vec<StackChanges>> {
    let changes = diff::changes(ctx, stacks).await?;
    refuse(ctx, &changes, allowed)?;
    Ok(changes)
}

/// The artefact bucket is deployed first, because it holds the code, large templates and the lock.
async fn deploy_bucket(ctx: &Context, allowed: &Allowed) -> Result<String> {
    let stack = ctx.manifest.stack(artifacts::SERVICE)?;
    let task = ctx.progress.task(&stack.name);
    let check = async || check_again(ctx, &[stack], allowed).await.map(drop);
    let result = stack::deploy(ctx, stack, None, false, check, &task).await;
    task.end(&verdict(&result));
    let no_output =
        || Error::fault(format!("`{}` has no output `{}`", stack.name, artifacts::BUCKET_OUTPUT));
    result?.outputs.remove(artifacts::BUCKET_OUTPUT).ok_or_else(no_output)
}

/// Everything that needs the lock. Seeds run only after all stacks are deployed.
async fn deploy_all(
    ctx: &Context,
    stacks: &[&Stack],
    bucket: &str,
    options: &Deploy,
    allowed: &Allowed,
) -> Result<Outcomes> {
    secrets::ensure(ctx).await?;
    artifacts::upload(ctx, bucket, stacks).await?;
    let outcomes = schedule::run(&nodes(stacks), options.concurrency, |node, finished| {
        let thorough = node.after.iter().any(|it| has_changed(finished, it));
        let stack = stacks.iter().find(|it| it.name == node.name).copied();
        async move {
            match stack {
                Some(stack) => deploy_one(ctx, stack, bucket, thorough, allowed).await,
                None => {
                    Err(Error::fault(format!("the stack `{}` is not in the manifest", node.name)))
                }
            }
        }
    })
    .await;
    if options.stacks.is_empty() && outcomes.values().all(|it| matches!(it, Outcome::Done(_))) {
        seeds::run(ctx).await?;
    }
    Ok(outcomes)
}

/// A stack's template does not contain the values that it reads from parameters of other stacks,
/// so it is compared by CloudFormation if one of those has changed.
fn has_changed(finished: &Outcomes, stack: &str) -> bool {
    matches!(finished.get(stack), Some(Outcome::Done(Deployed { changed: true, .. })))
}

fn nodes(stacks: &[&Stack]) -> Vec<Node> {
    let node = |it: &&Stack| Node { name: it.name.clone(), after: it.depends_on.clone() };
    stacks.iter().map(node).collect()
}

async fn deploy_one(
    ctx: &Context,
    stack: &Stack,
    bucket: &str,
    thorough: bool,
    allowed: &Allowed,
) -> Result<Deployed> {
    let task = ctx.progress.task(&stack.name);
    // Messages may have arrived in a queue since the first check.
    let check = async || check_again(ctx, &[stack], allowed).await.map(drop);
    let result = stack::deploy(ctx, stack, Some(bucket), thorough, check, &task).await;
    if stack.service != artifacts::SERVICE || result.is_err() {
        task.end(&verdict(&result));
    }
    result
}

fn verdict(result: &Result<Deployed>) -> String {
    match result {
        Ok(Deployed { changed: true, .. }) => "deployed".to_owned(),
        Ok(Deployed { changed: false, .. }) => "unchanged".to_owned(),
        Err(error) => format!("failed\n{}", error.report()),
    }
}

/// The outputs of all stacks, if all were deployed. Failures were already shown.
fn outputs_of(outcomes: Outcomes) -> Result<BTreeMap<String, Values>> {
    let mut outputs = BTreeMap::new();
    let (mut failed, mut errors, mut skipped) = (vec![], vec![], vec![]);
    for (name, outcome) in outcomes {
        match outcome {
            Outcome::Done(deployed) => drop(outputs.insert(name, deployed.outputs)),
            Outcome::Failed(error) => {
                failed.push(format!("`{name}`"));
                errors.push(error);
            }
            Outcome::Skipped(blocker) => skipped.push(format!("`{name}` (needs `{blocker}`)")),
        }
    }
    if failed.is_empty() && skipped.is_empty() {
        return Ok(outputs);
    }
    let failed = format!("failed to deploy {}", failed.join(", "));
    let message = if skipped.is_empty() {
        failed
    } else {
        format!("{failed}; skipped {}", skipped.join(", "))
    };
    Err(failure(message, &errors))
}

/// A refusal if all errors are refusals, so that a script sees that only consent is missing.
fn failure(message: String, errors: &[Error]) -> Error {
    let hint = |it: &Error| match it {
        Error::Refused { hint, .. } => Some(hint.clone()),
        _ => None,
    };
    match errors.iter().map(hint).collect::<Option<BTreeSet<_>>>() {
        Some(hints) if !hints.is_empty() => {
            Error::refused(message, hints.into_iter().collect::<Vec<_>>().join("; "))
        }
        _ => Error::wrong(message, "fix the first error and run the same command again"),
    }
}

#[cfg(test)]
mod tests;
