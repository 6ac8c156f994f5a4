//! Functions that die, and responses that are lost, at every request of an execution.

use durable::testing::{Faults, Options};

use crate::orchestrator::{begin, drive, result, succeeded};

/// How many requests an execution sends if nothing fails.
pub async fn requests() -> usize {
    let (lambda, effects, arn) = begin(Options::default(), &[("read-account", 1)]).await;
    drive(&lambda, &effects, &arn).await;
    lambda.requests()
}

/// One execution for each of its requests, with a fault there. The steps assert that they do not run
/// again after their result was recorded.
async fn check(fault: impl Fn(usize) -> Faults) {
    for request in 1..=requests().await {
        let options = Options { faults: fault(request), ..Options::default() };
        let (lambda, effects, arn) = begin(options, &[("read-account", 1)]).await;
        let outcome = drive(&lambda, &effects, &arn).await;
        let expected = succeeded(&result("fetch-products done"));
        assert_eq!(outcome, expected, "with a fault at request {request}");
        let extra: usize = effects.runs().values().sum::<usize>() - 4;
        assert!(extra <= 1, "request {request}: {:?}", effects.runs());
    }
}

#[tokio::test]
async fn a_function_that_dies_before_any_checkpoint_is_resumed() {
    check(|request| Faults { crash_before: Some(request), ..Faults::default() }).await;
}

#[tokio::test]
async fn a_function_that_dies_after_any_checkpoint_is_resumed() {
    check(|request| Faults { crash_after: Some(request), ..Faults::default() }).await;
}

#[tokio::test]
async fn a_checkpoint_whose_response_is_lost_counts_once() {
    check(|request| Faults { fail_after: Some(request), ..Faults::default() }).await;
}
