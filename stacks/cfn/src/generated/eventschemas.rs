//! Resource types of `eventschemas`.
//! Written by `cargo xtask codegen` from the official resource schemas; not edited by hand.

use crate::{Handle, Json, List, Resource, ToJson, Value, value::object};

/// `AWS::EventSchemas::Discoverer`.
#[derive(Clone, Debug)]
pub struct Discoverer {
    /// `CrossAccount`.
    pub cross_account: Option<Value<bool>>,
    /// `Description`.
    pub description: Option<Value<String>>,
    /// `SourceArn`. Changing it may replace the resource.
    pub source_arn: Value<String>,
    /// `Tags`.
    pub tags: Option<List<discoverer::TagsEntry>>,
}

impl Discoverer {
    /// With all that is required.
    pub fn new(source_arn: impl Into<Value<String>>) -> Self {
        Self { cross_account: None, description: None, source_arn: source_arn.into(), tags: None }
    }
}

impl ToJson for Discoverer {
    fn to_json(&self) -> Json {
        object([
            ("CrossAccount", self.cross_account.to_json()),
            ("Description", self.description.to_json()),
            ("SourceArn", self.source_arn.to_json()),
            ("Tags", self.tags.to_json()),
        ])
    }
}

impl Resource for Discoverer {
    const TYPE: &'static str = "AWS::EventSchemas::Discoverer";
}

impl Handle<Discoverer> {
    /// The attribute `DiscovererArn`.
    pub fn discoverer_arn(&self) -> Value<String> {
        self.get_att("DiscovererArn")
    }

    /// The attribute `DiscovererId`.
    pub fn discoverer_id(&self) -> Value<String> {
        self.get_att("DiscovererId")
    }

    /// The attribute `State`.
    pub fn state(&self) -> Value<String> {
        self.get_att("State")
    }
}

/// `AWS::EventSchemas::Registry`.
#[derive(Clone, Debug, Default)]
pub struct Registry {
    /// `Description`.
    pub description: Option<Value<String>>,
    /// `RegistryName`. Changing it may replace the resource.
    pub registry_name: Option<Value<String>>,
    /// `Tags`.
    pub tags: Option<List<registry::TagsEntry>>,
}

impl Registry {
    /// With all that is required.
    pub fn new() -> Self {
        Self::default()
    }
}

impl ToJson for Registry {
    fn to_json(&self) -> Json {
        object([
            ("Description", self.description.to_json()),
            ("RegistryName", self.registry_name.to_json()),
            ("Tags", self.tags.to_json()),
        ])
    }
}

impl Resource for Registry {
    const TYPE: &'static str = "AWS::EventSchemas::Registry";
}

impl Handle<Registry> {
    /// The attribute `RegistryArn`.
    pub fn registry_arn(&self) -> Value<String> {
        self.get_att("RegistryArn")
    }
}

/// Types of the properties of [`Discoverer`].
pub mod discoverer {
    use crate::{Json, ToJson, Value, value::object};

    /// `AWS::EventSchemas::Discoverer.TagsEntry`.
    #[derive(Clone, Debug)]
    pub struct TagsEntry {
        /// `Key`.
        pub key: Value<String>,
        /// `Value`.
        pub value: Value<String>,
    }

    impl TagsEntry {
        /// With all that is required.
        pub fn new(key: impl Into<Value<String>>, value: impl Into<Value<String>>) -> Self {
            Self { key: key.into(), value: value.into() }
        }
    }

    impl ToJson for TagsEntry {
        fn to_json(&self) -> Json {
            object([("Key", self.key.to_json()), ("Value", self.value.to_json())])
        }
    }
}

/// Types of the properties of [`Registry`].
pub mod registry {
    use crate::{Json, ToJson, Value, value::object};

    /// `AWS::EventSchemas::Registry.TagsEntry`.
    #[derive(Clone, Debug)]
    pub struct TagsEntry {
        /// `Key`.
        pub key: Value<String>,
        /// `Value`.
        pub value: Value<String>,
    }

    impl TagsEntry {
        /// With all that is required.
        pub fn new(key: impl Into<Value<String>>, value: impl Into<Value<String>>) -> Self {
            Self { key: key.into(), value: value.into() }
        }
    }

    impl ToJson for TagsEntry {
        fn to_json(&self) -> Json {
            object([("Key", self.key.to_json()), ("Value", self.value.to_json())])
        }
    }
}
