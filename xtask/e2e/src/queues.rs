//! The queues of functions that subscribe to events.

use std::collections::HashMap;

use aws_sdk_sqs::{
    Client,
    types::{QueueAttributeName, SendMessageBatchRequestEntry},
};
use contracts::{Function, Service};

use crate::{DeadLetters, Shop};

/// Seconds after which a failed message is redelivered, instead of minutes. No invocation in the
/// scenarios takes that long.
const SHORT_TIMEOUT: u32 = 1;

/// A function's queue and its dead-letter queue.
pub struct Queues {
    client: Client,
    queue: String,
    dead_letters: DeadLetters,
    visibility_timeout: String,
}

impl Shop {
    /// The queues of `F`, with a visibility timeout of a second until
    /// [`restore_timeout`](Queues::restore_timeout) is called.
    pub async fn queues_with_short_timeout<F: Function>(&self) -> Queues {
        self.queues_with_timeout(F::SERVICE, F::NAME, SHORT_TIMEOUT).await
    }

    /// The same for a function whose type is not known, and with another visibility timeout.
    pub async fn queues_with_timeout(
        &self,
        service: Service,
        function: &str,
        seconds: u32,
    ) -> Queues {
        let (client, name) = (Client::new(&self.aws), self.physical_name(service, function));
        let queue = address(&client, &name).await;
        let dead_letters = self.dead_letters_of(&name).await;
        let attributes = attributes(&client, &queue).await;
        let visibility_timeout = attributes[&QueueAttributeName::VisibilityTimeout].clone();
        let queues = Queues { client, queue, dead_letters, visibility_timeout };
        queues.set_visibility_timeout(&seconds.to_string()).await;
        queues
    }
}

/// The address of the queue with this name.
pub(crate) async fn address(client: &Client, name: &str) -> String {
    let found = client.get_queue_url().queue_name(name).send().await;
    let found = found.unwrap_or_else(|error| panic!("there is no queue `{name}`: {error:?}"));
    found.queue_url.expect("a queue has an address")
}

type Attributes = HashMap<QueueAttributeName, String>;

async fn attributes(client: &Client, queue: &str) -> Attributes {
    let request = client.get_queue_attributes().queue_url(queue);
    let output = request.attribute_names(QueueAttributeName::All).send().await;
    output.expect("the tests may read the attributes of queues").attributes.unwrap_or_default()
}

impl Queues {
    async fn set_visibility_timeout(&self, seconds: &str) {
        let request = self.client.set_queue_attributes().queue_url(&self.queue);
        let request = request.attributes(QueueAttributeName::VisibilityTimeout, seconds);
        request.send().await.expect("the tests may change the attributes of queues");
    }

    /// Restores the visibility timeout.
    pub async fn restore_timeout(self) {
        self.set_visibility_timeout(&self.visibility_timeout).await;
    }

    /// Whether no message waits or is being handled.
    pub async fn are_empty(&self) -> bool {
        let attributes = attributes(&self.client, &self.queue).await;
        let waiting = &attributes[&QueueAttributeName::ApproximateNumberOfMessages];
        let in_flight = &attributes[&QueueAttributeName::ApproximateNumberOfMessagesNotVisible];
        (waiting.as_str(), in_flight.as_str()) == ("0", "0")
    }

    /// Sends messages in one batch, so that one invocation receives all of them.
    pub async fn send(&self, bodies: &[String]) {
        let entries = bodies.iter().enumerate().map(|(index, body)| {
            SendMessageBatchRequestEntry::builder()
                .id(index.to_string())
                .message_body(body)
                .build()
                .expect("id and body are set")
        });
        let request = self.client.send_message_batch().queue_url(&self.queue);
        let sent = request.set_entries(Some(entries.collect())).send().await;
        let sent = sent.expect("the tests may send messages");
        assert!(sent.failed.is_empty(), "{sent:?}");
    }

    /// Waits until all of `bodies` are dead letters, and deletes them.
    pub async fn expect_dead_letters(&self, bodies: &[String]) {
        for body in bodies {
            self.dead_letters.take(&format!("the dead letter `{body}`"), |it| it == body).await;
        }
    }
}
