//! Functions that run at a fixed rate.

use cfn::{Value, lambda, lambda::event_invoke_config as config, scheduler, scheduler::schedule};
use contracts::{Function, Schedule};
use manifest::Trigger;

use super::{FunctionOptions, StackBuilder, function::Additions};
use crate::{
    iam::{invoke, send_to_queue},
    reference::component_id,
};

/// Settings of a function that runs at a fixed rate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ScheduleOptions {
    /// Retries of an invocation that failed, 0 to 2. Default: none set, for which Lambda takes 2.
    pub max_retries: Option<u32>,
    /// The function.
    pub function: FunctionOptions,
}

impl StackBuilder<'_> {
    /// A function that runs at a rate such as `5 minutes`. An invocation that failed for good becomes
    /// a dead letter.
    #[track_caller]
    pub fn scheduled_function<F: Function<Trigger = Schedule>>(&mut self, rate: &str) {
        self.scheduled_function_with::<F>(rate, ScheduleOptions::default());
    }

    /// The same with options.
    #[track_caller]
    pub fn scheduled_function_with<F: Function<Trigger = Schedule>>(
        &mut self,
        rate: &str,
        options: ScheduleOptions,
    ) {
        let id = component_id(F::NAME);
        let failures = self.dead_letter_queue(&id, F::NAME, Trigger::Schedule).arn();
        let function = self.add_function::<F>(Additions {
            statements: vec![send_to_queue(failures.clone())],
            options: options.function,
            ..Additions::default()
        });
        // The schedule detects an invocation that Lambda did not accept; Lambda one that failed.
        self.stack.template.add(
            format!("{id}OnFailure"),
            lambda::EventInvokeConfig {
                maximum_retry_attempts: options.max_retries.map(Into::into),
                destination_config: Some(on_failure(failures.clone()).into()),
                ..lambda::EventInvokeConfig::new(function.reference(), "$LATEST")
            },
        );
        let role = self.role(
            &format!("{id}Schedule"),
            "scheduler.amazonaws.com",
            &[invoke(function.arn()), send_to_queue(failures.clone())],
        );
        let target = schedule::Target {
            dead_letter_config: Some(schedule::DeadLetterConfig { arn: Some(failures) }.into()),
            ..schedule::Target::new(function.arn(), role.arn())
        };
        let on_time = schedule::FlexibleTimeWindow::new(schedule::FlexibleTimeWindowMode::Off);
        self.stack.template.add(
            format!("{id}Schedule"),
            scheduler::Schedule {
                name: Some(self.physical_name(F::NAME).into()),
                ..scheduler::Schedule::new(on_time, format!("rate({rate})"), target)
            },
        );
    }
}

fn on_failure(queue: Value<String>) -> config::DestinationConfig {
    config::DestinationConfig {
        on_failure: Some(config::OnFailure::new(queue).into()),
        ..Default::default()
    }
}
