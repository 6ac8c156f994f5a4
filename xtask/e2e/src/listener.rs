//! The event bus, as an outside subscriber hears it.

use std::sync::Mutex;

use aws_sdk_eventbridge::types::Target;
use aws_sdk_sqs::types::QueueAttributeName;
use serde_json::{Value, json};

use crate::{Shop, eventually, unique};

/// A rule of its own with a queue of its own, for as long as the test takes.
pub struct Listener {
    bus: String,
    name: String,
    queue: String,
    events: aws_sdk_eventbridge::Client,
    sqs: aws_sdk_sqs::Client,
    heard: Mutex<Vec<Value>>,
}

impl Shop {
    /// Hears every event of these types from now on.
    pub async fn listen(&self, types: &[&str]) -> Listener {
        let listener = Listener {
            bus: self.bus.clone(),
            name: unique("e2e"),
            queue: String::new(),
            events: aws_sdk_eventbridge::Client::new(&self.aws),
            sqs: aws_sdk_sqs::Client::new(&self.aws),
            heard: Mutex::default(),
        };
        listener.connect(types).await
    }
}

impl Listener {
    async fn connect(self, types: &[&str]) -> Self {
        let made = self.sqs.create_queue().queue_name(&self.name).send().await;
        let queue = made.expect("the tests may make queues").queue_url.expect("with an address");
        let arn = self.open_to_events(&queue).await;
        let pattern = json!({ "detail-type": types }).to_string();
        let rule = self.events.put_rule().event_bus_name(&self.bus).name(&self.name);
        rule.event_pattern(pattern).send().await.expect("the tests may make rules");
        let target = Target::builder().id("queue").arn(arn).build().expect("id and ARN are there");
        let put = self.events.put_targets().event_bus_name(&self.bus).rule(&self.name);
        let put = put.targets(target).send().await.expect("the rule is ours");
        assert_eq!(put.failed_entry_count, 0, "{put:?}");
        Self { queue, ..self }
    }

    /// Lets the bus send to the queue. Gives back the queue's ARN.
    async fn open_to_events(&self, queue: &str) -> String {
        let request = self.sqs.get_queue_attributes().queue_url(queue);
        let attributes = request.attribute_names(QueueAttributeName::QueueArn).send().await;
        let attributes = attributes.expect("the queue is ours").attributes.unwrap_or_default();
        let arn = attributes[&QueueAttributeName::QueueArn].clone();
        let policy = json!({
            "Version": "2012-10-17",
            "Statement": [{
                "Effect": "Allow",
                "Principal": { "Service": "events.amazonaws.com" },
                "Action": "sqs:SendMessage",
                "Resource": arn,
            }],
        });
        let request = self.sqs.set_queue_attributes().queue_url(queue);
        let request = request.attributes(QueueAttributeName::Policy, policy.to_string());
        request.send().await.expect("the queue is ours");
        arn
    }

    /// Waits for `count` events that `is_wanted` says yes to, and gives back all of those so far.
    /// The events are whole envelopes. `what` completes "waiting for ...".
    pub async fn hear(
        &self,
        what: &str,
        count: usize,
        is_wanted: impl Fn(&Value) -> bool,
    ) -> Vec<Value> {
        eventually(what, async || {
            self.receive().await;
            let heard = self.heard.lock().expect("nobody panics while holding the lock");
            let wanted: Vec<Value> = heard.iter().filter(|it| is_wanted(it)).cloned().collect();
            (wanted.len() >= count).then_some(wanted)
        })
        .await
    }

    async fn receive(&self) {
        let request = self.sqs.receive_message().queue_url(&self.queue).max_number_of_messages(10);
        let received = request.wait_time_seconds(1).send().await.expect("the queue is ours");
        for message in received.messages.unwrap_or_default() {
            let body = message.body().unwrap_or_default();
            let event = serde_json::from_str(body).expect("the bus sends JSON");
            self.heard.lock().expect("nobody panics while holding the lock").push(event);
            let receipt = message.receipt_handle.expect("a received message has a receipt");
            let delete = self.sqs.delete_message().queue_url(&self.queue).receipt_handle(receipt);
            delete.send().await.expect("a received message can be deleted");
        }
    }

    /// Hears no more, and leaves nothing behind.
    pub async fn stop(self) {
        let remove = self.events.remove_targets().event_bus_name(&self.bus).rule(&self.name);
        remove.ids("queue").send().await.expect("the target is ours");
        let delete = self.events.delete_rule().event_bus_name(&self.bus).name(&self.name);
        delete.send().await.expect("the rule is ours");
        let delete = self.sqs.delete_queue().queue_url(&self.queue);
        delete.send().await.expect("the queue is ours");
    }
}
