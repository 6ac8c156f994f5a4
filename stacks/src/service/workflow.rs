//! Workflows: Step Functions state machines with a role of their own.

use std::marker::PhantomData;

use cfn::{Handle, asl, stepfunctions, stepfunctions::state_machine};
use contracts::{Capability as _, Publisher, StartWorkflow};

use super::{StackBuilder, Wired, pascal_case};
use crate::iam::Statement;

/// A workflow of the stack.
pub struct WorkflowRef<W> {
    handle: Handle<stepfunctions::StateMachine>,
    workflow: PhantomData<W>,
}

impl<W: Publisher> WorkflowRef<W> {
    /// The capability to start it.
    pub fn start(&self) -> StartWorkflow<W, Wired> {
        let arn = self.handle.reference();
        StartWorkflow::new(Wired { value: arn.clone(), arns: vec![arn] })
    }
}

impl StackBuilder<'_> {
    /// The workflow `W`, called `{name}-{environment}`, which may do what `statements` say.
    ///
    /// # Panics
    /// If the definition does not hold together, which every synthesis finds.
    #[track_caller]
    pub fn workflow<W: Publisher>(
        &mut self,
        name: &str,
        definition: &asl::StateMachine,
        statements: &[Statement],
    ) -> WorkflowRef<W> {
        assert_eq!(W::SERVICE, self.service, "`{}` is another service's workflow", W::NAME);
        let id = pascal_case(W::NAME);
        let role = self.role(&id, "states.amazonaws.com", statements);
        let machine = definition
            .resource(role.arn())
            .unwrap_or_else(|invalid| panic!("workflow `{}`: {invalid}", W::NAME));
        let handle = self.stack.template.add(
            id,
            stepfunctions::StateMachine {
                state_machine_name: Some(format!("{name}-{}", self.environment.name).into()),
                tags: Some(self.tags(state_machine::TagsEntry::new)),
                ..machine
            },
        );
        WorkflowRef { handle, workflow: PhantomData }
    }
}
