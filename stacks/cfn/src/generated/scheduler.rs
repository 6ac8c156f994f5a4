//! Resource types of `scheduler`.
//! Written by `cargo xtask codegen` from the official resource schemas; not edited by hand.

use crate::{Handle, Json, Resource, ToJson, Value, value::object};

/// `AWS::Scheduler::Schedule`.
#[derive(Clone, Debug)]
pub struct Schedule {
    /// `Description`.
    pub description: Option<Value<String>>,
    /// `EndDate`.
    pub end_date: Option<Value<String>>,
    /// `FlexibleTimeWindow`.
    pub flexible_time_window: Value<schedule::FlexibleTimeWindow>,
    /// `GroupName`.
    pub group_name: Option<Value<String>>,
    /// `KmsKeyArn`.
    pub kms_key_arn: Option<Value<String>>,
    /// `Name`. Changing it may replace the resource.
    pub name: Option<Value<String>>,
    /// `ScheduleExpression`.
    pub schedule_expression: Value<String>,
    /// `ScheduleExpressionTimezone`.
    pub schedule_expression_timezone: Option<Value<String>>,
    /// `StartDate`.
    pub start_date: Option<Value<String>>,
    /// `State`.
    pub state: Option<Value<schedule::ScheduleState>>,
    /// `Target`.
    pub target: Value<schedule::Target>,
}

impl Schedule {
    /// With all that is required.
    pub fn new(
        flexible_time_window: impl Into<Value<schedule::FlexibleTimeWindow>>,
        schedule_expression: impl Into<Value<String>>,
        target: impl Into<Value<schedule::Target>>,
    ) -> Self {
        Self {
            description: None,
            end_date: None,
            flexible_time_window: flexible_time_window.into(),
            group_name: None,
            kms_key_arn: None,
            name: None,
            schedule_expression: schedule_expression.into(),
            schedule_expression_timezone: None,
            start_date: None,
            state: None,
            target: target.into(),
        }
    }
}

impl ToJson for Schedule {
    fn to_json(&self) -> Json {
        object([
            ("Description", self.description.to_json()),
            ("EndDate", self.end_date.to_json()),
            ("FlexibleTimeWindow", self.flexible_time_window.to_json()),
            ("GroupName", self.group_name.to_json()),
            ("KmsKeyArn", self.kms_key_arn.to_json()),
            ("Name", self.name.to_json()),
            ("ScheduleExpression", self.schedule_expression.to_json()),
            ("ScheduleExpressionTimezone", self.schedule_expression_timezone.to_json()),
            ("StartDate", self.start_date.to_json()),
            ("State", self.state.to_json()),
            ("Target", self.target.to_json()),
        ])
    }
}

impl Resource for Schedule {
    const TYPE: &'static str = "AWS::Scheduler::Schedule";
}

impl Handle<Schedule> {
    /// The attribute `Arn`.
    pub fn arn(&self) -> Value<String> {
        self.get_att("Arn")
    }
}

/// Types of the properties of [`Schedule`].
pub mod schedule {
    use crate::{Json, List, ToJson, Value, value::object};

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

    /// `AWS::Scheduler::Schedule.AwsVpcConfiguration`.
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

    /// `AWS::Scheduler::Schedule.CapacityProviderStrategyItem`.
    #[derive(Clone, Debug)]
    pub struct CapacityProviderStrategyItem {
        /// `Base`.
        pub base: Option<Value<f64>>,
        /// `CapacityProvider`.
        pub capacity_provider: Value<String>,
        /// `Weight`.
        pub weight: Option<Value<f64>>,
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

    /// `AWS::Scheduler::Schedule.DeadLetterConfig`.
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

    /// `AWS::Scheduler::Schedule.EcsParameters`.
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
        /// `PlacementStrategy`.
        pub placement_strategy: Option<List<PlacementStrategy>>,
        /// `PlatformVersion`.
        pub platform_version: Option<Value<String>>,
        /// `PropagateTags`.
        pub propagate_tags: Option<Value<PropagateTags>>,
        /// `ReferenceId`.
        pub reference_id: Option<Value<String>>,
        /// `Tags`.
        pub tags: Option<List<Json>>,
        /// `TaskCount`.
        pub task_count: Option<Value<f64>>,
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
                placement_strategy: None,
                platform_version: None,
                propagate_tags: None,
                reference_id: None,
                tags: None,
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
                ("PlacementStrategy", self.placement_strategy.to_json()),
                ("PlatformVersion", self.platform_version.to_json()),
                ("PropagateTags", self.propagate_tags.to_json()),
                ("ReferenceId", self.reference_id.to_json()),
                ("Tags", self.tags.to_json()),
                ("TaskCount", self.task_count.to_json()),
                ("TaskDefinitionArn", self.task_definition_arn.to_json()),
            ])
        }
    }

    /// `AWS::Scheduler::Schedule.EventBridgeParameters`.
    #[derive(Clone, Debug)]
    pub struct EventBridgeParameters {
        /// `DetailType`.
        pub detail_type: Value<String>,
        /// `Source`.
        pub source: Value<String>,
    }

    impl EventBridgeParameters {
        /// With all that is required.
        pub fn new(
            detail_type: impl Into<Value<String>>,
            source: impl Into<Value<String>>,
        ) -> Self {
            Self { detail_type: detail_type.into(), source: source.into() }
        }
    }

    impl ToJson for EventBridgeParameters {
        fn to_json(&self) -> Json {
            object([("DetailType", self.detail_type.to_json()), ("Source", self.source.to_json())])
        }
    }

    /// `AWS::Scheduler::Schedule.FlexibleTimeWindow`.
    #[derive(Clone, Debug)]
    pub struct FlexibleTimeWindow {
        /// `MaximumWindowInMinutes`.
        pub maximum_window_in_minutes: Option<Value<f64>>,
        /// `Mode`.
        pub mode: Value<FlexibleTimeWindowMode>,
    }

    impl FlexibleTimeWindow {
        /// With all that is required.
        pub fn new(mode: impl Into<Value<FlexibleTimeWindowMode>>) -> Self {
            Self { maximum_window_in_minutes: None, mode: mode.into() }
        }
    }

    impl ToJson for FlexibleTimeWindow {
        fn to_json(&self) -> Json {
            object([
                ("MaximumWindowInMinutes", self.maximum_window_in_minutes.to_json()),
                ("Mode", self.mode.to_json()),
            ])
        }
    }

    /// Values of `Mode`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum FlexibleTimeWindowMode {
        /// `FLEXIBLE`.
        Flexible,
        /// `OFF`.
        Off,
    }

    impl ToJson for FlexibleTimeWindowMode {
        fn to_json(&self) -> Json {
            match self {
                Self::Flexible => "FLEXIBLE",
                Self::Off => "OFF",
            }
            .into()
        }
    }

    /// `AWS::Scheduler::Schedule.KinesisParameters`.
    #[derive(Clone, Debug)]
    pub struct KinesisParameters {
        /// `PartitionKey`.
        pub partition_key: Value<String>,
    }

    impl KinesisParameters {
        /// With all that is required.
        pub fn new(partition_key: impl Into<Value<String>>) -> Self {
            Self { partition_key: partition_key.into() }
        }
    }

    impl ToJson for KinesisParameters {
        fn to_json(&self) -> Json {
            object([("PartitionKey", self.partition_key.to_json())])
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

    /// `AWS::Scheduler::Schedule.NetworkConfiguration`.
    #[derive(Clone, Debug, Default)]
    pub struct NetworkConfiguration {
        /// `AwsvpcConfiguration`.
        pub awsvpc_configuration: Option<Value<AwsVpcConfiguration>>,
    }

    impl NetworkConfiguration {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for NetworkConfiguration {
        fn to_json(&self) -> Json {
            object([("AwsvpcConfiguration", self.awsvpc_configuration.to_json())])
        }
    }

    /// `AWS::Scheduler::Schedule.PlacementConstraint`.
    #[derive(Clone, Debug, Default)]
    pub struct PlacementConstraint {
        /// `Expression`.
        pub expression: Option<Value<String>>,
        /// `Type`.
        pub r#type: Option<Value<PlacementConstraintType>>,
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

    /// Values of `Type`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum PlacementConstraintType {
        /// `distinctInstance`.
        DistinctInstance,
        /// `memberOf`.
        MemberOf,
    }

    impl ToJson for PlacementConstraintType {
        fn to_json(&self) -> Json {
            match self {
                Self::DistinctInstance => "distinctInstance",
                Self::MemberOf => "memberOf",
            }
            .into()
        }
    }

    /// `AWS::Scheduler::Schedule.PlacementStrategy`.
    #[derive(Clone, Debug, Default)]
    pub struct PlacementStrategy {
        /// `Field`.
        pub field: Option<Value<String>>,
        /// `Type`.
        pub r#type: Option<Value<PlacementStrategyType>>,
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

    /// Values of `Type`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum PlacementStrategyType {
        /// `binpack`.
        Binpack,
        /// `random`.
        Random,
        /// `spread`.
        Spread,
    }

    impl ToJson for PlacementStrategyType {
        fn to_json(&self) -> Json {
            match self {
                Self::Binpack => "binpack",
                Self::Random => "random",
                Self::Spread => "spread",
            }
            .into()
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

    /// `AWS::Scheduler::Schedule.RetryPolicy`.
    #[derive(Clone, Debug, Default)]
    pub struct RetryPolicy {
        /// `MaximumEventAgeInSeconds`.
        pub maximum_event_age_in_seconds: Option<Value<f64>>,
        /// `MaximumRetryAttempts`.
        pub maximum_retry_attempts: Option<Value<f64>>,
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

    /// `AWS::Scheduler::Schedule.SageMakerPipelineParameter`.
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

    /// `AWS::Scheduler::Schedule.SageMakerPipelineParameters`.
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

    /// Values of `State`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum ScheduleState {
        /// `DISABLED`.
        Disabled,
        /// `ENABLED`.
        Enabled,
    }

    impl ToJson for ScheduleState {
        fn to_json(&self) -> Json {
            match self {
                Self::Disabled => "DISABLED",
                Self::Enabled => "ENABLED",
            }
            .into()
        }
    }

    /// `AWS::Scheduler::Schedule.SqsParameters`.
    #[derive(Clone, Debug, Default)]
    pub struct SqsParameters {
        /// `MessageGroupId`.
        pub message_group_id: Option<Value<String>>,
    }

    impl SqsParameters {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for SqsParameters {
        fn to_json(&self) -> Json {
            object([("MessageGroupId", self.message_group_id.to_json())])
        }
    }

    /// `AWS::Scheduler::Schedule.Target`.
    #[derive(Clone, Debug)]
    pub struct Target {
        /// `Arn`.
        pub arn: Value<String>,
        /// `DeadLetterConfig`.
        pub dead_letter_config: Option<Value<DeadLetterConfig>>,
        /// `EcsParameters`.
        pub ecs_parameters: Option<Value<EcsParameters>>,
        /// `EventBridgeParameters`.
        pub event_bridge_parameters: Option<Value<EventBridgeParameters>>,
        /// `Input`.
        pub input: Option<Value<String>>,
        /// `KinesisParameters`.
        pub kinesis_parameters: Option<Value<KinesisParameters>>,
        /// `RetryPolicy`.
        pub retry_policy: Option<Value<RetryPolicy>>,
        /// `RoleArn`.
        pub role_arn: Value<String>,
        /// `SageMakerPipelineParameters`.
        pub sage_maker_pipeline_parameters: Option<Value<SageMakerPipelineParameters>>,
        /// `SqsParameters`.
        pub sqs_parameters: Option<Value<SqsParameters>>,
    }

    impl Target {
        /// With all that is required.
        pub fn new(arn: impl Into<Value<String>>, role_arn: impl Into<Value<String>>) -> Self {
            Self {
                arn: arn.into(),
                dead_letter_config: None,
                ecs_parameters: None,
                event_bridge_parameters: None,
                input: None,
                kinesis_parameters: None,
                retry_policy: None,
                role_arn: role_arn.into(),
                sage_maker_pipeline_parameters: None,
                sqs_parameters: None,
            }
        }
    }

    impl ToJson for Target {
        fn to_json(&self) -> Json {
            object([
                ("Arn", self.arn.to_json()),
                ("DeadLetterConfig", self.dead_letter_config.to_json()),
                ("EcsParameters", self.ecs_parameters.to_json()),
                ("EventBridgeParameters", self.event_bridge_parameters.to_json()),
                ("Input", self.input.to_json()),
                ("KinesisParameters", self.kinesis_parameters.to_json()),
                ("RetryPolicy", self.retry_policy.to_json()),
                ("RoleArn", self.role_arn.to_json()),
                ("SageMakerPipelineParameters", self.sage_maker_pipeline_parameters.to_json()),
                ("SqsParameters", self.sqs_parameters.to_json()),
            ])
        }
    }
}
