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
