//! Invokes a function as Lambda would, without Lambda: for tests and benchmarks.

mod calls;
mod processes;
mod publisher;

use std::sync::Arc;

use contracts::Function;
use lambda_runtime::Diagnostic;
use serde_json::Value;

use crate::{
    EventFn, Failure, Invocation, Result, Secret, Serve, Tokens, http::Cors, invocation::Settings,
    ssm::StoredValue,
};

pub use calls::{Call, TestResponse, batch, is_done, token};
pub use processes::{block_on, run_process};
pub use publisher::{MemoryPublisher, PublishedEvent};

/// The name of the environment that tests run in.
pub const ENVIRONMENT: &str = "test";

/// The key that signs the tokens of tests.
pub const SIGNING_KEY: &str = "a key of at least thirty-two bytes";

/// Signs and verifies the tokens of tests.
pub fn tokens() -> Tokens {
    Tokens::fixed(SIGNING_KEY)
}

/// Invokes `F` with `payload`. Returns the response that Lambda would receive.
pub async fn invoke<F>(
    payload: Value,
    handle: impl EventFn<
        <F::Trigger as Serve<F>>::Event,
        Output: Into<<F::Trigger as Serve<F>>::Output>,
    >,
) -> Result<Value>
where
    F: Function<Trigger: Serve<F>>,
{
    invoke_with::<F>(payload, tokens(), handle).await
}

/// The same with other tokens, such as those whose keys cannot be read.
pub async fn invoke_with<F>(
    payload: Value,
    tokens: Tokens,
    handle: impl EventFn<
        <F::Trigger as Serve<F>>::Event,
        Output: Into<<F::Trigger as Serve<F>>::Output>,
    >,
) -> Result<Value>
where
    F: Function<Trigger: Serve<F>>,
{
    let settings = Settings { tokens: Some(Arc::new(tokens)), ..settings() };
    let handle = async |event| handle(event).await.map(Into::into);
    let payload = serde_json::from_value(payload)?;
    let served = F::Trigger::serve(payload, &invocation::<F>(&settings), &handle).await;
    let response = served.map_err(|Diagnostic { error_type, error_message }| {
        Failure::failed(format!("{error_type}: {error_message}"))
    })?;
    Ok(serde_json::to_value(response)?)
}

/// Tokens whose keys cannot be read.
pub fn unavailable_tokens() -> Tokens {
    let config = aws_sdk_ssm::Config::builder()
        .behavior_version(aws_sdk_ssm::config::BehaviorVersion::latest())
        .region(aws_sdk_ssm::config::Region::from_static("us-east-1"))
        .endpoint_url("http://127.0.0.1:1")
        .retry_config(aws_sdk_ssm::config::retry::RetryConfig::disabled())
        .build();
    let client = aws_sdk_ssm::Client::from_conf(config);
    let nothing = || StoredValue::Parameter {
        client: client.clone(),
        name: "/test/nothing".to_owned(),
        is_secret: true,
    };
    Tokens::new(Secret::new(nothing()), Secret::new(nothing()))
}

/// A client that responds as these rules say, again and again. `$sdk` is the crate of its service.
macro_rules! mocked_client {
    ($sdk:ident, $($rule:expr),+) => {{
        use $sdk::config::{BehaviorVersion, Credentials, Region};

        let responses = aws_smithy_mocks::MockResponseInterceptor::new()
            .rule_mode(aws_smithy_mocks::RuleMode::MatchAny)
            $(.with_rule($rule))+;
        let config = $sdk::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::from_static("us-east-1"))
            .credentials_provider(Credentials::new("id", "key", None, None, "test"))
            .http_client(aws_smithy_mocks::create_mock_http_client())
            .interceptor(responses);
        $sdk::Client::from_conf(config.build())
    }};
}

pub(crate) use mocked_client;

pub(crate) fn settings() -> Settings {
    Settings { environment: ENVIRONMENT.to_owned(), cors: Cors::Any, tokens: None }
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
