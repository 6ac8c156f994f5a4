//! Resource types of `s3`.
//! Written by `cargo xtask codegen` from the official resource schemas; not edited by hand.

use crate::{Handle, Json, List, Resource, ToJson, Value, value::object};

/// `AWS::S3::Bucket`.
#[derive(Clone, Debug, Default)]
pub struct Bucket {
    /// `AbacStatus`.
    pub abac_status: Option<Value<bucket::AbacStatus>>,
    /// `AccelerateConfiguration`.
    pub accelerate_configuration: Option<Value<bucket::AccelerateConfiguration>>,
    /// `AccessControl`.
    pub access_control: Option<Value<bucket::AccessControl>>,
    /// `AnalyticsConfigurations`.
    pub analytics_configurations: Option<List<bucket::AnalyticsConfiguration>>,
    /// `BucketEncryption`.
    pub bucket_encryption: Option<Value<bucket::BucketEncryption>>,
    /// `BucketName`. Changing it may replace the resource.
    pub bucket_name: Option<Value<String>>,
    /// `BucketNamePrefix`. Changing it may replace the resource.
    pub bucket_name_prefix: Option<Value<String>>,
    /// `BucketNamespace`. Changing it may replace the resource.
    pub bucket_namespace: Option<Value<bucket::BucketNamespace>>,
    /// `CorsConfiguration`.
    pub cors_configuration: Option<Value<bucket::CorsConfiguration>>,
    /// `IntelligentTieringConfigurations`.
    pub intelligent_tiering_configurations: Option<List<bucket::IntelligentTieringConfiguration>>,
    /// `InventoryConfigurations`.
    pub inventory_configurations: Option<List<bucket::InventoryConfiguration>>,
    /// `LifecycleConfiguration`.
    pub lifecycle_configuration: Option<Value<bucket::LifecycleConfiguration>>,
    /// `LoggingConfiguration`.
    pub logging_configuration: Option<Value<bucket::LoggingConfiguration>>,
    /// `MetadataConfiguration`.
    pub metadata_configuration: Option<Value<bucket::MetadataConfiguration>>,
    /// `MetadataTableConfiguration`.
    pub metadata_table_configuration: Option<Value<bucket::MetadataTableConfiguration>>,
    /// `MetricsConfigurations`.
    pub metrics_configurations: Option<List<bucket::MetricsConfiguration>>,
    /// `NotificationConfiguration`.
    pub notification_configuration: Option<Value<bucket::NotificationConfiguration>>,
    /// `ObjectLockConfiguration`.
    pub object_lock_configuration: Option<Value<bucket::ObjectLockConfiguration>>,
    /// `ObjectLockEnabled`.
    pub object_lock_enabled: Option<Value<bool>>,
    /// `OwnershipControls`.
    pub ownership_controls: Option<Value<bucket::OwnershipControls>>,
    /// `PublicAccessBlockConfiguration`.
    pub public_access_block_configuration: Option<Value<bucket::PublicAccessBlockConfiguration>>,
    /// `ReplicationConfiguration`.
    pub replication_configuration: Option<Value<bucket::ReplicationConfiguration>>,
    /// `Tags`.
    pub tags: Option<List<bucket::Tag>>,
    /// `VersioningConfiguration`.
    pub versioning_configuration: Option<Value<bucket::VersioningConfiguration>>,
    /// `WebsiteConfiguration`.
    pub website_configuration: Option<Value<bucket::WebsiteConfiguration>>,
}

impl Bucket {
    /// With all that is required.
    pub fn new() -> Self {
        Self::default()
    }
}

impl ToJson for Bucket {
    fn to_json(&self) -> Json {
        object([
            ("AbacStatus", self.abac_status.to_json()),
            ("AccelerateConfiguration", self.accelerate_configuration.to_json()),
            ("AccessControl", self.access_control.to_json()),
            ("AnalyticsConfigurations", self.analytics_configurations.to_json()),
            ("BucketEncryption", self.bucket_encryption.to_json()),
            ("BucketName", self.bucket_name.to_json()),
            ("BucketNamePrefix", self.bucket_name_prefix.to_json()),
            ("BucketNamespace", self.bucket_namespace.to_json()),
            ("CorsConfiguration", self.cors_configuration.to_json()),
            ("IntelligentTieringConfigurations", self.intelligent_tiering_configurations.to_json()),
            ("InventoryConfigurations", self.inventory_configurations.to_json()),
            ("LifecycleConfiguration", self.lifecycle_configuration.to_json()),
            ("LoggingConfiguration", self.logging_configuration.to_json()),
            ("MetadataConfiguration", self.metadata_configuration.to_json()),
            ("MetadataTableConfiguration", self.metadata_table_configuration.to_json()),
            ("MetricsConfigurations", self.metrics_configurations.to_json()),
            ("NotificationConfiguration", self.notification_configuration.to_json()),
            ("ObjectLockConfiguration", self.object_lock_configuration.to_json()),
            ("ObjectLockEnabled", self.object_lock_enabled.to_json()),
            ("OwnershipControls", self.ownership_controls.to_json()),
            ("PublicAccessBlockConfiguration", self.public_access_block_configuration.to_json()),
            ("ReplicationConfiguration", self.replication_configuration.to_json()),
            ("Tags", self.tags.to_json()),
            ("VersioningConfiguration", self.versioning_configuration.to_json()),
            ("WebsiteConfiguration", self.website_configuration.to_json()),
        ])
    }
}

impl Resource for Bucket {
    const TYPE: &'static str = "AWS::S3::Bucket";
}

impl Handle<Bucket> {
    /// The attribute `Arn`.
    pub fn arn(&self) -> Value<String> {
        self.get_att("Arn")
    }

    /// The attribute `DomainName`.
    pub fn domain_name(&self) -> Value<String> {
        self.get_att("DomainName")
    }

    /// The attribute `DualStackDomainName`.
    pub fn dual_stack_domain_name(&self) -> Value<String> {
        self.get_att("DualStackDomainName")
    }

    /// The attribute `MetadataConfiguration.AnnotationTableConfiguration.TableArn`.
    pub fn metadata_configuration_annotation_table_configuration_table_arn(&self) -> Value<String> {
        self.get_att("MetadataConfiguration.AnnotationTableConfiguration.TableArn")
    }

    /// The attribute `MetadataConfiguration.AnnotationTableConfiguration.TableName`.
    pub fn metadata_configuration_annotation_table_configuration_table_name(
        &self,
    ) -> Value<String> {
        self.get_att("MetadataConfiguration.AnnotationTableConfiguration.TableName")
    }

    /// The attribute `MetadataConfiguration.InventoryTableConfiguration.TableArn`.
    pub fn metadata_configuration_inventory_table_configuration_table_arn(&self) -> Value<String> {
        self.get_att("MetadataConfiguration.InventoryTableConfiguration.TableArn")
    }

    /// The attribute `MetadataConfiguration.InventoryTableConfiguration.TableName`.
    pub fn metadata_configuration_inventory_table_configuration_table_name(&self) -> Value<String> {
        self.get_att("MetadataConfiguration.InventoryTableConfiguration.TableName")
    }

    /// The attribute `MetadataConfiguration.JournalTableConfiguration.TableArn`.
    pub fn metadata_configuration_journal_table_configuration_table_arn(&self) -> Value<String> {
        self.get_att("MetadataConfiguration.JournalTableConfiguration.TableArn")
    }

    /// The attribute `MetadataConfiguration.JournalTableConfiguration.TableName`.
    pub fn metadata_configuration_journal_table_configuration_table_name(&self) -> Value<String> {
        self.get_att("MetadataConfiguration.JournalTableConfiguration.TableName")
    }

    /// The attribute `MetadataTableConfiguration.S3TablesDestination.TableArn`.
    pub fn metadata_table_configuration_s3_tables_destination_table_arn(&self) -> Value<String> {
        self.get_att("MetadataTableConfiguration.S3TablesDestination.TableArn")
    }

    /// The attribute `MetadataTableConfiguration.S3TablesDestination.TableNamespace`.
    pub fn metadata_table_configuration_s3_tables_destination_table_namespace(
        &self,
    ) -> Value<String> {
        self.get_att("MetadataTableConfiguration.S3TablesDestination.TableNamespace")
    }

    /// The attribute `RegionalDomainName`.
    pub fn regional_domain_name(&self) -> Value<String> {
        self.get_att("RegionalDomainName")
    }

    /// The attribute `WebsiteURL`.
    pub fn website_url(&self) -> Value<String> {
        self.get_att("WebsiteURL")
    }
}

/// `AWS::S3::BucketPolicy`.
#[derive(Clone, Debug)]
pub struct BucketPolicy {
    /// `Bucket`. Changing it may replace the resource.
    pub bucket: Value<String>,
    /// `PolicyDocument`.
    pub policy_document: Value<Json>,
}

impl BucketPolicy {
    /// With all that is required.
    pub fn new(bucket: impl Into<Value<String>>, policy_document: impl Into<Value<Json>>) -> Self {
        Self { bucket: bucket.into(), policy_document: policy_document.into() }
    }
}

impl ToJson for BucketPolicy {
    fn to_json(&self) -> Json {
        object([
            ("Bucket", self.bucket.to_json()),
            ("PolicyDocument", self.policy_document.to_json()),
        ])
    }
}

impl Resource for BucketPolicy {
    const TYPE: &'static str = "AWS::S3::BucketPolicy";
}

/// Types of the properties of [`Bucket`].
pub mod bucket {
    use crate::{Json, List, ToJson, Value, value::object};

    /// Values of `AbacStatus`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum AbacStatus {
        /// `Disabled`.
        Disabled,
        /// `Enabled`.
        Enabled,
    }

    impl ToJson for AbacStatus {
        fn to_json(&self) -> Json {
            match self {
                Self::Disabled => "Disabled",
                Self::Enabled => "Enabled",
            }
            .into()
        }
    }

    /// `AWS::S3::Bucket.AbortIncompleteMultipartUpload`.
    #[derive(Clone, Debug)]
    pub struct AbortIncompleteMultipartUpload {
        /// `DaysAfterInitiation`.
        pub days_after_initiation: Value<i64>,
    }

    impl AbortIncompleteMultipartUpload {
        /// With all that is required.
        pub fn new(days_after_initiation: impl Into<Value<i64>>) -> Self {
            Self { days_after_initiation: days_after_initiation.into() }
        }
    }

    impl ToJson for AbortIncompleteMultipartUpload {
        fn to_json(&self) -> Json {
            object([("DaysAfterInitiation", self.days_after_initiation.to_json())])
        }
    }

    /// `AWS::S3::Bucket.AccelerateConfiguration`.
    #[derive(Clone, Debug)]
    pub struct AccelerateConfiguration {
        /// `AccelerationStatus`.
        pub acceleration_status: Value<AccelerationStatus>,
    }

    impl AccelerateConfiguration {
        /// With all that is required.
        pub fn new(acceleration_status: impl Into<Value<AccelerationStatus>>) -> Self {
            Self { acceleration_status: acceleration_status.into() }
        }
    }

    impl ToJson for AccelerateConfiguration {
        fn to_json(&self) -> Json {
            object([("AccelerationStatus", self.acceleration_status.to_json())])
        }
    }

    /// Values of `AccelerationStatus`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum AccelerationStatus {
        /// `Enabled`.
        Enabled,
        /// `Suspended`.
        Suspended,
    }

    impl ToJson for AccelerationStatus {
        fn to_json(&self) -> Json {
            match self {
                Self::Enabled => "Enabled",
                Self::Suspended => "Suspended",
            }
            .into()
        }
    }

    /// Values of `AccessControl`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum AccessControl {
        /// `AuthenticatedRead`.
        AuthenticatedRead,
        /// `AwsExecRead`.
        AwsExecRead,
        /// `BucketOwnerFullControl`.
        BucketOwnerFullControl,
        /// `BucketOwnerRead`.
        BucketOwnerRead,
        /// `LogDeliveryWrite`.
        LogDeliveryWrite,
        /// `Private`.
        Private,
        /// `PublicRead`.
        PublicRead,
        /// `PublicReadWrite`.
        PublicReadWrite,
    }

    impl ToJson for AccessControl {
        fn to_json(&self) -> Json {
            match self {
                Self::AuthenticatedRead => "AuthenticatedRead",
                Self::AwsExecRead => "AwsExecRead",
                Self::BucketOwnerFullControl => "BucketOwnerFullControl",
                Self::BucketOwnerRead => "BucketOwnerRead",
                Self::LogDeliveryWrite => "LogDeliveryWrite",
                Self::Private => "Private",
                Self::PublicRead => "PublicRead",
                Self::PublicReadWrite => "PublicReadWrite",
            }
            .into()
        }
    }

    /// `AWS::S3::Bucket.AccessControlTranslation`.
    #[derive(Clone, Debug)]
    pub struct AccessControlTranslation {
        /// `Owner`.
        pub owner: Value<Owner>,
    }

    impl AccessControlTranslation {
        /// With all that is required.
        pub fn new(owner: impl Into<Value<Owner>>) -> Self {
            Self { owner: owner.into() }
        }
    }

    impl ToJson for AccessControlTranslation {
        fn to_json(&self) -> Json {
            object([("Owner", self.owner.to_json())])
        }
    }

    /// Values of `AccessTier`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum AccessTier {
        /// `ARCHIVE_ACCESS`.
        ArchiveAccess,
        /// `DEEP_ARCHIVE_ACCESS`.
        DeepArchiveAccess,
    }

    impl ToJson for AccessTier {
        fn to_json(&self) -> Json {
            match self {
                Self::ArchiveAccess => "ARCHIVE_ACCESS",
                Self::DeepArchiveAccess => "DEEP_ARCHIVE_ACCESS",
            }
            .into()
        }
    }

    /// Values of `AllowedMethods`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum AllowedMethods {
        /// `DELETE`.
        Delete,
        /// `GET`.
        Get,
        /// `HEAD`.
        Head,
        /// `POST`.
        Post,
        /// `PUT`.
        Put,
    }

    impl ToJson for AllowedMethods {
        fn to_json(&self) -> Json {
            match self {
                Self::Delete => "DELETE",
                Self::Get => "GET",
                Self::Head => "HEAD",
                Self::Post => "POST",
                Self::Put => "PUT",
            }
            .into()
        }
    }

    /// `AWS::S3::Bucket.AnalyticsConfiguration`.
    #[derive(Clone, Debug)]
    pub struct AnalyticsConfiguration {
        /// `Id`.
        pub id: Value<String>,
        /// `Prefix`.
        pub prefix: Option<Value<String>>,
        /// `StorageClassAnalysis`.
        pub storage_class_analysis: Value<StorageClassAnalysis>,
        /// `TagFilters`.
        pub tag_filters: Option<List<TagFilter>>,
    }

    impl AnalyticsConfiguration {
        /// With all that is required.
        pub fn new(
            id: impl Into<Value<String>>,
            storage_class_analysis: impl Into<Value<StorageClassAnalysis>>,
        ) -> Self {
            Self {
                id: id.into(),
                prefix: None,
                storage_class_analysis: storage_class_analysis.into(),
                tag_filters: None,
            }
        }
    }

    impl ToJson for AnalyticsConfiguration {
        fn to_json(&self) -> Json {
            object([
                ("Id", self.id.to_json()),
                ("Prefix", self.prefix.to_json()),
                ("StorageClassAnalysis", self.storage_class_analysis.to_json()),
                ("TagFilters", self.tag_filters.to_json()),
            ])
        }
    }

    /// `AWS::S3::Bucket.AnnotationTableConfiguration`.
    #[derive(Clone, Debug)]
    pub struct AnnotationTableConfiguration {
        /// `ConfigurationState`.
        pub configuration_state: Value<ConfigurationState>,
        /// `EncryptionConfiguration`.
        pub encryption_configuration: Option<Value<MetadataTableEncryptionConfiguration>>,
        /// `Role`.
        pub role: Option<Value<String>>,
        /// `TableArn`.
        pub table_arn: Option<Value<String>>,
        /// `TableName`.
        pub table_name: Option<Value<String>>,
    }

    impl AnnotationTableConfiguration {
        /// With all that is required.
        pub fn new(configuration_state: impl Into<Value<ConfigurationState>>) -> Self {
            Self {
                configuration_state: configuration_state.into(),
                encryption_configuration: None,
                role: None,
                table_arn: None,
                table_name: None,
            }
        }
    }

    impl ToJson for AnnotationTableConfiguration {
        fn to_json(&self) -> Json {
            object([
                ("ConfigurationState", self.configuration_state.to_json()),
                ("EncryptionConfiguration", self.encryption_configuration.to_json()),
                ("Role", self.role.to_json()),
                ("TableArn", self.table_arn.to_json()),
                ("TableName", self.table_name.to_json()),
            ])
        }
    }

    /// Values of `BlockedEncryptionTypeList`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum BlockedEncryptionTypeList {
        /// `NONE`.
        None,
        /// `SSE-C`.
        SseC,
    }

    impl ToJson for BlockedEncryptionTypeList {
        fn to_json(&self) -> Json {
            match self {
                Self::None => "NONE",
                Self::SseC => "SSE-C",
            }
            .into()
        }
    }

    /// `AWS::S3::Bucket.BlockedEncryptionTypes`.
    #[derive(Clone, Debug, Default)]
    pub struct BlockedEncryptionTypes {
        /// `EncryptionType`.
        pub encryption_type: Option<List<BlockedEncryptionTypeList>>,
    }

    impl BlockedEncryptionTypes {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for BlockedEncryptionTypes {
        fn to_json(&self) -> Json {
            object([("EncryptionType", self.encryption_type.to_json())])
        }
    }

    /// `AWS::S3::Bucket.BucketEncryption`.
    #[derive(Clone, Debug)]
    pub struct BucketEncryption {
        /// `ServerSideEncryptionConfiguration`.
        pub server_side_encryption_configuration: List<ServerSideEncryptionRule>,
    }

    impl BucketEncryption {
        /// With all that is required.
        pub fn new(
            server_side_encryption_configuration: impl Into<List<ServerSideEncryptionRule>>,
        ) -> Self {
            Self {
                server_side_encryption_configuration: server_side_encryption_configuration.into(),
            }
        }
    }

    impl ToJson for BucketEncryption {
        fn to_json(&self) -> Json {
            object([(
                "ServerSideEncryptionConfiguration",
                self.server_side_encryption_configuration.to_json(),
            )])
        }
    }

    /// Values of `BucketNamespace`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum BucketNamespace {
        /// `account-regional`.
        AccountRegional,
        /// `global`.
        Global,
    }

    impl ToJson for BucketNamespace {
        fn to_json(&self) -> Json {
            match self {
                Self::AccountRegional => "account-regional",
                Self::Global => "global",
            }
            .into()
        }
    }

    /// Values of `ConfigurationState`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum ConfigurationState {
        /// `DISABLED`.
        Disabled,
        /// `ENABLED`.
        Enabled,
    }

    impl ToJson for ConfigurationState {
        fn to_json(&self) -> Json {
            match self {
                Self::Disabled => "DISABLED",
                Self::Enabled => "ENABLED",
            }
            .into()
        }
    }

    /// `AWS::S3::Bucket.CorsConfiguration`.
    #[derive(Clone, Debug)]
    pub struct CorsConfiguration {
        /// `CorsRules`.
        pub cors_rules: List<CorsRule>,
    }

    impl CorsConfiguration {
        /// With all that is required.
        pub fn new(cors_rules: impl Into<List<CorsRule>>) -> Self {
            Self { cors_rules: cors_rules.into() }
        }
    }

    impl ToJson for CorsConfiguration {
        fn to_json(&self) -> Json {
            object([("CorsRules", self.cors_rules.to_json())])
        }
    }

    /// `AWS::S3::Bucket.CorsRule`.
    #[derive(Clone, Debug)]
    pub struct CorsRule {
        /// `AllowedHeaders`.
        pub allowed_headers: Option<List<String>>,
        /// `AllowedMethods`.
        pub allowed_methods: List<AllowedMethods>,
        /// `AllowedOrigins`.
        pub allowed_origins: List<String>,
        /// `ExposedHeaders`.
        pub exposed_headers: Option<List<String>>,
        /// `Id`.
        pub id: Option<Value<String>>,
        /// `MaxAge`.
        pub max_age: Option<Value<i64>>,
    }

    impl CorsRule {
        /// With all that is required.
        pub fn new(
            allowed_methods: impl Into<List<AllowedMethods>>,
            allowed_origins: impl Into<List<String>>,
        ) -> Self {
            Self {
                allowed_headers: None,
                allowed_methods: allowed_methods.into(),
                allowed_origins: allowed_origins.into(),
                exposed_headers: None,
                id: None,
                max_age: None,
            }
        }
    }

    impl ToJson for CorsRule {
        fn to_json(&self) -> Json {
            object([
                ("AllowedHeaders", self.allowed_headers.to_json()),
                ("AllowedMethods", self.allowed_methods.to_json()),
                ("AllowedOrigins", self.allowed_origins.to_json()),
                ("ExposedHeaders", self.exposed_headers.to_json()),
                ("Id", self.id.to_json()),
                ("MaxAge", self.max_age.to_json()),
            ])
        }
    }

    /// `AWS::S3::Bucket.DataExport`.
    #[derive(Clone, Debug)]
    pub struct DataExport {
        /// `Destination`.
        pub destination: Value<Destination>,
        /// `OutputSchemaVersion`.
        pub output_schema_version: Value<String>,
    }

    impl DataExport {
        /// With all that is required.
        pub fn new(
            destination: impl Into<Value<Destination>>,
            output_schema_version: impl Into<Value<String>>,
        ) -> Self {
            Self {
                destination: destination.into(),
                output_schema_version: output_schema_version.into(),
            }
        }
    }

    impl ToJson for DataExport {
        fn to_json(&self) -> Json {
            object([
                ("Destination", self.destination.to_json()),
                ("OutputSchemaVersion", self.output_schema_version.to_json()),
            ])
        }
    }

    /// `AWS::S3::Bucket.DefaultEventHold`.
    #[derive(Clone, Debug, Default)]
    pub struct DefaultEventHold {
        /// `Days`.
        pub days: Option<Value<i64>>,
        /// `Years`.
        pub years: Option<Value<i64>>,
    }

    impl DefaultEventHold {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for DefaultEventHold {
        fn to_json(&self) -> Json {
            object([("Days", self.days.to_json()), ("Years", self.years.to_json())])
        }
    }

    /// `AWS::S3::Bucket.DefaultRetention`.
    #[derive(Clone, Debug, Default)]
    pub struct DefaultRetention {
        /// `Days`.
        pub days: Option<Value<i64>>,
        /// `DefaultEventHold`.
        pub default_event_hold: Option<Value<DefaultEventHold>>,
        /// `Mode`.
        pub mode: Option<Value<Mode>>,
        /// `Years`.
        pub years: Option<Value<i64>>,
    }

    impl DefaultRetention {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for DefaultRetention {
        fn to_json(&self) -> Json {
            object([
                ("Days", self.days.to_json()),
                ("DefaultEventHold", self.default_event_hold.to_json()),
                ("Mode", self.mode.to_json()),
                ("Years", self.years.to_json()),
            ])
        }
    }

    /// `AWS::S3::Bucket.DeleteMarkerReplication`.
    #[derive(Clone, Debug, Default)]
    pub struct DeleteMarkerReplication {
        /// `Status`.
        pub status: Option<Value<Status>>,
    }

    impl DeleteMarkerReplication {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for DeleteMarkerReplication {
        fn to_json(&self) -> Json {
            object([("Status", self.status.to_json())])
        }
    }

    /// `AWS::S3::Bucket.Destination`.
    #[derive(Clone, Debug)]
    pub struct Destination {
        /// `BucketAccountId`.
        pub bucket_account_id: Option<Value<String>>,
        /// `BucketArn`.
        pub bucket_arn: Value<String>,
        /// `Format`.
        pub format: Value<Format>,
        /// `Prefix`.
        pub prefix: Option<Value<String>>,
    }

    impl Destination {
        /// With all that is required.
        pub fn new(bucket_arn: impl Into<Value<String>>, format: impl Into<Value<Format>>) -> Self {
            Self {
                bucket_account_id: None,
                bucket_arn: bucket_arn.into(),
                format: format.into(),
                prefix: None,
            }
        }
    }

    impl ToJson for Destination {
        fn to_json(&self) -> Json {
            object([
                ("BucketAccountId", self.bucket_account_id.to_json()),
                ("BucketArn", self.bucket_arn.to_json()),
                ("Format", self.format.to_json()),
                ("Prefix", self.prefix.to_json()),
            ])
        }
    }

    /// `AWS::S3::Bucket.EncryptionConfiguration`.
    #[derive(Clone, Debug)]
    pub struct EncryptionConfiguration {
        /// `ReplicaKmsKeyID`.
        pub replica_kms_key_id: Value<String>,
    }

    impl EncryptionConfiguration {
        /// With all that is required.
        pub fn new(replica_kms_key_id: impl Into<Value<String>>) -> Self {
            Self { replica_kms_key_id: replica_kms_key_id.into() }
        }
    }

    impl ToJson for EncryptionConfiguration {
        fn to_json(&self) -> Json {
            object([("ReplicaKmsKeyID", self.replica_kms_key_id.to_json())])
        }
    }

    /// `AWS::S3::Bucket.EventBridgeConfiguration`.
    #[derive(Clone, Debug)]
    pub struct EventBridgeConfiguration {
        /// `EventBridgeEnabled`.
        pub event_bridge_enabled: Value<bool>,
    }

    impl EventBridgeConfiguration {
        /// With all that is required.
        pub fn new(event_bridge_enabled: impl Into<Value<bool>>) -> Self {
            Self { event_bridge_enabled: event_bridge_enabled.into() }
        }
    }

    impl ToJson for EventBridgeConfiguration {
        fn to_json(&self) -> Json {
            object([("EventBridgeEnabled", self.event_bridge_enabled.to_json())])
        }
    }

    /// Values of `Expiration`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Expiration {
        /// `DISABLED`.
        Disabled,
        /// `ENABLED`.
        Enabled,
    }

    impl ToJson for Expiration {
        fn to_json(&self) -> Json {
            match self {
                Self::Disabled => "DISABLED",
                Self::Enabled => "ENABLED",
            }
            .into()
        }
    }

    /// `AWS::S3::Bucket.FilterRule`.
    #[derive(Clone, Debug)]
    pub struct FilterRule {
        /// `Name`.
        pub name: Value<String>,
        /// `Value`.
        pub value: Value<String>,
    }

    impl FilterRule {
        /// With all that is required.
        pub fn new(name: impl Into<Value<String>>, value: impl Into<Value<String>>) -> Self {
            Self { name: name.into(), value: value.into() }
        }
    }

    impl ToJson for FilterRule {
        fn to_json(&self) -> Json {
            object([("Name", self.name.to_json()), ("Value", self.value.to_json())])
        }
    }

    /// Values of `Format`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Format {
        /// `CSV`.
        Csv,
        /// `ORC`.
        Orc,
        /// `Parquet`.
        Parquet,
    }

    impl ToJson for Format {
        fn to_json(&self) -> Json {
            match self {
                Self::Csv => "CSV",
                Self::Orc => "ORC",
                Self::Parquet => "Parquet",
            }
            .into()
        }
    }

    /// Values of `IncludedObjectVersions`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum IncludedObjectVersions {
        /// `All`.
        All,
        /// `Current`.
        Current,
    }

    impl ToJson for IncludedObjectVersions {
        fn to_json(&self) -> Json {
            match self {
                Self::All => "All",
                Self::Current => "Current",
            }
            .into()
        }
    }

    /// `AWS::S3::Bucket.IntelligentTieringConfiguration`.
    #[derive(Clone, Debug)]
    pub struct IntelligentTieringConfiguration {
        /// `Id`.
        pub id: Value<String>,
        /// `Prefix`.
        pub prefix: Option<Value<String>>,
        /// `Status`.
        pub status: Value<Status>,
        /// `TagFilters`.
        pub tag_filters: Option<List<TagFilter>>,
        /// `Tierings`.
        pub tierings: List<Tiering>,
    }

    impl IntelligentTieringConfiguration {
        /// With all that is required.
        pub fn new(
            id: impl Into<Value<String>>,
            status: impl Into<Value<Status>>,
            tierings: impl Into<List<Tiering>>,
        ) -> Self {
            Self {
                id: id.into(),
                prefix: None,
                status: status.into(),
                tag_filters: None,
                tierings: tierings.into(),
            }
        }
    }

    impl ToJson for IntelligentTieringConfiguration {
        fn to_json(&self) -> Json {
            object([
                ("Id", self.id.to_json()),
                ("Prefix", self.prefix.to_json()),
                ("Status", self.status.to_json()),
                ("TagFilters", self.tag_filters.to_json()),
                ("Tierings", self.tierings.to_json()),
            ])
        }
    }

    /// `AWS::S3::Bucket.InventoryConfiguration`.
    #[derive(Clone, Debug)]
    pub struct InventoryConfiguration {
        /// `Destination`.
        pub destination: Value<Destination>,
        /// `Enabled`.
        pub enabled: Value<bool>,
        /// `Id`.
        pub id: Value<String>,
        /// `IncludedObjectVersions`.
        pub included_object_versions: Value<IncludedObjectVersions>,
        /// `OptionalFields`.
        pub optional_fields: Option<List<OptionalFields>>,
        /// `Prefix`.
        pub prefix: Option<Value<String>>,
        /// `ScheduleFrequency`.
        pub schedule_frequency: Value<ScheduleFrequency>,
    }

    impl InventoryConfiguration {
        /// With all that is required.
        pub fn new(
            destination: impl Into<Value<Destination>>,
            enabled: impl Into<Value<bool>>,
            id: impl Into<Value<String>>,
            included_object_versions: impl Into<Value<IncludedObjectVersions>>,
            schedule_frequency: impl Into<Value<ScheduleFrequency>>,
        ) -> Self {
            Self {
                destination: destination.into(),
                enabled: enabled.into(),
                id: id.into(),
                included_object_versions: included_object_versions.into(),
                optional_fields: None,
                prefix: None,
                schedule_frequency: schedule_frequency.into(),
            }
        }
    }

    impl ToJson for InventoryConfiguration {
        fn to_json(&self) -> Json {
            object([
                ("Destination", self.destination.to_json()),
                ("Enabled", self.enabled.to_json()),
                ("Id", self.id.to_json()),
                ("IncludedObjectVersions", self.included_object_versions.to_json()),
                ("OptionalFields", self.optional_fields.to_json()),
                ("Prefix", self.prefix.to_json()),
                ("ScheduleFrequency", self.schedule_frequency.to_json()),
            ])
        }
    }

    /// `AWS::S3::Bucket.InventoryTableConfiguration`.
    #[derive(Clone, Debug)]
    pub struct InventoryTableConfiguration {
        /// `ConfigurationState`.
        pub configuration_state: Value<ConfigurationState>,
        /// `EncryptionConfiguration`.
        pub encryption_configuration: Option<Value<MetadataTableEncryptionConfiguration>>,
        /// `TableArn`.
        pub table_arn: Option<Value<String>>,
        /// `TableName`.
        pub table_name: Option<Value<String>>,
    }

    impl InventoryTableConfiguration {
        /// With all that is required.
        pub fn new(configuration_state: impl Into<Value<ConfigurationState>>) -> Self {
            Self {
                configuration_state: configuration_state.into(),
                encryption_configuration: None,
                table_arn: None,
                table_name: None,
            }
        }
    }

    impl ToJson for InventoryTableConfiguration {
        fn to_json(&self) -> Json {
            object([
                ("ConfigurationState", self.configuration_state.to_json()),
                ("EncryptionConfiguration", self.encryption_configuration.to_json()),
                ("TableArn", self.table_arn.to_json()),
                ("TableName", self.table_name.to_json()),
            ])
        }
    }

    /// `AWS::S3::Bucket.JournalTableConfiguration`.
    #[derive(Clone, Debug)]
    pub struct JournalTableConfiguration {
        /// `EncryptionConfiguration`.
        pub encryption_configuration: Option<Value<MetadataTableEncryptionConfiguration>>,
        /// `RecordExpiration`.
        pub record_expiration: Value<RecordExpiration>,
        /// `TableArn`.
        pub table_arn: Option<Value<String>>,
        /// `TableName`.
        pub table_name: Option<Value<String>>,
    }

    impl JournalTableConfiguration {
        /// With all that is required.
        pub fn new(record_expiration: impl Into<Value<RecordExpiration>>) -> Self {
            Self {
                encryption_configuration: None,
                record_expiration: record_expiration.into(),
                table_arn: None,
                table_name: None,
            }
        }
    }

    impl ToJson for JournalTableConfiguration {
        fn to_json(&self) -> Json {
            object([
                ("EncryptionConfiguration", self.encryption_configuration.to_json()),
                ("RecordExpiration", self.record_expiration.to_json()),
                ("TableArn", self.table_arn.to_json()),
                ("TableName", self.table_name.to_json()),
            ])
        }
    }

    /// `AWS::S3::Bucket.LambdaConfiguration`.
    #[derive(Clone, Debug)]
    pub struct LambdaConfiguration {
        /// `Event`.
        pub event: Value<String>,
        /// `Filter`.
        pub filter: Option<Value<NotificationFilter>>,
        /// `Function`.
        pub function: Value<String>,
    }

    impl LambdaConfiguration {
        /// With all that is required.
        pub fn new(event: impl Into<Value<String>>, function: impl Into<Value<String>>) -> Self {
            Self { event: event.into(), filter: None, function: function.into() }
        }
    }

    impl ToJson for LambdaConfiguration {
        fn to_json(&self) -> Json {
            object([
                ("Event", self.event.to_json()),
                ("Filter", self.filter.to_json()),
                ("Function", self.function.to_json()),
            ])
        }
    }

    /// `AWS::S3::Bucket.LifecycleConfiguration`.
    #[derive(Clone, Debug)]
    pub struct LifecycleConfiguration {
        /// `Rules`.
        pub rules: List<Rule>,
        /// `TransitionDefaultMinimumObjectSize`.
        pub transition_default_minimum_object_size:
            Option<Value<TransitionDefaultMinimumObjectSize>>,
    }

    impl LifecycleConfiguration {
        /// With all that is required.
        pub fn new(rules: impl Into<List<Rule>>) -> Self {
            Self { rules: rules.into(), transition_default_minimum_object_size: None }
        }
    }

    impl ToJson for LifecycleConfiguration {
        fn to_json(&self) -> Json {
            object([
                ("Rules", self.rules.to_json()),
                (
                    "TransitionDefaultMinimumObjectSize",
                    self.transition_default_minimum_object_size.to_json(),
                ),
            ])
        }
    }

    /// `AWS::S3::Bucket.LoggingConfiguration`.
    #[derive(Clone, Debug, Default)]
    pub struct LoggingConfiguration {
        /// `DestinationBucketName`.
        pub destination_bucket_name: Option<Value<String>>,
        /// `LogFilePrefix`.
        pub log_file_prefix: Option<Value<String>>,
        /// `TargetObjectKeyFormat`.
        pub target_object_key_format: Option<Value<Json>>,
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
                ("DestinationBucketName", self.destination_bucket_name.to_json()),
                ("LogFilePrefix", self.log_file_prefix.to_json()),
                ("TargetObjectKeyFormat", self.target_object_key_format.to_json()),
            ])
        }
    }

    /// `AWS::S3::Bucket.MetadataConfiguration`.
    #[derive(Clone, Debug)]
    pub struct MetadataConfiguration {
        /// `AnnotationTableConfiguration`.
        pub annotation_table_configuration: Option<Value<AnnotationTableConfiguration>>,
        /// `Destination`.
        pub destination: Option<Value<MetadataDestination>>,
        /// `InventoryTableConfiguration`.
        pub inventory_table_configuration: Option<Value<InventoryTableConfiguration>>,
        /// `JournalTableConfiguration`.
        pub journal_table_configuration: Value<JournalTableConfiguration>,
    }

    impl MetadataConfiguration {
        /// With all that is required.
        pub fn new(
            journal_table_configuration: impl Into<Value<JournalTableConfiguration>>,
        ) -> Self {
            Self {
                annotation_table_configuration: None,
                destination: None,
                inventory_table_configuration: None,
                journal_table_configuration: journal_table_configuration.into(),
            }
        }
    }

    impl ToJson for MetadataConfiguration {
        fn to_json(&self) -> Json {
            object([
                ("AnnotationTableConfiguration", self.annotation_table_configuration.to_json()),
                ("Destination", self.destination.to_json()),
                ("InventoryTableConfiguration", self.inventory_table_configuration.to_json()),
                ("JournalTableConfiguration", self.journal_table_configuration.to_json()),
            ])
        }
    }

    /// `AWS::S3::Bucket.MetadataDestination`.
    #[derive(Clone, Debug)]
    pub struct MetadataDestination {
        /// `TableBucketArn`.
        pub table_bucket_arn: Option<Value<String>>,
        /// `TableBucketType`.
        pub table_bucket_type: Value<TableBucketType>,
        /// `TableNamespace`.
        pub table_namespace: Option<Value<String>>,
    }

    impl MetadataDestination {
        /// With all that is required.
        pub fn new(table_bucket_type: impl Into<Value<TableBucketType>>) -> Self {
            Self {
                table_bucket_arn: None,
                table_bucket_type: table_bucket_type.into(),
                table_namespace: None,
            }
        }
    }

    impl ToJson for MetadataDestination {
        fn to_json(&self) -> Json {
            object([
                ("TableBucketArn", self.table_bucket_arn.to_json()),
                ("TableBucketType", self.table_bucket_type.to_json()),
                ("TableNamespace", self.table_namespace.to_json()),
            ])
        }
    }

    /// `AWS::S3::Bucket.MetadataTableConfiguration`.
    #[derive(Clone, Debug)]
    pub struct MetadataTableConfiguration {
        /// `S3TablesDestination`.
        pub s3_tables_destination: Value<S3TablesDestination>,
    }

    impl MetadataTableConfiguration {
        /// With all that is required.
        pub fn new(s3_tables_destination: impl Into<Value<S3TablesDestination>>) -> Self {
            Self { s3_tables_destination: s3_tables_destination.into() }
        }
    }

    impl ToJson for MetadataTableConfiguration {
        fn to_json(&self) -> Json {
            object([("S3TablesDestination", self.s3_tables_destination.to_json())])
        }
    }

    /// `AWS::S3::Bucket.MetadataTableEncryptionConfiguration`.
    #[derive(Clone, Debug)]
    pub struct MetadataTableEncryptionConfiguration {
        /// `KmsKeyArn`.
        pub kms_key_arn: Option<Value<String>>,
        /// `SseAlgorithm`.
        pub sse_algorithm: Value<SseAlgorithm>,
    }

    impl MetadataTableEncryptionConfiguration {
        /// With all that is required.
        pub fn new(sse_algorithm: impl Into<Value<SseAlgorithm>>) -> Self {
            Self { kms_key_arn: None, sse_algorithm: sse_algorithm.into() }
        }
    }

    impl ToJson for MetadataTableEncryptionConfiguration {
        fn to_json(&self) -> Json {
            object([
                ("KmsKeyArn", self.kms_key_arn.to_json()),
                ("SseAlgorithm", self.sse_algorithm.to_json()),
            ])
        }
    }

    /// `AWS::S3::Bucket.Metrics`.
    #[derive(Clone, Debug)]
    pub struct Metrics {
        /// `EventThreshold`.
        pub event_threshold: Option<Value<ReplicationTimeValue>>,
        /// `Status`.
        pub status: Value<Status>,
    }

    impl Metrics {
        /// With all that is required.
        pub fn new(status: impl Into<Value<Status>>) -> Self {
            Self { event_threshold: None, status: status.into() }
        }
    }

    impl ToJson for Metrics {
        fn to_json(&self) -> Json {
            object([
                ("EventThreshold", self.event_threshold.to_json()),
                ("Status", self.status.to_json()),
            ])
        }
    }

    /// `AWS::S3::Bucket.MetricsConfiguration`.
    #[derive(Clone, Debug)]
    pub struct MetricsConfiguration {
        /// `AccessPointArn`.
        pub access_point_arn: Option<Value<String>>,
        /// `Id`.
        pub id: Value<String>,
        /// `Prefix`.
        pub prefix: Option<Value<String>>,
        /// `TagFilters`.
        pub tag_filters: Option<List<TagFilter>>,
    }

    impl MetricsConfiguration {
        /// With all that is required.
        pub fn new(id: impl Into<Value<String>>) -> Self {
            Self { access_point_arn: None, id: id.into(), prefix: None, tag_filters: None }
        }
    }

    impl ToJson for MetricsConfiguration {
        fn to_json(&self) -> Json {
            object([
                ("AccessPointArn", self.access_point_arn.to_json()),
                ("Id", self.id.to_json()),
                ("Prefix", self.prefix.to_json()),
                ("TagFilters", self.tag_filters.to_json()),
            ])
        }
    }

    /// Values of `Mode`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Mode {
        /// `COMPLIANCE`.
        Compliance,
        /// `GOVERNANCE`.
        Governance,
    }

    impl ToJson for Mode {
        fn to_json(&self) -> Json {
            match self {
                Self::Compliance => "COMPLIANCE",
                Self::Governance => "GOVERNANCE",
            }
            .into()
        }
    }

    /// `AWS::S3::Bucket.NoncurrentVersionExpiration`.
    #[derive(Clone, Debug)]
    pub struct NoncurrentVersionExpiration {
        /// `NewerNoncurrentVersions`.
        pub newer_noncurrent_versions: Option<Value<i64>>,
        /// `NoncurrentDays`.
        pub noncurrent_days: Value<i64>,
    }

    impl NoncurrentVersionExpiration {
        /// With all that is required.
        pub fn new(noncurrent_days: impl Into<Value<i64>>) -> Self {
            Self { newer_noncurrent_versions: None, noncurrent_days: noncurrent_days.into() }
        }
    }

    impl ToJson for NoncurrentVersionExpiration {
        fn to_json(&self) -> Json {
            object([
                ("NewerNoncurrentVersions", self.newer_noncurrent_versions.to_json()),
                ("NoncurrentDays", self.noncurrent_days.to_json()),
            ])
        }
    }

    /// `AWS::S3::Bucket.NoncurrentVersionTransition`.
    #[derive(Clone, Debug)]
    pub struct NoncurrentVersionTransition {
        /// `NewerNoncurrentVersions`.
        pub newer_noncurrent_versions: Option<Value<i64>>,
        /// `StorageClass`.
        pub storage_class: Value<String>,
        /// `TransitionInDays`.
        pub transition_in_days: Value<i64>,
    }

    impl NoncurrentVersionTransition {
        /// With all that is required.
        pub fn new(
            storage_class: impl Into<Value<String>>,
            transition_in_days: impl Into<Value<i64>>,
        ) -> Self {
            Self {
                newer_noncurrent_versions: None,
                storage_class: storage_class.into(),
                transition_in_days: transition_in_days.into(),
            }
        }
    }

    impl ToJson for NoncurrentVersionTransition {
        fn to_json(&self) -> Json {
            object([
                ("NewerNoncurrentVersions", self.newer_noncurrent_versions.to_json()),
                ("StorageClass", self.storage_class.to_json()),
                ("TransitionInDays", self.transition_in_days.to_json()),
            ])
        }
    }

    /// `AWS::S3::Bucket.NotificationConfiguration`.
    #[derive(Clone, Debug, Default)]
    pub struct NotificationConfiguration {
        /// `EventBridgeConfiguration`.
        pub event_bridge_configuration: Option<Value<EventBridgeConfiguration>>,
        /// `LambdaConfigurations`.
        pub lambda_configurations: Option<List<LambdaConfiguration>>,
        /// `QueueConfigurations`.
        pub queue_configurations: Option<List<QueueConfiguration>>,
        /// `TopicConfigurations`.
        pub topic_configurations: Option<List<TopicConfiguration>>,
    }

    impl NotificationConfiguration {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for NotificationConfiguration {
        fn to_json(&self) -> Json {
            object([
                ("EventBridgeConfiguration", self.event_bridge_configuration.to_json()),
                ("LambdaConfigurations", self.lambda_configurations.to_json()),
                ("QueueConfigurations", self.queue_configurations.to_json()),
                ("TopicConfigurations", self.topic_configurations.to_json()),
            ])
        }
    }

    /// `AWS::S3::Bucket.NotificationFilter`.
    #[derive(Clone, Debug)]
    pub struct NotificationFilter {
        /// `S3Key`.
        pub s3_key: Value<S3KeyFilter>,
    }

    impl NotificationFilter {
        /// With all that is required.
        pub fn new(s3_key: impl Into<Value<S3KeyFilter>>) -> Self {
            Self { s3_key: s3_key.into() }
        }
    }

    impl ToJson for NotificationFilter {
        fn to_json(&self) -> Json {
            object([("S3Key", self.s3_key.to_json())])
        }
    }

    /// `AWS::S3::Bucket.ObjectLockConfiguration`.
    #[derive(Clone, Debug, Default)]
    pub struct ObjectLockConfiguration {
        /// `ObjectLockEnabled`.
        pub object_lock_enabled: Option<Value<ObjectLockEnabled>>,
        /// `Rule`.
        pub rule: Option<Value<ObjectLockRule>>,
    }

    impl ObjectLockConfiguration {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for ObjectLockConfiguration {
        fn to_json(&self) -> Json {
            object([
                ("ObjectLockEnabled", self.object_lock_enabled.to_json()),
                ("Rule", self.rule.to_json()),
            ])
        }
    }

    /// Values of `ObjectLockEnabled`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum ObjectLockEnabled {
        /// `Enabled`.
        Enabled,
    }

    impl ToJson for ObjectLockEnabled {
        fn to_json(&self) -> Json {
            match self {
                Self::Enabled => "Enabled",
            }
            .into()
        }
    }

    /// `AWS::S3::Bucket.ObjectLockRule`.
    #[derive(Clone, Debug, Default)]
    pub struct ObjectLockRule {
        /// `DefaultRetention`.
        pub default_retention: Option<Value<DefaultRetention>>,
    }

    impl ObjectLockRule {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for ObjectLockRule {
        fn to_json(&self) -> Json {
            object([("DefaultRetention", self.default_retention.to_json())])
        }
    }

    /// Values of `ObjectOwnership`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum ObjectOwnership {
        /// `BucketOwnerEnforced`.
        BucketOwnerEnforced,
        /// `BucketOwnerPreferred`.
        BucketOwnerPreferred,
        /// `ObjectWriter`.
        ObjectWriter,
    }

    impl ToJson for ObjectOwnership {
        fn to_json(&self) -> Json {
            match self {
                Self::BucketOwnerEnforced => "BucketOwnerEnforced",
                Self::BucketOwnerPreferred => "BucketOwnerPreferred",
                Self::ObjectWriter => "ObjectWriter",
            }
            .into()
        }
    }

    /// Values of `OptionalFields`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum OptionalFields {
        /// `BucketKeyStatus`.
        BucketKeyStatus,
        /// `ChecksumAlgorithm`.
        ChecksumAlgorithm,
        /// `ETag`.
        ETag,
        /// `EncryptionStatus`.
        EncryptionStatus,
        /// `IntelligentTieringAccessTier`.
        IntelligentTieringAccessTier,
        /// `IntelligentTieringReferenceDate`.
        IntelligentTieringReferenceDate,
        /// `IsMultipartUploaded`.
        IsMultipartUploaded,
        /// `LastModifiedDate`.
        LastModifiedDate,
        /// `LifecycleExpirationDate`.
        LifecycleExpirationDate,
        /// `ObjectAccessControlList`.
        ObjectAccessControlList,
        /// `ObjectLockEventHoldDuration`.
        ObjectLockEventHoldDuration,
        /// `ObjectLockEventHoldStatus`.
        ObjectLockEventHoldStatus,
        /// `ObjectLockLegalHoldStatus`.
        ObjectLockLegalHoldStatus,
        /// `ObjectLockMode`.
        ObjectLockMode,
        /// `ObjectLockRetainUntilDate`.
        ObjectLockRetainUntilDate,
        /// `ObjectOwner`.
        ObjectOwner,
        /// `ReplicationStatus`.
        ReplicationStatus,
        /// `Size`.
        Size,
        /// `StorageClass`.
        StorageClass,
    }

    impl ToJson for OptionalFields {
        fn to_json(&self) -> Json {
            match self {
                Self::BucketKeyStatus => "BucketKeyStatus",
                Self::ChecksumAlgorithm => "ChecksumAlgorithm",
                Self::ETag => "ETag",
                Self::EncryptionStatus => "EncryptionStatus",
                Self::IntelligentTieringAccessTier => "IntelligentTieringAccessTier",
                Self::IntelligentTieringReferenceDate => "IntelligentTieringReferenceDate",
                Self::IsMultipartUploaded => "IsMultipartUploaded",
                Self::LastModifiedDate => "LastModifiedDate",
                Self::LifecycleExpirationDate => "LifecycleExpirationDate",
                Self::ObjectAccessControlList => "ObjectAccessControlList",
                Self::ObjectLockEventHoldDuration => "ObjectLockEventHoldDuration",
                Self::ObjectLockEventHoldStatus => "ObjectLockEventHoldStatus",
                Self::ObjectLockLegalHoldStatus => "ObjectLockLegalHoldStatus",
                Self::ObjectLockMode => "ObjectLockMode",
                Self::ObjectLockRetainUntilDate => "ObjectLockRetainUntilDate",
                Self::ObjectOwner => "ObjectOwner",
                Self::ReplicationStatus => "ReplicationStatus",
                Self::Size => "Size",
                Self::StorageClass => "StorageClass",
            }
            .into()
        }
    }

    /// Values of `Owner`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Owner {
        /// `Destination`.
        Destination,
    }

    impl ToJson for Owner {
        fn to_json(&self) -> Json {
            match self {
                Self::Destination => "Destination",
            }
            .into()
        }
    }

    /// `AWS::S3::Bucket.OwnershipControls`.
    #[derive(Clone, Debug)]
    pub struct OwnershipControls {
        /// `Rules`.
        pub rules: List<OwnershipControlsRule>,
    }

    impl OwnershipControls {
        /// With all that is required.
        pub fn new(rules: impl Into<List<OwnershipControlsRule>>) -> Self {
            Self { rules: rules.into() }
        }
    }

    impl ToJson for OwnershipControls {
        fn to_json(&self) -> Json {
            object([("Rules", self.rules.to_json())])
        }
    }

    /// `AWS::S3::Bucket.OwnershipControlsRule`.
    #[derive(Clone, Debug, Default)]
    pub struct OwnershipControlsRule {
        /// `ObjectOwnership`.
        pub object_ownership: Option<Value<ObjectOwnership>>,
    }

    impl OwnershipControlsRule {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for OwnershipControlsRule {
        fn to_json(&self) -> Json {
            object([("ObjectOwnership", self.object_ownership.to_json())])
        }
    }

    /// Values of `Protocol`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Protocol {
        /// `http`.
        Http,
        /// `https`.
        Https,
    }

    impl ToJson for Protocol {
        fn to_json(&self) -> Json {
            match self {
                Self::Http => "http",
                Self::Https => "https",
            }
            .into()
        }
    }

    /// `AWS::S3::Bucket.PublicAccessBlockConfiguration`.
    #[derive(Clone, Debug, Default)]
    pub struct PublicAccessBlockConfiguration {
        /// `BlockPublicAcls`.
        pub block_public_acls: Option<Value<bool>>,
        /// `BlockPublicPolicy`.
        pub block_public_policy: Option<Value<bool>>,
        /// `IgnorePublicAcls`.
        pub ignore_public_acls: Option<Value<bool>>,
        /// `RestrictPublicBuckets`.
        pub restrict_public_buckets: Option<Value<bool>>,
    }

    impl PublicAccessBlockConfiguration {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for PublicAccessBlockConfiguration {
        fn to_json(&self) -> Json {
            object([
                ("BlockPublicAcls", self.block_public_acls.to_json()),
                ("BlockPublicPolicy", self.block_public_policy.to_json()),
                ("IgnorePublicAcls", self.ignore_public_acls.to_json()),
                ("RestrictPublicBuckets", self.restrict_public_buckets.to_json()),
            ])
        }
    }

    /// `AWS::S3::Bucket.QueueConfiguration`.
    #[derive(Clone, Debug)]
    pub struct QueueConfiguration {
        /// `Event`.
        pub event: Value<String>,
        /// `Filter`.
        pub filter: Option<Value<NotificationFilter>>,
        /// `Queue`.
        pub queue: Value<String>,
    }

    impl QueueConfiguration {
        /// With all that is required.
        pub fn new(event: impl Into<Value<String>>, queue: impl Into<Value<String>>) -> Self {
            Self { event: event.into(), filter: None, queue: queue.into() }
        }
    }

    impl ToJson for QueueConfiguration {
        fn to_json(&self) -> Json {
            object([
                ("Event", self.event.to_json()),
                ("Filter", self.filter.to_json()),
                ("Queue", self.queue.to_json()),
            ])
        }
    }

    /// `AWS::S3::Bucket.RecordExpiration`.
    #[derive(Clone, Debug)]
    pub struct RecordExpiration {
        /// `Days`.
        pub days: Option<Value<i64>>,
        /// `Expiration`.
        pub expiration: Value<Expiration>,
    }

    impl RecordExpiration {
        /// With all that is required.
        pub fn new(expiration: impl Into<Value<Expiration>>) -> Self {
            Self { days: None, expiration: expiration.into() }
        }
    }

    impl ToJson for RecordExpiration {
        fn to_json(&self) -> Json {
            object([("Days", self.days.to_json()), ("Expiration", self.expiration.to_json())])
        }
    }

    /// `AWS::S3::Bucket.RedirectAllRequestsTo`.
    #[derive(Clone, Debug)]
    pub struct RedirectAllRequestsTo {
        /// `HostName`.
        pub host_name: Value<String>,
        /// `Protocol`.
        pub protocol: Option<Value<Protocol>>,
    }

    impl RedirectAllRequestsTo {
        /// With all that is required.
        pub fn new(host_name: impl Into<Value<String>>) -> Self {
            Self { host_name: host_name.into(), protocol: None }
        }
    }

    impl ToJson for RedirectAllRequestsTo {
        fn to_json(&self) -> Json {
            object([("HostName", self.host_name.to_json()), ("Protocol", self.protocol.to_json())])
        }
    }

    /// `AWS::S3::Bucket.RedirectRule`.
    #[derive(Clone, Debug, Default)]
    pub struct RedirectRule {
        /// `HostName`.
        pub host_name: Option<Value<String>>,
        /// `HttpRedirectCode`.
        pub http_redirect_code: Option<Value<String>>,
        /// `Protocol`.
        pub protocol: Option<Value<Protocol>>,
        /// `ReplaceKeyPrefixWith`.
        pub replace_key_prefix_with: Option<Value<String>>,
        /// `ReplaceKeyWith`.
        pub replace_key_with: Option<Value<String>>,
    }

    impl RedirectRule {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for RedirectRule {
        fn to_json(&self) -> Json {
            object([
                ("HostName", self.host_name.to_json()),
                ("HttpRedirectCode", self.http_redirect_code.to_json()),
                ("Protocol", self.protocol.to_json()),
                ("ReplaceKeyPrefixWith", self.replace_key_prefix_with.to_json()),
                ("ReplaceKeyWith", self.replace_key_with.to_json()),
            ])
        }
    }

    /// `AWS::S3::Bucket.ReplicaModifications`.
    #[derive(Clone, Debug)]
    pub struct ReplicaModifications {
        /// `Status`.
        pub status: Value<ReplicaModificationsStatus>,
    }

    impl ReplicaModifications {
        /// With all that is required.
        pub fn new(status: impl Into<Value<ReplicaModificationsStatus>>) -> Self {
            Self { status: status.into() }
        }
    }

    impl ToJson for ReplicaModifications {
        fn to_json(&self) -> Json {
            object([("Status", self.status.to_json())])
        }
    }

    /// Values of `Status`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum ReplicaModificationsStatus {
        /// `Disabled`.
        Disabled,
        /// `Enabled`.
        Enabled,
    }

    impl ToJson for ReplicaModificationsStatus {
        fn to_json(&self) -> Json {
            match self {
                Self::Disabled => "Disabled",
                Self::Enabled => "Enabled",
            }
            .into()
        }
    }

    /// `AWS::S3::Bucket.ReplicationConfiguration`.
    #[derive(Clone, Debug)]
    pub struct ReplicationConfiguration {
        /// `Role`.
        pub role: Value<String>,
        /// `Rules`.
        pub rules: List<ReplicationRule>,
    }

    impl ReplicationConfiguration {
        /// With all that is required.
        pub fn new(
            role: impl Into<Value<String>>,
            rules: impl Into<List<ReplicationRule>>,
        ) -> Self {
            Self { role: role.into(), rules: rules.into() }
        }
    }

    impl ToJson for ReplicationConfiguration {
        fn to_json(&self) -> Json {
            object([("Role", self.role.to_json()), ("Rules", self.rules.to_json())])
        }
    }

    /// `AWS::S3::Bucket.ReplicationDestination`.
    #[derive(Clone, Debug)]
    pub struct ReplicationDestination {
        /// `AccessControlTranslation`.
        pub access_control_translation: Option<Value<AccessControlTranslation>>,
        /// `Account`.
        pub account: Option<Value<String>>,
        /// `Bucket`.
        pub bucket: Value<String>,
        /// `EncryptionConfiguration`.
        pub encryption_configuration: Option<Value<EncryptionConfiguration>>,
        /// `Metrics`.
        pub metrics: Option<Value<Metrics>>,
        /// `ReplicationTime`.
        pub replication_time: Option<Value<ReplicationTime>>,
        /// `StorageClass`.
        pub storage_class: Option<Value<StorageClass>>,
    }

    impl ReplicationDestination {
        /// With all that is required.
        pub fn new(bucket: impl Into<Value<String>>) -> Self {
            Self {
                access_control_translation: None,
                account: None,
                bucket: bucket.into(),
                encryption_configuration: None,
                metrics: None,
                replication_time: None,
                storage_class: None,
            }
        }
    }

    impl ToJson for ReplicationDestination {
        fn to_json(&self) -> Json {
            object([
                ("AccessControlTranslation", self.access_control_translation.to_json()),
                ("Account", self.account.to_json()),
                ("Bucket", self.bucket.to_json()),
                ("EncryptionConfiguration", self.encryption_configuration.to_json()),
                ("Metrics", self.metrics.to_json()),
                ("ReplicationTime", self.replication_time.to_json()),
                ("StorageClass", self.storage_class.to_json()),
            ])
        }
    }

    /// `AWS::S3::Bucket.ReplicationRule`.
    #[derive(Clone, Debug)]
    pub struct ReplicationRule {
        /// `DeleteMarkerReplication`.
        pub delete_marker_replication: Option<Value<DeleteMarkerReplication>>,
        /// `Destination`.
        pub destination: Value<ReplicationDestination>,
        /// `Filter`.
        pub filter: Option<Value<ReplicationRuleFilter>>,
        /// `Id`.
        pub id: Option<Value<String>>,
        /// `Prefix`.
        pub prefix: Option<Value<String>>,
        /// `Priority`.
        pub priority: Option<Value<i64>>,
        /// `SourceSelectionCriteria`.
        pub source_selection_criteria: Option<Value<SourceSelectionCriteria>>,
        /// `Status`.
        pub status: Value<Status>,
    }

    impl ReplicationRule {
        /// With all that is required.
        pub fn new(
            destination: impl Into<Value<ReplicationDestination>>,
            status: impl Into<Value<Status>>,
        ) -> Self {
            Self {
                delete_marker_replication: None,
                destination: destination.into(),
                filter: None,
                id: None,
                prefix: None,
                priority: None,
                source_selection_criteria: None,
                status: status.into(),
            }
        }
    }

    impl ToJson for ReplicationRule {
        fn to_json(&self) -> Json {
            object([
                ("DeleteMarkerReplication", self.delete_marker_replication.to_json()),
                ("Destination", self.destination.to_json()),
                ("Filter", self.filter.to_json()),
                ("Id", self.id.to_json()),
                ("Prefix", self.prefix.to_json()),
                ("Priority", self.priority.to_json()),
                ("SourceSelectionCriteria", self.source_selection_criteria.to_json()),
                ("Status", self.status.to_json()),
            ])
        }
    }

    /// `AWS::S3::Bucket.ReplicationRuleAndOperator`.
    #[derive(Clone, Debug, Default)]
    pub struct ReplicationRuleAndOperator {
        /// `Prefix`.
        pub prefix: Option<Value<String>>,
        /// `TagFilters`.
        pub tag_filters: Option<List<TagFilter>>,
    }

    impl ReplicationRuleAndOperator {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for ReplicationRuleAndOperator {
        fn to_json(&self) -> Json {
            object([("Prefix", self.prefix.to_json()), ("TagFilters", self.tag_filters.to_json())])
        }
    }

    /// `AWS::S3::Bucket.ReplicationRuleFilter`.
    #[derive(Clone, Debug, Default)]
    pub struct ReplicationRuleFilter {
        /// `And`.
        pub and: Option<Value<ReplicationRuleAndOperator>>,
        /// `Prefix`.
        pub prefix: Option<Value<String>>,
        /// `TagFilter`.
        pub tag_filter: Option<Value<TagFilter>>,
    }

    impl ReplicationRuleFilter {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for ReplicationRuleFilter {
        fn to_json(&self) -> Json {
            object([
                ("And", self.and.to_json()),
                ("Prefix", self.prefix.to_json()),
                ("TagFilter", self.tag_filter.to_json()),
            ])
        }
    }

    /// `AWS::S3::Bucket.ReplicationTime`.
    #[derive(Clone, Debug)]
    pub struct ReplicationTime {
        /// `Status`.
        pub status: Value<Status>,
        /// `Time`.
        pub time: Value<ReplicationTimeValue>,
    }

    impl ReplicationTime {
        /// With all that is required.
        pub fn new(
            status: impl Into<Value<Status>>,
            time: impl Into<Value<ReplicationTimeValue>>,
        ) -> Self {
            Self { status: status.into(), time: time.into() }
        }
    }

    impl ToJson for ReplicationTime {
        fn to_json(&self) -> Json {
            object([("Status", self.status.to_json()), ("Time", self.time.to_json())])
        }
    }

    /// `AWS::S3::Bucket.ReplicationTimeValue`.
    #[derive(Clone, Debug)]
    pub struct ReplicationTimeValue {
        /// `Minutes`.
        pub minutes: Value<i64>,
    }

    impl ReplicationTimeValue {
        /// With all that is required.
        pub fn new(minutes: impl Into<Value<i64>>) -> Self {
            Self { minutes: minutes.into() }
        }
    }

    impl ToJson for ReplicationTimeValue {
        fn to_json(&self) -> Json {
            object([("Minutes", self.minutes.to_json())])
        }
    }

    /// `AWS::S3::Bucket.RoutingRule`.
    #[derive(Clone, Debug)]
    pub struct RoutingRule {
        /// `RedirectRule`.
        pub redirect_rule: Value<RedirectRule>,
        /// `RoutingRuleCondition`.
        pub routing_rule_condition: Option<Value<RoutingRuleCondition>>,
    }

    impl RoutingRule {
        /// With all that is required.
        pub fn new(redirect_rule: impl Into<Value<RedirectRule>>) -> Self {
            Self { redirect_rule: redirect_rule.into(), routing_rule_condition: None }
        }
    }

    impl ToJson for RoutingRule {
        fn to_json(&self) -> Json {
            object([
                ("RedirectRule", self.redirect_rule.to_json()),
                ("RoutingRuleCondition", self.routing_rule_condition.to_json()),
            ])
        }
    }

    /// `AWS::S3::Bucket.RoutingRuleCondition`.
    #[derive(Clone, Debug, Default)]
    pub struct RoutingRuleCondition {
        /// `HttpErrorCodeReturnedEquals`.
        pub http_error_code_returned_equals: Option<Value<String>>,
        /// `KeyPrefixEquals`.
        pub key_prefix_equals: Option<Value<String>>,
    }

    impl RoutingRuleCondition {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for RoutingRuleCondition {
        fn to_json(&self) -> Json {
            object([
                ("HttpErrorCodeReturnedEquals", self.http_error_code_returned_equals.to_json()),
                ("KeyPrefixEquals", self.key_prefix_equals.to_json()),
            ])
        }
    }

    /// `AWS::S3::Bucket.Rule`.
    #[derive(Clone, Debug)]
    pub struct Rule {
        /// `AbortIncompleteMultipartUpload`.
        pub abort_incomplete_multipart_upload: Option<Value<AbortIncompleteMultipartUpload>>,
        /// `ExpirationDate`.
        pub expiration_date: Option<Value<String>>,
        /// `ExpirationInDays`.
        pub expiration_in_days: Option<Value<i64>>,
        /// `ExpiredObjectDeleteMarker`.
        pub expired_object_delete_marker: Option<Value<bool>>,
        /// `Id`.
        pub id: Option<Value<String>>,
        /// `NoncurrentVersionExpiration`.
        pub noncurrent_version_expiration: Option<Value<NoncurrentVersionExpiration>>,
        /// `NoncurrentVersionExpirationInDays`.
        pub noncurrent_version_expiration_in_days: Option<Value<i64>>,
        /// `NoncurrentVersionTransition`.
        pub noncurrent_version_transition: Option<Value<NoncurrentVersionTransition>>,
        /// `NoncurrentVersionTransitions`.
        pub noncurrent_version_transitions: Option<List<NoncurrentVersionTransition>>,
        /// `ObjectSizeGreaterThan`.
        pub object_size_greater_than: Option<Value<String>>,
        /// `ObjectSizeLessThan`.
        pub object_size_less_than: Option<Value<String>>,
        /// `Prefix`.
        pub prefix: Option<Value<String>>,
        /// `Status`.
        pub status: Value<RuleStatus>,
        /// `TagFilters`.
        pub tag_filters: Option<List<TagFilter>>,
        /// `Transition`.
        pub transition: Option<Value<Transition>>,
        /// `Transitions`.
        pub transitions: Option<List<Transition>>,
    }

    impl Rule {
        /// With all that is required.
        pub fn new(status: impl Into<Value<RuleStatus>>) -> Self {
            Self {
                abort_incomplete_multipart_upload: None,
                expiration_date: None,
                expiration_in_days: None,
                expired_object_delete_marker: None,
                id: None,
                noncurrent_version_expiration: None,
                noncurrent_version_expiration_in_days: None,
                noncurrent_version_transition: None,
                noncurrent_version_transitions: None,
                object_size_greater_than: None,
                object_size_less_than: None,
                prefix: None,
                status: status.into(),
                tag_filters: None,
                transition: None,
                transitions: None,
            }
        }
    }

    impl ToJson for Rule {
        fn to_json(&self) -> Json {
            object([
                (
                    "AbortIncompleteMultipartUpload",
                    self.abort_incomplete_multipart_upload.to_json(),
                ),
                ("ExpirationDate", self.expiration_date.to_json()),
                ("ExpirationInDays", self.expiration_in_days.to_json()),
                ("ExpiredObjectDeleteMarker", self.expired_object_delete_marker.to_json()),
                ("Id", self.id.to_json()),
                ("NoncurrentVersionExpiration", self.noncurrent_version_expiration.to_json()),
                (
                    "NoncurrentVersionExpirationInDays",
                    self.noncurrent_version_expiration_in_days.to_json(),
                ),
                ("NoncurrentVersionTransition", self.noncurrent_version_transition.to_json()),
                ("NoncurrentVersionTransitions", self.noncurrent_version_transitions.to_json()),
                ("ObjectSizeGreaterThan", self.object_size_greater_than.to_json()),
                ("ObjectSizeLessThan", self.object_size_less_than.to_json()),
                ("Prefix", self.prefix.to_json()),
                ("Status", self.status.to_json()),
                ("TagFilters", self.tag_filters.to_json()),
                ("Transition", self.transition.to_json()),
                ("Transitions", self.transitions.to_json()),
            ])
        }
    }

    /// Values of `Status`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum RuleStatus {
        /// `Disabled`.
        Disabled,
        /// `Enabled`.
        Enabled,
    }

    impl ToJson for RuleStatus {
        fn to_json(&self) -> Json {
            match self {
                Self::Disabled => "Disabled",
                Self::Enabled => "Enabled",
            }
            .into()
        }
    }

    /// `AWS::S3::Bucket.S3KeyFilter`.
    #[derive(Clone, Debug)]
    pub struct S3KeyFilter {
        /// `Rules`.
        pub rules: List<FilterRule>,
    }

    impl S3KeyFilter {
        /// With all that is required.
        pub fn new(rules: impl Into<List<FilterRule>>) -> Self {
            Self { rules: rules.into() }
        }
    }

    impl ToJson for S3KeyFilter {
        fn to_json(&self) -> Json {
            object([("Rules", self.rules.to_json())])
        }
    }

    /// `AWS::S3::Bucket.S3TablesDestination`.
    #[derive(Clone, Debug)]
    pub struct S3TablesDestination {
        /// `TableArn`.
        pub table_arn: Option<Value<String>>,
        /// `TableBucketArn`.
        pub table_bucket_arn: Value<String>,
        /// `TableName`.
        pub table_name: Value<String>,
        /// `TableNamespace`.
        pub table_namespace: Option<Value<String>>,
    }

    impl S3TablesDestination {
        /// With all that is required.
        pub fn new(
            table_bucket_arn: impl Into<Value<String>>,
            table_name: impl Into<Value<String>>,
        ) -> Self {
            Self {
                table_arn: None,
                table_bucket_arn: table_bucket_arn.into(),
                table_name: table_name.into(),
                table_namespace: None,
            }
        }
    }

    impl ToJson for S3TablesDestination {
        fn to_json(&self) -> Json {
            object([
                ("TableArn", self.table_arn.to_json()),
                ("TableBucketArn", self.table_bucket_arn.to_json()),
                ("TableName", self.table_name.to_json()),
                ("TableNamespace", self.table_namespace.to_json()),
            ])
        }
    }

    /// Values of `SSEAlgorithm`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum SSEAlgorithm {
        /// `AES256`.
        Aes256,
        /// `aws:kms`.
        AwsKms,
        /// `aws:kms:dsse`.
        AwsKmsDsse,
    }

    impl ToJson for SSEAlgorithm {
        fn to_json(&self) -> Json {
            match self {
                Self::Aes256 => "AES256",
                Self::AwsKms => "aws:kms",
                Self::AwsKmsDsse => "aws:kms:dsse",
            }
            .into()
        }
    }

    /// Values of `ScheduleFrequency`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum ScheduleFrequency {
        /// `Daily`.
        Daily,
        /// `Weekly`.
        Weekly,
    }

    impl ToJson for ScheduleFrequency {
        fn to_json(&self) -> Json {
            match self {
                Self::Daily => "Daily",
                Self::Weekly => "Weekly",
            }
            .into()
        }
    }

    /// `AWS::S3::Bucket.ServerSideEncryptionByDefault`.
    #[derive(Clone, Debug)]
    pub struct ServerSideEncryptionByDefault {
        /// `KMSMasterKeyID`.
        pub kms_master_key_id: Option<Value<String>>,
        /// `SSEAlgorithm`.
        pub sse_algorithm: Value<SSEAlgorithm>,
    }

    impl ServerSideEncryptionByDefault {
        /// With all that is required.
        pub fn new(sse_algorithm: impl Into<Value<SSEAlgorithm>>) -> Self {
            Self { kms_master_key_id: None, sse_algorithm: sse_algorithm.into() }
        }
    }

    impl ToJson for ServerSideEncryptionByDefault {
        fn to_json(&self) -> Json {
            object([
                ("KMSMasterKeyID", self.kms_master_key_id.to_json()),
                ("SSEAlgorithm", self.sse_algorithm.to_json()),
            ])
        }
    }

    /// `AWS::S3::Bucket.ServerSideEncryptionRule`.
    #[derive(Clone, Debug, Default)]
    pub struct ServerSideEncryptionRule {
        /// `BlockedEncryptionTypes`.
        pub blocked_encryption_types: Option<Value<BlockedEncryptionTypes>>,
        /// `BucketKeyEnabled`.
        pub bucket_key_enabled: Option<Value<bool>>,
        /// `ServerSideEncryptionByDefault`.
        pub server_side_encryption_by_default: Option<Value<ServerSideEncryptionByDefault>>,
    }

    impl ServerSideEncryptionRule {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for ServerSideEncryptionRule {
        fn to_json(&self) -> Json {
            object([
                ("BlockedEncryptionTypes", self.blocked_encryption_types.to_json()),
                ("BucketKeyEnabled", self.bucket_key_enabled.to_json()),
                ("ServerSideEncryptionByDefault", self.server_side_encryption_by_default.to_json()),
            ])
        }
    }

    /// `AWS::S3::Bucket.SourceSelectionCriteria`.
    #[derive(Clone, Debug, Default)]
    pub struct SourceSelectionCriteria {
        /// `ReplicaModifications`.
        pub replica_modifications: Option<Value<ReplicaModifications>>,
        /// `SseKmsEncryptedObjects`.
        pub sse_kms_encrypted_objects: Option<Value<SseKmsEncryptedObjects>>,
    }

    impl SourceSelectionCriteria {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for SourceSelectionCriteria {
        fn to_json(&self) -> Json {
            object([
                ("ReplicaModifications", self.replica_modifications.to_json()),
                ("SseKmsEncryptedObjects", self.sse_kms_encrypted_objects.to_json()),
            ])
        }
    }

    /// Values of `SseAlgorithm`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum SseAlgorithm {
        /// `AES256`.
        Aes256,
        /// `aws:kms`.
        AwsKms,
    }

    impl ToJson for SseAlgorithm {
        fn to_json(&self) -> Json {
            match self {
                Self::Aes256 => "AES256",
                Self::AwsKms => "aws:kms",
            }
            .into()
        }
    }

    /// `AWS::S3::Bucket.SseKmsEncryptedObjects`.
    #[derive(Clone, Debug)]
    pub struct SseKmsEncryptedObjects {
        /// `Status`.
        pub status: Value<Status>,
    }

    impl SseKmsEncryptedObjects {
        /// With all that is required.
        pub fn new(status: impl Into<Value<Status>>) -> Self {
            Self { status: status.into() }
        }
    }

    impl ToJson for SseKmsEncryptedObjects {
        fn to_json(&self) -> Json {
            object([("Status", self.status.to_json())])
        }
    }

    /// Values of `Status`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Status {
        /// `Disabled`.
        Disabled,
        /// `Enabled`.
        Enabled,
    }

    impl ToJson for Status {
        fn to_json(&self) -> Json {
            match self {
                Self::Disabled => "Disabled",
                Self::Enabled => "Enabled",
            }
            .into()
        }
    }

    /// Values of `StorageClass`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum StorageClass {
        /// `DEEP_ARCHIVE`.
        DeepArchive,
        /// `GLACIER`.
        Glacier,
        /// `GLACIER_IR`.
        GlacierIr,
        /// `INTELLIGENT_TIERING`.
        IntelligentTiering,
        /// `ONEZONE_IA`.
        OnezoneIa,
        /// `REDUCED_REDUNDANCY`.
        ReducedRedundancy,
        /// `STANDARD`.
        Standard,
        /// `STANDARD_IA`.
        StandardIa,
    }

    impl ToJson for StorageClass {
        fn to_json(&self) -> Json {
            match self {
                Self::DeepArchive => "DEEP_ARCHIVE",
                Self::Glacier => "GLACIER",
                Self::GlacierIr => "GLACIER_IR",
                Self::IntelligentTiering => "INTELLIGENT_TIERING",
                Self::OnezoneIa => "ONEZONE_IA",
                Self::ReducedRedundancy => "REDUCED_REDUNDANCY",
                Self::Standard => "STANDARD",
                Self::StandardIa => "STANDARD_IA",
            }
            .into()
        }
    }

    /// `AWS::S3::Bucket.StorageClassAnalysis`.
    #[derive(Clone, Debug, Default)]
    pub struct StorageClassAnalysis {
        /// `DataExport`.
        pub data_export: Option<Value<DataExport>>,
    }

    impl StorageClassAnalysis {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for StorageClassAnalysis {
        fn to_json(&self) -> Json {
            object([("DataExport", self.data_export.to_json())])
        }
    }

    /// Values of `TableBucketType`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum TableBucketType {
        /// `aws`.
        Aws,
        /// `customer`.
        Customer,
    }

    impl ToJson for TableBucketType {
        fn to_json(&self) -> Json {
            match self {
                Self::Aws => "aws",
                Self::Customer => "customer",
            }
            .into()
        }
    }

    /// `AWS::S3::Bucket.Tag`.
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

    /// `AWS::S3::Bucket.TagFilter`.
    #[derive(Clone, Debug)]
    pub struct TagFilter {
        /// `Key`.
        pub key: Value<String>,
        /// `Value`.
        pub value: Value<String>,
    }

    impl TagFilter {
        /// With all that is required.
        pub fn new(key: impl Into<Value<String>>, value: impl Into<Value<String>>) -> Self {
            Self { key: key.into(), value: value.into() }
        }
    }

    impl ToJson for TagFilter {
        fn to_json(&self) -> Json {
            object([("Key", self.key.to_json()), ("Value", self.value.to_json())])
        }
    }

    /// `AWS::S3::Bucket.Tiering`.
    #[derive(Clone, Debug)]
    pub struct Tiering {
        /// `AccessTier`.
        pub access_tier: Value<AccessTier>,
        /// `Days`.
        pub days: Value<i64>,
    }

    impl Tiering {
        /// With all that is required.
        pub fn new(access_tier: impl Into<Value<AccessTier>>, days: impl Into<Value<i64>>) -> Self {
            Self { access_tier: access_tier.into(), days: days.into() }
        }
    }

    impl ToJson for Tiering {
        fn to_json(&self) -> Json {
            object([("AccessTier", self.access_tier.to_json()), ("Days", self.days.to_json())])
        }
    }

    /// `AWS::S3::Bucket.TopicConfiguration`.
    #[derive(Clone, Debug)]
    pub struct TopicConfiguration {
        /// `Event`.
        pub event: Value<String>,
        /// `Filter`.
        pub filter: Option<Value<NotificationFilter>>,
        /// `Topic`.
        pub topic: Value<String>,
    }

    impl TopicConfiguration {
        /// With all that is required.
        pub fn new(event: impl Into<Value<String>>, topic: impl Into<Value<String>>) -> Self {
            Self { event: event.into(), filter: None, topic: topic.into() }
        }
    }

    impl ToJson for TopicConfiguration {
        fn to_json(&self) -> Json {
            object([
                ("Event", self.event.to_json()),
                ("Filter", self.filter.to_json()),
                ("Topic", self.topic.to_json()),
            ])
        }
    }

    /// `AWS::S3::Bucket.Transition`.
    #[derive(Clone, Debug)]
    pub struct Transition {
        /// `StorageClass`.
        pub storage_class: Value<String>,
        /// `TransitionDate`.
        pub transition_date: Option<Value<String>>,
        /// `TransitionInDays`.
        pub transition_in_days: Option<Value<i64>>,
    }

    impl Transition {
        /// With all that is required.
        pub fn new(storage_class: impl Into<Value<String>>) -> Self {
            Self {
                storage_class: storage_class.into(),
                transition_date: None,
                transition_in_days: None,
            }
        }
    }

    impl ToJson for Transition {
        fn to_json(&self) -> Json {
            object([
                ("StorageClass", self.storage_class.to_json()),
                ("TransitionDate", self.transition_date.to_json()),
                ("TransitionInDays", self.transition_in_days.to_json()),
            ])
        }
    }

    /// Values of `TransitionDefaultMinimumObjectSize`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum TransitionDefaultMinimumObjectSize {
        /// `all_storage_classes_128K`.
        AllStorageClasses128k,
        /// `varies_by_storage_class`.
        VariesByStorageClass,
    }

    impl ToJson for TransitionDefaultMinimumObjectSize {
        fn to_json(&self) -> Json {
            match self {
                Self::AllStorageClasses128k => "all_storage_classes_128K",
                Self::VariesByStorageClass => "varies_by_storage_class",
            }
            .into()
        }
    }

    /// `AWS::S3::Bucket.VersioningConfiguration`.
    #[derive(Clone, Debug)]
    pub struct VersioningConfiguration {
        /// `Status`.
        pub status: Value<VersioningConfigurationStatus>,
    }

    impl VersioningConfiguration {
        /// With all that is required.
        pub fn new(status: impl Into<Value<VersioningConfigurationStatus>>) -> Self {
            Self { status: status.into() }
        }
    }

    impl ToJson for VersioningConfiguration {
        fn to_json(&self) -> Json {
            object([("Status", self.status.to_json())])
        }
    }

    /// Values of `Status`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum VersioningConfigurationStatus {
        /// `Enabled`.
        Enabled,
        /// `Suspended`.
        Suspended,
    }

    impl ToJson for VersioningConfigurationStatus {
        fn to_json(&self) -> Json {
            match self {
                Self::Enabled => "Enabled",
                Self::Suspended => "Suspended",
            }
            .into()
        }
    }

    /// `AWS::S3::Bucket.WebsiteConfiguration`.
    #[derive(Clone, Debug, Default)]
    pub struct WebsiteConfiguration {
        /// `ErrorDocument`.
        pub error_document: Option<Value<String>>,
        /// `IndexDocument`.
        pub index_document: Option<Value<String>>,
        /// `RedirectAllRequestsTo`.
        pub redirect_all_requests_to: Option<Value<RedirectAllRequestsTo>>,
        /// `RoutingRules`.
        pub routing_rules: Option<List<RoutingRule>>,
    }

    impl WebsiteConfiguration {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for WebsiteConfiguration {
        fn to_json(&self) -> Json {
            object([
                ("ErrorDocument", self.error_document.to_json()),
                ("IndexDocument", self.index_document.to_json()),
                ("RedirectAllRequestsTo", self.redirect_all_requests_to.to_json()),
                ("RoutingRules", self.routing_rules.to_json()),
            ])
        }
    }
}
