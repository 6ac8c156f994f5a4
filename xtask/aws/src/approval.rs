//! A person's approval of the changes that a deployment would make.

use std::io::IsTerminal;

use request::{Approval, Deploy};

use crate::{
    artifacts,
    changes::{ResourceChange, StackChanges},
    context::Context,
    diff,
    error::{Error, Result, reading},
    grants::Grant,
};

/// Asks the user to approve the changes, if they need approval. Local changes never do. Returns
/// whether a person has approved what was shown.
pub fn approve(ctx: &Context, options: &Deploy, changes: &[StackChanges]) -> Result<bool> {
    if ctx.is_local() {
        return Ok(false);
    }
    for change in changes.iter().filter(|it| !it.is_empty()) {
        ctx.progress.line(&diff::text(change));
    }
    if !is_needed(ctx, options, changes) {
        return Ok(false);
    }
    if ask(&format!("deploy this to `{}`? (y/N) ", ctx.manifest.environment))? == "y" {
        return Ok(true);
    }
    Err(Error::refused(
        "the changes were not approved",
        format!("approve them with `{} --yes`", ctx.deploy_command(&options.stacks)),
    ))
}

/// Whether a person must approve the changes.
fn is_needed(ctx: &Context, options: &Deploy, changes: &[StackChanges]) -> bool {
    let asks = match options.require_approval {
        Approval::Never => false,
        Approval::Broadening => changes.iter().any(StackChanges::needs_consent),
        Approval::AnyChange => changes.iter().any(|it| !it.is_empty()),
    };
    asks && !ctx.is_local() && !options.yes
}

/// Refuses changes that a person has not seen: another deployment may have come in between. `approved`
/// is what a person was asked about, if anything needed approval.
pub fn check(
    ctx: &Context,
    options: &Deploy,
    approved: Option<&[StackChanges]>,
    changes: &[StackChanges],
) -> Result<()> {
    let environment = &ctx.manifest.environment;
    let message = match approved {
        Some(approved) if shown(ctx, approved)? != shown(ctx, changes)? => format!(
            "`{environment}` has changed since you approved: the deployment would make other changes now"
        ),
        None if is_needed(ctx, options, changes) => format!(
            "`{environment}` has changed since it was compared: the deployment would need an approval now"
        ),
        _ => return Ok(()),
    };
    let command = ctx.deploy_command(&options.stacks);
    Err(Error::refused(message, format!("look at the changes again with `{command}`")))
}

/// What an approval is about. Parameters are left out: the name of the artefact bucket is not known
/// before its stack is deployed, which is before this deployment has the lock. Losses are left out too:
/// they are allowed by name, and the number of messages in a queue changes all the time.
type Shown = (String, bool, Vec<ResourceChange>, Vec<Grant>);

fn shown(ctx: &Context, changes: &[StackChanges]) -> Result<Vec<Shown>> {
    let bucket = &ctx.manifest.stack(artifacts::SERVICE)?.name;
    let resource = |it: &ResourceChange| ResourceChange { loss: None, ..it.clone() };
    let stack = |it: &StackChanges| {
        let resources = it.resources.iter().map(resource).collect();
        (it.stack.clone(), it.is_new, resources, it.broadened.clone())
    };
    Ok(changes.iter().filter(|it| it.stack != *bucket).map(stack).collect())
}

/// The user's answer to a question; empty if standard input is not a terminal.
pub fn ask(question: &str) -> Result<String> {
    if !std::io::stdin().is_terminal() {
        return Ok(String::new());
    }
    eprint!("{question}");
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer).map_err(reading("standard input"))?;
    Ok(answer.trim().to_owned())
}
