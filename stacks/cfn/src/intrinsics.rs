//! Intrinsic functions, as values of the type of their result.

use serde_json::json;

use crate::{Map, ToJson, Value};

/// `Fn::Sub` with names of the template: `sub("arn:${AWS::Partition}:s3:::${Bucket}")`.
pub fn sub(text: impl Into<String>) -> Value<String> {
    Value::Intrinsic(json!({ "Fn::Sub": text.into() }))
}

/// `Fn::Sub` with names given here: `sub_with("${Table}/index/*", [("Table", table.arn())])`.
pub fn sub_with(text: impl Into<String>, names: impl Into<Map<String>>) -> Value<String> {
    Value::Intrinsic(json!({ "Fn::Sub": [text.into(), names.into().to_json()] }))
}

/// A dynamic reference to a plain SSM parameter. Each deployment reads it again.
pub fn resolve_ssm(parameter_name: &str) -> Value<String> {
    format!("{{{{resolve:ssm:{parameter_name}}}}}").into()
}

/// `Ref` to a name.
pub(crate) fn reference<T>(name: &str) -> Value<T> {
    Value::Intrinsic(json!({ "Ref": name }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Json;

    #[track_caller]
    fn check(value: &Value<String>, expected: &Json) {
        assert_eq!(&value.to_json(), expected);
    }

    #[test]
    fn intrinsics_have_the_json_form_of_cloudformation() {
        check(&reference("AWS::Region"), &json!({ "Ref": "AWS::Region" }));
        check(&sub("${AWS::Region}-x"), &json!({ "Fn::Sub": "${AWS::Region}-x" }));
        check(
            &sub_with("${A}", [("A", reference::<String>("AWS::Region"))]),
            &json!({ "Fn::Sub": ["${A}", { "A": { "Ref": "AWS::Region" } }] }),
        );
        check(&resolve_ssm("/dev/shared/bus"), &json!("{{resolve:ssm:/dev/shared/bus}}"));
    }
}
