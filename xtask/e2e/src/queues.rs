//! Queues, seen from behind the rules that fill them.

use aws_sdk_sqs::{
    Client,
    config::http::HttpRequest,
    types::{QueueAttributeName, SendMessageBatchRequestEntry},
};
use contracts::Service;

use crate::{Shop, eventually};

/// A function's queue and its dead-letter queue.
pub struct Queues {
    client: Client,
    queue: String,
    dead_letters: String,
}

impl Shop {
    /// The queues of a function.
    pub async fn queues(&self, service: Service, function: &str) -> Queues {
        let client = Client::new(&self.aws);
        let name = self.physical_name(service, function);
        let queue = address(&client, &name).await;
        let dead_letters = address(&client, &format!("{name}-dlq")).await;
        Queues { client, queue, dead_letters }
    }
}

async fn address(client: &Client, name: &str) -> String {
    let found = client.get_queue_url().queue_name(name).send().await;
    let found = found.unwrap_or_else(|error| panic!("there is no queue `{name}`: {error:?}"));
    found.queue_url.expect("a queue has an address")
}

/// Queues take nothing that comes unencrypted. The local AWS speaks no TLS and believes whoever says
/// that it ended before; to AWS the header means nothing.
fn over_tls(request: &mut HttpRequest) {
    request.headers_mut().insert("x-forwarded-proto", "https");
}

impl Queues {
    /// Has failed messages tried again after `seconds` instead of minutes. Gives back what it was.
    pub async fn set_visibility_timeout(&self, seconds: &str) -> String {
        let name = QueueAttributeName::VisibilityTimeout;
        let request = self.client.get_queue_attributes().queue_url(&self.queue);
        let attributes = request.attribute_names(name.clone()).send().await;
        let attributes = attributes.expect("the queue is there").attributes.unwrap_or_default();
        let request = self.client.set_queue_attributes().queue_url(&self.queue);
        request.attributes(name.clone(), seconds).send().await.expect("the queue is ours");
        attributes.get(&name).expect("a queue has a visibility timeout").clone()
    }

    /// Sends messages in one batch, so that one invocation gets them all.
    pub async fn send(&self, bodies: &[String]) {
        let entries = bodies.iter().enumerate().map(|(index, body)| {
            SendMessageBatchRequestEntry::builder()
                .id(index.to_string())
                .message_body(body)
                .build()
                .expect("id and body are there")
        });
        let request = self.client.send_message_batch().queue_url(&self.queue);
        let request = request.set_entries(Some(entries.collect())).customize();
        let sent = request.mutate_request(over_tls).send().await;
        let sent = sent.expect("the queue takes messages");
        assert!(sent.failed.is_empty(), "{sent:?}");
    }

    /// Waits until all of `bodies` are dead letters, and takes them away.
    pub async fn expect_dead_letters(&self, bodies: &[String]) {
        for body in bodies {
            eventually(&format!("the dead letter `{body}`"), async || {
                self.take_dead_letter(body).await.then_some(())
            })
            .await;
        }
    }

    /// Whether `body` is a dead letter; if so it is taken away.
    pub async fn take_dead_letter(&self, body: &str) -> bool {
        let request = self.client.receive_message().queue_url(&self.dead_letters);
        let request = request.max_number_of_messages(10).visibility_timeout(1).customize();
        let received = request.mutate_request(over_tls).send().await;
        let messages =
            received.expect("the dead letters are readable").messages.unwrap_or_default();
        let Some(found) = messages.into_iter().find(|message| message.body() == Some(body)) else {
            return false;
        };
        let receipt = found.receipt_handle.expect("a received message has a receipt");
        let request = self.client.delete_message().queue_url(&self.dead_letters);
        request.receipt_handle(receipt).send().await.expect("a received message can be deleted");
        true
    }
}
