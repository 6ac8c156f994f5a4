//! Questions about executions, as Lambda's API answers them.

use form_urlencoded::parse;
use http::Request;
use hyper::body::Bytes;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::{
    clock::Clock,
    control_plane::ControlPlane,
    execution::{End, Execution},
    functions::{Functions, Target},
    history::Event,
    refusal::Refusal,
    wire::seconds,
};

/// Most entries of a page of executions or events.
const MAX_ITEMS: usize = 1000;

/// Entries of a page, unless the request says how many.
const ITEMS: usize = 100;

/// The parameters of a request.
pub(crate) struct Query(Vec<(String, String)>);

impl Query {
    pub(crate) fn of(request: &Request<Bytes>) -> Self {
        Self(parse(request.uri().query().unwrap_or_default().as_bytes()).into_owned().collect())
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
    }

    fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(it, _)| it == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn number(&self, name: &str) -> Result<Option<usize>, Refusal> {
        let invalid = |it: &str| Refusal::invalid(format!("`{name}` is not a number: `{it}`"));
        self.get(name).map(|it| it.parse().map_err(|_| invalid(it))).transpose()
    }

    fn time(&self, name: &str) -> Result<Option<Timestamp>, Refusal> {
        let invalid = |it: &str| Refusal::invalid(format!("`{name}` is not a time: `{it}`"));
        self.get(name).map(|it| it.parse().map_err(|_| invalid(it))).transpose()
    }

    fn is_true(&self, name: &str) -> bool {
        self.get(name) == Some("true")
    }
}

/// `GetDurableExecution`.
pub(crate) fn execution(execution: &Execution, query: &Query) -> Value {
    let mut response = summary(execution);
    response["Version"] = json!(execution.function.qualifier);
    response["DurableConfig"] = json!(execution.config);
    let has_data = query.get("IncludeExecutionData") != Some("false");
    response["ExecutionDataIncluded"] = json!(has_data);
    if has_data {
        response["InputPayload"] = json!(execution.input());
        if let Some(outcome) = execution.outcome() {
            response["Result"] = json!(outcome.result());
            response["Error"] = json!(outcome.error());
        }
    }
    response
}

/// `ListDurableExecutionsByFunction`.
pub(crate) fn list<F: Functions, C: Clock>(
    plane: &ControlPlane<F, C>,
    function: &str,
    query: &Query,
) -> Result<Value, Refusal> {
    let target = Target::parse(function);
    let qualifier = target.qualifier.as_deref().or_else(|| query.get("Qualifier"));
    let (after, before) = (query.time("StartedAfter")?, query.time("StartedBefore")?);
    let is_wanted = |it: &Execution| {
        let status = json!(it.status());
        qualifier.is_none_or(|wanted| it.function.qualifier.as_deref() == Some(wanted))
            && query.get("DurableExecutionName").is_none_or(|name| it.name == name)
            && (query.get("Statuses").is_none() || query.all("Statuses").any(|it| status == it))
            && after.is_none_or(|time| it.started > time)
            && before.is_none_or(|time| it.started < time)
    };
    let mut executions = plane.list(Some(&target.function));
    executions.retain(is_wanted);
    let (page, marker) = page(executions, query)?;
    let page: Vec<Value> = page.iter().map(summary).collect();
    Ok(json!({ "DurableExecutions": page, "NextMarker": marker }))
}

/// `GetDurableExecutionHistory`.
pub(crate) fn history(execution: &Execution, query: &Query) -> Result<Value, Refusal> {
    let mut events = execution.history.clone();
    if !query.is_true("IncludeExecutionData") {
        events = events.into_iter().map(Event::without_data).collect();
    }
    let (page, marker) = page(events, query)?;
    Ok(json!({ "Events": page, "NextMarker": marker }))
}

fn summary(execution: &Execution) -> Value {
    let arn = execution.arn.split_once("/durable-execution/").map_or("", |(arn, _)| arn);
    let mut summary = json!({
        "DurableExecutionArn": execution.arn,
        "DurableExecutionName": execution.name,
        "FunctionArn": arn,
        "Status": execution.status(),
        "StartTimestamp": seconds::of(execution.started),
    });
    if let Some(End { time, .. }) = &execution.end {
        summary["EndTimestamp"] = json!(seconds::of(*time));
    }
    summary
}

/// The page that the request asks for, and the marker of the next one.
fn page<T>(mut all: Vec<T>, query: &Query) -> Result<(Vec<T>, Option<String>), Refusal> {
    if query.is_true("ReverseOrder") {
        all.reverse();
    }
    let start = query.number("Marker")?.unwrap_or(0);
    let size = query.number("MaxItems")?.unwrap_or(ITEMS).clamp(1, MAX_ITEMS);
    let end = start.saturating_add(size);
    let marker = (end < all.len()).then(|| end.to_string());
    Ok((all.into_iter().skip(start).take(size).collect(), marker))
}
