//! Invocations of functions. That of a durable function starts an execution.

use http::{HeaderMap, Request, Response, StatusCode, header::HeaderValue};
use http_body_util::Full;
use hyper::body::Bytes;
use serde_json::json;

use crate::{
    api::Api,
    clock::Clock,
    control_plane::Start,
    execution::{Execution, Outcome},
    functions::{CallError, Functions, Target},
    queries::Query,
    refusal::Refusal,
    upstream::INVOCATION_TYPE,
};

/// Longest timeout of an execution for whose end a caller can wait, in seconds.
const LONGEST_WAIT: u32 = 15 * 60;

/// Why a durable function cannot be invoked without a version or alias.
pub(crate) const UNQUALIFIED: &str = "a durable function is invoked by a version or alias, so that an execution ends with the code \
     with which it started";

impl<F: Functions, C: Clock> Api<F, C> {
    /// Starts an execution of a durable function; other functions are invoked as usual.
    pub(crate) async fn invoke(
        &self,
        function: &str,
        request: Request<Bytes>,
    ) -> Result<Response<Full<Bytes>>, Refusal> {
        let mut target = Target::parse(function);
        let query = Query::of(&request);
        target.qualifier = target.qualifier.or_else(|| query.get("Qualifier").map(str::to_owned));
        let durable = match self.plane.0.functions.durable(&target).await {
            Ok(Some(durable)) => durable,
            // The upstream describes best why it cannot invoke a function.
            Ok(None) | Err(CallError::NotFound) => return self.forward(request).await,
            Err(error) => {
                return Err(Refusal::failed(format!(
                    "failed to read how `{target}` is deployed: {error:?}"
                )));
            }
        };
        if let Some(denial) = self.denial(&request).await? {
            return Ok(denial);
        }
        let is_awaited = match invocation_type(request.headers()) {
            "Event" => false,
            "RequestResponse" => true,
            _ => return self.forward(request).await,
        };
        if target.qualifier.is_none() {
            return Err(Refusal::invalid(UNQUALIFIED));
        }
        if is_awaited && durable.config.execution_timeout > LONGEST_WAIT {
            return Err(Refusal::invalid(format!(
                "`{target}` may take longer than {LONGEST_WAIT} seconds: invoke it as an `Event`"
            )));
        }
        let name = request.headers().get("x-amz-durable-execution-name");
        let name = name.map(|it| String::from_utf8_lossy(it.as_bytes()).into_owned());
        let payload = String::from_utf8(request.into_body().to_vec());
        let payload = payload.map_err(|_| Refusal::invalid("the payload is no text"))?;
        let payload = if payload.is_empty() { "{}".to_owned() } else { payload };
        let start = Start { function: target.function, durable, name, payload };
        let execution = self.plane.start(start)?;
        let end = if is_awaited { Some(self.plane.ended(&execution.arn).await?) } else { None };
        response(&execution, end.as_ref().map(|end| &end.outcome))
    }
}

/// The type of an invocation; without a header, the caller waits for the result.
fn invocation_type(headers: &HeaderMap) -> &str {
    let value = headers.get(INVOCATION_TYPE).and_then(|it| it.to_str().ok());
    value.unwrap_or("RequestResponse")
}

fn response(
    execution: &Execution,
    outcome: Option<&Outcome>,
) -> Result<Response<Full<Bytes>>, Refusal> {
    let body = match outcome {
        None => String::new(),
        Some(Outcome::Succeeded(result)) => result.clone().unwrap_or_default(),
        Some(outcome) => {
            let error = outcome.error().cloned().unwrap_or_default();
            json!({
                "errorType": error.error_type,
                "errorMessage": error.error_message,
                "stackTrace": error.stack_trace.unwrap_or_default(),
            })
            .to_string()
        }
    };
    let mut response = Response::new(Full::new(body.into()));
    if outcome.is_none() {
        *response.status_mut() = StatusCode::ACCEPTED;
    }
    let headers = response.headers_mut();
    let text = |text: &str| {
        HeaderValue::from_str(text).map_err(|error| Refusal::failed(error.to_string()))
    };
    headers.insert("x-amz-durable-execution-arn", text(&execution.arn)?);
    headers.insert(
        "x-amz-executed-version",
        text(execution.function.qualifier.as_deref().unwrap_or("$LATEST"))?,
    );
    if outcome.is_some_and(|it| it.error().is_some()) {
        headers.insert("x-amz-function-error", HeaderValue::from_static("Unhandled"));
    }
    Ok(response)
}
