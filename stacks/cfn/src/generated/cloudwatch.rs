//! Resource types of `cloudwatch`.
//! Written by `cargo xtask codegen` from the official resource schemas; not edited by hand.

use crate::{Handle, Json, List, Resource, ToJson, Value, value::object};

/// `AWS::CloudWatch::Alarm`.
#[derive(Clone, Debug, Default)]
pub struct Alarm {
    /// `ActionConfiguration`.
    pub action_configuration: Option<Value<alarm::ActionConfiguration>>,
    /// `ActionsEnabled`.
    pub actions_enabled: Option<Value<bool>>,
    /// `AlarmActions`.
    pub alarm_actions: Option<List<String>>,
    /// `AlarmDescription`.
    pub alarm_description: Option<Value<String>>,
    /// `AlarmName`. Changing it may replace the resource.
    pub alarm_name: Option<Value<String>>,
    /// `ComparisonOperator`.
    pub comparison_operator: Option<Value<alarm::ComparisonOperator>>,
    /// `DatapointsToAlarm`.
    pub datapoints_to_alarm: Option<Value<i64>>,
    /// `Dimensions`.
    pub dimensions: Option<List<alarm::Dimension>>,
    /// `EvaluateLowSampleCountPercentile`.
    pub evaluate_low_sample_count_percentile: Option<Value<String>>,
    /// `EvaluationCriteria`.
    pub evaluation_criteria: Option<Value<alarm::EvaluationCriteria>>,
    /// `EvaluationInterval`.
    pub evaluation_interval: Option<Value<i64>>,
    /// `EvaluationPeriods`.
    pub evaluation_periods: Option<Value<i64>>,
    /// `EvaluationWindow`.
    pub evaluation_window: Option<Value<alarm::EvaluationWindow>>,
    /// `ExtendedStatistic`.
    pub extended_statistic: Option<Value<String>>,
    /// `InsufficientDataActions`.
    pub insufficient_data_actions: Option<List<String>>,
    /// `MetricName`.
    pub metric_name: Option<Value<String>>,
    /// `Metrics`.
    pub metrics: Option<List<alarm::MetricDataQuery>>,
    /// `Namespace`.
    pub namespace: Option<Value<String>>,
    /// `OKActions`.
    pub ok_actions: Option<List<String>>,
    /// `Period`.
    pub period: Option<Value<i64>>,
    /// `Statistic`.
    pub statistic: Option<Value<alarm::Statistic>>,
    /// `Tags`.
    pub tags: Option<List<alarm::Tag>>,
    /// `Threshold`.
    pub threshold: Option<Value<f64>>,
    /// `ThresholdMetricId`.
    pub threshold_metric_id: Option<Value<String>>,
    /// `TreatMissingData`.
    pub treat_missing_data: Option<Value<alarm::TreatMissingData>>,
    /// `Unit`.
    pub unit: Option<Value<alarm::Unit>>,
    /// `WarmUpConfiguration`.
    pub warm_up_configuration: Option<Value<alarm::WarmUpConfiguration>>,
}

impl Alarm {
    /// With all that is required.
    pub fn new() -> Self {
        Self::default()
    }
}

impl ToJson for Alarm {
    fn to_json(&self) -> Json {
        object([
            ("ActionConfiguration", self.action_configuration.to_json()),
            ("ActionsEnabled", self.actions_enabled.to_json()),
            ("AlarmActions", self.alarm_actions.to_json()),
            ("AlarmDescription", self.alarm_description.to_json()),
            ("AlarmName", self.alarm_name.to_json()),
            ("ComparisonOperator", self.comparison_operator.to_json()),
            ("DatapointsToAlarm", self.datapoints_to_alarm.to_json()),
            ("Dimensions", self.dimensions.to_json()),
            (
                "EvaluateLowSampleCountPercentile",
                self.evaluate_low_sample_count_percentile.to_json(),
            ),
            ("EvaluationCriteria", self.evaluation_criteria.to_json()),
            ("EvaluationInterval", self.evaluation_interval.to_json()),
            ("EvaluationPeriods", self.evaluation_periods.to_json()),
            ("EvaluationWindow", self.evaluation_window.to_json()),
            ("ExtendedStatistic", self.extended_statistic.to_json()),
            ("InsufficientDataActions", self.insufficient_data_actions.to_json()),
            ("MetricName", self.metric_name.to_json()),
            ("Metrics", self.metrics.to_json()),
            ("Namespace", self.namespace.to_json()),
            ("OKActions", self.ok_actions.to_json()),
            ("Period", self.period.to_json()),
            ("Statistic", self.statistic.to_json()),
            ("Tags", self.tags.to_json()),
            ("Threshold", self.threshold.to_json()),
            ("ThresholdMetricId", self.threshold_metric_id.to_json()),
            ("TreatMissingData", self.treat_missing_data.to_json()),
            ("Unit", self.unit.to_json()),
            ("WarmUpConfiguration", self.warm_up_configuration.to_json()),
        ])
    }
}

impl Resource for Alarm {
    const TYPE: &'static str = "AWS::CloudWatch::Alarm";
}

impl Handle<Alarm> {
    /// The attribute `Arn`.
    pub fn arn(&self) -> Value<String> {
        self.get_att("Arn")
    }
}

/// `AWS::CloudWatch::CompositeAlarm`.
#[derive(Clone, Debug)]
pub struct CompositeAlarm {
    /// `ActionConfiguration`.
    pub action_configuration: Option<Value<composite_alarm::ActionConfiguration>>,
    /// `ActionsEnabled`.
    pub actions_enabled: Option<Value<bool>>,
    /// `ActionsSuppressor`.
    pub actions_suppressor: Option<Value<String>>,
    /// `ActionsSuppressorExtensionPeriod`.
    pub actions_suppressor_extension_period: Option<Value<i64>>,
    /// `ActionsSuppressorWaitPeriod`.
    pub actions_suppressor_wait_period: Option<Value<i64>>,
    /// `AlarmActions`.
    pub alarm_actions: Option<List<String>>,
    /// `AlarmDescription`.
    pub alarm_description: Option<Value<String>>,
    /// `AlarmName`. Changing it may replace the resource.
    pub alarm_name: Option<Value<String>>,
    /// `AlarmRule`.
    pub alarm_rule: Value<String>,
    /// `InsufficientDataActions`.
    pub insufficient_data_actions: Option<List<String>>,
    /// `OKActions`.
    pub ok_actions: Option<List<String>>,
    /// `Tags`.
    pub tags: Option<List<composite_alarm::Tag>>,
}

impl CompositeAlarm {
    /// With all that is required.
    pub fn new(alarm_rule: impl Into<Value<String>>) -> Self {
        Self {
            action_configuration: None,
            actions_enabled: None,
            actions_suppressor: None,
            actions_suppressor_extension_period: None,
            actions_suppressor_wait_period: None,
            alarm_actions: None,
            alarm_description: None,
            alarm_name: None,
            alarm_rule: alarm_rule.into(),
            insufficient_data_actions: None,
            ok_actions: None,
            tags: None,
        }
    }
}

impl ToJson for CompositeAlarm {
    fn to_json(&self) -> Json {
        object([
            ("ActionConfiguration", self.action_configuration.to_json()),
            ("ActionsEnabled", self.actions_enabled.to_json()),
            ("ActionsSuppressor", self.actions_suppressor.to_json()),
            (
                "ActionsSuppressorExtensionPeriod",
                self.actions_suppressor_extension_period.to_json(),
            ),
            ("ActionsSuppressorWaitPeriod", self.actions_suppressor_wait_period.to_json()),
            ("AlarmActions", self.alarm_actions.to_json()),
            ("AlarmDescription", self.alarm_description.to_json()),
            ("AlarmName", self.alarm_name.to_json()),
            ("AlarmRule", self.alarm_rule.to_json()),
            ("InsufficientDataActions", self.insufficient_data_actions.to_json()),
            ("OKActions", self.ok_actions.to_json()),
            ("Tags", self.tags.to_json()),
        ])
    }
}

impl Resource for CompositeAlarm {
    const TYPE: &'static str = "AWS::CloudWatch::CompositeAlarm";
}

impl Handle<CompositeAlarm> {
    /// The attribute `Arn`.
    pub fn arn(&self) -> Value<String> {
        self.get_att("Arn")
    }
}

/// `AWS::CloudWatch::Dashboard`.
#[derive(Clone, Debug)]
pub struct Dashboard {
    /// `DashboardBody`.
    pub dashboard_body: Value<String>,
    /// `DashboardName`. Changing it may replace the resource.
    pub dashboard_name: Option<Value<String>>,
    /// `Tags`.
    pub tags: Option<List<dashboard::Tag>>,
}

impl Dashboard {
    /// With all that is required.
    pub fn new(dashboard_body: impl Into<Value<String>>) -> Self {
        Self { dashboard_body: dashboard_body.into(), dashboard_name: None, tags: None }
    }
}

impl ToJson for Dashboard {
    fn to_json(&self) -> Json {
        object([
            ("DashboardBody", self.dashboard_body.to_json()),
            ("DashboardName", self.dashboard_name.to_json()),
            ("Tags", self.tags.to_json()),
        ])
    }
}

impl Resource for Dashboard {
    const TYPE: &'static str = "AWS::CloudWatch::Dashboard";
}

/// Types of the properties of [`Alarm`].
pub mod alarm {
    use crate::{Json, List, ToJson, Value, value::object};

    /// `AWS::CloudWatch::Alarm.ActionConfiguration`.
    #[derive(Clone, Debug, Default)]
    pub struct ActionConfiguration {
        /// `AlarmTagsPropagation`.
        pub alarm_tags_propagation: Option<Value<AlarmTagsPropagation>>,
    }

    impl ActionConfiguration {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for ActionConfiguration {
        fn to_json(&self) -> Json {
            object([("AlarmTagsPropagation", self.alarm_tags_propagation.to_json())])
        }
    }

    /// `AWS::CloudWatch::Alarm.AlarmPromQLCriteria`.
    #[derive(Clone, Debug, Default)]
    pub struct AlarmPromQLCriteria {
        /// `PendingPeriod`.
        pub pending_period: Option<Value<i64>>,
        /// `Query`.
        pub query: Option<Value<String>>,
        /// `RecoveryPeriod`.
        pub recovery_period: Option<Value<i64>>,
    }

    impl AlarmPromQLCriteria {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for AlarmPromQLCriteria {
        fn to_json(&self) -> Json {
            object([
                ("PendingPeriod", self.pending_period.to_json()),
                ("Query", self.query.to_json()),
                ("RecoveryPeriod", self.recovery_period.to_json()),
            ])
        }
    }

    /// `AWS::CloudWatch::Alarm.AlarmTagsPropagation`.
    #[derive(Clone, Debug)]
    pub struct AlarmTagsPropagation {
        /// `Enabled`.
        pub enabled: Value<bool>,
        /// `ExcludedTagKeys`.
        pub excluded_tag_keys: Option<List<String>>,
        /// `IncludedTagKeys`.
        pub included_tag_keys: Option<List<String>>,
    }

    impl AlarmTagsPropagation {
        /// With all that is required.
        pub fn new(enabled: impl Into<Value<bool>>) -> Self {
            Self { enabled: enabled.into(), excluded_tag_keys: None, included_tag_keys: None }
        }
    }

    impl ToJson for AlarmTagsPropagation {
        fn to_json(&self) -> Json {
            object([
                ("Enabled", self.enabled.to_json()),
                ("ExcludedTagKeys", self.excluded_tag_keys.to_json()),
                ("IncludedTagKeys", self.included_tag_keys.to_json()),
            ])
        }
    }

    /// Values of `ComparisonOperator`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum ComparisonOperator {
        /// `GreaterThanOrEqualToThreshold`.
        GreaterThanOrEqualToThreshold,
        /// `GreaterThanThreshold`.
        GreaterThanThreshold,
        /// `GreaterThanUpperThreshold`.
        GreaterThanUpperThreshold,
        /// `LessThanLowerOrGreaterThanUpperThreshold`.
        LessThanLowerOrGreaterThanUpperThreshold,
        /// `LessThanLowerThreshold`.
        LessThanLowerThreshold,
        /// `LessThanOrEqualToThreshold`.
        LessThanOrEqualToThreshold,
        /// `LessThanThreshold`.
        LessThanThreshold,
    }

    impl ToJson for ComparisonOperator {
        fn to_json(&self) -> Json {
            match self {
                Self::GreaterThanOrEqualToThreshold => "GreaterThanOrEqualToThreshold",
                Self::GreaterThanThreshold => "GreaterThanThreshold",
                Self::GreaterThanUpperThreshold => "GreaterThanUpperThreshold",
                Self::LessThanLowerOrGreaterThanUpperThreshold => {
                    "LessThanLowerOrGreaterThanUpperThreshold"
                }
                Self::LessThanLowerThreshold => "LessThanLowerThreshold",
                Self::LessThanOrEqualToThreshold => "LessThanOrEqualToThreshold",
                Self::LessThanThreshold => "LessThanThreshold",
            }
            .into()
        }
    }

    /// `AWS::CloudWatch::Alarm.Dimension`.
    #[derive(Clone, Debug)]
    pub struct Dimension {
        /// `Name`.
        pub name: Value<String>,
        /// `Value`.
        pub value: Value<String>,
    }

    impl Dimension {
        /// With all that is required.
        pub fn new(name: impl Into<Value<String>>, value: impl Into<Value<String>>) -> Self {
            Self { name: name.into(), value: value.into() }
        }
    }

    impl ToJson for Dimension {
        fn to_json(&self) -> Json {
            object([("Name", self.name.to_json()), ("Value", self.value.to_json())])
        }
    }

    /// `AWS::CloudWatch::Alarm.EvaluationCriteria`.
    #[derive(Clone, Debug, Default)]
    pub struct EvaluationCriteria {
        /// `PromQLCriteria`.
        pub prom_ql_criteria: Option<Value<AlarmPromQLCriteria>>,
    }

    impl EvaluationCriteria {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for EvaluationCriteria {
        fn to_json(&self) -> Json {
            object([("PromQLCriteria", self.prom_ql_criteria.to_json())])
        }
    }

    /// `AWS::CloudWatch::Alarm.EvaluationWindow`.
    #[derive(Clone, Debug, Default)]
    pub struct EvaluationWindow {
        /// `SlidingWindow`.
        pub sliding_window: Option<Value<Json>>,
        /// `WallClockWindow`.
        pub wall_clock_window: Option<Value<WallClockWindow>>,
    }

    impl EvaluationWindow {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for EvaluationWindow {
        fn to_json(&self) -> Json {
            object([
                ("SlidingWindow", self.sliding_window.to_json()),
                ("WallClockWindow", self.wall_clock_window.to_json()),
            ])
        }
    }

    /// `AWS::CloudWatch::Alarm.Metric`.
    #[derive(Clone, Debug, Default)]
    pub struct Metric {
        /// `Dimensions`.
        pub dimensions: Option<List<Dimension>>,
        /// `MetricName`.
        pub metric_name: Option<Value<String>>,
        /// `Namespace`.
        pub namespace: Option<Value<String>>,
    }

    impl Metric {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for Metric {
        fn to_json(&self) -> Json {
            object([
                ("Dimensions", self.dimensions.to_json()),
                ("MetricName", self.metric_name.to_json()),
                ("Namespace", self.namespace.to_json()),
            ])
        }
    }

    /// `AWS::CloudWatch::Alarm.MetricDataQuery`.
    #[derive(Clone, Debug)]
    pub struct MetricDataQuery {
        /// `AccountId`.
        pub account_id: Option<Value<String>>,
        /// `Expression`.
        pub expression: Option<Value<String>>,
        /// `Id`.
        pub id: Value<String>,
        /// `Label`.
        pub label: Option<Value<String>>,
        /// `MetricStat`.
        pub metric_stat: Option<Value<MetricStat>>,
        /// `Period`.
        pub period: Option<Value<i64>>,
        /// `ReturnData`.
        pub return_data: Option<Value<bool>>,
    }

    impl MetricDataQuery {
        /// With all that is required.
        pub fn new(id: impl Into<Value<String>>) -> Self {
            Self {
                account_id: None,
                expression: None,
                id: id.into(),
                label: None,
                metric_stat: None,
                period: None,
                return_data: None,
            }
        }
    }

    impl ToJson for MetricDataQuery {
        fn to_json(&self) -> Json {
            object([
                ("AccountId", self.account_id.to_json()),
                ("Expression", self.expression.to_json()),
                ("Id", self.id.to_json()),
                ("Label", self.label.to_json()),
                ("MetricStat", self.metric_stat.to_json()),
                ("Period", self.period.to_json()),
                ("ReturnData", self.return_data.to_json()),
            ])
        }
    }

    /// `AWS::CloudWatch::Alarm.MetricStat`.
    #[derive(Clone, Debug)]
    pub struct MetricStat {
        /// `Metric`.
        pub metric: Value<Metric>,
        /// `Period`.
        pub period: Value<i64>,
        /// `Stat`.
        pub stat: Value<String>,
        /// `Unit`.
        pub unit: Option<Value<Unit>>,
    }

    impl MetricStat {
        /// With all that is required.
        pub fn new(
            metric: impl Into<Value<Metric>>,
            period: impl Into<Value<i64>>,
            stat: impl Into<Value<String>>,
        ) -> Self {
            Self { metric: metric.into(), period: period.into(), stat: stat.into(), unit: None }
        }
    }

    impl ToJson for MetricStat {
        fn to_json(&self) -> Json {
            object([
                ("Metric", self.metric.to_json()),
                ("Period", self.period.to_json()),
                ("Stat", self.stat.to_json()),
                ("Unit", self.unit.to_json()),
            ])
        }
    }

    /// Values of `Statistic`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Statistic {
        /// `Average`.
        Average,
        /// `Maximum`.
        Maximum,
        /// `Minimum`.
        Minimum,
        /// `SampleCount`.
        SampleCount,
        /// `Sum`.
        Sum,
    }

    impl ToJson for Statistic {
        fn to_json(&self) -> Json {
            match self {
                Self::Average => "Average",
                Self::Maximum => "Maximum",
                Self::Minimum => "Minimum",
                Self::SampleCount => "SampleCount",
                Self::Sum => "Sum",
            }
            .into()
        }
    }

    /// `AWS::CloudWatch::Alarm.Tag`.
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

    /// Values of `TreatMissingData`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum TreatMissingData {
        /// `breaching`.
        Breaching,
        /// `ignore`.
        Ignore,
        /// `missing`.
        Missing,
        /// `notBreaching`.
        NotBreaching,
    }

    impl ToJson for TreatMissingData {
        fn to_json(&self) -> Json {
            match self {
                Self::Breaching => "breaching",
                Self::Ignore => "ignore",
                Self::Missing => "missing",
                Self::NotBreaching => "notBreaching",
            }
            .into()
        }
    }

    /// Values of `Unit`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Unit {
        /// `Bits`.
        Bits,
        /// `Bits/Second`.
        BitsSecond,
        /// `Bytes`.
        Bytes,
        /// `Bytes/Second`.
        BytesSecond,
        /// `Count`.
        Count,
        /// `Count/Second`.
        CountSecond,
        /// `Gigabits`.
        Gigabits,
        /// `Gigabits/Second`.
        GigabitsSecond,
        /// `Gigabytes`.
        Gigabytes,
        /// `Gigabytes/Second`.
        GigabytesSecond,
        /// `Kilobits`.
        Kilobits,
        /// `Kilobits/Second`.
        KilobitsSecond,
        /// `Kilobytes`.
        Kilobytes,
        /// `Kilobytes/Second`.
        KilobytesSecond,
        /// `Megabits`.
        Megabits,
        /// `Megabits/Second`.
        MegabitsSecond,
        /// `Megabytes`.
        Megabytes,
        /// `Megabytes/Second`.
        MegabytesSecond,
        /// `Microseconds`.
        Microseconds,
        /// `Milliseconds`.
        Milliseconds,
        /// `None`.
        None,
        /// `Percent`.
        Percent,
        /// `Seconds`.
        Seconds,
        /// `Terabits`.
        Terabits,
        /// `Terabits/Second`.
        TerabitsSecond,
        /// `Terabytes`.
        Terabytes,
        /// `Terabytes/Second`.
        TerabytesSecond,
    }

    impl ToJson for Unit {
        fn to_json(&self) -> Json {
            match self {
                Self::Bits => "Bits",
                Self::BitsSecond => "Bits/Second",
                Self::Bytes => "Bytes",
                Self::BytesSecond => "Bytes/Second",
                Self::Count => "Count",
                Self::CountSecond => "Count/Second",
                Self::Gigabits => "Gigabits",
                Self::GigabitsSecond => "Gigabits/Second",
                Self::Gigabytes => "Gigabytes",
                Self::GigabytesSecond => "Gigabytes/Second",
                Self::Kilobits => "Kilobits",
                Self::KilobitsSecond => "Kilobits/Second",
                Self::Kilobytes => "Kilobytes",
                Self::KilobytesSecond => "Kilobytes/Second",
                Self::Megabits => "Megabits",
                Self::MegabitsSecond => "Megabits/Second",
                Self::Megabytes => "Megabytes",
                Self::MegabytesSecond => "Megabytes/Second",
                Self::Microseconds => "Microseconds",
                Self::Milliseconds => "Milliseconds",
                Self::None => "None",
                Self::Percent => "Percent",
                Self::Seconds => "Seconds",
                Self::Terabits => "Terabits",
                Self::TerabitsSecond => "Terabits/Second",
                Self::Terabytes => "Terabytes",
                Self::TerabytesSecond => "Terabytes/Second",
            }
            .into()
        }
    }

    /// `AWS::CloudWatch::Alarm.WallClockWindow`.
    #[derive(Clone, Debug, Default)]
    pub struct WallClockWindow {
        /// `Timezone`.
        pub timezone: Option<Value<String>>,
    }

    impl WallClockWindow {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for WallClockWindow {
        fn to_json(&self) -> Json {
            object([("Timezone", self.timezone.to_json())])
        }
    }

    /// `AWS::CloudWatch::Alarm.WarmUpConfiguration`.
    #[derive(Clone, Debug, Default)]
    pub struct WarmUpConfiguration {
        /// `OnlyStartEvaluatingAfterWarmUpPeriodEnds`.
        pub only_start_evaluating_after_warm_up_period_ends: Option<Value<bool>>,
        /// `WarmUpPeriodDurationInMinutes`.
        pub warm_up_period_duration_in_minutes: Option<Value<i64>>,
    }

    impl WarmUpConfiguration {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for WarmUpConfiguration {
        fn to_json(&self) -> Json {
            object([
                (
                    "OnlyStartEvaluatingAfterWarmUpPeriodEnds",
                    self.only_start_evaluating_after_warm_up_period_ends.to_json(),
                ),
                (
                    "WarmUpPeriodDurationInMinutes",
                    self.warm_up_period_duration_in_minutes.to_json(),
                ),
            ])
        }
    }
}

/// Types of the properties of [`CompositeAlarm`].
pub mod composite_alarm {
    use crate::{Json, List, ToJson, Value, value::object};

    /// `AWS::CloudWatch::CompositeAlarm.ActionConfiguration`.
    #[derive(Clone, Debug, Default)]
    pub struct ActionConfiguration {
        /// `AlarmTagsPropagation`.
        pub alarm_tags_propagation: Option<Value<AlarmTagsPropagation>>,
    }

    impl ActionConfiguration {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for ActionConfiguration {
        fn to_json(&self) -> Json {
            object([("AlarmTagsPropagation", self.alarm_tags_propagation.to_json())])
        }
    }

    /// `AWS::CloudWatch::CompositeAlarm.AlarmTagsPropagation`.
    #[derive(Clone, Debug)]
    pub struct AlarmTagsPropagation {
        /// `Enabled`.
        pub enabled: Value<bool>,
        /// `ExcludedTagKeys`.
        pub excluded_tag_keys: Option<List<String>>,
        /// `IncludedTagKeys`.
        pub included_tag_keys: Option<List<String>>,
    }

    impl AlarmTagsPropagation {
        /// With all that is required.
        pub fn new(enabled: impl Into<Value<bool>>) -> Self {
            Self { enabled: enabled.into(), excluded_tag_keys: None, included_tag_keys: None }
        }
    }

    impl ToJson for AlarmTagsPropagation {
        fn to_json(&self) -> Json {
            object([
                ("Enabled", self.enabled.to_json()),
                ("ExcludedTagKeys", self.excluded_tag_keys.to_json()),
                ("IncludedTagKeys", self.included_tag_keys.to_json()),
            ])
        }
    }

    /// `AWS::CloudWatch::CompositeAlarm.Tag`.
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

/// Types of the properties of [`Dashboard`].
pub mod dashboard {
    use crate::{Json, ToJson, Value, value::object};

    /// `AWS::CloudWatch::Dashboard.Tag`.
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
