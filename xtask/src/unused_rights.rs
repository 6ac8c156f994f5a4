//! Finds rights that no end-to-end test used. A right is one action on one resource that a role's
//! policy allows, for one pattern of partition keys where the policy names patterns. The templates
//! declare the rights, and the local AWS records which of them its calls used.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use miette::{IntoDiagnostic, Result, WrapErr, miette};
use serde::Deserialize;
use serde_json::Value as Json;

use crate::synth::Synthesis;

/// Rights that AWS needs and the local AWS does not check. A right is excused if a resource of type
/// `resource_type` belongs to the role and names the right's resource in its property `property`.
#[derive(Clone, Copy)]
struct Excuse {
    actions: &'static [&'static str],
    resource_type: &'static str,
    property: &'static str,
    /// An environment variable of functions that use the right themselves.
    unless_variable: Option<&'static str>,
    reason: &'static str,
}

const EXCUSES: &[Excuse] = &[
    Excuse {
        actions: &["logs:CreateLogStream", "logs:PutLogEvents"],
        resource_type: "AWS::Lambda::Function",
        property: "LoggingConfig",
        unless_variable: None,
        reason: "Lambda writes the log of a function; the local AWS does not use the role for it",
    },
    Excuse {
        actions: &[
            "sqs:ChangeMessageVisibility",
            "sqs:DeleteMessage",
            "sqs:GetQueueAttributes",
            "sqs:ReceiveMessage",
        ],
        resource_type: "AWS::Lambda::EventSourceMapping",
        property: "EventSourceArn",
        unless_variable: None,
        reason: "Lambda reads the queue for the function; the local AWS does not use the role for it",
    },
    Excuse {
        actions: &[
            "dynamodb:DescribeStream",
            "dynamodb:GetRecords",
            "dynamodb:GetShardIterator",
            "dynamodb:ListStreams",
        ],
        resource_type: "AWS::Lambda::EventSourceMapping",
        property: "EventSourceArn",
        unless_variable: None,
        reason: "Lambda reads the stream for the function; the local AWS does not use the role for it",
    },
    Excuse {
        actions: &["sqs:SendMessage"],
        resource_type: "AWS::Lambda::EventSourceMapping",
        property: "DestinationConfig",
        unless_variable: Some("DEAD_LETTER_QUEUE"),
        reason: "Lambda sends changes that failed; the local AWS does not use the role for it",
    },
    Excuse {
        actions: &["sqs:SendMessage"],
        resource_type: "AWS::Lambda::EventInvokeConfig",
        property: "DestinationConfig",
        unless_variable: None,
        reason: "Lambda sends invocations that failed; the local AWS does not use the role for it",
    },
    Excuse {
        actions: &["lambda:InvokeFunction", "sqs:SendMessage"],
        resource_type: "AWS::Scheduler::Schedule",
        property: "Target",
        unless_variable: None,
        reason: "the schedule calls its target; the local AWS does not use the role for it",
    },
];

/// A right as templates and record identify it. Statements are counted over all policies of a role.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
struct Right {
    stack: String,
    role: String,
    statement: usize,
    action: String,
    resource_index: usize,
    leading_keys: Option<String>,
}

/// A right of a template, with what is needed to describe and to excuse it.
struct Declared<'a> {
    right: Right,
    template: &'a Template,
    resource: &'a Json,
}

/// A synthesised template and where it belongs.
struct Template {
    stack: String,
    service: String,
    body: Json,
}

/// Compares the templates with the record that the local AWS wrote.
///
/// # Errors
/// A sentence for each right that no test used and for each excuse that is not needed.
pub(crate) fn check(synthesis: &Synthesis, record: &Path) -> Result<()> {
    let problems = problems(&templates(&synthesis.stacks), &read(record)?, EXCUSES);
    if problems.is_empty() {
        return Ok(());
    }
    Err(miette!(
        help = format!(
            "the rights that were used are in `{}`, the excuses in `xtask/src/unused_rights.rs`",
            record.display()
        ),
        "the policies and the end-to-end tests do not agree:\n{}",
        problems.join("\n")
    ))
}

fn templates(stacks: &[stacks::Stack]) -> Vec<Template> {
    stacks
        .iter()
        .map(|stack| Template {
            stack: stack.name.clone(),
            service: stack.service.to_owned(),
            body: stack.template.to_json(),
        })
        .collect()
}

fn read(record: &Path) -> Result<BTreeSet<Right>> {
    let failure = || format!("failed to read `{}`", record.display());
    let text = fs::read_to_string(record).into_diagnostic().wrap_err_with(failure)?;
    text.lines()
        .map(serde_json::from_str)
        .collect::<Result<_, _>>()
        .into_diagnostic()
        .wrap_err_with(failure)
}

fn problems(templates: &[Template], used: &BTreeSet<Right>, excuses: &[Excuse]) -> Vec<String> {
    let declared: Vec<Declared> = templates.iter().flat_map(Template::rights).collect();
    let mut problems: Vec<String> = declared
        .iter()
        .filter(|it| !used.contains(&it.right) && !excuses.iter().any(|excuse| excuse.covers(it)))
        .map(|it| {
            let what = it.description();
            format!(
                "{what}, and no end-to-end test used it; remove it from the declaration or test it"
            )
        })
        .collect();
    for excuse in excuses {
        for action in excuse.actions {
            problems.extend(excuse.problem(action, &declared, used));
        }
    }
    problems
}

impl Excuse {
    fn covers(&self, declared: &Declared) -> bool {
        self.actions.contains(&declared.right.action.as_str())
            && !self.is_used_by(declared)
            && declared.template.belonging_to(&declared.right.role).any(|(_, resource)| {
                let wanted = references(declared.resource);
                resource["Type"] == self.resource_type
                    && !wanted.is_disjoint(&references(&resource["Properties"][self.property]))
            })
    }

    /// Whether a function of the role uses the right itself.
    fn is_used_by(&self, declared: &Declared) -> bool {
        self.unless_variable.is_some_and(|variable| {
            declared.template.functions_of(&declared.right.role).any(|(_, function)| {
                !function["Properties"]["Environment"]["Variables"][variable].is_null()
            })
        })
    }

    /// Why the excuse is not needed for `action`, if it is not.
    fn problem(
        &self,
        action: &str,
        declared: &[Declared],
        used: &BTreeSet<Right>,
    ) -> Option<String> {
        let mut covered =
            declared.iter().filter(|it| it.right.action == action && self.covers(it)).peekable();
        let what =
            format!("the excuse of `{action}` by `{}` (\"{}\")", self.resource_type, self.reason);
        if covered.peek().is_none() {
            return Some(format!("{what} excuses no right; remove it"));
        }
        let counterexample = covered.find(|it| used.contains(&it.right))?;
        Some(format!(
            "{what} is wrong: {}, and a test used it; remove it",
            counterexample.description()
        ))
    }
}

impl Declared<'_> {
    fn description(&self) -> String {
        let Right { role, action, leading_keys, .. } = &self.right;
        let holder = self.template.holder(role);
        let resource = text_of(self.resource);
        let keys = leading_keys.as_ref().map_or_else(String::new, |it| format!(" for keys `{it}`"));
        format!("`{}/{holder}` may `{action}` on `{resource}`{keys}", self.template.service)
    }
}

impl Template {
    fn resources(&self) -> impl Iterator<Item = (&str, &Json)> {
        let resources = self.body["Resources"].as_object().into_iter().flatten();
        resources.map(|(id, resource)| (id.as_str(), resource))
    }

    /// All rights of all roles.
    fn rights(&self) -> Vec<Declared<'_>> {
        self.resources()
            .filter(|(_, resource)| resource["Type"] == "AWS::IAM::Role")
            .flat_map(|(role, resource)| {
                let policies = list(&resource["Properties"]["Policies"]);
                let statements =
                    policies.into_iter().flat_map(|it| list(&it["PolicyDocument"]["Statement"]));
                statements.enumerate().flat_map(move |(index, it)| self.rights_of(role, index, it))
            })
            .collect()
    }

    /// Every action of a statement on every resource of it, for every pattern.
    fn rights_of<'a>(&'a self, role: &str, statement: usize, body: &'a Json) -> Vec<Declared<'a>> {
        let mut rights = vec![];
        let patterns = leading_keys(body);
        for action in list(&body["Action"]) {
            for (resource_index, resource) in list(&body["Resource"]).into_iter().enumerate() {
                for leading_keys in &patterns {
                    let right = Right {
                        stack: self.stack.clone(),
                        role: role.to_owned(),
                        statement,
                        action: action.as_str().unwrap_or_default().to_owned(),
                        resource_index,
                        leading_keys: leading_keys.clone(),
                    };
                    rights.push(Declared { right, template: self, resource });
                }
            }
        }
        rights
    }

    /// The resources that use a role: those that refer to it, and those that refer to a function
    /// that has it.
    fn belonging_to<'a>(&'a self, role: &str) -> impl Iterator<Item = (&'a str, &'a Json)> {
        let mut owners = BTreeSet::from([role.to_owned()]);
        owners.extend(self.functions_of(role).map(|(id, _)| id.to_owned()));
        self.resources().filter(move |(_, it)| !owners.is_disjoint(&references(&it["Properties"])))
    }

    fn functions_of<'a>(&'a self, role: &str) -> impl Iterator<Item = (&'a str, &'a Json)> {
        self.resources().filter(move |(_, resource)| {
            resource["Type"] == "AWS::Lambda::Function"
                && references(&resource["Properties"]["Role"]).contains(role)
        })
    }

    /// Who has the role: a function by its name in the service, anything else by its logical id.
    fn holder(&self, role: &str) -> String {
        let handlers = self.functions_of(role).map(|(id, function)| {
            function["Properties"]["Handler"].as_str().unwrap_or(id).to_owned()
        });
        let mut names: Vec<String> = handlers.collect();
        if names.is_empty() {
            names.extend(self.belonging_to(role).map(|(id, _)| id.to_owned()));
        }
        if names.is_empty() { role.to_owned() } else { names.join(", ") }
    }
}

/// The patterns of partition keys to which a statement is limited; only `None` if it is not.
fn leading_keys(statement: &Json) -> Vec<Option<String>> {
    let operators = ["ForAllValues:StringEquals", "ForAllValues:StringLike"];
    let patterns: Vec<Option<String>> = operators
        .iter()
        .flat_map(|operator| list(&statement["Condition"][operator]["dynamodb:LeadingKeys"]))
        .map(|pattern| pattern.as_str().map(str::to_owned))
        .collect();
    if patterns.is_empty() { vec![None] } else { patterns }
}

/// The elements of a list. IAM also accepts a single value in place of a list of one.
fn list(value: &Json) -> Vec<&Json> {
    match value {
        Json::Null => vec![],
        Json::Array(values) => values.iter().collect(),
        single => vec![single],
    }
}

/// The logical ids that a value refers to.
fn references(value: &Json) -> BTreeSet<String> {
    match value {
        Json::Array(values) => values.iter().flat_map(references).collect(),
        Json::Object(entries) => {
            entries.iter().flat_map(|(key, it)| references_of(key, it)).collect()
        }
        _ => BTreeSet::new(),
    }
}

fn references_of(key: &str, value: &Json) -> BTreeSet<String> {
    match (key, value) {
        ("Ref", Json::String(id)) => BTreeSet::from([id.clone()]),
        ("Fn::GetAtt", _) => BTreeSet::from([attribute_of(value).0]),
        _ => references(value),
    }
}

/// The logical id and the attribute of an `Fn::GetAtt`.
fn attribute_of(value: &Json) -> (String, String) {
    let path = match value {
        Json::Array(parts) => parts.iter().filter_map(Json::as_str).collect::<Vec<_>>().join("."),
        single => single.as_str().unwrap_or_default().to_owned(),
    };
    let (id, attribute) = path.split_once('.').unwrap_or((path.as_str(), ""));
    (id.to_owned(), attribute.to_owned())
}

/// A resource as a person would name it: `Table` for its ARN, `parameter/name` for a whole ARN.
fn text_of(value: &Json) -> String {
    if let Some(text) = value.as_str() {
        return without_account(text);
    }
    let Some((key, argument)) = value.as_object().and_then(|it| it.iter().next()) else {
        return value.to_string();
    };
    match (key.as_str(), argument) {
        ("Ref" | "Fn::Sub", Json::String(text)) => without_account(text),
        ("Fn::Sub", Json::Array(parts)) => {
            let text = parts.first().and_then(Json::as_str).unwrap_or_default();
            let variables = parts.get(1).and_then(Json::as_object).into_iter().flatten();
            let text = variables.fold(text.to_owned(), |text, (name, variable)| {
                text.replace(&format!("${{{name}}}"), &text_of(variable))
            });
            without_account(&text)
        }
        ("Fn::GetAtt", _) => match attribute_of(argument) {
            (id, attribute) if attribute == "Arn" => id,
            (id, attribute) => format!("{id}.{attribute}"),
        },
        _ => value.to_string(),
    }
}

/// An ARN without partition, service, region and account; they are the same everywhere.
fn without_account(text: &str) -> String {
    let is_arn = text.starts_with("arn:");
    // The names of pseudo parameters, such as `${AWS::Region}`, contain colons too.
    let plain = text.replace("AWS::", "");
    if is_arn {
        plain.splitn(6, ':').last().unwrap_or_default().to_owned()
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests;
