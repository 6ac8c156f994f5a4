//! Queues on an SQS that has what each test says.

use std::sync::{Arc, Mutex};

use aws_sdk_sqs::{
    error::ErrorMetadata,
    operation::list_queues::{ListQueuesError, ListQueuesOutput},
    types::error::QueueDoesNotExist,
};
use aws_smithy_mocks::{Rule, mock};

use super::*;
use crate::testing::mocked_client;

fn address(queue: &str) -> String {
    format!("https://sqs.us-east-1.amazonaws.com/1/{queue}")
}

/// A list of these queues, one in each page.
fn listed(queues: &'static [&'static str]) -> Rule {
    mock!(Client::list_queues)
        .match_requests(|request| request.queue_name_prefix() == Some("dev-"))
        .then_compute_output(move |request| {
            let page = request.next_token().map_or(0, |token| token.parse().unwrap());
            let next = (page + 1 < queues.len()).then(|| (page + 1).to_string());
            let output = ListQueuesOutput::builder().set_next_token(next);
            output.queue_urls(address(queues[page])).build()
        })
}

/// Queues with so many messages that are visible and that are not.
fn with_messages(visible: &'static str, in_flight: &'static str) -> Rule {
    mock!(Client::get_queue_attributes).then_output(move || attributes(visible, in_flight))
}

fn attributes(visible: &str, in_flight: &str) -> GetQueueAttributesOutput {
    GetQueueAttributesOutput::builder()
        .attributes(ApproximateNumberOfMessages, visible)
        .attributes(ApproximateNumberOfMessagesNotVisible, in_flight)
        .build()
}

async fn measure(listed: &Rule, measured: &Rule) -> Result<Vec<QueueDepth>> {
    let client = mocked_client!(aws_sdk_sqs, listed, measured);
    DeadLetterQueues::new(client, "dev-".to_owned()).measure().await
}

fn depth_of(queue: &str, depth: u64) -> QueueDepth {
    QueueDepth { queue: queue.to_owned(), depth: Some(depth) }
}

#[tokio::test]
async fn every_dead_letter_queue_of_every_page_is_measured_and_no_other_queue() {
    let queues = listed(&["dev-b-dlq", "dev-b", "dev-a-dlq", "dev-dlq-handler"]);
    let asked = Arc::new(Mutex::new(Vec::new()));
    let addresses = Arc::clone(&asked);
    let measured_queues = mock!(Client::get_queue_attributes)
        .match_requests(move |request| {
            addresses.lock().unwrap().push(request.queue_url().unwrap().to_owned());
            let wanted = [ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible];
            request.attribute_names() == wanted
        })
        .then_output(|| attributes("3", "2"));
    let measured = measure(&queues, &measured_queues).await.unwrap();
    assert_eq!(measured, [depth_of("dev-a-dlq", 5), depth_of("dev-b-dlq", 5)]);
    assert_eq!(queues.num_calls(), 4);
    let mut asked = asked.lock().unwrap().clone();
    asked.sort();
    assert_eq!(asked, ["dev-a-dlq", "dev-b-dlq"].map(address));
}

#[tokio::test]
async fn an_empty_queue_is_measured_too() {
    let measured = measure(&listed(&["dev-a-dlq"]), &with_messages("0", "0")).await.unwrap();
    assert_eq!(measured, [depth_of("dev-a-dlq", 0)]);
}

#[tokio::test]
async fn a_queue_that_was_deleted_in_the_meantime_is_left_out() {
    let gone = mock!(Client::get_queue_attributes).then_error(|| {
        GetQueueAttributesError::QueueDoesNotExist(QueueDoesNotExist::builder().build())
    });
    assert_eq!(measure(&listed(&["dev-a-dlq"]), &gone).await.unwrap(), []);
}

#[tokio::test]
async fn queues_that_cannot_be_listed_are_a_failure() {
    let denied = mock!(Client::list_queues).then_error(|| {
        let error = ErrorMetadata::builder().code("AccessDenied").build();
        ListQueuesError::generic(error)
    });
    assert!(measure(&denied, &with_messages("0", "0")).await.is_err());
}

#[tokio::test]
async fn a_queue_that_cannot_be_measured_has_no_depth_and_the_others_have_theirs() {
    let denied = mock!(Client::get_queue_attributes).then_error(|| {
        let error = ErrorMetadata::builder().code("AccessDenied").build();
        GetQueueAttributesError::generic(error)
    });
    for unmeasurable in [denied, with_messages("many", "0")] {
        let listed = listed(&["dev-a-dlq", "dev-b-dlq", "dev-c-dlq"]);
        let others = mock!(Client::get_queue_attributes)
            .match_requests(|request| request.queue_url() != Some(&address("dev-b-dlq")))
            .then_output(|| attributes("3", "0"));
        let client = mocked_client!(aws_sdk_sqs, &listed, &others, &unmeasurable);
        let depths = DeadLetterQueues::new(client, "dev-".to_owned()).measure().await.unwrap();
        let unmeasured = QueueDepth { queue: "dev-b-dlq".to_owned(), depth: None };
        assert_eq!(depths, [depth_of("dev-a-dlq", 3), unmeasured, depth_of("dev-c-dlq", 3)]);
    }
}
