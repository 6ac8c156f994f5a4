//! What AWS refuses although the template is valid: routes, names, lengths, sizes, and retained
//! resources that no later deployment can take back. Each problem cites AWS's error.
//!
//! Names and documents that CloudFormation resolves during a deployment are estimated or left out.

mod lengths;
mod names;
mod retention;
mod routes;
mod templates;
#[cfg(test)]
mod tests;

use std::{fmt, panic::Location};

use cfn::Json;

use crate::Stack;

/// Everything that AWS refuses in the stacks of one environment, one sentence each.
pub fn problems(stacks: &[Stack]) -> Vec<String> {
    let resources: Vec<Resource> = stacks.iter().flat_map(resources).collect();
    let mut problems: Vec<String> = stacks.iter().flat_map(templates::problems).collect();
    problems.extend(routes::problems(&resources));
    problems.extend(names::problems(&resources));
    problems.extend(resources.iter().flat_map(lengths::problems));
    problems.extend(resources.iter().filter_map(retention::problem));
    problems
}

/// A resource of a template.
#[derive(Clone, Copy)]
struct Resource<'a> {
    stack: &'a str,
    logical_id: &'a str,
    /// The line of Rust that declared it.
    declared: Option<&'static Location<'static>>,
    /// `Type`, `Properties`, `DeletionPolicy`, ...
    body: &'a Json,
}

fn resources(stack: &Stack) -> impl Iterator<Item = Resource<'_>> {
    stack.template.resources().map(|(logical_id, body)| Resource {
        stack: &stack.name,
        logical_id,
        declared: stack.template.declared_at(logical_id),
        body,
    })
}

impl<'a> Resource<'a> {
    /// The CloudFormation type.
    fn kind(&self) -> &'a str {
        self.body["Type"].as_str().unwrap_or_default()
    }

    /// The property; null if it is not set.
    fn property(&self, name: &str) -> &'a Json {
        &self.body["Properties"][name]
    }

    /// The property if it is text that CloudFormation does not resolve.
    fn literal(&self, name: &str) -> Option<&'a str> {
        self.property(name).as_str().filter(|text| !is_dynamic(text))
    }

    fn problem(&self, reason: impl fmt::Display, error: impl fmt::Display) -> String {
        format!("{self}: {reason}; AWS refuses it: `{error}`")
    }
}

impl fmt::Display for Resource<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` of `{}`", self.logical_id, self.stack)?;
        match self.declared {
            Some(place) => write!(f, " (`{}:{}`)", place.file(), place.line()),
            None => Ok(()),
        }
    }
}

/// AWS's sentence about a value in a request that has the wrong length or characters.
fn constraint(code: &str, value: &str, member: &str, constraint: impl fmt::Display) -> String {
    format!(
        "{code}: 1 validation error detected: Value '{value}' at '{member}' failed to satisfy \
         constraint: Member must {constraint}"
    )
}

/// Whether CloudFormation replaces the text by a value, as in `{{resolve:ssm:/dev/shared/bus}}`.
fn is_dynamic(text: &str) -> bool {
    text.contains("{{resolve:")
}
