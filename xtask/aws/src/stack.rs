//! One stack: reading its state, deploying it, deleting it.
//!
//! Every step reads the state before it acts, so a run may be killed at any point and the next one
//! continues from there.

use std::{collections::BTreeMap, time::SystemTime};

use aws_sdk_cloudformation::{
    error::ProvideErrorMetadata,
    types::{
        ChangeSetType, Parameter, ResourceStatus, Stack as Description, StackResourceSummary,
        StackStatus, TemplateStage,
    },
};
use manifest::Stack;

use crate::{
    change_set,
    changes::{self, ResourceChange, Version},
    context::Context,
    error::{Error, Result, call},
    failure,
    progress::Task,
    template,
};

/// Outputs or parameters of a stack, by name.
pub type Values = BTreeMap<String, String>;

/// The result of deploying one stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deployed {
    pub changed: bool,
    pub outputs: Values,
}

/// CloudFormation's description of a stack; `None` if the stack does not exist.
pub async fn describe(ctx: &Context, name: &str) -> Result<Option<Description>> {
    match ctx.cloudformation.describe_stacks().stack_name(name).send().await {
        Ok(answer) => Ok(answer
            .stacks
            .unwrap_or_default()
            .into_iter()
            .find(|it| it.stack_status() != Some(&StackStatus::DeleteComplete))),
        Err(error) if error.message().is_some_and(|it| it.contains("does not exist")) => Ok(None),
        Err(error) => Err(call(format!("describe the stack `{name}`"))(error)),
    }
}

/// The deployed template and parameters; `None` if the stack must be created or recreated.
pub async fn deployed_version(ctx: &Context, name: &str) -> Result<Option<Version>> {
    let Some(stack) = describe(ctx, name).await?.filter(|it| !must_be_recreated(it)) else {
        return Ok(None);
    };
    let text = template_text(ctx, name).await?;
    Ok(Some(Version { template: template::parse(name, &text)?, parameters: parameters(&stack) }))
}

/// The resources that a deployment deletes together with a stack whose creation or deletion failed,
/// before it creates the stack again. The new stack imports those that are retained.
pub async fn deleted_first(ctx: &Context, name: &str) -> Result<Vec<ResourceChange>> {
    let failed = |it: &Description| {
        must_be_recreated(it) && it.stack_status() != Some(&StackStatus::ReviewInProgress)
    };
    if !describe(ctx, name).await?.is_some_and(|it| failed(&it)) {
        return Ok(vec![]);
    }
    let template = template::parse(name, &template_text(ctx, name).await?)?;
    let removal = |it: &StackResourceSummary| {
        let id = it.logical_resource_id()?;
        let definition = &template["Resources"][id];
        let retained = changes::is_retained(&definition["DeletionPolicy"]);
        (exists(it) && !retained).then(|| changes::removal(id, definition))
    };
    let mut pages =
        ctx.cloudformation.list_stack_resources().stack_name(name).into_paginator().send();
    let mut removals = vec![];
    while let Some(page) = pages.next().await {
        let page = page.map_err(call(format!("list the resources of `{name}`")))?;
        removals.extend(page.stack_resource_summaries().iter().filter_map(removal));
    }
    Ok(removals)
}

fn exists(resource: &StackResourceSummary) -> bool {
    !matches!(
        resource.resource_status(),
        Some(
            ResourceStatus::CreateFailed
                | ResourceStatus::DeleteComplete
                | ResourceStatus::DeleteSkipped
        )
    )
}

pub fn outputs(stack: &Description) -> Values {
    let pair = |it: &aws_sdk_cloudformation::types::Output| {
        Some((it.output_key()?.to_owned(), it.output_value()?.to_owned()))
    };
    stack.outputs().iter().filter_map(pair).collect()
}

/// For example `UPDATE_COMPLETE`.
pub fn status(stack: &Description) -> &str {
    stack.stack_status().map_or("UNKNOWN", StackStatus::as_str)
}

/// Creates or updates a stack. `bucket` contains its code, and its template if that is large.
/// With `thorough`, CloudFormation compares the stack even if template and parameters are equal.
/// `check` can refuse the changes just before they are made, and just before a stack that failed is
/// deleted.
pub async fn deploy(
    ctx: &Context,
    stack: &Stack,
    bucket: Option<&str>,
    thorough: bool,
    check: impl AsyncFn() -> Result<()>,
    task: &Task<'_>,
) -> Result<Deployed> {
    let current = make_deployable(ctx, stack, &check, task).await?;
    let parameters = wanted_parameters(ctx, stack, bucket)?;
    if let Some(current) = &current
        && !thorough
        && is_up_to_date(ctx, stack, current, &parameters).await?
    {
        protect(ctx, current).await?;
        return Ok(Deployed { changed: false, outputs: outputs(current) });
    }
    let kind = if current.is_some() { ChangeSetType::Update } else { ChangeSetType::Create };
    let change_set = change_set::create(ctx, stack, kind, bucket, &parameters, task).await?;
    if let Some(change_set) = &change_set {
        if let Err(refusal) = check().await {
            change_set::delete(ctx, &stack.name, change_set).await?;
            return Err(refusal);
        }
        execute(ctx, stack, change_set, task).await?;
    }
    let Some(description) = describe(ctx, &stack.name).await? else {
        return Err(deleted_meanwhile(stack));
    };
    protect(ctx, &description).await?;
    Ok(Deployed { changed: change_set.is_some(), outputs: outputs(&description) })
}

/// Deletes a stack. Returns whether it existed.
pub async fn delete(ctx: &Context, name: &str, task: &Task<'_>) -> Result<bool> {
    let Some(stack) = wait_until_idle(ctx, name, task).await? else { return Ok(false) };
    let id = stack.stack_id().unwrap_or(name);
    let token = token("delete");
    task.now("deleting");
    ctx.cloudformation
        .delete_stack()
        .stack_name(id)
        .client_request_token(&token)
        .send()
        .await
        .map_err(call(format!("delete the stack `{name}`")))?;
    while let Some(stack) = describe(ctx, id).await? {
        if !is_in_progress(&stack) && stack.stack_status() == Some(&StackStatus::DeleteFailed) {
            let reason = stack.stack_status_reason().unwrap_or("no reason given");
            return Err(Error::fault(format!("failed to delete the stack `{name}`: {reason}")));
        }
        report_events(ctx, id, &token, task).await?;
        tokio::time::sleep(ctx.poll_interval).await;
    }
    Ok(true)
}

/// Waits until no operation runs, deletes a stack that cannot be updated, and returns the stack if
/// one is left. `check` can refuse the deletion: how a running operation ends is known only afterwards.
async fn make_deployable(
    ctx: &Context,
    stack: &Stack,
    check: &impl AsyncFn() -> Result<()>,
    task: &Task<'_>,
) -> Result<Option<Description>> {
    let Some(current) = wait_until_idle(ctx, &stack.name, task).await? else { return Ok(None) };
    match current.stack_status() {
        Some(StackStatus::ReviewInProgress) => Ok(None),
        _ if must_be_recreated(&current) => {
            check().await?;
            task.now(&format!("deleting the stack in state {}", status(&current)));
            delete(ctx, &stack.name, task).await?;
            Ok(None)
        }
        Some(StackStatus::UpdateRollbackFailed) => {
            task.now("continuing the rollback that failed");
            ctx.cloudformation
                .continue_update_rollback()
                .stack_name(&stack.name)
                .send()
                .await
                .map_err(call(format!("continue the rollback of `{}`", stack.name)))?;
            let after = wait_until_idle(ctx, &stack.name, task).await?;
            match after.as_ref().and_then(Description::stack_status) {
                Some(StackStatus::UpdateRollbackFailed) => Err(Error::wrong(
                    format!("the rollback of `{}` failed again", stack.name),
                    "find the resource that failed in the stack's events in the AWS console",
                )),
                _ => Ok(after),
            }
        }
        _ => Ok(Some(current)),
    }
}

/// Waits until no operation runs on the stack.
async fn wait_until_idle(
    ctx: &Context,
    name: &str,
    task: &Task<'_>,
) -> Result<Option<Description>> {
    loop {
        match describe(ctx, name).await? {
            Some(stack) if is_in_progress(&stack) => {
                task.now(&format!("waiting for {} to end", status(&stack)));
                tokio::time::sleep(ctx.poll_interval).await;
            }
            idle => return Ok(idle),
        }
    }
}

fn is_in_progress(stack: &Description) -> bool {
    stack.stack_status() != Some(&StackStatus::ReviewInProgress)
        && status(stack).ends_with("_IN_PROGRESS")
}

/// Whether the stack cannot be updated, because its creation or deletion failed.
fn must_be_recreated(stack: &Description) -> bool {
    matches!(
        stack.stack_status(),
        Some(
            StackStatus::ReviewInProgress
                | StackStatus::RollbackComplete
                | StackStatus::RollbackFailed
                | StackStatus::CreateFailed
                | StackStatus::DeleteFailed
        )
    )
}

async fn is_up_to_date(
    ctx: &Context,
    stack: &Stack,
    current: &Description,
    wanted: &Values,
) -> Result<bool> {
    Ok(parameters(current) == *wanted
        && template_text(ctx, &stack.name).await? == ctx.template_text(stack)?)
}

fn parameters(stack: &Description) -> Values {
    let pair =
        |it: &Parameter| Some((it.parameter_key()?.to_owned(), it.parameter_value()?.to_owned()));
    stack.parameters().iter().filter_map(pair).collect()
}

async fn template_text(ctx: &Context, name: &str) -> Result<String> {
    let answer = ctx
        .cloudformation
        .get_template()
        .stack_name(name)
        .template_stage(TemplateStage::Original)
        .send()
        .await
        .map_err(call(format!("read the deployed template of `{name}`")))?;
    Ok(answer.template_body.unwrap_or_default())
}

/// The values that the template's parameters should have.
pub fn wanted_parameters(ctx: &Context, stack: &Stack, bucket: Option<&str>) -> Result<Values> {
    if !stack.has_code {
        return Ok(Values::new());
    }
    let missing = |what: &str| Error::fault(format!("the {what} of `{}` is missing", stack.name));
    let artifact = ctx.artifacts.get(&stack.service).ok_or_else(|| missing("artefact"))?;
    Ok(Values::from([
        ("ArtifactBucket".to_owned(), bucket.ok_or_else(|| missing("artefact bucket"))?.to_owned()),
        ("ArtifactKey".to_owned(), artifact.key(&stack.service)),
    ]))
}

async fn execute(ctx: &Context, stack: &Stack, change_set: &str, task: &Task<'_>) -> Result<()> {
    task.now("deploying");
    let token = token("execute");
    ctx.cloudformation
        .execute_change_set()
        .stack_name(&stack.name)
        .change_set_name(change_set)
        .client_request_token(&token)
        .send()
        .await
        .map_err(call(format!("execute the change set of `{}`", stack.name)))?;
    loop {
        let Some(current) = describe(ctx, &stack.name).await? else {
            return Err(deleted_meanwhile(stack));
        };
        match current.stack_status() {
            // The local AWS reports the old state until the operation starts.
            Some(StackStatus::ReviewInProgress) => {}
            _ if is_in_progress(&current) => {
                report_events(ctx, &stack.name, &token, task).await?;
            }
            Some(StackStatus::CreateComplete | StackStatus::UpdateComplete) => return Ok(()),
            _ => {
                let events = failure::events(ctx, &stack.name, &token).await?;
                return Err(failure::explain(stack, status(&current), &events));
            }
        }
        tokio::time::sleep(ctx.poll_interval).await;
    }
}

/// Shows the latest event, on a terminal only.
async fn report_events(ctx: &Context, stack: &str, token: &str, task: &Task<'_>) -> Result<()> {
    if task.is_live() {
        let events = failure::events(ctx, stack, token).await?;
        let done = events.iter().filter(|it| it.status.ends_with("_COMPLETE")).count();
        if let Some(latest) = events.first() {
            task.now(&format!("{done} done, {} {}", latest.id, latest.status));
        }
    }
    Ok(())
}

fn deleted_meanwhile(stack: &Stack) -> Error {
    Error::fault(format!("the stack `{}` was deleted during its deployment", stack.name))
}

/// Sets termination protection if, and only if, the environment is protected.
async fn protect(ctx: &Context, stack: &Description) -> Result<()> {
    let wanted = ctx.manifest.protected;
    let name = stack.stack_name().unwrap_or_default();
    if stack.enable_termination_protection().unwrap_or_default() != wanted {
        ctx.cloudformation
            .update_termination_protection()
            .stack_name(name)
            .enable_termination_protection(wanted)
            .send()
            .await
            .map_err(call(format!("set the termination protection of `{name}`")))?;
    }
    Ok(())
}

/// A unique name for one operation.
pub fn token(operation: &str) -> String {
    let now = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default().as_nanos();
    format!("{operation}-{}-{now}", std::process::id())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_state(status: StackStatus) -> Description {
        Description::builder().stack_status(status).build()
    }

    #[test]
    fn a_stack_under_review_is_idle_and_must_be_recreated() {
        let review = in_state(StackStatus::ReviewInProgress);
        assert!(!is_in_progress(&review) && must_be_recreated(&review));
        assert!(is_in_progress(&in_state(StackStatus::UpdateCompleteCleanupInProgress)));
        assert!(!is_in_progress(&in_state(StackStatus::RollbackComplete)));
        assert!(must_be_recreated(&in_state(StackStatus::RollbackComplete)));
        assert!(!must_be_recreated(&in_state(StackStatus::UpdateRollbackComplete)));
    }
}
