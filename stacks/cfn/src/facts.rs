//! What CloudFormation does when a property changes: data from the resource schemas, read by the diff.

use crate::generated::facts::FACTS;

/// What a resource schema says about changes.
pub(crate) struct Facts {
    pub(crate) type_name: &'static str,
    /// Dotted paths; changing one always or sometimes replaces the resource.
    pub(crate) create_only: &'static [&'static str],
}

/// Types whose resources hold data that a replacement or deletion would lose.
const STATEFUL: [&str; 3] = ["AWS::DynamoDB::Table", "AWS::Events::Archive", "AWS::S3::Bucket"];

/// Whether changing a property may replace the resource.
///
/// `path` is dotted (`TableName`, `ImportSourceSpecification.S3BucketSource.S3Bucket`); list positions are left out.
/// `false` for types this crate was not generated for.
///
/// ```
/// assert!(cfn::replaces_on_change("AWS::DynamoDB::Table", "TableName"));
/// assert!(!cfn::replaces_on_change("AWS::DynamoDB::Table", "BillingMode"));
/// ```
pub fn replaces_on_change(type_name: &str, path: &str) -> bool {
    facts(type_name)
        .is_some_and(|facts| facts.create_only.iter().any(|create_only| overlap(create_only, path)))
}

/// Whether resources of this type hold data that a replacement or deletion would lose.
pub fn is_stateful(type_name: &str) -> bool {
    STATEFUL.contains(&type_name)
}

fn facts(type_name: &str) -> Option<&'static Facts> {
    FACTS.iter().find(|facts| facts.type_name == type_name)
}

/// Whether one path is the other or contains it: a whole object changes when a part of it does.
fn overlap(one: &str, other: &str) -> bool {
    let (shorter, longer) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    longer.strip_prefix(shorter).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_and_conditional_properties_replace() {
        assert!(replaces_on_change("AWS::DynamoDB::Table", "TableName"));
        assert!(replaces_on_change("AWS::DynamoDB::Table", "KeySchema"));
        assert!(replaces_on_change("AWS::DynamoDB::Table", "KeySchema.AttributeName"));
        assert!(!replaces_on_change("AWS::DynamoDB::Table", "BillingMode"));
        assert!(!replaces_on_change("AWS::DynamoDB::Table", "TableNameSuffix"));
        assert!(!replaces_on_change("Custom::Unknown", "Name"));
    }

    #[test]
    fn data_makes_a_type_stateful() {
        assert!(is_stateful("AWS::DynamoDB::Table"));
        assert!(!is_stateful("AWS::Lambda::Function"));
    }
}
