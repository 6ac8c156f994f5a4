//! The Lambda API behind the control plane: it serves every call that is not about durable executions,
//! and decides who may make those that are.

use http::{
    Request, Response, StatusCode, Uri,
    header::{CONNECTION, HeaderName, HeaderValue, TRANSFER_ENCODING},
    uri::{Authority, PathAndQuery, Scheme},
};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};

use crate::refusal::Refusal;

pub(crate) const INVOCATION_TYPE: HeaderName = HeaderName::from_static("x-amz-invocation-type");

/// An HTTP server.
#[derive(Clone, Debug)]
pub struct Upstream {
    client: Client<HttpConnector, Full<Bytes>>,
    authority: Authority,
}

impl Upstream {
    /// The server at an address such as `127.0.0.1:4666`.
    pub fn new(authority: Authority) -> Self {
        Self { client: Client::builder(TokioExecutor::new()).build_http(), authority }
    }

    /// Sends a request as it is, and returns the response as it is.
    pub(crate) async fn forward(
        &self,
        request: Request<Bytes>,
    ) -> Result<Response<Full<Bytes>>, Refusal> {
        let (mut parts, body) = request.into_parts();
        let path = parts.uri.path_and_query().cloned();
        parts.uri = self.uri(path.unwrap_or_else(|| PathAndQuery::from_static("/")))?;
        // They concern one connection, not the request.
        parts.headers.remove(CONNECTION);
        parts.headers.remove(TRANSFER_ENCODING);
        let sent = self.client.request(Request::from_parts(parts, Full::new(body))).await;
        let unreachable = |error: &dyn std::error::Error| {
            Refusal::failed(format!("failed to call `{}`: {error}", self.authority))
        };
        let (mut parts, body) = sent.map_err(|error| unreachable(&error))?.into_parts();
        parts.headers.remove(CONNECTION);
        parts.headers.remove(TRANSFER_ENCODING);
        let body = body.collect().await.map_err(|error| unreachable(&error))?.to_bytes();
        Ok(Response::from_parts(parts, Full::new(body)))
    }

    /// The response that denies the caller this call, if the server denies it. The server checks the
    /// policies of the caller before it looks for the execution, of which it has none; an invocation is
    /// tried without invoking the function.
    pub(crate) async fn denial(
        &self,
        request: &Request<Bytes>,
    ) -> Result<Option<Response<Full<Bytes>>>, Refusal> {
        let mut trial = request.clone();
        if trial.uri().path().ends_with("/invocations") {
            trial.headers_mut().insert(INVOCATION_TYPE, HeaderValue::from_static("DryRun"));
        }
        let response = self.forward(trial).await?;
        Ok((response.status() == StatusCode::FORBIDDEN).then_some(response))
    }

    fn uri(&self, path: PathAndQuery) -> Result<Uri, Refusal> {
        let uri = Uri::builder().scheme(Scheme::HTTP).authority(self.authority.clone());
        uri.path_and_query(path).build().map_err(|error| Refusal::invalid(error.to_string()))
    }
}
