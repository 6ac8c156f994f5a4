//! Deploys stacks: shows the changes, asks for approval, and updates every stack.

use std::{collections::BTreeMap, io::IsTerminal};

use manifest::Stack;
use request::{Approval, Deploy};

use crate::{
    artifacts,
    changes::StackChanges,
    context::Context,
    diff,
    error::{Error, Result},
    lock::Lock,
    outputs, preflight,
    schedule::{self, Node, Outcome},
    secrets, seeds,
    stack::{self, Deployed, Values},
};

type Outcomes = BTreeMap<String, Outcome<Deployed, Error>>;

pub async fn run(ctx: &Context, options: &Deploy) -> Result<()> {
    let stacks = with_bucket(ctx, ctx.manifest.with_dependencies(&options.stacks)?);
    preflight::check(ctx, &stacks).await?;
    let changes = diff::changes(ctx, &stacks).await?;
    refuse_losses(ctx, &changes)?;
    approve(ctx, options, &changes)?;
    let bucket = deploy_bucket(ctx).await?;
    let lock = Lock::acquire(ctx, &bucket, options.wait).await?;
    let outcomes = Box::pin(lock.during(deploy_all(ctx, &stacks, &bucket, options))).await?;
    let outputs = outputs_of(outcomes)?;
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

/// Refuses to replace a resource that holds data: a replacement would delete the data.
fn refuse_losses(ctx: &Context, changes: &[StackChanges]) -> Result<()> {
    for stack in changes {
        if let Some(resource) = stack.lost_by_replacement().next() {
            let reasons: Vec<_> =
                resource.differences.iter().map(|it| format!("`{}`", it.path)).collect();
            return Err(Error::refused(
                format!(
                    "changing {} of `{}` in `{}` would replace it and delete its data",
                    reasons.join(", "),
                    resource.id,
                    stack.stack
                ),
                format!(
                    "give the new resource another logical id and move the data, or delete the data with `{}`",
                    ctx.command(&format!("destroy {}", stack.stack))
                ),
            ));
        }
    }
    Ok(())
}

/// Asks the user to approve the changes, if they need approval. Local changes never do.
fn approve(ctx: &Context, options: &Deploy, changes: &[StackChanges]) -> Result<()> {
    let changes: Vec<_> = changes.iter().filter(|it| !it.is_empty()).collect();
    if ctx.is_local() || changes.is_empty() {
        return Ok(());
    }
    for change in &changes {
        ctx.progress.line(&diff::text(change));
    }
    let asks = match options.require_approval {
        Approval::Never => false,
        Approval::Broadening => changes.iter().any(|it| it.needs_consent()),
        Approval::AnyChange => true,
    };
    if !asks
        || options.yes
        || ask(&format!("deploy this to `{}`? (y/N) ", ctx.manifest.environment))? == "y"
    {
        return Ok(());
    }
    Err(Error::refused(
        "the changes were not approved",
        format!("approve them with `{}`", ctx.command("deploy --yes")),
    ))
}

/// The user's answer to a question; empty if standard input is not a terminal.
pub fn ask(question: &str) -> Result<String> {
    if !std::io::stdin().is_terminal() {
        return Ok(String::new());
    }
    eprint!("{question}");
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer).map_err(crate::error::reading("standard input"))?;
    Ok(answer.trim().to_owned())
}

/// The artefact bucket is deployed first, because it holds the code, large templates and the lock.
async fn deploy_bucket(ctx: &Context) -> Result<String> {
    let stack = ctx.manifest.stack(artifacts::SERVICE)?;
    let task = ctx.progress.task(&stack.name);
    let result = stack::deploy(ctx, stack, None, false, &task).await;
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
) -> Result<Outcomes> {
    secrets::ensure(ctx).await?;
    artifacts::upload(ctx, bucket, stacks).await?;
    let outcomes = schedule::run(&nodes(stacks), options.concurrency, |node, finished| {
        let thorough = node.after.iter().any(|it| has_changed(finished, it));
        let stack = stacks.iter().find(|it| it.name == node.name).copied();
        async move {
            match stack {
                Some(stack) => deploy_one(ctx, stack, bucket, thorough).await,
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
) -> Result<Deployed> {
    let task = ctx.progress.task(&stack.name);
    let result = stack::deploy(ctx, stack, Some(bucket), thorough, &task).await;
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
    let (mut failed, mut skipped) = (vec![], vec![]);
    for (name, outcome) in outcomes {
        match outcome {
            Outcome::Done(deployed) => drop(outputs.insert(name, deployed.outputs)),
            Outcome::Failed(_) => failed.push(format!("`{name}`")),
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
    Err(Error::wrong(message, "fix the first error and run the same command again"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_lists_failed_and_skipped_stacks() {
        let outcomes = Outcomes::from([
            ("Orders-dev".to_owned(), Outcome::Skipped("Users-dev".to_owned())),
            (
                "Shared-dev".to_owned(),
                Outcome::Done(Deployed { changed: true, outputs: Values::new() }),
            ),
            ("Users-dev".to_owned(), Outcome::Failed(Error::fault("bad"))),
        ]);
        assert_eq!(
            outputs_of(outcomes).unwrap_err().to_string(),
            "failed to deploy `Users-dev`; skipped `Orders-dev` (needs `Users-dev`)"
        );
    }
}
