//! Subscribing to events on the bus.

use std::sync::Mutex;

use aws_sdk_eventbridge::types::Target;
use aws_sdk_sqs::types::QueueAttributeName;
use serde_json::{Value, json};

use crate::{Shop, eventually, unique};

/// A rule with a queue, which exist until the scenario unsubscribes.
pub struct Subscriber {
    bus: String,
    name: String,
    queue: String,
    events: aws_sdk_eventbridge::Client,
    sqs: aws_sdk_sqs::Client,
    received: Mutex<Vec<Value>>,
}

impl Shop {
    /// Subscribes to the events of these types that are published from now on.
    pub async fn subscribe(&self, types: &[&str]) -> Subscriber {
        let subscriber = Subscriber {
            bus: self.bus.clone(),
            name: unique("e2e"),
            queue: String::new(),
            events: aws_sdk_eventbridge::Client::new(&self.aws),
            sqs: aws_sdk_sqs::Client::new(&self.aws),
            received: Mutex::default(),
        };
        subscriber.connect(types).await
    }
}

impl Subscriber {
    async fn connect(self, types: &[&str]) -> Self {
        let created = self.sqs.create_queue().queue_name(&self.name).send().await;
        let queue = created.expect("the tests may create queues").queue_url;
        let queue = queue.expect("a queue has an address");
        let arn = self.allow_events(&queue).await;
        let pattern = json!({ "detail-type": types }).to_string();
        let rule = self.events.put_rule().event_bus_name(&self.bus).name(&self.name);
        rule.event_pattern(pattern).send().await.expect("the tests may create rules");
        let target = Target::builder().id("queue").arn(arn).build().expect("id and ARN are set");
        let put = self.events.put_targets().event_bus_name(&self.bus).rule(&self.name);
        let put = put.targets(target).send().await.expect("the rule exists");
        assert_eq!(put.failed_entry_count, 0, "{put:?}");
        Self { queue, ..self }
    }

    /// Allows the bus to send to the queue. Returns the queue's ARN.
    async fn allow_events(&self, queue: &str) -> String {
        let request = self.sqs.get_queue_attributes().queue_url(queue);
        let attributes = request.attribute_names(QueueAttributeName::QueueArn).send().await;
        let attributes = attributes.expect("the queue exists").attributes.unwrap_or_default();
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
        request.send().await.expect("the queue exists");
        arn
    }

    /// Waits for `count` events for which `is_wanted` returns true, and returns all of them that
    /// were received so far, each with its envelope. `what` completes "waiting for ...".
    pub async fn wait_for(
        &self,
        what: &str,
        count: usize,
        is_wanted: impl Fn(&Value) -> bool,
    ) -> Vec<Value> {
        eventually(what, async || {
            self.receive().await;
            let received = self.received.lock().expect("no thread panicked with the lock");
            let wanted = received.iter().filter(|event| is_wanted(event));
            let wanted: Vec<Value> = wanted.cloned().collect();
            (wanted.len() >= count).then_some(wanted)
        })
        .await
    }

    async fn receive(&self) {
        let request = self.sqs.receive_message().queue_url(&self.queue).max_number_of_messages(10);
        let received = request.wait_time_seconds(1).send().await.expect("the queue exists");
        for message in received.messages.unwrap_or_default() {
            let body = message.body().unwrap_or_default();
            let event = serde_json::from_str(body).expect("an event is JSON");
            self.received.lock().expect("no thread panicked with the lock").push(event);
            let receipt = message.receipt_handle.expect("a received message has a receipt");
            let delete = self.sqs.delete_message().queue_url(&self.queue).receipt_handle(receipt);
            delete.send().await.expect("a received message can be deleted");
        }
    }

    /// Deletes the rule and the queue.
    pub async fn unsubscribe(self) {
        let remove = self.events.remove_targets().event_bus_name(&self.bus).rule(&self.name);
        remove.ids("queue").send().await.expect("the target exists");
        let delete = self.events.delete_rule().event_bus_name(&self.bus).name(&self.name);
        delete.send().await.expect("the rule exists");
        let delete = self.sqs.delete_queue().queue_url(&self.queue);
        delete.send().await.expect("the queue exists");
    }
}
