//! Resource types of `ssm`.
//! Written by `cargo xtask codegen` from the official resource schemas; not edited by hand.

use crate::{Handle, Json, Map, Resource, ToJson, Value, value::object};

/// `AWS::SSM::Parameter`.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// `AllowedPattern`.
    pub allowed_pattern: Option<Value<String>>,
    /// `DataType`.
    pub data_type: Option<Value<parameter::DataType>>,
    /// `Description`.
    pub description: Option<Value<String>>,
    /// `Name`. Changing it may replace the resource.
    pub name: Option<Value<String>>,
    /// `Policies`.
    pub policies: Option<Value<String>>,
    /// `Tags`.
    pub tags: Option<Map<String>>,
    /// `Tier`.
    pub tier: Option<Value<parameter::Tier>>,
    /// `Type`.
    pub r#type: Value<parameter::Type>,
    /// `Value`.
    pub value: Value<String>,
}

impl Parameter {
    /// With all that is required.
    pub fn new(r#type: impl Into<Value<parameter::Type>>, value: impl Into<Value<String>>) -> Self {
        Self {
            allowed_pattern: None,
            data_type: None,
            description: None,
            name: None,
            policies: None,
            tags: None,
            tier: None,
            r#type: r#type.into(),
            value: value.into(),
        }
    }
}

impl ToJson for Parameter {
    fn to_json(&self) -> Json {
        object([
            ("AllowedPattern", self.allowed_pattern.to_json()),
            ("DataType", self.data_type.to_json()),
            ("Description", self.description.to_json()),
            ("Name", self.name.to_json()),
            ("Policies", self.policies.to_json()),
            ("Tags", self.tags.to_json()),
            ("Tier", self.tier.to_json()),
            ("Type", self.r#type.to_json()),
            ("Value", self.value.to_json()),
        ])
    }
}

impl Resource for Parameter {
    const TYPE: &'static str = "AWS::SSM::Parameter";
}

impl Handle<Parameter> {
    /// The attribute `Arn`.
    pub fn arn(&self) -> Value<String> {
        self.get_att("Arn")
    }
}

/// Types of the properties of [`Parameter`].
pub mod parameter {
    use crate::{Json, ToJson};

    /// Values of `DataType`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum DataType {
        /// `aws:ec2:image`.
        AwsEc2Image,
        /// `text`.
        Text,
    }

    impl ToJson for DataType {
        fn to_json(&self) -> Json {
            match self {
                Self::AwsEc2Image => "aws:ec2:image",
                Self::Text => "text",
            }
            .into()
        }
    }

    /// Values of `Tier`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Tier {
        /// `Advanced`.
        Advanced,
        /// `Intelligent-Tiering`.
        IntelligentTiering,
        /// `Standard`.
        Standard,
    }

    impl ToJson for Tier {
        fn to_json(&self) -> Json {
            match self {
                Self::Advanced => "Advanced",
                Self::IntelligentTiering => "Intelligent-Tiering",
                Self::Standard => "Standard",
            }
            .into()
        }
    }

    /// Values of `Type`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Type {
        /// `String`.
        String,
        /// `StringList`.
        StringList,
    }

    impl ToJson for Type {
        fn to_json(&self) -> Json {
            match self {
                Self::String => "String",
                Self::StringList => "StringList",
            }
            .into()
        }
    }
}
