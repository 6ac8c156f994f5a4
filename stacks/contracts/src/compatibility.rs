//! Compatibility of published events: a consumer written against an old schema must be able to read
//! what is published under the new one, and the other way round.
//!
//! An event may gain optional fields and better descriptions. Anything else is a new type of event
//! with a new version.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// Keywords that document a schema and do not restrict values.
const ANNOTATIONS: [&str; 7] =
    ["$schema", "$id", "title", "description", "default", "examples", "deprecated"];

/// Keywords that [`compare`] looks into itself.
const COMPARED: [&str; 5] = ["type", "properties", "required", "enum", "const"];

/// The changes in `new` that break consumers of an event with the schema `old`, one sentence each.
pub fn breaking(old: &Value, new: &Value) -> Vec<String> {
    let mut breaks = Vec::new();
    compare("data", old, new, &mut breaks);
    breaks
}

fn compare(path: &str, old: &Value, new: &Value, breaks: &mut Vec<String>) {
    let (Some(old), Some(new)) = (old.as_object(), new.as_object()) else {
        if old != new {
            breaks.push(format!("the schema of `{path}` changed from `{old}` to `{new}`"));
        }
        return;
    };
    let (old_type, new_type) = (old.get("type"), new.get("type"));
    if strings(old_type) != strings(new_type) {
        let (old_type, new_type) = (show(old_type), show(new_type));
        breaks.push(format!("the type of `{path}` changed from {old_type} to {new_type}"));
        return;
    }
    compare_fields(path, old, new, breaks);
    compare_values(path, old, new, breaks);
    compare_other_keywords(path, old, new, breaks);
}

fn compare_fields(
    path: &str,
    old: &Map<String, Value>,
    new: &Map<String, Value>,
    breaks: &mut Vec<String>,
) {
    let none = Map::new();
    let fields = |schema: &Map<String, Value>| {
        schema.get("properties").and_then(Value::as_object).unwrap_or(&none).clone()
    };
    let (old_fields, new_fields) = (fields(old), fields(new));
    for (name, old_field) in &old_fields {
        match new_fields.get(name) {
            Some(new_field) => compare(&format!("{path}.{name}"), old_field, new_field, breaks),
            None => breaks.push(format!("the field `{path}.{name}` was removed")),
        }
    }
    let (old_required, new_required) = (strings(old.get("required")), strings(new.get("required")));
    for name in new_required.difference(&old_required) {
        breaks.push(format!("the field `{path}.{name}` became required"));
    }
    let kept = |name: &&&str| new_fields.contains_key(**name);
    for name in old_required.difference(&new_required).filter(kept) {
        breaks.push(format!("the field `{path}.{name}` became optional"));
    }
}

fn compare_values(
    path: &str,
    old: &Map<String, Value>,
    new: &Map<String, Value>,
    breaks: &mut Vec<String>,
) {
    let (old_values, new_values) = (values(old), values(new));
    for value in old_values.difference(&new_values) {
        breaks.push(format!("the value `{value}` of `{path}` was removed"));
    }
    for value in new_values.difference(&old_values) {
        breaks.push(format!("the value `{value}` of `{path}` was added"));
    }
}

fn compare_other_keywords(
    path: &str,
    old: &Map<String, Value>,
    new: &Map<String, Value>,
    breaks: &mut Vec<String>,
) {
    let keywords: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    for keyword in keywords {
        if ANNOTATIONS.contains(&keyword.as_str()) || COMPARED.contains(&keyword.as_str()) {
            continue;
        }
        match (old.get(keyword), new.get(keyword)) {
            (Some(old), Some(new)) => compare_keyword(path, keyword, old, new, breaks),
            (old, new) => {
                let (old, new) = (show(old), show(new));
                breaks.push(format!("`{keyword}` of `{path}` changed from {old} to {new}"));
            }
        }
    }
}

/// A keyword's value is a schema (`items`), a list of schemas (`anyOf`) or a limit (`minimum`).
fn compare_keyword(path: &str, keyword: &str, old: &Value, new: &Value, breaks: &mut Vec<String>) {
    match (old, new) {
        (Value::Object(_), Value::Object(_)) => {
            compare(&format!("{path}[{keyword}]"), old, new, breaks);
        }
        // The values of an enum whose variants have descriptions: `compare_values` knows them.
        _ if alternatives_are_values(old) && alternatives_are_values(new) => {}
        (Value::Array(old), Value::Array(new)) if old.len() == new.len() => {
            for (index, (old, new)) in old.iter().zip(new).enumerate() {
                compare(&format!("{path}[{keyword} {index}]"), old, new, breaks);
            }
        }
        _ if old == new => {}
        _ => breaks.push(format!("`{keyword}` of `{path}` changed from `{old}` to `{new}`")),
    }
}

/// The values an enum's schema lists, as JSON.
fn values(schema: &Map<String, Value>) -> BTreeSet<String> {
    let mut values: BTreeSet<String> =
        schema.get("const").iter().map(ToString::to_string).collect();
    let listed = schema.get("enum").and_then(Value::as_array);
    values.extend(listed.into_iter().flatten().map(ToString::to_string));
    let described =
        schema.get("oneOf").filter(|alternatives| alternatives_are_values(alternatives));
    let described = described.and_then(Value::as_array).into_iter().flatten();
    values
        .extend(described.filter_map(|alternative| alternative.get("const")).map(Value::to_string));
    values
}

fn alternatives_are_values(alternatives: &Value) -> bool {
    let Some(alternatives) = alternatives.as_array() else { return false };
    alternatives.iter().all(|alternative| alternative.get("const").is_some())
}

/// A keyword that is one string or a list of strings, regardless of order.
fn strings(keyword: Option<&Value>) -> BTreeSet<&str> {
    match keyword {
        Some(Value::String(one)) => BTreeSet::from([one.as_str()]),
        Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).collect(),
        _ => BTreeSet::new(),
    }
}

fn show(keyword: Option<&Value>) -> String {
    keyword.map_or_else(|| "nothing".to_owned(), |value| format!("`{value}`"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn schema() -> Value {
        json!({
            "title": "OrderRejected",
            "type": "object",
            "properties": {
                "orderNumber": { "type": "string" },
                "note": { "type": ["string", "null"] },
                "count": { "type": "integer", "minimum": 0 },
                "lines": { "type": "array", "items": { "type": "object", "properties": {
                    "productId": { "type": "string" }
                } } },
                "reason": { "oneOf": [
                    { "const": "NO_STOCK", "description": "sold out" },
                    { "const": "PAYMENT_FAILED" }
                ] },
                "size": { "type": "string", "enum": ["S", "M"] }
            },
            "required": ["orderNumber", "reason"]
        })
    }

    /// `change` turns the schema above into a new one that breaks exactly as `expected` says.
    fn check(change: impl FnOnce(&mut Value), expected: &[&str]) {
        let mut new = schema();
        change(&mut new);
        assert_eq!(breaking(&schema(), &new), expected);
    }

    fn remove(schema: &mut Value, field: &str) {
        schema.as_object_mut().unwrap().remove(field);
    }

    #[test]
    fn the_same_schema_breaks_nothing() {
        check(|_| {}, &[]);
    }

    #[test]
    fn a_new_optional_field_breaks_nothing() {
        check(|new| new["properties"]["colour"] = json!({ "type": "string" }), &[]);
    }

    #[test]
    fn better_words_break_nothing() {
        let change = |new: &mut Value| {
            new["title"] = json!("Rejected");
            new["properties"]["orderNumber"]["description"] = json!("the order");
            new["properties"]["reason"]["oneOf"][0]["description"] = json!("none left");
            new["examples"] = json!([{}]);
        };
        check(change, &[]);
    }

    #[test]
    fn the_order_of_types_and_values_does_not_matter() {
        let change = |new: &mut Value| {
            new["properties"]["note"]["type"] = json!(["null", "string"]);
            new["properties"]["size"]["enum"] = json!(["M", "S"]);
        };
        check(change, &[]);
    }

    #[test]
    fn a_field_may_not_go() {
        let change = |new: &mut Value| remove(&mut new["properties"], "note");
        check(change, &["the field `data.note` was removed"]);
    }

    #[test]
    fn a_field_of_a_nested_list_may_not_go() {
        let change = |new: &mut Value| {
            remove(&mut new["properties"]["lines"]["items"]["properties"], "productId");
        };
        check(change, &["the field `data.lines[items].productId` was removed"]);
    }

    #[test]
    fn a_type_may_not_change() {
        check(
            |new| new["properties"]["orderNumber"]["type"] = json!("integer"),
            &["the type of `data.orderNumber` changed from `\"string\"` to `\"integer\"`"],
        );
    }

    #[test]
    fn a_field_may_not_become_nullable() {
        check(
            |new| new["properties"]["orderNumber"]["type"] = json!(["string", "null"]),
            &[
                "the type of `data.orderNumber` changed from `\"string\"` to `[\"string\",\"null\"]`",
            ],
        );
    }

    #[test]
    fn a_new_field_may_not_be_required() {
        let change = |new: &mut Value| {
            new["properties"]["colour"] = json!({ "type": "string" });
            new["required"] = json!(["orderNumber", "reason", "colour"]);
        };
        check(change, &["the field `data.colour` became required"]);
    }

    #[test]
    fn an_optional_field_may_not_become_required() {
        check(
            |new| new["required"] = json!(["orderNumber", "reason", "note"]),
            &["the field `data.note` became required"],
        );
    }

    #[test]
    fn a_required_field_may_not_become_optional() {
        check(
            |new| new["required"] = json!(["orderNumber"]),
            &["the field `data.reason` became optional"],
        );
    }

    #[test]
    fn an_enum_keeps_its_values() {
        check(
            |new| new["properties"]["reason"]["oneOf"] = json!([{ "const": "NO_STOCK" }]),
            &["the value `\"PAYMENT_FAILED\"` of `data.reason` was removed"],
        );
        check(
            |new| new["properties"]["size"]["enum"] = json!(["S"]),
            &["the value `\"M\"` of `data.size` was removed"],
        );
    }

    #[test]
    fn an_enum_gains_no_values() {
        check(
            |new| new["properties"]["size"]["enum"] = json!(["S", "M", "L"]),
            &["the value `\"L\"` of `data.size` was added"],
        );
    }

    #[test]
    fn a_limit_may_not_change() {
        check(
            |new| new["properties"]["count"]["minimum"] = json!(1),
            &["`minimum` of `data.count` changed from `0` to `1`"],
        );
        check(
            |new| remove(&mut new["properties"]["count"], "minimum"),
            &["`minimum` of `data.count` changed from `0` to nothing"],
        );
    }
}
