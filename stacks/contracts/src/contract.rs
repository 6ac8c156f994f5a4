//! A service's contract as values, for the stacks and for the generated documents.

use std::collections::BTreeSet;

use crate::{
    event_type::{EventType, Published},
    function::{Function, Trigger, TriggerDescription, Workflow},
    operation::Operation,
    right::Right,
    service::Service,
    table::TableName,
    view::EventView,
};

/// What a service offers, and what it subscribes to. Made by [`service!`](crate::service).
pub struct Contract {
    /// The service.
    pub service: Service,
    /// Its functions.
    pub functions: Vec<FunctionContract>,
    /// Its workflows.
    pub workflows: Vec<WorkflowContract>,
}

/// A function, as its declaration says.
pub struct FunctionContract {
    /// Its name within the service.
    pub name: &'static str,
    /// What invokes it.
    pub trigger: TriggerDescription,
    /// What it may do.
    pub rights: Vec<Right>,
    /// The events it publishes.
    pub publishes: Vec<Published>,
    /// Whether an environment may be without it.
    pub outside_production: bool,
}

/// A workflow, as its declaration says.
pub struct WorkflowContract {
    /// Its name within the service.
    pub name: &'static str,
    /// What it may do.
    pub rights: Vec<Right>,
    /// The events it publishes.
    pub publishes: Vec<Published>,
}

impl FunctionContract {
    /// Describes `F`.
    pub fn of<F: Function>() -> Self {
        Self {
            name: F::NAME,
            trigger: F::Trigger::describe(),
            rights: F::rights(),
            publishes: F::DECLARATION.published(),
            outside_production: false,
        }
    }

    /// The events it subscribes to.
    pub fn subscribes_to(&self) -> impl Iterator<Item = EventType> {
        self.views().iter().map(|view| view.event)
    }

    /// The events it subscribes to, with the fields that it uses.
    pub fn views(&self) -> &[EventView] {
        match &self.trigger {
            TriggerDescription::Queue(views) => views,
            _ => &[],
        }
    }
}

impl WorkflowContract {
    /// Describes `W`.
    pub fn of<W: Workflow>() -> Self {
        Self {
            name: W::NAME,
            rights: W::DECLARATION.rights.concat(),
            publishes: W::DECLARATION.published(),
        }
    }
}

impl Contract {
    /// Its functions that answer HTTP.
    pub fn operations(&self) -> impl Iterator<Item = &Operation> {
        self.functions.iter().filter_map(|function| match &function.trigger {
            TriggerDescription::Http(operation) => Some(operation),
            _ => None,
        })
    }

    /// The components that publish events, by name, with the events.
    pub fn publishers(&self) -> impl Iterator<Item = (&'static str, &[Published])> {
        let functions = self.functions.iter().map(|it| (it.name, it.publishes.as_slice()));
        functions.chain(self.workflows.iter().map(|it| (it.name, it.publishes.as_slice())))
    }

    /// The events that the service publishes, each once.
    pub fn published(&self) -> Vec<&Published> {
        let mut published: Vec<&Published> = Vec::new();
        for event in self.publishers().flat_map(|(_, events)| events) {
            if published.iter().all(|known| known.event.name != event.event.name) {
                published.push(event);
            }
        }
        published
    }

    /// The tables that its functions and workflows use or whose changes they receive, each once.
    pub fn tables(&self) -> BTreeSet<TableName> {
        let of_functions = self.functions.iter().flat_map(|function| &function.rights);
        let of_workflows = self.workflows.iter().flat_map(|workflow| &workflow.rights);
        let used = of_functions.chain(of_workflows).filter_map(|right| match right {
            Right::Items { table, .. } => Some(*table),
            _ => None,
        });
        let streams = self.functions.iter().filter_map(|function| match &function.trigger {
            TriggerDescription::TableStream(table) => Some(*table),
            _ => None,
        });
        used.chain(streams).collect()
    }

    /// Whether a function reads the stream of `table`.
    pub fn streams(&self, table: TableName) -> bool {
        self.functions.iter().any(|function| {
            matches!(&function.trigger, TriggerDescription::TableStream(name) if *name == table)
        })
    }
}
