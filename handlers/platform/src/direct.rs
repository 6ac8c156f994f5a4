//! Functions that are invoked by name or by the clock.

use contracts::{Direct, Schedule};
use lambda_runtime::Diagnostic;
use serde::{Serialize, de::DeserializeOwned, de::IgnoredAny};
use serde_json::Value;
use tracing::{Instrument, Span};

use crate::{
    Context, Failure, Invocation, Result,
    failure::{catch_panic, chain},
    invocation::{Serve, diagnose, log_failure},
};

/// What a function is invoked with by its name.
#[derive(Clone, Debug, PartialEq)]
pub struct Input<I> {
    /// The payload.
    pub content: I,
    /// What ties this invocation to everything it causes.
    pub context: Context,
}

impl<F, I: DeserializeOwned, O: Serialize> Serve<F> for Direct<I, O> {
    type Payload = Value;
    type Response = O;
    type Event = Input<I>;
    type Output = O;

    async fn serve(
        payload: Value,
        invocation: &Invocation<'_>,
        handle: &impl AsyncFn(Input<I>) -> Result<O>,
    ) -> Result<O, Diagnostic> {
        let context = Context::of_input(&payload);
        let span = invocation.span(&context);
        run(span, async { handle(Input { content: decode(payload)?, context }).await }).await
    }
}

impl<F> Serve<F> for Schedule {
    type Payload = IgnoredAny;
    type Response = ();
    type Event = ();
    type Output = ();

    async fn serve(
        _: IgnoredAny,
        invocation: &Invocation<'_>,
        handle: &impl AsyncFn(()) -> Result,
    ) -> Result<(), Diagnostic> {
        run(invocation.span(&Context::new()), async { handle(()).await }).await
    }
}

pub(crate) fn decode<I: DeserializeOwned>(payload: Value) -> Result<I> {
    serde_path_to_error::deserialize(payload).map_err(|error| {
        // This is logged, so it must not quote the value.
        let (path, reason) = (error.path(), chain(error.inner()));
        Failure::bad_request(format!("the input is not readable: `{path}`: {reason}"))
    })
}

async fn run<O>(span: Span, work: impl Future<Output = Result<O>>) -> Result<O, Diagnostic> {
    let outcome = async {
        catch_panic(work).await.inspect_err(|failure| log_failure("the invocation", failure))
    };
    outcome.instrument(span).await.map_err(diagnose)
}
