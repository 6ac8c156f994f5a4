//! Functions that run by the clock.

use cfn::{scheduler, scheduler::schedule};
use contracts::{Function, Schedule, Wiring};

use super::{FunctionRef, StackBuilder, Wired, function::Trigger};
use crate::iam::{invoke, send_to_queue};

impl StackBuilder<'_> {
    /// A function that runs at a rate such as `5 minutes`. What fails for good leaves a dead letter.
    #[track_caller]
    pub fn scheduled_function<F>(&mut self, rate: &str, wiring: F) -> FunctionRef<F>
    where
        F: Wiring<Wired> + Function<Input = Schedule>,
    {
        let function = self.add_function(&wiring, Trigger::default());
        let failures = self.dead_letter_queue(&function.id, F::NAME);
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
