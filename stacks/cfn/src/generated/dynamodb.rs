//! Resource types of `dynamodb`.
//! Written by `cargo xtask codegen` from the official resource schemas; not edited by hand.

use crate::{Handle, Json, List, Resource, ToJson, Value, value::object};

/// `AWS::DynamoDB::Table`.
#[derive(Clone, Debug)]
pub struct Table {
    /// `AttributeDefinitions`.
    pub attribute_definitions: Option<List<table::AttributeDefinition>>,
    /// `BillingMode`.
    pub billing_mode: Option<Value<table::BillingMode>>,
    /// `ContributorInsightsSpecification`.
    pub contributor_insights_specification: Option<Value<table::ContributorInsightsSpecification>>,
    /// `DeletionProtectionEnabled`.
    pub deletion_protection_enabled: Option<Value<bool>>,
    /// `GlobalSecondaryIndexes`.
    pub global_secondary_indexes: Option<List<table::GlobalSecondaryIndex>>,
    /// `ImportSourceSpecification`. Changing it may replace the resource.
    pub import_source_specification: Option<Value<table::ImportSourceSpecification>>,
    /// `KeySchema`. Changing it may replace the resource.
    pub key_schema: List<table::KeySchema>,
    /// `KinesisStreamSpecification`.
    pub kinesis_stream_specification: Option<Value<table::KinesisStreamSpecification>>,
    /// `LocalSecondaryIndexes`.
    pub local_secondary_indexes: Option<List<table::LocalSecondaryIndex>>,
    /// `OnDemandThroughput`.
    pub on_demand_throughput: Option<Value<table::OnDemandThroughput>>,
    /// `PointInTimeRecoverySpecification`.
    pub point_in_time_recovery_specification:
        Option<Value<table::PointInTimeRecoverySpecification>>,
    /// `ProvisionedThroughput`.
    pub provisioned_throughput: Option<Value<table::ProvisionedThroughput>>,
    /// `ResourcePolicy`.
    pub resource_policy: Option<Value<table::ResourcePolicy>>,
    /// `SSESpecification`.
    pub sse_specification: Option<Value<table::SSESpecification>>,
    /// `StreamSpecification`.
    pub stream_specification: Option<Value<table::StreamSpecification>>,
    /// `TableClass`.
    pub table_class: Option<Value<table::TableClass>>,
    /// `TableName`. Changing it may replace the resource.
    pub table_name: Option<Value<String>>,
    /// `Tags`.
    pub tags: Option<List<table::Tag>>,
    /// `TimeToLiveSpecification`.
    pub time_to_live_specification: Option<Value<table::TimeToLiveSpecification>>,
    /// `VectorIndexes`.
    pub vector_indexes: Option<List<table::VectorIndex>>,
    /// `WarmThroughput`.
    pub warm_throughput: Option<Value<table::WarmThroughput>>,
}

impl Table {
    /// With all that is required.
    pub fn new(key_schema: impl Into<List<table::KeySchema>>) -> Self {
        Self {
            attribute_definitions: None,
            billing_mode: None,
            contributor_insights_specification: None,
            deletion_protection_enabled: None,
            global_secondary_indexes: None,
            import_source_specification: None,
            key_schema: key_schema.into(),
            kinesis_stream_specification: None,
            local_secondary_indexes: None,
            on_demand_throughput: None,
            point_in_time_recovery_specification: None,
            provisioned_throughput: None,
            resource_policy: None,
            sse_specification: None,
            stream_specification: None,
            table_class: None,
            table_name: None,
            tags: None,
            time_to_live_specification: None,
            vector_indexes: None,
            warm_throughput: None,
        }
    }
}

impl ToJson for Table {
    fn to_json(&self) -> Json {
        object([
            ("AttributeDefinitions", self.attribute_definitions.to_json()),
            ("BillingMode", self.billing_mode.to_json()),
            ("ContributorInsightsSpecification", self.contributor_insights_specification.to_json()),
            ("DeletionProtectionEnabled", self.deletion_protection_enabled.to_json()),
            ("GlobalSecondaryIndexes", self.global_secondary_indexes.to_json()),
            ("ImportSourceSpecification", self.import_source_specification.to_json()),
            ("KeySchema", self.key_schema.to_json()),
            ("KinesisStreamSpecification", self.kinesis_stream_specification.to_json()),
            ("LocalSecondaryIndexes", self.local_secondary_indexes.to_json()),
            ("OnDemandThroughput", self.on_demand_throughput.to_json()),
            (
                "PointInTimeRecoverySpecification",
                self.point_in_time_recovery_specification.to_json(),
            ),
            ("ProvisionedThroughput", self.provisioned_throughput.to_json()),
            ("ResourcePolicy", self.resource_policy.to_json()),
            ("SSESpecification", self.sse_specification.to_json()),
            ("StreamSpecification", self.stream_specification.to_json()),
            ("TableClass", self.table_class.to_json()),
            ("TableName", self.table_name.to_json()),
            ("Tags", self.tags.to_json()),
            ("TimeToLiveSpecification", self.time_to_live_specification.to_json()),
            ("VectorIndexes", self.vector_indexes.to_json()),
            ("WarmThroughput", self.warm_throughput.to_json()),
        ])
    }
}

impl Resource for Table {
    const TYPE: &'static str = "AWS::DynamoDB::Table";
}

impl Handle<Table> {
    /// The attribute `Arn`.
    pub fn arn(&self) -> Value<String> {
        self.get_att("Arn")
    }

    /// The attribute `StreamArn`.
    pub fn stream_arn(&self) -> Value<String> {
        self.get_att("StreamArn")
    }
}

/// Types of the properties of [`Table`].
pub mod table {
    use crate::{Json, List, ToJson, Value, value::object};

    /// Values of `ApproximateCreationDateTimePrecision`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum ApproximateCreationDateTimePrecision {
        /// `MICROSECOND`.
        Microsecond,
        /// `MILLISECOND`.
        Millisecond,
    }

    impl ToJson for ApproximateCreationDateTimePrecision {
        fn to_json(&self) -> Json {
            match self {
                Self::Microsecond => "MICROSECOND",
                Self::Millisecond => "MILLISECOND",
            }
            .into()
        }
    }

    /// `AWS::DynamoDB::Table.AttributeDefinition`.
    #[derive(Clone, Debug)]
    pub struct AttributeDefinition {
        /// `AttributeName`.
        pub attribute_name: Value<String>,
        /// `AttributeType`.
        pub attribute_type: Value<AttributeType>,
    }

    impl AttributeDefinition {
        /// With all that is required.
        pub fn new(
            attribute_name: impl Into<Value<String>>,
            attribute_type: impl Into<Value<AttributeType>>,
        ) -> Self {
            Self { attribute_name: attribute_name.into(), attribute_type: attribute_type.into() }
        }
    }

    impl ToJson for AttributeDefinition {
        fn to_json(&self) -> Json {
            object([
                ("AttributeName", self.attribute_name.to_json()),
                ("AttributeType", self.attribute_type.to_json()),
            ])
        }
    }

    /// Values of `AttributeType`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum AttributeType {
        /// `B`.
        B,
        /// `N`.
        N,
        /// `S`.
        S,
    }

    impl ToJson for AttributeType {
        fn to_json(&self) -> Json {
            match self {
                Self::B => "B",
                Self::N => "N",
                Self::S => "S",
            }
            .into()
        }
    }

    /// Values of `BillingMode`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum BillingMode {
        /// `PAY_PER_REQUEST`.
        PayPerRequest,
        /// `PROVISIONED`.
        Provisioned,
    }

    impl ToJson for BillingMode {
        fn to_json(&self) -> Json {
            match self {
                Self::PayPerRequest => "PAY_PER_REQUEST",
                Self::Provisioned => "PROVISIONED",
            }
            .into()
        }
    }

    /// `AWS::DynamoDB::Table.ContributorInsightsSpecification`.
    #[derive(Clone, Debug)]
    pub struct ContributorInsightsSpecification {
        /// `Enabled`.
        pub enabled: Value<bool>,
        /// `Mode`.
        pub mode: Option<Value<Mode>>,
    }

    impl ContributorInsightsSpecification {
        /// With all that is required.
        pub fn new(enabled: impl Into<Value<bool>>) -> Self {
            Self { enabled: enabled.into(), mode: None }
        }
    }

    impl ToJson for ContributorInsightsSpecification {
        fn to_json(&self) -> Json {
            object([("Enabled", self.enabled.to_json()), ("Mode", self.mode.to_json())])
        }
    }

    /// `AWS::DynamoDB::Table.Csv`.
    #[derive(Clone, Debug, Default)]
    pub struct Csv {
        /// `Delimiter`.
        pub delimiter: Option<Value<String>>,
        /// `HeaderList`.
        pub header_list: Option<List<String>>,
    }

    impl Csv {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for Csv {
        fn to_json(&self) -> Json {
            object([
                ("Delimiter", self.delimiter.to_json()),
                ("HeaderList", self.header_list.to_json()),
            ])
        }
    }

    /// Values of `DistanceFunction`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum DistanceFunction {
        /// `COSINE`.
        Cosine,
        /// `DOT_PRODUCT`.
        DotProduct,
        /// `EUCLIDEAN`.
        Euclidean,
    }

    impl ToJson for DistanceFunction {
        fn to_json(&self) -> Json {
            match self {
                Self::Cosine => "COSINE",
                Self::DotProduct => "DOT_PRODUCT",
                Self::Euclidean => "EUCLIDEAN",
            }
            .into()
        }
    }

    /// `AWS::DynamoDB::Table.GlobalSecondaryIndex`.
    #[derive(Clone, Debug)]
    pub struct GlobalSecondaryIndex {
        /// `ContributorInsightsSpecification`.
        pub contributor_insights_specification: Option<Value<ContributorInsightsSpecification>>,
        /// `IndexName`.
        pub index_name: Value<String>,
        /// `KeySchema`.
        pub key_schema: List<KeySchema>,
        /// `OnDemandThroughput`.
        pub on_demand_throughput: Option<Value<OnDemandThroughput>>,
        /// `Projection`.
        pub projection: Value<Projection>,
        /// `ProvisionedThroughput`.
        pub provisioned_throughput: Option<Value<ProvisionedThroughput>>,
        /// `WarmThroughput`.
        pub warm_throughput: Option<Value<WarmThroughput>>,
    }

    impl GlobalSecondaryIndex {
        /// With all that is required.
        pub fn new(
            index_name: impl Into<Value<String>>,
            key_schema: impl Into<List<KeySchema>>,
            projection: impl Into<Value<Projection>>,
        ) -> Self {
            Self {
                contributor_insights_specification: None,
                index_name: index_name.into(),
                key_schema: key_schema.into(),
                on_demand_throughput: None,
                projection: projection.into(),
                provisioned_throughput: None,
                warm_throughput: None,
            }
        }
    }

    impl ToJson for GlobalSecondaryIndex {
        fn to_json(&self) -> Json {
            object([
                (
                    "ContributorInsightsSpecification",
                    self.contributor_insights_specification.to_json(),
                ),
                ("IndexName", self.index_name.to_json()),
                ("KeySchema", self.key_schema.to_json()),
                ("OnDemandThroughput", self.on_demand_throughput.to_json()),
                ("Projection", self.projection.to_json()),
                ("ProvisionedThroughput", self.provisioned_throughput.to_json()),
                ("WarmThroughput", self.warm_throughput.to_json()),
            ])
        }
    }

    /// `AWS::DynamoDB::Table.ImportSourceSpecification`.
    #[derive(Clone, Debug)]
    pub struct ImportSourceSpecification {
        /// `InputCompressionType`.
        pub input_compression_type: Option<Value<String>>,
        /// `InputFormat`.
        pub input_format: Value<String>,
        /// `InputFormatOptions`.
        pub input_format_options: Option<Value<InputFormatOptions>>,
        /// `S3BucketSource`.
        pub s3_bucket_source: Value<S3BucketSource>,
    }

    impl ImportSourceSpecification {
        /// With all that is required.
        pub fn new(
            input_format: impl Into<Value<String>>,
            s3_bucket_source: impl Into<Value<S3BucketSource>>,
        ) -> Self {
            Self {
                input_compression_type: None,
                input_format: input_format.into(),
                input_format_options: None,
                s3_bucket_source: s3_bucket_source.into(),
            }
        }
    }

    impl ToJson for ImportSourceSpecification {
        fn to_json(&self) -> Json {
            object([
                ("InputCompressionType", self.input_compression_type.to_json()),
                ("InputFormat", self.input_format.to_json()),
                ("InputFormatOptions", self.input_format_options.to_json()),
                ("S3BucketSource", self.s3_bucket_source.to_json()),
            ])
        }
    }

    /// `AWS::DynamoDB::Table.InputFormatOptions`.
    #[derive(Clone, Debug, Default)]
    pub struct InputFormatOptions {
        /// `Csv`.
        pub csv: Option<Value<Csv>>,
    }

    impl InputFormatOptions {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for InputFormatOptions {
        fn to_json(&self) -> Json {
            object([("Csv", self.csv.to_json())])
        }
    }

    /// `AWS::DynamoDB::Table.KeySchema`.
    #[derive(Clone, Debug)]
    pub struct KeySchema {
        /// `AttributeName`.
        pub attribute_name: Value<String>,
        /// `KeyType`.
        pub key_type: Value<String>,
    }

    impl KeySchema {
        /// With all that is required.
        pub fn new(
            attribute_name: impl Into<Value<String>>,
            key_type: impl Into<Value<String>>,
        ) -> Self {
            Self { attribute_name: attribute_name.into(), key_type: key_type.into() }
        }
    }

    impl ToJson for KeySchema {
        fn to_json(&self) -> Json {
            object([
                ("AttributeName", self.attribute_name.to_json()),
                ("KeyType", self.key_type.to_json()),
            ])
        }
    }

    /// `AWS::DynamoDB::Table.KinesisStreamSpecification`.
    #[derive(Clone, Debug)]
    pub struct KinesisStreamSpecification {
        /// `ApproximateCreationDateTimePrecision`.
        pub approximate_creation_date_time_precision:
            Option<Value<ApproximateCreationDateTimePrecision>>,
        /// `StreamArn`.
        pub stream_arn: Value<String>,
    }

    impl KinesisStreamSpecification {
        /// With all that is required.
        pub fn new(stream_arn: impl Into<Value<String>>) -> Self {
            Self { approximate_creation_date_time_precision: None, stream_arn: stream_arn.into() }
        }
    }

    impl ToJson for KinesisStreamSpecification {
        fn to_json(&self) -> Json {
            object([
                (
                    "ApproximateCreationDateTimePrecision",
                    self.approximate_creation_date_time_precision.to_json(),
                ),
                ("StreamArn", self.stream_arn.to_json()),
            ])
        }
    }

    /// `AWS::DynamoDB::Table.LocalSecondaryIndex`.
    #[derive(Clone, Debug)]
    pub struct LocalSecondaryIndex {
        /// `IndexName`.
        pub index_name: Value<String>,
        /// `KeySchema`.
        pub key_schema: List<KeySchema>,
        /// `Projection`.
        pub projection: Value<Projection>,
    }

    impl LocalSecondaryIndex {
        /// With all that is required.
        pub fn new(
            index_name: impl Into<Value<String>>,
            key_schema: impl Into<List<KeySchema>>,
            projection: impl Into<Value<Projection>>,
        ) -> Self {
            Self {
                index_name: index_name.into(),
                key_schema: key_schema.into(),
                projection: projection.into(),
            }
        }
    }

    impl ToJson for LocalSecondaryIndex {
        fn to_json(&self) -> Json {
            object([
                ("IndexName", self.index_name.to_json()),
                ("KeySchema", self.key_schema.to_json()),
                ("Projection", self.projection.to_json()),
            ])
        }
    }

    /// Values of `Mode`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Mode {
        /// `ACCESSED_AND_THROTTLED_KEYS`.
        AccessedAndThrottledKeys,
        /// `THROTTLED_KEYS`.
        ThrottledKeys,
    }

    impl ToJson for Mode {
        fn to_json(&self) -> Json {
            match self {
                Self::AccessedAndThrottledKeys => "ACCESSED_AND_THROTTLED_KEYS",
                Self::ThrottledKeys => "THROTTLED_KEYS",
            }
            .into()
        }
    }

    /// `AWS::DynamoDB::Table.OnDemandThroughput`.
    #[derive(Clone, Debug, Default)]
    pub struct OnDemandThroughput {
        /// `MaxReadRequestUnits`.
        pub max_read_request_units: Option<Value<i64>>,
        /// `MaxWriteRequestUnits`.
        pub max_write_request_units: Option<Value<i64>>,
    }

    impl OnDemandThroughput {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for OnDemandThroughput {
        fn to_json(&self) -> Json {
            object([
                ("MaxReadRequestUnits", self.max_read_request_units.to_json()),
                ("MaxWriteRequestUnits", self.max_write_request_units.to_json()),
            ])
        }
    }

    /// `AWS::DynamoDB::Table.PointInTimeRecoverySpecification`.
    #[derive(Clone, Debug, Default)]
    pub struct PointInTimeRecoverySpecification {
        /// `PointInTimeRecoveryEnabled`.
        pub point_in_time_recovery_enabled: Option<Value<bool>>,
        /// `RecoveryPeriodInDays`.
        pub recovery_period_in_days: Option<Value<i64>>,
    }

    impl PointInTimeRecoverySpecification {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for PointInTimeRecoverySpecification {
        fn to_json(&self) -> Json {
            object([
                ("PointInTimeRecoveryEnabled", self.point_in_time_recovery_enabled.to_json()),
                ("RecoveryPeriodInDays", self.recovery_period_in_days.to_json()),
            ])
        }
    }

    /// `AWS::DynamoDB::Table.Projection`.
    #[derive(Clone, Debug, Default)]
    pub struct Projection {
        /// `NonKeyAttributes`.
        pub non_key_attributes: Option<List<String>>,
        /// `ProjectionType`.
        pub projection_type: Option<Value<ProjectionType>>,
    }

    impl Projection {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for Projection {
        fn to_json(&self) -> Json {
            object([
                ("NonKeyAttributes", self.non_key_attributes.to_json()),
                ("ProjectionType", self.projection_type.to_json()),
            ])
        }
    }

    /// Values of `ProjectionType`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum ProjectionType {
        /// `ALL`.
        All,
        /// `INCLUDE`.
        Include,
        /// `KEYS_ONLY`.
        KeysOnly,
    }

    impl ToJson for ProjectionType {
        fn to_json(&self) -> Json {
            match self {
                Self::All => "ALL",
                Self::Include => "INCLUDE",
                Self::KeysOnly => "KEYS_ONLY",
            }
            .into()
        }
    }

    /// `AWS::DynamoDB::Table.ProvisionedThroughput`.
    #[derive(Clone, Debug)]
    pub struct ProvisionedThroughput {
        /// `ReadCapacityUnits`.
        pub read_capacity_units: Value<i64>,
        /// `WriteCapacityUnits`.
        pub write_capacity_units: Value<i64>,
    }

    impl ProvisionedThroughput {
        /// With all that is required.
        pub fn new(
            read_capacity_units: impl Into<Value<i64>>,
            write_capacity_units: impl Into<Value<i64>>,
        ) -> Self {
            Self {
                read_capacity_units: read_capacity_units.into(),
                write_capacity_units: write_capacity_units.into(),
            }
        }
    }

    impl ToJson for ProvisionedThroughput {
        fn to_json(&self) -> Json {
            object([
                ("ReadCapacityUnits", self.read_capacity_units.to_json()),
                ("WriteCapacityUnits", self.write_capacity_units.to_json()),
            ])
        }
    }

    /// `AWS::DynamoDB::Table.ResourcePolicy`.
    #[derive(Clone, Debug)]
    pub struct ResourcePolicy {
        /// `PolicyDocument`.
        pub policy_document: Value<Json>,
    }

    impl ResourcePolicy {
        /// With all that is required.
        pub fn new(policy_document: impl Into<Value<Json>>) -> Self {
            Self { policy_document: policy_document.into() }
        }
    }

    impl ToJson for ResourcePolicy {
        fn to_json(&self) -> Json {
            object([("PolicyDocument", self.policy_document.to_json())])
        }
    }

    /// `AWS::DynamoDB::Table.S3BucketSource`.
    #[derive(Clone, Debug)]
    pub struct S3BucketSource {
        /// `S3Bucket`.
        pub s3_bucket: Value<String>,
        /// `S3BucketOwner`.
        pub s3_bucket_owner: Option<Value<String>>,
        /// `S3KeyPrefix`.
        pub s3_key_prefix: Option<Value<String>>,
    }

    impl S3BucketSource {
        /// With all that is required.
        pub fn new(s3_bucket: impl Into<Value<String>>) -> Self {
            Self { s3_bucket: s3_bucket.into(), s3_bucket_owner: None, s3_key_prefix: None }
        }
    }

    impl ToJson for S3BucketSource {
        fn to_json(&self) -> Json {
            object([
                ("S3Bucket", self.s3_bucket.to_json()),
                ("S3BucketOwner", self.s3_bucket_owner.to_json()),
                ("S3KeyPrefix", self.s3_key_prefix.to_json()),
            ])
        }
    }

    /// `AWS::DynamoDB::Table.SSESpecification`.
    #[derive(Clone, Debug)]
    pub struct SSESpecification {
        /// `KMSMasterKeyId`.
        pub kms_master_key_id: Option<Value<String>>,
        /// `SSEEnabled`.
        pub sse_enabled: Value<bool>,
        /// `SSEType`.
        pub sse_type: Option<Value<SSEType>>,
    }

    impl SSESpecification {
        /// With all that is required.
        pub fn new(sse_enabled: impl Into<Value<bool>>) -> Self {
            Self { kms_master_key_id: None, sse_enabled: sse_enabled.into(), sse_type: None }
        }
    }

    impl ToJson for SSESpecification {
        fn to_json(&self) -> Json {
            object([
                ("KMSMasterKeyId", self.kms_master_key_id.to_json()),
                ("SSEEnabled", self.sse_enabled.to_json()),
                ("SSEType", self.sse_type.to_json()),
            ])
        }
    }

    /// Values of `SSEType`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum SSEType {
        /// `KMS`.
        Kms,
    }

    impl ToJson for SSEType {
        fn to_json(&self) -> Json {
            match self {
                Self::Kms => "KMS",
            }
            .into()
        }
    }

    /// `AWS::DynamoDB::Table.SearchSchemaElement`.
    #[derive(Clone, Debug)]
    pub struct SearchSchemaElement {
        /// `AttributeName`.
        pub attribute_name: Value<String>,
        /// `SearchSchemaElementType`.
        pub search_schema_element_type: Value<SearchSchemaElementType>,
    }

    impl SearchSchemaElement {
        /// With all that is required.
        pub fn new(
            attribute_name: impl Into<Value<String>>,
            search_schema_element_type: impl Into<Value<SearchSchemaElementType>>,
        ) -> Self {
            Self {
                attribute_name: attribute_name.into(),
                search_schema_element_type: search_schema_element_type.into(),
            }
        }
    }

    impl ToJson for SearchSchemaElement {
        fn to_json(&self) -> Json {
            object([
                ("AttributeName", self.attribute_name.to_json()),
                ("SearchSchemaElementType", self.search_schema_element_type.to_json()),
            ])
        }
    }

    /// Values of `SearchSchemaElementType`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum SearchSchemaElementType {
        /// `HASH`.
        Hash,
        /// `INLINE_FILTER`.
        InlineFilter,
    }

    impl ToJson for SearchSchemaElementType {
        fn to_json(&self) -> Json {
            match self {
                Self::Hash => "HASH",
                Self::InlineFilter => "INLINE_FILTER",
            }
            .into()
        }
    }

    /// `AWS::DynamoDB::Table.StreamSpecification`.
    #[derive(Clone, Debug)]
    pub struct StreamSpecification {
        /// `ResourcePolicy`.
        pub resource_policy: Option<Value<ResourcePolicy>>,
        /// `StreamViewType`.
        pub stream_view_type: Value<StreamViewType>,
        /// `Tags`.
        pub tags: Option<List<Tag>>,
    }

    impl StreamSpecification {
        /// With all that is required.
        pub fn new(stream_view_type: impl Into<Value<StreamViewType>>) -> Self {
            Self { resource_policy: None, stream_view_type: stream_view_type.into(), tags: None }
        }
    }

    impl ToJson for StreamSpecification {
        fn to_json(&self) -> Json {
            object([
                ("ResourcePolicy", self.resource_policy.to_json()),
                ("StreamViewType", self.stream_view_type.to_json()),
                ("Tags", self.tags.to_json()),
            ])
        }
    }

    /// Values of `StreamViewType`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum StreamViewType {
        /// `KEYS_ONLY`.
        KeysOnly,
        /// `NEW_AND_OLD_IMAGES`.
        NewAndOldImages,
        /// `NEW_IMAGE`.
        NewImage,
        /// `OLD_IMAGE`.
        OldImage,
    }

    impl ToJson for StreamViewType {
        fn to_json(&self) -> Json {
            match self {
                Self::KeysOnly => "KEYS_ONLY",
                Self::NewAndOldImages => "NEW_AND_OLD_IMAGES",
                Self::NewImage => "NEW_IMAGE",
                Self::OldImage => "OLD_IMAGE",
            }
            .into()
        }
    }

    /// Values of `TableClass`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum TableClass {
        /// `STANDARD`.
        Standard,
        /// `STANDARD_INFREQUENT_ACCESS`.
        StandardInfrequentAccess,
    }

    impl ToJson for TableClass {
        fn to_json(&self) -> Json {
            match self {
                Self::Standard => "STANDARD",
                Self::StandardInfrequentAccess => "STANDARD_INFREQUENT_ACCESS",
            }
            .into()
        }
    }

    /// `AWS::DynamoDB::Table.Tag`.
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

    /// `AWS::DynamoDB::Table.TimeToLiveSpecification`.
    #[derive(Clone, Debug)]
    pub struct TimeToLiveSpecification {
        /// `AttributeName`.
        pub attribute_name: Option<Value<String>>,
        /// `Enabled`.
        pub enabled: Value<bool>,
    }

    impl TimeToLiveSpecification {
        /// With all that is required.
        pub fn new(enabled: impl Into<Value<bool>>) -> Self {
            Self { attribute_name: None, enabled: enabled.into() }
        }
    }

    impl ToJson for TimeToLiveSpecification {
        fn to_json(&self) -> Json {
            object([
                ("AttributeName", self.attribute_name.to_json()),
                ("Enabled", self.enabled.to_json()),
            ])
        }
    }

    /// `AWS::DynamoDB::Table.VectorAttribute`.
    #[derive(Clone, Debug)]
    pub struct VectorAttribute {
        /// `AttributeName`.
        pub attribute_name: Value<String>,
    }

    impl VectorAttribute {
        /// With all that is required.
        pub fn new(attribute_name: impl Into<Value<String>>) -> Self {
            Self { attribute_name: attribute_name.into() }
        }
    }

    impl ToJson for VectorAttribute {
        fn to_json(&self) -> Json {
            object([("AttributeName", self.attribute_name.to_json())])
        }
    }

    /// `AWS::DynamoDB::Table.VectorIndex`.
    #[derive(Clone, Debug)]
    pub struct VectorIndex {
        /// `Dimensions`.
        pub dimensions: Value<i64>,
        /// `DistanceFunction`.
        pub distance_function: Value<DistanceFunction>,
        /// `IndexName`.
        pub index_name: Value<String>,
        /// `Projection`.
        pub projection: Value<Projection>,
        /// `SearchSchema`.
        pub search_schema: Option<List<SearchSchemaElement>>,
        /// `VectorAttribute`.
        pub vector_attribute: Value<VectorAttribute>,
    }

    impl VectorIndex {
        /// With all that is required.
        pub fn new(
            dimensions: impl Into<Value<i64>>,
            distance_function: impl Into<Value<DistanceFunction>>,
            index_name: impl Into<Value<String>>,
            projection: impl Into<Value<Projection>>,
            vector_attribute: impl Into<Value<VectorAttribute>>,
        ) -> Self {
            Self {
                dimensions: dimensions.into(),
                distance_function: distance_function.into(),
                index_name: index_name.into(),
                projection: projection.into(),
                search_schema: None,
                vector_attribute: vector_attribute.into(),
            }
        }
    }

    impl ToJson for VectorIndex {
        fn to_json(&self) -> Json {
            object([
                ("Dimensions", self.dimensions.to_json()),
                ("DistanceFunction", self.distance_function.to_json()),
                ("IndexName", self.index_name.to_json()),
                ("Projection", self.projection.to_json()),
                ("SearchSchema", self.search_schema.to_json()),
                ("VectorAttribute", self.vector_attribute.to_json()),
            ])
        }
    }

    /// `AWS::DynamoDB::Table.WarmThroughput`.
    #[derive(Clone, Debug, Default)]
    pub struct WarmThroughput {
        /// `ReadUnitsPerSecond`.
        pub read_units_per_second: Option<Value<i64>>,
        /// `WriteUnitsPerSecond`.
        pub write_units_per_second: Option<Value<i64>>,
    }

    impl WarmThroughput {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for WarmThroughput {
        fn to_json(&self) -> Json {
            object([
                ("ReadUnitsPerSecond", self.read_units_per_second.to_json()),
                ("WriteUnitsPerSecond", self.write_units_per_second.to_json()),
            ])
        }
    }
}
