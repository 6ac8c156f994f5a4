//! Invokes a function as Lambda would, without Lambda: for tests and benchmarks.

mod calls;

use contracts::{Function, HttpFunction};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{
    Authority, Failure, Handle, Invocation, Result, SecuredTrigger, Trigger,
    http::{Cors, HttpEvent},
    invocation::Settings,
    ssm::{Kind, Lookup},
};

pub use calls::{Answer, Call, batch, is_done, token};

/// The name of the environment that tests run in.
pub const ENVIRONMENT: &str = "test";

/// An authority that cannot read its secret.
pub fn unavailable_authority() -> Authority {
    let config = aws_sdk_ssm::Config::builder()
        .behavior_version(aws_sdk_ssm::config::BehaviorVersion::latest())
        .region(aws_sdk_ssm::config::Region::from_static("us-east-1"))
        .endpoint_url("http://127.0.0.1:1")
        .retry_config(aws_sdk_ssm::config::retry::RetryConfig::disabled())
        .build();
    let client = aws_sdk_ssm::Client::from_conf(config);
    Authority::new(Lookup::new(client, "/test/nothing", Kind::Secret))
}

/// Invokes `F` with `payload`. What Lambda would get back.
pub async fn invoke<F>(
    payload: Value,
    handle: impl Handle<<F::Input as Trigger<F>>::Event, Reply: Into<<F::Input as Trigger<F>>::Reply>>,
) -> Result<Value>
where
    F: Function<Input: Trigger<F>>,
{
    let settings = settings();
    let handle = async |event| handle(event).await.map(Into::into);
    let invocation = invocation::<F>(&settings);
    write(<F::Input as Trigger<F>>::invoke(read(payload)?, &invocation, &handle).await)
}

/// Invokes `F`, which needs a token of `authority`, with `payload`. What Lambda would get back.
pub async fn invoke_secured<F>(
    payload: Value,
    authority: &Authority,
    handle: impl Handle<
        <F::Input as SecuredTrigger<F>>::Event,
        Reply: Into<<F::Input as SecuredTrigger<F>>::Reply>,
    >,
) -> Result<Value>
where
    F: HttpFunction<Input: SecuredTrigger<F>>,
{
    let settings = settings();
    let handle = async |event| handle(event).await.map(Into::into);
    let event: HttpEvent = read(payload)?;
    let invocation = invocation::<F>(&settings);
    write(<F::Input as SecuredTrigger<F>>::invoke(event, &invocation, authority, &handle).await)
}

pub(crate) fn settings() -> Settings {
    Settings { environment: ENVIRONMENT.to_owned(), cors: Cors::Any }
}

pub(crate) fn invocation<F: Function>(settings: &Settings) -> Invocation<'_> {
    Invocation {
        settings,
        service: F::SERVICE.name,
        function: F::NAME,
        request_id: "request-1".to_owned(),
        cold_start: false,
    }
}

fn read<T: DeserializeOwned>(payload: Value) -> Result<T> {
    Ok(serde_json::from_value(payload)?)
}

fn write<T: Serialize>(answer: Result<T, lambda_runtime::Diagnostic>) -> Result<Value> {
    let answer = answer.map_err(|error| {
        Failure::failed(format!("{}: {}", error.error_type, error.error_message))
    })?;
    Ok(serde_json::to_value(answer)?)
}
