//! Callbacks that are reported twice, late, at once, or with a wrong id.

use durable::{
    Outcome,
    testing::{Options, TestLambda},
};
use serde_json::json;

use crate::orchestrator::{Effects, begin, drive, result, succeeded};

/// An execution that waits for its callback, and the callback's id.
async fn waiting() -> (TestLambda, Effects, String, String) {
    let (lambda, effects, arn) = begin(Options::default(), &[]).await;
    loop {
        lambda.settle().await;
        if let Some(id) = lambda.callback_id(&arn).unwrap() {
            return (lambda, effects, arn, id);
        }
        let has_ended = lambda.execution(&arn).unwrap().end.is_some();
        assert!(!has_ended && lambda.skip(), "the execution does not wait for a callback");
    }
}

async fn succeed(lambda: &TestLambda, id: &str) -> Result<(), aws_sdk_lambda::Error> {
    let call = lambda.client().send_durable_execution_callback_success().callback_id(id);
    call.result(json!({ "ok": true }).to_string().into_bytes().into()).send().await?;
    Ok(())
}

#[tokio::test]
async fn the_first_of_many_reports_counts() {
    let (lambda, effects, arn, id) = waiting().await;
    let reports = (0..10).map(|_| {
        let (lambda, id) = (lambda.clone(), id.clone());
        tokio::spawn(async move { succeed(&lambda, &id).await })
    });
    let mut accepted = 0;
    for report in reports.collect::<Vec<_>>() {
        match report.await.unwrap() {
            Ok(()) => accepted += 1,
            Err(error) => {
                assert!(
                    matches!(error, aws_sdk_lambda::Error::CallbackTimeoutException(_)),
                    "{error}"
                );
            }
        }
    }
    assert_eq!(accepted, 1);
    assert_eq!(drive(&lambda, &effects, &arn).await, succeeded(&result("fetch-products done")));
}

#[tokio::test]
async fn a_reported_error_fails_the_execution() {
    let (lambda, _, arn, id) = waiting().await;
    let error = aws_sdk_lambda::types::ErrorObject::builder();
    let error = error.error_type("Declined").error_message("not now").build();
    let call = lambda.client().send_durable_execution_callback_failure().callback_id(&id);
    call.error(error).send().await.unwrap();
    let Outcome::Failed(error) = lambda.finish(&arn).await.unwrap() else { panic!() };
    assert_eq!(error.error_type.as_deref(), Some("Declined"));
    assert_eq!(error.error_message.as_deref(), Some("not now"));
}

#[tokio::test]
async fn a_report_after_the_timeout_is_too_late() {
    let (lambda, _, arn, id) = waiting().await;
    let Outcome::Failed(error) = lambda.finish(&arn).await.unwrap() else { panic!() };
    assert!(error.error_message.unwrap().contains("timed out"));
    assert_eq!(lambda.now().as_second(), 630);
    let late = succeed(&lambda, &id).await.unwrap_err();
    assert!(matches!(late, aws_sdk_lambda::Error::CallbackTimeoutException(_)), "{late}");
}

#[tokio::test]
async fn a_wrong_id_is_refused() {
    let (lambda, effects, arn, _) = waiting().await;
    let wrong = succeed(&lambda, "bm90IGFuIGlk").await.unwrap_err();
    assert!(matches!(wrong, aws_sdk_lambda::Error::InvalidParameterValueException(_)), "{wrong}");
    // `unknown#x` in the alphabet of callback ids.
    let unknown = succeed(&lambda, "dW5rbm93biN4").await.unwrap_err();
    assert!(matches!(unknown, aws_sdk_lambda::Error::ResourceNotFoundException(_)), "{unknown}");
    let call = lambda.client().send_durable_execution_callback_heartbeat();
    assert!(call.callback_id("dW5rbm93biN4").send().await.is_err());
    assert_eq!(drive(&lambda, &effects, &arn).await, succeeded(&result("fetch-products done")));
}
