//! Resources: how templates define them, and what happens to them in the account.

use std::collections::BTreeMap;

use serde_json::Value;

use super::account::{Resource, World};

/// A template and the values of its parameters.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Version {
    pub text: String,
    pub template: Value,
    pub parameters: BTreeMap<String, String>,
}

/// A resource of a stack.
#[derive(Clone, Debug, PartialEq)]
pub struct Managed {
    pub definition: Value,
    /// The physical name.
    pub name: String,
    pub status: String,
}

/// The logical ids of a template.
pub fn ids(version: &Version) -> impl Iterator<Item = String> {
    let resources = version.template["Resources"].as_object().into_iter().flatten();
    resources.map(|(id, _)| id.clone())
}

/// The definition of a resource in a template.
pub fn definition<'a>(version: &'a Version, id: &str) -> &'a Value {
    &version.template["Resources"][id]
}

/// Whether CloudFormation must create a new resource for the new definition.
pub fn replaces(old: &Value, new: &Value) -> bool {
    let kind = new["Type"].as_str().unwrap_or_default();
    let (before, after) = (&old["Properties"], &new["Properties"]);
    let names = [before, after].into_iter().flat_map(|it| it.as_object().into_iter().flatten());
    let mut changed = names.map(|(name, _)| name).filter(|name| before[*name] != after[*name]);
    old["Type"] != new["Type"] || changed.any(|name| cfn::replaces_on_change(kind, name))
}

/// The name that the template gives a resource.
pub fn custom_name(definition: &Value) -> Option<&str> {
    let property = match definition["Type"].as_str()? {
        "AWS::DynamoDB::Table" => "TableName",
        "AWS::SQS::Queue" => "QueueName",
        "AWS::S3::Bucket" => "BucketName",
        _ => return None,
    };
    definition["Properties"][property].as_str()
}

impl Managed {
    /// Type and physical name.
    pub fn key(&self) -> (String, String) {
        (self.definition["Type"].as_str().unwrap_or_default().to_owned(), self.name.clone())
    }

    /// Whether it still exists after a rollback.
    pub fn is_left(&self) -> bool {
        !["DELETE_COMPLETE", "DELETE_SKIPPED"].contains(&self.status.as_str())
    }
}

impl World {
    pub fn of(&mut self, managed: &Managed) -> Option<&mut Resource> {
        self.resources.get_mut(&managed.key())
    }

    /// From now on, no stack contains it.
    pub fn release(&mut self, managed: &Managed) {
        if let Some(resource) = self.of(managed) {
            resource.stack = None;
        }
    }

    pub fn configure(&mut self, managed: &Managed) {
        let protected = managed.definition["Properties"]["DeletionProtectionEnabled"] == true;
        if let Some(resource) = self.of(managed) {
            resource.deletion_protection = protected;
        }
    }

    pub fn delete(&mut self, managed: &Managed) -> Result<(), String> {
        let prefix = format!("{}/", managed.name);
        let is_bucket = managed.definition["Type"] == "AWS::S3::Bucket";
        if is_bucket && self.objects.keys().any(|it| it.starts_with(&prefix)) {
            return Err("The bucket you tried to delete is not empty".to_owned());
        }
        if self.of(managed).is_some_and(|it| it.deletion_protection) {
            return Err("Resource cannot be deleted as it is currently protected".to_owned());
        }
        self.resources.remove(&managed.key());
        Ok(())
    }
}
