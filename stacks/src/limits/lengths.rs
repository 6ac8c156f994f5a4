//! Lengths of policies, event patterns, environment variables and descriptions.
//!
//! A value that CloudFormation resolves is counted as long as the longest ARN of this repository, so
//! that a document near its limit is refused too early rather than too late.

use cfn::Json;
use serde_json::Map;

use super::{Resource, is_dynamic};

/// Characters that are counted for a value that CloudFormation resolves.
const RESOLVED: usize = 128;

/// Characters of all inline policies of a role, without white space.
const INLINE_POLICIES: usize = 10_240;

/// The most characters of a property.
struct Limit {
    kind: &'static str,
    /// JSON pointer in the properties.
    property: &'static str,
    characters: usize,
    /// AWS's error for more.
    error: &'static str,
}

pub(super) fn problems(resource: &Resource) -> Vec<String> {
    let of_kind = LIMITS.iter().filter(|limit| limit.kind == resource.kind());
    let mut problems: Vec<String> = of_kind.filter_map(|limit| too_long(resource, limit)).collect();
    if resource.kind() == "AWS::IAM::Role" {
        problems.extend(inline_policies(resource));
    }
    problems
}

fn too_long(resource: &Resource, limit: &Limit) -> Option<String> {
    let value = resource.body["Properties"].pointer(limit.property)?;
    let characters = value.as_str().map_or_else(|| length(value), |text| text.chars().count());
    (characters > limit.characters).then(|| {
        let reason = format!(
            "`{}` has {characters} characters, and {} are allowed",
            &limit.property[1..],
            limit.characters
        );
        resource.problem(reason, limit.error)
    })
}

fn inline_policies(role: &Resource) -> Option<String> {
    let policies = role.property("Policies").as_array()?;
    let characters: usize = policies.iter().map(|policy| length(&policy["PolicyDocument"])).sum();
    (characters > INLINE_POLICIES).then(|| {
        role.problem(
            format!(
                "its inline policies have {characters} characters, and {INLINE_POLICIES} are allowed"
            ),
            format!("LimitExceeded: Maximum policy size of {INLINE_POLICIES} bytes exceeded for role"),
        )
    })
}

/// The characters of the value as JSON without white space, once CloudFormation has resolved it.
fn length(value: &Json) -> usize {
    match value {
        Json::Null => "null".len(),
        Json::Bool(value) => value.to_string().len(),
        Json::Number(value) => value.to_string().len(),
        Json::String(text) if is_dynamic(text) => RESOLVED,
        Json::String(text) => quoted(text),
        Json::Array(items) => separated(items.iter().map(length)),
        Json::Object(entries) => intrinsic(entries).unwrap_or_else(|| {
            separated(entries.iter().map(|(key, value)| quoted(key) + ":".len() + length(value)))
        }),
    }
}

fn quoted(text: &str) -> usize {
    let escaped = text.bytes().filter(|byte| matches!(byte, b'"' | b'\\' | b'\n')).count();
    text.len() + escaped + "\"\"".len()
}

/// The parts, separated by commas, in brackets or braces.
fn separated(parts: impl Iterator<Item = usize>) -> usize {
    let (count, characters) = parts.fold((0, 0), |(count, sum), part| (count + 1, sum + part));
    characters + count.max(1) - 1 + "[]".len()
}

/// The characters of what `{"Ref": ...}` or `{"Fn::...": ...}` becomes.
fn intrinsic(entries: &Map<String, Json>) -> Option<usize> {
    let (name, argument) = entries.iter().next().filter(|_| entries.len() == 1)?;
    match (name.as_str(), argument) {
        ("Fn::Sub", Json::String(text)) => Some(substituted(text)),
        ("Fn::Sub", Json::Array(parts)) => {
            Some(substituted(parts.first().and_then(Json::as_str).unwrap_or_default()))
        }
        ("Ref", _) => Some(RESOLVED),
        _ => name.starts_with("Fn::").then_some(RESOLVED),
    }
}

/// The characters of a text of `Fn::Sub`. Its placeholders for region and account are about as long as
/// what they become; every other one is a value that CloudFormation resolves.
fn substituted(text: &str) -> usize {
    let placeholders = text.split("${").skip(1);
    let resolved = placeholders.filter(|it| !it.starts_with("AWS::") && !it.starts_with('!'));
    quoted(text) + resolved.count() * RESOLVED
}

const LIMITS: [Limit; 8] = [
    Limit {
        kind: "AWS::Events::EventBus",
        property: "/Description",
        characters: 512,
        error: "ValidationException: 1 validation error detected: Value at 'description' failed to satisfy constraint: \
                Member must have length less than or equal to 512",
    },
    Limit {
        kind: "AWS::Events::Rule",
        property: "/Description",
        characters: 512,
        error: "ValidationException: 1 validation error detected: Value at 'description' failed to satisfy constraint: \
                Member must have length less than or equal to 512",
    },
    // The quota of an account that has not asked for more.
    Limit {
        kind: "AWS::Events::Rule",
        property: "/EventPattern",
        characters: 2048,
        error: "LimitExceededException: the quota `Event pattern size` is 2048",
    },
    Limit {
        kind: "AWS::IAM::Role",
        property: "/AssumeRolePolicyDocument",
        characters: 2048,
        error: "LimitExceeded: Cannot exceed quota for ACLSizePerRole: 2048",
    },
    Limit {
        kind: "AWS::IAM::Role",
        property: "/Description",
        characters: 1000,
        error: "ValidationError: 1 validation error detected: Value at 'description' failed to satisfy constraint: \
                Member must have length less than or equal to 1000",
    },
    Limit {
        kind: "AWS::Lambda::Function",
        property: "/Description",
        characters: 256,
        error: "ValidationException: 1 validation error detected: Value at 'description' failed to satisfy constraint: \
                Member must have length less than or equal to 256",
    },
    Limit {
        kind: "AWS::Lambda::Function",
        property: "/Environment/Variables",
        characters: 4096,
        error: "InvalidParameterValueException: Lambda was unable to configure your environment \
                variables because the environment variables you have provided exceeded the 4KB limit.",
    },
    Limit {
        kind: "AWS::SQS::QueuePolicy",
        property: "/PolicyDocument",
        characters: 8192,
        error: "InvalidAttributeValue: Invalid value for the parameter Policy.",
    },
];
