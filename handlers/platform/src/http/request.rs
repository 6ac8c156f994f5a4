//! What API Gateway delivers, and what a function gets of it.

use std::{borrow::Cow, collections::HashMap};

use percent_encoding::percent_decode_str;
use serde::Deserialize;

use crate::{Context, Failure, Result};

/// A request in payload format 2.0, as far as we read it.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct HttpEvent {
    pub(crate) route_key: String,
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
#[serde(default)]
struct HttpContext {
    method: String,
}

impl HttpEvent {
    /// The HTTP method, in capitals.
    pub(super) fn method(&self) -> &str {
        &self.request_context.http.method
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

/// A request to a function that reads `T` and is called by a `C`.
pub struct Request<T, C = ()> {
    /// The decoded body, form or query.
    pub content: T,
    /// Who calls: a [`Caller`](crate::Caller), or nothing where anyone may.
    pub caller: C,
    /// What ties this request to everything it causes.
    pub context: Context,
    pub(super) event: HttpEvent,
}

impl<T, C> Request<T, C> {
    /// The HTTP method in capitals.
    pub fn method(&self) -> &str {
        self.event.method()
    }

    /// The path parameter `name`, percent-decoded.
    pub fn path(&self, name: &str) -> Result<String> {
        self.path_if_any(name)?.ok_or_else(|| {
            Failure::failed(format!("the route `{}` has no `{{{name}}}`", self.event.route_key))
        })
    }

    /// The same, for a function of which not every route has this parameter.
    pub fn path_if_any(&self, name: &str) -> Result<Option<String>> {
        let value = self.event.path_parameters.as_ref().and_then(|all| all.get(name));
        let decoded = value.map(|value| percent_decode_str(value).decode_utf8()).transpose();
        let decoded = decoded.map_err(|_| {
            Failure::bad_request(format!("`{name}` in the path is not percent-encoded UTF-8"))
        })?;
        Ok(decoded.map(Cow::into_owned))
    }

    /// A header's value; its name's case does not matter.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.event.header(name)
    }

    /// The token of the `Authorization` header, unchecked.
    pub fn bearer(&self) -> Option<&str> {
        self.event.bearer()
    }
}
