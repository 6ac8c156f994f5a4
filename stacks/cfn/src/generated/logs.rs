//! Resource types of `logs`.
//! Written by `cargo xtask codegen` from the official resource schemas; not edited by hand.

use crate::{Handle, Json, List, Resource, ToJson, Value, value::object};

/// `AWS::Logs::LogGroup`.
#[derive(Clone, Debug, Default)]
pub struct LogGroup {
    /// `BearerTokenAuthenticationEnabled`.
    pub bearer_token_authentication_enabled: Option<Value<bool>>,
    /// `DataProtectionPolicy`.
    pub data_protection_policy: Option<Value<Json>>,
    /// `DeletionProtectionEnabled`.
    pub deletion_protection_enabled: Option<Value<bool>>,
    /// `FieldIndexPolicies`.
    pub field_index_policies: Option<List<Json>>,
    /// `KmsKeyId`.
    pub kms_key_id: Option<Value<String>>,
    /// `LogGroupClass`.
    pub log_group_class: Option<Value<log_group::LogGroupClass>>,
    /// `LogGroupName`. Changing it may replace the resource.
    pub log_group_name: Option<Value<String>>,
    /// `ResourcePolicyDocument`.
    pub resource_policy_document: Option<Value<Json>>,
    /// `RetentionInDays`.
    pub retention_in_days: Option<Value<i64>>,
    /// `Tags`.
    pub tags: Option<List<log_group::Tag>>,
}

impl LogGroup {
    /// With all that is required.
    pub fn new() -> Self {
        Self::default()
    }
}

impl ToJson for LogGroup {
    fn to_json(&self) -> Json {
        object([
            (
                "BearerTokenAuthenticationEnabled",
                self.bearer_token_authentication_enabled.to_json(),
            ),
            ("DataProtectionPolicy", self.data_protection_policy.to_json()),
            ("DeletionProtectionEnabled", self.deletion_protection_enabled.to_json()),
            ("FieldIndexPolicies", self.field_index_policies.to_json()),
            ("KmsKeyId", self.kms_key_id.to_json()),
            ("LogGroupClass", self.log_group_class.to_json()),
            ("LogGroupName", self.log_group_name.to_json()),
            ("ResourcePolicyDocument", self.resource_policy_document.to_json()),
            ("RetentionInDays", self.retention_in_days.to_json()),
            ("Tags", self.tags.to_json()),
        ])
    }
}

impl Resource for LogGroup {
    const TYPE: &'static str = "AWS::Logs::LogGroup";
}

impl Handle<LogGroup> {
    /// The attribute `Arn`.
    pub fn arn(&self) -> Value<String> {
        self.get_att("Arn")
    }
}

/// Types of the properties of [`LogGroup`].
pub mod log_group {
    use crate::{Json, ToJson, Value, value::object};

    /// Values of `LogGroupClass`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum LogGroupClass {
        /// `DELIVERY`.
        Delivery,
        /// `INFREQUENT_ACCESS`.
        InfrequentAccess,
        /// `STANDARD`.
        Standard,
    }

    impl ToJson for LogGroupClass {
        fn to_json(&self) -> Json {
            match self {
                Self::Delivery => "DELIVERY",
                Self::InfrequentAccess => "INFREQUENT_ACCESS",
                Self::Standard => "STANDARD",
            }
            .into()
        }
    }

    /// `AWS::Logs::LogGroup.Tag`.
    #[derive(Clone, Debug)]
    pub struct Tag {
        /// `Key`.
        pub key: Value<String>,
        /// `Value`.
        pub value: Value<String>,
    }

    impl Tag {
        /// With all that is required.
        pub fn new(key: impl Into<Value<String>>, value: impl Into<Value<String>>) -> Self {
            Self { key: key.into(), value: value.into() }
        }
    }

    impl ToJson for Tag {
        fn to_json(&self) -> Json {
            object([("Key", self.key.to_json()), ("Value", self.value.to_json())])
        }
    }
}
