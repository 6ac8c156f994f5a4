//! Steps that fail, and executions that fail with them.

use durable::{Outcome, testing::Options};
use platform::{
    Failure, Input, Result,
    durable::{DurableContext, Retry, in_process},
};
use serde_json::Value;

use crate::orchestrator::{begin, drive, limits, result, succeeded};

#[tokio::test]
async fn a_step_that_fails_is_retried_later() {
    let (lambda, effects, arn) =
        begin(Options::default(), &[("read-account", 2), ("record", 5)]).await;
    let outcome = drive(&lambda, &effects, &arn).await;
    assert_eq!(outcome, succeeded(&result("fetch-products done")));
    let expected = [("fetch-products", 1), ("read-account", 3), ("record", 6)];
    let runs = effects.runs();
    assert!(runs.iter().map(|(step, runs)| (step.as_str(), *runs)).eq(expected), "{runs:?}");
    assert!(lambda.now().as_second() >= 30 + 7, "{}", lambda.now());
}

#[tokio::test]
async fn a_branch_that_fails_does_not_delay_its_sibling_for_good() {
    let (lambda, effects, arn) = begin(Options::default(), &[("fetch-products", 6)]).await;
    let outcome = drive(&lambda, &effects, &arn).await;
    assert_eq!(outcome, succeeded(&result("unknown")));
    assert_eq!(effects.runs()["fetch-products"], 6);
}

#[tokio::test]
async fn a_step_that_fails_too_often_fails_the_execution() {
    let (lambda, effects, arn) = begin(Options::default(), &[("record", 6)]).await;
    let outcome = drive(&lambda, &effects, &arn).await;
    let Outcome::Failed(error) = outcome else { panic!("{outcome:?}") };
    let message = error.error_message.unwrap();
    assert!(message.contains("`record` failed in run 6"), "{message}");
    assert_eq!(effects.runs()["record"], 6);
}

#[tokio::test]
async fn a_rejection_is_not_retried() {
    let (lambda, _, _) = begin(Options::default(), &[]).await;
    let run = in_process(lambda.client(), |_: Input<Value>, context: DurableContext| async move {
        let step = context.step::<(), _, _>("check", Retry::USUAL, || async {
            Err(Failure::bad_request("there is no such user"))
        });
        step.await
    });
    let run = run.unwrap();
    lambda.durable_function("check", limits(), move |payload| {
        let running: std::pin::Pin<Box<dyn Future<Output = Result<Value>> + Send>> = run(payload);
        async { running.await.map_err(|failure| format!("{failure:?}")) }
    });
    let arn = lambda.begin("check", "e1", &Value::Null).await.unwrap();
    let outcome = lambda.finish(&arn).await.unwrap();
    let Outcome::Failed(error) = outcome else { panic!("{outcome:?}") };
    assert_eq!(error.error_type.as_deref(), Some("Rejected"));
    assert_eq!(lambda.now().as_second(), 0);
}

#[tokio::test]
async fn a_function_that_is_another_one_now_does_not_continue() {
    let (lambda, _, arn) = begin(Options::default(), &[]).await;
    lambda.settle().await;
    let run = in_process(lambda.client(), |_: Input<Value>, context: DurableContext| async move {
        context.wait("another operation", std::time::Duration::from_secs(1)).await
    });
    let run = run.unwrap();
    lambda.durable_function(crate::orchestrator::ORCHESTRATOR, limits(), move |payload| {
        let running = run(payload);
        async { running.await.map_err(|failure| format!("{failure:?}")) }
    });
    let outcome = lambda.finish(&arn).await.unwrap();
    let Outcome::Failed(error) = outcome else { panic!("{outcome:?}") };
    assert_eq!(error.error_type.as_deref(), Some("NonDeterministicExecutionError"));
}
