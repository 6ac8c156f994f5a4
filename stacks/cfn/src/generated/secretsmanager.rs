//! Resource types of `secretsmanager`.
//! Written by `cargo xtask codegen` from the official resource schemas; not edited by hand.

use crate::{Handle, Json, List, Resource, ToJson, Value, value::object};

/// `AWS::SecretsManager::Secret`.
#[derive(Clone, Debug, Default)]
pub struct Secret {
    /// `Description`.
    pub description: Option<Value<String>>,
    /// `GenerateSecretString`.
    pub generate_secret_string: Option<Value<secret::GenerateSecretString>>,
    /// `KmsKeyId`.
    pub kms_key_id: Option<Value<String>>,
    /// `Name`. Changing it may replace the resource.
    pub name: Option<Value<String>>,
    /// `ReplicaRegions`.
    pub replica_regions: Option<List<secret::ReplicaRegion>>,
    /// `SecretString`.
    pub secret_string: Option<Value<String>>,
    /// `Tags`.
    pub tags: Option<List<secret::Tag>>,
    /// `Type`.
    pub r#type: Option<Value<String>>,
}

impl Secret {
    /// With all that is required.
    pub fn new() -> Self {
        Self::default()
    }
}

impl ToJson for Secret {
    fn to_json(&self) -> Json {
        object([
            ("Description", self.description.to_json()),
            ("GenerateSecretString", self.generate_secret_string.to_json()),
            ("KmsKeyId", self.kms_key_id.to_json()),
            ("Name", self.name.to_json()),
            ("ReplicaRegions", self.replica_regions.to_json()),
            ("SecretString", self.secret_string.to_json()),
            ("Tags", self.tags.to_json()),
            ("Type", self.r#type.to_json()),
        ])
    }
}

impl Resource for Secret {
    const TYPE: &'static str = "AWS::SecretsManager::Secret";
}

impl Handle<Secret> {
    /// The attribute `Id`.
    pub fn id(&self) -> Value<String> {
        self.get_att("Id")
    }
}

/// Types of the properties of [`Secret`].
pub mod secret {
    use crate::{Json, ToJson, Value, value::object};

    /// `AWS::SecretsManager::Secret.GenerateSecretString`.
    #[derive(Clone, Debug, Default)]
    pub struct GenerateSecretString {
        /// `ExcludeCharacters`.
        pub exclude_characters: Option<Value<String>>,
        /// `ExcludeLowercase`.
        pub exclude_lowercase: Option<Value<bool>>,
        /// `ExcludeNumbers`.
        pub exclude_numbers: Option<Value<bool>>,
        /// `ExcludePunctuation`.
        pub exclude_punctuation: Option<Value<bool>>,
        /// `ExcludeUppercase`.
        pub exclude_uppercase: Option<Value<bool>>,
        /// `GenerateStringKey`.
        pub generate_string_key: Option<Value<String>>,
        /// `IncludeSpace`.
        pub include_space: Option<Value<bool>>,
        /// `PasswordLength`.
        pub password_length: Option<Value<i64>>,
        /// `RequireEachIncludedType`.
        pub require_each_included_type: Option<Value<bool>>,
        /// `SecretStringTemplate`.
        pub secret_string_template: Option<Value<String>>,
    }

    impl GenerateSecretString {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for GenerateSecretString {
        fn to_json(&self) -> Json {
            object([
                ("ExcludeCharacters", self.exclude_characters.to_json()),
                ("ExcludeLowercase", self.exclude_lowercase.to_json()),
                ("ExcludeNumbers", self.exclude_numbers.to_json()),
                ("ExcludePunctuation", self.exclude_punctuation.to_json()),
                ("ExcludeUppercase", self.exclude_uppercase.to_json()),
                ("GenerateStringKey", self.generate_string_key.to_json()),
                ("IncludeSpace", self.include_space.to_json()),
                ("PasswordLength", self.password_length.to_json()),
                ("RequireEachIncludedType", self.require_each_included_type.to_json()),
                ("SecretStringTemplate", self.secret_string_template.to_json()),
            ])
        }
    }

    /// `AWS::SecretsManager::Secret.ReplicaRegion`.
    #[derive(Clone, Debug)]
    pub struct ReplicaRegion {
        /// `KmsKeyId`.
        pub kms_key_id: Option<Value<String>>,
        /// `Region`.
        pub region: Value<String>,
    }

    impl ReplicaRegion {
        /// With all that is required.
        pub fn new(region: impl Into<Value<String>>) -> Self {
            Self { kms_key_id: None, region: region.into() }
        }
    }

    impl ToJson for ReplicaRegion {
        fn to_json(&self) -> Json {
            object([("KmsKeyId", self.kms_key_id.to_json()), ("Region", self.region.to_json())])
        }
    }

    /// `AWS::SecretsManager::Secret.Tag`.
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
