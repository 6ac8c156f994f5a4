//! Resource types of `sqs`.
//! Written by `cargo xtask codegen` from the official resource schemas; not edited by hand.

use crate::{Handle, Json, List, Resource, ToJson, Value, value::object};

/// `AWS::SQS::Queue`.
#[derive(Clone, Debug, Default)]
pub struct Queue {
    /// `ContentBasedDeduplication`.
    pub content_based_deduplication: Option<Value<bool>>,
    /// `DeduplicationScope`.
    pub deduplication_scope: Option<Value<String>>,
    /// `DelaySeconds`.
    pub delay_seconds: Option<Value<i64>>,
    /// `FifoQueue`. Changing it may replace the resource.
    pub fifo_queue: Option<Value<bool>>,
    /// `FifoThroughputLimit`.
    pub fifo_throughput_limit: Option<Value<String>>,
    /// `KmsDataKeyReusePeriodSeconds`.
    pub kms_data_key_reuse_period_seconds: Option<Value<i64>>,
    /// `KmsMasterKeyId`.
    pub kms_master_key_id: Option<Value<String>>,
    /// `MaximumMessageSize`.
    pub maximum_message_size: Option<Value<i64>>,
    /// `MessageRetentionPeriod`.
    pub message_retention_period: Option<Value<i64>>,
    /// `QueueName`. Changing it may replace the resource.
    pub queue_name: Option<Value<String>>,
    /// `ReceiveMessageWaitTimeSeconds`.
    pub receive_message_wait_time_seconds: Option<Value<i64>>,
    /// `RedriveAllowPolicy`.
    pub redrive_allow_policy: Option<Value<Json>>,
    /// `RedrivePolicy`.
    pub redrive_policy: Option<Value<queue::RedrivePolicy>>,
    /// `SqsManagedSseEnabled`.
    pub sqs_managed_sse_enabled: Option<Value<bool>>,
    /// `Tags`.
    pub tags: Option<List<queue::Tag>>,
    /// `VisibilityTimeout`.
    pub visibility_timeout: Option<Value<i64>>,
}

impl Queue {
    /// With all that is required.
    pub fn new() -> Self {
        Self::default()
    }
}

impl ToJson for Queue {
    fn to_json(&self) -> Json {
        object([
            ("ContentBasedDeduplication", self.content_based_deduplication.to_json()),
            ("DeduplicationScope", self.deduplication_scope.to_json()),
            ("DelaySeconds", self.delay_seconds.to_json()),
            ("FifoQueue", self.fifo_queue.to_json()),
            ("FifoThroughputLimit", self.fifo_throughput_limit.to_json()),
            ("KmsDataKeyReusePeriodSeconds", self.kms_data_key_reuse_period_seconds.to_json()),
            ("KmsMasterKeyId", self.kms_master_key_id.to_json()),
            ("MaximumMessageSize", self.maximum_message_size.to_json()),
            ("MessageRetentionPeriod", self.message_retention_period.to_json()),
            ("QueueName", self.queue_name.to_json()),
            ("ReceiveMessageWaitTimeSeconds", self.receive_message_wait_time_seconds.to_json()),
            ("RedriveAllowPolicy", self.redrive_allow_policy.to_json()),
            ("RedrivePolicy", self.redrive_policy.to_json()),
            ("SqsManagedSseEnabled", self.sqs_managed_sse_enabled.to_json()),
            ("Tags", self.tags.to_json()),
            ("VisibilityTimeout", self.visibility_timeout.to_json()),
        ])
    }
}

impl Resource for Queue {
    const TYPE: &'static str = "AWS::SQS::Queue";
}

impl Handle<Queue> {
    /// The attribute `Arn`.
    pub fn arn(&self) -> Value<String> {
        self.get_att("Arn")
    }

    /// The attribute `QueueUrl`.
    pub fn queue_url(&self) -> Value<String> {
        self.get_att("QueueUrl")
    }

    /// The attribute `QueueName`.
    pub fn queue_name(&self) -> Value<String> {
        self.get_att("QueueName")
    }
}

/// `AWS::SQS::QueuePolicy`.
#[derive(Clone, Debug)]
pub struct QueuePolicy {
    /// `PolicyDocument`.
    pub policy_document: Value<Json>,
    /// `Queues`.
    pub queues: List<String>,
}

impl QueuePolicy {
    /// With all that is required.
    pub fn new(policy_document: impl Into<Value<Json>>, queues: impl Into<List<String>>) -> Self {
        Self { policy_document: policy_document.into(), queues: queues.into() }
    }
}

impl ToJson for QueuePolicy {
    fn to_json(&self) -> Json {
        object([
            ("PolicyDocument", self.policy_document.to_json()),
            ("Queues", self.queues.to_json()),
        ])
    }
}

impl Resource for QueuePolicy {
    const TYPE: &'static str = "AWS::SQS::QueuePolicy";
}

impl Handle<QueuePolicy> {
    /// The attribute `Id`.
    pub fn id(&self) -> Value<String> {
        self.get_att("Id")
    }
}

/// Types of the properties of [`Queue`].
pub mod queue {
    use crate::{Json, ToJson, Value, value::object};

    /// `AWS::SQS::Queue.RedrivePolicy`.
    #[derive(Clone, Debug, Default)]
    pub struct RedrivePolicy {
        /// `deadLetterTargetArn`.
        pub dead_letter_target_arn: Option<Value<String>>,
        /// `maxReceiveCount`.
        pub max_receive_count: Option<Value<i64>>,
    }

    impl RedrivePolicy {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for RedrivePolicy {
        fn to_json(&self) -> Json {
            object([
                ("deadLetterTargetArn", self.dead_letter_target_arn.to_json()),
                ("maxReceiveCount", self.max_receive_count.to_json()),
            ])
        }
    }

    /// `AWS::SQS::Queue.Tag`.
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
