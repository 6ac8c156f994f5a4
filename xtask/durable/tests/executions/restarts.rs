//! A control plane that dies and is started again.

use durable::testing::{Faults, Options};
use serde_json::json;

use crate::{
    faults::requests,
    orchestrator::{ORCHESTRATOR, begin, drive, result, succeeded},
};

async fn check(fault: impl Fn(usize) -> Faults) {
    for request in 1..=requests().await {
        let folder = tempfile::tempdir().unwrap();
        let options = Options {
            faults: fault(request),
            folder: Some(folder.path().into()),
            ..Options::default()
        };
        let (lambda, effects, arn) = begin(options, &[("read-account", 1)]).await;
        let outcome = drive(&lambda, &effects, &arn).await;
        let expected = succeeded(&result("fetch-products done"));
        assert_eq!(outcome, expected, "with a restart at request {request}");
    }
}

#[tokio::test]
async fn executions_continue_after_a_restart_before_any_request() {
    check(|request| Faults { restart_before: Some(request), ..Faults::default() }).await;
}

#[tokio::test]
async fn executions_continue_after_a_restart_after_any_request() {
    check(|request| Faults { restart_after: Some(request), ..Faults::default() }).await;
}

#[tokio::test]
async fn executions_that_wait_continue_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options { folder: Some(folder.path().into()), ..Options::default() };
    let (lambda, effects, arn) = begin(options, &[]).await;
    while lambda.execution(&arn).unwrap().outcome().is_none() {
        lambda.settle().await;
        lambda.restart().unwrap();
        lambda.settle().await;
        if let Some(id) = lambda.callback_id(&arn).unwrap() {
            let call = lambda.client().send_durable_execution_callback_success().callback_id(id);
            call.result(br#"{"ok":true}"#.to_vec().into()).send().await.unwrap();
        } else {
            lambda.skip();
        }
    }
    assert_eq!(drive(&lambda, &effects, &arn).await, succeeded(&result("fetch-products done")));
    assert!(effects.runs().values().all(|runs| *runs == 1), "{:?}", effects.runs());
}

#[tokio::test]
async fn names_are_known_after_a_restart_until_their_retention_ends() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options { folder: Some(folder.path().into()), ..Options::default() };
    let (lambda, effects, arn) = begin(options, &[]).await;
    drive(&lambda, &effects, &arn).await;
    lambda.restart().unwrap();
    let again = lambda.begin(ORCHESTRATOR, "e1", &json!({ "user": "u1" })).await.unwrap();
    assert_eq!(again, arn);
    lambda.skip_days(15);
    let another = lambda.begin(ORCHESTRATOR, "e1", &json!({ "user": "u1" })).await.unwrap();
    assert_ne!(another, arn);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}
