//! Resource types of `apigatewayv2`.
//! Written by `cargo xtask codegen` from the official resource schemas; not edited by hand.

use crate::{Handle, Json, List, Map, Resource, ToJson, Value, value::object};

/// `AWS::ApiGatewayV2::Api`.
#[derive(Clone, Debug, Default)]
pub struct Api {
    /// `ApiKeySelectionExpression`.
    pub api_key_selection_expression: Option<Value<String>>,
    /// `BasePath`.
    pub base_path: Option<Value<String>>,
    /// `Body`.
    pub body: Option<Value<Json>>,
    /// `BodyS3Location`.
    pub body_s3_location: Option<Value<api::BodyS3Location>>,
    /// `CorsConfiguration`.
    pub cors_configuration: Option<Value<api::Cors>>,
    /// `CredentialsArn`.
    pub credentials_arn: Option<Value<String>>,
    /// `Description`.
    pub description: Option<Value<String>>,
    /// `DisableExecuteApiEndpoint`.
    pub disable_execute_api_endpoint: Option<Value<bool>>,
    /// `DisableSchemaValidation`.
    pub disable_schema_validation: Option<Value<bool>>,
    /// `FailOnWarnings`.
    pub fail_on_warnings: Option<Value<bool>>,
    /// `IpAddressType`.
    pub ip_address_type: Option<Value<String>>,
    /// `Name`.
    pub name: Option<Value<String>>,
    /// `ProtocolType`. Changing it may replace the resource.
    pub protocol_type: Option<Value<String>>,
    /// `RouteKey`.
    pub route_key: Option<Value<String>>,
    /// `RouteSelectionExpression`.
    pub route_selection_expression: Option<Value<String>>,
    /// `Tags`.
    pub tags: Option<Map<String>>,
    /// `Target`.
    pub target: Option<Value<String>>,
    /// `Version`.
    pub version: Option<Value<String>>,
}

impl Api {
    /// With all that is required.
    pub fn new() -> Self {
        Self::default()
    }
}

impl ToJson for Api {
    fn to_json(&self) -> Json {
        object([
            ("ApiKeySelectionExpression", self.api_key_selection_expression.to_json()),
            ("BasePath", self.base_path.to_json()),
            ("Body", self.body.to_json()),
            ("BodyS3Location", self.body_s3_location.to_json()),
            ("CorsConfiguration", self.cors_configuration.to_json()),
            ("CredentialsArn", self.credentials_arn.to_json()),
            ("Description", self.description.to_json()),
            ("DisableExecuteApiEndpoint", self.disable_execute_api_endpoint.to_json()),
            ("DisableSchemaValidation", self.disable_schema_validation.to_json()),
            ("FailOnWarnings", self.fail_on_warnings.to_json()),
            ("IpAddressType", self.ip_address_type.to_json()),
            ("Name", self.name.to_json()),
            ("ProtocolType", self.protocol_type.to_json()),
            ("RouteKey", self.route_key.to_json()),
            ("RouteSelectionExpression", self.route_selection_expression.to_json()),
            ("Tags", self.tags.to_json()),
            ("Target", self.target.to_json()),
            ("Version", self.version.to_json()),
        ])
    }
}

impl Resource for Api {
    const TYPE: &'static str = "AWS::ApiGatewayV2::Api";
}

impl Handle<Api> {
    /// The attribute `ApiEndpoint`.
    pub fn api_endpoint(&self) -> Value<String> {
        self.get_att("ApiEndpoint")
    }

    /// The attribute `ApiId`.
    pub fn api_id(&self) -> Value<String> {
        self.get_att("ApiId")
    }

    /// The attribute `ExecuteApiArn`.
    pub fn execute_api_arn(&self) -> Value<String> {
        self.get_att("ExecuteApiArn")
    }
}

/// `AWS::ApiGatewayV2::Integration`.
#[derive(Clone, Debug)]
pub struct Integration {
    /// `ApiId`. Changing it may replace the resource.
    pub api_id: Value<String>,
    /// `ConnectionId`.
    pub connection_id: Option<Value<String>>,
    /// `ConnectionType`.
    pub connection_type: Option<Value<String>>,
    /// `ContentHandlingStrategy`.
    pub content_handling_strategy: Option<Value<String>>,
    /// `CredentialsArn`.
    pub credentials_arn: Option<Value<String>>,
    /// `Description`.
    pub description: Option<Value<String>>,
    /// `IntegrationMethod`.
    pub integration_method: Option<Value<String>>,
    /// `IntegrationSubtype`.
    pub integration_subtype: Option<Value<String>>,
    /// `IntegrationType`.
    pub integration_type: Value<String>,
    /// `IntegrationUri`.
    pub integration_uri: Option<Value<String>>,
    /// `PassthroughBehavior`.
    pub passthrough_behavior: Option<Value<String>>,
    /// `PayloadFormatVersion`.
    pub payload_format_version: Option<Value<String>>,
    /// `RequestParameters`.
    pub request_parameters: Option<Map<String>>,
    /// `RequestTemplates`.
    pub request_templates: Option<Map<String>>,
    /// `ResponseParameters`.
    pub response_parameters: Option<Map<integration::ResponseParameterMap>>,
    /// `TemplateSelectionExpression`.
    pub template_selection_expression: Option<Value<String>>,
    /// `TimeoutInMillis`.
    pub timeout_in_millis: Option<Value<i64>>,
    /// `TlsConfig`.
    pub tls_config: Option<Value<integration::TlsConfig>>,
}

impl Integration {
    /// With all that is required.
    pub fn new(
        api_id: impl Into<Value<String>>,
        integration_type: impl Into<Value<String>>,
    ) -> Self {
        Self {
            api_id: api_id.into(),
            connection_id: None,
            connection_type: None,
            content_handling_strategy: None,
            credentials_arn: None,
            description: None,
            integration_method: None,
            integration_subtype: None,
            integration_type: integration_type.into(),
            integration_uri: None,
            passthrough_behavior: None,
            payload_format_version: None,
            request_parameters: None,
            request_templates: None,
            response_parameters: None,
            template_selection_expression: None,
            timeout_in_millis: None,
            tls_config: None,
        }
    }
}

impl ToJson for Integration {
    fn to_json(&self) -> Json {
        object([
            ("ApiId", self.api_id.to_json()),
            ("ConnectionId", self.connection_id.to_json()),
            ("ConnectionType", self.connection_type.to_json()),
            ("ContentHandlingStrategy", self.content_handling_strategy.to_json()),
            ("CredentialsArn", self.credentials_arn.to_json()),
            ("Description", self.description.to_json()),
            ("IntegrationMethod", self.integration_method.to_json()),
            ("IntegrationSubtype", self.integration_subtype.to_json()),
            ("IntegrationType", self.integration_type.to_json()),
            ("IntegrationUri", self.integration_uri.to_json()),
            ("PassthroughBehavior", self.passthrough_behavior.to_json()),
            ("PayloadFormatVersion", self.payload_format_version.to_json()),
            ("RequestParameters", self.request_parameters.to_json()),
            ("RequestTemplates", self.request_templates.to_json()),
            ("ResponseParameters", self.response_parameters.to_json()),
            ("TemplateSelectionExpression", self.template_selection_expression.to_json()),
            ("TimeoutInMillis", self.timeout_in_millis.to_json()),
            ("TlsConfig", self.tls_config.to_json()),
        ])
    }
}

impl Resource for Integration {
    const TYPE: &'static str = "AWS::ApiGatewayV2::Integration";
}

impl Handle<Integration> {
    /// The attribute `IntegrationId`.
    pub fn integration_id(&self) -> Value<String> {
        self.get_att("IntegrationId")
    }
}

/// `AWS::ApiGatewayV2::Route`.
#[derive(Clone, Debug)]
pub struct Route {
    /// `ApiId`. Changing it may replace the resource.
    pub api_id: Value<String>,
    /// `ApiKeyRequired`.
    pub api_key_required: Option<Value<bool>>,
    /// `AuthorizationScopes`.
    pub authorization_scopes: Option<List<String>>,
    /// `AuthorizationType`.
    pub authorization_type: Option<Value<String>>,
    /// `AuthorizerId`.
    pub authorizer_id: Option<Value<String>>,
    /// `ModelSelectionExpression`.
    pub model_selection_expression: Option<Value<String>>,
    /// `OperationName`.
    pub operation_name: Option<Value<String>>,
    /// `RequestModels`.
    pub request_models: Option<Value<Json>>,
    /// `RequestParameters`.
    pub request_parameters: Option<Value<Json>>,
    /// `RouteKey`.
    pub route_key: Value<String>,
    /// `RouteResponseSelectionExpression`.
    pub route_response_selection_expression: Option<Value<String>>,
    /// `Target`.
    pub target: Option<Value<String>>,
}

impl Route {
    /// With all that is required.
    pub fn new(api_id: impl Into<Value<String>>, route_key: impl Into<Value<String>>) -> Self {
        Self {
            api_id: api_id.into(),
            api_key_required: None,
            authorization_scopes: None,
            authorization_type: None,
            authorizer_id: None,
            model_selection_expression: None,
            operation_name: None,
            request_models: None,
            request_parameters: None,
            route_key: route_key.into(),
            route_response_selection_expression: None,
            target: None,
        }
    }
}

impl ToJson for Route {
    fn to_json(&self) -> Json {
        object([
            ("ApiId", self.api_id.to_json()),
            ("ApiKeyRequired", self.api_key_required.to_json()),
            ("AuthorizationScopes", self.authorization_scopes.to_json()),
            ("AuthorizationType", self.authorization_type.to_json()),
            ("AuthorizerId", self.authorizer_id.to_json()),
            ("ModelSelectionExpression", self.model_selection_expression.to_json()),
            ("OperationName", self.operation_name.to_json()),
            ("RequestModels", self.request_models.to_json()),
            ("RequestParameters", self.request_parameters.to_json()),
            ("RouteKey", self.route_key.to_json()),
            (
                "RouteResponseSelectionExpression",
                self.route_response_selection_expression.to_json(),
            ),
            ("Target", self.target.to_json()),
        ])
    }
}

impl Resource for Route {
    const TYPE: &'static str = "AWS::ApiGatewayV2::Route";
}

impl Handle<Route> {
    /// The attribute `RouteId`.
    pub fn route_id(&self) -> Value<String> {
        self.get_att("RouteId")
    }
}

/// `AWS::ApiGatewayV2::Stage`.
#[derive(Clone, Debug)]
pub struct Stage {
    /// `AccessLogSettings`.
    pub access_log_settings: Option<Value<stage::AccessLogSettings>>,
    /// `ApiId`. Changing it may replace the resource.
    pub api_id: Value<String>,
    /// `AutoDeploy`.
    pub auto_deploy: Option<Value<bool>>,
    /// `ClientCertificateId`.
    pub client_certificate_id: Option<Value<String>>,
    /// `DefaultRouteSettings`.
    pub default_route_settings: Option<Value<stage::RouteSettings>>,
    /// `DeploymentId`.
    pub deployment_id: Option<Value<String>>,
    /// `Description`.
    pub description: Option<Value<String>>,
    /// `RouteSettings`.
    pub route_settings: Option<Value<Json>>,
    /// `StageName`. Changing it may replace the resource.
    pub stage_name: Value<String>,
    /// `StageVariables`.
    pub stage_variables: Option<Value<Json>>,
    /// `Tags`.
    pub tags: Option<Map<String>>,
}

impl Stage {
    /// With all that is required.
    pub fn new(api_id: impl Into<Value<String>>, stage_name: impl Into<Value<String>>) -> Self {
        Self {
            access_log_settings: None,
            api_id: api_id.into(),
            auto_deploy: None,
            client_certificate_id: None,
            default_route_settings: None,
            deployment_id: None,
            description: None,
            route_settings: None,
            stage_name: stage_name.into(),
            stage_variables: None,
            tags: None,
        }
    }
}

impl ToJson for Stage {
    fn to_json(&self) -> Json {
        object([
            ("AccessLogSettings", self.access_log_settings.to_json()),
            ("ApiId", self.api_id.to_json()),
            ("AutoDeploy", self.auto_deploy.to_json()),
            ("ClientCertificateId", self.client_certificate_id.to_json()),
            ("DefaultRouteSettings", self.default_route_settings.to_json()),
            ("DeploymentId", self.deployment_id.to_json()),
            ("Description", self.description.to_json()),
            ("RouteSettings", self.route_settings.to_json()),
            ("StageName", self.stage_name.to_json()),
            ("StageVariables", self.stage_variables.to_json()),
            ("Tags", self.tags.to_json()),
        ])
    }
}

impl Resource for Stage {
    const TYPE: &'static str = "AWS::ApiGatewayV2::Stage";
}

/// Types of the properties of [`Api`].
pub mod api {
    use crate::{Json, List, ToJson, Value, value::object};

    /// `AWS::ApiGatewayV2::Api.BodyS3Location`.
    #[derive(Clone, Debug, Default)]
    pub struct BodyS3Location {
        /// `Bucket`.
        pub bucket: Option<Value<String>>,
        /// `Etag`.
        pub etag: Option<Value<String>>,
        /// `Key`.
        pub key: Option<Value<String>>,
        /// `Version`.
        pub version: Option<Value<String>>,
    }

    impl BodyS3Location {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for BodyS3Location {
        fn to_json(&self) -> Json {
            object([
                ("Bucket", self.bucket.to_json()),
                ("Etag", self.etag.to_json()),
                ("Key", self.key.to_json()),
                ("Version", self.version.to_json()),
            ])
        }
    }

    /// `AWS::ApiGatewayV2::Api.Cors`.
    #[derive(Clone, Debug, Default)]
    pub struct Cors {
        /// `AllowCredentials`.
        pub allow_credentials: Option<Value<bool>>,
        /// `AllowHeaders`.
        pub allow_headers: Option<List<String>>,
        /// `AllowMethods`.
        pub allow_methods: Option<List<String>>,
        /// `AllowOrigins`.
        pub allow_origins: Option<List<String>>,
        /// `ExposeHeaders`.
        pub expose_headers: Option<List<String>>,
        /// `MaxAge`.
        pub max_age: Option<Value<i64>>,
    }

    impl Cors {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for Cors {
        fn to_json(&self) -> Json {
            object([
                ("AllowCredentials", self.allow_credentials.to_json()),
                ("AllowHeaders", self.allow_headers.to_json()),
                ("AllowMethods", self.allow_methods.to_json()),
                ("AllowOrigins", self.allow_origins.to_json()),
                ("ExposeHeaders", self.expose_headers.to_json()),
                ("MaxAge", self.max_age.to_json()),
            ])
        }
    }
}

/// Types of the properties of [`Integration`].
pub mod integration {
    use crate::{Json, List, ToJson, Value, value::object};

    /// `AWS::ApiGatewayV2::Integration.ResponseParameter`.
    #[derive(Clone, Debug, Default)]
    pub struct ResponseParameter {
        /// `Destination`.
        pub destination: Option<Value<String>>,
        /// `Source`.
        pub source: Option<Value<String>>,
    }

    impl ResponseParameter {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for ResponseParameter {
        fn to_json(&self) -> Json {
            object([("Destination", self.destination.to_json()), ("Source", self.source.to_json())])
        }
    }

    /// `AWS::ApiGatewayV2::Integration.ResponseParameterMap`.
    #[derive(Clone, Debug, Default)]
    pub struct ResponseParameterMap {
        /// `ResponseParameters`.
        pub response_parameters: Option<List<ResponseParameter>>,
    }

    impl ResponseParameterMap {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for ResponseParameterMap {
        fn to_json(&self) -> Json {
            object([("ResponseParameters", self.response_parameters.to_json())])
        }
    }

    /// `AWS::ApiGatewayV2::Integration.TlsConfig`.
    #[derive(Clone, Debug, Default)]
    pub struct TlsConfig {
        /// `ServerNameToVerify`.
        pub server_name_to_verify: Option<Value<String>>,
    }

    impl TlsConfig {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for TlsConfig {
        fn to_json(&self) -> Json {
            object([("ServerNameToVerify", self.server_name_to_verify.to_json())])
        }
    }
}

/// Types of the properties of [`Stage`].
pub mod stage {
    use crate::{Json, ToJson, Value, value::object};

    /// `AWS::ApiGatewayV2::Stage.AccessLogSettings`.
    #[derive(Clone, Debug, Default)]
    pub struct AccessLogSettings {
        /// `DestinationArn`.
        pub destination_arn: Option<Value<String>>,
        /// `Format`.
        pub format: Option<Value<String>>,
    }

    impl AccessLogSettings {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for AccessLogSettings {
        fn to_json(&self) -> Json {
            object([
                ("DestinationArn", self.destination_arn.to_json()),
                ("Format", self.format.to_json()),
            ])
        }
    }

    /// `AWS::ApiGatewayV2::Stage.RouteSettings`.
    #[derive(Clone, Debug, Default)]
    pub struct RouteSettings {
        /// `DataTraceEnabled`.
        pub data_trace_enabled: Option<Value<bool>>,
        /// `DetailedMetricsEnabled`.
        pub detailed_metrics_enabled: Option<Value<bool>>,
        /// `LoggingLevel`.
        pub logging_level: Option<Value<String>>,
        /// `ThrottlingBurstLimit`.
        pub throttling_burst_limit: Option<Value<i64>>,
        /// `ThrottlingRateLimit`.
        pub throttling_rate_limit: Option<Value<f64>>,
    }

    impl RouteSettings {
        /// With all that is required.
        pub fn new() -> Self {
            Self::default()
        }
    }

    impl ToJson for RouteSettings {
        fn to_json(&self) -> Json {
            object([
                ("DataTraceEnabled", self.data_trace_enabled.to_json()),
                ("DetailedMetricsEnabled", self.detailed_metrics_enabled.to_json()),
                ("LoggingLevel", self.logging_level.to_json()),
                ("ThrottlingBurstLimit", self.throttling_burst_limit.to_json()),
                ("ThrottlingRateLimit", self.throttling_rate_limit.to_json()),
            ])
        }
    }
}
