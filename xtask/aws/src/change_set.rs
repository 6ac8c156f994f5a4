//! Change sets: what CloudFormation finds to change in a stack, before it is executed.

use aws_sdk_cloudformation::types::{Capability, ChangeSetStatus, ChangeSetType, Parameter, Tag};
use manifest::Stack;

use crate::{
    artifacts,
    context::Context,
    error::{Error, Result, call},
    progress::Task,
    stack::{Values, token},
};

/// Creates a change set and returns its name; `None` if it would change nothing.
///
/// Retained resources that exist already are imported: CloudFormation leaves them behind when the first
/// creation of their stack fails, and could not create them again under the same names.
pub async fn create(
    ctx: &Context,
    stack: &Stack,
    kind: ChangeSetType,
    bucket: Option<&str>,
    parameters: &Values,
    task: &Task<'_>,
) -> Result<Option<String>> {
    task.now("comparing");
    let name = token("deploy");
    let parameter = |(key, value): (&String, &String)| {
        Parameter::builder().parameter_key(key).parameter_value(value).build()
    };
    let request = ctx
        .cloudformation
        .create_change_set()
        .stack_name(&stack.name)
        .change_set_name(&name)
        .change_set_type(kind)
        .import_existing_resources(true)
        .capabilities(Capability::CapabilityNamedIam)
        .set_parameters(Some(parameters.iter().map(parameter).collect()))
        .tags(tag("environment", &ctx.manifest.environment))
        .tags(tag("service", &stack.service));
    let text = ctx.template_text(stack)?;
    let request = match artifacts::template_url(ctx, bucket, stack, &text).await? {
        Some(url) => request.template_url(url),
        None => request.template_body(text),
    };
    let action = format!("create a change set for `{}`", stack.name);
    request.send().await.map_err(call(action))?;
    let verdict = wait(ctx, &stack.name, &name).await?;
    if verdict != Verdict::Changes {
        delete(ctx, &stack.name, &name).await?;
    }
    match verdict {
        Verdict::Changes => Ok(Some(name)),
        Verdict::NoChanges => Ok(None),
        Verdict::Rejected(reason) => Err(rejection(&stack.name, &reason)),
    }
}

/// What CloudFormation makes of a change set.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Changes,
    NoChanges,
    /// With its reason.
    Rejected(String),
}

async fn wait(ctx: &Context, stack: &str, name: &str) -> Result<Verdict> {
    loop {
        let answer = ctx
            .cloudformation
            .describe_change_set()
            .stack_name(stack)
            .change_set_name(name)
            .send()
            .await
            .map_err(call(format!("describe the change set of `{stack}`")))?;
        let reason = answer.status_reason().unwrap_or_default();
        match answer.status() {
            Some(ChangeSetStatus::CreateComplete) => return Ok(Verdict::Changes),
            Some(ChangeSetStatus::Failed) if is_empty(reason) => return Ok(Verdict::NoChanges),
            Some(ChangeSetStatus::Failed) => return Ok(Verdict::Rejected(reason.to_owned())),
            _ => tokio::time::sleep(ctx.poll_interval).await,
        }
    }
}

/// CloudFormation reports an empty change set with one of two texts.
fn is_empty(reason: &str) -> bool {
    reason.contains("didn't contain changes") || reason.contains("No updates are to be performed")
}

fn rejection(stack: &str, reason: &str) -> Error {
    let message = format!("CloudFormation rejected the change set of `{stack}`: {reason}");
    if reason.contains("attempting to import") {
        let hint = "delete what is left of an earlier deployment, because it has the name of a new \
                    resource, and run the same command again";
        return Error::wrong(message, hint);
    }
    Error::fault(message)
}

pub async fn delete(ctx: &Context, stack: &str, name: &str) -> Result<()> {
    ctx.cloudformation
        .delete_change_set()
        .stack_name(stack)
        .change_set_name(name)
        .send()
        .await
        .map_err(call(format!("delete the change set of `{stack}`")))?;
    Ok(())
}

fn tag(key: &str, value: &str) -> Tag {
    Tag::builder().key(key).value(value).build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_texts_for_an_empty_change_set_are_recognised() {
        assert!(is_empty("The submitted information didn't contain changes. Submit different"));
        assert!(is_empty("No updates are to be performed."));
        assert!(!is_empty("Template format error"));
    }
}
