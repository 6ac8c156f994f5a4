//! Checkpoints: batches of updates that are applied completely or not at all, each with a token that
//! is valid once.

use std::collections::HashMap;

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    execution::Execution,
    invocation::LastCheckpoint,
    refusal::Refusal,
    wire::{Action, Operation, OperationType, Update},
};

/// Longest payload of an operation, in bytes.
const MAX_PAYLOAD: usize = 1 << 20;

/// Longest result of an execution, in bytes.
const MAX_RESULT: usize = 6 << 20;

/// The request of a checkpoint.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Checkpoint {
    /// The token of the invocation, or of its previous checkpoint.
    pub checkpoint_token: String,
    /// The same in every attempt to send this request.
    pub client_token: Option<String>,
    /// What changed.
    #[serde(default)]
    pub updates: Vec<Update>,
}

impl Checkpoint {
    /// The same checkpoint, with waits and pauses between attempts that take no time.
    #[must_use]
    pub(crate) fn without_waits(mut self) -> Self {
        for update in &mut self.updates {
            if let Some(options) = &mut update.wait_options {
                options.wait_seconds = 0;
            }
            if let Some(options) = &mut update.step_options {
                options.next_attempt_delay_seconds = 0;
            }
        }
        self
    }
}

impl Execution {
    /// Applies a checkpoint. Returns the next token, and what changed since the previous one.
    ///
    /// The response of a checkpoint may be lost. Then the client sends the request again, with the same
    /// client token, and receives the response that was lost.
    pub(crate) fn checkpoint(
        &mut self,
        now: Timestamp,
        request: Checkpoint,
        page: usize,
    ) -> Result<Value, Refusal> {
        if let Some(last) = self.repeated(&request) {
            return Ok(self.changes_since(last.seen_before, page));
        }
        self.check_token(&request.checkpoint_token)?;
        check_batch(&request.updates)?;
        for update in request.updates {
            self.apply(now, update)?;
        }
        let seen_before = self.invocation.seen;
        self.invocation.tokens += 1;
        self.invocation.seen = self.changes;
        self.invocation.checkpoint =
            request.client_token.map(|client_token| LastCheckpoint { client_token, seen_before });
        Ok(self.changes_since(seen_before, page))
    }

    /// Some of the operations, for the invocation that has this token.
    pub(crate) fn state(
        &self,
        token: &str,
        marker: Option<&str>,
        page: usize,
    ) -> Result<Value, Refusal> {
        self.check_token(token)?;
        let start = marker.filter(|it| !it.is_empty()).unwrap_or("0");
        let start = start
            .parse()
            .map_err(|_| Refusal::invalid(format!("`{start}` is not a marker of this state")))?;
        let (operations, marker) = self.page(start, page);
        Ok(json!({ "Operations": operations, "NextMarker": marker }))
    }

    fn repeated(&self, request: &Checkpoint) -> Option<&LastCheckpoint> {
        let last = self.invocation.checkpoint.as_ref()?;
        request.client_token.as_ref().filter(|it| **it == last.client_token).map(|_| last)
    }

    fn check_token(&self, token: &str) -> Result<(), Refusal> {
        let is_valid = self.is_running() && self.invocation.is_running() && token == self.token();
        if is_valid { Ok(()) } else { Err(Refusal::stale_token()) }
    }

    /// The response of a checkpoint. The marker of an incomplete one lets the client read everything.
    fn changes_since(&self, seen: u64, page: usize) -> Value {
        let changed = self.operations.iter().skip(1).filter(|it| it.changed > seen);
        let mut operations: Vec<&Operation> = changed.map(|it| &it.operation).collect();
        let marker = if operations.len() > page { "0" } else { "" };
        operations.truncate(page);
        json!({
            "CheckpointToken": self.token(),
            "NewExecutionState": { "Operations": operations, "NextMarker": marker },
        })
    }
}

/// Refuses batches whose order has no meaning, and what is too large.
fn check_batch(updates: &[Update]) -> Result<(), Refusal> {
    let mut last = HashMap::new();
    for (index, update) in updates.iter().enumerate() {
        let is_end = update.r#type == OperationType::Execution;
        if is_end && index + 1 < updates.len() {
            return Err(Refusal::invalid("the update of the execution must be the last one"));
        }
        let limit = if is_end { MAX_RESULT } else { MAX_PAYLOAD };
        if size(update) > limit {
            let id = &update.id;
            return Err(Refusal::invalid(format!(
                "the update of `{id}` has more than {limit} bytes"
            )));
        }
        if last.insert(&update.id, update).is_some_and(|last| !may_follow(last, update)) {
            return Err(Refusal::invalid(format!("the batch updates `{}` twice", update.id)));
        }
    }
    Ok(())
}

/// One batch may start and end a step or a context.
fn may_follow(last: &Update, next: &Update) -> bool {
    matches!(last.r#type, OperationType::Step | OperationType::Context)
        && last.action == Action::Start
        && next.action != Action::Start
}

fn size(update: &Update) -> usize {
    let error = update.error.as_ref().map_or(0, |it| json!(it).to_string().len());
    update.payload.as_ref().map_or(0, String::len) + error
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{at, invoked, operation, request, save};

    fn start(id: &str) -> Value {
        json!({ "Id": id, "Type": "STEP", "Action": "START" })
    }

    #[test]
    fn a_token_is_valid_once() {
        let mut execution = invoked();
        let first = execution.token();
        let response = save(&mut execution, 0, json!([start("a")])).unwrap();
        let second = response["CheckpointToken"].as_str().unwrap();
        assert_ne!(first, second);
        let stale = execution.checkpoint(at(0), request(&first, None, json!([start("b")])), 100);
        let refusal = stale.unwrap_err();
        assert_eq!(refusal.code, "InvalidParameterValueException");
        assert!(refusal.message.starts_with("Invalid Checkpoint Token"), "{refusal}");
        assert_eq!(execution.state(&first, None, 100).unwrap_err(), Refusal::stale_token());
        execution.checkpoint(at(0), request(second, None, json!([start("b")])), 100).unwrap();
    }

    #[test]
    fn an_invocation_invalidates_the_tokens_of_its_predecessor() {
        let mut execution = invoked();
        let token = execution.token();
        let crashed = crate::functions::CallError::Unavailable("crashed".to_owned());
        execution.end_invocation(at(0), Err(crashed));
        let stale = execution.checkpoint(at(1), request(&token, None, json!([start("a")])), 100);
        assert_eq!(stale, Err(Refusal::stale_token()));
        execution.begin_invocation(at(5), 100).unwrap();
        let stale = execution.checkpoint(at(5), request(&token, None, json!([start("a")])), 100);
        assert_eq!(stale, Err(Refusal::stale_token()));
        save(&mut execution, 5, json!([start("a")])).unwrap();
    }

    #[test]
    fn a_repeated_request_gets_the_response_that_was_lost() {
        let mut execution = invoked();
        let once = request(&execution.token(), Some("client-1"), json!([start("a")]));
        let response = execution.checkpoint(at(0), once.clone(), 100).unwrap();
        assert_eq!(execution.checkpoint(at(0), once.clone(), 100).unwrap(), response);
        assert_eq!(execution.operations().count(), 2);
        let next = request(&execution.token(), Some("client-2"), json!([start("b")]));
        execution.checkpoint(at(0), next, 100).unwrap();
        assert_eq!(execution.checkpoint(at(0), once, 100), Err(Refusal::stale_token()));
    }

    #[test]
    fn a_response_has_what_changed_since_the_previous_token() {
        let mut execution = invoked();
        let wait = json!({ "Id": "w", "Type": "WAIT", "Action": "START", "WaitOptions": { "WaitSeconds": 5 } });
        save(&mut execution, 0, json!([wait])).unwrap();
        execution.advance(at(5));
        let response = save(&mut execution, 5, json!([start("a")])).unwrap();
        let changed = response["NewExecutionState"]["Operations"].as_array().unwrap();
        let changed: Vec<_> =
            changed.iter().map(|it| (it["Id"].clone(), it["Status"].clone())).collect();
        assert_eq!(json!(changed), json!([["w", "SUCCEEDED"], ["a", "STARTED"]]));
        let response = save(&mut execution, 5, json!([])).unwrap();
        assert_eq!(response["NewExecutionState"]["Operations"], json!([]));
    }

    #[test]
    fn a_long_history_is_read_page_by_page() {
        let mut execution = invoked();
        let steps: Vec<Value> = (0..5).map(|it| start(&it.to_string())).collect();
        let request = request(&execution.token(), None, json!(steps));
        let response = execution.checkpoint(at(0), request, 2).unwrap();
        assert_eq!(response["NewExecutionState"]["Operations"].as_array().unwrap().len(), 2);
        let (mut marker, mut ids) = (response["NewExecutionState"]["NextMarker"].clone(), vec![]);
        while marker != json!("") {
            let page = execution.state(&execution.token(), marker.as_str(), 2).unwrap();
            ids.extend(page["Operations"].as_array().unwrap().iter().map(|it| it["Id"].clone()));
            marker = page["NextMarker"].clone();
        }
        assert_eq!(json!(ids), json!(["id", "0", "1", "2", "3", "4"]));
        assert_eq!(execution.state(&execution.token(), Some("x"), 2).unwrap_err().status, 400);
    }

    #[test]
    fn the_end_of_the_execution_is_the_last_update_and_the_last_checkpoint() {
        let end = json!({ "Id": "end", "Type": "EXECUTION", "Action": "SUCCEED", "Payload": "7" });
        let mut execution = invoked();
        let refused = save(&mut execution.clone(), 0, json!([end, start("a")])).unwrap_err();
        assert_eq!(refused.message, "the update of the execution must be the last one");
        save(&mut execution, 0, json!([start("a"), end])).unwrap();
        assert_eq!(execution.outcome().unwrap().result(), Some("7"));
        assert_eq!(save(&mut execution, 0, json!([])), Err(Refusal::stale_token()));
        // The response of the invocation comes later, and changes nothing.
        let response = r#"{"Status": "FAILED", "Error": {}}"#.to_owned();
        execution.end_invocation(at(0), Ok(response));
        assert_eq!(execution.outcome().unwrap().result(), Some("7"));
    }

    #[test]
    fn one_batch_may_start_and_end_a_step_and_no_other_operation_twice() {
        let succeed = json!({ "Id": "a", "Type": "STEP", "Action": "SUCCEED", "Payload": "1" });
        let mut execution = invoked();
        save(&mut execution, 0, json!([start("a"), succeed])).unwrap();
        assert_eq!(operation(&execution, "a").step_details.as_ref().unwrap().attempt, 1);
        for again in [json!([start("b"), start("b")]), json!([succeed, succeed])] {
            let refused = save(&mut invoked(), 0, again).unwrap_err();
            assert!(refused.message.ends_with("twice"), "{refused}");
        }
    }

    #[test]
    fn what_is_too_large_is_refused() {
        let payload = "x".repeat(MAX_PAYLOAD + 1);
        let step = json!({ "Id": "a", "Type": "STEP", "Action": "SUCCEED", "Payload": payload });
        assert!(save(&mut invoked(), 0, json!([step])).unwrap_err().message.contains("bytes"));
        let end =
            json!({ "Id": "e", "Type": "EXECUTION", "Action": "SUCCEED", "Payload": payload });
        save(&mut invoked(), 0, json!([end])).unwrap();
    }
}
