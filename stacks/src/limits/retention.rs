//! Resources that outlive their stack under a fixed name: the next creation of the stack meets the
//! name, so it must be able to import the resource.

use super::{Resource, names};

/// The types that `ImportExistingResources` finds by the property with their name. A queue is not
/// among them: CloudFormation identifies it by its URL, which no template contains.
const IMPORTED_BY_NAME: [&str; 3] =
    ["AWS::DynamoDB::Table", "AWS::Logs::LogGroup", "AWS::S3::Bucket"];

pub(super) fn problem(resource: &Resource) -> Option<String> {
    let policy = resource.body["DeletionPolicy"].as_str()?;
    let name = names::property(resource.kind())?;
    if !policy.starts_with("Retain") || resource.property(name).is_null() {
        return None;
    }
    let reason = if !IMPORTED_BY_NAME.contains(&resource.kind()) {
        "no change set imports a resource of its type by name"
    } else if resource.literal(name).is_none() {
        "a change set imports only a resource whose name is literal"
    } else {
        return None;
    };
    Some(resource.problem(
        format!(
            "it is retained under a fixed name, and {reason}, so that its stack cannot be created \
             again; remove `{name}` or the deletion policy"
        ),
        format!("Resource of type '{}' ... already exists.", resource.kind()),
    ))
}
