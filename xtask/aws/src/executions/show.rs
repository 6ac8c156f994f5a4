//! Shows an execution and its events.

use std::fmt::Write;

use aws_sdk_lambda::types::{self, ErrorObject};
use jiff::Timestamp;
use request::ShowExecution;
use serde::Serialize;

use super::{about_execution, check_arn, text, timestamp};
use crate::{context::Context, error::Result};

/// An execution. Input, result and errors are absent unless the options ask for them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Shown {
    pub arn: String,
    pub name: String,
    pub status: String,
    pub version: Option<String>,
    pub started: Option<Timestamp>,
    pub ended: Option<Timestamp>,
    pub input: Option<String>,
    pub result: Option<String>,
    pub error: Option<String>,
    pub events: Vec<Event>,
}

/// Something that happened in an execution.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    pub time: Option<Timestamp>,
    /// Such as `StepSucceeded`.
    pub kind: String,
    /// The operation, if the event concerns one: its name in the function's code, or else its id.
    pub operation: Option<String>,
    pub error: Option<String>,
}

pub async fn run(ctx: &Context, options: &ShowExecution) -> Result<()> {
    let execution = read(ctx, options).await?;
    if options.json {
        println!("{:#}", serde_json::json!(execution));
    } else {
        print!("{}", page(&execution));
    }
    Ok(())
}

/// The execution with all its events.
pub async fn read(ctx: &Context, options: &ShowExecution) -> Result<Shown> {
    let ShowExecution { arn, data, .. } = options;
    check_arn(ctx, arn)?;
    let request = ctx.lambda.get_durable_execution().durable_execution_arn(arn);
    let execution = request.include_execution_data(*data).send().await;
    let execution = execution.map_err(about_execution(ctx, "read", arn))?;
    Ok(Shown {
        arn: arn.clone(),
        name: execution.durable_execution_name().to_owned(),
        status: execution.status().as_str().to_owned(),
        version: execution.version().map(str::to_owned),
        started: timestamp(execution.start_timestamp()),
        ended: execution.end_timestamp().and_then(timestamp),
        input: execution.input_payload().filter(|_| *data).map(str::to_owned),
        result: execution.result().filter(|_| *data).map(str::to_owned),
        error: execution.error().filter(|_| *data).map(message),
        events: events(ctx, arn, *data).await?,
    })
}

async fn events(ctx: &Context, arn: &str, data: bool) -> Result<Vec<Event>> {
    let request = ctx.lambda.get_durable_execution_history().durable_execution_arn(arn);
    let mut found = request.include_execution_data(data).into_paginator().items().send();
    let mut events = vec![];
    while let Some(event) = found.next().await {
        let event = event.map_err(about_execution(ctx, "read the events of", arn))?;
        events.push(Event {
            time: event.event_timestamp().and_then(timestamp),
            kind: event.event_type().map_or("unknown", |it| it.as_str()).to_owned(),
            operation: event.name().or(event.id()).map(str::to_owned),
            error: error(&event).filter(|_| data).map(message),
        });
    }
    Ok(events)
}

/// The error of an event that says that something failed.
fn error(event: &types::Event) -> Option<&ErrorObject> {
    let step = event.step_failed_details().and_then(|it| it.error());
    let context = || event.context_failed_details().and_then(|it| it.error());
    let callback = || event.callback_failed_details().and_then(|it| it.error());
    let callback_time = || event.callback_timed_out_details().and_then(|it| it.error());
    let invoke = || event.chained_invoke_failed_details().and_then(|it| it.error());
    let invoke_time = || event.chained_invoke_timed_out_details().and_then(|it| it.error());
    let invoke_stop = || event.chained_invoke_stopped_details().and_then(|it| it.error());
    let invocation = || event.invocation_completed_details().and_then(|it| it.error());
    step.or_else(context)
        .or_else(callback)
        .or_else(callback_time)
        .or_else(invoke)
        .or_else(invoke_time)
        .or_else(invoke_stop)
        .or_else(invocation)?
        .payload()
}

fn message(error: &ErrorObject) -> String {
    let (kind, message) = (error.error_type(), error.error_message().unwrap_or("no message"));
    format!("{}: {message}", kind.unwrap_or("error"))
}

/// The execution for a person: what it is, and one event per line.
pub fn page(execution: &Shown) -> String {
    let version = execution.version.as_deref().unwrap_or("unknown");
    let mut page = format!(
        "{}\n  {} of version {version}, started {}",
        execution.name,
        execution.status,
        text(execution.started)
    );
    if execution.ended.is_some() {
        write!(page, ", ended {}", text(execution.ended)).unwrap_or_default();
    }
    page.push('\n');
    let data =
        [("input", &execution.input), ("result", &execution.result), ("error", &execution.error)];
    for (name, value) in data {
        if let Some(value) = value {
            writeln!(page, "  {name}: {value}").unwrap_or_default();
        }
    }
    page.extend(execution.events.iter().map(line));
    page
}

fn line(event: &Event) -> String {
    let operation = event.operation.as_ref().map(|it| format!("  {it}")).unwrap_or_default();
    let error = event.error.as_ref().map(|it| format!("  {it}")).unwrap_or_default();
    let line = format!("{}  {:22}{operation}{error}", text(event.time), event.kind);
    format!("{}\n", line.trim_end())
}
