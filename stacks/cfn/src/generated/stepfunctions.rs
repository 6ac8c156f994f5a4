//! Resource types of `stepfunctions`.
//! Written by `cargo xtask codegen` from the official resource schemas; not edited by hand.

use crate::{Handle, Json, List, Map, Resource, ToJson, Value, value::object};

/// `AWS::StepFunctions::StateMachine`.
#[derive(Clone, Debug)]
pub struct StateMachine {
    /// `Definition`.
    pub definition: Option<Value<Json>>,
    /// `DefinitionS3Location`.
    pub definition_s3_location: Option<Value<state_machine::S3Location>>,
    /// `DefinitionString`.
    pub definition_string: Option<Value<String>>,
    /// `DefinitionSubstitutions`.
    pub definition_substitutions: Option<Map<String>>,
    /// `EncryptionConfiguration`.
    pub encryption_configuration: Option<Value<state_machine::EncryptionConfiguration>>,
    /// `LoggingConfiguration`.
    pub logging_configuration: Option<Value<state_machine::LoggingConfiguration>>,
    /// `RoleArn`.
    pub role_arn: Value<String>,
    /// `StateMachineName`. Changing it may replace the resource.
    pub state_machine_name: Option<Value<String>>,
    /// `StateMachineType`. Changing it may replace the resource.
    pub state_machine_type: Option<Value<state_machine::StateMachineType>>,
    /// `Tags`.
    pub tags: Option<List<state_machine::TagsEntry>>,
    /// `TracingConfiguration`.
    pub tracing_configuration: Option<Value<state_machine::TracingConfiguration>>,
}

impl StateMachine {
    /// With all that is required.
    pub fn new(role_arn: impl Into<Value<String>>) -> Self {
        Self {
            definition: None,
            definition_s3_location: None,
            definition_string: None,
            definition_substitutions: None,
            encryption_configuration: None,
            logging_configuration: None,
            role_arn: role_arn.into(),
            state_machine_name: None,
            state_machine_type: None,
            tags: None,
            tracing_configuration: None,
        }
    }
}

impl ToJson for StateMachine {
    fn to_json(&self) -> Json {
        object([
            ("Definition", self.definition.to_json()),
            ("DefinitionS3Location", self.definition_s3_location.to_json()),
            ("DefinitionString", self.definition_string.to_json()),
            ("DefinitionSubstitutions", self.definition_substitutions.to_json()),
            ("EncryptionConfiguration", self.encryption_configuration.to_json()),
            ("LoggingConfiguration", self.logging_configuration.to_json()),
            ("RoleArn", self.role_arn.to_json()),
            ("StateMachineName", self.state_machine_name.to_json()),
            ("StateMachineType", self.state_machine_type.to_json()),
            ("Tags", self.tags.to_json()),
            ("TracingConfiguration", self.tracing_configuration.to_json()),
        ])
    }
}

impl Resource for StateMachine {
    const TYPE: &'static str = "AWS::StepFunctions::StateMachine";
}

impl Handle<StateMachine> {
    /// The attribute `Arn`.
    pub fn arn(&self) -> Value<String> {
        self.get_att("Arn")
    }

    /// The attribute `Name`.
    pub fn name(&self) -> Value<String> {
        self.get_att("Name")
    }

    /// The attribute `StateMachineRevisionId`.
    pub fn state_machine_revision_id(&self) -> Value<String> {
        self.get_att("StateMachineRevisionId")
    }
}

/// Types of the properties of [`StateMachine`].
pub mod state_machine {
    use crate::{Json, List, ToJson, Value, value::object};

    /// `AWS::StepFunctions::StateMachine.CloudWatchLogsLogGroup`.
    #[derive(Clone, Debug, Default)]
    pub struct CloudWatchLogsLogGroup {
        /// `LogGroupArn`.
        pub log_group_arn: Option<Value<String>>,
    }

    impl CloudWatchLogsLogGroup {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for CloudWatchLogsLogGroup {
        fn to_json(&self) -> Json {
            object([("LogGroupArn", self.log_group_arn.to_json())])
        }
    }

    /// `AWS::StepFunctions::StateMachine.EncryptionConfiguration`.
    #[derive(Clone, Debug)]
    pub struct EncryptionConfiguration {
        /// `KmsDataKeyReusePeriodSeconds`.
        pub kms_data_key_reuse_period_seconds: Option<Value<i64>>,
        /// `KmsKeyId`.
        pub kms_key_id: Option<Value<String>>,
        /// `Type`.
        pub r#type: Value<Type>,
    }

    impl EncryptionConfiguration {
        /// With all that is required.
        pub fn new(r#type: impl Into<Value<Type>>) -> Self {
            Self {
                kms_data_key_reuse_period_seconds: None,
                kms_key_id: None,
                r#type: r#type.into(),
            }
        }
    }

    impl ToJson for EncryptionConfiguration {
        fn to_json(&self) -> Json {
            object([
                ("KmsDataKeyReusePeriodSeconds", self.kms_data_key_reuse_period_seconds.to_json()),
                ("KmsKeyId", self.kms_key_id.to_json()),
                ("Type", self.r#type.to_json()),
            ])
        }
    }

    /// Values of `Level`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Level {
        /// `ALL`.
        All,
        /// `ERROR`.
        Error,
        /// `FATAL`.
        Fatal,
        /// `OFF`.
        Off,
    }

    impl ToJson for Level {
        fn to_json(&self) -> Json {
            match self {
                Self::All => "ALL",
                Self::Error => "ERROR",
                Self::Fatal => "FATAL",
                Self::Off => "OFF",
            }
            .into()
        }
    }

    /// `AWS::StepFunctions::StateMachine.LogDestination`.
    #[derive(Clone, Debug, Default)]
    pub struct LogDestination {
        /// `CloudWatchLogsLogGroup`.
        pub cloud_watch_logs_log_group: Option<Value<CloudWatchLogsLogGroup>>,
    }

    impl LogDestination {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for LogDestination {
        fn to_json(&self) -> Json {
            object([("CloudWatchLogsLogGroup", self.cloud_watch_logs_log_group.to_json())])
        }
    }

    /// `AWS::StepFunctions::StateMachine.LoggingConfiguration`.
    #[derive(Clone, Debug, Default)]
    pub struct LoggingConfiguration {
        /// `Destinations`.
        pub destinations: Option<List<LogDestination>>,
        /// `IncludeExecutionData`.
        pub include_execution_data: Option<Value<bool>>,
        /// `Level`.
        pub level: Option<Value<Level>>,
    }

    impl LoggingConfiguration {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for LoggingConfiguration {
        fn to_json(&self) -> Json {
            object([
                ("Destinations", self.destinations.to_json()),
                ("IncludeExecutionData", self.include_execution_data.to_json()),
                ("Level", self.level.to_json()),
            ])
        }
    }

    /// `AWS::StepFunctions::StateMachine.S3Location`.
    #[derive(Clone, Debug)]
    pub struct S3Location {
        /// `Bucket`.
        pub bucket: Value<String>,
        /// `Key`.
        pub key: Value<String>,
        /// `Version`.
        pub version: Option<Value<String>>,
    }

    impl S3Location {
        /// With all that is required.
        pub fn new(bucket: impl Into<Value<String>>, key: impl Into<Value<String>>) -> Self {
            Self { bucket: bucket.into(), key: key.into(), version: None }
        }
    }

    impl ToJson for S3Location {
        fn to_json(&self) -> Json {
            object([
                ("Bucket", self.bucket.to_json()),
                ("Key", self.key.to_json()),
                ("Version", self.version.to_json()),
            ])
        }
    }

    /// Values of `StateMachineType`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum StateMachineType {
        /// `EXPRESS`.
        Express,
        /// `STANDARD`.
        Standard,
    }

    impl ToJson for StateMachineType {
        fn to_json(&self) -> Json {
            match self {
                Self::Express => "EXPRESS",
                Self::Standard => "STANDARD",
            }
            .into()
        }
    }

    /// `AWS::StepFunctions::StateMachine.TagsEntry`.
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

    /// `AWS::StepFunctions::StateMachine.TracingConfiguration`.
    #[derive(Clone, Debug, Default)]
    pub struct TracingConfiguration {
        /// `Enabled`.
        pub enabled: Option<Value<bool>>,
    }

    impl TracingConfiguration {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for TracingConfiguration {
        fn to_json(&self) -> Json {
            object([("Enabled", self.enabled.to_json())])
        }
    }

    /// Values of `Type`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Type {
        /// `AWS_OWNED_KEY`.
        AwsOwnedKey,
        /// `CUSTOMER_MANAGED_KMS_KEY`.
        CustomerManagedKmsKey,
    }

    impl ToJson for Type {
        fn to_json(&self) -> Json {
            match self {
                Self::AwsOwnedKey => "AWS_OWNED_KEY",
                Self::CustomerManagedKmsKey => "CUSTOMER_MANAGED_KMS_KEY",
            }
            .into()
        }
    }
}
