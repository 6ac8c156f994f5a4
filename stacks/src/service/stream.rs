//! The function that publishes a table's outbox, fed by the table's stream.

use cfn::{lambda, lambda::event_source_mapping as mapping};
use contracts::{Function, TableStream, Wiring};
use serde_json::json;

use super::{FunctionRef, StackBuilder, TableRef, Wired, function::Trigger, pascal_case};
use crate::iam::{read_stream, send_to_queue};

/// Records a function gets at once, at most.
const BATCH_SIZE: u32 = 100;

/// Tries before a batch goes to the failure queue. With Lambda's back-off that is hours, so a bus
/// that is away for a while delays events and loses none; the outbox rows stay in the table.
const MAX_RETRIES: u32 = 100;

impl StackBuilder<'_> {
    /// A function that gets the rows put into the outbox of `table`, in their order per key.
    #[track_caller]
    pub fn outbox_function<F>(&mut self, table: &TableRef, wiring: F) -> FunctionRef<F>
    where
        F: Wiring<Wired> + Function<Input = TableStream>,
    {
        let id = pascal_case(F::NAME);
        let failures = self.dead_letter_queue(&id, F::NAME);
        let statements = vec![read_stream(table.stream_arn()), send_to_queue(failures.arn())];
        let function = self.add_function(&wiring, Trigger { statements, ..Trigger::default() });
        let pattern = json!({
            "eventName": ["INSERT"],
            "dynamodb": { "NewImage": { "Type": { "S": ["Outbox"] } } },
        });
        self.stack.template.add(
            format!("{id}Source"),
            lambda::EventSourceMapping {
                event_source_arn: Some(table.stream_arn()),
                starting_position: Some("TRIM_HORIZON".into()),
                batch_size: Some(BATCH_SIZE.into()),
                bisect_batch_on_function_error: Some(true.into()),
                maximum_retry_attempts: Some(MAX_RETRIES.into()),
                function_response_types: Some(
                    [mapping::FunctionResponseTypes::ReportBatchItemFailures].into(),
                ),
                filter_criteria: Some(
                    mapping::FilterCriteria {
                        filters: Some(
                            [mapping::Filter { pattern: Some(pattern.to_string().into()) }].into(),
                        ),
                    }
                    .into(),
                ),
                destination_config: Some(
                    mapping::DestinationConfig {
                        on_failure: Some(
                            mapping::OnFailure { destination: Some(failures.arn()) }.into(),
                        ),
                    }
                    .into(),
                ),
                ..lambda::EventSourceMapping::new(function.handle.reference())
            },
        );
        function
    }
}
