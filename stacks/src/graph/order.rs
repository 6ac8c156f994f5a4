//! The order in which stacks are deployed.

use std::collections::BTreeMap;

use crate::Stack;

/// The stacks in deploy order: each after every stack that it depends on, otherwise as given.
pub fn sorted(stacks: Vec<Stack>) -> Result<Vec<Stack>, String> {
    let names = names(&stacks)?;
    let mut by_name: BTreeMap<String, Stack> =
        stacks.into_iter().map(|stack| (stack.name.clone(), stack)).collect();
    Ok(names.iter().filter_map(|name| by_name.remove(name)).collect())
}

/// Names in deploy order, or the cycle for which there is no order.
pub(super) fn names(stacks: &[Stack]) -> Result<Vec<String>, String> {
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
    fn dependencies_are_deployed_first_and_the_rest_keeps_its_order() {
        let stacks =
            [stack("Orders", &["Shared"]), stack("Shared", &[]), stack("Users", &["Shared"])];
        assert_eq!(names(&stacks).unwrap(), ["Shared", "Orders", "Users"]);
    }

    #[test]
    fn a_cycle_of_stacks_is_refused_with_its_names() {
        let stacks = [stack("A", &["B"]), stack("B", &["C"]), stack("C", &["B"])];
        assert_eq!(names(&stacks).unwrap_err(), "stacks depend on each other: B → C → B");
    }
}
