//! The dead-letter queues of functions.

use aws_sdk_sqs::Client;
use contracts::Function;

use crate::{Shop, eventually, queues::address};

/// A function's dead-letter queue.
pub struct DeadLetters {
    client: Client,
    queue: String,
}

impl Shop {
    /// The dead-letter queue of `F`.
    pub async fn dead_letters<F: Function>(&self) -> DeadLetters {
        self.dead_letters_of(&self.function_name::<F>()).await
    }

    /// The same for the name of a function in AWS.
    pub(crate) async fn dead_letters_of(&self, function: &str) -> DeadLetters {
        let client = Client::new(&self.aws);
        let queue = address(&client, &format!("{function}-dlq")).await;
        DeadLetters { client, queue }
    }
}

impl DeadLetters {
    /// Sends a message to the queue.
    pub async fn put(&self, body: &str) {
        let sent = self.client.send_message().queue_url(&self.queue).message_body(body).send();
        sent.await.expect("the tests may send messages");
    }

    /// Waits for a dead letter for which `is_wanted` returns true, and deletes it. `what` completes
    /// "waiting for ...".
    pub async fn take(&self, what: &str, is_wanted: impl Fn(&str) -> bool) -> String {
        eventually(what, async || self.look_for(&is_wanted).await).await
    }

    async fn look_for(&self, is_wanted: impl Fn(&str) -> bool) -> Option<String> {
        let request = self.client.receive_message().queue_url(&self.queue);
        let received = request.max_number_of_messages(10).visibility_timeout(1).send().await;
        let received = received.expect("the tests may receive dead letters");
        let mut messages = received.messages.unwrap_or_default().into_iter();
        let found = messages.find(|message| message.body().is_some_and(&is_wanted))?;
        let receipt = found.receipt_handle.expect("a received message has a receipt");
        let request = self.client.delete_message().queue_url(&self.queue);
        request.receipt_handle(receipt).send().await.expect("a received message can be deleted");
        found.body
    }
}
