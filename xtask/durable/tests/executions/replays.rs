//! Executions that are replayed with functions that may have changed since.

use durable::{
    Execution,
    testing::{Options, TestLambda},
};
use serde_json::json;

use crate::orchestrator::{Effects, ORCHESTRATOR, begin, deploy, drive, limits};

/// The record of an execution, as it is saved.
async fn record() -> Execution {
    let (lambda, effects, arn) = begin(Options::default(), &[("read-account", 1)]).await;
    drive(&lambda, &effects, &arn).await;
    let saved = serde_json::to_string(&lambda.execution(&arn).unwrap()).unwrap();
    serde_json::from_str(&saved).unwrap()
}

#[tokio::test]
async fn a_function_that_did_not_change_takes_the_same_path() {
    let recording = record().await;
    let lambda = TestLambda::start(Options::default()).await.unwrap();
    let effects = Effects::new(&lambda, &[]);
    deploy(&lambda, &effects);
    let replayed = lambda.replay(&recording).await.unwrap();
    assert_eq!(replayed.end, recording.end);
    assert!(replayed.operations().eq(recording.operations()));
    assert!(effects.runs().is_empty(), "{:?}", effects.runs());
}

#[tokio::test]
async fn a_function_that_takes_another_path_does_not_end_in_the_same_way() {
    let recording = record().await;
    let lambda = TestLambda::start(Options::default()).await.unwrap();
    lambda.durable_function(ORCHESTRATOR, limits(), async |_| {
        Ok(json!({ "Status": "SUCCEEDED", "Result": "[]" }))
    });
    assert_ne!(lambda.replay(&recording).await.unwrap().end, recording.end);
}
