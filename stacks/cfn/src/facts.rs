//! Which changes replace a resource, and which resources hold data. Used by `cargo xtask diff`.

use crate::generated::facts::FACTS;

/// The part of a resource schema that describes changes.
pub(crate) struct Facts {
    pub(crate) type_name: &'static str,
    /// Dotted paths of properties whose change always or sometimes replaces the resource.
    pub(crate) create_only: &'static [&'static str],
}

/// Types of resources that hold data, which a replacement or deletion would delete.
const STATEFUL: [&str; 3] = ["AWS::DynamoDB::Table", "AWS::Events::Archive", "AWS::S3::Bucket"];

/// Whether changing a property may replace the resource.
///
/// `path` is dotted (`TableName`, `ImportSourceSpecification.S3BucketSource.S3Bucket`), without list positions.
/// `false` for types that are not in `resource-types.txt`.
///
/// ```
/// assert!(cfn::replaces_on_change("AWS::DynamoDB::Table", "TableName"));
/// assert!(!cfn::replaces_on_change("AWS::DynamoDB::Table", "BillingMode"));
/// ```
pub fn replaces_on_change(type_name: &str, path: &str) -> bool {
    facts(type_name)
        .is_some_and(|facts| facts.create_only.iter().any(|create_only| overlap(create_only, path)))
}

/// Whether resources of this type hold data, which a replacement or deletion would delete.
pub fn is_stateful(type_name: &str) -> bool {
    STATEFUL.contains(&type_name)
}

fn facts(type_name: &str) -> Option<&'static Facts> {
    FACTS.iter().find(|facts| facts.type_name == type_name)
}

/// Whether one path equals or contains the other: an object changes if a part of it changes.
fn overlap(one: &str, other: &str) -> bool {
    let (shorter, longer) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    longer.strip_prefix(shorter).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_of_name_or_keys_replaces_a_table() {
        assert!(replaces_on_change("AWS::DynamoDB::Table", "TableName"));
        assert!(replaces_on_change("AWS::DynamoDB::Table", "KeySchema"));
        assert!(replaces_on_change("AWS::DynamoDB::Table", "KeySchema.AttributeName"));
        assert!(!replaces_on_change("AWS::DynamoDB::Table", "BillingMode"));
        assert!(!replaces_on_change("AWS::DynamoDB::Table", "TableNameSuffix"));
        assert!(!replaces_on_change("Custom::Unknown", "Name"));
    }

    #[test]
    fn tables_are_stateful_and_functions_are_not() {
        assert!(is_stateful("AWS::DynamoDB::Table"));
        assert!(!is_stateful("AWS::Lambda::Function"));
    }
}
