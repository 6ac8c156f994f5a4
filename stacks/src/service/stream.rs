//! Functions that receive changes of a table, which Lambda reads from the table's stream: all of them, or
//! the messages put into its outbox.

use cfn::{Value, lambda, lambda::event_source_mapping as mapping};
use contracts::{
    DEAD_LETTER_QUEUE_VARIABLE, Function, OUTBOX_PARTITION, REPUBLISHED_AT, Table, TableName,
    TableStream, prefix,
};
use manifest::{Outbox, Trigger};
use serde_json::{Value as Json, json};

use super::{FunctionOptions, StackBuilder, function::Additions};
use crate::{
    iam::{read_stream, send_to_queue},
    reference::{component_id, physical_table_name, stream_arn},
};

/// Settings of a function that receives changes of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StreamOptions {
    /// Changes in one invocation, at most. Default: 100.
    pub batch_size: u32,
    /// Retries before Lambda gives up a batch and sends its position, without its content, to the
    /// dead-letter queue. Until then the batch holds up the later changes of its shard. Default: 100,
    /// which with Lambda's backoff takes hours: an outage of the bus delays outbox messages and loses
    /// none.
    pub max_retries: u32,
    /// The changes that the function receives. Default: every change.
    pub changes: StreamChanges,
    /// What happens to changes that Lambda gave up, and what a person can do, as `cargo xtask dlq`
    /// shows it. An outbox has its own answer. Default: to compare the table.
    pub remedy: &'static str,
    /// The function.
    pub function: FunctionOptions,
}

/// Changes of a table. The kinds of items are the values of their attribute `Type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamChanges {
    /// Every change.
    All,
    /// The insertions of items of this kind.
    InsertionsOf(&'static str),
    /// The insertions and updates of items of this kind.
    WritesOf(&'static str),
}

impl Default for StreamOptions {
    fn default() -> Self {
        Self {
            batch_size: 100,
            max_retries: 100,
            changes: StreamChanges::All,
            remedy: "they are no longer in the stream; compare the table",
            function: FunctionOptions::default(),
        }
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
    /// Its name in AWS without the environment.
    const PHYSICAL_NAME: &'static str;
}

impl<T: Table> StreamTrigger for TableStream<T> {
    const TABLE: TableName = TableName::of::<T>();
    const PHYSICAL_NAME: &'static str = T::PHYSICAL_NAME;
}

impl StackBuilder<'_> {
    /// A function that receives every change of its table, those of one item in their order.
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
        self.add_stream_function::<F>(options, false);
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
        self.add_stream_function::<F>(options, true);
    }

    #[track_caller]
    fn add_stream_function<F: Function<Trigger: StreamTrigger>>(
        &mut self,
        options: StreamOptions,
        is_outbox: bool,
    ) {
        let id = component_id(F::NAME);
        let stream = stream_arn(F::Trigger::TABLE);
        let table = physical_table_name(F::Trigger::PHYSICAL_NAME, self.environment);
        let (filter, trigger) = if is_outbox {
            (Some(due_messages()), Trigger::Outbox(outbox(table)))
        } else {
            (filter(options.changes), Trigger::Stream { table, remedy: options.remedy.to_owned() })
        };
        let dead_letters = self.dead_letter_queue(&id, F::NAME, trigger);
        // Only the platform's outbox sends dead letters itself; for others Lambda does.
        let address = (DEAD_LETTER_QUEUE_VARIABLE, dead_letters.reference());
        let function = self.add_function::<F>(Additions {
            statements: vec![read_stream(stream.clone()), send_to_queue(dead_letters.arn())],
            variables: is_outbox.then_some(address).into_iter().collect(),
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

/// The filter for these changes; none if all of them are wanted.
fn filter(changes: StreamChanges) -> Option<mapping::FilterCriteria> {
    match changes {
        StreamChanges::All => None,
        StreamChanges::InsertionsOf(kind) => Some(filters(&[inserted(kind)])),
        StreamChanges::WritesOf(kind) => Some(filters(&[json!({ "dynamodb": new_image(kind) })])),
    }
}

/// Outbox messages when they are put and when they are marked to be published again, not when they
/// are repaired or expire.
fn due_messages() -> mapping::FilterCriteria {
    let marked = json!({
        "eventName": ["MODIFY"],
        "dynamodb": { "NewImage": {
            "Type": { "S": ["Outbox"] },
            REPUBLISHED_AT: { "S": [{ "exists": true }] },
        } },
    });
    filters(&[inserted("Outbox"), marked])
}

/// The insertion of an item of a kind.
fn inserted(kind: &str) -> Json {
    json!({ "eventName": ["INSERT"], "dynamodb": new_image(kind) })
}

/// A change after which there is an item of this kind.
fn new_image(kind: &str) -> Json {
    json!({ "NewImage": { "Type": { "S": [kind] } } })
}

/// What matches one of the patterns.
fn filters(patterns: &[Json]) -> mapping::FilterCriteria {
    let filters = patterns
        .iter()
        .map(|pattern| mapping::Filter { pattern: Some(pattern.to_string().into()) });
    mapping::FilterCriteria { filters: Some(filters.collect()) }
}

/// The outbox of the table with this name in AWS.
fn outbox(table: String) -> Outbox {
    Outbox { table, prefix: prefix(OUTBOX_PARTITION).to_owned(), mark: REPUBLISHED_AT.to_owned() }
}

fn on_failure(queue: Value<String>) -> mapping::DestinationConfig {
    mapping::DestinationConfig {
        on_failure: Some(mapping::OnFailure { destination: Some(queue) }.into()),
    }
}
