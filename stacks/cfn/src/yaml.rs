//! Conversion of templates to YAML with short intrinsics (`!GetAtt A.Arn`), and back to JSON.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error as _, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Number, json};
use serde_yaml::Tagged;

use crate::Json;

/// Intrinsic functions that have a short form. `!Condition` is read but never written, because `Condition` is also an
/// ordinary key.
const FUNCTIONS: [&str; 16] = [
    "And",
    "Base64",
    "Cidr",
    "Equals",
    "FindInMap",
    "GetAZs",
    "GetAtt",
    "If",
    "ImportValue",
    "Join",
    "Not",
    "Or",
    "Select",
    "Split",
    "Sub",
    "Transform",
];

/// The document is not a template in YAML. The message contains line and column.
#[derive(Debug)]
pub struct ParseError(Box<serde_yaml::Error>);

impl fmt::Display for ParseError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "failed to read the template as YAML: {}", self.0)
    }
}

impl std::error::Error for ParseError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

/// Writes a template's JSON form as YAML. Keys keep their order; strings that YAML 1.1 would misread are quoted.
///
/// # Panics
/// Never: every JSON value has a YAML form.
pub fn to_yaml(template: &Json) -> String {
    // Lines are not folded, so that a change to a long pattern is one line of a diff.
    let options = serde_yaml::ser_options! { folded_wrap_chars: usize::MAX };
    serde_yaml::to_string_with_options(&Written(template), options)
        .expect("every JSON value has a YAML form")
}

/// Reads YAML (short or long intrinsics) into the JSON form of CloudFormation.
pub fn parse(yaml: &str) -> Result<Json, ParseError> {
    serde_yaml::from_str::<Read>(yaml)
        .map(|read| read.0)
        .map_err(|error| ParseError(Box::new(error)))
}

/// A JSON value to be written as YAML.
struct Written<'a>(&'a Json);

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if let Some((tag, argument)) = short_form(self.0) {
            return Tagged(Written(&argument), Some(tag)).serialize(serializer);
        }
        match self.0 {
            Json::Array(items) => serializer.collect_seq(items.iter().map(Written)),
            Json::Object(entries) => {
                serializer.collect_map(entries.iter().map(|(key, value)| (key, Written(value))))
            }
            scalar => scalar.serialize(serializer),
        }
    }
}

/// The tag and argument of an intrinsic whose short form has exactly the same meaning.
fn short_form(value: &Json) -> Option<(String, Json)> {
    let (key, argument) = single_entry(value)?;
    let argument = match (key, argument) {
        ("Fn::GetAtt", Json::Array(path)) => dotted(path)?.into(),
        ("Fn::GetAtt", _) | ("Ref", Json::Array(_)) => return None,
        (_, Json::String(_) | Json::Array(_)) => argument.clone(),
        _ => return None,
    };
    Some((tag_of(key)?, argument))
}

fn single_entry(value: &Json) -> Option<(&str, &Json)> {
    let entries = value.as_object().filter(|entries| entries.len() == 1)?;
    entries.iter().next().map(|(key, value)| (key.as_str(), value))
}

/// `Accounts.Arn` for `["Accounts", "Arn"]`.
fn dotted(path: &[Json]) -> Option<String> {
    match path {
        [Json::String(resource), Json::String(attribute)] if !resource.contains('.') => {
            Some(format!("{resource}.{attribute}"))
        }
        _ => None,
    }
}

fn tag_of(key: &str) -> Option<String> {
    match key {
        "Ref" => Some("!Ref".to_owned()),
        _ => FUNCTIONS.contains(&key.strip_prefix("Fn::")?).then(|| key.replace("Fn::", "!")),
    }
}

/// A YAML node, converted to JSON.
struct Read(Json);

impl<'de> Deserialize<'de> for Read {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Tagged(Untagged(value), tag) = Tagged::deserialize(deserializer)?;
        match tag.as_deref().and_then(|tag| tag.strip_prefix('!')) {
            Some(name) => long_form(name, value).map(Read).map_err(D::Error::custom),
            None => Ok(Self(value)),
        }
    }
}

fn long_form(name: &str, argument: Json) -> Result<Json, String> {
    match (name, argument) {
        ("GetAtt", Json::String(path)) => match path.split_once('.') {
            Some((resource, attribute)) => Ok(json!({ "Fn::GetAtt": [resource, attribute] })),
            None => Err(format!("`!GetAtt {path}` names no attribute")),
        },
        ("Ref" | "Condition", argument) => Ok(json!({ name: argument })),
        (_, argument) if FUNCTIONS.contains(&name) => {
            Ok(json!({ format!("Fn::{name}"): argument }))
        }
        _ => Err(format!("`!{name}` is not an intrinsic function")),
    }
}

struct Untagged(Json);

impl<'de> Deserialize<'de> for Untagged {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(UntaggedVisitor).map(Self)
    }
}

struct UntaggedVisitor;

impl<'de> Visitor<'de> for UntaggedVisitor {
    type Value = Json;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a scalar, a list or a map")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(value.into())
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Json, E> {
        Number::from_f64(value)
            .map(Json::Number)
            .ok_or_else(|| E::custom(format!("`{value}` is not a number in JSON")))
    }

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Json, A::Error> {
        let mut items = Vec::new();
        while let Some(Read(item)) = sequence.next_element()? {
            items.push(item);
        }
        Ok(items.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
        let mut entries = Map::new();
        while let Some((key, Read(value))) = map.next_entry()? {
            entries.insert(key, value);
        }
        Ok(entries.into())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(value: &Json, expected: &str) {
        let yaml = to_yaml(value);
        assert_eq!(yaml, expected);
        assert_eq!(&parse(&yaml).unwrap(), value);
    }

    #[test]
    fn intrinsics_are_written_short() {
        check(
            &json!({
                "A": { "Ref": "Table" },
                "B": { "Fn::GetAtt": ["Table", "Arn"] },
                "C": { "Fn::Sub": "${AWS::Region}: x" },
                "D": { "Fn::If": ["IsProduction", { "Ref": "A" }, { "Ref": "AWS::NoValue" }] },
                "E": { "Fn::Join": ["/", ["a", { "Fn::GetAtt": ["Table", "Arn"] }]] },
                "F": { "Fn::Sub": ["${A}", { "A": { "Ref": "AWS::Region" } }] },
            }),
            "\
A: !Ref Table
B: !GetAtt Table.Arn
C: !Sub \"${AWS::Region}: x\"
D: !If
  - IsProduction
  - !Ref A
  - !Ref AWS::NoValue
E: !Join
  - /
  - - a
    - !GetAtt Table.Arn
F: !Sub
  - ${A}
  - A: !Ref AWS::Region
",
        );
    }

    #[test]
    fn an_intrinsic_without_an_exact_short_form_stays_long() {
        for value in [
            json!({ "Fn::GetAtt": "Table.Arn" }),
            json!({ "Fn::Base64": { "Ref": "A" } }),
            json!({ "Fn::Unknown": "x" }),
            json!({ "Condition": "IsProduction" }),
            json!({ "Ref": ["x"] }),
            json!({ "Fn::Ref": "x" }),
            json!({ "Ref": "A", "Other": 1 }),
        ] {
            assert!(!to_yaml(&value).starts_with('!'), "{value} was written short");
            assert_eq!(parse(&to_yaml(&value)).unwrap(), value);
        }
    }

    #[test]
    fn other_short_forms_are_read() {
        assert_eq!(
            parse("- !Condition Prod\n- !GetAtt [A, Outputs.B]\n- !GetAtt A.Outputs.B\n").unwrap(),
            json!([
                { "Condition": "Prod" },
                { "Fn::GetAtt": ["A", "Outputs.B"] },
                { "Fn::GetAtt": ["A", "Outputs.B"] },
            ])
        );
    }

    #[test]
    fn text_that_yaml_1_1_would_misread_is_quoted() {
        for text in [
            "on",
            "Off",
            "yes",
            "NO",
            "y",
            "n",
            "true",
            "null",
            "Null",
            "~",
            "",
            "2012-10-17",
            "2010-09-09",
            "12:30",
            "12:30:45",
            "0777",
            "0o17",
            "1_000",
            "012345678901",
            "123456789012",
            "1e3",
            ".5",
            "+1",
            ".inf",
            ".NaN",
            "0x1F",
            "0b1",
            "=",
            "<<",
            "-",
            "- a",
            "a: b",
            "a #b",
            "#a",
            "*a",
            "&a",
            "!a",
            "@a",
            "%a",
            "`a",
            "[a",
            "{a",
            "?",
            "|",
            ">",
            "'a",
            "\"a",
            " a",
            "a ",
            "a:",
            "---",
            "...",
            "2001-12-14t21:59:43.10-05:00",
        ] {
            let yaml = to_yaml(&json!({ "Key": text }));
            assert!(
                yaml.starts_with("Key: '") || yaml.starts_with("Key: \""),
                "`{text}` is bare in `{yaml}`"
            );
            assert_eq!(parse(&yaml).unwrap(), json!({ "Key": text }));
        }
    }

    #[test]
    fn text_of_several_lines_is_a_literal_block() {
        check(&json!({ "Text": "one\n  two\n" }), "Text: |\n  one\n    two\n");
        check(&json!({ "Text": { "Fn::Sub": "one\n${Two}" } }), "Text: !Sub |-\n  one\n  ${Two}\n");
    }

    #[test]
    fn long_lines_are_not_folded() {
        let long = "word ".repeat(60) + "end";
        check(&json!({ "Text": long }), &format!("Text: {long}\n"));
    }

    #[test]
    fn an_error_names_the_mistake_and_its_line() {
        let error = parse("A: !GetAtt Table\n").unwrap_err().to_string();
        assert!(
            error.contains("`!GetAtt Table` names no attribute") && error.contains('1'),
            "{error}"
        );
        let error = parse("A: !Reff Table\n").unwrap_err().to_string();
        assert!(error.contains("`!Reff` is not an intrinsic function"), "{error}");
    }

    fn text() -> impl Strategy<Value = String> {
        prop_oneof![
            "[ -~]{0,12}",
            "\\PC{0,12}",
            "[a-z \n\t:#'\"|>!&*-]{0,20}",
            "[0-9_:.eExo+-]{1,8}",
            proptest::sample::select(vec![
                "on",
                "yes",
                "~",
                "null",
                "2012-10-17",
                "0777",
                "\r\n",
                "\u{85}",
                "\u{feff}",
                " \n",
                "\n "
            ])
            .prop_map(str::to_owned),
        ]
    }

    fn key() -> impl Strategy<Value = String> {
        prop_oneof![
            text(),
            proptest::sample::select(vec![
                "Ref",
                "Fn::GetAtt",
                "Fn::Sub",
                "Fn::If",
                "Fn::X",
                "Condition",
                "<<",
                "Fn::Ref"
            ])
            .prop_map(str::to_owned),
        ]
    }

    fn document() -> impl Strategy<Value = Json> {
        let scalar = prop_oneof![
            Just(Json::Null),
            any::<bool>().prop_map(Json::from),
            any::<i64>().prop_map(Json::from),
            (-1e9..1e9).prop_map(Json::from),
            text().prop_map(Json::from),
        ];
        scalar.prop_recursive(4, 40, 5, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Json::from),
                proptest::collection::vec((key(), inner), 0..4)
                    .prop_map(|entries| entries.into_iter().collect()),
            ]
        })
    }

    proptest! {
        #[test]
        fn any_written_value_parses_to_itself(value in document()) {
            prop_assert_eq!(parse(&to_yaml(&value)).unwrap(), value);
        }
    }
}
