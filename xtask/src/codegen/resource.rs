//! Generates the Rust types of one resource schema.

use std::collections::BTreeMap;

use miette::{Result, miette};
use serde_json::{Map, Value as Json};

use super::{
    code::{Field, enum_code, structure_code},
    imports, names,
};

/// A resource type: its schema, and the code generated so far for its nested types.
pub(super) struct Resource<'a> {
    type_name: &'a str,
    schema: &'a Json,
    extra_attributes: Vec<&'a str>,
    nested: BTreeMap<String, Nested<'a>>,
}

/// A nested type. Its schema shows whether another type of the same name is equal.
struct Nested<'a> {
    schema: &'a Json,
    code: String,
}

/// The code of a resource type.
#[derive(Default)]
pub(super) struct Code {
    pub(super) resource: String,
    pub(super) nested: String,
}

/// Where code is generated: nested types share a module, the resource refers to them through it.
#[derive(Clone, Copy)]
struct Scope<'a> {
    /// The struct that is being generated.
    parent: &'a str,
    /// The prefix of the name of a nested type.
    prefix: &'a str,
}

impl<'a> Resource<'a> {
    pub(super) fn new(
        type_name: &'a str,
        schema: &'a Json,
        extra_attributes: impl Iterator<Item = &'a str>,
    ) -> Result<Self> {
        if schema["properties"].is_object() && type_name.split("::").count() == 3 {
            return Ok(Self {
                type_name,
                schema,
                extra_attributes: extra_attributes.collect(),
                nested: BTreeMap::new(),
            });
        }
        Err(miette!("failed to read the schema of `{type_name}`: it has no properties"))
    }

    /// The module of the resource's service: `dynamodb`.
    pub(super) fn service(&self) -> String {
        self.type_name.split("::").nth(1).unwrap_or_default().to_ascii_lowercase()
    }

    /// The resource's name within its service: `Table`.
    fn name(&self) -> &'a str {
        self.type_name.rsplit("::").next().unwrap_or_default()
    }

    /// The module of the resource's nested types: `table`.
    fn module(&self) -> String {
        names::snake(self.name())
    }

    /// The resource's entry in `facts.rs`.
    pub(super) fn facts(&self) -> String {
        let mut create_only = self.paths("createOnlyProperties");
        create_only.extend(self.paths("conditionalCreateOnlyProperties"));
        format!("Facts {{ type_name: {:?}, create_only: &{create_only:?} }},", self.type_name)
    }

    /// The dotted paths of a list of pointers such as `/properties/A/B`.
    fn paths(&self, list: &str) -> Vec<String> {
        let pointers = self.schema[list].as_array().into_iter().flatten().filter_map(Json::as_str);
        let mut paths: Vec<String> = pointers
            .map(|pointer| pointer.trim_start_matches("/properties/").replace('/', "."))
            .collect();
        paths.sort_unstable();
        paths
    }

    /// The resource's struct and attributes, and the module of its nested types.
    pub(super) fn into_code(mut self) -> Code {
        let (name, module) = (self.name(), self.module());
        let prefix = format!("{module}::");
        let structure = self.structure(name, self.schema, Scope { parent: name, prefix: &prefix });
        let nested: String =
            std::mem::take(&mut self.nested).into_values().map(|nested| nested.code).collect();
        Code {
            resource: format!(
                "{structure}impl Resource for {name} {{ const TYPE: &'static str = {:?}; }}\n\n{}",
                self.type_name,
                self.attributes()
            ),
            nested: match nested.as_str() {
                "" => nested,
                _ => format!(
                    "/// Types of the properties of [`{name}`].\npub mod {module} {{ {}{nested} }}\n\n",
                    imports(&nested)
                ),
            },
        }
    }

    /// Methods of the resource's handle, one for each attribute that `Fn::GetAtt` accepts.
    fn attributes(&self) -> String {
        let mut paths = self.paths("readOnlyProperties");
        paths.extend(self.extra_attributes.iter().map(ToString::to_string));
        let methods: String = paths
            .iter()
            .filter_map(|path| {
                let schema = self.property_at(path)?;
                let value = scalar(schema.as_object()?)?;
                let method = names::field(&path.replace('.', ""));
                Some(format!(
                    "/// The attribute `{path}`.\npub fn {method}(&self) -> Value<{value}> {{ self.get_att({path:?}) }}\n\n"
                ))
            })
            .collect();
        if methods.is_empty() {
            return methods;
        }
        format!("impl Handle<{}> {{ {methods} }}\n\n", self.name())
    }

    /// The schema of a property by its dotted path.
    fn property_at(&self, path: &str) -> Option<&'a Json> {
        path.split('.').try_fold(self.schema, |schema, name| {
            Some(self.resolve(schema["properties"].get(name)?))
        })
    }

    /// The schema itself, or the definition that it refers to.
    fn resolve(&self, schema: &'a Json) -> &'a Json {
        reference(schema).map_or(schema, |name| &self.schema["definitions"][name])
    }

    /// A struct with its constructor and its JSON form.
    fn structure(&mut self, name: &str, schema: &'a Json, scope: Scope) -> String {
        let is_resource = std::ptr::eq(schema, self.schema);
        let read_only = if is_resource { self.paths("readOnlyProperties") } else { Vec::new() };
        let fields: Vec<Field> = properties(schema)
            .filter(|(property, _)| !read_only.iter().any(|path| path == property))
            .map(|(property, property_schema)| Field {
                property,
                name: names::field(property),
                required: is_required(schema, property),
                replaces: is_resource && self.replaces(property),
                value: self.field_type(property, property_schema, scope),
            })
            .collect();
        let path = if is_resource {
            self.type_name.to_owned()
        } else {
            format!("{}.{name}", self.type_name)
        };
        structure_code(name, &path, &fields)
    }

    fn replaces(&self, property: &str) -> bool {
        ["createOnlyProperties", "conditionalCreateOnlyProperties"]
            .iter()
            .any(|list| self.paths(list).iter().any(|path| path == property))
    }

    /// The type of a field: `Value<..>`, `List<..>` or `Map<..>`.
    fn field_type(&mut self, property: &str, schema: &'a Json, scope: Scope) -> String {
        let alternative = first_alternative(schema);
        let resolved = self.resolve(alternative);
        if let Some(items) = resolved.get("items").filter(|_| resolved["type"] == "array") {
            let name = reference(alternative).unwrap_or(property);
            return format!("List<{}>", self.element_type(name, items, scope));
        }
        if let Some(values) =
            resolved["patternProperties"].as_object().and_then(|patterns| patterns.values().next())
        {
            return format!("Map<{}>", self.map_value_type(property, values, scope));
        }
        format!("Value<{}>", self.element_type(property, schema, scope))
    }

    fn map_value_type(&mut self, property: &str, schema: &'a Json, scope: Scope) -> String {
        // CloudFormation converts values of several types to text: environment variables, substitutions.
        match self.element_type(property, schema, scope) {
            value if value == "Json" => "String".to_owned(),
            value => value,
        }
    }

    /// The type of one literal.
    fn element_type(&mut self, property: &str, schema: &'a Json, scope: Scope) -> String {
        let schema = first_alternative(schema);
        let resolved = self.resolve(schema);
        let name = reference(schema)
            .map_or_else(|| self.free_name(property, resolved, scope), str::to_owned);
        if resolved["properties"].as_object().is_some_and(|properties| !properties.is_empty()) {
            self.nest(&name, resolved, |resource| {
                resource.structure(&name, resolved, Scope { parent: &name, prefix: "" })
            });
            return format!("{}{name}", scope.prefix);
        }
        if resolved["type"] == "array" {
            return self.field_type(property, resolved, scope);
        }
        if let Some(variants) = variants(resolved) {
            self.nest(&name, resolved, |_| enum_code(&name, property, &variants));
            return format!("{}{name}", scope.prefix);
        }
        resolved.as_object().and_then(scalar).unwrap_or("Json").to_owned()
    }

    /// The name of an inline type: that of its property, unless another type has the same name.
    fn free_name(&self, property: &str, schema: &Json, scope: Scope) -> String {
        let name = property[..1].to_ascii_uppercase() + &property[1..];
        let definition = self.schema["definitions"]
            .get(&name)
            .filter(|definition| definition["type"] != "array");
        let namesake = definition.or_else(|| Some(self.nested.get(&name)?.schema));
        let taken = namesake.is_some_and(|namesake| !is_same_type(namesake, schema));
        if taken { format!("{}{name}", scope.parent) } else { name }
    }

    /// Generates a nested type once.
    fn nest(&mut self, name: &str, schema: &'a Json, code: impl FnOnce(&mut Self) -> String) {
        if !self.nested.contains_key(name) {
            // Inserted before its code is generated, because a type may contain itself.
            self.nested.insert(name.to_owned(), Nested { schema, code: String::new() });
            let code = code(self);
            self.nested.insert(name.to_owned(), Nested { schema, code });
        }
    }
}

fn is_same_type(one: &Json, other: &Json) -> bool {
    ["enum", "properties"].iter().all(|key| one[*key] == other[*key])
}

/// The properties, sorted by name.
fn properties(schema: &Json) -> impl Iterator<Item = (&str, &Json)> {
    let properties = schema["properties"].as_object().into_iter().flatten();
    properties.map(|(name, schema)| (name.as_str(), schema)).collect::<BTreeMap<_, _>>().into_iter()
}

fn is_required(schema: &Json, property: &str) -> bool {
    schema["required"]
        .as_array()
        .is_some_and(|required| required.iter().any(|name| name == property))
}

/// The name of the definition that a schema refers to.
fn reference(schema: &Json) -> Option<&str> {
    schema["$ref"].as_str()?.strip_prefix("#/definitions/")
}

/// The alternative with a definition, if the schema has alternatives. The others accept the same
/// value as JSON text.
fn first_alternative(schema: &Json) -> &Json {
    ["oneOf", "anyOf"]
        .iter()
        .filter_map(|key| schema[*key].as_array())
        .flatten()
        .find(|alternative| reference(alternative).is_some())
        .unwrap_or(schema)
}

/// The values of an enumeration, by the names of their variants; `None` if two names are equal.
fn variants(schema: &Json) -> Option<BTreeMap<String, &str>> {
    let values = schema["enum"].as_array().filter(|_| schema["type"] == "string")?;
    let variants: BTreeMap<String, &str> = values
        .iter()
        .filter_map(Json::as_str)
        .map(|value| (names::variant(value), value))
        .collect();
    (variants.len() == values.len()).then_some(variants)
}

/// The Rust type of a scalar.
fn scalar(schema: &Map<String, Json>) -> Option<&'static str> {
    match schema.get("type")?.as_str()? {
        "string" => Some("String"),
        "boolean" => Some("bool"),
        "integer" => Some("i64"),
        "number" => Some("f64"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn schema() -> Json {
        json!({
            "properties": {
                "Name": { "type": "string" },
                "Arn": { "type": "string" },
                "Size": { "type": "integer" },
                "Mode": { "enum": ["FAST_ONE", "slow"], "type": "string" },
                "Parts": { "type": "array", "items": { "$ref": "#/definitions/Part" } },
                "Policy": { "type": ["object", "string"] },
                "Labels": { "type": "object", "patternProperties": { ".*": { "type": "string" } } },
            },
            "definitions": { "Part": { "type": "object", "properties": { "Flag": { "type": "boolean" } } } },
            "required": ["Name"],
            "readOnlyProperties": ["/properties/Arn"],
            "createOnlyProperties": ["/properties/Name"],
        })
    }

    #[track_caller]
    fn check(code: &str, expected: &[&str]) {
        for line in expected {
            assert!(code.contains(line), "`{line}` is not in:\n{code}");
        }
    }

    #[test]
    fn properties_become_typed_fields() {
        let schema = schema();
        let code =
            Resource::new("AWS::Shop::Thing", &schema, ["Name"].into_iter()).unwrap().into_code();
        check(
            &code.resource,
            &[
                "/// `Name`. Changing it may replace the resource.\npub name: Value<String>,",
                "pub size: Option<Value<i64>>,",
                "pub mode: Option<Value<thing::Mode>>,",
                "pub parts: Option<List<thing::Part>>,",
                "pub policy: Option<Value<Json>>,",
                "pub labels: Option<Map<String>>,",
                "pub fn new(name: impl Into<Value<String>>,) -> Self",
                "pub fn name(&self) -> Value<String> { self.get_att(\"Name\") }",
                "pub fn arn(&self) -> Value<String> { self.get_att(\"Arn\") }",
            ],
        );
        assert!(!code.resource.contains("pub arn:"), "a read-only property cannot be set");
        check(
            &code.nested,
            &[
                "pub mod thing {",
                "pub enum Mode {",
                "Self::FastOne => \"FAST_ONE\"",
                "pub flag: Option<Value<bool>>,",
            ],
        );
    }

    #[test]
    fn facts_name_what_replaces() {
        let schema = schema();
        assert_eq!(
            Resource::new("AWS::Shop::Thing", &schema, [].into_iter()).unwrap().facts(),
            r#"Facts { type_name: "AWS::Shop::Thing", create_only: &["Name"] },"#
        );
    }

    #[test]
    fn a_schema_without_properties_is_refused() {
        let error = Resource::new("AWS::Shop::Thing", &json!({}), [].into_iter()).err().unwrap();
        assert_eq!(
            error.to_string(),
            "failed to read the schema of `AWS::Shop::Thing`: it has no properties"
        );
    }
}
