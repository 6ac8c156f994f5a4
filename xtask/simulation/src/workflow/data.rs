//! Data of executions: values of JSONata, converted from and to JSON where they come in and go out.

use std::collections::BTreeMap;

use jsonata_core::value::JValue;
use serde_json::{Map, Value as Json};

use super::failure::Failure;

/// A value within an execution. Copies are cheap.
pub(super) type Value = JValue;

/// The variables of a flow by name.
pub(super) type Variables = BTreeMap<String, Value>;

/// The largest number up to which floats represent every integer.
const LARGEST_INTEGER: f64 = 9_007_199_254_740_992.0;

/// An object.
pub(super) fn object<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Value::object(entries.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// The JSON of a value.
///
/// # Errors
/// If the value contains one that JSON has not, such as a function.
pub(super) fn to_json(value: &Value) -> Result<Json, Failure> {
    Ok(match value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::Bool(*value),
        Value::Number(number) => number_to_json(*number)?,
        Value::String(text) => Json::String(text.to_string()),
        Value::Array(items) => items.iter().map(to_json).collect::<Result<_, _>>()?,
        Value::Object(entries) => entries
            .iter()
            .map(|(name, value)| Ok((name.clone(), to_json(value)?)))
            .collect::<Result<Map<_, _>, Failure>>()?
            .into(),
        _ => return Err(Failure::query("the result contains a value that JSON has not")),
    })
}

fn number_to_json(number: f64) -> Result<Json, Failure> {
    if number.fract() == 0.0 && number.abs() <= LARGEST_INTEGER {
        #[expect(clippy::cast_possible_truncation, reason = "it is an integer in range")]
        return Ok(Json::from(number as i64));
    }
    let number = serde_json::Number::from_f64(number);
    number.map(Json::Number).ok_or_else(|| Failure::query("the result is not a finite number"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn json() -> impl Strategy<Value = Json> {
        let leaf = prop_oneof![
            Just(Json::Null),
            any::<bool>().prop_map(Json::from),
            any::<i32>().prop_map(Json::from),
            (any::<i32>(), 1_i32..8)
                .prop_map(|(n, d)| Json::from(f64::from(n) + 1.0 / f64::from(d + 1))),
            ".*".prop_map(Json::from),
        ];
        leaf.prop_recursive(3, 20, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Json::from),
                prop::collection::btree_map("[a-z]{1,3}", inner, 0..4)
                    .prop_map(|entries| entries.into_iter().collect::<Map<_, _>>().into()),
            ]
        })
    }

    proptest! {
        #[test]
        fn json_is_the_same_after_it_was_a_value(json in json()) {
            prop_assert_eq!(to_json(&Value::from(json.clone())), Ok(json));
        }
    }

    #[test]
    fn a_value_that_json_has_not_is_refused() {
        assert!(to_json(&Value::array(vec![Value::Undefined])).is_err());
        assert!(to_json(&Value::builtin("sum")).is_err());
        assert!(to_json(&Value::Number(f64::INFINITY)).is_err());
    }
}
