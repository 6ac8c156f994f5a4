//! The access that a template grants: IAM statements, permissions to invoke, public routes.
//!
//! Policies are compared grant by grant, so moving a statement is not a change, and one more
//! action in a statement is one line of a diff.

use std::{collections::BTreeSet, fmt};

use serde::Serialize;
use serde_json::Value;

use crate::template::{resources, short};

/// One action that a resource of the template allows or denies.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Grant {
    /// Logical id of the role, policy, permission or route.
    pub resource: String,
    /// Whether it denies access instead of allowing it.
    pub denies: bool,
    /// Principal, action, resource and condition.
    pub text: String,
}

impl fmt::Display for Grant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = if self.denies { "denies" } else { "allows" };
        write!(f, "{} {verb} {}", self.resource, self.text)
    }
}

pub fn grants(template: &Value) -> BTreeSet<Grant> {
    let mut found = BTreeSet::new();
    for (id, kind, resource) in resources(template) {
        let properties = &resource["Properties"];
        statements(properties, &mut |statement| found.extend(statement_grants(id, statement)));
        found.extend(property_grants(kind, properties).into_iter().map(|text| allow(id, text)));
    }
    found
}

/// The access that `after` permits and `before` does not.
pub fn broadened(before: &BTreeSet<Grant>, after: &BTreeSet<Grant>) -> Vec<Grant> {
    let allowed = after.difference(before).filter(|it| !it.denies);
    let no_longer_denied = before.difference(after).filter(|it| it.denies);
    allowed.chain(no_longer_denied).cloned().collect()
}

fn allow(id: &str, text: String) -> Grant {
    Grant { resource: id.to_owned(), denies: false, text }
}

/// Calls `visit` for each statement of each policy document, at any depth.
fn statements(value: &Value, visit: &mut impl FnMut(&Value)) {
    match value {
        Value::Object(fields) => {
            fields.get("Statement").into_iter().flat_map(list).for_each(&mut *visit);
            fields.values().for_each(|it| statements(it, visit));
        }
        Value::Array(values) => values.iter().for_each(|it| statements(it, visit)),
        _ => {}
    }
}

fn statement_grants(id: &str, statement: &Value) -> Vec<Grant> {
    let denies = statement["Effect"] == "Deny";
    let condition = match &statement["Condition"] {
        Value::Null => String::new(),
        condition => format!(" if {}", short(condition)),
    };
    let principals = principals(statement);
    let resources = either(statement, "Resource");
    let mut grants = vec![];
    for action in either(statement, "Action") {
        for resource in &resources {
            for principal in &principals {
                let text = format!("{principal}{action}{resource}{condition}");
                grants.push(Grant { resource: id.to_owned(), denies, text });
            }
        }
    }
    grants
}

/// The values of `Action` or `Resource`, or of their negations.
fn either(statement: &Value, key: &str) -> Vec<String> {
    let joint = if key == "Resource" { " on " } else { "" };
    let negated = format!("Not{key}");
    match (&statement[key], &statement[&negated]) {
        (Value::Null, Value::Null) => vec![String::new()],
        (Value::Null, values) => {
            list(values).into_iter().map(|it| format!("{joint}all but {}", short(it))).collect()
        }
        (values, _) => list(values).into_iter().map(|it| format!("{joint}{}", short(it))).collect(),
    }
}

fn principals(statement: &Value) -> Vec<String> {
    match &statement["Principal"] {
        Value::Null => vec![String::new()],
        Value::Object(kinds) => {
            kinds.values().flat_map(list).map(|it| format!("{}: ", short(it))).collect()
        }
        anyone => vec![format!("{}: ", short(anyone))],
    }
}

/// Access that is not granted by a policy document.
fn property_grants(kind: &str, properties: &Value) -> Vec<String> {
    let text = |key: &str| short(&properties[key]);
    match kind {
        "AWS::IAM::Role" | "AWS::IAM::User" | "AWS::IAM::Group" => {
            list(&properties["ManagedPolicyArns"]).into_iter().map(short).collect()
        }
        "AWS::Lambda::Permission" => {
            let source = match &properties["SourceArn"] {
                Value::Null => String::new(),
                source => format!(" from {}", short(source)),
            };
            vec![format!(
                "{}: {} on {}{source}",
                text("Principal"),
                text("Action"),
                text("FunctionName")
            )]
        }
        "AWS::ApiGatewayV2::Route" => {
            let caller = match &properties["AuthorizationType"] {
                Value::Null => "anyone".to_owned(),
                Value::String(none) if none == "NONE" => "anyone".to_owned(),
                authorization => short(authorization),
            };
            vec![format!("{caller}: {}", text("RouteKey"))]
        }
        "AWS::Lambda::Url" if properties["AuthType"] == "NONE" => {
            vec![format!("anyone: call {}", text("TargetFunctionArn"))]
        }
        "AWS::S3::Bucket" if !blocks_public_access(properties) => {
            vec!["anyone: everything that its policies and ACLs make public".to_owned()]
        }
        _ => vec![],
    }
}

fn blocks_public_access(bucket: &Value) -> bool {
    let block = &bucket["PublicAccessBlockConfiguration"];
    ["BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"]
        .iter()
        .all(|key| block[key] == true || block[key] == "true")
}

/// The values of a property that may be one value or a list.
fn list(value: &Value) -> Vec<&Value> {
    match value {
        Value::Null => vec![],
        Value::Array(values) => values.iter().collect(),
        one => vec![one],
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn role(actions: &Value) -> Value {
        json!({ "Resources": { "Role": { "Type": "AWS::IAM::Role", "Properties": { "Policies": [{
            "PolicyName": "grants",
            "PolicyDocument": { "Statement": [{
                "Effect": "Allow", "Action": actions, "Resource": { "Fn::GetAtt": ["Table", "Arn"] },
            }] },
        }] } } } })
    }

    fn texts(before: &Value, after: &Value) -> Vec<String> {
        broadened(&grants(before), &grants(after)).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn an_added_action_broadens_access() {
        let before = role(&json!("dynamodb:GetItem"));
        let after = role(&json!(["dynamodb:PutItem", "dynamodb:GetItem"]));
        assert_eq!(texts(&before, &after), ["Role allows dynamodb:PutItem on Table.Arn"]);
        assert_eq!(texts(&after, &before), [] as [&str; 0]);
    }

    #[test]
    fn a_removed_denial_broadens_access() {
        let deny = json!({ "Resources": { "Policy": { "Type": "AWS::SQS::QueuePolicy", "Properties": {
            "PolicyDocument": { "Statement": {
                "Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": "*",
            } },
        } } } });
        let nothing = json!({ "Resources": {} });
        assert_eq!(texts(&deny, &nothing), ["Policy denies *: sqs:* on *"]);
        assert_eq!(texts(&nothing, &deny), [] as [&str; 0]);
    }

    #[test]
    fn routes_permissions_and_public_buckets_grant_access() {
        let template = json!({ "Resources": {
            "Route": { "Type": "AWS::ApiGatewayV2::Route", "Properties": { "RouteKey": "GET /user" } },
            "Invoke": { "Type": "AWS::Lambda::Permission", "Properties": {
                "Principal": "apigateway.amazonaws.com", "Action": "lambda:InvokeFunction",
                "FunctionName": { "Ref": "GetUser" },
            } },
            "Open": { "Type": "AWS::S3::Bucket", "Properties": {} },
        } });
        assert_eq!(
            texts(&json!({}), &template),
            [
                "Invoke allows apigateway.amazonaws.com: lambda:InvokeFunction on GetUser",
                "Open allows anyone: everything that its policies and ACLs make public",
                "Route allows anyone: GET /user",
            ]
        );
    }
}
