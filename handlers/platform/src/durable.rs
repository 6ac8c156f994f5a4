//! Durable functions: Lambda records the progress of an execution, and invokes the function again until
//! it has ended. The only code that uses AWS's SDK for them, which is a preview.
//!
//! A durable function runs again from its beginning in every invocation. What it did is not repeated:
//! each operation of [`DurableContext`] that has ended returns its recorded result. So the operations
//! and their order must follow from the input and from earlier results, and from nothing else.

use std::{sync::Arc, time::Duration};

use aws_durable_execution_sdk::{self as sdk, BoxError, InvocationPayload, InvocationResponse};
use contracts::Function;
use futures_util::future::BoxFuture;
use lambda_runtime::{Diagnostic, LambdaEvent};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use tracing::{Instrument, info_span};

use crate::{
    Context, Failure, Input, Invocation, Lambda, Rejection, Result, backoff::pause, direct::decode,
    failure::chain, invocation::log_failure,
};

/// The client of Lambda's API with which progress is recorded.
pub use sdk::LambdaClient;

/// How often a step is attempted. The pauses grow from the first to the longest, at random.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retry {
    /// Most attempts, with the first.
    pub attempts: u32,
    /// Longest pause after the first attempt.
    pub first_pause: Duration,
    /// Longest pause after any attempt.
    pub longest_pause: Duration,
}

impl Retry {
    /// One attempt.
    pub const NEVER: Self = Self { attempts: 1, ..Self::USUAL };

    /// Six attempts within about three minutes.
    pub const USUAL: Self = Self {
        attempts: 6,
        first_pause: Duration::from_secs(5),
        longest_pause: Duration::from_mins(1),
    };

    /// Decides for the SDK. A rejection has the same result in every attempt.
    fn strategy(
        self,
    ) -> impl Fn(&sdk::StepError, u32) -> sdk::RetryDecision + Send + Sync + 'static {
        move |error, attempt| {
            if attempt >= self.attempts || is_rejection(error) {
                return sdk::RetryDecision::Stop;
            }
            let delay = pause(self.first_pause, self.longest_pause, attempt);
            sdk::RetryDecision::Retry { delay }
        }
    }
}

/// What a durable function may do. A handle: clones are the same context.
#[derive(Clone, Debug)]
pub struct DurableContext(sdk::DurableContext);

/// One of several parts of an execution that run at the same time.
#[derive(Debug)]
pub struct Branch<O>(sdk::Branch<O>);

impl<O: Send + 'static> Branch<O> {
    /// A branch with operations of its own.
    pub fn new<F>(name: &str, run: impl FnOnce(DurableContext) -> F + Send + 'static) -> Self
    where
        F: Future<Output = Result<O>> + Send + 'static,
    {
        let run = |context| async { run(DurableContext(context)).await.map_err(recorded) };
        Self(sdk::Branch::new(name, run))
    }
}

impl DurableContext {
    /// The ARN of the execution.
    pub fn execution(&self) -> &str {
        self.0.execution_arn()
    }

    /// Runs code whose result is recorded. The code runs at least once for each attempt, because an
    /// invocation may end between the code and the record.
    pub fn step<O, R, F>(
        &self,
        name: &str,
        retry: Retry,
        run: R,
    ) -> impl Future<Output = Result<O>> + Send + use<O, R, F>
    where
        R: FnOnce() -> F + Send + 'static,
        F: Future<Output = Result<O>> + Send + 'static,
        O: Serialize + DeserializeOwned + Send + 'static,
    {
        let step = self.0.step(|_| async { run().await.map_err(recorded) });
        let step = step.name(name).retry_strategy(retry.strategy()).future();
        async { Ok(step.await?) }
    }

    /// Lets time pass. Nothing runs meanwhile.
    pub fn wait(
        &self,
        name: &str,
        duration: Duration,
    ) -> impl Future<Output = Result> + Send + use<> {
        let wait = self.0.wait(duration).name(name).future();
        async { Ok(wait.await?) }
    }

    /// Invokes a function and waits for its result. Nothing runs meanwhile. A durable function is named
    /// with its version or alias.
    pub fn invoke<I, O>(
        &self,
        name: &str,
        function: &str,
        input: I,
    ) -> impl Future<Output = Result<O>> + Send + use<I, O>
    where
        I: Serialize + DeserializeOwned + Send + 'static,
        O: Serialize + DeserializeOwned + Send + 'static,
    {
        let invoke = self.0.invoke::<O, I>(function, input).name(name).future();
        async { Ok(invoke.await?) }
    }

    /// Runs branches at the same time. Fails if one of them does, so a branch whose failure is expected
    /// returns it as a value.
    pub fn parallel<O>(
        &self,
        name: &str,
        branches: Vec<Branch<O>>,
    ) -> impl Future<Output = Result<Vec<O>>> + Send + use<O>
    where
        O: Serialize + DeserializeOwned + Send + 'static,
    {
        let branches = branches.into_iter().map(|Branch(branch)| branch);
        let parallel = self.0.parallel(branches.collect::<Vec<_>>()).name(name).future();
        async { Ok(parallel.await?) }
    }

    /// Hands out the id of a callback and waits until its result is reported. Nothing runs meanwhile.
    /// Fails if an error is reported, or nothing in time.
    pub fn wait_for_callback<O, S, F>(
        &self,
        name: &str,
        timeout: Duration,
        submit: S,
    ) -> impl Future<Output = Result<O>> + Send + use<O, S, F>
    where
        S: FnOnce(String) -> F + Send + 'static,
        F: Future<Output = Result> + Send + 'static,
        O: Serialize + DeserializeOwned + Send + 'static,
    {
        let submit = |_, id| async { submit(id).await.map_err(recorded) };
        let callback = self.0.wait_for_callback::<O, _, _>(submit);
        let callback = callback.name(name).timeout(timeout);
        let callback = callback.submitter_retry(Retry::USUAL.strategy()).future();
        async { Ok(callback.await?) }
    }
}

impl<F: Function> Lambda<F> {
    /// Runs executions until Lambda ends the process.
    ///
    /// A failure ends the execution, and Lambda counts the invocation as a success: alarms watch the
    /// status of executions.
    pub async fn serve_durable<I, O, H>(
        &self,
        handle: impl Fn(Input<I>, DurableContext) -> H + Send + Sync + 'static,
    ) -> Result
    where
        I: DeserializeOwned + Send + 'static,
        O: Serialize + Send + 'static,
        H: Future<Output = Result<O>> + Send,
    {
        let client = LambdaClient::new(&self.aws);
        let serve = &service(F::SERVICE.name, F::NAME, client, handle)?;
        self.respond(async |payload: InvocationPayload, invocation: Invocation<'_>| {
            let mut context = lambda_runtime::Context::default();
            context.request_id = invocation.request_id;
            serve(LambdaEvent::new(payload, context)).await.map_err(interrupted)
        })
        .await
    }
}

/// What the SDK makes of a durable function.
type Invoked = BoxFuture<'static, std::result::Result<InvocationResponse, BoxError>>;

/// A durable function without the runtime of Lambda.
fn service<I, O, H>(
    service: &'static str,
    function: &'static str,
    client: LambdaClient,
    handle: impl Fn(Input<I>, DurableContext) -> H + Send + Sync + 'static,
) -> Result<impl Fn(LambdaEvent<InvocationPayload>) -> Invoked + Send + Sync>
where
    I: DeserializeOwned + Send + 'static,
    O: Serialize + Send + 'static,
    H: Future<Output = Result<O>> + Send,
{
    let handle = Arc::new(handle);
    let run = move |payload: Value, durable: sdk::DurableContext| {
        let handle = Arc::clone(&handle);
        async move {
            let context = Context::of_input(&payload);
            let span = info_span!(
                "execution",
                service,
                function,
                request_id = durable.lambda_context().request_id,
                correlation_id = context.correlation_id,
                execution = durable.execution_arn(),
            );
            let run = async {
                let content = decode(payload)?;
                handle(Input { content, context }, DurableContext(durable)).await
            };
            let outcome = run.instrument(span.clone()).await;
            outcome.map_err(|failure| {
                span.in_scope(|| log_failure("the execution", &failure));
                recorded(failure)
            })
        }
    };
    let options = sdk::Options::builder().lambda_client(client).build()?;
    Ok(sdk::wrap(run, options))
}

/// A durable function that a test invokes with the payload of an execution, as Lambda would.
#[cfg(any(test, feature = "testing"))]
pub fn in_process<I, O, H>(
    client: LambdaClient,
    handle: impl Fn(Input<I>, DurableContext) -> H + Send + Sync + 'static,
) -> Result<impl Fn(Value) -> BoxFuture<'static, Result<Value>> + Send + Sync>
where
    I: DeserializeOwned + Send + 'static,
    O: Serialize + Send + 'static,
    H: Future<Output = Result<O>> + Send + 'static,
{
    let serve = Arc::new(service("test", "test", client, handle)?);
    Ok(move |payload| {
        let serve = Arc::clone(&serve);
        let run = async move {
            let payload = serde_json::from_value(payload)?;
            let event = LambdaEvent::new(payload, lambda_runtime::Context::default());
            let response = serve(event).await.map_err(Failure::Failed)?;
            Ok(serde_json::to_value(response)?)
        };
        Box::pin(run) as BoxFuture<_>
    })
}

/// A rejection, as the SDK records it.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.detail)]
struct Rejected(Rejection);

/// A failure, as the SDK records it.
fn recorded(failure: Failure) -> BoxError {
    match failure {
        Failure::Rejected(rejection) => {
            Box::new(sdk::TypedError::with_type("Rejected", Rejected(rejection)))
        }
        Failure::Failed(error) => error,
    }
}

fn is_rejection(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.is::<Rejected>() {
            return true;
        }
        cause = error.source();
    }
    false
}

/// The invocation failed and not the execution: Lambda invokes the function again.
fn interrupted(error: BoxError) -> Diagnostic {
    Diagnostic { error_type: "Interrupted".to_owned(), error_message: chain(error.as_ref()) }
}
