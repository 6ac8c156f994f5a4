//! Functions that listen to events: a rule, a queue with its dead-letter queue, and the mapping
//! that feeds the function.

use cfn::{Handle, Value, events, events::rule, lambda, lambda::event_source_mapping, sqs};
use contracts::{Function, Queue, Subscription, Wiring};
use serde_json::json;

use super::{
    FunctionRef, StackBuilder, Wired,
    function::{TIMEOUT, Trigger},
    pascal_case,
};
use crate::iam::{consume_queue, policy, queue_from_rule, queue_tls_only};

/// How often a message is tried before it is a dead letter.
const MAX_RECEIVES: u32 = 3;

/// Seconds a dead letter is kept: 14 days, the most SQS allows.
const DEAD_LETTER_RETENTION: u32 = 14 * 24 * 60 * 60;

/// Lambda asks for six times the function's timeout.
const VISIBILITY_TIMEOUT: u32 = 6 * TIMEOUT;

/// Messages a function gets at once, at most.
const BATCH_SIZE: u32 = 10;

/// Whose events a rule lets through.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Sources {
    /// Only those of the services that publish them.
    Publishers,
    /// Anyone's, as long as the type is right.
    Anyone,
}

impl StackBuilder<'_> {
    /// A function that receives the events it subscribes to.
    #[track_caller]
    pub fn queue_function<F, S>(&mut self, sources: Sources, wiring: F) -> FunctionRef<F>
    where
        F: Wiring<Wired> + Function<Input = Queue<S>>,
        S: Subscription,
    {
        let id = pascal_case(F::NAME);
        let queue = self.queue_with_dead_letters(&id, F::NAME);
        let rule = self.rule::<S>(&id, F::NAME, sources, queue.arn());
        self.stack.template.add(
            format!("{id}QueuePolicy"),
            sqs::QueuePolicy::new(
                policy(&[queue_from_rule(queue.arn(), &rule.arn()), queue_tls_only(queue.arn())]),
                [queue.reference()],
            ),
        );
        let statements = vec![consume_queue(queue.arn())];
        let function = self.add_function(&wiring, Trigger { statements, ..Trigger::default() });
        self.stack.template.add(
            format!("{id}Source"),
            lambda::EventSourceMapping {
                event_source_arn: Some(queue.arn()),
                batch_size: Some(BATCH_SIZE.into()),
                function_response_types: Some(
                    [event_source_mapping::FunctionResponseTypes::ReportBatchItemFailures].into(),
                ),
                ..lambda::EventSourceMapping::new(function.handle.reference())
            },
        );
        self.stack.subscriptions.extend(S::types());
        function
    }

    /// A queue, and the queue for what it could not deliver.
    #[track_caller]
    fn queue_with_dead_letters(&mut self, id: &str, name: &str) -> Handle<sqs::Queue> {
        let dead_letters = self.dead_letter_queue(id, name);
        let queue = sqs::Queue {
            queue_name: Some(self.physical_name(name).into()),
            visibility_timeout: Some(VISIBILITY_TIMEOUT.into()),
            sqs_managed_sse_enabled: Some(true.into()),
            redrive_policy: Some(
                sqs::queue::RedrivePolicy {
                    dead_letter_target_arn: Some(dead_letters.arn()),
                    max_receive_count: Some(MAX_RECEIVES.into()),
                }
                .into(),
            ),
            tags: Some(self.tags(sqs::queue::Tag::new)),
            ..sqs::Queue::new()
        };
        self.stack.template.add(format!("{id}Queue"), queue)
    }

    /// A queue for what could not be delivered.
    #[track_caller]
    pub(super) fn dead_letter_queue(&mut self, id: &str, name: &str) -> Handle<sqs::Queue> {
        let queue = sqs::Queue {
            queue_name: Some(format!("{}-dlq", self.physical_name(name)).into()),
            message_retention_period: Some(DEAD_LETTER_RETENTION.into()),
            sqs_managed_sse_enabled: Some(true.into()),
            tags: Some(self.tags(sqs::queue::Tag::new)),
            ..sqs::Queue::new()
        };
        let queue = self.stack.template.add(format!("{id}DeadLetters"), queue);
        self.stack.template.add(
            format!("{id}DeadLettersPolicy"),
            sqs::QueuePolicy::new(policy(&[queue_tls_only(queue.arn())]), [queue.reference()]),
        );
        queue
    }

    #[track_caller]
    fn rule<S: Subscription>(
        &mut self,
        id: &str,
        name: &str,
        sources: Sources,
        queue: Value<String>,
    ) -> Handle<events::Rule> {
        let bus = self.import(contracts::shared_infra::BUS_NAME);
        let environment = &self.environment.name;
        let types = S::types();
        let mut pattern =
            json!({ "detail-type": types.iter().map(|event| event.name).collect::<Vec<_>>() });
        if sources == Sources::Publishers {
            let mut from: Vec<String> =
                types.iter().map(|event| event.service.source_in(environment)).collect();
            from.sort();
            from.dedup();
            pattern["source"] = json!(from);
        }
        let rule = events::Rule {
            name: Some(self.physical_name(name).into()),
            event_bus_name: Some(bus),
            event_pattern: Some(pattern.into()),
            targets: Some([rule::Target::new(queue, "queue")].into()),
            ..events::Rule::new()
        };
        self.stack.template.add(format!("{id}Rule"), rule)
    }
}
