//! Lambda's API, as its client sees it.

use aws_sdk_lambda::{
    Error,
    types::{ErrorObject, EventType, ExecutionStatus, InvocationType},
};
use durable::{
    DurableConfig, Outcome,
    testing::{Options, TestLambda},
};
use serde_json::{Value, json};

use crate::orchestrator::{ORCHESTRATOR, begin, drive, limits, result};

/// Lambda with a durable function that returns its input, without the SDK.
async fn echo(config: DurableConfig) -> TestLambda {
    let lambda = TestLambda::start(Options::default()).await.unwrap();
    lambda.durable_function("echo", config, |payload: Value| async move {
        let input = &payload["InitialExecutionState"]["Operations"][0]["ExecutionDetails"];
        Ok(match input["InputPayload"].as_str() {
            Some("\"fail\"") => {
                json!({ "Status": "FAILED", "Error": { "ErrorType": "T", "ErrorMessage": "m" } })
            }
            Some("\"hang\"") => std::future::pending().await,
            input => json!({ "Status": "SUCCEEDED", "Result": input }),
        })
    });
    lambda
}

#[tokio::test]
async fn the_same_name_and_input_is_the_same_execution() {
    let lambda = echo(limits()).await;
    let first = lambda.begin("echo", "e1", &json!(1)).await.unwrap();
    assert_eq!(lambda.begin("echo", "e1", &json!(1)).await.unwrap(), first);
    lambda.finish(&first).await.unwrap();
    assert_eq!(lambda.begin("echo", "e1", &json!(1)).await.unwrap(), first);
    let other = lambda.begin("echo", "e1", &json!(2)).await.unwrap_err();
    assert!(matches!(other, Error::DurableExecutionAlreadyStartedException(_)), "{other}");
    assert_ne!(lambda.begin("echo", "e2", &json!(1)).await.unwrap(), first);
    let invalid = lambda.begin("echo", "a name", &json!(1)).await.unwrap_err();
    assert!(matches!(invalid, Error::InvalidParameterValueException(_)), "{invalid}");
}

#[tokio::test]
async fn a_caller_can_wait_for_the_result() {
    let lambda = echo(DurableConfig { execution_timeout: 900, ..limits() }).await;
    let call = |input: &'static str| {
        lambda
            .client()
            .invoke()
            .function_name("echo:1")
            .payload(input.as_bytes().to_vec().into())
            .send()
    };
    let response = call("7").await.unwrap();
    assert_eq!((response.status_code, response.function_error), (200, None));
    assert_eq!(response.payload.unwrap().as_ref(), b"7");
    assert!(response.durable_execution_arn.is_some());
    let response = call("\"fail\"").await.unwrap();
    assert_eq!(response.function_error.as_deref(), Some("Unhandled"));
    let error: Value = serde_json::from_slice(response.payload.unwrap().as_ref()).unwrap();
    assert_eq!((&error["errorType"], &error["errorMessage"]), (&json!("T"), &json!("m")));
}

#[tokio::test]
async fn a_durable_function_is_invoked_in_one_version_and_awaited_for_15_minutes_at_most() {
    let lambda = echo(limits()).await;
    let call =
        || lambda.client().invoke().function_name("echo").invocation_type(InvocationType::Event);
    let unqualified = Error::from(call().send().await.unwrap_err());
    assert!(matches!(unqualified, Error::InvalidParameterValueException(_)), "{unqualified}");
    let awaited = call().qualifier("1").invocation_type(InvocationType::RequestResponse);
    let awaited = Error::from(awaited.send().await.unwrap_err());
    assert!(awaited.to_string().contains("900 seconds"), "{awaited}");
}

#[tokio::test]
async fn an_execution_is_described_listed_and_explained() {
    let (lambda, effects, arn) = begin(Options::default(), &[("read-account", 1)]).await;
    drive(&lambda, &effects, &arn).await;
    let client = lambda.client();
    let execution =
        client.get_durable_execution().durable_execution_arn(&arn).send().await.unwrap();
    assert_eq!(execution.status, ExecutionStatus::Succeeded);
    assert_eq!(execution.durable_execution_name, "e1");
    assert_eq!(execution.result.unwrap(), result("fetch-products done").to_string());
    assert_eq!(execution.input_payload.unwrap(), r#"{"user":"u1"}"#);

    lambda.begin(ORCHESTRATOR, "e2", &json!({})).await.unwrap();
    let list = || client.list_durable_executions_by_function().function_name(ORCHESTRATOR);
    let names = |page: Vec<aws_sdk_lambda::types::Execution>| {
        page.into_iter().map(|it| it.durable_execution_name).collect::<Vec<_>>()
    };
    let page = list().max_items(1).send().await.unwrap();
    let next = list().max_items(1).marker(page.next_marker.unwrap()).send().await.unwrap();
    assert_eq!(names(page.durable_executions.unwrap()), ["e1"]);
    assert_eq!(
        (names(next.durable_executions.unwrap()), next.next_marker),
        (vec!["e2".to_owned()], None)
    );
    let running = list().statuses(ExecutionStatus::Running).send().await.unwrap();
    assert_eq!(names(running.durable_executions.unwrap()), ["e2"]);
    let named = list().durable_execution_name("e1").send().await.unwrap();
    assert_eq!(names(named.durable_executions.unwrap()), ["e1"]);

    let history = client.get_durable_execution_history().durable_execution_arn(&arn);
    let history = history.include_execution_data(true).max_items(1000).send().await.unwrap();
    let events = history.events;
    assert_eq!(events[0].event_type, Some(EventType::ExecutionStarted));
    assert_eq!(events.last().unwrap().event_type, Some(EventType::ExecutionSucceeded));
    let failed = events.iter().find(|it| it.event_type == Some(EventType::StepFailed)).unwrap();
    let error = failed.step_failed_details().unwrap().error().unwrap().payload().unwrap();
    assert!(error.error_message().unwrap().contains("`read-account` failed in run 1"));
    let unknown = client.get_durable_execution().durable_execution_arn(arn + "x").send().await;
    assert!(matches!(Error::from(unknown.unwrap_err()), Error::ResourceNotFoundException(_)));
}

#[tokio::test]
async fn a_stopped_execution_has_ended_and_its_function_cannot_continue() {
    let lambda = echo(limits()).await;
    let arn = lambda.begin("echo", "e1", &json!("hang")).await.unwrap();
    let error = ErrorObject::builder().error_message("no longer needed").build();
    let stop = || lambda.client().stop_durable_execution().durable_execution_arn(&arn);
    let first = stop().error(error).send().await.unwrap();
    assert_eq!(stop().send().await.unwrap().stop_timestamp, first.stop_timestamp);
    let outcome = lambda.finish(&arn).await.unwrap();
    let Outcome::Stopped(error) = outcome else { panic!("{outcome:?}") };
    assert_eq!(error.error_message.as_deref(), Some("no longer needed"));
    let ended = lambda.begin("echo", "e2", &json!(1)).await.unwrap();
    lambda.finish(&ended).await.unwrap();
    let refused =
        lambda.client().stop_durable_execution().durable_execution_arn(&ended).send().await;
    assert!(matches!(Error::from(refused.unwrap_err()), Error::InvalidParameterValueException(_)));
}

#[tokio::test]
async fn an_execution_that_takes_too_long_times_out() {
    let lambda = echo(DurableConfig { execution_timeout: 10, ..limits() }).await;
    let arn = lambda.begin("echo", "e1", &json!("hang")).await.unwrap();
    // The function runs, so the time has to be set without waiting for it.
    while !lambda.execution(&arn).unwrap().history.is_empty() && lambda.now().as_second() < 10 {
        lambda.skip();
        tokio::task::yield_now().await;
    }
    let outcome = lambda.plane().ended(&arn).await.unwrap().outcome;
    assert!(matches!(outcome, Outcome::TimedOut(_)), "{outcome:?}");
}
