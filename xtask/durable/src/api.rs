//! The routes of Lambda's API that concern durable executions. Every other request is forwarded.

use std::borrow::Cow;

use http::{Method, Request, Response, header::HeaderValue};
use http_body_util::Full;
use hyper::body::Bytes;
use percent_encoding::percent_decode_str;
use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    callbacks::Report,
    checkpoint::Checkpoint,
    clock::Clock,
    control_plane::ControlPlane,
    execution::Outcome,
    functions::Functions,
    queries::{self, Query},
    refusal::Refusal,
    upstream::Upstream,
    wire::{ErrorObject, seconds},
};

/// The version of the API in the paths of durable executions.
const DURABLE: &str = "2025-12-01";

/// The version of the API in the paths of functions.
pub(crate) const FUNCTIONS: &str = "2015-03-31";

/// Responds to requests of Lambda's API.
pub struct Api<F, C> {
    pub(crate) plane: ControlPlane<F, C>,
    pub(crate) upstream: Option<Upstream>,
}

impl<F, C> Clone for Api<F, C> {
    fn clone(&self) -> Self {
        Self { plane: self.plane.clone(), upstream: self.upstream.clone() }
    }
}

impl<F: Functions, C: Clock> Api<F, C> {
    /// The API of a control plane. Without an upstream, other calls are refused and none is denied.
    pub fn new(plane: ControlPlane<F, C>, upstream: Option<Upstream>) -> Self {
        Self { plane, upstream }
    }

    /// The response to a request.
    pub async fn respond(self, request: Request<Bytes>) -> Response<Full<Bytes>> {
        self.route(request).await.unwrap_or_else(|refusal| refused(&refusal))
    }

    async fn route(&self, request: Request<Bytes>) -> Result<Response<Full<Bytes>>, Refusal> {
        let path = segments(request.uri().path());
        let parts: Vec<&str> = path.iter().map(AsRef::as_ref).collect();
        match (request.method(), parts.as_slice()) {
            (&Method::POST, [FUNCTIONS, "functions", function, "invocations"]) => {
                self.invoke(function, request.clone()).await
            }
            (_, [DURABLE, ..]) => match self.denial(&request).await? {
                Some(denial) => Ok(denial),
                None => self.durable(&request, &parts[1..]),
            },
            _ => self.forward(request).await,
        }
    }

    fn durable(
        &self,
        request: &Request<Bytes>,
        path: &[&str],
    ) -> Result<Response<Full<Bytes>>, Refusal> {
        let query = Query::of(request);
        let response = match (request.method(), path) {
            (&Method::POST, ["durable-executions", arn, "checkpoint"]) => {
                self.plane.checkpoint(arn, body::<Checkpoint>(request)?)?
            }
            (&Method::GET, ["durable-executions", arn, "state"]) => {
                let token = query.get("CheckpointToken").unwrap_or_default();
                self.plane.state(arn, token, query.get("Marker"), query.number("MaxItems")?)?
            }
            (&Method::POST, ["durable-executions", arn, "stop"]) => {
                let time = self.plane.stop(arn, error_in(request)?)?;
                json!({ "StopTimestamp": seconds::of(time) })
            }
            (&Method::GET, ["durable-executions", arn]) => {
                queries::execution(&self.plane.get(arn)?, &query)
            }
            (&Method::GET, ["durable-executions", arn, "history"]) => {
                queries::history(&self.plane.get(arn)?, &query)?
            }
            (&Method::GET, ["functions", function, "durable-executions"]) => {
                queries::list(&self.plane, function, &query)?
            }
            (&Method::POST, ["durable-execution-callbacks", id, action]) => {
                self.plane.report(id, report(action, request)?)?;
                json!({})
            }
            (method, path) => {
                let path = path.join("/");
                return Err(Refusal::not_found(format!("the operation `{method} {path}`")));
            }
        };
        Ok(success(&response))
    }

    pub(crate) async fn denial(
        &self,
        request: &Request<Bytes>,
    ) -> Result<Option<Response<Full<Bytes>>>, Refusal> {
        match &self.upstream {
            Some(upstream) => upstream.denial(request).await,
            None => Ok(None),
        }
    }

    pub(crate) async fn forward(
        &self,
        request: Request<Bytes>,
    ) -> Result<Response<Full<Bytes>>, Refusal> {
        match &self.upstream {
            Some(upstream) => upstream.forward(request).await,
            None => Err(Refusal::not_found(format!("the path `{}`", request.uri().path()))),
        }
    }
}

/// The decoded parts of a path. An ARN is one of them: its slashes are encoded.
fn segments(path: &str) -> Vec<Cow<'_, str>> {
    let parts = path.split('/').filter(|it| !it.is_empty());
    parts.map(|it| percent_decode_str(it).decode_utf8_lossy()).collect()
}

fn body<T: serde::de::DeserializeOwned>(request: &Request<Bytes>) -> Result<T, Refusal> {
    serde_json::from_slice(request.body())
        .map_err(|error| Refusal::invalid(format!("the request is not readable: {error}")))
}

/// An error in the body of a request, which may be empty.
fn error_in(request: &Request<Bytes>) -> Result<ErrorObject, Refusal> {
    if request.body().is_empty() { Ok(ErrorObject::default()) } else { body(request) }
}

fn report(action: &str, request: &Request<Bytes>) -> Result<Report, Refusal> {
    match action {
        "succeed" => {
            let result = String::from_utf8(request.body().to_vec());
            let result = result.map_err(|_| Refusal::invalid("the result is no text"))?;
            let result = Some(result).filter(|it| !it.is_empty());
            Ok(Report::End(Outcome::Succeeded(result)))
        }
        "fail" => Ok(Report::End(Outcome::Failed(error_in(request)?))),
        "heartbeat" => Ok(Report::Heartbeat),
        _ => Err(Refusal::not_found(format!("the operation `{action}` of callbacks"))),
    }
}

pub(crate) fn success(response: &impl Serialize) -> Response<Full<Bytes>> {
    match serde_json::to_vec(response) {
        Ok(body) => Response::new(Full::new(body.into())),
        Err(error) => refused(&Refusal::failed(error.to_string())),
    }
}

pub(crate) fn refused(refusal: &Refusal) -> Response<Full<Bytes>> {
    let body: Value = json!({ "Type": "User", "message": refusal.message });
    let mut response = Response::new(Full::new(body.to_string().into()));
    *response.status_mut() =
        refusal.status.try_into().unwrap_or(http::StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert("x-amzn-errortype", HeaderValue::from_static(refusal.code));
    headers.insert("content-type", HeaderValue::from_static("application/json"));
    response
}
