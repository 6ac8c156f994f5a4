//! Resource types of `events`.
//! Written by `cargo xtask codegen` from the official resource schemas; not edited by hand.

use crate::{Handle, Json, List, Resource, ToJson, Value, value::object};

/// `AWS::Events::Archive`.
#[derive(Clone, Debug)]
pub struct Archive {
    /// `ArchiveName`. Changing it may replace the resource.
    pub archive_name: Option<Value<String>>,
    /// `Description`.
    pub description: Option<Value<String>>,
    /// `EventPattern`.
    pub event_pattern: Option<Value<Json>>,
    /// `KmsKeyIdentifier`.
    pub kms_key_identifier: Option<Value<String>>,
    /// `RetentionDays`.
    pub retention_days: Option<Value<i64>>,
    /// `SourceArn`. Changing it may replace the resource.
    pub source_arn: Value<String>,
}

impl Archive {
    /// With all that is required.
    pub fn new(source_arn: impl Into<Value<String>>) -> Self {
        Self {
            archive_name: None,
            description: None,
            event_pattern: None,
            kms_key_identifier: None,
            retention_days: None,
            source_arn: source_arn.into(),
        }
    }
}

impl ToJson for Archive {
    fn to_json(&self) -> Json {
        object([
            ("ArchiveName", self.archive_name.to_json()),
            ("Description", self.description.to_json()),
            ("EventPattern", self.event_pattern.to_json()),
            ("KmsKeyIdentifier", self.kms_key_identifier.to_json()),
            ("RetentionDays", self.retention_days.to_json()),
            ("SourceArn", self.source_arn.to_json()),
        ])
    }
}

impl Resource for Archive {
    const TYPE: &'static str = "AWS::Events::Archive";
}

impl Handle<Archive> {
    /// The attribute `Arn`.
    pub fn arn(&self) -> Value<String> {
        self.get_att("Arn")
    }
}

/// `AWS::Events::EventBus`.
#[derive(Clone, Debug)]
pub struct EventBus {
    /// `DeadLetterConfig`.
    pub dead_letter_config: Option<Value<event_bus::DeadLetterConfig>>,
    /// `Description`.
    pub description: Option<Value<String>>,
    /// `EventSourceName`.
    pub event_source_name: Option<Value<String>>,
    /// `KmsKeyIdentifier`.
    pub kms_key_identifier: Option<Value<String>>,
    /// `LogConfig`.
    pub log_config: Option<Value<event_bus::LogConfig>>,
    /// `Name`. Changing it may replace the resource.
    pub name: Value<String>,
    /// `Policy`.
    pub policy: Option<Value<Json>>,
    /// `Tags`.
    pub tags: Option<List<event_bus::Tag>>,
}

impl EventBus {
    /// With all that is required.
    pub fn new(name: impl Into<Value<String>>) -> Self {
        Self {
            dead_letter_config: None,
            description: None,
            event_source_name: None,
            kms_key_identifier: None,
            log_config: None,
            name: name.into(),
            policy: None,
            tags: None,
        }
    }
}

impl ToJson for EventBus {
    fn to_json(&self) -> Json {
        object([
            ("DeadLetterConfig", self.dead_letter_config.to_json()),
            ("Description", self.description.to_json()),
            ("EventSourceName", self.event_source_name.to_json()),
            ("KmsKeyIdentifier", self.kms_key_identifier.to_json()),
            ("LogConfig", self.log_config.to_json()),
            ("Name", self.name.to_json()),
            ("Policy", self.policy.to_json()),
            ("Tags", self.tags.to_json()),
        ])
    }
}

impl Resource for EventBus {
    const TYPE: &'static str = "AWS::Events::EventBus";
}

impl Handle<EventBus> {
    /// The attribute `Arn`.
    pub fn arn(&self) -> Value<String> {
        self.get_att("Arn")
    }
}

/// `AWS::Events::EventBusPolicy`.
#[derive(Clone, Debug)]
pub struct EventBusPolicy {
    /// `Action`.
    pub action: Option<Value<event_bus_policy::Action>>,
    /// `Condition`.
    pub condition: Option<Value<event_bus_policy::Condition>>,
    /// `EventBusName`. Changing it may replace the resource.
    pub event_bus_name: Option<Value<String>>,
    /// `Principal`.
    pub principal: Option<Value<String>>,
    /// `Statement`.
    pub statement: Option<Value<Json>>,
    /// `StatementId`. Changing it may replace the resource.
    pub statement_id: Value<String>,
}

impl EventBusPolicy {
    /// With all that is required.
    pub fn new(statement_id: impl Into<Value<String>>) -> Self {
        Self {
            action: None,
            condition: None,
            event_bus_name: None,
            principal: None,
            statement: None,
            statement_id: statement_id.into(),
        }
    }
}

impl ToJson for EventBusPolicy {
    fn to_json(&self) -> Json {
        object([
            ("Action", self.action.to_json()),
            ("Condition", self.condition.to_json()),
            ("EventBusName", self.event_bus_name.to_json()),
            ("Principal", self.principal.to_json()),
            ("Statement", self.statement.to_json()),
            ("StatementId", self.statement_id.to_json()),
        ])
    }
}

impl Resource for EventBusPolicy {
    const TYPE: &'static str = "AWS::Events::EventBusPolicy";
}

/// `AWS::Events::Rule`.
#[derive(Clone, Debug, Default)]
pub struct Rule {
    /// `Description`.
    pub description: Option<Value<String>>,
    /// `EventBusName`. Changing it may replace the resource.
    pub event_bus_name: Option<Value<String>>,
    /// `EventPattern`.
    pub event_pattern: Option<Value<Json>>,
    /// `Name`. Changing it may replace the resource.
    pub name: Option<Value<String>>,
    /// `RoleArn`.
    pub role_arn: Option<Value<String>>,
    /// `ScheduleExpression`.
    pub schedule_expression: Option<Value<String>>,
    /// `State`.
    pub state: Option<Value<rule::State>>,
    /// `Tags`.
    pub tags: Option<List<rule::Tag>>,
    /// `Targets`.
    pub targets: Option<List<rule::Target>>,
}

impl Rule {
    /// With all that is required.
    pub fn new() -> Self {
        Self::default()
    }
}

impl ToJson for Rule {
    fn to_json(&self) -> Json {
        object([
            ("Description", self.description.to_json()),
            ("EventBusName", self.event_bus_name.to_json()),
            ("EventPattern", self.event_pattern.to_json()),
            ("Name", self.name.to_json()),
            ("RoleArn", self.role_arn.to_json()),
            ("ScheduleExpression", self.schedule_expression.to_json()),
            ("State", self.state.to_json()),
            ("Tags", self.tags.to_json()),
            ("Targets", self.targets.to_json()),
        ])
    }
}

impl Resource for Rule {
    const TYPE: &'static str = "AWS::Events::Rule";
}

impl Handle<Rule> {
    /// The attribute `Arn`.
    pub fn arn(&self) -> Value<String> {
        self.get_att("Arn")
    }

    /// The attribute `RuleName`.
    pub fn rule_name(&self) -> Value<String> {
        self.get_att("RuleName")
    }
}

/// Types of the properties of [`EventBus`].
pub mod event_bus {
    use crate::{Json, ToJson, Value, value::object};

    /// `AWS::Events::EventBus.DeadLetterConfig`.
    #[derive(Clone, Debug, Default)]
    pub struct DeadLetterConfig {
        /// `Arn`.
        pub arn: Option<Value<String>>,
    }

    impl DeadLetterConfig {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for DeadLetterConfig {
        fn to_json(&self) -> Json {
            object([("Arn", self.arn.to_json())])
        }
    }

    /// Values of `IncludeDetail`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum IncludeDetail {
        /// `FULL`.
        Full,
        /// `NONE`.
        None,
    }

    impl ToJson for IncludeDetail {
        fn to_json(&self) -> Json {
            match self {
                Self::Full => "FULL",
                Self::None => "NONE",
            }
            .into()
        }
    }

    /// Values of `Level`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Level {
        /// `ERROR`.
        Error,
        /// `INFO`.
        Info,
        /// `OFF`.
        Off,
        /// `TRACE`.
        Trace,
    }

    impl ToJson for Level {
        fn to_json(&self) -> Json {
            match self {
                Self::Error => "ERROR",
                Self::Info => "INFO",
                Self::Off => "OFF",
                Self::Trace => "TRACE",
            }
            .into()
        }
    }

    /// `AWS::Events::EventBus.LogConfig`.
    #[derive(Clone, Debug, Default)]
    pub struct LogConfig {
        /// `IncludeDetail`.
        pub include_detail: Option<Value<IncludeDetail>>,
        /// `Level`.
        pub level: Option<Value<Level>>,
    }

    impl LogConfig {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for LogConfig {
        fn to_json(&self) -> Json {
            object([
                ("IncludeDetail", self.include_detail.to_json()),
                ("Level", self.level.to_json()),
            ])
        }
    }

    /// `AWS::Events::EventBus.Tag`.
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

/// Types of the properties of [`EventBusPolicy`].
pub mod event_bus_policy {
    use crate::{Json, ToJson, Value, value::object};

    /// Values of `Action`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Action {
        /// `events:PutEvents`.
        EventsPutEvents,
    }

    impl ToJson for Action {
        fn to_json(&self) -> Json {
            match self {
                Self::EventsPutEvents => "events:PutEvents",
            }
            .into()
        }
    }

    /// `AWS::Events::EventBusPolicy.Condition`.
    #[derive(Clone, Debug, Default)]
    pub struct Condition {
        /// `Key`.
        pub key: Option<Value<String>>,
        /// `Type`.
        pub r#type: Option<Value<Type>>,
        /// `Value`.
        pub value: Option<Value<String>>,
    }

    impl Condition {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for Condition {
        fn to_json(&self) -> Json {
            object([
                ("Key", self.key.to_json()),
                ("Type", self.r#type.to_json()),
                ("Value", self.value.to_json()),
            ])
        }
    }

    /// Values of `Type`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Type {
        /// `StringEquals`.
        StringEquals,
    }

    impl ToJson for Type {
        fn to_json(&self) -> Json {
            match self {
                Self::StringEquals => "StringEquals",
            }
            .into()
        }
    }
}

/// Types of the properties of [`Rule`].
pub mod rule {
    use crate::{Json, List, Map, ToJson, Value, value::object};

    /// `AWS::Events::Rule.AppSyncParameters`.
    #[derive(Clone, Debug)]
    pub struct AppSyncParameters {
        /// `GraphQLOperation`.
        pub graph_ql_operation: Value<String>,
    }

    impl AppSyncParameters {
        /// With all that is required.
        pub fn new(graph_ql_operation: impl Into<Value<String>>) -> Self {
            Self { graph_ql_operation: graph_ql_operation.into() }
        }
    }

    impl ToJson for AppSyncParameters {
        fn to_json(&self) -> Json {
            object([("GraphQLOperation", self.graph_ql_operation.to_json())])
        }
    }

    /// Values of `AssignPublicIp`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum AssignPublicIp {
        /// `DISABLED`.
        Disabled,
        /// `ENABLED`.
        Enabled,
    }

    impl ToJson for AssignPublicIp {
        fn to_json(&self) -> Json {
            match self {
                Self::Disabled => "DISABLED",
                Self::Enabled => "ENABLED",
            }
            .into()
        }
    }

    /// `AWS::Events::Rule.AwsVpcConfiguration`.
    #[derive(Clone, Debug)]
    pub struct AwsVpcConfiguration {
        /// `AssignPublicIp`.
        pub assign_public_ip: Option<Value<AssignPublicIp>>,
        /// `SecurityGroups`.
        pub security_groups: Option<List<String>>,
        /// `Subnets`.
        pub subnets: List<String>,
    }

    impl AwsVpcConfiguration {
        /// With all that is required.
        pub fn new(subnets: impl Into<List<String>>) -> Self {
            Self { assign_public_ip: None, security_groups: None, subnets: subnets.into() }
        }
    }

    impl ToJson for AwsVpcConfiguration {
        fn to_json(&self) -> Json {
            object([
                ("AssignPublicIp", self.assign_public_ip.to_json()),
                ("SecurityGroups", self.security_groups.to_json()),
                ("Subnets", self.subnets.to_json()),
            ])
        }
    }

    /// `AWS::Events::Rule.BatchArrayProperties`.
    #[derive(Clone, Debug, Default)]
    pub struct BatchArrayProperties {
        /// `Size`.
        pub size: Option<Value<i64>>,
    }

    impl BatchArrayProperties {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for BatchArrayProperties {
        fn to_json(&self) -> Json {
            object([("Size", self.size.to_json())])
        }
    }

    /// `AWS::Events::Rule.BatchParameters`.
    #[derive(Clone, Debug)]
    pub struct BatchParameters {
        /// `ArrayProperties`.
        pub array_properties: Option<Value<BatchArrayProperties>>,
        /// `JobDefinition`.
        pub job_definition: Value<String>,
        /// `JobName`.
        pub job_name: Value<String>,
        /// `RetryStrategy`.
        pub retry_strategy: Option<Value<BatchRetryStrategy>>,
    }

    impl BatchParameters {
        /// With all that is required.
        pub fn new(
            job_definition: impl Into<Value<String>>,
            job_name: impl Into<Value<String>>,
        ) -> Self {
            Self {
                array_properties: None,
                job_definition: job_definition.into(),
                job_name: job_name.into(),
                retry_strategy: None,
            }
        }
    }

    impl ToJson for BatchParameters {
        fn to_json(&self) -> Json {
            object([
                ("ArrayProperties", self.array_properties.to_json()),
                ("JobDefinition", self.job_definition.to_json()),
                ("JobName", self.job_name.to_json()),
                ("RetryStrategy", self.retry_strategy.to_json()),
            ])
        }
    }

    /// `AWS::Events::Rule.BatchRetryStrategy`.
    #[derive(Clone, Debug, Default)]
    pub struct BatchRetryStrategy {
        /// `Attempts`.
        pub attempts: Option<Value<i64>>,
    }

    impl BatchRetryStrategy {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for BatchRetryStrategy {
        fn to_json(&self) -> Json {
            object([("Attempts", self.attempts.to_json())])
        }
    }

    /// `AWS::Events::Rule.CapacityProviderStrategyItem`.
    #[derive(Clone, Debug)]
    pub struct CapacityProviderStrategyItem {
        /// `Base`.
        pub base: Option<Value<i64>>,
        /// `CapacityProvider`.
        pub capacity_provider: Value<String>,
        /// `Weight`.
        pub weight: Option<Value<i64>>,
    }

    impl CapacityProviderStrategyItem {
        /// With all that is required.
        pub fn new(capacity_provider: impl Into<Value<String>>) -> Self {
            Self { base: None, capacity_provider: capacity_provider.into(), weight: None }
        }
    }

    impl ToJson for CapacityProviderStrategyItem {
        fn to_json(&self) -> Json {
            object([
                ("Base", self.base.to_json()),
                ("CapacityProvider", self.capacity_provider.to_json()),
                ("Weight", self.weight.to_json()),
            ])
        }
    }

    /// `AWS::Events::Rule.DeadLetterConfig`.
    #[derive(Clone, Debug, Default)]
    pub struct DeadLetterConfig {
        /// `Arn`.
        pub arn: Option<Value<String>>,
    }

    impl DeadLetterConfig {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for DeadLetterConfig {
        fn to_json(&self) -> Json {
            object([("Arn", self.arn.to_json())])
        }
    }

    /// `AWS::Events::Rule.EcsParameters`.
    #[derive(Clone, Debug)]
    pub struct EcsParameters {
        /// `CapacityProviderStrategy`.
        pub capacity_provider_strategy: Option<List<CapacityProviderStrategyItem>>,
        /// `EnableECSManagedTags`.
        pub enable_ecs_managed_tags: Option<Value<bool>>,
        /// `EnableExecuteCommand`.
        pub enable_execute_command: Option<Value<bool>>,
        /// `Group`.
        pub group: Option<Value<String>>,
        /// `LaunchType`.
        pub launch_type: Option<Value<LaunchType>>,
        /// `NetworkConfiguration`.
        pub network_configuration: Option<Value<NetworkConfiguration>>,
        /// `PlacementConstraints`.
        pub placement_constraints: Option<List<PlacementConstraint>>,
        /// `PlacementStrategies`.
        pub placement_strategies: Option<List<PlacementStrategy>>,
        /// `PlatformVersion`.
        pub platform_version: Option<Value<String>>,
        /// `PropagateTags`.
        pub propagate_tags: Option<Value<PropagateTags>>,
        /// `ReferenceId`.
        pub reference_id: Option<Value<String>>,
        /// `TagList`.
        pub tag_list: Option<List<Tag>>,
        /// `TaskCount`.
        pub task_count: Option<Value<i64>>,
        /// `TaskDefinitionArn`.
        pub task_definition_arn: Value<String>,
    }

    impl EcsParameters {
        /// With all that is required.
        pub fn new(task_definition_arn: impl Into<Value<String>>) -> Self {
            Self {
                capacity_provider_strategy: None,
                enable_ecs_managed_tags: None,
                enable_execute_command: None,
                group: None,
                launch_type: None,
                network_configuration: None,
                placement_constraints: None,
                placement_strategies: None,
                platform_version: None,
                propagate_tags: None,
                reference_id: None,
                tag_list: None,
                task_count: None,
                task_definition_arn: task_definition_arn.into(),
            }
        }
    }

    impl ToJson for EcsParameters {
        fn to_json(&self) -> Json {
            object([
                ("CapacityProviderStrategy", self.capacity_provider_strategy.to_json()),
                ("EnableECSManagedTags", self.enable_ecs_managed_tags.to_json()),
                ("EnableExecuteCommand", self.enable_execute_command.to_json()),
                ("Group", self.group.to_json()),
                ("LaunchType", self.launch_type.to_json()),
                ("NetworkConfiguration", self.network_configuration.to_json()),
                ("PlacementConstraints", self.placement_constraints.to_json()),
                ("PlacementStrategies", self.placement_strategies.to_json()),
                ("PlatformVersion", self.platform_version.to_json()),
                ("PropagateTags", self.propagate_tags.to_json()),
                ("ReferenceId", self.reference_id.to_json()),
                ("TagList", self.tag_list.to_json()),
                ("TaskCount", self.task_count.to_json()),
                ("TaskDefinitionArn", self.task_definition_arn.to_json()),
            ])
        }
    }

    /// `AWS::Events::Rule.HttpParameters`.
    #[derive(Clone, Debug, Default)]
    pub struct HttpParameters {
        /// `HeaderParameters`.
        pub header_parameters: Option<Map<String>>,
        /// `PathParameterValues`.
        pub path_parameter_values: Option<List<String>>,
        /// `QueryStringParameters`.
        pub query_string_parameters: Option<Map<String>>,
    }

    impl HttpParameters {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for HttpParameters {
        fn to_json(&self) -> Json {
            object([
                ("HeaderParameters", self.header_parameters.to_json()),
                ("PathParameterValues", self.path_parameter_values.to_json()),
                ("QueryStringParameters", self.query_string_parameters.to_json()),
            ])
        }
    }

    /// `AWS::Events::Rule.InputTransformer`.
    #[derive(Clone, Debug)]
    pub struct InputTransformer {
        /// `InputPathsMap`.
        pub input_paths_map: Option<Map<String>>,
        /// `InputTemplate`.
        pub input_template: Value<String>,
    }

    impl InputTransformer {
        /// With all that is required.
        pub fn new(input_template: impl Into<Value<String>>) -> Self {
            Self { input_paths_map: None, input_template: input_template.into() }
        }
    }

    impl ToJson for InputTransformer {
        fn to_json(&self) -> Json {
            object([
                ("InputPathsMap", self.input_paths_map.to_json()),
                ("InputTemplate", self.input_template.to_json()),
            ])
        }
    }

    /// `AWS::Events::Rule.KinesisParameters`.
    #[derive(Clone, Debug)]
    pub struct KinesisParameters {
        /// `PartitionKeyPath`.
        pub partition_key_path: Value<String>,
    }

    impl KinesisParameters {
        /// With all that is required.
        pub fn new(partition_key_path: impl Into<Value<String>>) -> Self {
            Self { partition_key_path: partition_key_path.into() }
        }
    }

    impl ToJson for KinesisParameters {
        fn to_json(&self) -> Json {
            object([("PartitionKeyPath", self.partition_key_path.to_json())])
        }
    }

    /// Values of `LaunchType`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum LaunchType {
        /// `EC2`.
        Ec2,
        /// `EXTERNAL`.
        External,
        /// `FARGATE`.
        Fargate,
    }

    impl ToJson for LaunchType {
        fn to_json(&self) -> Json {
            match self {
                Self::Ec2 => "EC2",
                Self::External => "EXTERNAL",
                Self::Fargate => "FARGATE",
            }
            .into()
        }
    }

    /// `AWS::Events::Rule.NetworkConfiguration`.
    #[derive(Clone, Debug, Default)]
    pub struct NetworkConfiguration {
        /// `AwsVpcConfiguration`.
        pub aws_vpc_configuration: Option<Value<AwsVpcConfiguration>>,
    }

    impl NetworkConfiguration {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for NetworkConfiguration {
        fn to_json(&self) -> Json {
            object([("AwsVpcConfiguration", self.aws_vpc_configuration.to_json())])
        }
    }

    /// `AWS::Events::Rule.PlacementConstraint`.
    #[derive(Clone, Debug, Default)]
    pub struct PlacementConstraint {
        /// `Expression`.
        pub expression: Option<Value<String>>,
        /// `Type`.
        pub r#type: Option<Value<Type>>,
    }

    impl PlacementConstraint {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for PlacementConstraint {
        fn to_json(&self) -> Json {
            object([("Expression", self.expression.to_json()), ("Type", self.r#type.to_json())])
        }
    }

    /// `AWS::Events::Rule.PlacementStrategy`.
    #[derive(Clone, Debug, Default)]
    pub struct PlacementStrategy {
        /// `Field`.
        pub field: Option<Value<String>>,
        /// `Type`.
        pub r#type: Option<Value<String>>,
    }

    impl PlacementStrategy {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for PlacementStrategy {
        fn to_json(&self) -> Json {
            object([("Field", self.field.to_json()), ("Type", self.r#type.to_json())])
        }
    }

    /// Values of `PropagateTags`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum PropagateTags {
        /// `TASK_DEFINITION`.
        TaskDefinition,
    }

    impl ToJson for PropagateTags {
        fn to_json(&self) -> Json {
            match self {
                Self::TaskDefinition => "TASK_DEFINITION",
            }
            .into()
        }
    }

    /// `AWS::Events::Rule.RedshiftDataParameters`.
    #[derive(Clone, Debug)]
    pub struct RedshiftDataParameters {
        /// `Database`.
        pub database: Value<String>,
        /// `DbUser`.
        pub db_user: Option<Value<String>>,
        /// `SecretManagerArn`.
        pub secret_manager_arn: Option<Value<String>>,
        /// `Sql`.
        pub sql: Option<Value<String>>,
        /// `Sqls`.
        pub sqls: Option<List<String>>,
        /// `StatementName`.
        pub statement_name: Option<Value<String>>,
        /// `WithEvent`.
        pub with_event: Option<Value<bool>>,
    }

    impl RedshiftDataParameters {
        /// With all that is required.
        pub fn new(database: impl Into<Value<String>>) -> Self {
            Self {
                database: database.into(),
                db_user: None,
                secret_manager_arn: None,
                sql: None,
                sqls: None,
                statement_name: None,
                with_event: None,
            }
        }
    }

    impl ToJson for RedshiftDataParameters {
        fn to_json(&self) -> Json {
            object([
                ("Database", self.database.to_json()),
                ("DbUser", self.db_user.to_json()),
                ("SecretManagerArn", self.secret_manager_arn.to_json()),
                ("Sql", self.sql.to_json()),
                ("Sqls", self.sqls.to_json()),
                ("StatementName", self.statement_name.to_json()),
                ("WithEvent", self.with_event.to_json()),
            ])
        }
    }

    /// `AWS::Events::Rule.RetryPolicy`.
    #[derive(Clone, Debug, Default)]
    pub struct RetryPolicy {
        /// `MaximumEventAgeInSeconds`.
        pub maximum_event_age_in_seconds: Option<Value<i64>>,
        /// `MaximumRetryAttempts`.
        pub maximum_retry_attempts: Option<Value<i64>>,
    }

    impl RetryPolicy {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for RetryPolicy {
        fn to_json(&self) -> Json {
            object([
                ("MaximumEventAgeInSeconds", self.maximum_event_age_in_seconds.to_json()),
                ("MaximumRetryAttempts", self.maximum_retry_attempts.to_json()),
            ])
        }
    }

    /// `AWS::Events::Rule.RunCommandParameters`.
    #[derive(Clone, Debug)]
    pub struct RunCommandParameters {
        /// `RunCommandTargets`.
        pub run_command_targets: List<RunCommandTarget>,
    }

    impl RunCommandParameters {
        /// With all that is required.
        pub fn new(run_command_targets: impl Into<List<RunCommandTarget>>) -> Self {
            Self { run_command_targets: run_command_targets.into() }
        }
    }

    impl ToJson for RunCommandParameters {
        fn to_json(&self) -> Json {
            object([("RunCommandTargets", self.run_command_targets.to_json())])
        }
    }

    /// `AWS::Events::Rule.RunCommandTarget`.
    #[derive(Clone, Debug)]
    pub struct RunCommandTarget {
        /// `Key`.
        pub key: Value<String>,
        /// `Values`.
        pub values: List<String>,
    }

    impl RunCommandTarget {
        /// With all that is required.
        pub fn new(key: impl Into<Value<String>>, values: impl Into<List<String>>) -> Self {
            Self { key: key.into(), values: values.into() }
        }
    }

    impl ToJson for RunCommandTarget {
        fn to_json(&self) -> Json {
            object([("Key", self.key.to_json()), ("Values", self.values.to_json())])
        }
    }

    /// `AWS::Events::Rule.SageMakerPipelineParameter`.
    #[derive(Clone, Debug)]
    pub struct SageMakerPipelineParameter {
        /// `Name`.
        pub name: Value<String>,
        /// `Value`.
        pub value: Value<String>,
    }

    impl SageMakerPipelineParameter {
        /// With all that is required.
        pub fn new(name: impl Into<Value<String>>, value: impl Into<Value<String>>) -> Self {
            Self { name: name.into(), value: value.into() }
        }
    }

    impl ToJson for SageMakerPipelineParameter {
        fn to_json(&self) -> Json {
            object([("Name", self.name.to_json()), ("Value", self.value.to_json())])
        }
    }

    /// `AWS::Events::Rule.SageMakerPipelineParameters`.
    #[derive(Clone, Debug, Default)]
    pub struct SageMakerPipelineParameters {
        /// `PipelineParameterList`.
        pub pipeline_parameter_list: Option<List<SageMakerPipelineParameter>>,
    }

    impl SageMakerPipelineParameters {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for SageMakerPipelineParameters {
        fn to_json(&self) -> Json {
            object([("PipelineParameterList", self.pipeline_parameter_list.to_json())])
        }
    }

    /// `AWS::Events::Rule.SqsParameters`.
    #[derive(Clone, Debug)]
    pub struct SqsParameters {
        /// `MessageGroupId`.
        pub message_group_id: Value<String>,
    }

    impl SqsParameters {
        /// With all that is required.
        pub fn new(message_group_id: impl Into<Value<String>>) -> Self {
            Self { message_group_id: message_group_id.into() }
        }
    }

    impl ToJson for SqsParameters {
        fn to_json(&self) -> Json {
            object([("MessageGroupId", self.message_group_id.to_json())])
        }
    }

    /// Values of `State`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum State {
        /// `DISABLED`.
        Disabled,
        /// `ENABLED`.
        Enabled,
        /// `ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS`.
        EnabledWithAllCloudtrailManagementEvents,
    }

    impl ToJson for State {
        fn to_json(&self) -> Json {
            match self {
                Self::Disabled => "DISABLED",
                Self::Enabled => "ENABLED",
                Self::EnabledWithAllCloudtrailManagementEvents => {
                    "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"
                }
            }
            .into()
        }
    }

    /// `AWS::Events::Rule.Tag`.
    #[derive(Clone, Debug, Default)]
    pub struct Tag {
        /// `Key`.
        pub key: Option<Value<String>>,
        /// `Value`.
        pub value: Option<Value<String>>,
    }

    impl Tag {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for Tag {
        fn to_json(&self) -> Json {
            object([("Key", self.key.to_json()), ("Value", self.value.to_json())])
        }
    }

    /// `AWS::Events::Rule.Target`.
    #[derive(Clone, Debug)]
    pub struct Target {
        /// `AppSyncParameters`.
        pub app_sync_parameters: Option<Value<AppSyncParameters>>,
        /// `Arn`.
        pub arn: Value<String>,
        /// `BatchParameters`.
        pub batch_parameters: Option<Value<BatchParameters>>,
        /// `DeadLetterConfig`.
        pub dead_letter_config: Option<Value<DeadLetterConfig>>,
        /// `EcsParameters`.
        pub ecs_parameters: Option<Value<EcsParameters>>,
        /// `HttpParameters`.
        pub http_parameters: Option<Value<HttpParameters>>,
        /// `Id`.
        pub id: Value<String>,
        /// `Input`.
        pub input: Option<Value<String>>,
        /// `InputPath`.
        pub input_path: Option<Value<String>>,
        /// `InputTransformer`.
        pub input_transformer: Option<Value<InputTransformer>>,
        /// `KinesisParameters`.
        pub kinesis_parameters: Option<Value<KinesisParameters>>,
        /// `RedshiftDataParameters`.
        pub redshift_data_parameters: Option<Value<RedshiftDataParameters>>,
        /// `RetryPolicy`.
        pub retry_policy: Option<Value<RetryPolicy>>,
        /// `RoleArn`.
        pub role_arn: Option<Value<String>>,
        /// `RunCommandParameters`.
        pub run_command_parameters: Option<Value<RunCommandParameters>>,
        /// `SageMakerPipelineParameters`.
        pub sage_maker_pipeline_parameters: Option<Value<SageMakerPipelineParameters>>,
        /// `SqsParameters`.
        pub sqs_parameters: Option<Value<SqsParameters>>,
    }

    impl Target {
        /// With all that is required.
        pub fn new(arn: impl Into<Value<String>>, id: impl Into<Value<String>>) -> Self {
            Self {
                app_sync_parameters: None,
                arn: arn.into(),
                batch_parameters: None,
                dead_letter_config: None,
                ecs_parameters: None,
                http_parameters: None,
                id: id.into(),
                input: None,
                input_path: None,
                input_transformer: None,
                kinesis_parameters: None,
                redshift_data_parameters: None,
                retry_policy: None,
                role_arn: None,
                run_command_parameters: None,
                sage_maker_pipeline_parameters: None,
                sqs_parameters: None,
            }
        }
    }

    impl ToJson for Target {
        fn to_json(&self) -> Json {
            object([
                ("AppSyncParameters", self.app_sync_parameters.to_json()),
                ("Arn", self.arn.to_json()),
                ("BatchParameters", self.batch_parameters.to_json()),
                ("DeadLetterConfig", self.dead_letter_config.to_json()),
                ("EcsParameters", self.ecs_parameters.to_json()),
                ("HttpParameters", self.http_parameters.to_json()),
                ("Id", self.id.to_json()),
                ("Input", self.input.to_json()),
                ("InputPath", self.input_path.to_json()),
                ("InputTransformer", self.input_transformer.to_json()),
                ("KinesisParameters", self.kinesis_parameters.to_json()),
                ("RedshiftDataParameters", self.redshift_data_parameters.to_json()),
                ("RetryPolicy", self.retry_policy.to_json()),
                ("RoleArn", self.role_arn.to_json()),
                ("RunCommandParameters", self.run_command_parameters.to_json()),
                ("SageMakerPipelineParameters", self.sage_maker_pipeline_parameters.to_json()),
                ("SqsParameters", self.sqs_parameters.to_json()),
            ])
        }
    }

    /// Values of `Type`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Type {
        /// `distinctInstance`.
        DistinctInstance,
        /// `memberOf`.
        MemberOf,
    }

    impl ToJson for Type {
        fn to_json(&self) -> Json {
            match self {
                Self::DistinctInstance => "distinctInstance",
                Self::MemberOf => "memberOf",
            }
            .into()
        }
    }
}
