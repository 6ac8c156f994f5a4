//! Values of properties: literals, lists, maps, and intrinsics that CloudFormation resolves.

use serde::{Serialize, Serializer};

use crate::Json;

/// Conversion to the JSON that CloudFormation reads. `null` means "not set" and is left out of objects.
pub trait ToJson {
    /// The JSON form.
    fn to_json(&self) -> Json;
}

/// A property's value: a literal, or an intrinsic in its JSON form such as `{"Ref": "Accounts"}`.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<T> {
    /// Known during synthesis.
    Literal(T),
    /// Resolved by CloudFormation during a deployment.
    Intrinsic(Json),
}

/// The value of a list property: items, each of which may be an intrinsic, or one intrinsic for the list.
#[derive(Clone, Debug, PartialEq)]
pub enum List<T> {
    /// Known during synthesis.
    Items(Vec<Value<T>>),
    /// Resolved by CloudFormation during a deployment.
    Intrinsic(Json),
}

/// The value of a property with arbitrary keys, such as environment variables, in the order given.
#[derive(Clone, Debug, PartialEq)]
pub struct Map<T>(pub Vec<(String, Value<T>)>);

impl<T: ToJson> ToJson for Value<T> {
    fn to_json(&self) -> Json {
        match self {
            Self::Literal(literal) => literal.to_json(),
            Self::Intrinsic(intrinsic) => intrinsic.clone(),
        }
    }
}

impl<T: ToJson> ToJson for List<T> {
    fn to_json(&self) -> Json {
        match self {
            Self::Items(items) => items.iter().map(ToJson::to_json).collect(),
            Self::Intrinsic(intrinsic) => intrinsic.clone(),
        }
    }
}

impl<T: ToJson> ToJson for Map<T> {
    fn to_json(&self) -> Json {
        object(self.0.iter().map(|(key, value)| (key.as_str(), value.to_json())))
    }
}

impl<T: ToJson> ToJson for Option<T> {
    fn to_json(&self) -> Json {
        self.as_ref().map_or(Json::Null, ToJson::to_json)
    }
}

macro_rules! to_json_by_from {
    ($($literal:ty),*) => {
        $(impl ToJson for $literal {
            fn to_json(&self) -> Json {
                self.clone().into()
            }
        })*
    };
}

to_json_by_from!(bool, i64, f64, String, Json);

/// An object without the keys that are not set.
pub(crate) fn object<'a>(entries: impl IntoIterator<Item = (&'a str, Json)>) -> Json {
    entries
        .into_iter()
        .filter(|(_, value)| !value.is_null())
        .map(|(key, value)| (key.to_owned(), value))
        .collect()
}

/// For `json!({ "Resource": table.arn() })` in policies and patterns.
impl<T: ToJson> Serialize for Value<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_json().serialize(serializer)
    }
}

impl<T> From<T> for Value<T> {
    fn from(literal: T) -> Self {
        Self::Literal(literal)
    }
}

impl From<&str> for Value<String> {
    fn from(literal: &str) -> Self {
        Self::Literal(literal.to_owned())
    }
}

impl From<&String> for Value<String> {
    fn from(literal: &String) -> Self {
        Self::Literal(literal.clone())
    }
}

impl From<i32> for Value<i64> {
    fn from(literal: i32) -> Self {
        Self::Literal(literal.into())
    }
}

impl From<u32> for Value<i64> {
    fn from(literal: u32) -> Self {
        Self::Literal(literal.into())
    }
}

impl From<i32> for Value<f64> {
    fn from(literal: i32) -> Self {
        Self::Literal(literal.into())
    }
}

/// For a document, such as a policy or an event pattern, that is one intrinsic.
impl From<Value<String>> for Value<Json> {
    fn from(value: Value<String>) -> Self {
        Self::Literal(value.to_json())
    }
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self::Items(Vec::new())
    }
}

impl<T, I: Into<Value<T>>> From<Vec<I>> for List<T> {
    fn from(items: Vec<I>) -> Self {
        items.into_iter().collect()
    }
}

impl<T, I: Into<Value<T>>, const N: usize> From<[I; N]> for List<T> {
    fn from(items: [I; N]) -> Self {
        items.into_iter().collect()
    }
}

impl<T, I: Into<Value<T>>> FromIterator<I> for List<T> {
    fn from_iter<Items: IntoIterator<Item = I>>(items: Items) -> Self {
        Self::Items(items.into_iter().map(Into::into).collect())
    }
}

impl<T> Default for Map<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T, K: Into<String>, I: Into<Value<T>>> From<Vec<(K, I)>> for Map<T> {
    fn from(entries: Vec<(K, I)>) -> Self {
        entries.into_iter().collect()
    }
}

impl<T, K: Into<String>, I: Into<Value<T>>, const N: usize> From<[(K, I); N]> for Map<T> {
    fn from(entries: [(K, I); N]) -> Self {
        entries.into_iter().collect()
    }
}

impl<T, K: Into<String>, I: Into<Value<T>>> FromIterator<(K, I)> for Map<T> {
    fn from_iter<Entries: IntoIterator<Item = (K, I)>>(entries: Entries) -> Self {
        Self(entries.into_iter().map(|(key, value)| (key.into(), value.into())).collect())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn literals_convert_to_values() {
        let name: Value<String> = "accounts".into();
        let timeout: Value<i64> = 30.into();
        let rate: Value<f64> = 0.5.into();
        assert_eq!(json!([name, timeout, rate]), json!(["accounts", 30, 0.5]));
    }

    #[test]
    fn an_unset_property_is_left_out() {
        let set: Option<Value<bool>> = Some(false.into());
        let unset: Option<Value<bool>> = None;
        assert_eq!(
            object([("Set", set.to_json()), ("Unset", unset.to_json())]),
            json!({ "Set": false })
        );
    }

    #[test]
    fn lists_and_maps_keep_their_order() {
        let list: List<String> = ["b", "a"].into();
        let map: Map<String> = [("z", "1"), ("a", "2")].into();
        assert_eq!(list.to_json(), json!(["b", "a"]));
        assert_eq!(map.to_json().to_string(), r#"{"z":"1","a":"2"}"#);
    }
}
