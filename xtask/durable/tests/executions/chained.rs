//! Functions and executions that an execution invokes.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use durable::{
    ErrorObject, Outcome,
    testing::{Options, TestLambda},
};
use platform::{
    Input, Result,
    durable::{DurableContext, in_process},
};
use serde_json::{Value, json};

use crate::orchestrator::limits;

/// Lambda with an orchestrator that invokes the function that its input names, with the rest.
async fn lambda() -> TestLambda {
    let lambda = TestLambda::start(Options::default()).await.unwrap();
    let run =
        in_process(lambda.client(), |input: Input<Value>, context: DurableContext| async move {
            let function = input.content["function"].as_str().unwrap_or_default().to_owned();
            let next = input.content["input"].clone();
            let result: Result<Value> = context.invoke("call", &function, next).await;
            result
        });
    let run = run.unwrap();
    lambda.durable_function("caller", limits(), move |payload| {
        let running = run(payload);
        async { running.await.map_err(|failure| format!("{failure:?}")) }
    });
    lambda
}

async fn call(lambda: &TestLambda, function: &str, input: Value) -> Outcome {
    let input = json!({ "function": function, "input": input });
    let arn = lambda.begin("caller", "e1", &input).await.unwrap();
    lambda.finish(&arn).await.unwrap()
}

fn error(outcome: Outcome) -> ErrorObject {
    match outcome {
        Outcome::Failed(error) => error,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_function_that_is_not_durable_is_invoked_once() {
    let (lambda, calls) = (lambda().await, Arc::new(AtomicUsize::new(0)));
    let counted = Arc::clone(&calls);
    lambda.function("double", move |input: Value| {
        counted.fetch_add(1, Ordering::Relaxed);
        async move { Ok(json!(input.as_i64().unwrap() * 2)) }
    });
    assert_eq!(call(&lambda, "double", json!(21)).await, Outcome::Succeeded(Some("42".to_owned())));
    assert_eq!(calls.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn an_error_of_the_function_is_an_error_of_the_call() {
    let lambda = lambda().await;
    lambda.function("broken", |_| async { Err("no stock".to_owned()) });
    let error = error(call(&lambda, "broken", json!(1)).await);
    assert_eq!(error.error_type.as_deref(), Some("Failed"));
    assert!(error.error_message.unwrap().contains("no stock"));
}

#[tokio::test]
async fn a_function_that_does_not_exist_is_an_error_at_once() {
    let lambda = lambda().await;
    let error = error(call(&lambda, "missing", json!(1)).await);
    assert_eq!(error.error_type.as_deref(), Some("Lambda.ResourceNotFoundException"));
    assert_eq!(lambda.now().as_second(), 0);
}

#[tokio::test]
async fn an_execution_invokes_executions() {
    let lambda = lambda().await;
    lambda.function("double", |input: Value| async move { Ok(json!(input.as_i64().unwrap() * 2)) });
    let inner = json!({ "function": "double", "input": 4 });
    assert_eq!(call(&lambda, "caller:1", inner).await, Outcome::Succeeded(Some("8".to_owned())));
    let executions = lambda.plane().list(Some("caller"));
    assert_eq!(executions.len(), 2);
    assert!(executions.iter().all(|it| it.outcome().unwrap().result() == Some("8")));
}

#[tokio::test]
async fn a_durable_function_is_invoked_in_one_version() {
    let lambda = lambda().await;
    let error = error(call(&lambda, "caller", json!({})).await);
    assert_eq!(error.error_type.as_deref(), Some("Lambda.InvalidParameterValueException"));
    assert_eq!(lambda.plane().list(Some("caller")).len(), 1);
}

#[tokio::test]
async fn an_execution_that_is_stopped_is_an_error_of_its_caller() {
    let lambda = lambda().await;
    lambda.function("never", |_| async { std::future::pending().await });
    let inner = json!({ "function": "never", "input": 1 });
    let input = json!({ "function": "caller:1", "input": inner });
    let arn = lambda.begin("caller", "outer", &input).await.unwrap();
    let inner = loop {
        let inner = lambda.plane().list(Some("caller")).into_iter().find(|it| it.name != "outer");
        match inner {
            Some(inner) => break inner,
            None => lambda.plane().changes().changed().await.unwrap(),
        }
    };
    lambda
        .client()
        .stop_durable_execution()
        .durable_execution_arn(&inner.arn)
        .send()
        .await
        .unwrap();
    let error = error(lambda.finish(&arn).await.unwrap());
    assert!(error.error_message.unwrap().contains("caller:1"));
    assert!(matches!(lambda.execution(&inner.arn).unwrap().outcome(), Some(Outcome::Stopped(_))));
}
