//! Resource types of `lambda`.
//! Written by `cargo xtask codegen` from the official resource schemas; not edited by hand.

use crate::{Handle, Json, List, Resource, ToJson, Value, value::object};

/// `AWS::Lambda::EventInvokeConfig`.
#[derive(Clone, Debug)]
pub struct EventInvokeConfig {
    /// `DestinationConfig`.
    pub destination_config: Option<Value<event_invoke_config::DestinationConfig>>,
    /// `FunctionName`. Changing it may replace the resource.
    pub function_name: Value<String>,
    /// `MaximumEventAgeInSeconds`.
    pub maximum_event_age_in_seconds: Option<Value<i64>>,
    /// `MaximumRetryAttempts`.
    pub maximum_retry_attempts: Option<Value<i64>>,
    /// `Qualifier`. Changing it may replace the resource.
    pub qualifier: Value<String>,
}

impl EventInvokeConfig {
    /// With all that is required.
    pub fn new(
        function_name: impl Into<Value<String>>,
        qualifier: impl Into<Value<String>>,
    ) -> Self {
        Self {
            destination_config: None,
            function_name: function_name.into(),
            maximum_event_age_in_seconds: None,
            maximum_retry_attempts: None,
            qualifier: qualifier.into(),
        }
    }
}

impl ToJson for EventInvokeConfig {
    fn to_json(&self) -> Json {
        object([
            ("DestinationConfig", self.destination_config.to_json()),
            ("FunctionName", self.function_name.to_json()),
            ("MaximumEventAgeInSeconds", self.maximum_event_age_in_seconds.to_json()),
            ("MaximumRetryAttempts", self.maximum_retry_attempts.to_json()),
            ("Qualifier", self.qualifier.to_json()),
        ])
    }
}

impl Resource for EventInvokeConfig {
    const TYPE: &'static str = "AWS::Lambda::EventInvokeConfig";
}

/// `AWS::Lambda::EventSourceMapping`.
#[derive(Clone, Debug)]
pub struct EventSourceMapping {
    /// `AmazonManagedKafkaEventSourceConfig`.
    pub amazon_managed_kafka_event_source_config:
        Option<Value<event_source_mapping::AmazonManagedKafkaEventSourceConfig>>,
    /// `BatchSize`.
    pub batch_size: Option<Value<i64>>,
    /// `BisectBatchOnFunctionError`.
    pub bisect_batch_on_function_error: Option<Value<bool>>,
    /// `DestinationConfig`.
    pub destination_config: Option<Value<event_source_mapping::DestinationConfig>>,
    /// `DocumentDBEventSourceConfig`.
    pub document_db_event_source_config:
        Option<Value<event_source_mapping::DocumentDBEventSourceConfig>>,
    /// `Enabled`.
    pub enabled: Option<Value<bool>>,
    /// `EventSourceArn`. Changing it may replace the resource.
    pub event_source_arn: Option<Value<String>>,
    /// `FilterCriteria`.
    pub filter_criteria: Option<Value<event_source_mapping::FilterCriteria>>,
    /// `FunctionName`.
    pub function_name: Value<String>,
    /// `FunctionResponseTypes`.
    pub function_response_types: Option<List<event_source_mapping::FunctionResponseTypes>>,
    /// `KmsKeyArn`.
    pub kms_key_arn: Option<Value<String>>,
    /// `LoggingConfig`.
    pub logging_config: Option<Value<event_source_mapping::LoggingConfig>>,
    /// `MaximumBatchingWindowInSeconds`.
    pub maximum_batching_window_in_seconds: Option<Value<i64>>,
    /// `MaximumRecordAgeInSeconds`.
    pub maximum_record_age_in_seconds: Option<Value<i64>>,
    /// `MaximumRetryAttempts`.
    pub maximum_retry_attempts: Option<Value<i64>>,
    /// `MetricsConfig`.
    pub metrics_config: Option<Value<event_source_mapping::MetricsConfig>>,
    /// `ParallelizationFactor`.
    pub parallelization_factor: Option<Value<i64>>,
    /// `ProvisionedPollerConfig`.
    pub provisioned_poller_config: Option<Value<event_source_mapping::ProvisionedPollerConfig>>,
    /// `Queues`.
    pub queues: Option<List<String>>,
    /// `ScalingConfig`.
    pub scaling_config: Option<Value<event_source_mapping::ScalingConfig>>,
    /// `SelfManagedEventSource`. Changing it may replace the resource.
    pub self_managed_event_source: Option<Value<event_source_mapping::SelfManagedEventSource>>,
    /// `SelfManagedKafkaEventSourceConfig`.
    pub self_managed_kafka_event_source_config:
        Option<Value<event_source_mapping::SelfManagedKafkaEventSourceConfig>>,
    /// `SourceAccessConfigurations`.
    pub source_access_configurations: Option<List<event_source_mapping::SourceAccessConfiguration>>,
    /// `StartingPosition`. Changing it may replace the resource.
    pub starting_position: Option<Value<String>>,
    /// `StartingPositionTimestamp`. Changing it may replace the resource.
    pub starting_position_timestamp: Option<Value<f64>>,
    /// `Tags`.
    pub tags: Option<List<event_source_mapping::Tag>>,
    /// `Topics`.
    pub topics: Option<List<String>>,
    /// `TumblingWindowInSeconds`.
    pub tumbling_window_in_seconds: Option<Value<i64>>,
}

impl EventSourceMapping {
    /// With all that is required.
    pub fn new(function_name: impl Into<Value<String>>) -> Self {
        Self {
            amazon_managed_kafka_event_source_config: None,
            batch_size: None,
            bisect_batch_on_function_error: None,
            destination_config: None,
            document_db_event_source_config: None,
            enabled: None,
            event_source_arn: None,
            filter_criteria: None,
            function_name: function_name.into(),
            function_response_types: None,
            kms_key_arn: None,
            logging_config: None,
            maximum_batching_window_in_seconds: None,
            maximum_record_age_in_seconds: None,
            maximum_retry_attempts: None,
            metrics_config: None,
            parallelization_factor: None,
            provisioned_poller_config: None,
            queues: None,
            scaling_config: None,
            self_managed_event_source: None,
            self_managed_kafka_event_source_config: None,
            source_access_configurations: None,
            starting_position: None,
            starting_position_timestamp: None,
            tags: None,
            topics: None,
            tumbling_window_in_seconds: None,
        }
    }
}

impl ToJson for EventSourceMapping {
    fn to_json(&self) -> Json {
        object([
            (
                "AmazonManagedKafkaEventSourceConfig",
                self.amazon_managed_kafka_event_source_config.to_json(),
            ),
            ("BatchSize", self.batch_size.to_json()),
            ("BisectBatchOnFunctionError", self.bisect_batch_on_function_error.to_json()),
            ("DestinationConfig", self.destination_config.to_json()),
            ("DocumentDBEventSourceConfig", self.document_db_event_source_config.to_json()),
            ("Enabled", self.enabled.to_json()),
            ("EventSourceArn", self.event_source_arn.to_json()),
            ("FilterCriteria", self.filter_criteria.to_json()),
            ("FunctionName", self.function_name.to_json()),
            ("FunctionResponseTypes", self.function_response_types.to_json()),
            ("KmsKeyArn", self.kms_key_arn.to_json()),
            ("LoggingConfig", self.logging_config.to_json()),
            ("MaximumBatchingWindowInSeconds", self.maximum_batching_window_in_seconds.to_json()),
            ("MaximumRecordAgeInSeconds", self.maximum_record_age_in_seconds.to_json()),
            ("MaximumRetryAttempts", self.maximum_retry_attempts.to_json()),
            ("MetricsConfig", self.metrics_config.to_json()),
            ("ParallelizationFactor", self.parallelization_factor.to_json()),
            ("ProvisionedPollerConfig", self.provisioned_poller_config.to_json()),
            ("Queues", self.queues.to_json()),
            ("ScalingConfig", self.scaling_config.to_json()),
            ("SelfManagedEventSource", self.self_managed_event_source.to_json()),
            (
                "SelfManagedKafkaEventSourceConfig",
                self.self_managed_kafka_event_source_config.to_json(),
            ),
            ("SourceAccessConfigurations", self.source_access_configurations.to_json()),
            ("StartingPosition", self.starting_position.to_json()),
            ("StartingPositionTimestamp", self.starting_position_timestamp.to_json()),
            ("Tags", self.tags.to_json()),
            ("Topics", self.topics.to_json()),
            ("TumblingWindowInSeconds", self.tumbling_window_in_seconds.to_json()),
        ])
    }
}

impl Resource for EventSourceMapping {
    const TYPE: &'static str = "AWS::Lambda::EventSourceMapping";
}

impl Handle<EventSourceMapping> {
    /// The attribute `EventSourceMappingArn`.
    pub fn event_source_mapping_arn(&self) -> Value<String> {
        self.get_att("EventSourceMappingArn")
    }

    /// The attribute `Id`.
    pub fn id(&self) -> Value<String> {
        self.get_att("Id")
    }
}

/// `AWS::Lambda::Function`.
#[derive(Clone, Debug)]
pub struct Function {
    /// `Architectures`.
    pub architectures: Option<List<function::Architectures>>,
    /// `CapacityProviderConfig`.
    pub capacity_provider_config: Option<Value<function::CapacityProviderConfig>>,
    /// `Code`.
    pub code: Value<function::Code>,
    /// `CodeSigningConfigArn`.
    pub code_signing_config_arn: Option<Value<String>>,
    /// `DeadLetterConfig`.
    pub dead_letter_config: Option<Value<function::DeadLetterConfig>>,
    /// `Description`.
    pub description: Option<Value<String>>,
    /// `DurableConfig`. Changing it may replace the resource.
    pub durable_config: Option<Value<function::DurableConfig>>,
    /// `Environment`.
    pub environment: Option<Value<function::Environment>>,
    /// `EphemeralStorage`.
    pub ephemeral_storage: Option<Value<function::EphemeralStorage>>,
    /// `FileSystemConfigs`.
    pub file_system_configs: Option<List<function::FileSystemConfig>>,
    /// `FunctionName`. Changing it may replace the resource.
    pub function_name: Option<Value<String>>,
    /// `FunctionScalingConfig`.
    pub function_scaling_config: Option<Value<function::FunctionScalingConfig>>,
    /// `Handler`.
    pub handler: Option<Value<String>>,
    /// `ImageConfig`.
    pub image_config: Option<Value<function::ImageConfig>>,
    /// `KmsKeyArn`.
    pub kms_key_arn: Option<Value<String>>,
    /// `Layers`.
    pub layers: Option<List<String>>,
    /// `LoggingConfig`.
    pub logging_config: Option<Value<function::LoggingConfig>>,
    /// `MemorySize`.
    pub memory_size: Option<Value<i64>>,
    /// `PackageType`. Changing it may replace the resource.
    pub package_type: Option<Value<function::PackageType>>,
    /// `PublishToLatestPublished`.
    pub publish_to_latest_published: Option<Value<bool>>,
    /// `RecursiveLoop`.
    pub recursive_loop: Option<Value<function::RecursiveLoop>>,
    /// `ReservedConcurrentExecutions`.
    pub reserved_concurrent_executions: Option<Value<i64>>,
    /// `Role`.
    pub role: Value<String>,
    /// `Runtime`.
    pub runtime: Option<Value<function::Runtime>>,
    /// `RuntimeManagementConfig`.
    pub runtime_management_config: Option<Value<function::RuntimeManagementConfig>>,
    /// `SnapStart`.
    pub snap_start: Option<Value<function::SnapStart>>,
    /// `Tags`.
    pub tags: Option<List<function::Tag>>,
    /// `TenancyConfig`. Changing it may replace the resource.
    pub tenancy_config: Option<Value<function::TenancyConfig>>,
    /// `Timeout`.
    pub timeout: Option<Value<i64>>,
    /// `TracingConfig`.
    pub tracing_config: Option<Value<function::TracingConfig>>,
    /// `VpcConfig`.
    pub vpc_config: Option<Value<function::VpcConfig>>,
}

impl Function {
    /// With all that is required.
    pub fn new(code: impl Into<Value<function::Code>>, role: impl Into<Value<String>>) -> Self {
        Self {
            architectures: None,
            capacity_provider_config: None,
            code: code.into(),
            code_signing_config_arn: None,
            dead_letter_config: None,
            description: None,
            durable_config: None,
            environment: None,
            ephemeral_storage: None,
            file_system_configs: None,
            function_name: None,
            function_scaling_config: None,
            handler: None,
            image_config: None,
            kms_key_arn: None,
            layers: None,
            logging_config: None,
            memory_size: None,
            package_type: None,
            publish_to_latest_published: None,
            recursive_loop: None,
            reserved_concurrent_executions: None,
            role: role.into(),
            runtime: None,
            runtime_management_config: None,
            snap_start: None,
            tags: None,
            tenancy_config: None,
            timeout: None,
            tracing_config: None,
            vpc_config: None,
        }
    }
}

impl ToJson for Function {
    fn to_json(&self) -> Json {
        object([
            ("Architectures", self.architectures.to_json()),
            ("CapacityProviderConfig", self.capacity_provider_config.to_json()),
            ("Code", self.code.to_json()),
            ("CodeSigningConfigArn", self.code_signing_config_arn.to_json()),
            ("DeadLetterConfig", self.dead_letter_config.to_json()),
            ("Description", self.description.to_json()),
            ("DurableConfig", self.durable_config.to_json()),
            ("Environment", self.environment.to_json()),
            ("EphemeralStorage", self.ephemeral_storage.to_json()),
            ("FileSystemConfigs", self.file_system_configs.to_json()),
            ("FunctionName", self.function_name.to_json()),
            ("FunctionScalingConfig", self.function_scaling_config.to_json()),
            ("Handler", self.handler.to_json()),
            ("ImageConfig", self.image_config.to_json()),
            ("KmsKeyArn", self.kms_key_arn.to_json()),
            ("Layers", self.layers.to_json()),
            ("LoggingConfig", self.logging_config.to_json()),
            ("MemorySize", self.memory_size.to_json()),
            ("PackageType", self.package_type.to_json()),
            ("PublishToLatestPublished", self.publish_to_latest_published.to_json()),
            ("RecursiveLoop", self.recursive_loop.to_json()),
            ("ReservedConcurrentExecutions", self.reserved_concurrent_executions.to_json()),
            ("Role", self.role.to_json()),
            ("Runtime", self.runtime.to_json()),
            ("RuntimeManagementConfig", self.runtime_management_config.to_json()),
            ("SnapStart", self.snap_start.to_json()),
            ("Tags", self.tags.to_json()),
            ("TenancyConfig", self.tenancy_config.to_json()),
            ("Timeout", self.timeout.to_json()),
            ("TracingConfig", self.tracing_config.to_json()),
            ("VpcConfig", self.vpc_config.to_json()),
        ])
    }
}

impl Resource for Function {
    const TYPE: &'static str = "AWS::Lambda::Function";
}

impl Handle<Function> {
    /// The attribute `Arn`.
    pub fn arn(&self) -> Value<String> {
        self.get_att("Arn")
    }

    /// The attribute `SnapStartResponse.ApplyOn`.
    pub fn snap_start_response_apply_on(&self) -> Value<String> {
        self.get_att("SnapStartResponse.ApplyOn")
    }

    /// The attribute `SnapStartResponse.OptimizationStatus`.
    pub fn snap_start_response_optimization_status(&self) -> Value<String> {
        self.get_att("SnapStartResponse.OptimizationStatus")
    }
}

/// `AWS::Lambda::Permission`.
#[derive(Clone, Debug)]
pub struct Permission {
    /// `Action`. Changing it may replace the resource.
    pub action: Value<String>,
    /// `EventSourceToken`. Changing it may replace the resource.
    pub event_source_token: Option<Value<String>>,
    /// `FunctionName`. Changing it may replace the resource.
    pub function_name: Value<String>,
    /// `FunctionUrlAuthType`. Changing it may replace the resource.
    pub function_url_auth_type: Option<Value<permission::FunctionUrlAuthType>>,
    /// `InvokedViaFunctionUrl`. Changing it may replace the resource.
    pub invoked_via_function_url: Option<Value<bool>>,
    /// `Principal`. Changing it may replace the resource.
    pub principal: Value<String>,
    /// `PrincipalOrgID`. Changing it may replace the resource.
    pub principal_org_id: Option<Value<String>>,
    /// `SourceAccount`. Changing it may replace the resource.
    pub source_account: Option<Value<String>>,
    /// `SourceArn`. Changing it may replace the resource.
    pub source_arn: Option<Value<String>>,
}

impl Permission {
    /// With all that is required.
    pub fn new(
        action: impl Into<Value<String>>,
        function_name: impl Into<Value<String>>,
        principal: impl Into<Value<String>>,
    ) -> Self {
        Self {
            action: action.into(),
            event_source_token: None,
            function_name: function_name.into(),
            function_url_auth_type: None,
            invoked_via_function_url: None,
            principal: principal.into(),
            principal_org_id: None,
            source_account: None,
            source_arn: None,
        }
    }
}

impl ToJson for Permission {
    fn to_json(&self) -> Json {
        object([
            ("Action", self.action.to_json()),
            ("EventSourceToken", self.event_source_token.to_json()),
            ("FunctionName", self.function_name.to_json()),
            ("FunctionUrlAuthType", self.function_url_auth_type.to_json()),
            ("InvokedViaFunctionUrl", self.invoked_via_function_url.to_json()),
            ("Principal", self.principal.to_json()),
            ("PrincipalOrgID", self.principal_org_id.to_json()),
            ("SourceAccount", self.source_account.to_json()),
            ("SourceArn", self.source_arn.to_json()),
        ])
    }
}

impl Resource for Permission {
    const TYPE: &'static str = "AWS::Lambda::Permission";
}

impl Handle<Permission> {
    /// The attribute `Id`.
    pub fn id(&self) -> Value<String> {
        self.get_att("Id")
    }
}

/// Types of the properties of [`EventInvokeConfig`].
pub mod event_invoke_config {
    use crate::{Json, ToJson, Value, value::object};

    /// `AWS::Lambda::EventInvokeConfig.DestinationConfig`.
    #[derive(Clone, Debug, Default)]
    pub struct DestinationConfig {
        /// `OnFailure`.
        pub on_failure: Option<Value<OnFailure>>,
        /// `OnSuccess`.
        pub on_success: Option<Value<OnSuccess>>,
    }

    impl DestinationConfig {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for DestinationConfig {
        fn to_json(&self) -> Json {
            object([
                ("OnFailure", self.on_failure.to_json()),
                ("OnSuccess", self.on_success.to_json()),
            ])
        }
    }

    /// `AWS::Lambda::EventInvokeConfig.OnFailure`.
    #[derive(Clone, Debug)]
    pub struct OnFailure {
        /// `Destination`.
        pub destination: Value<String>,
    }

    impl OnFailure {
        /// With all that is required.
        pub fn new(destination: impl Into<Value<String>>) -> Self {
            Self { destination: destination.into() }
        }
    }

    impl ToJson for OnFailure {
        fn to_json(&self) -> Json {
            object([("Destination", self.destination.to_json())])
        }
    }

    /// `AWS::Lambda::EventInvokeConfig.OnSuccess`.
    #[derive(Clone, Debug)]
    pub struct OnSuccess {
        /// `Destination`.
        pub destination: Value<String>,
    }

    impl OnSuccess {
        /// With all that is required.
        pub fn new(destination: impl Into<Value<String>>) -> Self {
            Self { destination: destination.into() }
        }
    }

    impl ToJson for OnSuccess {
        fn to_json(&self) -> Json {
            object([("Destination", self.destination.to_json())])
        }
    }
}

/// Types of the properties of [`EventSourceMapping`].
pub mod event_source_mapping {
    use crate::{Json, List, ToJson, Value, value::object};

    /// `AWS::Lambda::EventSourceMapping.AmazonManagedKafkaEventSourceConfig`.
    #[derive(Clone, Debug, Default)]
    pub struct AmazonManagedKafkaEventSourceConfig {
        /// `ConsumerGroupId`.
        pub consumer_group_id: Option<Value<String>>,
        /// `SchemaRegistryConfig`.
        pub schema_registry_config: Option<Value<SchemaRegistryConfig>>,
    }

    impl AmazonManagedKafkaEventSourceConfig {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for AmazonManagedKafkaEventSourceConfig {
        fn to_json(&self) -> Json {
            object([
                ("ConsumerGroupId", self.consumer_group_id.to_json()),
                ("SchemaRegistryConfig", self.schema_registry_config.to_json()),
            ])
        }
    }

    /// Values of `Attribute`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Attribute {
        /// `KEY`.
        Key,
        /// `VALUE`.
        Value,
    }

    impl ToJson for Attribute {
        fn to_json(&self) -> Json {
            match self {
                Self::Key => "KEY",
                Self::Value => "VALUE",
            }
            .into()
        }
    }

    /// Values of `ConsumptionMode`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum ConsumptionMode {
        /// `Queue`.
        Queue,
        /// `Stream`.
        Stream,
    }

    impl ToJson for ConsumptionMode {
        fn to_json(&self) -> Json {
            match self {
                Self::Queue => "Queue",
                Self::Stream => "Stream",
            }
            .into()
        }
    }

    /// `AWS::Lambda::EventSourceMapping.DestinationConfig`.
    #[derive(Clone, Debug, Default)]
    pub struct DestinationConfig {
        /// `OnFailure`.
        pub on_failure: Option<Value<OnFailure>>,
    }

    impl DestinationConfig {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for DestinationConfig {
        fn to_json(&self) -> Json {
            object([("OnFailure", self.on_failure.to_json())])
        }
    }

    /// `AWS::Lambda::EventSourceMapping.DocumentDBEventSourceConfig`.
    #[derive(Clone, Debug, Default)]
    pub struct DocumentDBEventSourceConfig {
        /// `CollectionName`.
        pub collection_name: Option<Value<String>>,
        /// `DatabaseName`.
        pub database_name: Option<Value<String>>,
        /// `FullDocument`.
        pub full_document: Option<Value<FullDocument>>,
    }

    impl DocumentDBEventSourceConfig {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for DocumentDBEventSourceConfig {
        fn to_json(&self) -> Json {
            object([
                ("CollectionName", self.collection_name.to_json()),
                ("DatabaseName", self.database_name.to_json()),
                ("FullDocument", self.full_document.to_json()),
            ])
        }
    }

    /// `AWS::Lambda::EventSourceMapping.Endpoints`.
    #[derive(Clone, Debug, Default)]
    pub struct Endpoints {
        /// `KafkaBootstrapServers`.
        pub kafka_bootstrap_servers: Option<List<String>>,
    }

    impl Endpoints {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for Endpoints {
        fn to_json(&self) -> Json {
            object([("KafkaBootstrapServers", self.kafka_bootstrap_servers.to_json())])
        }
    }

    /// Values of `EventRecordFormat`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum EventRecordFormat {
        /// `JSON`.
        Json,
        /// `SOURCE`.
        Source,
    }

    impl ToJson for EventRecordFormat {
        fn to_json(&self) -> Json {
            match self {
                Self::Json => "JSON",
                Self::Source => "SOURCE",
            }
            .into()
        }
    }

    /// `AWS::Lambda::EventSourceMapping.Filter`.
    #[derive(Clone, Debug, Default)]
    pub struct Filter {
        /// `Pattern`.
        pub pattern: Option<Value<String>>,
    }

    impl Filter {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for Filter {
        fn to_json(&self) -> Json {
            object([("Pattern", self.pattern.to_json())])
        }
    }

    /// `AWS::Lambda::EventSourceMapping.FilterCriteria`.
    #[derive(Clone, Debug, Default)]
    pub struct FilterCriteria {
        /// `Filters`.
        pub filters: Option<List<Filter>>,
    }

    impl FilterCriteria {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for FilterCriteria {
        fn to_json(&self) -> Json {
            object([("Filters", self.filters.to_json())])
        }
    }

    /// Values of `FullDocument`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum FullDocument {
        /// `Default`.
        Default,
        /// `UpdateLookup`.
        UpdateLookup,
    }

    impl ToJson for FullDocument {
        fn to_json(&self) -> Json {
            match self {
                Self::Default => "Default",
                Self::UpdateLookup => "UpdateLookup",
            }
            .into()
        }
    }

    /// Values of `FunctionResponseTypes`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum FunctionResponseTypes {
        /// `ReportBatchItemFailures`.
        ReportBatchItemFailures,
    }

    impl ToJson for FunctionResponseTypes {
        fn to_json(&self) -> Json {
            match self {
                Self::ReportBatchItemFailures => "ReportBatchItemFailures",
            }
            .into()
        }
    }

    /// `AWS::Lambda::EventSourceMapping.LoggingConfig`.
    #[derive(Clone, Debug, Default)]
    pub struct LoggingConfig {
        /// `SystemLogLevel`.
        pub system_log_level: Option<Value<SystemLogLevel>>,
    }

    impl LoggingConfig {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for LoggingConfig {
        fn to_json(&self) -> Json {
            object([("SystemLogLevel", self.system_log_level.to_json())])
        }
    }

    /// Values of `Metrics`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Metrics {
        /// `ErrorCount`.
        ErrorCount,
        /// `EventCount`.
        EventCount,
        /// `KafkaMetrics`.
        KafkaMetrics,
    }

    impl ToJson for Metrics {
        fn to_json(&self) -> Json {
            match self {
                Self::ErrorCount => "ErrorCount",
                Self::EventCount => "EventCount",
                Self::KafkaMetrics => "KafkaMetrics",
            }
            .into()
        }
    }

    /// `AWS::Lambda::EventSourceMapping.MetricsConfig`.
    #[derive(Clone, Debug, Default)]
    pub struct MetricsConfig {
        /// `Metrics`.
        pub metrics: Option<List<Metrics>>,
    }

    impl MetricsConfig {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for MetricsConfig {
        fn to_json(&self) -> Json {
            object([("Metrics", self.metrics.to_json())])
        }
    }

    /// `AWS::Lambda::EventSourceMapping.OnFailure`.
    #[derive(Clone, Debug, Default)]
    pub struct OnFailure {
        /// `Destination`.
        pub destination: Option<Value<String>>,
    }

    impl OnFailure {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for OnFailure {
        fn to_json(&self) -> Json {
            object([("Destination", self.destination.to_json())])
        }
    }

    /// `AWS::Lambda::EventSourceMapping.ProvisionedPollerConfig`.
    #[derive(Clone, Debug, Default)]
    pub struct ProvisionedPollerConfig {
        /// `MaximumPollers`.
        pub maximum_pollers: Option<Value<i64>>,
        /// `MinimumPollers`.
        pub minimum_pollers: Option<Value<i64>>,
        /// `PollerGroupName`.
        pub poller_group_name: Option<Value<String>>,
    }

    impl ProvisionedPollerConfig {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for ProvisionedPollerConfig {
        fn to_json(&self) -> Json {
            object([
                ("MaximumPollers", self.maximum_pollers.to_json()),
                ("MinimumPollers", self.minimum_pollers.to_json()),
                ("PollerGroupName", self.poller_group_name.to_json()),
            ])
        }
    }

    /// `AWS::Lambda::EventSourceMapping.ScalingConfig`.
    #[derive(Clone, Debug, Default)]
    pub struct ScalingConfig {
        /// `MaximumConcurrency`.
        pub maximum_concurrency: Option<Value<i64>>,
    }

    impl ScalingConfig {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for ScalingConfig {
        fn to_json(&self) -> Json {
            object([("MaximumConcurrency", self.maximum_concurrency.to_json())])
        }
    }

    /// `AWS::Lambda::EventSourceMapping.SchemaRegistryAccessConfig`.
    #[derive(Clone, Debug, Default)]
    pub struct SchemaRegistryAccessConfig {
        /// `Type`.
        pub r#type: Option<Value<Type>>,
        /// `URI`.
        pub uri: Option<Value<String>>,
    }

    impl SchemaRegistryAccessConfig {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for SchemaRegistryAccessConfig {
        fn to_json(&self) -> Json {
            object([("Type", self.r#type.to_json()), ("URI", self.uri.to_json())])
        }
    }

    /// `AWS::Lambda::EventSourceMapping.SchemaRegistryConfig`.
    #[derive(Clone, Debug, Default)]
    pub struct SchemaRegistryConfig {
        /// `AccessConfigs`.
        pub access_configs: Option<List<SchemaRegistryAccessConfig>>,
        /// `EventRecordFormat`.
        pub event_record_format: Option<Value<EventRecordFormat>>,
        /// `SchemaRegistryURI`.
        pub schema_registry_uri: Option<Value<String>>,
        /// `SchemaValidationConfigs`.
        pub schema_validation_configs: Option<List<SchemaValidationConfig>>,
    }

    impl SchemaRegistryConfig {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for SchemaRegistryConfig {
        fn to_json(&self) -> Json {
            object([
                ("AccessConfigs", self.access_configs.to_json()),
                ("EventRecordFormat", self.event_record_format.to_json()),
                ("SchemaRegistryURI", self.schema_registry_uri.to_json()),
                ("SchemaValidationConfigs", self.schema_validation_configs.to_json()),
            ])
        }
    }

    /// `AWS::Lambda::EventSourceMapping.SchemaValidationConfig`.
    #[derive(Clone, Debug, Default)]
    pub struct SchemaValidationConfig {
        /// `Attribute`.
        pub attribute: Option<Value<Attribute>>,
    }

    impl SchemaValidationConfig {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for SchemaValidationConfig {
        fn to_json(&self) -> Json {
            object([("Attribute", self.attribute.to_json())])
        }
    }

    /// `AWS::Lambda::EventSourceMapping.SelfManagedEventSource`.
    #[derive(Clone, Debug, Default)]
    pub struct SelfManagedEventSource {
        /// `Endpoints`.
        pub endpoints: Option<Value<Endpoints>>,
    }

    impl SelfManagedEventSource {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for SelfManagedEventSource {
        fn to_json(&self) -> Json {
            object([("Endpoints", self.endpoints.to_json())])
        }
    }

    /// `AWS::Lambda::EventSourceMapping.SelfManagedKafkaEventSourceConfig`.
    #[derive(Clone, Debug, Default)]
    pub struct SelfManagedKafkaEventSourceConfig {
        /// `ConsumerGroupId`.
        pub consumer_group_id: Option<Value<String>>,
        /// `ConsumptionMode`.
        pub consumption_mode: Option<Value<ConsumptionMode>>,
        /// `SchemaRegistryConfig`.
        pub schema_registry_config: Option<Value<SchemaRegistryConfig>>,
    }

    impl SelfManagedKafkaEventSourceConfig {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for SelfManagedKafkaEventSourceConfig {
        fn to_json(&self) -> Json {
            object([
                ("ConsumerGroupId", self.consumer_group_id.to_json()),
                ("ConsumptionMode", self.consumption_mode.to_json()),
                ("SchemaRegistryConfig", self.schema_registry_config.to_json()),
            ])
        }
    }

    /// `AWS::Lambda::EventSourceMapping.SourceAccessConfiguration`.
    #[derive(Clone, Debug, Default)]
    pub struct SourceAccessConfiguration {
        /// `Type`.
        pub r#type: Option<Value<SourceAccessConfigurationType>>,
        /// `URI`.
        pub uri: Option<Value<String>>,
    }

    impl SourceAccessConfiguration {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for SourceAccessConfiguration {
        fn to_json(&self) -> Json {
            object([("Type", self.r#type.to_json()), ("URI", self.uri.to_json())])
        }
    }

    /// Values of `Type`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum SourceAccessConfigurationType {
        /// `BASIC_AUTH`.
        BasicAuth,
        /// `CLIENT_CERTIFICATE_TLS_AUTH`.
        ClientCertificateTlsAuth,
        /// `IAM_AUTH`.
        IamAuth,
        /// `IAM_OAUTHBEARER_AUTH`.
        IamOauthbearerAuth,
        /// `OAUTHBEARER_AUDIENCE`.
        OauthbearerAudience,
        /// `OAUTHBEARER_AUTH`.
        OauthbearerAuth,
        /// `OAUTHBEARER_IDENTITY_POOL`.
        OauthbearerIdentityPool,
        /// `OAUTHBEARER_LOGICAL_CLUSTER`.
        OauthbearerLogicalCluster,
        /// `OAUTHBEARER_SCOPE`.
        OauthbearerScope,
        /// `SASL_SCRAM_256_AUTH`.
        SaslScram256Auth,
        /// `SASL_SCRAM_512_AUTH`.
        SaslScram512Auth,
        /// `SERVER_ROOT_CA_CERTIFICATE`.
        ServerRootCaCertificate,
        /// `VIRTUAL_HOST`.
        VirtualHost,
        /// `VPC_SECURITY_GROUP`.
        VpcSecurityGroup,
        /// `VPC_SUBNET`.
        VpcSubnet,
    }

    impl ToJson for SourceAccessConfigurationType {
        fn to_json(&self) -> Json {
            match self {
                Self::BasicAuth => "BASIC_AUTH",
                Self::ClientCertificateTlsAuth => "CLIENT_CERTIFICATE_TLS_AUTH",
                Self::IamAuth => "IAM_AUTH",
                Self::IamOauthbearerAuth => "IAM_OAUTHBEARER_AUTH",
                Self::OauthbearerAudience => "OAUTHBEARER_AUDIENCE",
                Self::OauthbearerAuth => "OAUTHBEARER_AUTH",
                Self::OauthbearerIdentityPool => "OAUTHBEARER_IDENTITY_POOL",
                Self::OauthbearerLogicalCluster => "OAUTHBEARER_LOGICAL_CLUSTER",
                Self::OauthbearerScope => "OAUTHBEARER_SCOPE",
                Self::SaslScram256Auth => "SASL_SCRAM_256_AUTH",
                Self::SaslScram512Auth => "SASL_SCRAM_512_AUTH",
                Self::ServerRootCaCertificate => "SERVER_ROOT_CA_CERTIFICATE",
                Self::VirtualHost => "VIRTUAL_HOST",
                Self::VpcSecurityGroup => "VPC_SECURITY_GROUP",
                Self::VpcSubnet => "VPC_SUBNET",
            }
            .into()
        }
    }

    /// Values of `SystemLogLevel`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum SystemLogLevel {
        /// `DEBUG`.
        Debug,
        /// `INFO`.
        Info,
        /// `WARN`.
        Warn,
    }

    impl ToJson for SystemLogLevel {
        fn to_json(&self) -> Json {
            match self {
                Self::Debug => "DEBUG",
                Self::Info => "INFO",
                Self::Warn => "WARN",
            }
            .into()
        }
    }

    /// `AWS::Lambda::EventSourceMapping.Tag`.
    #[derive(Clone, Debug)]
    pub struct Tag {
        /// `Key`.
        pub key: Value<String>,
        /// `Value`.
        pub value: Option<Value<String>>,
    }

    impl Tag {
        /// With all that is required.
        pub fn new(key: impl Into<Value<String>>) -> Self {
            Self { key: key.into(), value: None }
        }
    }

    impl ToJson for Tag {
        fn to_json(&self) -> Json {
            object([("Key", self.key.to_json()), ("Value", self.value.to_json())])
        }
    }

    /// Values of `Type`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Type {
        /// `BASIC_AUTH`.
        BasicAuth,
        /// `CLIENT_CERTIFICATE_TLS_AUTH`.
        ClientCertificateTlsAuth,
        /// `OAUTHBEARER_AUTH`.
        OauthbearerAuth,
        /// `SERVER_ROOT_CA_CERTIFICATE`.
        ServerRootCaCertificate,
    }

    impl ToJson for Type {
        fn to_json(&self) -> Json {
            match self {
                Self::BasicAuth => "BASIC_AUTH",
                Self::ClientCertificateTlsAuth => "CLIENT_CERTIFICATE_TLS_AUTH",
                Self::OauthbearerAuth => "OAUTHBEARER_AUTH",
                Self::ServerRootCaCertificate => "SERVER_ROOT_CA_CERTIFICATE",
            }
            .into()
        }
    }
}

/// Types of the properties of [`Function`].
pub mod function {
    use crate::{Json, List, Map, ToJson, Value, value::object};

    /// Values of `ApplicationLogLevel`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum ApplicationLogLevel {
        /// `DEBUG`.
        Debug,
        /// `ERROR`.
        Error,
        /// `FATAL`.
        Fatal,
        /// `INFO`.
        Info,
        /// `TRACE`.
        Trace,
        /// `WARN`.
        Warn,
    }

    impl ToJson for ApplicationLogLevel {
        fn to_json(&self) -> Json {
            match self {
                Self::Debug => "DEBUG",
                Self::Error => "ERROR",
                Self::Fatal => "FATAL",
                Self::Info => "INFO",
                Self::Trace => "TRACE",
                Self::Warn => "WARN",
            }
            .into()
        }
    }

    /// Values of `ApplyOn`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum ApplyOn {
        /// `None`.
        None,
        /// `PublishedVersions`.
        PublishedVersions,
    }

    impl ToJson for ApplyOn {
        fn to_json(&self) -> Json {
            match self {
                Self::None => "None",
                Self::PublishedVersions => "PublishedVersions",
            }
            .into()
        }
    }

    /// Values of `Architectures`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Architectures {
        /// `arm64`.
        Arm64,
        /// `x86_64`.
        X86_64,
    }

    impl ToJson for Architectures {
        fn to_json(&self) -> Json {
            match self {
                Self::Arm64 => "arm64",
                Self::X86_64 => "x86_64",
            }
            .into()
        }
    }

    /// `AWS::Lambda::Function.CapacityProviderConfig`.
    #[derive(Clone, Debug)]
    pub struct CapacityProviderConfig {
        /// `LambdaManagedInstancesCapacityProviderConfig`.
        pub lambda_managed_instances_capacity_provider_config:
            Value<LambdaManagedInstancesCapacityProviderConfig>,
    }

    impl CapacityProviderConfig {
        /// With all that is required.
        pub fn new(
            lambda_managed_instances_capacity_provider_config: impl Into<
                Value<LambdaManagedInstancesCapacityProviderConfig>,
            >,
        ) -> Self {
            Self {
                lambda_managed_instances_capacity_provider_config:
                    lambda_managed_instances_capacity_provider_config.into(),
            }
        }
    }

    impl ToJson for CapacityProviderConfig {
        fn to_json(&self) -> Json {
            object([(
                "LambdaManagedInstancesCapacityProviderConfig",
                self.lambda_managed_instances_capacity_provider_config.to_json(),
            )])
        }
    }

    /// `AWS::Lambda::Function.Code`.
    #[derive(Clone, Debug, Default)]
    pub struct Code {
        /// `ImageUri`.
        pub image_uri: Option<Value<String>>,
        /// `S3Bucket`.
        pub s3_bucket: Option<Value<String>>,
        /// `S3Key`.
        pub s3_key: Option<Value<String>>,
        /// `S3ObjectStorageMode`.
        pub s3_object_storage_mode: Option<Value<S3ObjectStorageMode>>,
        /// `S3ObjectVersion`.
        pub s3_object_version: Option<Value<String>>,
        /// `SourceKMSKeyArn`.
        pub source_kms_key_arn: Option<Value<String>>,
        /// `ZipFile`.
        pub zip_file: Option<Value<String>>,
    }

    impl Code {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for Code {
        fn to_json(&self) -> Json {
            object([
                ("ImageUri", self.image_uri.to_json()),
                ("S3Bucket", self.s3_bucket.to_json()),
                ("S3Key", self.s3_key.to_json()),
                ("S3ObjectStorageMode", self.s3_object_storage_mode.to_json()),
                ("S3ObjectVersion", self.s3_object_version.to_json()),
                ("SourceKMSKeyArn", self.source_kms_key_arn.to_json()),
                ("ZipFile", self.zip_file.to_json()),
            ])
        }
    }

    /// `AWS::Lambda::Function.DeadLetterConfig`.
    #[derive(Clone, Debug, Default)]
    pub struct DeadLetterConfig {
        /// `TargetArn`.
        pub target_arn: Option<Value<String>>,
    }

    impl DeadLetterConfig {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for DeadLetterConfig {
        fn to_json(&self) -> Json {
            object([("TargetArn", self.target_arn.to_json())])
        }
    }

    /// Values of `DirectS3Read`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum DirectS3Read {
        /// `AUTO`.
        Auto,
        /// `DISABLED`.
        Disabled,
        /// `ENABLED`.
        Enabled,
    }

    impl ToJson for DirectS3Read {
        fn to_json(&self) -> Json {
            match self {
                Self::Auto => "AUTO",
                Self::Disabled => "DISABLED",
                Self::Enabled => "ENABLED",
            }
            .into()
        }
    }

    /// `AWS::Lambda::Function.DurableConfig`.
    #[derive(Clone, Debug)]
    pub struct DurableConfig {
        /// `ExecutionTimeout`.
        pub execution_timeout: Value<i64>,
        /// `KMSKeyArn`.
        pub kms_key_arn: Option<Value<String>>,
        /// `RetentionPeriodInDays`.
        pub retention_period_in_days: Option<Value<i64>>,
    }

    impl DurableConfig {
        /// With all that is required.
        pub fn new(execution_timeout: impl Into<Value<i64>>) -> Self {
            Self {
                execution_timeout: execution_timeout.into(),
                kms_key_arn: None,
                retention_period_in_days: None,
            }
        }
    }

    impl ToJson for DurableConfig {
        fn to_json(&self) -> Json {
            object([
                ("ExecutionTimeout", self.execution_timeout.to_json()),
                ("KMSKeyArn", self.kms_key_arn.to_json()),
                ("RetentionPeriodInDays", self.retention_period_in_days.to_json()),
            ])
        }
    }

    /// `AWS::Lambda::Function.Environment`.
    #[derive(Clone, Debug, Default)]
    pub struct Environment {
        /// `Variables`.
        pub variables: Option<Map<String>>,
    }

    impl Environment {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for Environment {
        fn to_json(&self) -> Json {
            object([("Variables", self.variables.to_json())])
        }
    }

    /// `AWS::Lambda::Function.EphemeralStorage`.
    #[derive(Clone, Debug)]
    pub struct EphemeralStorage {
        /// `Size`.
        pub size: Value<i64>,
    }

    impl EphemeralStorage {
        /// With all that is required.
        pub fn new(size: impl Into<Value<i64>>) -> Self {
            Self { size: size.into() }
        }
    }

    impl ToJson for EphemeralStorage {
        fn to_json(&self) -> Json {
            object([("Size", self.size.to_json())])
        }
    }

    /// `AWS::Lambda::Function.FileSystemConfig`.
    #[derive(Clone, Debug)]
    pub struct FileSystemConfig {
        /// `Arn`.
        pub arn: Value<String>,
        /// `LocalMountPath`.
        pub local_mount_path: Value<String>,
        /// `S3FilesConfig`.
        pub s3_files_config: Option<Value<S3FilesConfig>>,
    }

    impl FileSystemConfig {
        /// With all that is required.
        pub fn new(
            arn: impl Into<Value<String>>,
            local_mount_path: impl Into<Value<String>>,
        ) -> Self {
            Self {
                arn: arn.into(),
                local_mount_path: local_mount_path.into(),
                s3_files_config: None,
            }
        }
    }

    impl ToJson for FileSystemConfig {
        fn to_json(&self) -> Json {
            object([
                ("Arn", self.arn.to_json()),
                ("LocalMountPath", self.local_mount_path.to_json()),
                ("S3FilesConfig", self.s3_files_config.to_json()),
            ])
        }
    }

    /// `AWS::Lambda::Function.FunctionScalingConfig`.
    #[derive(Clone, Debug, Default)]
    pub struct FunctionScalingConfig {
        /// `MaxExecutionEnvironments`.
        pub max_execution_environments: Option<Value<i64>>,
        /// `MinExecutionEnvironments`.
        pub min_execution_environments: Option<Value<i64>>,
    }

    impl FunctionScalingConfig {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for FunctionScalingConfig {
        fn to_json(&self) -> Json {
            object([
                ("MaxExecutionEnvironments", self.max_execution_environments.to_json()),
                ("MinExecutionEnvironments", self.min_execution_environments.to_json()),
            ])
        }
    }

    /// `AWS::Lambda::Function.ImageConfig`.
    #[derive(Clone, Debug, Default)]
    pub struct ImageConfig {
        /// `Command`.
        pub command: Option<List<String>>,
        /// `EntryPoint`.
        pub entry_point: Option<List<String>>,
        /// `WorkingDirectory`.
        pub working_directory: Option<Value<String>>,
    }

    impl ImageConfig {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for ImageConfig {
        fn to_json(&self) -> Json {
            object([
                ("Command", self.command.to_json()),
                ("EntryPoint", self.entry_point.to_json()),
                ("WorkingDirectory", self.working_directory.to_json()),
            ])
        }
    }

    /// `AWS::Lambda::Function.LambdaManagedInstancesCapacityProviderConfig`.
    #[derive(Clone, Debug)]
    pub struct LambdaManagedInstancesCapacityProviderConfig {
        /// `CapacityProviderArn`.
        pub capacity_provider_arn: Value<String>,
        /// `ExecutionEnvironmentMemoryGiBPerVCpu`.
        pub execution_environment_memory_gi_b_per_v_cpu: Option<Value<f64>>,
        /// `PerExecutionEnvironmentMaxConcurrency`.
        pub per_execution_environment_max_concurrency: Option<Value<i64>>,
    }

    impl LambdaManagedInstancesCapacityProviderConfig {
        /// With all that is required.
        pub fn new(capacity_provider_arn: impl Into<Value<String>>) -> Self {
            Self {
                capacity_provider_arn: capacity_provider_arn.into(),
                execution_environment_memory_gi_b_per_v_cpu: None,
                per_execution_environment_max_concurrency: None,
            }
        }
    }

    impl ToJson for LambdaManagedInstancesCapacityProviderConfig {
        fn to_json(&self) -> Json {
            object([
                ("CapacityProviderArn", self.capacity_provider_arn.to_json()),
                (
                    "ExecutionEnvironmentMemoryGiBPerVCpu",
                    self.execution_environment_memory_gi_b_per_v_cpu.to_json(),
                ),
                (
                    "PerExecutionEnvironmentMaxConcurrency",
                    self.per_execution_environment_max_concurrency.to_json(),
                ),
            ])
        }
    }

    /// Values of `LogFormat`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum LogFormat {
        /// `JSON`.
        Json,
        /// `Text`.
        Text,
    }

    impl ToJson for LogFormat {
        fn to_json(&self) -> Json {
            match self {
                Self::Json => "JSON",
                Self::Text => "Text",
            }
            .into()
        }
    }

    /// `AWS::Lambda::Function.LoggingConfig`.
    #[derive(Clone, Debug, Default)]
    pub struct LoggingConfig {
        /// `ApplicationLogLevel`.
        pub application_log_level: Option<Value<ApplicationLogLevel>>,
        /// `LogFormat`.
        pub log_format: Option<Value<LogFormat>>,
        /// `LogGroup`.
        pub log_group: Option<Value<String>>,
        /// `SystemLogLevel`.
        pub system_log_level: Option<Value<SystemLogLevel>>,
    }

    impl LoggingConfig {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for LoggingConfig {
        fn to_json(&self) -> Json {
            object([
                ("ApplicationLogLevel", self.application_log_level.to_json()),
                ("LogFormat", self.log_format.to_json()),
                ("LogGroup", self.log_group.to_json()),
                ("SystemLogLevel", self.system_log_level.to_json()),
            ])
        }
    }

    /// Values of `Mode`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Mode {
        /// `Active`.
        Active,
        /// `PassThrough`.
        PassThrough,
    }

    impl ToJson for Mode {
        fn to_json(&self) -> Json {
            match self {
                Self::Active => "Active",
                Self::PassThrough => "PassThrough",
            }
            .into()
        }
    }

    /// Values of `PackageType`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum PackageType {
        /// `Image`.
        Image,
        /// `Zip`.
        Zip,
    }

    impl ToJson for PackageType {
        fn to_json(&self) -> Json {
            match self {
                Self::Image => "Image",
                Self::Zip => "Zip",
            }
            .into()
        }
    }

    /// Values of `RecursiveLoop`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum RecursiveLoop {
        /// `Allow`.
        Allow,
        /// `Terminate`.
        Terminate,
    }

    impl ToJson for RecursiveLoop {
        fn to_json(&self) -> Json {
            match self {
                Self::Allow => "Allow",
                Self::Terminate => "Terminate",
            }
            .into()
        }
    }

    /// Values of `Runtime`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Runtime {
        /// `dotnet10`.
        Dotnet10,
        /// `dotnet6`.
        Dotnet6,
        /// `dotnet8`.
        Dotnet8,
        /// `dotnetcore1.0`.
        Dotnetcore1_0,
        /// `dotnetcore2.0`.
        Dotnetcore2_0,
        /// `dotnetcore2.1`.
        Dotnetcore2_1,
        /// `dotnetcore3.1`.
        Dotnetcore3_1,
        /// `go1.x`.
        Go1X,
        /// `java11`.
        Java11,
        /// `java11.al2023`.
        Java11Al2023,
        /// `java17`.
        Java17,
        /// `java17.al2023`.
        Java17Al2023,
        /// `java21`.
        Java21,
        /// `java25`.
        Java25,
        /// `java8`.
        Java8,
        /// `java8.al2`.
        Java8Al2,
        /// `java8.al2023`.
        Java8Al2023,
        /// `nodejs`.
        Nodejs,
        /// `nodejs10.x`.
        Nodejs10X,
        /// `nodejs12.x`.
        Nodejs12X,
        /// `nodejs14.x`.
        Nodejs14X,
        /// `nodejs16.x`.
        Nodejs16X,
        /// `nodejs18.x`.
        Nodejs18X,
        /// `nodejs20.x`.
        Nodejs20X,
        /// `nodejs22.x`.
        Nodejs22X,
        /// `nodejs24.x`.
        Nodejs24X,
        /// `nodejs26.x`.
        Nodejs26X,
        /// `nodejs4.3`.
        Nodejs4_3,
        /// `nodejs4.3-edge`.
        Nodejs4_3Edge,
        /// `nodejs6.10`.
        Nodejs6_10,
        /// `nodejs8.10`.
        Nodejs8_10,
        /// `provided`.
        Provided,
        /// `provided.al2`.
        ProvidedAl2,
        /// `provided.al2023`.
        ProvidedAl2023,
        /// `python2.7`.
        Python2_7,
        /// `python3.10`.
        Python3_10,
        /// `python3.11`.
        Python3_11,
        /// `python3.12`.
        Python3_12,
        /// `python3.13`.
        Python3_13,
        /// `python3.14`.
        Python3_14,
        /// `python3.15`.
        Python3_15,
        /// `python3.6`.
        Python3_6,
        /// `python3.7`.
        Python3_7,
        /// `python3.8`.
        Python3_8,
        /// `python3.9`.
        Python3_9,
        /// `ruby2.5`.
        Ruby2_5,
        /// `ruby2.7`.
        Ruby2_7,
        /// `ruby3.2`.
        Ruby3_2,
        /// `ruby3.3`.
        Ruby3_3,
        /// `ruby3.4`.
        Ruby3_4,
        /// `ruby4.0`.
        Ruby4_0,
    }

    impl ToJson for Runtime {
        fn to_json(&self) -> Json {
            match self {
                Self::Dotnet10 => "dotnet10",
                Self::Dotnet6 => "dotnet6",
                Self::Dotnet8 => "dotnet8",
                Self::Dotnetcore1_0 => "dotnetcore1.0",
                Self::Dotnetcore2_0 => "dotnetcore2.0",
                Self::Dotnetcore2_1 => "dotnetcore2.1",
                Self::Dotnetcore3_1 => "dotnetcore3.1",
                Self::Go1X => "go1.x",
                Self::Java11 => "java11",
                Self::Java11Al2023 => "java11.al2023",
                Self::Java17 => "java17",
                Self::Java17Al2023 => "java17.al2023",
                Self::Java21 => "java21",
                Self::Java25 => "java25",
                Self::Java8 => "java8",
                Self::Java8Al2 => "java8.al2",
                Self::Java8Al2023 => "java8.al2023",
                Self::Nodejs => "nodejs",
                Self::Nodejs10X => "nodejs10.x",
                Self::Nodejs12X => "nodejs12.x",
                Self::Nodejs14X => "nodejs14.x",
                Self::Nodejs16X => "nodejs16.x",
                Self::Nodejs18X => "nodejs18.x",
                Self::Nodejs20X => "nodejs20.x",
                Self::Nodejs22X => "nodejs22.x",
                Self::Nodejs24X => "nodejs24.x",
                Self::Nodejs26X => "nodejs26.x",
                Self::Nodejs4_3 => "nodejs4.3",
                Self::Nodejs4_3Edge => "nodejs4.3-edge",
                Self::Nodejs6_10 => "nodejs6.10",
                Self::Nodejs8_10 => "nodejs8.10",
                Self::Provided => "provided",
                Self::ProvidedAl2 => "provided.al2",
                Self::ProvidedAl2023 => "provided.al2023",
                Self::Python2_7 => "python2.7",
                Self::Python3_10 => "python3.10",
                Self::Python3_11 => "python3.11",
                Self::Python3_12 => "python3.12",
                Self::Python3_13 => "python3.13",
                Self::Python3_14 => "python3.14",
                Self::Python3_15 => "python3.15",
                Self::Python3_6 => "python3.6",
                Self::Python3_7 => "python3.7",
                Self::Python3_8 => "python3.8",
                Self::Python3_9 => "python3.9",
                Self::Ruby2_5 => "ruby2.5",
                Self::Ruby2_7 => "ruby2.7",
                Self::Ruby3_2 => "ruby3.2",
                Self::Ruby3_3 => "ruby3.3",
                Self::Ruby3_4 => "ruby3.4",
                Self::Ruby4_0 => "ruby4.0",
            }
            .into()
        }
    }

    /// `AWS::Lambda::Function.RuntimeManagementConfig`.
    #[derive(Clone, Debug)]
    pub struct RuntimeManagementConfig {
        /// `RuntimeVersionArn`.
        pub runtime_version_arn: Option<Value<String>>,
        /// `UpdateRuntimeOn`.
        pub update_runtime_on: Value<UpdateRuntimeOn>,
    }

    impl RuntimeManagementConfig {
        /// With all that is required.
        pub fn new(update_runtime_on: impl Into<Value<UpdateRuntimeOn>>) -> Self {
            Self { runtime_version_arn: None, update_runtime_on: update_runtime_on.into() }
        }
    }

    impl ToJson for RuntimeManagementConfig {
        fn to_json(&self) -> Json {
            object([
                ("RuntimeVersionArn", self.runtime_version_arn.to_json()),
                ("UpdateRuntimeOn", self.update_runtime_on.to_json()),
            ])
        }
    }

    /// `AWS::Lambda::Function.S3FilesConfig`.
    #[derive(Clone, Debug, Default)]
    pub struct S3FilesConfig {
        /// `DirectS3Read`.
        pub direct_s3_read: Option<Value<DirectS3Read>>,
    }

    impl S3FilesConfig {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for S3FilesConfig {
        fn to_json(&self) -> Json {
            object([("DirectS3Read", self.direct_s3_read.to_json())])
        }
    }

    /// Values of `S3ObjectStorageMode`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum S3ObjectStorageMode {
        /// `COPY`.
        Copy,
        /// `REFERENCE`.
        Reference,
    }

    impl ToJson for S3ObjectStorageMode {
        fn to_json(&self) -> Json {
            match self {
                Self::Copy => "COPY",
                Self::Reference => "REFERENCE",
            }
            .into()
        }
    }

    /// `AWS::Lambda::Function.SnapStart`.
    #[derive(Clone, Debug)]
    pub struct SnapStart {
        /// `ApplyOn`.
        pub apply_on: Value<ApplyOn>,
    }

    impl SnapStart {
        /// With all that is required.
        pub fn new(apply_on: impl Into<Value<ApplyOn>>) -> Self {
            Self { apply_on: apply_on.into() }
        }
    }

    impl ToJson for SnapStart {
        fn to_json(&self) -> Json {
            object([("ApplyOn", self.apply_on.to_json())])
        }
    }

    /// Values of `SystemLogLevel`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum SystemLogLevel {
        /// `DEBUG`.
        Debug,
        /// `INFO`.
        Info,
        /// `WARN`.
        Warn,
    }

    impl ToJson for SystemLogLevel {
        fn to_json(&self) -> Json {
            match self {
                Self::Debug => "DEBUG",
                Self::Info => "INFO",
                Self::Warn => "WARN",
            }
            .into()
        }
    }

    /// `AWS::Lambda::Function.Tag`.
    #[derive(Clone, Debug)]
    pub struct Tag {
        /// `Key`.
        pub key: Value<String>,
        /// `Value`.
        pub value: Option<Value<String>>,
    }

    impl Tag {
        /// With all that is required.
        pub fn new(key: impl Into<Value<String>>) -> Self {
            Self { key: key.into(), value: None }
        }
    }

    impl ToJson for Tag {
        fn to_json(&self) -> Json {
            object([("Key", self.key.to_json()), ("Value", self.value.to_json())])
        }
    }

    /// `AWS::Lambda::Function.TenancyConfig`.
    #[derive(Clone, Debug)]
    pub struct TenancyConfig {
        /// `TenantIsolationMode`.
        pub tenant_isolation_mode: Value<TenantIsolationMode>,
    }

    impl TenancyConfig {
        /// With all that is required.
        pub fn new(tenant_isolation_mode: impl Into<Value<TenantIsolationMode>>) -> Self {
            Self { tenant_isolation_mode: tenant_isolation_mode.into() }
        }
    }

    impl ToJson for TenancyConfig {
        fn to_json(&self) -> Json {
            object([("TenantIsolationMode", self.tenant_isolation_mode.to_json())])
        }
    }

    /// Values of `TenantIsolationMode`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum TenantIsolationMode {
        /// `PER_TENANT`.
        PerTenant,
    }

    impl ToJson for TenantIsolationMode {
        fn to_json(&self) -> Json {
            match self {
                Self::PerTenant => "PER_TENANT",
            }
            .into()
        }
    }

    /// `AWS::Lambda::Function.TracingConfig`.
    #[derive(Clone, Debug, Default)]
    pub struct TracingConfig {
        /// `Mode`.
        pub mode: Option<Value<Mode>>,
    }

    impl TracingConfig {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for TracingConfig {
        fn to_json(&self) -> Json {
            object([("Mode", self.mode.to_json())])
        }
    }

    /// Values of `UpdateRuntimeOn`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum UpdateRuntimeOn {
        /// `Auto`.
        Auto,
        /// `FunctionUpdate`.
        FunctionUpdate,
        /// `Manual`.
        Manual,
    }

    impl ToJson for UpdateRuntimeOn {
        fn to_json(&self) -> Json {
            match self {
                Self::Auto => "Auto",
                Self::FunctionUpdate => "FunctionUpdate",
                Self::Manual => "Manual",
            }
            .into()
        }
    }

    /// `AWS::Lambda::Function.VpcConfig`.
    #[derive(Clone, Debug, Default)]
    pub struct VpcConfig {
        /// `Ipv6AllowedForDualStack`.
        pub ipv6_allowed_for_dual_stack: Option<Value<bool>>,
        /// `SecurityGroupIds`.
        pub security_group_ids: Option<List<String>>,
        /// `SubnetIds`.
        pub subnet_ids: Option<List<String>>,
    }

    impl VpcConfig {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for VpcConfig {
        fn to_json(&self) -> Json {
            object([
                ("Ipv6AllowedForDualStack", self.ipv6_allowed_for_dual_stack.to_json()),
                ("SecurityGroupIds", self.security_group_ids.to_json()),
                ("SubnetIds", self.subnet_ids.to_json()),
            ])
        }
    }
}

/// Types of the properties of [`Permission`].
pub mod permission {
    use crate::{Json, ToJson};

    /// Values of `FunctionUrlAuthType`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum FunctionUrlAuthType {
        /// `AWS_IAM`.
        AwsIam,
        /// `NONE`.
        None,
    }

    impl ToJson for FunctionUrlAuthType {
        fn to_json(&self) -> Json {
            match self {
                Self::AwsIam => "AWS_IAM",
                Self::None => "NONE",
            }
            .into()
        }
    }
}
