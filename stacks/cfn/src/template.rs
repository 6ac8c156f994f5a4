//! A template under construction.

use std::{
    collections::{BTreeMap, BTreeSet},
    marker::PhantomData,
    panic::Location,
};

use serde_json::{Map, json};

use crate::{Json, ToJson, Value, intrinsics::reference, value::object};

/// A resource type of CloudFormation. Its JSON form contains the resource's properties.
pub trait Resource: ToJson {
    /// The name of the type, such as `AWS::DynamoDB::Table`.
    const TYPE: &'static str;
}

/// One CloudFormation template.
///
/// Sections have a fixed order. Parameters, resources and outputs are in the order of their declaration,
/// and properties in the order of the resource's schema.
#[derive(Clone, Debug, Default)]
pub struct Template {
    description: Option<String>,
    parameters: Map<String, Json>,
    resources: Map<String, Json>,
    outputs: Map<String, Json>,
    declared: BTreeMap<String, &'static Location<'static>>,
}

/// A declared resource, for references to it. The generated types add a method for each attribute.
#[derive(Debug)]
pub struct Handle<R> {
    logical_id: String,
    resource: PhantomData<fn() -> R>,
}

/// Attributes of a resource other than its properties.
#[derive(Clone, Debug, Default)]
pub struct ResourceOptions {
    /// Logical ids of resources that must be created first, in addition to those it refers to.
    pub depends_on: Vec<String>,
    /// Applied when the resource is removed from the template.
    pub deletion_policy: Option<DeletionPolicy>,
    /// Applied to the old resource when an update replaces it.
    pub update_replace_policy: Option<DeletionPolicy>,
}

/// What CloudFormation does with a resource that is no longer in the template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeletionPolicy {
    /// Deletes the resource.
    Delete,
    /// Keeps the resource, outside of any stack.
    Retain,
}

/// A parameter of the template, always text.
#[derive(Clone, Debug, Default)]
pub struct Parameter {
    /// Shown to the person who sets the parameter.
    pub description: String,
    /// Used if a deployment sets no value.
    pub default: Option<String>,
}

/// An output of the template.
#[derive(Clone, Debug)]
pub struct Output {
    /// Shown beside the value.
    pub description: String,
    /// The value of the output.
    pub value: Value<String>,
}

impl Template {
    /// An empty template.
    pub fn new(description: impl Into<String>) -> Self {
        Self { description: Some(description.into()), ..Self::default() }
    }

    /// Adds a resource.
    ///
    /// # Panics
    /// If the logical id is already used or not alphanumeric. Every test of the template finds that.
    #[track_caller]
    pub fn add<R: Resource>(&mut self, logical_id: impl Into<String>, resource: R) -> Handle<R> {
        self.add_with(logical_id, resource, ResourceOptions::default())
    }

    /// Adds a resource with options such as its deletion policy. Panics as [`Template::add`] does.
    #[track_caller]
    #[expect(clippy::needless_pass_by_value, reason = "struct updates read best by value")]
    pub fn add_with<R: Resource>(
        &mut self,
        logical_id: impl Into<String>,
        resource: R,
        options: ResourceOptions,
    ) -> Handle<R> {
        let logical_id = logical_id.into();
        insert(
            &mut self.resources,
            &logical_id,
            "resources",
            options.into_body(R::TYPE, &resource.to_json()),
        );
        self.declared.insert(logical_id.clone(), Location::caller());
        Handle { logical_id, resource: PhantomData }
    }

    /// Declares a parameter, and returns a reference to its value. Panics as [`Template::add`] does.
    #[track_caller]
    pub fn parameter(&mut self, name: &str, parameter: Parameter) -> Value<String> {
        insert(&mut self.parameters, name, "parameters", parameter.into_json());
        reference(name)
    }

    /// Declares an output. Panics as [`Template::add`] does.
    #[track_caller]
    pub fn output(&mut self, name: &str, output: Output) {
        insert(&mut self.outputs, name, "outputs", output.into_json());
    }

    /// Logical ids and bodies (`Type`, `Properties`, ...) of all resources, in the order of their declaration.
    pub fn resources(&self) -> impl Iterator<Item = (&str, &Json)> {
        self.resources.iter().map(|(logical_id, body)| (logical_id.as_str(), body))
    }

    /// The line of Rust that declared a resource: the call in the first function without `#[track_caller]`.
    pub fn declared_at(&self, logical_id: &str) -> Option<&'static Location<'static>> {
        self.declared.get(logical_id).copied()
    }

    /// Names that the template refers to but does not declare, such as a resource of another template.
    pub fn undeclared_names(&self) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        for section in [&self.resources, &self.outputs] {
            section.values().for_each(|value| collect_names(value, &mut names));
        }
        names.retain(|name| {
            !name.starts_with("AWS::")
                && !self.resources.contains_key(name)
                && !self.parameters.contains_key(name)
        });
        names
    }

    /// The template in the JSON form of CloudFormation.
    pub fn to_json(&self) -> Json {
        let section = |entries: &Map<String, Json>| {
            if entries.is_empty() { Json::Null } else { Json::Object(entries.clone()) }
        };
        object([
            ("AWSTemplateFormatVersion", "2010-09-09".into()),
            ("Description", self.description.to_json()),
            ("Parameters", section(&self.parameters)),
            ("Resources", Json::Object(self.resources.clone())),
            ("Outputs", section(&self.outputs)),
        ])
    }

    /// The template as YAML with short intrinsics.
    pub fn to_yaml(&self) -> String {
        crate::to_yaml(&self.to_json())
    }
}

#[track_caller]
fn insert(section: &mut Map<String, Json>, name: &str, kind: &str, value: Json) {
    let alphanumeric = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    assert!(
        alphanumeric,
        "failed to declare `{name}`: names of {kind} may contain letters and digits only"
    );
    let previous = section.insert(name.to_owned(), value);
    assert!(
        previous.is_none(),
        "failed to declare `{name}`: the name is already used by one of the {kind}"
    );
}

/// Collects the names in `Ref`, `Fn::GetAtt`, `Fn::Sub` and `DependsOn`.
fn collect_names(value: &Json, names: &mut BTreeSet<String>) {
    match value {
        Json::Array(items) => items.iter().for_each(|item| collect_names(item, names)),
        Json::Object(entries) => {
            for (key, value) in entries {
                collect_named_by(key, value, names);
                collect_names(value, names);
            }
        }
        _ => {}
    }
}

fn collect_named_by(key: &str, value: &Json, names: &mut BTreeSet<String>) {
    match (key, value) {
        ("Ref", Json::String(name)) => {
            names.insert(name.clone());
        }
        ("Fn::GetAtt", Json::Array(items)) => {
            names.extend(items.first().and_then(Json::as_str).map(str::to_owned));
        }
        ("DependsOn", Json::Array(items)) => {
            names.extend(items.iter().filter_map(Json::as_str).map(str::to_owned));
        }
        ("Fn::Sub", Json::String(text)) => names.extend(names_in_sub(text)),
        ("Fn::Sub", Json::Array(items)) => {
            let text = items.first().and_then(Json::as_str).unwrap_or_default();
            let own = items.get(1).and_then(Json::as_object);
            names.extend(
                names_in_sub(text).filter(|name| own.is_none_or(|own| !own.contains_key(name))),
            );
        }
        _ => {}
    }
}

/// `Table` for `${Table}` and `${Table.Arn}`; none for the escaped `${!Table}`.
fn names_in_sub(text: &str) -> impl Iterator<Item = String> {
    text.split("${").skip(1).filter_map(|rest| {
        let (name, _) = rest.split_once('}')?;
        let name = name.split('.').next()?;
        (!name.starts_with('!')).then(|| name.to_owned())
    })
}

impl<R> Handle<R> {
    /// The resource's logical id.
    pub fn logical_id(&self) -> &str {
        &self.logical_id
    }

    /// `Ref`. Its value depends on the resource type: a table's name, a queue's URL, a state machine's ARN.
    pub fn reference(&self) -> Value<String> {
        reference(&self.logical_id)
    }

    pub(crate) fn get_att<T>(&self, attribute: &str) -> Value<T> {
        Value::Intrinsic(json!({ "Fn::GetAtt": [self.logical_id, attribute] }))
    }
}

/// Not derived, because the derive would require `R: Clone`.
impl<R> Clone for Handle<R> {
    fn clone(&self) -> Self {
        Self { logical_id: self.logical_id.clone(), resource: PhantomData }
    }
}

impl ResourceOptions {
    fn into_body(self, type_name: &str, properties: &Json) -> Json {
        let depends_on =
            if self.depends_on.is_empty() { Json::Null } else { self.depends_on.into() };
        let has_properties = properties.as_object().is_none_or(|properties| !properties.is_empty());
        object([
            ("Type", type_name.into()),
            ("DependsOn", depends_on),
            ("DeletionPolicy", self.deletion_policy.to_json()),
            ("UpdateReplacePolicy", self.update_replace_policy.to_json()),
            ("Properties", if has_properties { properties.clone() } else { Json::Null }),
        ])
    }
}

impl ToJson for DeletionPolicy {
    fn to_json(&self) -> Json {
        match self {
            Self::Delete => "Delete",
            Self::Retain => "Retain",
        }
        .into()
    }
}

impl Parameter {
    fn into_json(self) -> Json {
        object([
            ("Type", "String".into()),
            ("Description", self.description.into()),
            ("Default", self.default.to_json()),
        ])
    }
}

impl Output {
    /// An output with this description and value.
    pub fn new(description: impl Into<String>, value: impl Into<Value<String>>) -> Self {
        Self { description: description.into(), value: value.into() }
    }

    fn into_json(self) -> Json {
        object([("Description", self.description.into()), ("Value", self.value.to_json())])
    }
}
