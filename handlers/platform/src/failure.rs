//! The two kinds of failures: the request or message is wrong, or the service is.

use std::{borrow::Cow, collections::BTreeMap, error::Error, fmt, panic::AssertUnwindSafe};

use contracts::Problem;
use futures_util::FutureExt;
use http::StatusCode;
use serde_json::Value;

/// What a function returns.
pub type Result<T = (), E = Failure> = std::result::Result<T, E>;

/// Why a function failed. `?` turns any error into [`Failure::Failed`].
pub enum Failure {
    /// The request or message is wrong; a retry has the same result. A response 4xx, or a message
    /// that is logged and not redelivered.
    Rejected(Rejection),
    /// The service or AWS failed; a retry may succeed. A response 5xx (409 if it holds a
    /// [`Contention`](crate::Contention)), or a message that is redelivered.
    Failed(Box<dyn Error + Send + Sync>),
}

/// Why a request or message is rejected, as its sender sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Rejection {
    /// HTTP status, 4xx.
    pub status: u16,
    /// Kind of problem.
    pub kind: &'static str,
    /// Short summary of the kind of problem.
    pub title: Cow<'static, str>,
    /// What is wrong with this request. For messages it is logged: no personal data.
    pub detail: String,
    /// Further members of the problem's JSON.
    pub extensions: BTreeMap<String, Value>,
    /// Further headers of the response.
    pub headers: Vec<(&'static str, String)>,
}

impl Rejection {
    /// Refuses with `status`; the title is the status's usual one.
    pub fn new(status: u16, detail: impl Into<String>) -> Self {
        let reason = StatusCode::from_u16(status).ok().and_then(|code| code.canonical_reason());
        Self {
            status,
            kind: Problem::BLANK,
            title: reason.unwrap_or("Error").into(),
            detail: detail.into(),
            extensions: BTreeMap::new(),
            headers: Vec::new(),
        }
    }

    /// Adds a member to the problem's JSON.
    #[must_use]
    pub fn with(mut self, member: impl Into<String>, value: impl Into<Value>) -> Self {
        self.extensions.insert(member.into(), value.into());
        self
    }

    /// Adds a header to the response.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

impl Failure {
    /// Refuses with any status.
    pub fn rejected(status: u16, detail: impl Into<String>) -> Self {
        Self::Rejected(Rejection::new(status, detail))
    }

    /// 400: the request is malformed or breaks a rule.
    pub fn bad_request(detail: impl Into<String>) -> Self {
        Self::rejected(400, detail)
    }

    /// 401 with a `Bearer` challenge: no token, or an invalid one.
    pub fn unauthorized(detail: impl Into<String>) -> Self {
        Self::Rejected(Rejection::new(401, detail).header("WWW-Authenticate", "Bearer"))
    }

    /// 403: the caller is identified and may not do this.
    pub fn forbidden(detail: impl Into<String>) -> Self {
        Self::rejected(403, detail)
    }

    /// 404: the resource does not exist.
    pub fn not_found(detail: impl Into<String>) -> Self {
        Self::rejected(404, detail)
    }

    /// 404: the API has no such route.
    pub(crate) fn no_such_route() -> Self {
        let rejection = Rejection::new(404, "there is no such route");
        Self::Rejected(Rejection { kind: Problem::NO_SUCH_ROUTE, ..rejection })
    }

    /// 409: the request conflicts with the state of the resource.
    pub fn conflict(detail: impl Into<String>) -> Self {
        Self::rejected(409, detail)
    }

    /// 429: the caller may retry after `retry_after` seconds.
    pub fn too_many_requests(detail: impl Into<String>, retry_after: u64) -> Self {
        let rejection = Rejection::new(429, detail);
        Self::Rejected(rejection.header("Retry-After", retry_after.to_string()))
    }

    /// A failure that no error type describes.
    pub fn failed(message: impl Into<String>) -> Self {
        Self::Failed(message.into().into())
    }

    /// Whether this is a panic, which the panic hook has logged already.
    pub(crate) fn is_panic(&self) -> bool {
        matches!(self, Self::Failed(error) if error.is::<Panicked>())
    }
}

impl<E: Error + Send + Sync + 'static> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Failed(Box::new(error))
    }
}

impl From<Rejection> for Failure {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(rejection)
    }
}

/// What `main` prints before it exits, so it is written for people.
impl fmt::Debug for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rejected(rejection) => {
                write!(formatter, "{} {}", rejection.status, rejection.detail)
            }
            Self::Failed(error) => formatter.write_str(&chain(error.as_ref())),
        }
    }
}

/// AWS refused a call because there were too many of them. A request gets 503 with `Retry-After`; a
/// message is redelivered.
#[derive(Debug, thiserror::Error)]
#[error("AWS throttled a call")]
pub struct Throttled(#[source] pub(crate) Box<dyn Error + Send + Sync>);

/// Another service that is needed does not respond. A request gets 503 with `Retry-After`; a message
/// is redelivered.
#[derive(Debug, thiserror::Error)]
#[error("{service} is not available")]
pub struct Unavailable {
    service: &'static str,
    #[source]
    source: Box<dyn Error + Send + Sync>,
}

impl Unavailable {
    /// The failure of a call of `service`, such as "the product API". A rejection stays one.
    pub fn because(service: &'static str, failure: Failure) -> Failure {
        match failure {
            Failure::Failed(source) => Self { service, source }.into(),
            rejected @ Failure::Rejected(_) => rejected,
        }
    }
}

#[derive(Debug, thiserror::Error)]
#[error("the function panicked")]
struct Panicked;

/// Runs `future`; a panic in it becomes a failure.
pub(crate) async fn catch_panic<T>(future: impl Future<Output = Result<T>>) -> Result<T> {
    // Boxed, because futures of the SDKs are large and would be copied into every future around.
    AssertUnwindSafe(Box::pin(future)).catch_unwind().await.unwrap_or_else(|_| Err(Panicked.into()))
}

/// An error and its causes in one line, fit for a log.
pub(crate) fn chain(error: &(dyn Error + 'static)) -> String {
    let mut line = describe(error);
    let mut cause = error.source();
    while let Some(error) = cause {
        let description = describe(error);
        if !line.ends_with(&description) {
            line.push_str(": ");
            line.push_str(&description);
        }
        cause = error.source();
    }
    line
}

/// An error without the value that errors of `serde_json` quote: values do not belong in a log.
fn describe(error: &(dyn Error + 'static)) -> String {
    let text = error.to_string();
    if error.is::<serde_json::Error>() { without_quotes(&text) } else { text }
}

fn without_quotes(text: &str) -> String {
    match (text.find('"'), text.rfind('"')) {
        (Some(first), Some(last)) if first < last => {
            format!("{}…{}", &text[..=first], &text[last..])
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("failed to read the basket")]
    struct Outer(#[source] serde_json::Error);

    #[test]
    fn a_log_line_names_every_cause_and_no_value() {
        let cause = serde_json::from_str::<u8>(r#""jane@\"x\".org""#).unwrap_err();
        assert_eq!(
            chain(&Outer(cause)),
            "failed to read the basket: invalid type: string \"…\", expected u8 at line 1 column 16"
        );
    }

    #[test]
    fn any_error_is_a_failure_and_a_rejection_is_not() {
        let failed: Failure = std::io::Error::other("disk").into();
        assert!(matches!(failed, Failure::Failed(_)));
        let rejected: Failure = Rejection::new(418, "short").with("pot", "tea").into();
        assert!(matches!(rejected, Failure::Rejected(r) if r.title == "I'm a teapot"));
    }

    #[tokio::test]
    async fn a_panic_is_a_failure() {
        let outcome: Result = catch_panic(async { panic!("boom") }).await;
        assert!(outcome.unwrap_err().is_panic());
    }
}
