//! Functions that subscribe to events: a rule, a queue with its dead-letter queue, and the mapping
//! by which Lambda invokes the function with messages.

use cfn::{
    Handle, Value, events, events::rule, lambda, lambda::event_source_mapping as mapping, sqs,
};
use contracts::{
    DEAD_LETTER_QUEUE_SUFFIX, EventType, Function, Queue, Subscription,
    retention::{DEAD_LETTER_RETENTION_DAYS, QUEUE_RETENTION_DAYS},
    shared_infra::BusName,
};
use manifest::{DeadLetterQueue, Trigger};
use serde_json::{Value as Json, json};

use super::{FunctionOptions, StackBuilder, function::Additions};
use crate::{
    iam::{consume_queue, policy, queue_from_rule, queue_tls_only},
    reference::component_id,
};

/// Seconds of a day.
const DAY: u32 = 24 * 60 * 60;

/// Seconds that a queue function needs at least: the platform gives a batch 26 seconds, and time to
/// respond.
const SHORTEST_TIMEOUT: u32 = 29;

/// Lambda demands that a message is invisible for six times the timeout of its function.
const VISIBILITY_FACTOR: u32 = 6;

/// The largest batch for which Lambda does not demand a batching window.
const BATCH_WITHOUT_WINDOW: u32 = 10;

/// Settings of a function that subscribes to events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueueOptions {
    /// Messages in one invocation, at most. Default: 10.
    pub batch_size: u32,
    /// How often a message is received before it becomes a dead letter. Default: 3.
    pub max_receives: u32,
    /// The function. The visibility timeout of the queue follows from its timeout.
    pub function: FunctionOptions,
}

impl Default for QueueOptions {
    fn default() -> Self {
        Self { batch_size: 10, max_receives: 3, function: FunctionOptions::default() }
    }
}

/// The trigger of a function that subscribes to events.
#[diagnostic::on_unimplemented(
    message = "a function on `{Self}` is not added with `queue_function`",
    note = "only functions `on Queue<Event>` are"
)]
pub trait QueueTrigger {
    /// The events it subscribes to.
    fn events() -> Vec<EventType>;
}

impl<S: Subscription> QueueTrigger for Queue<S> {
    fn events() -> Vec<EventType> {
        S::types()
    }
}

impl StackBuilder<'_> {
    /// A function that receives the events it subscribes to.
    #[track_caller]
    pub fn queue_function<F: Function<Trigger: QueueTrigger>>(&mut self) {
        self.queue_function_with::<F>(QueueOptions::default());
    }

    /// The same with options.
    #[track_caller]
    pub fn queue_function_with<F: Function<Trigger: QueueTrigger>>(
        &mut self,
        options: QueueOptions,
    ) {
        assert!(
            options.function.timeout >= SHORTEST_TIMEOUT,
            "`{}` may take {} seconds, but a batch needs {SHORTEST_TIMEOUT} or more",
            F::NAME,
            options.function.timeout
        );
        let id = component_id(F::NAME);
        let events = F::Trigger::events();
        let queue = self.queue_with_dead_letters(&id, F::NAME, options, &events);
        let rule = self.rule(&id, F::NAME, &events, queue.arn());
        self.stack.template.add(
            format!("{id}QueuePolicy"),
            sqs::QueuePolicy::new(
                policy(&[queue_from_rule(queue.arn(), &rule.arn()), queue_tls_only(queue.arn())]),
                [queue.reference()],
            ),
        );
        let function = self.add_function::<F>(Additions {
            statements: vec![consume_queue(queue.arn())],
            options: options.function,
            ..Additions::default()
        });
        let needs_window = options.batch_size > BATCH_WITHOUT_WINDOW;
        self.stack.template.add(
            format!("{id}Source"),
            lambda::EventSourceMapping {
                event_source_arn: Some(queue.arn()),
                batch_size: Some(options.batch_size.into()),
                maximum_batching_window_in_seconds: needs_window.then(|| 1.into()),
                function_response_types: Some(
                    [mapping::FunctionResponseTypes::ReportBatchItemFailures].into(),
                ),
                ..lambda::EventSourceMapping::new(function.reference())
            },
        );
        self.stack.subscriptions.extend(events);
    }

    /// A queue, and the queue for messages that its function failed to handle.
    #[track_caller]
    fn queue_with_dead_letters(
        &mut self,
        id: &str,
        name: &str,
        options: QueueOptions,
        events: &[EventType],
    ) -> Handle<sqs::Queue> {
        let trigger = Trigger::Queue {
            queue: self.physical_name(name),
            events: events.iter().map(|it| it.name.to_owned()).collect(),
        };
        let dead_letters = self.dead_letter_queue(id, name, trigger);
        let redrive = sqs::queue::RedrivePolicy {
            dead_letter_target_arn: Some(dead_letters.arn()),
            max_receive_count: Some(options.max_receives.into()),
        };
        let queue = sqs::Queue {
            queue_name: Some(self.physical_name(name).into()),
            message_retention_period: Some((QUEUE_RETENTION_DAYS * DAY).into()),
            visibility_timeout: Some((VISIBILITY_FACTOR * options.function.timeout).into()),
            sqs_managed_sse_enabled: Some(true.into()),
            redrive_policy: Some(redrive.into()),
            tags: Some(self.tags(sqs::queue::Tag::new)),
            ..sqs::Queue::new()
        };
        self.stack.template.add(format!("{id}Queue"), queue)
    }

    /// A queue for messages and invocations that failed for good.
    #[track_caller]
    pub(super) fn dead_letter_queue(
        &mut self,
        id: &str,
        name: &str,
        trigger: Trigger,
    ) -> Handle<sqs::Queue> {
        let lambda = self.physical_name(name);
        let queue = format!("{lambda}{DEAD_LETTER_QUEUE_SUFFIX}");
        self.stack.dead_letters.push(DeadLetterQueue {
            function: name.to_owned(),
            lambda,
            queue: queue.clone(),
            trigger,
        });
        let queue = sqs::Queue {
            queue_name: Some(queue.into()),
            message_retention_period: Some((DEAD_LETTER_RETENTION_DAYS * DAY).into()),
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

    /// The rule that sends `events` to `queue`.
    #[track_caller]
    fn rule(
        &mut self,
        id: &str,
        name: &str,
        events: &[EventType],
        queue: Value<String>,
    ) -> Handle<events::Rule> {
        let bus = self.import::<BusName>();
        let rule = events::Rule {
            name: Some(self.physical_name(name).into()),
            event_bus_name: Some(bus),
            event_pattern: Some(pattern(events, &self.environment.name).into()),
            targets: Some([rule::Target::new(queue, "queue")].into()),
            ..events::Rule::new()
        };
        self.stack.template.add(format!("{id}Rule"), rule)
    }
}

/// Events of these types from the publishers of `environment`, and those that have publishers outside
/// of it from these too. The type alone would also match what other environments and applications put
/// on the bus.
fn pattern(events: &[EventType], environment: &str) -> Json {
    let types: Vec<&str> = events.iter().map(|event| event.name).collect();
    let inside = json!({
        "source": [{ "prefix": format!("{environment}.") }],
        "detail-type": types,
    });
    let outside = events
        .iter()
        .filter(|event| !event.outside_sources.is_empty())
        .map(|event| json!({ "source": event.outside_sources, "detail-type": [event.name] }));
    let mut alternatives: Vec<Json> = outside.collect();
    if alternatives.is_empty() {
        return inside;
    }
    // A list of all sources with all types would let an outside publisher send every type.
    alternatives.insert(0, inside);
    json!({ "$or": alternatives })
}
