//! The functions of Lambda, or of a local AWS.

use aws_sdk_lambda::{
    Client,
    config::{BehaviorVersion, Credentials, Region, retry::RetryConfig, timeout::TimeoutConfig},
    error::{DisplayErrorContext, ProvideErrorMetadata, SdkError},
    primitives::Blob,
};
use serde::Deserialize;

use crate::{
    functions::{CallError, DurableFunction, Functions, Target},
    wire::{DurableConfig, ErrorObject},
};

/// The functions of an endpoint of Lambda.
#[derive(Clone, Debug)]
pub struct Lambda(Client);

/// The error that a function raised, as Lambda returns it.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Raised {
    error_type: Option<String>,
    error_message: Option<String>,
    stack_trace: Option<Vec<String>>,
}

impl Lambda {
    /// The functions of the local AWS at this endpoint.
    pub fn at(endpoint: &str, region: &str) -> Self {
        let config = aws_sdk_lambda::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .endpoint_url(endpoint)
            .region(Region::new(region.to_owned()))
            .credentials_provider(Credentials::new("test", "test", None, None, "local"))
            // The control plane itself repeats what failed; a function may take long.
            .retry_config(RetryConfig::disabled())
            .timeout_config(TimeoutConfig::disabled())
            .build();
        Self(Client::from_conf(config))
    }
}

impl Functions for Lambda {
    async fn invoke(&self, target: &Target, payload: String) -> Result<String, CallError> {
        let call = self.0.invoke().function_name(&target.function);
        let call = call.set_qualifier(target.qualifier.clone()).payload(Blob::new(payload));
        let response = call.send().await.map_err(call_error)?;
        let payload = response.payload.map(Blob::into_inner).unwrap_or_default();
        if response.function_error.is_some() {
            return Err(CallError::Function(raised(&payload)));
        }
        String::from_utf8(payload).map_err(|_| {
            CallError::Function(ErrorObject::new("Lambda.InvalidOutput", "the response is no text"))
        })
    }

    async fn durable(&self, target: &Target) -> Result<Option<DurableFunction>, CallError> {
        let call = self.0.get_function_configuration().function_name(&target.function);
        let response = call.set_qualifier(target.qualifier.clone()).send().await;
        let function = response.map_err(call_error)?;
        let Some(config) = function.durable_config else { return Ok(None) };
        // The ARN may end with the version.
        let arn = function.function_arn.unwrap_or_default();
        let arn = arn.split(':').take(7).collect::<Vec<_>>().join(":");
        let version = function.version.unwrap_or_else(|| "$LATEST".to_owned());
        let number = |it: Option<i32>| it.and_then(|it| u32::try_from(it).ok());
        let limits = DurableConfig::default();
        let config = DurableConfig {
            execution_timeout: number(config.execution_timeout).unwrap_or(limits.execution_timeout),
            retention_period_in_days: number(config.retention_period_in_days)
                .unwrap_or(limits.retention_period_in_days),
        };
        Ok(Some(DurableFunction { arn, version, config }))
    }
}

fn raised(payload: &[u8]) -> ErrorObject {
    let text = || String::from_utf8_lossy(payload).into_owned();
    let Raised { error_type, error_message, stack_trace } =
        serde_json::from_slice(payload).unwrap_or_default();
    ErrorObject {
        error_type: error_type.or_else(|| Some("Unhandled".to_owned())),
        error_message: error_message.or_else(|| Some(text())),
        error_data: None,
        stack_trace,
    }
}

fn call_error<E, R>(error: SdkError<E, R>) -> CallError
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
    R: std::fmt::Debug + 'static,
{
    if error.as_service_error().and_then(ProvideErrorMetadata::code)
        == Some("ResourceNotFoundException")
    {
        CallError::NotFound
    } else {
        CallError::Unavailable(DisplayErrorContext(error).to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_that_lambda_did_not_describe_is_still_one() {
        let described = raised(br#"{"errorType": "Failed", "errorMessage": "no stock"}"#);
        assert_eq!(described, ErrorObject::new("Failed", "no stock"));
        let unreadable = raised(b"signal: killed");
        assert_eq!(unreadable, ErrorObject::new("Unhandled", "signal: killed"));
    }
}
