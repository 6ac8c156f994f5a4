//! Templates as plain data, from YAML or JSON.

use serde_json::Value;

use crate::error::{Error, Result};

/// Parses a template. Every intrinsic is in its long form.
pub fn parse(stack: &str, text: &str) -> Result<Value> {
    cfn::parse(text)
        .map_err(|error| Error::Template { stack: stack.to_owned(), reason: error.to_string() })
}

/// The resources of a template: logical id, type and definition.
pub fn resources(template: &Value) -> impl Iterator<Item = (&str, &str, &Value)> {
    template["Resources"].as_object().into_iter().flatten().map(|(id, resource)| {
        (id.as_str(), resource["Type"].as_str().unwrap_or("unknown type"), resource)
    })
}

/// A value on one line, with intrinsics shortened for reading.
pub fn short(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(values) => {
            format!("[{}]", values.iter().map(short).collect::<Vec<_>>().join(", "))
        }
        Value::Object(_) => short_intrinsic(value).unwrap_or_else(|| value.to_string()),
        other => other.to_string(),
    }
}

/// Whether the value is computed by CloudFormation: `Ref`, `Fn::GetAtt`, `Fn::Sub`, ...
pub fn is_intrinsic(value: &Value) -> bool {
    value.as_object().is_some_and(|it| {
        it.len() == 1 && it.keys().all(|key| key == "Ref" || key.starts_with("Fn::"))
    })
}

fn short_intrinsic(value: &Value) -> Option<String> {
    let (name, argument) = value.as_object().filter(|it| it.len() == 1)?.iter().next()?;
    match (name.as_str(), argument) {
        ("Ref", Value::String(id)) => Some(id.clone()),
        ("Fn::Sub", Value::String(text)) => Some(text.clone()),
        ("Fn::GetAtt", Value::String(path)) => Some(path.clone()),
        ("Fn::GetAtt", Value::Array(path)) => {
            Some(path.iter().map(short).collect::<Vec<_>>().join("."))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn intrinsics_are_shortened() {
        let check = |value: Value, expected: &str| assert_eq!(short(&value), expected);
        check(json!("text"), "text");
        check(json!(3), "3");
        check(json!({ "Ref": "Table" }), "Table");
        check(json!({ "Fn::GetAtt": ["Table", "Arn"] }), "Table.Arn");
        check(json!({ "Fn::Sub": "${Table}/x" }), "${Table}/x");
        check(json!(["a", { "Ref": "B" }]), "[a, B]");
        check(json!({ "a": 1 }), r#"{"a":1}"#);
    }
}
