//! Shows what a deployment would change, as text or JSON.

use manifest::Stack;
use request::Diff;

use crate::{
    artifacts,
    changes::{Action, Difference, Loss, StackChanges, Version, compare},
    context::Context,
    error::Result,
    indexes, names, preflight, queues, stack,
    template::short,
};

/// Prints the changes. Returns whether they count as a failure.
pub async fn run(ctx: &Context, options: &Diff) -> Result<bool> {
    preflight::check_account(ctx).await?;
    let stacks = selected(ctx, &options.stacks)?;
    let mut changes = changes(ctx, &stacks).await?;
    changes.retain(|it| !it.is_empty());
    if options.json {
        println!("{:#}", serde_json::json!(changes));
    } else {
        for change in &changes {
            println!("{}", text(change));
        }
        ctx.progress.line(&format!("{} of {} stacks would change", changes.len(), stacks.len()));
    }
    indexes::refuse(&changes)?;
    names::refuse(&changes)?;
    Ok(options.fail && !changes.is_empty())
}

/// The named stacks; all if none is named.
pub fn selected<'a>(ctx: &'a Context, names: &[String]) -> Result<Vec<&'a Stack>> {
    if names.is_empty() {
        return Ok(ctx.manifest.stacks.iter().collect());
    }
    names.iter().map(|it| Ok(ctx.manifest.stack(it)?)).collect()
}

/// Compares each stack with its deployed version.
pub async fn changes(ctx: &Context, stacks: &[&Stack]) -> Result<Vec<StackChanges>> {
    let bucket = bucket(ctx).await?;
    let mut changes = vec![];
    for stack in stacks {
        let before = stack::deployed_version(ctx, &stack.name).await?;
        let after = wanted(ctx, stack, bucket.as_deref(), before.as_ref())?;
        let mut compared = compare(&stack.name, before.as_ref(), &after);
        if before.is_none() {
            compared.resources.splice(0..0, stack::deleted_first(ctx, &stack.name).await?);
        }
        queues::count(ctx, &mut compared).await?;
        changes.push(compared);
    }
    Ok(changes)
}

/// The artefact bucket's name, if it is deployed.
pub async fn bucket(ctx: &Context) -> Result<Option<String>> {
    let stack = ctx.manifest.stack(artifacts::SERVICE)?;
    let deployed = stack::describe(ctx, &stack.name).await?;
    Ok(deployed.and_then(|it| stack::outputs(&it).remove(artifacts::BUCKET_OUTPUT)))
}

/// The synthesised version. If no code was built, the deployed code counts as current.
fn wanted(
    ctx: &Context,
    stack: &Stack,
    bucket: Option<&str>,
    before: Option<&Version>,
) -> Result<Version> {
    let parameters = if ctx.artifacts.is_empty() {
        before.map(|it| it.parameters.clone()).unwrap_or_default()
    } else {
        stack::wanted_parameters(ctx, stack, Some(bucket.unwrap_or("not created yet")))?
    };
    Ok(Version { template: ctx.template(stack)?, parameters })
}

/// The changes of one stack, as text.
pub fn text(changes: &StackChanges) -> String {
    let mut text = format!("{}{}\n", changes.stack, if changes.is_new { " (new)" } else { "" });
    for change in &changes.resources {
        let sign = match change.action {
            Action::Add => "+",
            Action::Remove => "-",
            Action::Update => "~",
            Action::Replace => "±",
        };
        let replaced = if change.action == Action::Replace { " REPLACED" } else { "" };
        let loss = match change.loss {
            Some(Loss::Data) => " LOSES ITS DATA".to_owned(),
            Some(Loss::Messages(count)) => format!(" LOSES {count} MESSAGES"),
            Some(Loss::Orphaned) => " LEAVES THE STACK WITH ITS DATA".to_owned(),
            None => String::new(),
        };
        push(&mut text, &format!("  {sign} {} {}{replaced}{loss}", change.kind, change.id));
        change.differences.iter().for_each(|it| push(&mut text, &format!("      {}", line(it))));
    }
    if !changes.is_new {
        changes.others.iter().for_each(|it| push(&mut text, &format!("  ~ {}", line(it))));
    }
    if !changes.broadened.is_empty() || !changes.narrowed.is_empty() {
        push(&mut text, "  access");
        changes.broadened.iter().for_each(|it| push(&mut text, &format!("    + {it}")));
        changes.narrowed.iter().for_each(|it| push(&mut text, &format!("    - {it}")));
    }
    text
}

fn push(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}

fn line(difference: &Difference) -> String {
    let value = |it: &Option<_>| it.as_ref().map_or("nothing".to_owned(), short);
    format!("{}: {} → {}", difference.path, value(&difference.before), value(&difference.after))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::*;

    #[test]
    fn changes_of_access_are_listed_apart() {
        let version = |resources| Version {
            template: json!({ "Resources": resources }),
            parameters: BTreeMap::new(),
        };
        let before = version(json!({
            "Old": { "Type": "AWS::SQS::Queue" },
            "Queue": { "Type": "AWS::SQS::Queue", "Properties": { "DelaySeconds": 1 } },
        }));
        let after = version(json!({
            "Queue": { "Type": "AWS::SQS::Queue", "Properties": { "DelaySeconds": 2 } },
            "Route": { "Type": "AWS::ApiGatewayV2::Route", "Properties": { "RouteKey": "GET /" } },
        }));
        assert_eq!(
            text(&compare("Users-dev", Some(&before), &after)),
            "\
Users-dev
  - AWS::SQS::Queue Old
  ~ AWS::SQS::Queue Queue
      DelaySeconds: 1 → 2
  + AWS::ApiGatewayV2::Route Route
  access
    + Route allows anyone: GET /
"
        );
    }
}
