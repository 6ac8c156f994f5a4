//! One invocation of one function, from any trigger.

use std::sync::Arc;

use lambda_runtime::Diagnostic;
use serde::{Serialize, de::DeserializeOwned};
use tracing::Span;

use crate::{
    Context, Failure, Result, Tokens,
    failure::{Rejection, chain},
    http::Cors,
};

/// What a function does with an `E`: an async closure with any output type.
pub trait EventFn<E>: AsyncFn(E) -> Result<<Self as EventFn<E>>::Output> {
    /// What it returns.
    type Output;
}

impl<H, E, R> EventFn<E> for H
where
    H: AsyncFn(E) -> Result<R>,
{
    type Output = R;
}

/// How the payload of a trigger such as [`Queue`](contracts::Queue) is decoded for the function `F`,
/// and its response encoded.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be served for `{F}`",
    note = "the table's outbox is served with `serve_outbox`, every other trigger with `serve`"
)]
pub trait Serve<F> {
    /// What Lambda delivers.
    type Payload: DeserializeOwned;
    /// What Lambda gets back.
    type Response: Serialize;
    /// What the function gets.
    type Event;
    /// What the function returns.
    type Output;

    /// Decodes `payload`, runs `handle`, encodes what it returns.
    fn serve(
        payload: Self::Payload,
        invocation: &Invocation<'_>,
        handle: &impl AsyncFn(Self::Event) -> Result<Self::Output>,
    ) -> impl Future<Output = Result<Self::Response, Diagnostic>>;
}

/// What is the same for all invocations of a process.
#[derive(Clone)]
pub(crate) struct Settings {
    /// `local`, `dev`, `prod`, ...
    pub(crate) environment: String,
    /// Which web pages may read our responses.
    pub(crate) cors: Cors,
    /// Verifies the tokens of callers; none where the declaration implies no key.
    pub(crate) tokens: Option<Arc<Tokens>>,
}

/// One invocation, as the platform sees it.
pub struct Invocation<'a> {
    pub(crate) settings: &'a Settings,
    pub(crate) service: &'static str,
    pub(crate) function: &'static str,
    pub(crate) request_id: String,
    pub(crate) cold_start: bool,
}

impl Invocation<'_> {
    /// Names the function and the request in every log line of the work done in it.
    pub(crate) fn span(&self, context: &Context) -> Span {
        let trace = context.traceparent.as_deref().unwrap_or_default();
        let mut parts = trace.split('-').skip(1);
        tracing::info_span!(
            "invocation",
            service = self.service,
            function = self.function,
            request_id = self.request_id,
            cold_start = self.cold_start,
            correlation_id = context.correlation_id,
            trace_id = parts.next(),
            span_id = parts.next(),
        )
    }
}

/// Logs why something failed, once. A panic has been logged where it happened.
pub(crate) fn log_failure(what: &str, failure: &Failure) {
    match failure {
        Failure::Rejected(Rejection { status, detail, .. }) => {
            tracing::warn!(status, detail, "{what} rejected");
        }
        Failure::Failed(_) if failure.is_panic() => {}
        Failure::Failed(error) => tracing::error!(error = chain(error.as_ref()), "{what} failed"),
    }
}

/// The error for an invoker that waits for the output.
pub(crate) fn diagnose(failure: Failure) -> Diagnostic {
    let (kind, error_message) = match failure {
        Failure::Rejected(rejection) => ("Rejected", rejection.detail),
        Failure::Failed(error) => ("Failed", chain(error.as_ref())),
    };
    Diagnostic { error_type: kind.to_owned(), error_message }
}
