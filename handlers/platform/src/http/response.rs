//! From what a function returns to what API Gateway sends.

use std::{collections::BTreeMap, error::Error};

use contracts::{Json, NoContent, Page, Problem, ResponseBody, Text};
use serde::Serialize;

use crate::{Contention, Failure, Rejection, Result, Throttled, Unavailable};

/// A page of ours loads nothing, runs nothing and is shown in no frame. `form-action` is left open:
/// browsers apply it to the redirection that follows a form, and that goes to an OAuth client.
const PAGE_POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";

/// Seconds after which a request that met too many others may be sent again.
const RETRY_AFTER: &str = "1";

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

    /// Marks the outcome of an earlier request, of which this is the repetition (see
    /// [`idempotency`](crate::idempotency)).
    #[must_use]
    pub fn replayed(self) -> Self {
        self.header("Idempotency-Replayed", "true")
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

    /// A response with content, in the media type that `O` declares.
    fn with_content<O: ResponseBody>(status: u16, content: String) -> Self {
        let mut response = Self { status_code: status, body: content, ..Self::default() };
        if let Some(media) = O::MEDIA {
            response.set_header("Content-Type", media.content_type().to_owned());
        }
        response
    }

    /// Keeps what a browser shows from being stored, framed or read by other pages.
    fn shown_in_a_browser(mut self) -> Self {
        self.set_header("Content-Security-Policy", PAGE_POLICY.to_owned());
        self.set_header("X-Frame-Options", "DENY".to_owned());
        self.set_header("Cache-Control", "no-store".to_owned());
        // With `no-referrer`, browsers send the forms of our own pages without their origin.
        self.set_header("Referrer-Policy", "same-origin".to_owned());
        self
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
    note = "a function responds with `Json<T>`, `Text`, `Page` or `NoContent`"
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
        Ok(Response::with_content::<Self>(status, serde_json::to_string(&self.0)?))
    }
}

impl Encode for NoContent {
    fn encode(self, status: u16) -> Result<Response> {
        Ok(Response { status_code: status, ..Response::default() })
    }
}

impl Encode for Text {
    fn encode(self, status: u16) -> Result<Response> {
        Ok(Response::with_content::<Self>(status, self.0).shown_in_a_browser())
    }
}

impl Encode for Page {
    fn encode(self, status: u16) -> Result<Response> {
        let response = match self {
            Self::Html(html) => Response::with_content::<Self>(status, html),
            Self::Redirect(address) => {
                let mut response = Response { status_code: 302, ..Response::default() };
                response.set_header("Location", address);
                response
            }
        };
        Ok(response.shown_in_a_browser())
    }
}

/// The response to a request that failed. Causes of our own failures are logged, not sent.
pub(super) fn problem(failure: Failure, correlation_id: &str) -> Response {
    let rejection = match failure {
        Failure::Rejected(rejection) => rejection,
        Failure::Failed(error) => describe(error.as_ref()),
    };
    let problem = Problem {
        r#type: rejection.kind.to_owned(),
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

/// What the sender of a request may know of our own failure.
fn describe(error: &(dyn Error + 'static)) -> Rejection {
    if error.is::<Contention>() {
        let detail = "other requests changed the same data at the same time; try again";
        Rejection::new(409, detail).header("Retry-After", RETRY_AFTER)
    } else if error.is::<Throttled>() {
        let detail = "there are too many requests at the moment; try again";
        Rejection::new(503, detail).header("Retry-After", RETRY_AFTER)
    } else if let Some(unavailable) = error.downcast_ref::<Unavailable>() {
        Rejection::new(503, format!("{unavailable}; try again")).header("Retry-After", RETRY_AFTER)
    } else {
        Rejection::new(500, "something went wrong on our side")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The content of a response is in the media type that the documentation of its route names.
    #[track_caller]
    fn check<O: Encode>(content: O, expected: Option<&str>) {
        let response = content.encode(200).unwrap();
        let sent = response.header("Content-Type").and_then(|value| value.split(';').next());
        assert_eq!(sent, O::MEDIA.map(contracts::Media::name));
        assert_eq!(sent, expected);
    }

    #[test]
    fn every_kind_of_content_is_sent_in_its_declared_media_type() {
        check(Json(1), Some("application/json"));
        check(Text("healthy".to_owned()), Some("text/plain"));
        check(Page::Html("<p>".to_owned()), Some("text/html"));
        check(NoContent, None);
    }

    #[test]
    fn a_service_that_is_not_available_is_503_without_the_cause() {
        let failure = Unavailable::because("the catalogue", Failure::failed("connection refused"));
        let response = problem(failure, "c-1");
        assert_eq!((response.status(), response.header("Retry-After")), (503, Some("1")));
        assert!(response.body.contains("the catalogue is not available; try again"));
        assert!(!response.body.contains("refused"), "{}", response.body);
        let rejection =
            Unavailable::because("the catalogue", Failure::not_found("no such product"));
        assert_eq!(problem(rejection, "c-1").status(), 404);
    }

    #[test]
    fn a_redirection_has_no_content() {
        let response = Page::Redirect("https://client.example".to_owned()).encode(200).unwrap();
        assert_eq!((response.status(), response.header("Content-Type")), (302, None));
    }
}
