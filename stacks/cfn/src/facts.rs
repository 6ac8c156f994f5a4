//! Which changes replace a resource, and which resources hold data. Used by `cargo xtask diff`.

use crate::generated::facts::FACTS;

/// The part of a resource schema that describes changes.
pub(crate) struct Facts {
    pub(crate) type_name: &'static str,
    /// Dotted paths of properties whose change always or sometimes replaces the resource.
    pub(crate) create_only: &'static [&'static str],
}

/// What a resource holds that its deletion would lose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contents {
    /// Data that no deployment can make again.
    Data,
    /// Messages that no consumer has handled yet. A queue is often empty.
    Messages,
}

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

/// What resources of this type hold; `None` if a new one is as good as the deleted one. A log group
/// counts as such: its entries expire.
pub fn contents(type_name: &str) -> Option<Contents> {
    match type_name {
        "AWS::DynamoDB::Table" | "AWS::Events::Archive" | "AWS::S3::Bucket" => Some(Contents::Data),
        "AWS::SQS::Queue" => Some(Contents::Messages),
        _ => None,
    }
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
    fn tables_hold_data_and_queues_messages_and_functions_nothing() {
        assert_eq!(contents("AWS::DynamoDB::Table"), Some(Contents::Data));
        assert_eq!(contents("AWS::SQS::Queue"), Some(Contents::Messages));
        assert_eq!(contents("AWS::Lambda::Function"), None);
    }
}
