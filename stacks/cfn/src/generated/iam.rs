//! Resource types of `iam`.
//! Written by `cargo xtask codegen` from the official resource schemas; not edited by hand.

use crate::{Handle, Json, List, Resource, ToJson, Value, value::object};

/// `AWS::IAM::Role`.
#[derive(Clone, Debug)]
pub struct Role {
    /// `AssumeRolePolicyDocument`.
    pub assume_role_policy_document: Value<Json>,
    /// `Description`.
    pub description: Option<Value<String>>,
    /// `ManagedPolicyArns`.
    pub managed_policy_arns: Option<List<String>>,
    /// `MaxSessionDuration`.
    pub max_session_duration: Option<Value<i64>>,
    /// `Path`. Changing it may replace the resource.
    pub path: Option<Value<String>>,
    /// `PermissionsBoundary`.
    pub permissions_boundary: Option<Value<String>>,
    /// `Policies`.
    pub policies: Option<List<role::Policy>>,
    /// `RoleName`. Changing it may replace the resource.
    pub role_name: Option<Value<String>>,
    /// `Tags`.
    pub tags: Option<List<role::Tag>>,
}

impl Role {
    /// With all that is required.
    pub fn new(assume_role_policy_document: impl Into<Value<Json>>) -> Self {
        Self {
            assume_role_policy_document: assume_role_policy_document.into(),
            description: None,
            managed_policy_arns: None,
            max_session_duration: None,
            path: None,
            permissions_boundary: None,
            policies: None,
            role_name: None,
            tags: None,
        }
    }
}

impl ToJson for Role {
    fn to_json(&self) -> Json {
        object([
            ("AssumeRolePolicyDocument", self.assume_role_policy_document.to_json()),
            ("Description", self.description.to_json()),
            ("ManagedPolicyArns", self.managed_policy_arns.to_json()),
            ("MaxSessionDuration", self.max_session_duration.to_json()),
            ("Path", self.path.to_json()),
            ("PermissionsBoundary", self.permissions_boundary.to_json()),
            ("Policies", self.policies.to_json()),
            ("RoleName", self.role_name.to_json()),
            ("Tags", self.tags.to_json()),
        ])
    }
}

impl Resource for Role {
    const TYPE: &'static str = "AWS::IAM::Role";
}

impl Handle<Role> {
    /// The attribute `Arn`.
    pub fn arn(&self) -> Value<String> {
        self.get_att("Arn")
    }

    /// The attribute `RoleId`.
    pub fn role_id(&self) -> Value<String> {
        self.get_att("RoleId")
    }
}

/// Types of the properties of [`Role`].
pub mod role {
    use crate::{Json, ToJson, Value, value::object};

    /// `AWS::IAM::Role.Policy`.
    #[derive(Clone, Debug)]
    pub struct Policy {
        /// `PolicyDocument`.
        pub policy_document: Value<Json>,
        /// `PolicyName`.
        pub policy_name: Value<String>,
    }

    impl Policy {
        /// With all that is required.
        pub fn new(
            policy_document: impl Into<Value<Json>>,
            policy_name: impl Into<Value<String>>,
        ) -> Self {
            Self { policy_document: policy_document.into(), policy_name: policy_name.into() }
        }
    }

    impl ToJson for Policy {
        fn to_json(&self) -> Json {
            object([
                ("PolicyDocument", self.policy_document.to_json()),
                ("PolicyName", self.policy_name.to_json()),
            ])
        }
    }

    /// `AWS::IAM::Role.Tag`.
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
