//! Checks that need all contracts and all stacks: whether every declared component is deployed with
//! the tables it uses, whether every event has its publishers and every import its export, and in
//! which order the stacks are deployed.

mod cycles;
mod document;
mod flow;
mod order;

use std::collections::BTreeSet;

use contracts::{
    ComponentName, Contract, EventType, FunctionContract, Right, TableName, TriggerDescription,
    contracts,
};

use crate::{DeployedComponent, Import, PLANNED, Stack, reference::component_id};

pub use cycles::problems as cycle_problems;
pub use document::{document, mermaid};
pub use flow::{Flow, flows};
pub use order::sorted;

/// Everything that is wrong between the contracts and the stacks, one sentence each.
pub fn problems(stacks: &[Stack]) -> Vec<String> {
    System { contracts: &contracts(), planned: PLANNED, stacks }.problems()
}

/// The contracts and the stacks.
struct System<'a> {
    contracts: &'a [Contract],
    /// Services with a contract and without a stack.
    planned: &'a [&'a str],
    stacks: &'a [Stack],
}

impl System<'_> {
    fn problems(&self) -> Vec<String> {
        let mut problems = self.planned_services();
        problems.extend(self.services_without_stack_or_contract());
        problems.extend(self.components_not_deployed());
        problems.extend(self.tables_out_of_reach());
        problems.extend(self.workflows_out_of_reach());
        problems.extend(self.imports_without_export());
        problems.extend(self.subscriptions_without_publisher());
        problems.extend(order::names(self.stacks).err());
        problems
    }

    /// A service leaves the list of planned services when it gets a stack.
    fn planned_services(&self) -> Vec<String> {
        let mut problems = Vec::new();
        for service in self.planned {
            let reason = match (self.stack_of(service), self.has_contract(service)) {
                (Some(_), _) => "has a stack",
                (None, false) => "has no contract",
                (None, true) => continue,
            };
            problems.push(format!(
                "`{service}` is planned and {reason}: remove it from `PLANNED` in \
                 `stacks/src/lib.rs`"
            ));
        }
        problems
    }

    fn services_without_stack_or_contract(&self) -> Vec<String> {
        let mut problems = Vec::new();
        for service in self.contracts.iter().map(|contract| contract.service.name) {
            if self.stack_of(service).is_none() && !self.is_planned(service) {
                problems.push(format!(
                    "`{service}` has a contract and no stack: add a stack to `stacks::all`, or \
                     `{service}` to `PLANNED` in `stacks/src/lib.rs`"
                ));
            }
        }
        for Stack { service, functions, workflows, .. } in self.stacks {
            let has_components = !functions.is_empty() || !workflows.is_empty();
            if has_components && !self.has_contract(service) {
                problems.push(format!(
                    "`{service}` has a stack and no contract: add its contract to \
                     `contracts::contracts`"
                ));
            }
        }
        problems
    }

    fn components_not_deployed(&self) -> Vec<String> {
        let mut problems = Vec::new();
        for contract in self.contracts {
            let service = contract.service.name;
            let Some(stack) = self.stack_of(service) else { continue };
            let mut require = |deployed: &[DeployedComponent], name: &str, line: String| {
                if deployed.iter().all(|component| component.name != name) {
                    problems.push(format!(
                        "`{service}/{name}` is in the contract but not deployed: add `{line}` to \
                         `{}`",
                        file(service)
                    ));
                }
            };
            for function in contract.functions.iter().filter(|it| !it.outside_production) {
                require(&stack.functions, function.name, function_line(function));
            }
            for workflow in &contract.workflows {
                require(&stack.workflows, workflow.name, workflow_line(workflow.name));
            }
        }
        problems
    }

    /// A table that is not deployed is reported once, with the first component that uses it.
    fn tables_out_of_reach(&self) -> Vec<String> {
        let (mut problems, mut missing) = (Vec::new(), BTreeSet::new());
        for (stack, component) in self.components() {
            let user = component_id(component.name);
            for table in tables_of(component) {
                let TableName { service, name } = table;
                if service != stack.service {
                    problems.push(format!(
                        "`{user}` of `{}` uses the table `{name}` of `{service}`: only the \
                         functions of a table's own service use it; others call its API or \
                         subscribe to its events",
                        stack.service
                    ));
                } else if !stack.tables.contains(&table) && missing.insert(table) {
                    problems.push(format!(
                        "`{user}` uses the table `{name}`, which no stack deploys: add \
                         `s.table::<{name}>()` to `{}`",
                        file(service)
                    ));
                }
            }
        }
        problems
    }

    fn workflows_out_of_reach(&self) -> Vec<String> {
        let mut problems = Vec::new();
        for (stack, component) in self.components() {
            let starter = component_id(component.name);
            for right in &component.rights {
                let (Right::Start(ComponentName { service, name })
                | Right::Describe(ComponentName { service, name })
                | Right::CompleteTask(ComponentName { service, name })
                | Right::FailTask(ComponentName { service, name })) = right
                else {
                    continue;
                };
                let started = component_id(name);
                if *service != stack.service {
                    problems.push(format!(
                        "`{starter}` of `{}` starts the workflow `{started}` of `{service}`: only \
                         the functions of a workflow's own service start it",
                        stack.service
                    ));
                } else if stack.workflows.iter().all(|deployed| deployed.name != *name) {
                    problems.push(format!(
                        "`{starter}` starts the workflow `{started}`, which no stack deploys: add \
                         `{}` to `{}`",
                        workflow_line(name),
                        file(service)
                    ));
                }
            }
        }
        problems
    }

    fn imports_without_export(&self) -> Vec<String> {
        let mut problems = Vec::new();
        for stack in self.stacks {
            for Import { parameter, .. } in &stack.imports {
                if self.stacks.iter().all(|other| !other.exports.contains(parameter)) {
                    problems.push(format!(
                        "`{}` imports `{parameter}`, which no stack exports",
                        stack.name
                    ));
                }
            }
        }
        problems
    }

    /// Every publisher of an event must be deployed, unless its service is planned.
    fn subscriptions_without_publisher(&self) -> Vec<String> {
        let mut problems = Vec::new();
        for stack in self.stacks {
            for event in &stack.subscriptions {
                for (service, publisher) in self.publishers(event) {
                    if !self.is_planned(service) && !self.is_deployed(service, publisher) {
                        problems.push(format!(
                            "`{}` subscribes to `{}`, but no stack deploys its publisher \
                             `{service}/{publisher}`",
                            stack.name, event.name
                        ));
                    }
                }
            }
        }
        problems
    }

    /// The services and components that publish `event`: all that any contract declares.
    fn publishers(&self, event: &EventType) -> BTreeSet<(&'static str, &'static str)> {
        let mut publishers = BTreeSet::from([(event.service.name, event.publisher)]);
        for contract in self.contracts {
            for (component, published) in contract.publishers() {
                if published.iter().any(|published| published.event.name == event.name) {
                    publishers.insert((contract.service.name, component));
                }
            }
        }
        publishers
    }

    fn components(&self) -> impl Iterator<Item = (&Stack, &DeployedComponent)> {
        self.stacks.iter().flat_map(|stack| {
            stack.functions.iter().chain(&stack.workflows).map(move |component| (stack, component))
        })
    }

    fn stack_of(&self, service: &str) -> Option<&Stack> {
        self.stacks.iter().find(|stack| stack.service == service)
    }

    fn has_contract(&self, service: &str) -> bool {
        self.contracts.iter().any(|contract| contract.service.name == service)
    }

    fn is_planned(&self, service: &str) -> bool {
        self.planned.contains(&service)
    }

    fn is_deployed(&self, service: &str, component: &str) -> bool {
        self.components()
            .any(|(stack, deployed)| stack.service == service && deployed.name == component)
    }
}

/// The file in which a service's stack is.
fn file(service: &str) -> String {
    format!("stacks/src/{}.rs", service.replace('-', "_"))
}

/// The line of a stack that adds a workflow.
fn workflow_line(name: &str) -> String {
    format!("s.workflow::<{}>(name, definition)", component_id(name))
}

/// The line of a stack that adds a function.
fn function_line(function: &FunctionContract) -> String {
    let name = component_id(function.name);
    match &function.trigger {
        TriggerDescription::Http(_) => format!("s.http_function::<{name}>()"),
        TriggerDescription::Queue(_) => format!("s.queue_function::<{name}>()"),
        TriggerDescription::TableStream(_) if function.publishes.is_empty() => {
            format!("s.stream_function::<{name}>()")
        }
        TriggerDescription::TableStream(_) => format!("s.outbox_function::<{name}>()"),
        TriggerDescription::Schedule => format!("s.scheduled_function::<{name}>(\"5 minutes\")"),
        TriggerDescription::Direct => format!("s.direct_function::<{name}>()"),
    }
}

/// The tables that a component has rights on or whose stream it reads.
fn tables_of(component: &DeployedComponent) -> BTreeSet<TableName> {
    let rights = component.rights.iter().filter_map(|right| match right {
        Right::Items { table, .. } => Some(*table),
        _ => None,
    });
    rights.chain(component.stream).collect()
}

#[cfg(test)]
mod tests;
