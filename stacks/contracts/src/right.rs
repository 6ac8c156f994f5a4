//! What functions may do, as values: `stacks` makes IAM statements and environment variables of them.

use crate::{
    export::ParameterName, setting::SettingName, table::TableName, variable::upper_snake_case,
};

/// What a [`Capability`](crate::Capability) allows, as a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Right {
    /// An operation on items of a table.
    Items {
        /// The table.
        table: TableName,
        /// What is done.
        operation: ItemOperation,
        /// Which items.
        scope: ItemScope,
    },
    /// Reading a decrypted `SecureString`.
    Secret(ParameterName),
    /// Reading a parameter that a stack exports.
    Parameter(ParameterName),
    /// Knowing a setting of the environment.
    Setting(SettingName),
    /// Starting an execution of a workflow.
    Start(ComponentName),
    /// Reading the state of executions of a workflow.
    Describe(ComponentName),
    /// Reporting the success of tasks of a workflow that wait for their token.
    CompleteTask(ComponentName),
    /// Reporting the failure of tasks of a workflow that wait for their token.
    FailTask(ComponentName),
    /// Invoking a function.
    Invoke(ComponentName),
    /// Measuring the dead-letter queues of all services.
    WatchDeadLetters,
}

/// What is done with items of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ItemOperation {
    /// Read an item.
    Get,
    /// Read several items by their keys.
    BatchGet,
    /// Read the items of a partition, of the table or of an index.
    Query,
    /// Read every item.
    Scan,
    /// Add or replace an item.
    Put,
    /// Change an item.
    Update,
    /// Delete an item.
    Delete,
    /// Require a condition of an item that the transaction does not change.
    Check,
}

/// Which items of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ItemScope {
    /// Those whose partition key has this form, such as `PRODUCT#{product_id}`.
    Partition(&'static str),
    /// Those that are in this index.
    Index(&'static str),
    /// All of them.
    All,
}

/// A function or workflow, by its names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ComponentName {
    /// Name of the service it belongs to.
    pub service: &'static str,
    /// Its kebab-case name within the service.
    pub name: &'static str,
}

impl Right {
    /// The environment variable that carries what the function must know to use this right.
    pub fn variable(&self) -> String {
        match self {
            Self::Items { table, .. } => table.variable(),
            Self::Secret(parameter) | Self::Parameter(parameter) => {
                upper_snake_case(parameter.variable)
            }
            Self::Setting(setting) => upper_snake_case(setting.name()),
            Self::Start(workflow)
            | Self::Describe(workflow)
            | Self::CompleteTask(workflow)
            | Self::FailTask(workflow) => upper_snake_case(workflow.name),
            Self::WatchDeadLetters => "DEAD_LETTER_QUEUES".to_owned(),
            Self::Invoke(function) => format!("{}_FUNCTION", upper_snake_case(function.name)),
        }
    }
}
