//! Executions for the tests of the rules.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::{
    checkpoint::Checkpoint,
    execution::{Execution, New},
    functions::DurableFunction,
    refusal::Refusal,
    wire::{DurableConfig, Operation},
};

/// A time that is so many seconds after the start.
pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_secs(seconds)
}

/// An execution that started at second 0 and may take an hour.
pub(crate) fn new() -> Execution {
    let new = New {
        id: "id".to_owned(),
        name: "name".to_owned(),
        function: "function".to_owned(),
        durable: DurableFunction {
            arn: "arn:aws:lambda:us-east-1:000000000000:function:function".to_owned(),
            version: "1".to_owned(),
            config: DurableConfig { execution_timeout: 3600, retention_period_in_days: 1 },
        },
        payload: "{}".to_owned(),
        parent: None,
    };
    Execution::new(new, at(0))
}

/// The same, with an invocation that runs.
pub(crate) fn invoked() -> Execution {
    let mut execution = new();
    execution.begin_invocation(at(0), 100).unwrap();
    execution
}

/// A checkpoint with the token that is valid now.
pub(crate) fn save(
    execution: &mut Execution,
    seconds: i64,
    updates: Value,
) -> Result<Value, Refusal> {
    let request = request(&execution.token(), None, updates);
    execution.checkpoint(at(seconds), request, 100)
}

/// The request of a checkpoint.
pub(crate) fn request(token: &str, client_token: Option<&str>, updates: Value) -> Checkpoint {
    let request =
        json!({ "CheckpointToken": token, "ClientToken": client_token, "Updates": updates });
    serde_json::from_value(request).unwrap()
}

/// The operation with this id.
pub(crate) fn operation<'a>(execution: &'a Execution, id: &str) -> &'a Operation {
    &execution.find(id).unwrap().operation
}

/// The names of the events so far, without those of invocations.
pub(crate) fn events(execution: &Execution) -> Vec<&str> {
    let names = execution.history.iter().map(|it| it.event_type.as_str());
    names.filter(|it| *it != "InvocationCompleted").collect()
}
