//! The environments of the repository, and their templates as data.

use std::{fs, path::Path};

use serde_json::Value;
use stacks::{Environment, Stack};

/// A resource of a template.
#[derive(Debug)]
pub struct Deployed<'a> {
    /// Logical id.
    pub id: &'a str,
    /// CloudFormation type.
    pub kind: &'a str,
    /// `Type`, `Properties`, `DeletionPolicy`, ...
    pub body: &'a Value,
}

impl<'a> Deployed<'a> {
    /// The property at a JSON pointer; null if it is not set.
    pub fn property(&self, pointer: &str) -> &'a Value {
        self.body.pointer(&format!("/Properties{pointer}")).unwrap_or(&Value::Null)
    }
}

/// Every environment in `env/`.
pub fn environments() -> Vec<Environment> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../env");
    let mut environments: Vec<Environment> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            Environment::parse(&name, &fs::read_to_string(&path).unwrap()).unwrap()
        })
        .collect();
    environments.sort_by(|a, b| a.name.cmp(&b.name));
    assert!(environments.len() >= 3, "local, dev and prod");
    environments
}

/// All resources of a stack.
pub fn resources(stack: &Stack) -> Vec<Deployed<'_>> {
    stack
        .template
        .resources()
        .map(|(id, body)| Deployed { id, kind: body["Type"].as_str().unwrap(), body })
        .collect()
}

/// The resources of one type.
pub fn resources_of<'a>(stack: &'a Stack, kind: &str) -> Vec<Deployed<'a>> {
    resources(stack).into_iter().filter(|resource| resource.kind == kind).collect()
}

/// The resource with this logical id.
pub fn resource<'a>(stack: &'a Stack, id: &str) -> Option<Deployed<'a>> {
    resources(stack).into_iter().find(|resource| resource.id == id)
}

/// The stacks of every environment.
pub fn all_stacks() -> Vec<Stack> {
    environments().iter().flat_map(|environment| stacks::all(environment).unwrap()).collect()
}

/// Fails with all problems of all stacks.
pub fn check_stacks(problems: impl Fn(&Stack) -> Vec<String>) {
    let found: Vec<String> = all_stacks()
        .iter()
        .flat_map(|stack| {
            problems(stack).into_iter().map(|problem| format!("{}: {problem}", stack.name))
        })
        .collect();
    assert!(found.is_empty(), "{found:#?}");
}

/// Fails with all problems of all resources.
pub fn check_resources(problems: impl Fn(&Deployed) -> Vec<String>) {
    check_stacks(|stack| {
        resources(stack)
            .iter()
            .flat_map(|resource| {
                problems(resource).into_iter().map(|problem| format!("{} {problem}", resource.id))
            })
            .collect()
    });
}

/// The problem, unless the condition holds.
pub fn problem_unless(right: bool, problem: &str) -> Vec<String> {
    if right { Vec::new() } else { vec![problem.to_owned()] }
}

/// Every policy statement anywhere in a resource.
pub fn statements(body: &Value) -> Vec<&Value> {
    match body {
        Value::Object(object) => object
            .iter()
            .flat_map(|(key, value)| match (key.as_str(), value) {
                ("Statement", Value::Array(statements)) => statements.iter().collect(),
                ("Statement", Value::Object(_)) => vec![value],
                _ => statements(value),
            })
            .collect(),
        Value::Array(items) => items.iter().flat_map(statements).collect(),
        _ => Vec::new(),
    }
}

/// One string or a list of them.
pub fn strings(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// `get-stock` → `GetStock`.
pub fn pascal_case(name: &str) -> String {
    name.split('-').map(|word| word[..1].to_uppercase() + &word[1..]).collect()
}

/// The resource that a `Ref` or `Fn::GetAtt` points to, if it is of type `kind`.
pub fn stack_resource<'a>(stack: &'a Stack, reference: &Value, kind: &str) -> Option<Deployed<'a>> {
    let id = reference["Ref"].as_str().or_else(|| reference["Fn::GetAtt"][0].as_str())?;
    resource(stack, id).filter(|resource| resource.kind == kind)
}
