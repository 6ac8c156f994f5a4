//! From what a function returns to what API Gateway sends.

use std::collections::BTreeMap;

use contracts::{Json, NoContent, Page, Problem, ResponseBody};
use serde::Serialize;

use crate::{Failure, Rejection, Result};

/// A page of ours loads nothing, runs nothing and is shown in no frame. `form-action` is left open:
/// browsers apply it to the redirection that follows a form, and that goes to an OAuth client.
const PAGE_POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";

/// What a function returns: a body, which becomes a reply with `.into()`, or a [`Reply::new`] with
/// another status or further headers.
pub struct Reply<O> {
    body: O,
    status: Option<u16>,
    headers: Vec<(&'static str, String)>,
}

impl<O> Reply<O> {
    /// A reply with `body` and the status that the route declares.
    pub fn new(body: O) -> Self {
        Self { body, status: None, headers: Vec::new() }
    }

    /// The same with another status.
    #[must_use]
    pub fn status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

impl<O> From<O> for Reply<O> {
    fn from(body: O) -> Self {
        Self::new(body)
    }
}

impl<O: Encode> Reply<O> {
    /// The response in API Gateway's format, with the status that the route declares.
    pub(super) fn encode(self, status: u16) -> Result<Response> {
        let mut response = self.body.encode(status)?;
        if let Some(status) = self.status {
            response.status_code = status;
        }
        for (name, value) in self.headers {
            response.set_header(name, value);
        }
        response.set_header("X-Content-Type-Options", "nosniff".to_owned());
        Ok(response)
    }
}

/// A response in payload format 2.0.
#[derive(Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Response {
    status_code: u16,
    headers: BTreeMap<&'static str, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cookies: Vec<String>,
    body: String,
    is_base64_encoded: bool,
}

impl Response {
    fn new(status: u16, content_type: &str, body: String) -> Self {
        let mut response = Self { status_code: status, body, ..Self::default() };
        response.set_header("Content-Type", content_type.to_owned());
        response
    }

    pub(super) fn status(&self) -> u16 {
        self.status_code
    }

    /// Sets a header; of cookies there may be many.
    pub(super) fn set_header(&mut self, name: &'static str, value: String) {
        if name.eq_ignore_ascii_case("set-cookie") {
            return self.cookies.push(value);
        }
        self.headers.retain(|known, _| !known.eq_ignore_ascii_case(name));
        self.headers.insert(name, value);
    }

    #[cfg(test)]
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }
}

/// A body that can be encoded.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a response body",
    note = "a function responds with `Json<T>`, `Page` or `NoContent`"
)]
pub trait Encode: ResponseBody {
    /// A response with this body and `status`; a redirection has a status of its own.
    fn encode(self, status: u16) -> Result<Response>;
}

impl<T> Encode for Json<T>
where
    Self: ResponseBody,
    T: Serialize,
{
    fn encode(self, status: u16) -> Result<Response> {
        Ok(Response::new(status, "application/json", serde_json::to_string(&self.0)?))
    }
}

impl Encode for NoContent {
    fn encode(self, status: u16) -> Result<Response> {
        Ok(Response { status_code: status, ..Response::default() })
    }
}

impl Encode for Page {
    fn encode(self, status: u16) -> Result<Response> {
        let mut response = match self {
            Self::Html(html) => Response::new(status, "text/html; charset=utf-8", html),
            Self::Text(text) => Response::new(status, "text/plain; charset=utf-8", text),
            Self::Redirect(address) => {
                let mut response = Response { status_code: 302, ..Response::default() };
                response.set_header("Location", address);
                response
            }
        };
        response.set_header("Content-Security-Policy", PAGE_POLICY.to_owned());
        response.set_header("X-Frame-Options", "DENY".to_owned());
        response.set_header("Cache-Control", "no-store".to_owned());
        response.set_header("Referrer-Policy", "no-referrer".to_owned());
        Ok(response)
    }
}

/// The response to a request that failed. Causes of our own failures are logged, not sent.
pub(super) fn problem(failure: Failure, correlation_id: &str) -> Response {
    let rejection = match failure {
        Failure::Rejected(rejection) => rejection,
        Failure::Failed(_) => Rejection::new(500, "something went wrong on our side"),
    };
    let problem = Problem {
        r#type: "about:blank".to_owned(),
        title: rejection.title.into_owned(),
        status: rejection.status,
        detail: rejection.detail,
        correlation_id: correlation_id.to_owned(),
        extensions: rejection.extensions,
    };
    let body = serde_json::to_string(&problem).unwrap_or_default();
    let mut response = Response::new(problem.status, "application/problem+json", body);
    response.set_header("X-Content-Type-Options", "nosniff".to_owned());
    for (name, value) in rejection.headers {
        response.set_header(name, value);
    }
    response
}
