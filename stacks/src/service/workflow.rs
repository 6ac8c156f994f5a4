//! Workflows: Step Functions state machines, each with a role of its own.

use cfn::{asl, logs, stepfunctions, stepfunctions::state_machine};
use contracts::Workflow;

use super::{Grants, StackBuilder, Variables};
use crate::{iam::deliver_workflow_logs, reference::component_id};

/// With this prefix, CloudWatch Logs does not enlarge its resource policy for each log group, whose
/// size is limited.
const LOG_GROUP_PREFIX: &str = "/aws/vendedlogs/states/";

/// Days that the logs of executions are kept.
const LOG_RETENTION_DAYS: u32 = 14;

impl StackBuilder<'_> {
    /// The workflow `W`, called `{name}-{environment}`. Its definition has a substitution for
    /// each variable that a function with the same declaration would have: `${STOCK_TABLE}`.
    ///
    /// # Panics
    /// If the definition is invalid, which every synthesis finds.
    #[track_caller]
    pub fn workflow<W: Workflow>(&mut self, name: &str, mut definition: asl::StateMachine) {
        let Grants { mut statements, variables, component } =
            self.grants::<W>(&W::DECLARATION.rights.concat(), Variables::of(W::NAME));
        definition.substitutions.extend(variables.into_values());
        let id = component_id(W::NAME);
        let name = format!("{name}-{}", self.environment.name);
        // The local AWS delivers no logs of workflows.
        let logging = self.environment.is_aws().then(|| {
            statements.push(deliver_workflow_logs());
            self.workflow_logging(&id, &name)
        });
        let role = self.role(&id, "states.amazonaws.com", &statements);
        let machine = definition
            .resource(role.arn())
            .unwrap_or_else(|invalid| panic!("workflow `{}`: {invalid}", W::NAME));
        self.stack.template.add(
            id,
            stepfunctions::StateMachine {
                state_machine_name: Some(name.into()),
                logging_configuration: logging.map(Into::into),
                tags: Some(self.tags(state_machine::TagsEntry::new)),
                ..machine
            },
        );
        self.stack.workflows.push(component);
        self.stack.definitions.insert(W::NAME, definition);
    }

    /// Logs what every execution does, and not the data, which may be personal.
    #[track_caller]
    fn workflow_logging(&mut self, id: &str, name: &str) -> state_machine::LoggingConfiguration {
        let logs = self.stack.template.add(
            format!("{id}Logs"),
            logs::LogGroup {
                log_group_name: Some(format!("{LOG_GROUP_PREFIX}{name}").into()),
                retention_in_days: Some(LOG_RETENTION_DAYS.into()),
                ..logs::LogGroup::new()
            },
        );
        let group = state_machine::CloudWatchLogsLogGroup { log_group_arn: Some(logs.arn()) };
        let destination =
            state_machine::LogDestination { cloud_watch_logs_log_group: Some(group.into()) };
        state_machine::LoggingConfiguration {
            destinations: Some([destination].into()),
            include_execution_data: Some(false.into()),
            level: Some(state_machine::Level::All.into()),
        }
    }
}
