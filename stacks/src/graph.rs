//! What only the whole system can tell: whether every event, import and subscription has its other
//! end, and who deploys before whom.

use std::collections::{BTreeMap, BTreeSet};

use crate::Stack;

/// Everything wrong with the wiring between stacks, one sentence each.
pub fn problems(stacks: &[Stack]) -> Vec<String> {
    let mut problems = imports_without_export(stacks);
    problems.extend(subscriptions_without_publisher(stacks));
    problems.extend(order(stacks).err());
    problems
}

/// The stacks in deploy order: each after every stack it depends on, else as given.
pub fn sorted(stacks: Vec<Stack>) -> Result<Vec<Stack>, String> {
    let names = order(&stacks)?;
    let mut by_name: BTreeMap<String, Stack> =
        stacks.into_iter().map(|stack| (stack.name.clone(), stack)).collect();
    Ok(names.iter().filter_map(|name| by_name.remove(name)).collect())
}

fn imports_without_export(stacks: &[Stack]) -> Vec<String> {
    let exports: BTreeSet<&String> = stacks.iter().flat_map(|stack| &stack.exports).collect();
    stacks
        .iter()
        .flat_map(|stack| stack.imports.iter().map(move |import| (stack, import)))
        .filter(|(_, import)| !exports.contains(&import.parameter))
        .map(|(stack, import)| {
            format!("`{}` imports `{}`, which no stack exports", stack.name, import.parameter)
        })
        .collect()
}

/// A publisher must be deployed, unless its whole service is still to come.
fn subscriptions_without_publisher(stacks: &[Stack]) -> Vec<String> {
    let deployed: BTreeSet<(&str, &str)> = stacks
        .iter()
        .flat_map(|stack| stack.functions.iter().map(|function| (stack.service, function.name)))
        .collect();
    stacks
        .iter()
        .flat_map(|stack| stack.subscriptions.iter().map(move |event| (stack, event)))
        .filter(|(_, event)| {
            !deployed.contains(&(event.service.name, event.publisher))
                && !crate::PLANNED.contains(&event.service.name)
        })
        .map(|(stack, event)| {
            format!(
                "`{}` subscribes to `{}`, but no stack deploys its publisher `{}/{}`",
                stack.name, event.name, event.service.name, event.publisher
            )
        })
        .collect()
}

/// Names in deploy order, or the cycle that has none.
fn order(stacks: &[Stack]) -> Result<Vec<String>, String> {
    let dependencies: BTreeMap<&str, &[String]> =
        stacks.iter().map(|stack| (stack.name.as_str(), stack.depends_on.as_slice())).collect();
    let mut visit = Visit { dependencies, done: Vec::new(), path: Vec::new() };
    for stack in stacks {
        visit.stack(&stack.name)?;
    }
    Ok(visit.done)
}

struct Visit<'a> {
    dependencies: BTreeMap<&'a str, &'a [String]>,
    done: Vec<String>,
    path: Vec<&'a str>,
}

impl<'a> Visit<'a> {
    fn stack(&mut self, name: &'a str) -> Result<(), String> {
        if self.done.iter().any(|done| done == name) {
            return Ok(());
        }
        if let Some(start) = self.path.iter().position(|seen| *seen == name) {
            let cycle = [&self.path[start..], &[name]].concat().join(" → ");
            return Err(format!("stacks depend on each other: {cycle}"));
        }
        self.path.push(name);
        for dependency in self.dependencies.get(name).copied().unwrap_or_default() {
            self.stack(dependency)?;
        }
        self.path.pop();
        self.done.push(name.to_owned());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stack(name: &str, depends_on: &[&str]) -> Stack {
        Stack {
            name: name.to_owned(),
            depends_on: depends_on.iter().map(|&name| name.to_owned()).collect(),
            ..Stack::default()
        }
    }

    #[test]
    fn dependencies_deploy_first_and_the_rest_keeps_its_order() {
        let stacks =
            [stack("Orders", &["Shared"]), stack("Shared", &[]), stack("Users", &["Shared"])];
        assert_eq!(order(&stacks).unwrap(), ["Shared", "Orders", "Users"]);
    }

    #[test]
    fn a_cycle_is_named() {
        let stacks = [stack("A", &["B"]), stack("B", &["C"]), stack("C", &["B"])];
        assert_eq!(order(&stacks).unwrap_err(), "stacks depend on each other: B → C → B");
    }

    #[test]
    fn an_import_that_nobody_exports_is_a_problem() {
        let import =
            crate::Import { parameter: "/dev/Nobody/x".to_owned(), stack: "Nobody-dev".to_owned() };
        let stacks = [Stack { imports: vec![import], ..stack("A", &[]) }];
        assert_eq!(problems(&stacks), ["`A` imports `/dev/Nobody/x`, which no stack exports"]);
    }

    #[test]
    fn a_subscription_whose_publisher_is_not_deployed_is_a_problem() {
        let event = contracts::EventType {
            name: "ghosts.seen.v1",
            service: contracts::Service {
                name: "ghosts",
                stack: "Ghosts",
                parameters: "Ghosts",
                source: "ghosts",
            },
            publisher: "publish-events",
        };
        let stacks = [Stack { subscriptions: vec![event], ..stack("A", &[]) }];
        assert_eq!(
            problems(&stacks),
            [
                "`A` subscribes to `ghosts.seen.v1`, but no stack deploys its publisher `ghosts/publish-events`"
            ]
        );
    }
}
