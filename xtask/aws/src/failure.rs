//! The first failure in a stack, with the line of Rust that declared the failed resource.

use aws_sdk_cloudformation::types::StackEvent;
use manifest::Stack;

use crate::{
    context::Context,
    error::{Error, Result, call},
};

/// An event of one resource, as CloudFormation reports it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    pub id: String,
    /// For example `CREATE_FAILED`.
    pub status: String,
    pub reason: String,
}

/// The events of one operation, newest first.
pub async fn events(ctx: &Context, stack: &str, token: &str) -> Result<Vec<Event>> {
    let mut pages =
        ctx.cloudformation.describe_stack_events().stack_name(stack).into_paginator().send();
    let mut events = vec![];
    while let Some(page) = pages.next().await {
        let page = page.map_err(call(format!("read the events of `{stack}`")))?;
        for event in page.stack_events() {
            if event.client_request_token() != Some(token) {
                return Ok(events);
            }
            events.push(Event::from(event));
        }
    }
    Ok(events)
}

impl From<&StackEvent> for Event {
    fn from(event: &StackEvent) -> Self {
        let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
        Self {
            id: text(event.logical_resource_id()),
            status: text(
                event.resource_status().map(aws_sdk_cloudformation::types::ResourceStatus::as_str),
            ),
            reason: text(event.resource_status_reason()),
        }
    }
}

/// The error for an operation that ended in `status`.
pub fn explain(stack: &Stack, status: &str, events: &[Event]) -> Error {
    let Some(event) = first_cause(events) else {
        return Error::fault(format!("`{}` ended in {status} without giving a reason", stack.name));
    };
    let declared =
        stack.declared.get(&event.id).map_or(String::new(), |it| format!(" (declared at {it})"));
    Error::fault(format!(
        "`{}` ended in {status}: `{}`{declared}: {}: {}",
        stack.name, event.id, event.status, event.reason
    ))
}

/// The oldest failure. Later ones are consequences, such as cancelled siblings.
fn first_cause(events: &[Event]) -> Option<&Event> {
    events
        .iter()
        .rev()
        .find(|it| it.status.ends_with("_FAILED") && !it.reason.contains("cancelled"))
        .or_else(|| {
            events.iter().rev().find(|it| it.status.contains("ROLLBACK") && !it.reason.is_empty())
        })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn event(id: &str, status: &str, reason: &str) -> Event {
        Event { id: id.to_owned(), status: status.to_owned(), reason: reason.to_owned() }
    }

    #[test]
    fn the_first_failure_is_reported_with_its_declaration() {
        let stack = Stack {
            name: "Users-dev".to_owned(),
            service: "user-management".to_owned(),
            template: "Users-dev.yaml".into(),
            sha256: String::new(),
            depends_on: vec![],
            has_code: false,
            dead_letters: vec![],
            declared: BTreeMap::from([("Queue".to_owned(), "stacks/src/users.rs:12".to_owned())]),
        };
        let newest_first = [
            event("Users-dev", "ROLLBACK_IN_PROGRESS", "The following resource(s) failed"),
            event("Table", "CREATE_FAILED", "Resource creation cancelled"),
            event("Queue", "CREATE_FAILED", "bad name"),
            event("Queue", "CREATE_IN_PROGRESS", ""),
        ];
        assert_eq!(
            explain(&stack, "ROLLBACK_COMPLETE", &newest_first).to_string(),
            "`Users-dev` ended in ROLLBACK_COMPLETE: `Queue` (declared at stacks/src/users.rs:12): \
             CREATE_FAILED: bad name"
        );
    }
}
