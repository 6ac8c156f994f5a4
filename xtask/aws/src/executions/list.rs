//! Shows the executions of a function.

use aws_sdk_lambda::{
    error::ProvideErrorMetadata,
    types::{Execution, ExecutionStatus},
};
use jiff::Timestamp;
use request::ListExecutions;
use serde::Serialize;

use super::{lambda_name, text, timestamp};
use crate::{
    context::Context,
    error::{Result, call},
};

/// One execution.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Listed {
    pub arn: String,
    pub name: String,
    pub status: String,
    pub started: Option<Timestamp>,
    pub ended: Option<Timestamp>,
}

pub async fn run(ctx: &Context, options: &ListExecutions) -> Result<()> {
    let executions = select(ctx, options).await?;
    if options.json {
        println!("{:#}", serde_json::json!(executions));
    } else {
        print!("{}", table(&executions));
    }
    if executions.is_empty() {
        ctx.progress.line(&format!("`{}` has no such execution", options.function));
    }
    Ok(())
}

/// The executions that the options select, the latest first.
pub async fn select(ctx: &Context, options: &ListExecutions) -> Result<Vec<Listed>> {
    let function = lambda_name(ctx, &options.function)?;
    let statuses: Vec<_> = options.status.iter().map(|it| status(*it)).collect();
    let mut found = ctx
        .lambda
        .list_durable_executions_by_function()
        .function_name(&function)
        .set_statuses((!statuses.is_empty()).then_some(statuses))
        .set_durable_execution_name(options.name.clone())
        .reverse_order(true)
        .into_paginator()
        .items()
        .send();
    let mut executions = vec![];
    while executions.len() < options.limit {
        let Some(execution) = found.next().await else { break };
        let execution = execution.map_err(|error| {
            let is_unknown = error.code() == Some("ResourceNotFoundException");
            let error = call(format!("list the executions of `{function}`"))(error);
            if !is_unknown {
                return error;
            }
            error.with_hint(format!("see what is deployed with `{}`", ctx.command("status")))
        });
        executions.push(listed(&execution?));
    }
    Ok(executions)
}

fn status(status: request::ExecutionStatus) -> ExecutionStatus {
    match status {
        request::ExecutionStatus::Running => ExecutionStatus::Running,
        request::ExecutionStatus::Succeeded => ExecutionStatus::Succeeded,
        request::ExecutionStatus::Failed => ExecutionStatus::Failed,
        request::ExecutionStatus::TimedOut => ExecutionStatus::TimedOut,
        request::ExecutionStatus::Stopped => ExecutionStatus::Stopped,
    }
}

fn listed(execution: &Execution) -> Listed {
    Listed {
        arn: execution.durable_execution_arn().to_owned(),
        name: execution.durable_execution_name().to_owned(),
        status: execution.status().as_str().to_owned(),
        started: timestamp(execution.start_timestamp()),
        ended: execution.end_timestamp().and_then(timestamp),
    }
}

/// One execution per line.
pub fn table(executions: &[Listed]) -> String {
    let width = executions.iter().map(|it| it.name.len()).max().unwrap_or_default();
    let line = |it: &Listed| {
        let (started, status, name) = (text(it.started), &it.status, &it.name);
        format!("{started}  {status:9}  {name:width$}  {}\n", it.arn)
    };
    executions.iter().map(line).collect()
}
