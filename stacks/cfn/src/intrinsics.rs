//! Intrinsic functions, pseudo parameters and conditions, as values that fit wherever their result does.

use serde_json::json;

use crate::{Json, Map, ToJson, Value};

/// Pseudo parameters: what CloudFormation knows about the deployment itself.
pub mod pseudo {
    use super::reference;
    use crate::Value;

    /// `AWS::AccountId`.
    pub fn account_id() -> Value<String> {
        reference("AWS::AccountId")
    }

    /// `AWS::Partition`: `aws` in most regions.
    pub fn partition() -> Value<String> {
        reference("AWS::Partition")
    }

    /// `AWS::Region`.
    pub fn region() -> Value<String> {
        reference("AWS::Region")
    }

    /// `AWS::StackName`.
    pub fn stack_name() -> Value<String> {
        reference("AWS::StackName")
    }

    /// `AWS::URLSuffix`: `amazonaws.com` in most regions.
    pub fn url_suffix() -> Value<String> {
        reference("AWS::URLSuffix")
    }

    /// `AWS::NoValue`: the property is not set at all.
    pub fn no_value<T>() -> Value<T> {
        reference("AWS::NoValue")
    }
}

/// A declared condition, made by [`Template::condition`](crate::Template::condition).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition(pub(crate) String);

/// What a condition tests: made by [`equals`], [`not`], [`all_of`] and [`any_of`].
#[derive(Clone, Debug, PartialEq)]
pub struct Test(pub(crate) Json);

impl Condition {
    /// The condition's name in the template.
    pub fn name(&self) -> &str {
        &self.0
    }
}

impl From<&Condition> for Test {
    fn from(condition: &Condition) -> Self {
        Self(json!({ "Condition": condition.0 }))
    }
}

/// `Fn::Equals`.
pub fn equals(left: impl Into<Value<String>>, right: impl Into<Value<String>>) -> Test {
    Test(json!({ "Fn::Equals": [left.into(), right.into()] }))
}

/// `Fn::Not`.
pub fn not(test: impl Into<Test>) -> Test {
    Test(json!({ "Fn::Not": [test.into().0] }))
}

/// `Fn::And`: CloudFormation takes two to ten tests.
pub fn all_of(tests: impl IntoIterator<Item = Test>) -> Test {
    Test(json!({ "Fn::And": tests.into_iter().map(|test| test.0).collect::<Json>() }))
}

/// `Fn::Or`: CloudFormation takes two to ten tests.
pub fn any_of(tests: impl IntoIterator<Item = Test>) -> Test {
    Test(json!({ "Fn::Or": tests.into_iter().map(|test| test.0).collect::<Json>() }))
}

/// `Fn::If`: one value when the condition holds, another when it does not ([`pseudo::no_value`] for none).
pub fn if_else<T: ToJson>(
    condition: &Condition,
    then: impl Into<Value<T>>,
    otherwise: impl Into<Value<T>>,
) -> Value<T> {
    Value::Intrinsic(json!({ "Fn::If": [condition.0, then.into(), otherwise.into()] }))
}

/// `Fn::Sub` with names that the template itself knows: `sub("arn:${AWS::Partition}:s3:::${Bucket}")`.
pub fn sub(text: impl Into<String>) -> Value<String> {
    Value::Intrinsic(json!({ "Fn::Sub": text.into() }))
}

/// `Fn::Sub` with names of its own: `sub_with("${Table}/index/*", [("Table", table.arn())])`.
pub fn sub_with(text: impl Into<String>, names: impl Into<Map<String>>) -> Value<String> {
    Value::Intrinsic(json!({ "Fn::Sub": [text.into(), names.into().to_json()] }))
}

/// `Fn::Join`. Literals alone are joined at once.
pub fn join<I: Into<Value<String>>>(
    separator: &str,
    parts: impl IntoIterator<Item = I>,
) -> Value<String> {
    let parts: Vec<Value<String>> = parts.into_iter().map(Into::into).collect();
    match parts.iter().map(Value::literal).collect::<Option<Vec<_>>>() {
        Some(literals) => {
            let literals: Vec<&str> = literals.into_iter().map(String::as_str).collect();
            literals.join(separator).into()
        }
        None => Value::Intrinsic(json!({ "Fn::Join": [separator, parts] })),
    }
}

/// A dynamic reference to a plain SSM parameter, read anew by each deployment.
pub fn resolve_ssm(parameter_name: &str) -> Value<String> {
    format!("{{{{resolve:ssm:{parameter_name}}}}}").into()
}

/// `Ref` to anything by its name.
pub(crate) fn reference<T>(name: &str) -> Value<T> {
    Value::Intrinsic(json!({ "Ref": name }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: &Value<String>, expected: &Json) {
        assert_eq!(&value.to_json(), expected);
    }

    #[test]
    fn intrinsics_have_the_json_form_of_cloudformation() {
        let production = Condition("IsProduction".to_owned());
        check(&pseudo::region(), &json!({ "Ref": "AWS::Region" }));
        check(&sub("${AWS::Region}-x"), &json!({ "Fn::Sub": "${AWS::Region}-x" }));
        check(
            &sub_with("${A}", [("A", pseudo::region())]),
            &json!({ "Fn::Sub": ["${A}", { "A": { "Ref": "AWS::Region" } }] }),
        );
        check(
            &join("-", [pseudo::region(), "x".into()]),
            &json!({ "Fn::Join": ["-", [{ "Ref": "AWS::Region" }, "x"]] }),
        );
        check(
            &if_else(&production, "a", pseudo::no_value()),
            &json!({ "Fn::If": ["IsProduction", "a", { "Ref": "AWS::NoValue" }] }),
        );
        check(&resolve_ssm("/dev/shared/bus"), &json!("{{resolve:ssm:/dev/shared/bus}}"));
    }

    #[test]
    fn joined_literals_are_a_literal() {
        check(&join("/", ["a", "b"]), &json!("a/b"));
    }

    #[test]
    fn conditions_nest() {
        let production = Condition("IsProduction".to_owned());
        let test = all_of([
            not(&production),
            any_of([equals("a", "b"), equals(pseudo::region(), "eu-west-1")]),
        ]);
        assert_eq!(
            test.0,
            json!({ "Fn::And": [
                { "Fn::Not": [{ "Condition": "IsProduction" }] },
                { "Fn::Or": [{ "Fn::Equals": ["a", "b"] }, { "Fn::Equals": [{ "Ref": "AWS::Region" }, "eu-west-1"] }] },
            ] })
        );
    }
}
