//! Functions that run by the clock.

use cfn::{lambda, lambda::event_invoke_config, scheduler, scheduler::schedule};
use contracts::{Function, Schedule, Wiring};

use super::{FunctionRef, StackBuilder, Wired, function::Trigger, pascal_case};
use crate::iam::{invoke, send_to_queue};

impl StackBuilder<'_> {
    /// A function that runs at a rate such as `5 minutes`. What fails for good leaves a dead letter.
    #[track_caller]
    pub fn scheduled_function<F>(&mut self, rate: &str, wiring: F) -> FunctionRef<F>
    where
        F: Wiring<Wired> + Function<Input = Schedule>,
    {
        let failures = self.dead_letter_queue(&pascal_case(F::NAME), F::NAME);
        let statements = vec![send_to_queue(failures.arn())];
        let function = self.add_function(&wiring, Trigger { statements, ..Trigger::default() });
        // The schedule only knows whether Lambda took the call, Lambda what became of it.
        let on_failure = event_invoke_config::OnFailure::new(failures.arn());
        self.stack.template.add(
            format!("{}OnFailure", function.id),
            lambda::EventInvokeConfig {
                destination_config: Some(
                    event_invoke_config::DestinationConfig {
                        on_failure: Some(on_failure.into()),
                        ..Default::default()
                    }
                    .into(),
                ),
                ..lambda::EventInvokeConfig::new(function.handle.reference(), "$LATEST")
            },
        );
        let role = self.role(
            &format!("{}Schedule", function.id),
            "scheduler.amazonaws.com",
            &[invoke(function.arn()), send_to_queue(failures.arn())],
        );
        let target = schedule::Target {
            dead_letter_config: Some(
                schedule::DeadLetterConfig { arn: Some(failures.arn()) }.into(),
            ),
            ..schedule::Target::new(function.arn(), role.arn())
        };
        let on_time = schedule::FlexibleTimeWindow::new(schedule::FlexibleTimeWindowMode::Off);
        self.stack.template.add(
            format!("{}Schedule", function.id),
            scheduler::Schedule {
                name: Some(self.physical_name(F::NAME).into()),
                ..scheduler::Schedule::new(on_time, format!("rate({rate})"), target)
            },
        );
        function
    }
}
