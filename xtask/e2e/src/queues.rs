//! The queues of functions that subscribe to events.

use aws_sdk_sqs::{
    Client,
    config::http::HttpRequest,
    types::{QueueAttributeName, SendMessageBatchRequestEntry},
};
use contracts::Function;

use crate::{Shop, eventually};

/// Seconds after which a failed message is redelivered, instead of minutes. No invocation in the
/// scenarios takes that long.
const SHORT_TIMEOUT: &str = "1";

/// A function's queue and its dead-letter queue.
pub struct Queues {
    client: Client,
    queue: String,
    dead_letters: String,
    visibility_timeout: String,
}

impl Shop {
    /// The queues of `F`, with a visibility timeout of a second until
    /// [`restore_timeout`](Queues::restore_timeout) is called.
    pub async fn queues_with_short_timeout<F: Function>(&self) -> Queues {
        let client = Client::new(&self.aws);
        let name = self.function_name::<F>();
        let queue = address(&client, &name).await;
        let dead_letters = address(&client, &format!("{name}-dlq")).await;
        let visibility_timeout = visibility_timeout(&client, &queue).await;
        let queues = Queues { client, queue, dead_letters, visibility_timeout };
        queues.set_visibility_timeout(SHORT_TIMEOUT).await;
        queues
    }
}

async fn address(client: &Client, name: &str) -> String {
    let found = client.get_queue_url().queue_name(name).send().await;
    let found = found.unwrap_or_else(|error| panic!("there is no queue `{name}`: {error:?}"));
    found.queue_url.expect("a queue has an address")
}

async fn visibility_timeout(client: &Client, queue: &str) -> String {
    let name = QueueAttributeName::VisibilityTimeout;
    let request = client.get_queue_attributes().queue_url(queue).attribute_names(name.clone());
    let output = request.send().await.expect("the tests may read the attributes of queues");
    output.attributes.unwrap_or_default()[&name].clone()
}

/// The queues refuse unencrypted requests. The local AWS has no TLS and treats requests with this
/// header as encrypted; AWS ignores the header.
fn over_tls(request: &mut HttpRequest) {
    request.headers_mut().insert("x-forwarded-proto", "https");
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
        let request = request.set_entries(Some(entries.collect())).customize();
        let sent = request.mutate_request(over_tls).send().await;
        let sent = sent.expect("the tests may send messages");
        assert!(sent.failed.is_empty(), "{sent:?}");
    }

    /// Waits until all of `bodies` are dead letters, and deletes them.
    pub async fn expect_dead_letters(&self, bodies: &[String]) {
        for body in bodies {
            eventually(&format!("the dead letter `{body}`"), async || {
                self.delete_dead_letter(body).await.then_some(())
            })
            .await;
        }
    }

    /// Whether `body` is a dead letter. If it is, it is deleted.
    async fn delete_dead_letter(&self, body: &str) -> bool {
        let request = self.client.receive_message().queue_url(&self.dead_letters);
        let request = request.max_number_of_messages(10).visibility_timeout(1).customize();
        let received = request.mutate_request(over_tls).send().await;
        let received = received.expect("the tests may receive dead letters");
        let mut messages = received.messages.unwrap_or_default().into_iter();
        let Some(found) = messages.find(|message| message.body() == Some(body)) else {
            return false;
        };
        let receipt = found.receipt_handle.expect("a received message has a receipt");
        let request = self.client.delete_message().queue_url(&self.dead_letters);
        request.receipt_handle(receipt).send().await.expect("a received message can be deleted");
        true
    }
}
