//! Workflows: Step Functions state machines, each with a role of its own.

use cfn::{asl, stepfunctions, stepfunctions::state_machine};
use contracts::Workflow;

use super::{Grants, StackBuilder, Variables};
use crate::reference::component_id;

impl StackBuilder<'_> {
    /// The workflow `W`, called `{name}-{environment}`. Its definition has a substitution for
    /// each variable that a function with the same declaration would have: `${STOCK_TABLE}`.
    ///
    /// # Panics
    /// If the definition is invalid, which every synthesis finds.
    #[track_caller]
    pub fn workflow<W: Workflow>(&mut self, name: &str, mut definition: asl::StateMachine) {
        let Grants { statements, variables, component } =
            self.grants::<W>(&W::DECLARATION.rights.concat(), Variables::of(W::NAME));
        definition.substitutions.extend(variables.into_values());
        let id = component_id(W::NAME);
        let role = self.role(&id, "states.amazonaws.com", &statements);
        let machine = definition
            .resource(role.arn())
            .unwrap_or_else(|invalid| panic!("workflow `{}`: {invalid}", W::NAME));
        self.stack.template.add(
            id,
            stepfunctions::StateMachine {
                state_machine_name: Some(format!("{name}-{}", self.environment.name).into()),
                tags: Some(self.tags(state_machine::TagsEntry::new)),
                ..machine
            },
        );
        self.stack.workflows.push(component);
    }
}
