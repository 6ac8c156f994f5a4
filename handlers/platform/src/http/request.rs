//! What API Gateway delivers, and what a function gets of it.

use std::collections::HashMap;

use contracts::PathOf;
use serde::Deserialize;

use super::Endpoint;
use crate::Context;

/// A request in payload format 2.0, as far as we read it.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct HttpEvent {
    pub(crate) route_key: String,
    pub(super) raw_path: String,
    pub(super) raw_query_string: String,
    pub(super) headers: HashMap<String, String>,
    pub(super) path_parameters: Option<HashMap<String, String>>,
    pub(super) body: Option<String>,
    pub(super) is_base64_encoded: bool,
    request_context: RequestContext,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct RequestContext {
    http: HttpContext,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct HttpContext {
    method: String,
    source_ip: String,
}

impl HttpEvent {
    /// The HTTP method, in capitals.
    pub(super) fn method(&self) -> &str {
        &self.request_context.http.method
    }

    /// The IP address that the request came from.
    pub(super) fn source_ip(&self) -> &str {
        &self.request_context.http.source_ip
    }

    /// The path parameter `name`, percent-encoded as it was sent.
    pub(super) fn path_parameter(&self, name: &str) -> Option<&str> {
        self.path_parameters.as_ref()?.get(name).map(String::as_str)
    }

    /// A header's value; its name's case does not matter.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let named = self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        named.map(|(_, value)| value.as_str())
    }

    /// The token of the `Authorization` header. The word `Bearer` before it may be missing.
    pub(crate) fn bearer(&self) -> Option<&str> {
        let value = self.header("authorization")?.trim();
        match value.split_once(char::is_whitespace) {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => Some(token.trim()),
            Some(_) => None,
            None => (!value.is_empty() && !value.eq_ignore_ascii_case("bearer")).then_some(value),
        }
    }
}

/// A request to the function `F`.
pub struct Request<F: Endpoint> {
    /// The decoded body, form or query.
    pub content: F::Content,
    /// Who calls: a [`Caller`](crate::Caller), or nothing where anyone may call.
    pub caller: F::Caller,
    /// The parameters of the path, percent-decoded.
    pub path: PathOf<F>,
    /// What ties this request to everything it causes.
    pub context: Context,
    pub(super) event: HttpEvent,
}

impl<F: Endpoint> Request<F> {
    /// The route that was called, such as `GET /health`.
    pub fn route(&self) -> &str {
        &self.event.route_key
    }

    /// The HTTP method in capitals.
    pub fn method(&self) -> &str {
        self.event.method()
    }

    /// The IP address that the request came from, as the gateway saw it; empty if it did not say.
    pub fn source_ip(&self) -> &str {
        self.event.source_ip()
    }

    /// A header's value; its name's case does not matter.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.event.header(name)
    }

    /// The token of the `Authorization` header, not verified.
    pub fn bearer(&self) -> Option<&str> {
        self.event.bearer()
    }
}
