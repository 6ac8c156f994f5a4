//! Functions that are invoked by name or by the clock.

use contracts::{Direct, Function, Schedule};
use lambda_runtime::Diagnostic;
use serde::{Serialize, de::DeserializeOwned, de::IgnoredAny};
use serde_json::Value;
use tracing::Instrument;

use crate::{
    Context, Failure, Invocation, Result, Trigger,
    failure::{chain, contain},
    invocation::{diagnose, log_failure},
};

impl<F: Function, I: DeserializeOwned, O: Serialize> Trigger<F> for Direct<I, O> {
    type Payload = Value;
    type Answer = O;
    type Event = I;
    type Reply = O;

    async fn invoke(
        payload: Value,
        invocation: &Invocation<'_>,
        handle: &impl AsyncFn(I) -> Result<O>,
    ) -> Result<O, Diagnostic> {
        run(invocation, async { handle(decode(payload)?).await }).await
    }
}

impl<F: Function> Trigger<F> for Schedule {
    type Payload = IgnoredAny;
    type Answer = ();
    type Event = ();
    type Reply = ();

    async fn invoke(
        _: IgnoredAny,
        invocation: &Invocation<'_>,
        handle: &impl AsyncFn(()) -> Result,
    ) -> Result<(), Diagnostic> {
        run(invocation, async { handle(()).await }).await
    }
}

fn decode<I: DeserializeOwned>(payload: Value) -> Result<I> {
    serde_path_to_error::deserialize(payload).map_err(|error| {
        // This is logged, so it must not quote the value.
        let (path, reason) = (error.path(), chain(error.inner()));
        Failure::bad_request(format!("the input is not readable: `{path}`: {reason}"))
    })
}

async fn run<O>(
    invocation: &Invocation<'_>,
    work: impl Future<Output = Result<O>>,
) -> Result<O, Diagnostic> {
    let outcome =
        async { contain(work).await.inspect_err(|failure| log_failure("the invocation", failure)) };
    outcome.instrument(invocation.span(&Context::new())).await.map_err(diagnose)
}
