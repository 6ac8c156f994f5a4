//! The dead-letter queues of all services of the environment.

use aws_sdk_sqs::{
    Client,
    operation::get_queue_attributes::{GetQueueAttributesError, GetQueueAttributesOutput},
    types::QueueAttributeName::{
        ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible,
    },
};
use futures_util::{StreamExt, stream};

use crate::{Failure, Result};

/// What the names of dead-letter queues end with.
const SUFFIX: &str = "-dlq";

/// Queues that are measured at the same time.
const CONCURRENT_REQUESTS: usize = 10;

/// Most queues that one request lists.
const LISTED_QUEUES: i32 = 1000;

/// The dead-letter queues of the environment.
pub struct DeadLetterQueues {
    client: Client,
    prefix: String,
}

/// How many messages a queue has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueDepth {
    /// Name of the queue.
    pub queue: String,
    /// Messages in it, approximately, those that were received and not deleted yet included. None if
    /// it could not be measured.
    pub depth: Option<u64>,
}

impl DeadLetterQueues {
    /// The queues whose names begin with `prefix`.
    pub(crate) fn new(client: Client, prefix: String) -> Self {
        Self { client, prefix }
    }

    /// The depth of every dead-letter queue, empty ones included, in the order of their names. A
    /// queue that is deleted in the meantime is left out. Why a queue could not be measured is logged.
    pub async fn measure(&self) -> Result<Vec<QueueDepth>> {
        let addresses = self.addresses().await?;
        let measured = stream::iter(addresses.iter().map(|address| self.depth(address)));
        let depths: Vec<Option<QueueDepth>> =
            measured.buffer_unordered(CONCURRENT_REQUESTS).collect().await;
        let mut depths: Vec<QueueDepth> = depths.into_iter().flatten().collect();
        depths.sort_by(|a, b| a.queue.cmp(&b.queue));
        Ok(depths)
    }

    async fn addresses(&self) -> Result<Vec<String>> {
        let request = self.client.list_queues().queue_name_prefix(&self.prefix);
        let mut listed = request.max_results(LISTED_QUEUES).into_paginator().items().send();
        let mut addresses = Vec::new();
        while let Some(address) = Box::pin(listed.next()).await {
            addresses.push(address?);
        }
        addresses.retain(|address| address.ends_with(SUFFIX));
        Ok(addresses)
    }

    /// The depth of a queue. None if it no longer exists.
    async fn depth(&self, address: &str) -> Option<QueueDepth> {
        let queue = name(address);
        let depth = match self.count(address).await {
            Ok(count) => Some(count?),
            Err(failure) => {
                tracing::error!(queue, ?failure, "failed to measure the queue");
                None
            }
        };
        Some(QueueDepth { queue: queue.to_owned(), depth })
    }

    /// The messages in a queue. None if it no longer exists.
    async fn count(&self, address: &str) -> Result<Option<u64>> {
        let request = self
            .client
            .get_queue_attributes()
            .queue_url(address)
            .attribute_names(ApproximateNumberOfMessages)
            .attribute_names(ApproximateNumberOfMessagesNotVisible);
        match Box::pin(request.send()).await {
            Ok(output) => messages(&output).map(Some).ok_or_else(no_number),
            Err(error) => match error.as_service_error() {
                Some(GetQueueAttributesError::QueueDoesNotExist(_)) => Ok(None),
                _ => Err(error.into()),
            },
        }
    }
}

/// The name of the queue with this address.
fn name(address: &str) -> &str {
    address.rsplit_once('/').map_or(address, |(_, name)| name)
}

fn messages(output: &GetQueueAttributesOutput) -> Option<u64> {
    let attributes = output.attributes()?;
    let count = |name| attributes.get(&name)?.parse::<u64>().ok();
    Some(count(ApproximateNumberOfMessages)? + count(ApproximateNumberOfMessagesNotVisible)?)
}

fn no_number() -> Failure {
    Failure::failed("the queue has no number of messages")
}

#[cfg(test)]
mod tests;
