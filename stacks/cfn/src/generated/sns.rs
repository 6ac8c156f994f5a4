//! Resource types of `sns`.
//! Written by `cargo xtask codegen` from the official resource schemas; not edited by hand.

use crate::{Handle, Json, List, Resource, ToJson, Value, value::object};

/// `AWS::SNS::Subscription`.
#[derive(Clone, Debug)]
pub struct Subscription {
    /// `DeliveryPolicy`.
    pub delivery_policy: Option<Value<Json>>,
    /// `Endpoint`. Changing it may replace the resource.
    pub endpoint: Option<Value<String>>,
    /// `FilterPolicy`.
    pub filter_policy: Option<Value<Json>>,
    /// `FilterPolicyScope`.
    pub filter_policy_scope: Option<Value<String>>,
    /// `Protocol`. Changing it may replace the resource.
    pub protocol: Value<String>,
    /// `RawMessageDelivery`.
    pub raw_message_delivery: Option<Value<bool>>,
    /// `RedrivePolicy`.
    pub redrive_policy: Option<Value<Json>>,
    /// `Region`. Changing it may replace the resource.
    pub region: Option<Value<String>>,
    /// `ReplayPolicy`.
    pub replay_policy: Option<Value<Json>>,
    /// `SubscriptionRoleArn`.
    pub subscription_role_arn: Option<Value<String>>,
    /// `TopicArn`. Changing it may replace the resource.
    pub topic_arn: Value<String>,
}

impl Subscription {
    /// With all that is required.
    pub fn new(protocol: impl Into<Value<String>>, topic_arn: impl Into<Value<String>>) -> Self {
        Self {
            delivery_policy: None,
            endpoint: None,
            filter_policy: None,
            filter_policy_scope: None,
            protocol: protocol.into(),
            raw_message_delivery: None,
            redrive_policy: None,
            region: None,
            replay_policy: None,
            subscription_role_arn: None,
            topic_arn: topic_arn.into(),
        }
    }
}

impl ToJson for Subscription {
    fn to_json(&self) -> Json {
        object([
            ("DeliveryPolicy", self.delivery_policy.to_json()),
            ("Endpoint", self.endpoint.to_json()),
            ("FilterPolicy", self.filter_policy.to_json()),
            ("FilterPolicyScope", self.filter_policy_scope.to_json()),
            ("Protocol", self.protocol.to_json()),
            ("RawMessageDelivery", self.raw_message_delivery.to_json()),
            ("RedrivePolicy", self.redrive_policy.to_json()),
            ("Region", self.region.to_json()),
            ("ReplayPolicy", self.replay_policy.to_json()),
            ("SubscriptionRoleArn", self.subscription_role_arn.to_json()),
            ("TopicArn", self.topic_arn.to_json()),
        ])
    }
}

impl Resource for Subscription {
    const TYPE: &'static str = "AWS::SNS::Subscription";
}

impl Handle<Subscription> {
    /// The attribute `Arn`.
    pub fn arn(&self) -> Value<String> {
        self.get_att("Arn")
    }
}

/// `AWS::SNS::Topic`.
#[derive(Clone, Debug, Default)]
pub struct Topic {
    /// `ArchivePolicy`.
    pub archive_policy: Option<Value<Json>>,
    /// `ContentBasedDeduplication`.
    pub content_based_deduplication: Option<Value<bool>>,
    /// `DataProtectionPolicy`.
    pub data_protection_policy: Option<Value<Json>>,
    /// `DeliveryStatusLogging`.
    pub delivery_status_logging: Option<List<topic::LoggingConfig>>,
    /// `DisplayName`.
    pub display_name: Option<Value<String>>,
    /// `FifoThroughputScope`.
    pub fifo_throughput_scope: Option<Value<String>>,
    /// `FifoTopic`. Changing it may replace the resource.
    pub fifo_topic: Option<Value<bool>>,
    /// `KmsMasterKeyId`.
    pub kms_master_key_id: Option<Value<String>>,
    /// `MaximumMessageSize`.
    pub maximum_message_size: Option<Value<i64>>,
    /// `SignatureVersion`.
    pub signature_version: Option<Value<String>>,
    /// `Subscription`.
    pub subscription: Option<List<topic::Subscription>>,
    /// `Tags`.
    pub tags: Option<List<topic::Tag>>,
    /// `TopicName`. Changing it may replace the resource.
    pub topic_name: Option<Value<String>>,
    /// `TracingConfig`.
    pub tracing_config: Option<Value<String>>,
}

impl Topic {
    /// With all that is required.
    pub fn new() -> Self {
        Self::default()
    }
}

impl ToJson for Topic {
    fn to_json(&self) -> Json {
        object([
            ("ArchivePolicy", self.archive_policy.to_json()),
            ("ContentBasedDeduplication", self.content_based_deduplication.to_json()),
            ("DataProtectionPolicy", self.data_protection_policy.to_json()),
            ("DeliveryStatusLogging", self.delivery_status_logging.to_json()),
            ("DisplayName", self.display_name.to_json()),
            ("FifoThroughputScope", self.fifo_throughput_scope.to_json()),
            ("FifoTopic", self.fifo_topic.to_json()),
            ("KmsMasterKeyId", self.kms_master_key_id.to_json()),
            ("MaximumMessageSize", self.maximum_message_size.to_json()),
            ("SignatureVersion", self.signature_version.to_json()),
            ("Subscription", self.subscription.to_json()),
            ("Tags", self.tags.to_json()),
            ("TopicName", self.topic_name.to_json()),
            ("TracingConfig", self.tracing_config.to_json()),
        ])
    }
}

impl Resource for Topic {
    const TYPE: &'static str = "AWS::SNS::Topic";
}

impl Handle<Topic> {
    /// The attribute `TopicArn`.
    pub fn topic_arn(&self) -> Value<String> {
        self.get_att("TopicArn")
    }

    /// The attribute `TopicName`.
    pub fn topic_name(&self) -> Value<String> {
        self.get_att("TopicName")
    }
}

/// `AWS::SNS::TopicPolicy`.
#[derive(Clone, Debug)]
pub struct TopicPolicy {
    /// `PolicyDocument`.
    pub policy_document: Value<Json>,
    /// `Topics`.
    pub topics: List<String>,
}

impl TopicPolicy {
    /// With all that is required.
    pub fn new(policy_document: impl Into<Value<Json>>, topics: impl Into<List<String>>) -> Self {
        Self { policy_document: policy_document.into(), topics: topics.into() }
    }
}

impl ToJson for TopicPolicy {
    fn to_json(&self) -> Json {
        object([
            ("PolicyDocument", self.policy_document.to_json()),
            ("Topics", self.topics.to_json()),
        ])
    }
}

impl Resource for TopicPolicy {
    const TYPE: &'static str = "AWS::SNS::TopicPolicy";
}

impl Handle<TopicPolicy> {
    /// The attribute `Id`.
    pub fn id(&self) -> Value<String> {
        self.get_att("Id")
    }
}

/// Types of the properties of [`Topic`].
pub mod topic {
    use crate::{Json, ToJson, Value, value::object};

    /// `AWS::SNS::Topic.LoggingConfig`.
    #[derive(Clone, Debug)]
    pub struct LoggingConfig {
        /// `FailureFeedbackRoleArn`.
        pub failure_feedback_role_arn: Option<Value<String>>,
        /// `Protocol`.
        pub protocol: Value<Protocol>,
        /// `SuccessFeedbackRoleArn`.
        pub success_feedback_role_arn: Option<Value<String>>,
        /// `SuccessFeedbackSampleRate`.
        pub success_feedback_sample_rate: Option<Value<String>>,
    }

    impl LoggingConfig {
        /// With all that is required.
        pub fn new(protocol: impl Into<Value<Protocol>>) -> Self {
            Self {
                failure_feedback_role_arn: None,
                protocol: protocol.into(),
                success_feedback_role_arn: None,
                success_feedback_sample_rate: None,
            }
        }
    }

    impl ToJson for LoggingConfig {
        fn to_json(&self) -> Json {
            object([
                ("FailureFeedbackRoleArn", self.failure_feedback_role_arn.to_json()),
                ("Protocol", self.protocol.to_json()),
                ("SuccessFeedbackRoleArn", self.success_feedback_role_arn.to_json()),
                ("SuccessFeedbackSampleRate", self.success_feedback_sample_rate.to_json()),
            ])
        }
    }

    /// Values of `Protocol`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Protocol {
        /// `application`.
        Application,
        /// `firehose`.
        Firehose,
        /// `http/s`.
        HttpS,
        /// `lambda`.
        Lambda,
        /// `sqs`.
        Sqs,
    }

    impl ToJson for Protocol {
        fn to_json(&self) -> Json {
            match self {
                Self::Application => "application",
                Self::Firehose => "firehose",
                Self::HttpS => "http/s",
                Self::Lambda => "lambda",
                Self::Sqs => "sqs",
            }
            .into()
        }
    }

    /// `AWS::SNS::Topic.Subscription`.
    #[derive(Clone, Debug)]
    pub struct Subscription {
        /// `Endpoint`.
        pub endpoint: Value<String>,
        /// `Protocol`.
        pub protocol: Value<String>,
    }

    impl Subscription {
        /// With all that is required.
        pub fn new(endpoint: impl Into<Value<String>>, protocol: impl Into<Value<String>>) -> Self {
            Self { endpoint: endpoint.into(), protocol: protocol.into() }
        }
    }

    impl ToJson for Subscription {
        fn to_json(&self) -> Json {
            object([("Endpoint", self.endpoint.to_json()), ("Protocol", self.protocol.to_json())])
        }
    }

    /// `AWS::SNS::Topic.Tag`.
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
