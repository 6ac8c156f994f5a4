//! Functions that are invoked by name or by the clock.

use contracts::{Direct, Schedule};
use lambda_runtime::Diagnostic;
use serde::{Serialize, de::DeserializeOwned, de::IgnoredAny};
use serde_json::Value;
use tracing::Instrument;

use crate::{
    Context, Failure, Invocation, Result,
    failure::{catch_panic, chain},
    invocation::{Serve, diagnose, log_failure},
};

impl<F, I: DeserializeOwned, O: Serialize> Serve<F> for Direct<I, O> {
    type Payload = Value;
    type Response = O;
    type Event = I;
    type Output = O;

    async fn serve(
        payload: Value,
        invocation: &Invocation<'_>,
        handle: &impl AsyncFn(I) -> Result<O>,
    ) -> Result<O, Diagnostic> {
        run(invocation, async { handle(decode(payload)?).await }).await
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
    let outcome = async {
        catch_panic(work).await.inspect_err(|failure| log_failure("the invocation", failure))
    };
    outcome.instrument(invocation.span(&Context::new())).await.map_err(diagnose)
}
