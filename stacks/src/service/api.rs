//! Functions that answer HTTP: one HTTP API per service, with limits, access logs and CORS.

use cfn::{
    Handle, Value, apigatewayv2,
    apigatewayv2::{api, stage},
    lambda, sub_with,
};
use contracts::{
    Export, Function, Http, HttpFunction, Route,
    shared_infra::{ApiAddress, BareApiAddress},
};
use serde_json::json;

use super::{FunctionOptions, StackBuilder, function::Additions};
use crate::{
    environment::Target,
    reference::{component_id, pascal_case},
};

/// Seconds that an HTTP API waits for a function, one less than its own limit.
const API_TIMEOUT: u32 = 29;

/// Seconds that a browser may cache the response to a preflight request.
const PREFLIGHT_MAX_AGE: u32 = 600;

/// The headers that pages of other origins may send.
const CORS_HEADERS: [&str; 5] =
    ["authorization", "content-type", "idempotency-key", "x-api-version", "x-correlation-id"];

/// The logged properties of a request: never a query, a body or a token.
const ACCESS_LOG: &[(&str, &str)] = &[
    ("requestId", "$context.requestId"),
    ("time", "$context.requestTime"),
    ("route", "$context.routeKey"),
    ("status", "$context.status"),
    ("latency", "$context.responseLatency"),
    ("integrationError", "$context.integrationErrorMessage"),
    ("ip", "$context.identity.sourceIp"),
];

/// The route of requests that match no other.
const DEFAULT_ROUTE: &str = "$default";

/// The form in which the address of an API is exported.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the address of an API",
    note = "`api` takes an export whose value is `ApiAddress` or `BareApiAddress`"
)]
pub trait AddressForm {
    /// The end of the address: a slash or nothing.
    const END: &'static str;
}

impl AddressForm for ApiAddress {
    const END: &'static str = "/";
}

impl AddressForm for BareApiAddress {
    const END: &'static str = "";
}

/// The trigger of the function `F` if it answers HTTP.
#[diagnostic::on_unimplemented(
    message = "a function on `{Self}` is not added with `http_function`",
    note = "only functions `on Http<Request, Response, Access>` are"
)]
pub trait ApiTrigger<F> {
    /// The routes of the function.
    const ROUTES: &'static [Route];
}

impl<F: HttpFunction, I, O, A, P> ApiTrigger<F> for Http<I, O, A, P> {
    const ROUTES: &'static [Route] = F::ROUTES;
}

/// The service's API.
pub(super) struct Api {
    handle: Handle<apigatewayv2::Api>,
    /// The function on the default route.
    default_function: Option<&'static str>,
}

/// Where a route leads.
struct Integration {
    api: Value<String>,
    target: Value<String>,
    function: Value<String>,
}

impl StackBuilder<'_> {
    /// The service's API, whose address is exported as `E`. Its functions are added after it.
    #[track_caller]
    pub fn api<E: Export<Value: AddressForm>>(&mut self) {
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
        let address = self.address(&handle, E::Value::END);
        self.write_parameter(&pascal_case(E::PARAMETER.name), E::PARAMETER, &address);
        self.api = Some(Api { handle, default_function: None });
    }

    /// Exports the address of the service's API once more, as `E`.
    ///
    /// # Panics
    /// If the stack has no [`api`](Self::api) yet.
    #[track_caller]
    pub fn api_alias<E: Export<Value: AddressForm>>(&mut self) {
        let handle = self.own_api().handle.clone();
        let address = self.address(&handle, E::Value::END);
        self.write_parameter(E::PARAMETER.variable, E::PARAMETER, &address);
    }

    /// A function on its routes.
    ///
    /// # Panics
    /// If the stack has no [`api`](Self::api) yet.
    #[track_caller]
    pub fn http_function<F: Function<Trigger: ApiTrigger<F>>>(&mut self) {
        self.http_function_with::<F>(FunctionOptions::default());
    }

    /// The same with options.
    ///
    /// # Panics
    /// If the function may take longer than the API waits.
    #[track_caller]
    pub fn http_function_with<F: Function<Trigger: ApiTrigger<F>>>(
        &mut self,
        options: FunctionOptions,
    ) {
        assert!(
            options.timeout <= API_TIMEOUT,
            "`{}` may take {} seconds, and an HTTP API waits {API_TIMEOUT}",
            F::NAME,
            options.timeout
        );
        let integration = self.integration::<F>(options);
        for route in <F::Trigger as ApiTrigger<F>>::ROUTES {
            let id = route_id(route);
            self.route(&id, route.key, &path_in_arn(route), &integration);
        }
        if F::DECLARATION.default_route.is_some() {
            self.take_default_route(F::NAME);
            self.route("Default", DEFAULT_ROUTE, "*/$default", &integration);
        }
    }

    /// The function, and its integration into the API.
    #[track_caller]
    fn integration<F: Function>(&mut self, options: FunctionOptions) -> Integration {
        let variables = vec![("CORS_ORIGINS", self.environment.cors_origins.join(",").into())];
        let additions = Additions { variables, options, ..Additions::default() };
        let function = self.add_function::<F>(additions);
        let api = self.own_api().handle.reference();
        let integration = self.stack.template.add(
            format!("{}Integration", component_id(F::NAME)),
            apigatewayv2::Integration {
                integration_uri: Some(function.arn()),
                payload_format_version: Some("2.0".into()),
                ..apigatewayv2::Integration::new(api.clone(), "AWS_PROXY")
            },
        );
        Integration {
            api,
            target: sub_with("integrations/${Id}", [("Id", integration.reference())]),
            function: function.reference(),
        }
    }

    /// A route, and the permission of the API to invoke the function for it. `path` is the stage, the
    /// method and the path in the ARN of the route.
    #[track_caller]
    fn route(&mut self, id: &str, key: &'static str, path: &str, to: &Integration) {
        self.stack.template.add(
            format!("{id}Route"),
            apigatewayv2::Route {
                target: Some(to.target.clone()),
                ..apigatewayv2::Route::new(to.api.clone(), key)
            },
        );
        let account = "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}";
        let source = format!("{account}:${{Api}}/{path}");
        self.stack.template.add(
            format!("{id}Permission"),
            lambda::Permission {
                source_arn: Some(sub_with(source, [("Api", to.api.clone())])),
                ..lambda::Permission::new(
                    "lambda:InvokeFunction",
                    to.function.clone(),
                    "apigateway.amazonaws.com",
                )
            },
        );
        self.stack.routes.push(key);
    }

    #[track_caller]
    fn take_default_route(&mut self, function: &'static str) {
        let other = self.own_api().default_function.replace(function);
        assert!(
            other.is_none(),
            "`{}` and `{function}` both declare a `default_route`, and an API has only one",
            other.unwrap_or_default()
        );
    }

    #[track_caller]
    fn own_api(&mut self) -> &mut Api {
        let service = self.contract.service.name;
        let Some(api) = &mut self.api else {
            panic!("`{service}` has no API yet: `s.api` comes before `s.http_function`")
        };
        api
    }

    fn cors(&self) -> api::Cors {
        api::Cors {
            allow_origins: Some(self.environment.cors_origins.clone().into()),
            allow_methods: Some(["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"].into()),
            allow_headers: Some(CORS_HEADERS.into()),
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
        let access_log = stage::AccessLogSettings {
            destination_arn: Some(logs.arn()),
            format: Some(json!(format).to_string().into()),
        };
        let throttle = self.environment.throttle;
        let limits = stage::RouteSettings {
            throttling_rate_limit: Some(f64::from(throttle.rate).into()),
            throttling_burst_limit: Some(throttle.burst.into()),
            ..Default::default()
        };
        let stage = apigatewayv2::Stage {
            auto_deploy: Some(true.into()),
            access_log_settings: Some(access_log.into()),
            default_route_settings: Some(limits.into()),
            tags: Some(self.tag_map()),
            ..apigatewayv2::Stage::new(api.reference(), "$default")
        };
        self.stack.template.add("ApiStage", stage);
    }

    /// The base address of the API.
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

/// The prefix of the logical ids of a route: `GetUserUserId` for `GET /user/{user_id}`.
fn route_id(route: &Route) -> String {
    pascal_case(&format!("{}{}", route.method().to_lowercase(), route.path()))
}

/// Stage, method and path in the ARN of a route. Parameters match every segment.
fn path_in_arn(route: &Route) -> String {
    let method = if route.method() == "ANY" { "*" } else { route.method() };
    let segments = route.path().split('/');
    let path: Vec<&str> =
        segments.map(|part| if part.starts_with('{') { "*" } else { part }).collect();
    format!("*/{method}{}", path.join("/"))
}
