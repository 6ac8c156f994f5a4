//! Resources that remain after an environment was destroyed. Only names of the environment's services
//! count, because other systems in the account may use the same environment name.

use aws_sdk_cloudformation::types::StackStatus;
use aws_sdk_ssm::types::Parameter;
use manifest::{Manifest, Stack};

use crate::{
    context::Context,
    error::{Result, call},
};

/// A description of each remaining resource.
pub async fn find(ctx: &Context) -> Result<Vec<String>> {
    let mut orphans = stacks(ctx).await?;
    orphans.extend(parameters(ctx).await?);
    orphans.extend(functions(ctx).await?);
    orphans.extend(tables(ctx).await?);
    orphans.extend(log_groups(ctx).await?.into_iter().map(|it| format!("log group `{it}`")));
    Ok(orphans)
}

/// Log groups that Lambda created for the environment's functions. No stack contains them.
pub async fn log_groups(ctx: &Context) -> Result<Vec<String>> {
    let prefix = "/aws/lambda/";
    let mut pages = ctx
        .logs
        .describe_log_groups()
        .log_group_name_prefix(format!("{prefix}{}-", ctx.manifest.environment))
        .into_paginator()
        .items()
        .send();
    let mut found = vec![];
    while let Some(group) = pages.next().await {
        let group = group.map_err(call("list the log groups"))?;
        let name = group.log_group_name().unwrap_or_default();
        if name.strip_prefix(prefix).is_some_and(|function| is_ours(&ctx.manifest, function)) {
            found.push(name.to_owned());
        }
    }
    Ok(found)
}

/// Whether a function is named `{environment}-{service}-...`.
fn is_ours(manifest: &Manifest, function: &str) -> bool {
    let own =
        |it: &Stack| function.starts_with(&format!("{}-{}-", manifest.environment, it.service));
    manifest.stacks.iter().any(own)
}

async fn stacks(ctx: &Context) -> Result<Vec<String>> {
    let mut pages = ctx.cloudformation.describe_stacks().into_paginator().items().send();
    let mut found = vec![];
    while let Some(stack) = pages.next().await {
        let stack = stack.map_err(call("list the stacks"))?;
        let name = stack.stack_name().unwrap_or_default();
        let ours = ctx.manifest.stacks.iter().any(|it| it.name == name);
        if ours && stack.stack_status() != Some(&StackStatus::DeleteComplete) {
            found.push(format!("stack `{name}`"));
        }
    }
    Ok(found)
}

async fn parameters(ctx: &Context) -> Result<Vec<String>> {
    let path = format!("/{}/", ctx.manifest.environment);
    let mut pages =
        ctx.ssm.get_parameters_by_path().path(path).recursive(true).into_paginator().send();
    let mut found = vec![];
    while let Some(page) = pages.next().await {
        let page = page.map_err(call("list the parameters"))?;
        let name = |it: &Parameter| format!("parameter `{}`", it.name().unwrap_or_default());
        found.extend(page.parameters().iter().map(name));
    }
    Ok(found)
}

async fn functions(ctx: &Context) -> Result<Vec<String>> {
    let mut pages = ctx.lambda.list_functions().into_paginator().items().send();
    let mut found = vec![];
    while let Some(function) = pages.next().await {
        let function = function.map_err(call("list the functions"))?;
        let name = function.function_name().unwrap_or_default();
        if is_ours(&ctx.manifest, name) {
            found.push(format!("function `{name}`"));
        }
    }
    Ok(found)
}

/// The name of a table contains that of its stack or of the environment.
async fn tables(ctx: &Context) -> Result<Vec<String>> {
    let suffix = format!("-{}", ctx.manifest.environment);
    let mut pages = ctx.dynamodb.list_tables().into_paginator().items().send();
    let mut found = vec![];
    while let Some(table) = pages.next().await {
        let table = table.map_err(call("list the tables"))?;
        let of_a_stack = |it: &Stack| table.starts_with(&format!("{}-", it.name));
        if table.ends_with(&suffix) || ctx.manifest.stacks.iter().any(of_a_stack) {
            found.push(format!("table `{table}`"));
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Aws, Project};

    #[test]
    fn only_functions_with_the_name_of_a_service_are_ours() {
        let mut project = Project::new();
        project.set("Users", &serde_json::json!({}));
        let manifest = project.context(&Aws::default()).manifest;
        assert!(is_ours(&manifest, "dev-users-login"));
        for other in ["dev-billing-sync", "dev-usersx", "prod-users-login"] {
            assert!(!is_ours(&manifest, other), "{other}");
        }
    }
}
