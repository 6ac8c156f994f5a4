//! Functions that answer HTTP: one HTTP API per service, with limits, access logs and CORS.

use cfn::{
    Handle, Value, apigatewayv2,
    apigatewayv2::{api, stage},
    lambda, sub_with,
};
use contracts::{
    Export, HttpFunction, Wiring,
    shared_infra::{ApiEndpoint, BareApiEndpoint},
};
use serde_json::json;

use super::{FunctionRef, StackBuilder, Wired, function::Trigger};
use crate::environment::Target;

/// Seconds a browser may remember the answer to a preflight request.
const PREFLIGHT_MAX_AGE: u32 = 600;

/// What of a request is logged. Never a query, a body or a token.
const ACCESS_LOG: &[(&str, &str)] = &[
    ("requestId", "$context.requestId"),
    ("time", "$context.requestTime"),
    ("route", "$context.routeKey"),
    ("status", "$context.status"),
    ("latency", "$context.responseLatency"),
    ("integrationError", "$context.integrationErrorMessage"),
    ("ip", "$context.identity.sourceIp"),
];

/// How the address of an API ends where it is exported.
pub trait ApiAddress {
    /// A slash or nothing.
    const END: &'static str;
}

impl ApiAddress for ApiEndpoint {
    const END: &'static str = "/";
}

impl ApiAddress for BareApiEndpoint {
    const END: &'static str = "";
}

/// The service's API.
pub(super) struct Api {
    handle: Handle<apigatewayv2::Api>,
}

impl StackBuilder<'_> {
    /// The service's API, whose address is exported. Its functions come after it.
    #[track_caller]
    pub fn api<A: ApiAddress>(&mut self, endpoint: Export<A>) {
        let name = self.physical_name("api");
        let handle = self.stack.template.add(
            "Api",
            apigatewayv2::Api {
                name: Some(name.as_str().into()),
                protocol_type: Some("HTTP".into()),
                cors_configuration: Some(self.cors().into()),
                tags: Some(self.tag_map()),
                ..apigatewayv2::Api::new()
            },
        );
        self.stage(&handle, &name);
        let address = self.address(&handle, A::END);
        self.export(endpoint, &address);
        self.api = Some(Api { handle });
    }

    /// A function on its routes.
    ///
    /// # Panics
    /// If the stack has no [`api`](Self::api) yet.
    #[track_caller]
    pub fn http_function<F>(&mut self, wiring: F) -> FunctionRef<F>
    where
        F: Wiring<Wired> + HttpFunction,
    {
        let origins = self.environment.cors_origins.join(",");
        let variables = vec![("CORS_ORIGINS", origins.into())];
        let function = self.add_function(&wiring, Trigger { variables, ..Trigger::default() });
        let Some(Api { handle }) = &self.api else { panic!("`{}` has no API", self.service.name) };
        let api = handle.reference();
        let integration = self.stack.template.add(
            format!("{}Integration", function.id),
            apigatewayv2::Integration {
                integration_uri: Some(function.arn()),
                payload_format_version: Some("2.0".into()),
                ..apigatewayv2::Integration::new(api.clone(), "AWS_PROXY")
            },
        );
        let target = sub_with("integrations/${Id}", [("Id", integration.reference())]);
        for (index, (route, _)) in F::ROUTES.iter().enumerate() {
            // The first route needs no number: nearly every function has just one.
            let suffix = if index == 0 { String::new() } else { (index + 1).to_string() };
            self.stack.template.add(
                format!("{}Route{suffix}", function.id),
                apigatewayv2::Route {
                    target: Some(target.clone()),
                    ..apigatewayv2::Route::new(api.clone(), *route)
                },
            );
            self.stack.template.add(
                format!("{}Permission{suffix}", function.id),
                lambda::Permission {
                    source_arn: Some(route_arn(&api, route)),
                    ..lambda::Permission::new(
                        "lambda:InvokeFunction",
                        function.handle.reference(),
                        "apigateway.amazonaws.com",
                    )
                },
            );
            self.stack.routes.push(route);
        }
        function
    }

    fn cors(&self) -> api::Cors {
        api::Cors {
            allow_origins: Some(self.environment.cors_origins.clone().into()),
            allow_methods: Some(["GET", "POST", "PUT", "DELETE", "OPTIONS"].into()),
            allow_headers: Some(["authorization", "content-type", "x-correlation-id"].into()),
            expose_headers: Some(["x-correlation-id"].into()),
            max_age: Some(PREFLIGHT_MAX_AGE.into()),
            ..Default::default()
        }
    }

    #[track_caller]
    fn stage(&mut self, api: &Handle<apigatewayv2::Api>, name: &str) {
        let logs = self.log_group("ApiAccess", &format!("/aws/apigateway/{name}"));
        let format: serde_json::Map<_, _> =
            ACCESS_LOG.iter().map(|(key, value)| ((*key).to_owned(), json!(value))).collect();
        let throttle = self.environment.throttle;
        let stage = apigatewayv2::Stage {
            auto_deploy: Some(true.into()),
            access_log_settings: Some(
                stage::AccessLogSettings {
                    destination_arn: Some(logs.arn()),
                    format: Some(json!(format).to_string().into()),
                }
                .into(),
            ),
            default_route_settings: Some(
                stage::RouteSettings {
                    throttling_rate_limit: Some(f64::from(throttle.rate).into()),
                    throttling_burst_limit: Some(throttle.burst.into()),
                    ..Default::default()
                }
                .into(),
            ),
            tags: Some(self.tag_map()),
            ..apigatewayv2::Stage::new(api.reference(), "$default")
        };
        self.stack.template.add("ApiStage", stage);
    }

    /// Where the API answers.
    fn address(&self, api: &Handle<apigatewayv2::Api>, end: &str) -> Value<String> {
        let id = [("Api", api.reference())];
        match self.environment.target {
            Target::Local { port } => {
                let base = format!("http://127.0.0.1:{port}/_aws/execute-api");
                sub_with(format!("{base}/${{Api}}{end}"), id)
            }
            Target::Aws { .. } => {
                let host = "${Api}.execute-api.${AWS::Region}.${AWS::URLSuffix}";
                sub_with(format!("https://{host}{end}"), id)
            }
        }
    }
}

/// What a route is called in a permission: parameters match anything.
fn route_arn(api: &Value<String>, route: &str) -> Value<String> {
    let (method, path) = route.split_once(' ').unwrap_or((route, ""));
    let method = if method == "ANY" { "*" } else { method };
    let path: Vec<&str> =
        path.split('/').map(|part| if part.starts_with('{') { "*" } else { part }).collect();
    sub_with(
        format!(
            "arn:${{AWS::Partition}}:execute-api:${{AWS::Region}}:${{AWS::AccountId}}:${{Api}}/*/{method}{}",
            path.join("/")
        ),
        [("Api", api.clone())],
    )
}
