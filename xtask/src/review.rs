//! The review report: resources, permissions and routes of each stack, for reviewers.

use std::{collections::BTreeMap, fs};

use handlebars::Handlebars;
use miette::{IntoDiagnostic, Result, WrapErr};
use serde_json::{Value, json};
use stacks::{Environment, Stack};

use crate::tools;

const TEMPLATE: &str = "templates/review.md.hbs";

/// The report, in Markdown.
pub(crate) fn report(environment: &Environment, stacks: &[Stack]) -> Result<String> {
    let template = fs::read_to_string(tools::root().join(TEMPLATE))
        .into_diagnostic()
        .wrap_err_with(|| format!("failed to read `{TEMPLATE}`"))?;
    let mut handlebars = Handlebars::new();
    handlebars.set_strict_mode(true);
    handlebars.register_escape_fn(handlebars::no_escape);
    let data = json!({
        "environment": environment.name,
        "stacks": stacks.iter().map(stack).collect::<Vec<_>>(),
    });
    handlebars
        .render_template(&template, &data)
        .into_diagnostic()
        .wrap_err_with(|| format!("failed to fill in `{TEMPLATE}`"))
}

fn stack(stack: &Stack) -> Value {
    let mut types: BTreeMap<&str, usize> = BTreeMap::new();
    let mut roles = vec![];
    for (id, resource) in stack.template.resources() {
        let kind = resource["Type"].as_str().unwrap_or("unknown type");
        *types.entry(kind).or_default() += 1;
        if kind == "AWS::IAM::Role" {
            roles.push(json!({ "name": id, "statements": statements(resource) }));
        }
    }
    json!({
        "name": stack.name,
        "dependsOn": stack.depends_on.join(", "),
        "types": types,
        "roles": roles,
        "routes": stack.routes,
    })
}

/// The permissions of a role, one sentence per statement.
fn statements(role: &Value) -> Vec<String> {
    let policies = role["Properties"]["Policies"].as_array().into_iter().flatten();
    policies
        .flat_map(|it| it["PolicyDocument"]["Statement"].as_array().into_iter().flatten())
        .map(|statement| {
            let condition = match &statement["Condition"] {
                Value::Null => String::new(),
                condition => format!(" if {condition}"),
            };
            format!(
                "{} on {}{condition}",
                words(&statement["Action"]),
                words(&statement["Resource"])
            )
        })
        .collect()
}

/// A value or a list of values, as text.
fn words(value: &Value) -> String {
    match value {
        Value::String(text) => format!("`{text}`"),
        Value::Array(values) => values.iter().map(words).collect::<Vec<_>>().join(", "),
        other => format!("`{other}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{environment, synth};

    #[test]
    fn the_report_contains_stacks_permissions_and_routes() {
        let environment = environment::load("dev").unwrap();
        let stacks = synth::synthesise(&environment).unwrap();
        let report = report(&environment, &stacks).unwrap();
        for stack in &stacks {
            assert!(report.contains(&stack.name), "{report}");
            assert!(stack.routes.iter().all(|route| report.contains(route)), "{report}");
        }
        assert!(report.contains("dynamodb:GetItem"), "{report}");
    }
}
