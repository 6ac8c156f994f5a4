//! `OpenAPI` 3.1: a service's API documentation, from the declarations of its functions.

use std::collections::BTreeMap;

use schemars::{Schema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};

use crate::{
    http::Problem,
    operation::{AccessLevel, Media, Operation, RequestShape},
    route::Route,
    service::Service,
};

/// The errors that every route may answer besides those its declaration implies.
const EVERYWHERE: [&str; 3] = ["TooManyRequests", "InternalServerError", "Problem"];

/// Two generators, because what a client must send and what it may rely on getting back differ:
/// a field with a default is optional in a request and always there in a response.
struct Schemas {
    requests: SchemaGenerator,
    responses: SchemaGenerator,
}

impl Schemas {
    fn new() -> Self {
        let settings = SchemaSettings::draft2020_12()
            .with(|settings| settings.definitions_path = "/components/schemas".into());
        Self {
            requests: settings.clone().for_deserialize().into_generator(),
            responses: settings.for_serialize().into_generator(),
        }
    }

    fn into_components(mut self) -> Map<String, Value> {
        let mut schemas = self.requests.take_definitions(true);
        schemas.extend(self.responses.take_definitions(true));
        schemas
    }
}

/// The documentation of one service's API.
pub fn document(service: &Service, operations: &[&Operation]) -> Value {
    let mut schemas = Schemas::new();
    let mut paths = BTreeMap::<&str, Map<String, Value>>::new();
    for operation in operations {
        for (index, route) in operation.routes.iter().enumerate() {
            let described = describe(operation, index, route, &mut schemas);
            paths.entry(route.path()).or_default().insert(method(route), described);
        }
    }
    let problem = schemas.responses.subschema_for::<Problem>();
    json!({
        "openapi": "3.1.0",
        "info": { "title": service.name, "version": "1.0.0" },
        "servers": [{ "url": "/" }],
        "paths": paths,
        "components": {
            "schemas": schemas.into_components(),
            "responses": error_responses(&problem),
            "parameters": { "CorrelationId": correlation_id_parameter() },
            "headers": { "CorrelationId": correlation_id_header() },
            "securitySchemes": security_schemes(),
        },
    })
}

/// `OpenAPI`'s name of a route's method. A route for any method is documented as `get`, because the
/// others only answer 405.
fn method(route: &Route) -> String {
    let method = if route.method() == "ANY" { "GET" } else { route.method() };
    method.to_ascii_lowercase()
}

fn describe(operation: &Operation, index: usize, route: &Route, schemas: &mut Schemas) -> Value {
    let mut parameters = path_parameters(route.path());
    let mut described = Map::new();
    match operation.request {
        RequestShape::NoBody => {}
        RequestShape::Body(media) => {
            let schema = (operation.request_schema)(&mut schemas.requests);
            let body = json!({ "required": true, "content": content(media, &schema) });
            described.insert("requestBody".to_owned(), body);
        }
        RequestShape::Query => parameters.extend(query_parameters(operation.request_schema)),
    }
    parameters.push(json!({ "$ref": "#/components/parameters/CorrelationId" }));
    described.insert("operationId".to_owned(), operation_id(operation.function, index).into());
    described.insert("summary".to_owned(), operation.summary.trim().into());
    described.insert("parameters".to_owned(), parameters.into());
    described.insert("responses".to_owned(), responses(operation, route, schemas));
    if let Some(security) = security(operation.access) {
        described.insert("security".to_owned(), security);
    }
    described.into()
}

/// A function's first route carries the function's name, a further one that and its number.
fn operation_id(function: &str, index: usize) -> String {
    if index == 0 { function.to_owned() } else { format!("{function}-{}", index + 1) }
}

fn content(media: &[Media], schema: &Schema) -> Map<String, Value> {
    media.iter().map(|media| (media.name().to_owned(), json!({ "schema": schema }))).collect()
}

fn path_parameters(path: &str) -> Vec<Value> {
    path.split('/')
        .filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'))
        .map(|name| {
            json!({
                "name": name,
                "in": "path",
                "required": true,
                "schema": { "type": "string" },
            })
        })
        .collect()
}

/// One parameter per field of the query's type.
fn query_parameters(schema_of: fn(&mut SchemaGenerator) -> Schema) -> Vec<Value> {
    let mut generator = SchemaSettings::draft2020_12()
        .with(|settings| settings.inline_subschemas = true)
        .into_generator();
    let schema = schema_of(&mut generator).to_value();
    let required = schema["required"].as_array().cloned().unwrap_or_default();
    let fields = schema["properties"].as_object().cloned().unwrap_or_default();
    fields
        .into_iter()
        .map(|(name, schema)| {
            json!({
                "name": name,
                "in": "query",
                "required": required.contains(&Value::from(name.as_str())),
                "schema": schema,
            })
        })
        .collect()
}

fn responses(operation: &Operation, route: &Route, schemas: &mut Schemas) -> Value {
    let mut responses = Map::new();
    responses.insert(route.status.to_string(), success(operation, schemas));
    if operation.response == Some(Media::Html) {
        let redirection = json!({
            "description": "Go on there.",
            "headers": { "Location": { "required": true, "schema": { "type": "string", "format": "uri" } } },
        });
        responses.insert("302".to_owned(), redirection);
    }
    for name in errors(operation, route.path()).into_iter().chain(EVERYWHERE) {
        let reference = json!({ "$ref": format!("#/components/responses/{name}") });
        responses.insert(status_of(name).to_owned(), reference);
    }
    responses.into()
}

fn success(operation: &Operation, schemas: &mut Schemas) -> Value {
    let mut response = json!({
        "description": "Success.",
        "headers": { "X-Correlation-ID": { "$ref": "#/components/headers/CorrelationId" } },
    });
    if let Some(media) = operation.response {
        let schema = (operation.response_schema)(&mut schemas.responses)
            .unwrap_or_else(|| schemars::json_schema!({ "type": "string" }));
        response["content"] = content(&[media], &schema).into();
    }
    response
}

/// The errors that follow from what a route reads and who may call it.
fn errors(operation: &Operation, path: &str) -> Vec<&'static str> {
    let mut errors = Vec::new();
    if path.contains('{') || operation.request != RequestShape::NoBody {
        errors.push("BadRequest");
    }
    match operation.access {
        AccessLevel::Public => {}
        AccessLevel::OAuthClient => errors.push("Unauthorized"),
        AccessLevel::User | AccessLevel::Admin => errors.extend(["Unauthorized", "Forbidden"]),
    }
    if path.contains('{') {
        errors.push("NotFound");
    }
    errors
}

fn status_of(error: &str) -> &'static str {
    ERRORS.iter().find(|(name, ..)| *name == error).map_or("default", |(_, status, _)| status)
}

const ERRORS: [(&str, &str, &str); 7] = [
    ("BadRequest", "400", "The request is not what this route reads."),
    ("Unauthorized", "401", "Credentials are missing, wrong or expired."),
    ("Forbidden", "403", "The credentials are good but do not allow this."),
    ("NotFound", "404", "There is no such thing."),
    ("TooManyRequests", "429", "Too many requests; try again later."),
    ("InternalServerError", "500", "Something failed on our side."),
    ("Problem", "default", "Any other problem."),
];

fn error_responses(problem: &Schema) -> Map<String, Value> {
    ERRORS
        .iter()
        .map(|(name, _, description)| {
            let response = json!({
                "description": description,
                "headers": { "X-Correlation-ID": { "$ref": "#/components/headers/CorrelationId" } },
                "content": { "application/problem+json": { "schema": problem } },
            });
            ((*name).to_owned(), response)
        })
        .collect()
}

fn correlation_id_parameter() -> Value {
    json!({
        "name": "X-Correlation-ID",
        "in": "header",
        "description": "Ties together everything done for this request; made when absent.",
        "schema": { "type": "string", "maxLength": 128 },
    })
}

fn correlation_id_header() -> Value {
    json!({
        "description": "Quote this when asking for help.",
        "required": true,
        "schema": { "type": "string" },
    })
}

/// What a caller must show; none of it where anyone may call. A public OAuth client has no secret,
/// so for clients credentials may be absent.
fn security(access: AccessLevel) -> Option<Value> {
    match access {
        AccessLevel::Public => None,
        AccessLevel::User | AccessLevel::Admin => Some(json!([{ "bearer": [] }])),
        AccessLevel::OAuthClient => Some(json!([{ "client": [] }, { "bearer": [] }, {}])),
    }
}

fn security_schemes() -> Value {
    json!({
        "bearer": {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "A token from `POST /login` or `POST /oauth/token`. The client routes \
                            take a client's registration access token, or an administrator's token.",
        },
        "client": {
            "type": "http",
            "scheme": "basic",
            "description": "An OAuth client's id and secret. They may be in the body instead, as \
                            `client_id` and `client_secret`.",
        },
    })
}
