//! Resource types of `cloudfront`.
//! Written by `cargo xtask codegen` from the official resource schemas; not edited by hand.

use crate::{Handle, Json, List, Resource, ToJson, Value, value::object};

/// `AWS::CloudFront::Distribution`.
#[derive(Clone, Debug)]
pub struct Distribution {
    /// `DistributionConfig`.
    pub distribution_config: Value<distribution::DistributionConfig>,
    /// `Tags`.
    pub tags: Option<List<distribution::Tag>>,
}

impl Distribution {
    /// With all that is required.
    pub fn new(distribution_config: impl Into<Value<distribution::DistributionConfig>>) -> Self {
        Self { distribution_config: distribution_config.into(), tags: None }
    }
}

impl ToJson for Distribution {
    fn to_json(&self) -> Json {
        object([
            ("DistributionConfig", self.distribution_config.to_json()),
            ("Tags", self.tags.to_json()),
        ])
    }
}

impl Resource for Distribution {
    const TYPE: &'static str = "AWS::CloudFront::Distribution";
}

impl Handle<Distribution> {
    /// The attribute `DomainName`.
    pub fn domain_name(&self) -> Value<String> {
        self.get_att("DomainName")
    }

    /// The attribute `Id`.
    pub fn id(&self) -> Value<String> {
        self.get_att("Id")
    }
}

/// `AWS::CloudFront::OriginAccessControl`.
#[derive(Clone, Debug)]
pub struct OriginAccessControl {
    /// `OriginAccessControlConfig`.
    pub origin_access_control_config: Value<origin_access_control::OriginAccessControlConfig>,
}

impl OriginAccessControl {
    /// With all that is required.
    pub fn new(
        origin_access_control_config: impl Into<Value<origin_access_control::OriginAccessControlConfig>>,
    ) -> Self {
        Self { origin_access_control_config: origin_access_control_config.into() }
    }
}

impl ToJson for OriginAccessControl {
    fn to_json(&self) -> Json {
        object([("OriginAccessControlConfig", self.origin_access_control_config.to_json())])
    }
}

impl Resource for OriginAccessControl {
    const TYPE: &'static str = "AWS::CloudFront::OriginAccessControl";
}

impl Handle<OriginAccessControl> {
    /// The attribute `Id`.
    pub fn id(&self) -> Value<String> {
        self.get_att("Id")
    }
}

/// Types of the properties of [`Distribution`].
pub mod distribution {
    use crate::{Json, List, ToJson, Value, value::object};

    /// `AWS::CloudFront::Distribution.CacheBehavior`.
    #[derive(Clone, Debug)]
    pub struct CacheBehavior {
        /// `AllowedMethods`.
        pub allowed_methods: Option<List<String>>,
        /// `CachePolicyId`.
        pub cache_policy_id: Option<Value<String>>,
        /// `CachedMethods`.
        pub cached_methods: Option<List<String>>,
        /// `Compress`.
        pub compress: Option<Value<bool>>,
        /// `DefaultTTL`.
        pub default_ttl: Option<Value<f64>>,
        /// `FieldLevelEncryptionId`.
        pub field_level_encryption_id: Option<Value<String>>,
        /// `ForwardedValues`.
        pub forwarded_values: Option<Value<ForwardedValues>>,
        /// `FunctionAssociations`.
        pub function_associations: Option<List<FunctionAssociation>>,
        /// `GrpcConfig`.
        pub grpc_config: Option<Value<GrpcConfig>>,
        /// `LambdaFunctionAssociations`.
        pub lambda_function_associations: Option<List<LambdaFunctionAssociation>>,
        /// `MaxTTL`.
        pub max_ttl: Option<Value<f64>>,
        /// `MinTTL`.
        pub min_ttl: Option<Value<f64>>,
        /// `OriginRequestPolicyId`.
        pub origin_request_policy_id: Option<Value<String>>,
        /// `PathPattern`.
        pub path_pattern: Value<String>,
        /// `RealtimeLogConfigArn`.
        pub realtime_log_config_arn: Option<Value<String>>,
        /// `ResponseHeadersPolicyId`.
        pub response_headers_policy_id: Option<Value<String>>,
        /// `SmoothStreaming`.
        pub smooth_streaming: Option<Value<bool>>,
        /// `TargetOriginId`.
        pub target_origin_id: Value<String>,
        /// `TrustedKeyGroups`.
        pub trusted_key_groups: Option<List<String>>,
        /// `TrustedSigners`.
        pub trusted_signers: Option<List<String>>,
        /// `ViewerProtocolPolicy`.
        pub viewer_protocol_policy: Value<String>,
    }

    impl CacheBehavior {
        /// With all that is required.
        pub fn new(
            path_pattern: impl Into<Value<String>>,
            target_origin_id: impl Into<Value<String>>,
            viewer_protocol_policy: impl Into<Value<String>>,
        ) -> Self {
            Self {
                allowed_methods: None,
                cache_policy_id: None,
                cached_methods: None,
                compress: None,
                default_ttl: None,
                field_level_encryption_id: None,
                forwarded_values: None,
                function_associations: None,
                grpc_config: None,
                lambda_function_associations: None,
                max_ttl: None,
                min_ttl: None,
                origin_request_policy_id: None,
                path_pattern: path_pattern.into(),
                realtime_log_config_arn: None,
                response_headers_policy_id: None,
                smooth_streaming: None,
                target_origin_id: target_origin_id.into(),
                trusted_key_groups: None,
                trusted_signers: None,
                viewer_protocol_policy: viewer_protocol_policy.into(),
            }
        }
    }

    impl ToJson for CacheBehavior {
        fn to_json(&self) -> Json {
            object([
                ("AllowedMethods", self.allowed_methods.to_json()),
                ("CachePolicyId", self.cache_policy_id.to_json()),
                ("CachedMethods", self.cached_methods.to_json()),
                ("Compress", self.compress.to_json()),
                ("DefaultTTL", self.default_ttl.to_json()),
                ("FieldLevelEncryptionId", self.field_level_encryption_id.to_json()),
                ("ForwardedValues", self.forwarded_values.to_json()),
                ("FunctionAssociations", self.function_associations.to_json()),
                ("GrpcConfig", self.grpc_config.to_json()),
                ("LambdaFunctionAssociations", self.lambda_function_associations.to_json()),
                ("MaxTTL", self.max_ttl.to_json()),
                ("MinTTL", self.min_ttl.to_json()),
                ("OriginRequestPolicyId", self.origin_request_policy_id.to_json()),
                ("PathPattern", self.path_pattern.to_json()),
                ("RealtimeLogConfigArn", self.realtime_log_config_arn.to_json()),
                ("ResponseHeadersPolicyId", self.response_headers_policy_id.to_json()),
                ("SmoothStreaming", self.smooth_streaming.to_json()),
                ("TargetOriginId", self.target_origin_id.to_json()),
                ("TrustedKeyGroups", self.trusted_key_groups.to_json()),
                ("TrustedSigners", self.trusted_signers.to_json()),
                ("ViewerProtocolPolicy", self.viewer_protocol_policy.to_json()),
            ])
        }
    }

    /// `AWS::CloudFront::Distribution.CacheTagConfig`.
    #[derive(Clone, Debug)]
    pub struct CacheTagConfig {
        /// `HeaderName`.
        pub header_name: Value<String>,
    }

    impl CacheTagConfig {
        /// With all that is required.
        pub fn new(header_name: impl Into<Value<String>>) -> Self {
            Self { header_name: header_name.into() }
        }
    }

    impl ToJson for CacheTagConfig {
        fn to_json(&self) -> Json {
            object([("HeaderName", self.header_name.to_json())])
        }
    }

    /// `AWS::CloudFront::Distribution.ConnectionFunctionAssociation`.
    #[derive(Clone, Debug)]
    pub struct ConnectionFunctionAssociation {
        /// `Id`.
        pub id: Value<String>,
    }

    impl ConnectionFunctionAssociation {
        /// With all that is required.
        pub fn new(id: impl Into<Value<String>>) -> Self {
            Self { id: id.into() }
        }
    }

    impl ToJson for ConnectionFunctionAssociation {
        fn to_json(&self) -> Json {
            object([("Id", self.id.to_json())])
        }
    }

    /// Values of `ConnectionMode`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum ConnectionMode {
        /// `direct`.
        Direct,
        /// `tenant-only`.
        TenantOnly,
    }

    impl ToJson for ConnectionMode {
        fn to_json(&self) -> Json {
            match self {
                Self::Direct => "direct",
                Self::TenantOnly => "tenant-only",
            }
            .into()
        }
    }

    /// `AWS::CloudFront::Distribution.Cookies`.
    #[derive(Clone, Debug)]
    pub struct Cookies {
        /// `Forward`.
        pub forward: Value<String>,
        /// `WhitelistedNames`.
        pub whitelisted_names: Option<List<String>>,
    }

    impl Cookies {
        /// With all that is required.
        pub fn new(forward: impl Into<Value<String>>) -> Self {
            Self { forward: forward.into(), whitelisted_names: None }
        }
    }

    impl ToJson for Cookies {
        fn to_json(&self) -> Json {
            object([
                ("Forward", self.forward.to_json()),
                ("WhitelistedNames", self.whitelisted_names.to_json()),
            ])
        }
    }

    /// `AWS::CloudFront::Distribution.CustomErrorResponse`.
    #[derive(Clone, Debug)]
    pub struct CustomErrorResponse {
        /// `ErrorCachingMinTTL`.
        pub error_caching_min_ttl: Option<Value<f64>>,
        /// `ErrorCode`.
        pub error_code: Value<i64>,
        /// `ResponseCode`.
        pub response_code: Option<Value<i64>>,
        /// `ResponsePagePath`.
        pub response_page_path: Option<Value<String>>,
    }

    impl CustomErrorResponse {
        /// With all that is required.
        pub fn new(error_code: impl Into<Value<i64>>) -> Self {
            Self {
                error_caching_min_ttl: None,
                error_code: error_code.into(),
                response_code: None,
                response_page_path: None,
            }
        }
    }

    impl ToJson for CustomErrorResponse {
        fn to_json(&self) -> Json {
            object([
                ("ErrorCachingMinTTL", self.error_caching_min_ttl.to_json()),
                ("ErrorCode", self.error_code.to_json()),
                ("ResponseCode", self.response_code.to_json()),
                ("ResponsePagePath", self.response_page_path.to_json()),
            ])
        }
    }

    /// `AWS::CloudFront::Distribution.CustomOriginConfig`.
    #[derive(Clone, Debug)]
    pub struct CustomOriginConfig {
        /// `HTTPPort`.
        pub http_port: Option<Value<i64>>,
        /// `HTTPSPort`.
        pub https_port: Option<Value<i64>>,
        /// `IpAddressType`.
        pub ip_address_type: Option<Value<IpAddressType>>,
        /// `OriginKeepaliveTimeout`.
        pub origin_keepalive_timeout: Option<Value<i64>>,
        /// `OriginMtlsConfig`.
        pub origin_mtls_config: Option<Value<OriginMtlsConfig>>,
        /// `OriginProtocolPolicy`.
        pub origin_protocol_policy: Value<String>,
        /// `OriginReadTimeout`.
        pub origin_read_timeout: Option<Value<i64>>,
        /// `OriginSSLProtocols`.
        pub origin_ssl_protocols: Option<List<String>>,
    }

    impl CustomOriginConfig {
        /// With all that is required.
        pub fn new(origin_protocol_policy: impl Into<Value<String>>) -> Self {
            Self {
                http_port: None,
                https_port: None,
                ip_address_type: None,
                origin_keepalive_timeout: None,
                origin_mtls_config: None,
                origin_protocol_policy: origin_protocol_policy.into(),
                origin_read_timeout: None,
                origin_ssl_protocols: None,
            }
        }
    }

    impl ToJson for CustomOriginConfig {
        fn to_json(&self) -> Json {
            object([
                ("HTTPPort", self.http_port.to_json()),
                ("HTTPSPort", self.https_port.to_json()),
                ("IpAddressType", self.ip_address_type.to_json()),
                ("OriginKeepaliveTimeout", self.origin_keepalive_timeout.to_json()),
                ("OriginMtlsConfig", self.origin_mtls_config.to_json()),
                ("OriginProtocolPolicy", self.origin_protocol_policy.to_json()),
                ("OriginReadTimeout", self.origin_read_timeout.to_json()),
                ("OriginSSLProtocols", self.origin_ssl_protocols.to_json()),
            ])
        }
    }

    /// `AWS::CloudFront::Distribution.DefaultCacheBehavior`.
    #[derive(Clone, Debug)]
    pub struct DefaultCacheBehavior {
        /// `AllowedMethods`.
        pub allowed_methods: Option<List<String>>,
        /// `CachePolicyId`.
        pub cache_policy_id: Option<Value<String>>,
        /// `CachedMethods`.
        pub cached_methods: Option<List<String>>,
        /// `Compress`.
        pub compress: Option<Value<bool>>,
        /// `DefaultTTL`.
        pub default_ttl: Option<Value<f64>>,
        /// `FieldLevelEncryptionId`.
        pub field_level_encryption_id: Option<Value<String>>,
        /// `ForwardedValues`.
        pub forwarded_values: Option<Value<ForwardedValues>>,
        /// `FunctionAssociations`.
        pub function_associations: Option<List<FunctionAssociation>>,
        /// `GrpcConfig`.
        pub grpc_config: Option<Value<GrpcConfig>>,
        /// `LambdaFunctionAssociations`.
        pub lambda_function_associations: Option<List<LambdaFunctionAssociation>>,
        /// `MaxTTL`.
        pub max_ttl: Option<Value<f64>>,
        /// `MinTTL`.
        pub min_ttl: Option<Value<f64>>,
        /// `OriginRequestPolicyId`.
        pub origin_request_policy_id: Option<Value<String>>,
        /// `RealtimeLogConfigArn`.
        pub realtime_log_config_arn: Option<Value<String>>,
        /// `ResponseHeadersPolicyId`.
        pub response_headers_policy_id: Option<Value<String>>,
        /// `SmoothStreaming`.
        pub smooth_streaming: Option<Value<bool>>,
        /// `TargetOriginId`.
        pub target_origin_id: Value<String>,
        /// `TrustedKeyGroups`.
        pub trusted_key_groups: Option<List<String>>,
        /// `TrustedSigners`.
        pub trusted_signers: Option<List<String>>,
        /// `ViewerProtocolPolicy`.
        pub viewer_protocol_policy: Value<ViewerProtocolPolicy>,
    }

    impl DefaultCacheBehavior {
        /// With all that is required.
        pub fn new(
            target_origin_id: impl Into<Value<String>>,
            viewer_protocol_policy: impl Into<Value<ViewerProtocolPolicy>>,
        ) -> Self {
            Self {
                allowed_methods: None,
                cache_policy_id: None,
                cached_methods: None,
                compress: None,
                default_ttl: None,
                field_level_encryption_id: None,
                forwarded_values: None,
                function_associations: None,
                grpc_config: None,
                lambda_function_associations: None,
                max_ttl: None,
                min_ttl: None,
                origin_request_policy_id: None,
                realtime_log_config_arn: None,
                response_headers_policy_id: None,
                smooth_streaming: None,
                target_origin_id: target_origin_id.into(),
                trusted_key_groups: None,
                trusted_signers: None,
                viewer_protocol_policy: viewer_protocol_policy.into(),
            }
        }
    }

    impl ToJson for DefaultCacheBehavior {
        fn to_json(&self) -> Json {
            object([
                ("AllowedMethods", self.allowed_methods.to_json()),
                ("CachePolicyId", self.cache_policy_id.to_json()),
                ("CachedMethods", self.cached_methods.to_json()),
                ("Compress", self.compress.to_json()),
                ("DefaultTTL", self.default_ttl.to_json()),
                ("FieldLevelEncryptionId", self.field_level_encryption_id.to_json()),
                ("ForwardedValues", self.forwarded_values.to_json()),
                ("FunctionAssociations", self.function_associations.to_json()),
                ("GrpcConfig", self.grpc_config.to_json()),
                ("LambdaFunctionAssociations", self.lambda_function_associations.to_json()),
                ("MaxTTL", self.max_ttl.to_json()),
                ("MinTTL", self.min_ttl.to_json()),
                ("OriginRequestPolicyId", self.origin_request_policy_id.to_json()),
                ("RealtimeLogConfigArn", self.realtime_log_config_arn.to_json()),
                ("ResponseHeadersPolicyId", self.response_headers_policy_id.to_json()),
                ("SmoothStreaming", self.smooth_streaming.to_json()),
                ("TargetOriginId", self.target_origin_id.to_json()),
                ("TrustedKeyGroups", self.trusted_key_groups.to_json()),
                ("TrustedSigners", self.trusted_signers.to_json()),
                ("ViewerProtocolPolicy", self.viewer_protocol_policy.to_json()),
            ])
        }
    }

    /// `AWS::CloudFront::Distribution.Definition`.
    #[derive(Clone, Debug, Default)]
    pub struct Definition {
        /// `StringSchema`.
        pub string_schema: Option<Value<StringSchema>>,
    }

    impl Definition {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for Definition {
        fn to_json(&self) -> Json {
            object([("StringSchema", self.string_schema.to_json())])
        }
    }

    /// `AWS::CloudFront::Distribution.DistributionConfig`.
    #[derive(Clone, Debug)]
    pub struct DistributionConfig {
        /// `Aliases`.
        pub aliases: Option<List<String>>,
        /// `AnycastIpListId`.
        pub anycast_ip_list_id: Option<Value<String>>,
        /// `CNAMEs`.
        pub cnam_es: Option<List<String>>,
        /// `CacheBehaviors`.
        pub cache_behaviors: Option<List<CacheBehavior>>,
        /// `CacheTagConfig`.
        pub cache_tag_config: Option<Value<CacheTagConfig>>,
        /// `Comment`.
        pub comment: Option<Value<String>>,
        /// `ConnectionFunctionAssociation`.
        pub connection_function_association: Option<Value<ConnectionFunctionAssociation>>,
        /// `ConnectionMode`.
        pub connection_mode: Option<Value<ConnectionMode>>,
        /// `ContinuousDeploymentPolicyId`.
        pub continuous_deployment_policy_id: Option<Value<String>>,
        /// `CustomErrorResponses`.
        pub custom_error_responses: Option<List<CustomErrorResponse>>,
        /// `CustomOrigin`.
        pub custom_origin: Option<Value<LegacyCustomOrigin>>,
        /// `DefaultCacheBehavior`.
        pub default_cache_behavior: Value<DefaultCacheBehavior>,
        /// `DefaultRootObject`.
        pub default_root_object: Option<Value<String>>,
        /// `Enabled`.
        pub enabled: Value<bool>,
        /// `HttpVersion`.
        pub http_version: Option<Value<HttpVersion>>,
        /// `IPV6Enabled`.
        pub ipv6_enabled: Option<Value<bool>>,
        /// `Logging`.
        pub logging: Option<Value<Logging>>,
        /// `OriginGroups`.
        pub origin_groups: Option<Value<OriginGroups>>,
        /// `Origins`.
        pub origins: Option<List<Origin>>,
        /// `PriceClass`.
        pub price_class: Option<Value<PriceClass>>,
        /// `Restrictions`.
        pub restrictions: Option<Value<Restrictions>>,
        /// `S3Origin`.
        pub s3_origin: Option<Value<LegacyS3Origin>>,
        /// `Staging`.
        pub staging: Option<Value<bool>>,
        /// `TenantConfig`.
        pub tenant_config: Option<Value<TenantConfig>>,
        /// `ViewerCertificate`.
        pub viewer_certificate: Option<Value<ViewerCertificate>>,
        /// `ViewerMtlsConfig`.
        pub viewer_mtls_config: Option<Value<ViewerMtlsConfig>>,
        /// `WebACLId`.
        pub web_acl_id: Option<Value<String>>,
    }

    impl DistributionConfig {
        /// With all that is required.
        pub fn new(
            default_cache_behavior: impl Into<Value<DefaultCacheBehavior>>,
            enabled: impl Into<Value<bool>>,
        ) -> Self {
            Self {
                aliases: None,
                anycast_ip_list_id: None,
                cnam_es: None,
                cache_behaviors: None,
                cache_tag_config: None,
                comment: None,
                connection_function_association: None,
                connection_mode: None,
                continuous_deployment_policy_id: None,
                custom_error_responses: None,
                custom_origin: None,
                default_cache_behavior: default_cache_behavior.into(),
                default_root_object: None,
                enabled: enabled.into(),
                http_version: None,
                ipv6_enabled: None,
                logging: None,
                origin_groups: None,
                origins: None,
                price_class: None,
                restrictions: None,
                s3_origin: None,
                staging: None,
                tenant_config: None,
                viewer_certificate: None,
                viewer_mtls_config: None,
                web_acl_id: None,
            }
        }
    }

    impl ToJson for DistributionConfig {
        fn to_json(&self) -> Json {
            object([
                ("Aliases", self.aliases.to_json()),
                ("AnycastIpListId", self.anycast_ip_list_id.to_json()),
                ("CNAMEs", self.cnam_es.to_json()),
                ("CacheBehaviors", self.cache_behaviors.to_json()),
                ("CacheTagConfig", self.cache_tag_config.to_json()),
                ("Comment", self.comment.to_json()),
                ("ConnectionFunctionAssociation", self.connection_function_association.to_json()),
                ("ConnectionMode", self.connection_mode.to_json()),
                ("ContinuousDeploymentPolicyId", self.continuous_deployment_policy_id.to_json()),
                ("CustomErrorResponses", self.custom_error_responses.to_json()),
                ("CustomOrigin", self.custom_origin.to_json()),
                ("DefaultCacheBehavior", self.default_cache_behavior.to_json()),
                ("DefaultRootObject", self.default_root_object.to_json()),
                ("Enabled", self.enabled.to_json()),
                ("HttpVersion", self.http_version.to_json()),
                ("IPV6Enabled", self.ipv6_enabled.to_json()),
                ("Logging", self.logging.to_json()),
                ("OriginGroups", self.origin_groups.to_json()),
                ("Origins", self.origins.to_json()),
                ("PriceClass", self.price_class.to_json()),
                ("Restrictions", self.restrictions.to_json()),
                ("S3Origin", self.s3_origin.to_json()),
                ("Staging", self.staging.to_json()),
                ("TenantConfig", self.tenant_config.to_json()),
                ("ViewerCertificate", self.viewer_certificate.to_json()),
                ("ViewerMtlsConfig", self.viewer_mtls_config.to_json()),
                ("WebACLId", self.web_acl_id.to_json()),
            ])
        }
    }

    /// `AWS::CloudFront::Distribution.ForwardedValues`.
    #[derive(Clone, Debug)]
    pub struct ForwardedValues {
        /// `Cookies`.
        pub cookies: Option<Value<Cookies>>,
        /// `Headers`.
        pub headers: Option<List<String>>,
        /// `QueryString`.
        pub query_string: Value<bool>,
        /// `QueryStringCacheKeys`.
        pub query_string_cache_keys: Option<List<String>>,
    }

    impl ForwardedValues {
        /// With all that is required.
        pub fn new(query_string: impl Into<Value<bool>>) -> Self {
            Self {
                cookies: None,
                headers: None,
                query_string: query_string.into(),
                query_string_cache_keys: None,
            }
        }
    }

    impl ToJson for ForwardedValues {
        fn to_json(&self) -> Json {
            object([
                ("Cookies", self.cookies.to_json()),
                ("Headers", self.headers.to_json()),
                ("QueryString", self.query_string.to_json()),
                ("QueryStringCacheKeys", self.query_string_cache_keys.to_json()),
            ])
        }
    }

    /// `AWS::CloudFront::Distribution.FunctionAssociation`.
    #[derive(Clone, Debug, Default)]
    pub struct FunctionAssociation {
        /// `EventType`.
        pub event_type: Option<Value<String>>,
        /// `FunctionARN`.
        pub function_arn: Option<Value<String>>,
    }

    impl FunctionAssociation {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for FunctionAssociation {
        fn to_json(&self) -> Json {
            object([
                ("EventType", self.event_type.to_json()),
                ("FunctionARN", self.function_arn.to_json()),
            ])
        }
    }

    /// `AWS::CloudFront::Distribution.GeoRestriction`.
    #[derive(Clone, Debug)]
    pub struct GeoRestriction {
        /// `Locations`.
        pub locations: Option<List<Locations>>,
        /// `RestrictionType`.
        pub restriction_type: Value<RestrictionType>,
    }

    impl GeoRestriction {
        /// With all that is required.
        pub fn new(restriction_type: impl Into<Value<RestrictionType>>) -> Self {
            Self { locations: None, restriction_type: restriction_type.into() }
        }
    }

    impl ToJson for GeoRestriction {
        fn to_json(&self) -> Json {
            object([
                ("Locations", self.locations.to_json()),
                ("RestrictionType", self.restriction_type.to_json()),
            ])
        }
    }

    /// `AWS::CloudFront::Distribution.GrpcConfig`.
    #[derive(Clone, Debug)]
    pub struct GrpcConfig {
        /// `Enabled`.
        pub enabled: Value<bool>,
    }

    impl GrpcConfig {
        /// With all that is required.
        pub fn new(enabled: impl Into<Value<bool>>) -> Self {
            Self { enabled: enabled.into() }
        }
    }

    impl ToJson for GrpcConfig {
        fn to_json(&self) -> Json {
            object([("Enabled", self.enabled.to_json())])
        }
    }

    /// Values of `HttpVersion`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum HttpVersion {
        /// `http1.1`.
        Http1_1,
        /// `http2`.
        Http2,
        /// `http2and3`.
        Http2and3,
        /// `http3`.
        Http3,
    }

    impl ToJson for HttpVersion {
        fn to_json(&self) -> Json {
            match self {
                Self::Http1_1 => "http1.1",
                Self::Http2 => "http2",
                Self::Http2and3 => "http2and3",
                Self::Http3 => "http3",
            }
            .into()
        }
    }

    /// Values of `IpAddressType`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum IpAddressType {
        /// `dualstack`.
        Dualstack,
        /// `ipv4`.
        Ipv4,
        /// `ipv6`.
        Ipv6,
    }

    impl ToJson for IpAddressType {
        fn to_json(&self) -> Json {
            match self {
                Self::Dualstack => "dualstack",
                Self::Ipv4 => "ipv4",
                Self::Ipv6 => "ipv6",
            }
            .into()
        }
    }

    /// `AWS::CloudFront::Distribution.LambdaFunctionAssociation`.
    #[derive(Clone, Debug, Default)]
    pub struct LambdaFunctionAssociation {
        /// `EventType`.
        pub event_type: Option<Value<String>>,
        /// `IncludeBody`.
        pub include_body: Option<Value<bool>>,
        /// `LambdaFunctionARN`.
        pub lambda_function_arn: Option<Value<String>>,
    }

    impl LambdaFunctionAssociation {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for LambdaFunctionAssociation {
        fn to_json(&self) -> Json {
            object([
                ("EventType", self.event_type.to_json()),
                ("IncludeBody", self.include_body.to_json()),
                ("LambdaFunctionARN", self.lambda_function_arn.to_json()),
            ])
        }
    }

    /// `AWS::CloudFront::Distribution.LegacyCustomOrigin`.
    #[derive(Clone, Debug)]
    pub struct LegacyCustomOrigin {
        /// `DNSName`.
        pub dns_name: Value<String>,
        /// `HTTPPort`.
        pub http_port: Option<Value<i64>>,
        /// `HTTPSPort`.
        pub https_port: Option<Value<i64>>,
        /// `OriginProtocolPolicy`.
        pub origin_protocol_policy: Value<String>,
        /// `OriginSSLProtocols`.
        pub origin_ssl_protocols: List<String>,
    }

    impl LegacyCustomOrigin {
        /// With all that is required.
        pub fn new(
            dns_name: impl Into<Value<String>>,
            origin_protocol_policy: impl Into<Value<String>>,
            origin_ssl_protocols: impl Into<List<String>>,
        ) -> Self {
            Self {
                dns_name: dns_name.into(),
                http_port: None,
                https_port: None,
                origin_protocol_policy: origin_protocol_policy.into(),
                origin_ssl_protocols: origin_ssl_protocols.into(),
            }
        }
    }

    impl ToJson for LegacyCustomOrigin {
        fn to_json(&self) -> Json {
            object([
                ("DNSName", self.dns_name.to_json()),
                ("HTTPPort", self.http_port.to_json()),
                ("HTTPSPort", self.https_port.to_json()),
                ("OriginProtocolPolicy", self.origin_protocol_policy.to_json()),
                ("OriginSSLProtocols", self.origin_ssl_protocols.to_json()),
            ])
        }
    }

    /// `AWS::CloudFront::Distribution.LegacyS3Origin`.
    #[derive(Clone, Debug)]
    pub struct LegacyS3Origin {
        /// `DNSName`.
        pub dns_name: Value<String>,
        /// `OriginAccessIdentity`.
        pub origin_access_identity: Option<Value<String>>,
    }

    impl LegacyS3Origin {
        /// With all that is required.
        pub fn new(dns_name: impl Into<Value<String>>) -> Self {
            Self { dns_name: dns_name.into(), origin_access_identity: None }
        }
    }

    impl ToJson for LegacyS3Origin {
        fn to_json(&self) -> Json {
            object([
                ("DNSName", self.dns_name.to_json()),
                ("OriginAccessIdentity", self.origin_access_identity.to_json()),
            ])
        }
    }

    /// Values of `Locations`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Locations {
        /// `AD`.
        Ad,
        /// `AE`.
        Ae,
        /// `AF`.
        Af,
        /// `AG`.
        Ag,
        /// `AI`.
        Ai,
        /// `AL`.
        Al,
        /// `AM`.
        Am,
        /// `AO`.
        Ao,
        /// `AQ`.
        Aq,
        /// `AR`.
        Ar,
        /// `AS`.
        As,
        /// `AT`.
        At,
        /// `AU`.
        Au,
        /// `AW`.
        Aw,
        /// `AX`.
        Ax,
        /// `AZ`.
        Az,
        /// `BA`.
        Ba,
        /// `BB`.
        Bb,
        /// `BD`.
        Bd,
        /// `BE`.
        Be,
        /// `BF`.
        Bf,
        /// `BG`.
        Bg,
        /// `BH`.
        Bh,
        /// `BI`.
        Bi,
        /// `BJ`.
        Bj,
        /// `BL`.
        Bl,
        /// `BM`.
        Bm,
        /// `BN`.
        Bn,
        /// `BO`.
        Bo,
        /// `BQ`.
        Bq,
        /// `BR`.
        Br,
        /// `BS`.
        Bs,
        /// `BT`.
        Bt,
        /// `BV`.
        Bv,
        /// `BW`.
        Bw,
        /// `BY`.
        By,
        /// `BZ`.
        Bz,
        /// `CA`.
        Ca,
        /// `CC`.
        Cc,
        /// `CD`.
        Cd,
        /// `CF`.
        Cf,
        /// `CG`.
        Cg,
        /// `CH`.
        Ch,
        /// `CI`.
        Ci,
        /// `CK`.
        Ck,
        /// `CL`.
        Cl,
        /// `CM`.
        Cm,
        /// `CN`.
        Cn,
        /// `CO`.
        Co,
        /// `CR`.
        Cr,
        /// `CU`.
        Cu,
        /// `CV`.
        Cv,
        /// `CW`.
        Cw,
        /// `CX`.
        Cx,
        /// `CY`.
        Cy,
        /// `CZ`.
        Cz,
        /// `DE`.
        De,
        /// `DJ`.
        Dj,
        /// `DK`.
        Dk,
        /// `DM`.
        Dm,
        /// `DO`.
        Do,
        /// `DZ`.
        Dz,
        /// `EC`.
        Ec,
        /// `EE`.
        Ee,
        /// `EG`.
        Eg,
        /// `EH`.
        Eh,
        /// `ER`.
        Er,
        /// `ES`.
        Es,
        /// `ET`.
        Et,
        /// `FI`.
        Fi,
        /// `FJ`.
        Fj,
        /// `FK`.
        Fk,
        /// `FM`.
        Fm,
        /// `FO`.
        Fo,
        /// `FR`.
        Fr,
        /// `GA`.
        Ga,
        /// `GB`.
        Gb,
        /// `GD`.
        Gd,
        /// `GE`.
        Ge,
        /// `GF`.
        Gf,
        /// `GG`.
        Gg,
        /// `GH`.
        Gh,
        /// `GI`.
        Gi,
        /// `GL`.
        Gl,
        /// `GM`.
        Gm,
        /// `GN`.
        Gn,
        /// `GP`.
        Gp,
        /// `GQ`.
        Gq,
        /// `GR`.
        Gr,
        /// `GS`.
        Gs,
        /// `GT`.
        Gt,
        /// `GU`.
        Gu,
        /// `GW`.
        Gw,
        /// `GY`.
        Gy,
        /// `HK`.
        Hk,
        /// `HM`.
        Hm,
        /// `HN`.
        Hn,
        /// `HR`.
        Hr,
        /// `HT`.
        Ht,
        /// `HU`.
        Hu,
        /// `ID`.
        Id,
        /// `IE`.
        Ie,
        /// `IL`.
        Il,
        /// `IM`.
        Im,
        /// `IN`.
        In,
        /// `IO`.
        Io,
        /// `IQ`.
        Iq,
        /// `IR`.
        Ir,
        /// `IS`.
        Is,
        /// `IT`.
        It,
        /// `JE`.
        Je,
        /// `JM`.
        Jm,
        /// `JO`.
        Jo,
        /// `JP`.
        Jp,
        /// `KE`.
        Ke,
        /// `KG`.
        Kg,
        /// `KH`.
        Kh,
        /// `KI`.
        Ki,
        /// `KM`.
        Km,
        /// `KN`.
        Kn,
        /// `KP`.
        Kp,
        /// `KR`.
        Kr,
        /// `KW`.
        Kw,
        /// `KY`.
        Ky,
        /// `KZ`.
        Kz,
        /// `LA`.
        La,
        /// `LB`.
        Lb,
        /// `LC`.
        Lc,
        /// `LI`.
        Li,
        /// `LK`.
        Lk,
        /// `LR`.
        Lr,
        /// `LS`.
        Ls,
        /// `LT`.
        Lt,
        /// `LU`.
        Lu,
        /// `LV`.
        Lv,
        /// `LY`.
        Ly,
        /// `MA`.
        Ma,
        /// `MC`.
        Mc,
        /// `MD`.
        Md,
        /// `ME`.
        Me,
        /// `MF`.
        Mf,
        /// `MG`.
        Mg,
        /// `MH`.
        Mh,
        /// `MK`.
        Mk,
        /// `ML`.
        Ml,
        /// `MM`.
        Mm,
        /// `MN`.
        Mn,
        /// `MO`.
        Mo,
        /// `MP`.
        Mp,
        /// `MQ`.
        Mq,
        /// `MR`.
        Mr,
        /// `MS`.
        Ms,
        /// `MT`.
        Mt,
        /// `MU`.
        Mu,
        /// `MV`.
        Mv,
        /// `MW`.
        Mw,
        /// `MX`.
        Mx,
        /// `MY`.
        My,
        /// `MZ`.
        Mz,
        /// `NA`.
        Na,
        /// `NC`.
        Nc,
        /// `NE`.
        Ne,
        /// `NF`.
        Nf,
        /// `NG`.
        Ng,
        /// `NI`.
        Ni,
        /// `NL`.
        Nl,
        /// `NO`.
        No,
        /// `NP`.
        Np,
        /// `NR`.
        Nr,
        /// `NU`.
        Nu,
        /// `NZ`.
        Nz,
        /// `OM`.
        Om,
        /// `PA`.
        Pa,
        /// `PE`.
        Pe,
        /// `PF`.
        Pf,
        /// `PG`.
        Pg,
        /// `PH`.
        Ph,
        /// `PK`.
        Pk,
        /// `PL`.
        Pl,
        /// `PM`.
        Pm,
        /// `PN`.
        Pn,
        /// `PR`.
        Pr,
        /// `PS`.
        Ps,
        /// `PT`.
        Pt,
        /// `PW`.
        Pw,
        /// `PY`.
        Py,
        /// `QA`.
        Qa,
        /// `RE`.
        Re,
        /// `RO`.
        Ro,
        /// `RS`.
        Rs,
        /// `RU`.
        Ru,
        /// `RW`.
        Rw,
        /// `SA`.
        Sa,
        /// `SB`.
        Sb,
        /// `SC`.
        Sc,
        /// `SD`.
        Sd,
        /// `SE`.
        Se,
        /// `SG`.
        Sg,
        /// `SH`.
        Sh,
        /// `SI`.
        Si,
        /// `SJ`.
        Sj,
        /// `SK`.
        Sk,
        /// `SL`.
        Sl,
        /// `SM`.
        Sm,
        /// `SN`.
        Sn,
        /// `SO`.
        So,
        /// `SR`.
        Sr,
        /// `SS`.
        Ss,
        /// `ST`.
        St,
        /// `SV`.
        Sv,
        /// `SX`.
        Sx,
        /// `SY`.
        Sy,
        /// `SZ`.
        Sz,
        /// `TC`.
        Tc,
        /// `TD`.
        Td,
        /// `TF`.
        Tf,
        /// `TG`.
        Tg,
        /// `TH`.
        Th,
        /// `TJ`.
        Tj,
        /// `TK`.
        Tk,
        /// `TL`.
        Tl,
        /// `TM`.
        Tm,
        /// `TN`.
        Tn,
        /// `TO`.
        To,
        /// `TR`.
        Tr,
        /// `TT`.
        Tt,
        /// `TV`.
        Tv,
        /// `TW`.
        Tw,
        /// `TZ`.
        Tz,
        /// `UA`.
        Ua,
        /// `UG`.
        Ug,
        /// `UM`.
        Um,
        /// `US`.
        Us,
        /// `UY`.
        Uy,
        /// `UZ`.
        Uz,
        /// `VA`.
        Va,
        /// `VC`.
        Vc,
        /// `VE`.
        Ve,
        /// `VG`.
        Vg,
        /// `VI`.
        Vi,
        /// `VN`.
        Vn,
        /// `VU`.
        Vu,
        /// `WF`.
        Wf,
        /// `WS`.
        Ws,
        /// `YE`.
        Ye,
        /// `YT`.
        Yt,
        /// `ZA`.
        Za,
        /// `ZM`.
        Zm,
        /// `ZW`.
        Zw,
    }

    impl ToJson for Locations {
        fn to_json(&self) -> Json {
            match self {
                Self::Ad => "AD",
                Self::Ae => "AE",
                Self::Af => "AF",
                Self::Ag => "AG",
                Self::Ai => "AI",
                Self::Al => "AL",
                Self::Am => "AM",
                Self::Ao => "AO",
                Self::Aq => "AQ",
                Self::Ar => "AR",
                Self::As => "AS",
                Self::At => "AT",
                Self::Au => "AU",
                Self::Aw => "AW",
                Self::Ax => "AX",
                Self::Az => "AZ",
                Self::Ba => "BA",
                Self::Bb => "BB",
                Self::Bd => "BD",
                Self::Be => "BE",
                Self::Bf => "BF",
                Self::Bg => "BG",
                Self::Bh => "BH",
                Self::Bi => "BI",
                Self::Bj => "BJ",
                Self::Bl => "BL",
                Self::Bm => "BM",
                Self::Bn => "BN",
                Self::Bo => "BO",
                Self::Bq => "BQ",
                Self::Br => "BR",
                Self::Bs => "BS",
                Self::Bt => "BT",
                Self::Bv => "BV",
                Self::Bw => "BW",
                Self::By => "BY",
                Self::Bz => "BZ",
                Self::Ca => "CA",
                Self::Cc => "CC",
                Self::Cd => "CD",
                Self::Cf => "CF",
                Self::Cg => "CG",
                Self::Ch => "CH",
                Self::Ci => "CI",
                Self::Ck => "CK",
                Self::Cl => "CL",
                Self::Cm => "CM",
                Self::Cn => "CN",
                Self::Co => "CO",
                Self::Cr => "CR",
                Self::Cu => "CU",
                Self::Cv => "CV",
                Self::Cw => "CW",
                Self::Cx => "CX",
                Self::Cy => "CY",
                Self::Cz => "CZ",
                Self::De => "DE",
                Self::Dj => "DJ",
                Self::Dk => "DK",
                Self::Dm => "DM",
                Self::Do => "DO",
                Self::Dz => "DZ",
                Self::Ec => "EC",
                Self::Ee => "EE",
                Self::Eg => "EG",
                Self::Eh => "EH",
                Self::Er => "ER",
                Self::Es => "ES",
                Self::Et => "ET",
                Self::Fi => "FI",
                Self::Fj => "FJ",
                Self::Fk => "FK",
                Self::Fm => "FM",
                Self::Fo => "FO",
                Self::Fr => "FR",
                Self::Ga => "GA",
                Self::Gb => "GB",
                Self::Gd => "GD",
                Self::Ge => "GE",
                Self::Gf => "GF",
                Self::Gg => "GG",
                Self::Gh => "GH",
                Self::Gi => "GI",
                Self::Gl => "GL",
                Self::Gm => "GM",
                Self::Gn => "GN",
                Self::Gp => "GP",
                Self::Gq => "GQ",
                Self::Gr => "GR",
                Self::Gs => "GS",
                Self::Gt => "GT",
                Self::Gu => "GU",
                Self::Gw => "GW",
                Self::Gy => "GY",
                Self::Hk => "HK",
                Self::Hm => "HM",
                Self::Hn => "HN",
                Self::Hr => "HR",
                Self::Ht => "HT",
                Self::Hu => "HU",
                Self::Id => "ID",
                Self::Ie => "IE",
                Self::Il => "IL",
                Self::Im => "IM",
                Self::In => "IN",
                Self::Io => "IO",
                Self::Iq => "IQ",
                Self::Ir => "IR",
                Self::Is => "IS",
                Self::It => "IT",
                Self::Je => "JE",
                Self::Jm => "JM",
                Self::Jo => "JO",
                Self::Jp => "JP",
                Self::Ke => "KE",
                Self::Kg => "KG",
                Self::Kh => "KH",
                Self::Ki => "KI",
                Self::Km => "KM",
                Self::Kn => "KN",
                Self::Kp => "KP",
                Self::Kr => "KR",
                Self::Kw => "KW",
                Self::Ky => "KY",
                Self::Kz => "KZ",
                Self::La => "LA",
                Self::Lb => "LB",
                Self::Lc => "LC",
                Self::Li => "LI",
                Self::Lk => "LK",
                Self::Lr => "LR",
                Self::Ls => "LS",
                Self::Lt => "LT",
                Self::Lu => "LU",
                Self::Lv => "LV",
                Self::Ly => "LY",
                Self::Ma => "MA",
                Self::Mc => "MC",
                Self::Md => "MD",
                Self::Me => "ME",
                Self::Mf => "MF",
                Self::Mg => "MG",
                Self::Mh => "MH",
                Self::Mk => "MK",
                Self::Ml => "ML",
                Self::Mm => "MM",
                Self::Mn => "MN",
                Self::Mo => "MO",
                Self::Mp => "MP",
                Self::Mq => "MQ",
                Self::Mr => "MR",
                Self::Ms => "MS",
                Self::Mt => "MT",
                Self::Mu => "MU",
                Self::Mv => "MV",
                Self::Mw => "MW",
                Self::Mx => "MX",
                Self::My => "MY",
                Self::Mz => "MZ",
                Self::Na => "NA",
                Self::Nc => "NC",
                Self::Ne => "NE",
                Self::Nf => "NF",
                Self::Ng => "NG",
                Self::Ni => "NI",
                Self::Nl => "NL",
                Self::No => "NO",
                Self::Np => "NP",
                Self::Nr => "NR",
                Self::Nu => "NU",
                Self::Nz => "NZ",
                Self::Om => "OM",
                Self::Pa => "PA",
                Self::Pe => "PE",
                Self::Pf => "PF",
                Self::Pg => "PG",
                Self::Ph => "PH",
                Self::Pk => "PK",
                Self::Pl => "PL",
                Self::Pm => "PM",
                Self::Pn => "PN",
                Self::Pr => "PR",
                Self::Ps => "PS",
                Self::Pt => "PT",
                Self::Pw => "PW",
                Self::Py => "PY",
                Self::Qa => "QA",
                Self::Re => "RE",
                Self::Ro => "RO",
                Self::Rs => "RS",
                Self::Ru => "RU",
                Self::Rw => "RW",
                Self::Sa => "SA",
                Self::Sb => "SB",
                Self::Sc => "SC",
                Self::Sd => "SD",
                Self::Se => "SE",
                Self::Sg => "SG",
                Self::Sh => "SH",
                Self::Si => "SI",
                Self::Sj => "SJ",
                Self::Sk => "SK",
                Self::Sl => "SL",
                Self::Sm => "SM",
                Self::Sn => "SN",
                Self::So => "SO",
                Self::Sr => "SR",
                Self::Ss => "SS",
                Self::St => "ST",
                Self::Sv => "SV",
                Self::Sx => "SX",
                Self::Sy => "SY",
                Self::Sz => "SZ",
                Self::Tc => "TC",
                Self::Td => "TD",
                Self::Tf => "TF",
                Self::Tg => "TG",
                Self::Th => "TH",
                Self::Tj => "TJ",
                Self::Tk => "TK",
                Self::Tl => "TL",
                Self::Tm => "TM",
                Self::Tn => "TN",
                Self::To => "TO",
                Self::Tr => "TR",
                Self::Tt => "TT",
                Self::Tv => "TV",
                Self::Tw => "TW",
                Self::Tz => "TZ",
                Self::Ua => "UA",
                Self::Ug => "UG",
                Self::Um => "UM",
                Self::Us => "US",
                Self::Uy => "UY",
                Self::Uz => "UZ",
                Self::Va => "VA",
                Self::Vc => "VC",
                Self::Ve => "VE",
                Self::Vg => "VG",
                Self::Vi => "VI",
                Self::Vn => "VN",
                Self::Vu => "VU",
                Self::Wf => "WF",
                Self::Ws => "WS",
                Self::Ye => "YE",
                Self::Yt => "YT",
                Self::Za => "ZA",
                Self::Zm => "ZM",
                Self::Zw => "ZW",
            }
            .into()
        }
    }

    /// `AWS::CloudFront::Distribution.Logging`.
    #[derive(Clone, Debug, Default)]
    pub struct Logging {
        /// `Bucket`.
        pub bucket: Option<Value<String>>,
        /// `IncludeCookies`.
        pub include_cookies: Option<Value<bool>>,
        /// `Prefix`.
        pub prefix: Option<Value<String>>,
    }

    impl Logging {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for Logging {
        fn to_json(&self) -> Json {
            object([
                ("Bucket", self.bucket.to_json()),
                ("IncludeCookies", self.include_cookies.to_json()),
                ("Prefix", self.prefix.to_json()),
            ])
        }
    }

    /// Values of `MinimumProtocolVersion`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum MinimumProtocolVersion {
        /// `SSLv3`.
        SSLv3,
        /// `TLSv1`.
        TLSv1,
        /// `TLSv1.1_2016`.
        TLSv1_1_2016,
        /// `TLSv1_2016`.
        TLSv1_2016,
        /// `TLSv1.2_2018`.
        TLSv1_2_2018,
        /// `TLSv1.2_2019`.
        TLSv1_2_2019,
        /// `TLSv1.2_2021`.
        TLSv1_2_2021,
        /// `TLSv1.2_2025`.
        TLSv1_2_2025,
        /// `TLSv1.3_2025`.
        TLSv1_3_2025,
    }

    impl ToJson for MinimumProtocolVersion {
        fn to_json(&self) -> Json {
            match self {
                Self::SSLv3 => "SSLv3",
                Self::TLSv1 => "TLSv1",
                Self::TLSv1_1_2016 => "TLSv1.1_2016",
                Self::TLSv1_2016 => "TLSv1_2016",
                Self::TLSv1_2_2018 => "TLSv1.2_2018",
                Self::TLSv1_2_2019 => "TLSv1.2_2019",
                Self::TLSv1_2_2021 => "TLSv1.2_2021",
                Self::TLSv1_2_2025 => "TLSv1.2_2025",
                Self::TLSv1_3_2025 => "TLSv1.3_2025",
            }
            .into()
        }
    }

    /// `AWS::CloudFront::Distribution.Origin`.
    #[derive(Clone, Debug)]
    pub struct Origin {
        /// `ConnectionAttempts`.
        pub connection_attempts: Option<Value<i64>>,
        /// `ConnectionTimeout`.
        pub connection_timeout: Option<Value<i64>>,
        /// `CustomOriginConfig`.
        pub custom_origin_config: Option<Value<CustomOriginConfig>>,
        /// `DomainName`.
        pub domain_name: Value<String>,
        /// `Id`.
        pub id: Value<String>,
        /// `OriginAccessControlId`.
        pub origin_access_control_id: Option<Value<String>>,
        /// `OriginCustomHeaders`.
        pub origin_custom_headers: Option<List<OriginCustomHeader>>,
        /// `OriginPath`.
        pub origin_path: Option<Value<String>>,
        /// `OriginShield`.
        pub origin_shield: Option<Value<OriginShield>>,
        /// `ResponseCompletionTimeout`.
        pub response_completion_timeout: Option<Value<i64>>,
        /// `S3OriginConfig`.
        pub s3_origin_config: Option<Value<S3OriginConfig>>,
        /// `VpcOriginConfig`.
        pub vpc_origin_config: Option<Value<VpcOriginConfig>>,
    }

    impl Origin {
        /// With all that is required.
        pub fn new(domain_name: impl Into<Value<String>>, id: impl Into<Value<String>>) -> Self {
            Self {
                connection_attempts: None,
                connection_timeout: None,
                custom_origin_config: None,
                domain_name: domain_name.into(),
                id: id.into(),
                origin_access_control_id: None,
                origin_custom_headers: None,
                origin_path: None,
                origin_shield: None,
                response_completion_timeout: None,
                s3_origin_config: None,
                vpc_origin_config: None,
            }
        }
    }

    impl ToJson for Origin {
        fn to_json(&self) -> Json {
            object([
                ("ConnectionAttempts", self.connection_attempts.to_json()),
                ("ConnectionTimeout", self.connection_timeout.to_json()),
                ("CustomOriginConfig", self.custom_origin_config.to_json()),
                ("DomainName", self.domain_name.to_json()),
                ("Id", self.id.to_json()),
                ("OriginAccessControlId", self.origin_access_control_id.to_json()),
                ("OriginCustomHeaders", self.origin_custom_headers.to_json()),
                ("OriginPath", self.origin_path.to_json()),
                ("OriginShield", self.origin_shield.to_json()),
                ("ResponseCompletionTimeout", self.response_completion_timeout.to_json()),
                ("S3OriginConfig", self.s3_origin_config.to_json()),
                ("VpcOriginConfig", self.vpc_origin_config.to_json()),
            ])
        }
    }

    /// `AWS::CloudFront::Distribution.OriginCustomHeader`.
    #[derive(Clone, Debug)]
    pub struct OriginCustomHeader {
        /// `HeaderName`.
        pub header_name: Value<String>,
        /// `HeaderValue`.
        pub header_value: Value<String>,
    }

    impl OriginCustomHeader {
        /// With all that is required.
        pub fn new(
            header_name: impl Into<Value<String>>,
            header_value: impl Into<Value<String>>,
        ) -> Self {
            Self { header_name: header_name.into(), header_value: header_value.into() }
        }
    }

    impl ToJson for OriginCustomHeader {
        fn to_json(&self) -> Json {
            object([
                ("HeaderName", self.header_name.to_json()),
                ("HeaderValue", self.header_value.to_json()),
            ])
        }
    }

    /// `AWS::CloudFront::Distribution.OriginGroup`.
    #[derive(Clone, Debug)]
    pub struct OriginGroup {
        /// `FailoverCriteria`.
        pub failover_criteria: Value<OriginGroupFailoverCriteria>,
        /// `Id`.
        pub id: Value<String>,
        /// `Members`.
        pub members: Value<OriginGroupMembers>,
        /// `SelectionCriteria`.
        pub selection_criteria: Option<Value<OriginGroupSelectionCriteria>>,
    }

    impl OriginGroup {
        /// With all that is required.
        pub fn new(
            failover_criteria: impl Into<Value<OriginGroupFailoverCriteria>>,
            id: impl Into<Value<String>>,
            members: impl Into<Value<OriginGroupMembers>>,
        ) -> Self {
            Self {
                failover_criteria: failover_criteria.into(),
                id: id.into(),
                members: members.into(),
                selection_criteria: None,
            }
        }
    }

    impl ToJson for OriginGroup {
        fn to_json(&self) -> Json {
            object([
                ("FailoverCriteria", self.failover_criteria.to_json()),
                ("Id", self.id.to_json()),
                ("Members", self.members.to_json()),
                ("SelectionCriteria", self.selection_criteria.to_json()),
            ])
        }
    }

    /// `AWS::CloudFront::Distribution.OriginGroupFailoverCriteria`.
    #[derive(Clone, Debug)]
    pub struct OriginGroupFailoverCriteria {
        /// `StatusCodes`.
        pub status_codes: Value<StatusCodes>,
    }

    impl OriginGroupFailoverCriteria {
        /// With all that is required.
        pub fn new(status_codes: impl Into<Value<StatusCodes>>) -> Self {
            Self { status_codes: status_codes.into() }
        }
    }

    impl ToJson for OriginGroupFailoverCriteria {
        fn to_json(&self) -> Json {
            object([("StatusCodes", self.status_codes.to_json())])
        }
    }

    /// `AWS::CloudFront::Distribution.OriginGroupMember`.
    #[derive(Clone, Debug)]
    pub struct OriginGroupMember {
        /// `OriginId`.
        pub origin_id: Value<String>,
    }

    impl OriginGroupMember {
        /// With all that is required.
        pub fn new(origin_id: impl Into<Value<String>>) -> Self {
            Self { origin_id: origin_id.into() }
        }
    }

    impl ToJson for OriginGroupMember {
        fn to_json(&self) -> Json {
            object([("OriginId", self.origin_id.to_json())])
        }
    }

    /// `AWS::CloudFront::Distribution.OriginGroupMembers`.
    #[derive(Clone, Debug)]
    pub struct OriginGroupMembers {
        /// `Items`.
        pub items: List<OriginGroupMember>,
        /// `Quantity`.
        pub quantity: Value<i64>,
    }

    impl OriginGroupMembers {
        /// With all that is required.
        pub fn new(
            items: impl Into<List<OriginGroupMember>>,
            quantity: impl Into<Value<i64>>,
        ) -> Self {
            Self { items: items.into(), quantity: quantity.into() }
        }
    }

    impl ToJson for OriginGroupMembers {
        fn to_json(&self) -> Json {
            object([("Items", self.items.to_json()), ("Quantity", self.quantity.to_json())])
        }
    }

    /// Values of `SelectionCriteria`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum OriginGroupSelectionCriteria {
        /// `default`.
        Default,
        /// `media-quality-based`.
        MediaQualityBased,
    }

    impl ToJson for OriginGroupSelectionCriteria {
        fn to_json(&self) -> Json {
            match self {
                Self::Default => "default",
                Self::MediaQualityBased => "media-quality-based",
            }
            .into()
        }
    }

    /// `AWS::CloudFront::Distribution.OriginGroups`.
    #[derive(Clone, Debug)]
    pub struct OriginGroups {
        /// `Items`.
        pub items: Option<List<OriginGroup>>,
        /// `Quantity`.
        pub quantity: Value<i64>,
    }

    impl OriginGroups {
        /// With all that is required.
        pub fn new(quantity: impl Into<Value<i64>>) -> Self {
            Self { items: None, quantity: quantity.into() }
        }
    }

    impl ToJson for OriginGroups {
        fn to_json(&self) -> Json {
            object([("Items", self.items.to_json()), ("Quantity", self.quantity.to_json())])
        }
    }

    /// `AWS::CloudFront::Distribution.OriginMtlsConfig`.
    #[derive(Clone, Debug)]
    pub struct OriginMtlsConfig {
        /// `ClientCertificateArn`.
        pub client_certificate_arn: Value<String>,
    }

    impl OriginMtlsConfig {
        /// With all that is required.
        pub fn new(client_certificate_arn: impl Into<Value<String>>) -> Self {
            Self { client_certificate_arn: client_certificate_arn.into() }
        }
    }

    impl ToJson for OriginMtlsConfig {
        fn to_json(&self) -> Json {
            object([("ClientCertificateArn", self.client_certificate_arn.to_json())])
        }
    }

    /// `AWS::CloudFront::Distribution.OriginShield`.
    #[derive(Clone, Debug, Default)]
    pub struct OriginShield {
        /// `Enabled`.
        pub enabled: Option<Value<bool>>,
        /// `OriginShieldRegion`.
        pub origin_shield_region: Option<Value<String>>,
    }

    impl OriginShield {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for OriginShield {
        fn to_json(&self) -> Json {
            object([
                ("Enabled", self.enabled.to_json()),
                ("OriginShieldRegion", self.origin_shield_region.to_json()),
            ])
        }
    }

    /// `AWS::CloudFront::Distribution.ParameterDefinition`.
    #[derive(Clone, Debug)]
    pub struct ParameterDefinition {
        /// `Definition`.
        pub definition: Value<Definition>,
        /// `Name`.
        pub name: Value<String>,
    }

    impl ParameterDefinition {
        /// With all that is required.
        pub fn new(
            definition: impl Into<Value<Definition>>,
            name: impl Into<Value<String>>,
        ) -> Self {
            Self { definition: definition.into(), name: name.into() }
        }
    }

    impl ToJson for ParameterDefinition {
        fn to_json(&self) -> Json {
            object([("Definition", self.definition.to_json()), ("Name", self.name.to_json())])
        }
    }

    /// Values of `PriceClass`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum PriceClass {
        /// `None`.
        None,
        /// `PriceClass_100`.
        PriceClass100,
        /// `PriceClass_200`.
        PriceClass200,
        /// `PriceClass_All`.
        PriceClassAll,
    }

    impl ToJson for PriceClass {
        fn to_json(&self) -> Json {
            match self {
                Self::None => "None",
                Self::PriceClass100 => "PriceClass_100",
                Self::PriceClass200 => "PriceClass_200",
                Self::PriceClassAll => "PriceClass_All",
            }
            .into()
        }
    }

    /// Values of `RestrictionType`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum RestrictionType {
        /// `blacklist`.
        Blacklist,
        /// `none`.
        None,
        /// `whitelist`.
        Whitelist,
    }

    impl ToJson for RestrictionType {
        fn to_json(&self) -> Json {
            match self {
                Self::Blacklist => "blacklist",
                Self::None => "none",
                Self::Whitelist => "whitelist",
            }
            .into()
        }
    }

    /// `AWS::CloudFront::Distribution.Restrictions`.
    #[derive(Clone, Debug)]
    pub struct Restrictions {
        /// `GeoRestriction`.
        pub geo_restriction: Value<GeoRestriction>,
    }

    impl Restrictions {
        /// With all that is required.
        pub fn new(geo_restriction: impl Into<Value<GeoRestriction>>) -> Self {
            Self { geo_restriction: geo_restriction.into() }
        }
    }

    impl ToJson for Restrictions {
        fn to_json(&self) -> Json {
            object([("GeoRestriction", self.geo_restriction.to_json())])
        }
    }

    /// `AWS::CloudFront::Distribution.S3OriginConfig`.
    #[derive(Clone, Debug, Default)]
    pub struct S3OriginConfig {
        /// `OriginAccessIdentity`.
        pub origin_access_identity: Option<Value<String>>,
        /// `OriginReadTimeout`.
        pub origin_read_timeout: Option<Value<i64>>,
    }

    impl S3OriginConfig {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for S3OriginConfig {
        fn to_json(&self) -> Json {
            object([
                ("OriginAccessIdentity", self.origin_access_identity.to_json()),
                ("OriginReadTimeout", self.origin_read_timeout.to_json()),
            ])
        }
    }

    /// Values of `SslSupportMethod`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum SslSupportMethod {
        /// `sni-only`.
        SniOnly,
        /// `static-ip`.
        StaticIp,
        /// `vip`.
        Vip,
    }

    impl ToJson for SslSupportMethod {
        fn to_json(&self) -> Json {
            match self {
                Self::SniOnly => "sni-only",
                Self::StaticIp => "static-ip",
                Self::Vip => "vip",
            }
            .into()
        }
    }

    /// `AWS::CloudFront::Distribution.StatusCodes`.
    #[derive(Clone, Debug)]
    pub struct StatusCodes {
        /// `Items`.
        pub items: List<i64>,
        /// `Quantity`.
        pub quantity: Value<i64>,
    }

    impl StatusCodes {
        /// With all that is required.
        pub fn new(items: impl Into<List<i64>>, quantity: impl Into<Value<i64>>) -> Self {
            Self { items: items.into(), quantity: quantity.into() }
        }
    }

    impl ToJson for StatusCodes {
        fn to_json(&self) -> Json {
            object([("Items", self.items.to_json()), ("Quantity", self.quantity.to_json())])
        }
    }

    /// `AWS::CloudFront::Distribution.StringSchema`.
    #[derive(Clone, Debug)]
    pub struct StringSchema {
        /// `Comment`.
        pub comment: Option<Value<String>>,
        /// `DefaultValue`.
        pub default_value: Option<Value<String>>,
        /// `Required`.
        pub required: Value<bool>,
    }

    impl StringSchema {
        /// With all that is required.
        pub fn new(required: impl Into<Value<bool>>) -> Self {
            Self { comment: None, default_value: None, required: required.into() }
        }
    }

    impl ToJson for StringSchema {
        fn to_json(&self) -> Json {
            object([
                ("Comment", self.comment.to_json()),
                ("DefaultValue", self.default_value.to_json()),
                ("Required", self.required.to_json()),
            ])
        }
    }

    /// `AWS::CloudFront::Distribution.Tag`.
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

    /// `AWS::CloudFront::Distribution.TenantConfig`.
    #[derive(Clone, Debug, Default)]
    pub struct TenantConfig {
        /// `ParameterDefinitions`.
        pub parameter_definitions: Option<List<ParameterDefinition>>,
    }

    impl TenantConfig {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for TenantConfig {
        fn to_json(&self) -> Json {
            object([("ParameterDefinitions", self.parameter_definitions.to_json())])
        }
    }

    /// `AWS::CloudFront::Distribution.TrustStoreConfig`.
    #[derive(Clone, Debug)]
    pub struct TrustStoreConfig {
        /// `AdvertiseTrustStoreCaNames`.
        pub advertise_trust_store_ca_names: Option<Value<bool>>,
        /// `IgnoreCertificateExpiry`.
        pub ignore_certificate_expiry: Option<Value<bool>>,
        /// `TrustStoreId`.
        pub trust_store_id: Value<String>,
    }

    impl TrustStoreConfig {
        /// With all that is required.
        pub fn new(trust_store_id: impl Into<Value<String>>) -> Self {
            Self {
                advertise_trust_store_ca_names: None,
                ignore_certificate_expiry: None,
                trust_store_id: trust_store_id.into(),
            }
        }
    }

    impl ToJson for TrustStoreConfig {
        fn to_json(&self) -> Json {
            object([
                ("AdvertiseTrustStoreCaNames", self.advertise_trust_store_ca_names.to_json()),
                ("IgnoreCertificateExpiry", self.ignore_certificate_expiry.to_json()),
                ("TrustStoreId", self.trust_store_id.to_json()),
            ])
        }
    }

    /// `AWS::CloudFront::Distribution.ViewerCertificate`.
    #[derive(Clone, Debug, Default)]
    pub struct ViewerCertificate {
        /// `AcmCertificateArn`.
        pub acm_certificate_arn: Option<Value<String>>,
        /// `CloudFrontDefaultCertificate`.
        pub cloud_front_default_certificate: Option<Value<bool>>,
        /// `IamCertificateId`.
        pub iam_certificate_id: Option<Value<String>>,
        /// `MinimumProtocolVersion`.
        pub minimum_protocol_version: Option<Value<MinimumProtocolVersion>>,
        /// `SslSupportMethod`.
        pub ssl_support_method: Option<Value<SslSupportMethod>>,
    }

    impl ViewerCertificate {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for ViewerCertificate {
        fn to_json(&self) -> Json {
            object([
                ("AcmCertificateArn", self.acm_certificate_arn.to_json()),
                ("CloudFrontDefaultCertificate", self.cloud_front_default_certificate.to_json()),
                ("IamCertificateId", self.iam_certificate_id.to_json()),
                ("MinimumProtocolVersion", self.minimum_protocol_version.to_json()),
                ("SslSupportMethod", self.ssl_support_method.to_json()),
            ])
        }
    }

    /// `AWS::CloudFront::Distribution.ViewerMtlsConfig`.
    #[derive(Clone, Debug, Default)]
    pub struct ViewerMtlsConfig {
        /// `Mode`.
        pub mode: Option<Value<ViewerMtlsMode>>,
        /// `TrustStoreConfig`.
        pub trust_store_config: Option<Value<TrustStoreConfig>>,
    }

    impl ViewerMtlsConfig {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for ViewerMtlsConfig {
        fn to_json(&self) -> Json {
            object([
                ("Mode", self.mode.to_json()),
                ("TrustStoreConfig", self.trust_store_config.to_json()),
            ])
        }
    }

    /// Values of `Mode`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum ViewerMtlsMode {
        /// `optional`.
        Optional,
        /// `passthrough`.
        Passthrough,
        /// `required`.
        Required,
    }

    impl ToJson for ViewerMtlsMode {
        fn to_json(&self) -> Json {
            match self {
                Self::Optional => "optional",
                Self::Passthrough => "passthrough",
                Self::Required => "required",
            }
            .into()
        }
    }

    /// Values of `ViewerProtocolPolicy`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum ViewerProtocolPolicy {
        /// `allow-all`.
        AllowAll,
        /// `https-only`.
        HttpsOnly,
        /// `redirect-to-https`.
        RedirectToHttps,
    }

    impl ToJson for ViewerProtocolPolicy {
        fn to_json(&self) -> Json {
            match self {
                Self::AllowAll => "allow-all",
                Self::HttpsOnly => "https-only",
                Self::RedirectToHttps => "redirect-to-https",
            }
            .into()
        }
    }

    /// `AWS::CloudFront::Distribution.VpcOriginConfig`.
    #[derive(Clone, Debug)]
    pub struct VpcOriginConfig {
        /// `OriginKeepaliveTimeout`.
        pub origin_keepalive_timeout: Option<Value<i64>>,
        /// `OriginReadTimeout`.
        pub origin_read_timeout: Option<Value<i64>>,
        /// `OwnerAccountId`.
        pub owner_account_id: Option<Value<String>>,
        /// `VpcOriginId`.
        pub vpc_origin_id: Value<String>,
    }

    impl VpcOriginConfig {
        /// With all that is required.
        pub fn new(vpc_origin_id: impl Into<Value<String>>) -> Self {
            Self {
                origin_keepalive_timeout: None,
                origin_read_timeout: None,
                owner_account_id: None,
                vpc_origin_id: vpc_origin_id.into(),
            }
        }
    }

    impl ToJson for VpcOriginConfig {
        fn to_json(&self) -> Json {
            object([
                ("OriginKeepaliveTimeout", self.origin_keepalive_timeout.to_json()),
                ("OriginReadTimeout", self.origin_read_timeout.to_json()),
                ("OwnerAccountId", self.owner_account_id.to_json()),
                ("VpcOriginId", self.vpc_origin_id.to_json()),
            ])
        }
    }
}

/// Types of the properties of [`OriginAccessControl`].
pub mod origin_access_control {
    use crate::{Json, ToJson, Value, value::object};

    /// `AWS::CloudFront::OriginAccessControl.OriginAccessControlConfig`.
    #[derive(Clone, Debug)]
    pub struct OriginAccessControlConfig {
        /// `Description`.
        pub description: Option<Value<String>>,
        /// `Name`.
        pub name: Value<String>,
        /// `OriginAccessControlOriginType`.
        pub origin_access_control_origin_type: Value<String>,
        /// `SigningBehavior`.
        pub signing_behavior: Value<String>,
        /// `SigningProtocol`.
        pub signing_protocol: Value<String>,
    }

    impl OriginAccessControlConfig {
        /// With all that is required.
        pub fn new(
            name: impl Into<Value<String>>,
            origin_access_control_origin_type: impl Into<Value<String>>,
            signing_behavior: impl Into<Value<String>>,
            signing_protocol: impl Into<Value<String>>,
        ) -> Self {
            Self {
                description: None,
                name: name.into(),
                origin_access_control_origin_type: origin_access_control_origin_type.into(),
                signing_behavior: signing_behavior.into(),
                signing_protocol: signing_protocol.into(),
            }
        }
    }

    impl ToJson for OriginAccessControlConfig {
        fn to_json(&self) -> Json {
            object([
                ("Description", self.description.to_json()),
                ("Name", self.name.to_json()),
                ("OriginAccessControlOriginType", self.origin_access_control_origin_type.to_json()),
                ("SigningBehavior", self.signing_behavior.to_json()),
                ("SigningProtocol", self.signing_protocol.to_json()),
            ])
        }
    }
}
