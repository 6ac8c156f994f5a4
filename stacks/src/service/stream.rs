//! Functions that receive changes of a table, which Lambda reads from the table's stream: all of them, or
//! the messages put into its outbox.

use cfn::{Value, lambda, lambda::event_source_mapping as mapping};
use contracts::{
    DEAD_LETTER_QUEUE_VARIABLE, Function, REPUBLISHED_AT, Table, TableName, TableStream,
};
use serde_json::{Value as Json, json};

use super::{FunctionOptions, StackBuilder, function::Additions};
use crate::{
    iam::{read_stream, send_to_queue},
    reference::{component_id, stream_arn},
};

/// Settings of a function that receives changes of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StreamOptions {
    /// Changes in one invocation, at most. Default: 100.
    pub batch_size: u32,
    /// Retries before Lambda gives up a batch and sends its position, without its content, to the
    /// dead-letter queue. Default: 100, which with Lambda's backoff takes hours: an outage of the bus
    /// delays outbox messages and loses none.
    pub max_retries: u32,
    /// The function.
    pub function: FunctionOptions,
}

impl Default for StreamOptions {
    fn default() -> Self {
        Self { batch_size: 100, max_retries: 100, function: FunctionOptions::default() }
    }
}

/// The trigger of a function that receives changes of a table.
#[diagnostic::on_unimplemented(
    message = "a function on `{Self}` is not added with `stream_function` or `outbox_function`",
    note = "only functions `on TableStream<Table>` are"
)]
pub trait StreamTrigger {
    /// The table whose stream it reads.
    const TABLE: TableName;
}

impl<T: Table> StreamTrigger for TableStream<T> {
    const TABLE: TableName = TableName::of::<T>();
}

impl StackBuilder<'_> {
    /// A function that receives every change of its table, in their order per partition key.
    #[track_caller]
    pub fn stream_function<F: Function<Trigger: StreamTrigger>>(&mut self) {
        self.stream_function_with::<F>(StreamOptions::default());
    }

    /// The same with options.
    #[track_caller]
    pub fn stream_function_with<F: Function<Trigger: StreamTrigger>>(
        &mut self,
        options: StreamOptions,
    ) {
        self.add_stream_function::<F>(options, None);
    }

    /// A function that receives the messages put into the outbox of its table, in their order per
    /// partition key, and those that an operator marked to be published again.
    #[track_caller]
    pub fn outbox_function<F: Function<Trigger: StreamTrigger>>(&mut self) {
        self.outbox_function_with::<F>(StreamOptions::default());
    }

    /// The same with options.
    #[track_caller]
    pub fn outbox_function_with<F: Function<Trigger: StreamTrigger>>(
        &mut self,
        options: StreamOptions,
    ) {
        self.add_stream_function::<F>(options, Some(due_messages()));
    }

    #[track_caller]
    fn add_stream_function<F: Function<Trigger: StreamTrigger>>(
        &mut self,
        options: StreamOptions,
        filter: Option<mapping::FilterCriteria>,
    ) {
        let id = component_id(F::NAME);
        let stream = stream_arn(F::Trigger::TABLE);
        let dead_letters = self.dead_letter_queue(&id, F::NAME);
        let function = self.add_function::<F>(Additions {
            statements: vec![read_stream(stream.clone()), send_to_queue(dead_letters.arn())],
            variables: vec![(DEAD_LETTER_QUEUE_VARIABLE, dead_letters.reference())],
            stream: Some(F::Trigger::TABLE),
            options: options.function,
        });
        self.stack.template.add(
            format!("{id}Source"),
            lambda::EventSourceMapping {
                event_source_arn: Some(stream),
                starting_position: Some("TRIM_HORIZON".into()),
                batch_size: Some(options.batch_size.into()),
                bisect_batch_on_function_error: Some(true.into()),
                maximum_retry_attempts: Some(options.max_retries.into()),
                function_response_types: Some(
                    [mapping::FunctionResponseTypes::ReportBatchItemFailures].into(),
                ),
                filter_criteria: filter.map(Into::into),
                destination_config: Some(on_failure(dead_letters.arn()).into()),
                ..lambda::EventSourceMapping::new(function.reference())
            },
        );
    }
}

/// Outbox messages when they are put and when they are marked to be published again, not when they
/// are repaired or expire.
fn due_messages() -> mapping::FilterCriteria {
    let new = json!({
        "eventName": ["INSERT"],
        "dynamodb": { "NewImage": { "Type": { "S": ["Outbox"] } } },
    });
    let marked = json!({
        "eventName": ["MODIFY"],
        "dynamodb": { "NewImage": {
            "Type": { "S": ["Outbox"] },
            REPUBLISHED_AT: { "S": [{ "exists": true }] },
        } },
    });
    let filter = |pattern: Json| mapping::Filter { pattern: Some(pattern.to_string().into()) };
    mapping::FilterCriteria { filters: Some([filter(new), filter(marked)].into()) }
}

fn on_failure(queue: Value<String>) -> mapping::DestinationConfig {
    mapping::DestinationConfig {
        on_failure: Some(mapping::OnFailure { destination: Some(queue) }.into()),
    }
}
