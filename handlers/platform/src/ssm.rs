//! Values of SSM parameters, read when they are first used and cached for a while.

use std::{
    marker::PhantomData,
    sync::Mutex,
    time::{Duration, Instant},
};

use aws_sdk_ssm::Client;

use crate::{Failure, Result};

/// How long a value is used before it is read again.
const MAX_AGE: Duration = Duration::from_mins(5);

/// The secret `S`.
pub struct Secret<S> {
    value: Source,
    secret: PhantomData<fn() -> S>,
}

/// The value that another stack exports as `P`.
pub struct Parameter<P> {
    value: Source,
    export: PhantomData<fn() -> P>,
}

/// Where a value comes from.
enum Source {
    Parameter(CachedParameter),
    #[cfg(any(test, feature = "testing"))]
    Fixed(String),
}

impl Source {
    async fn get_younger_than(&self, age: Duration) -> Result<String> {
        match self {
            Self::Parameter(parameter) => parameter.get_younger_than(age).await,
            #[cfg(any(test, feature = "testing"))]
            Self::Fixed(value) => Ok(value.clone()),
        }
    }
}

impl<S> Secret<S> {
    pub(crate) fn new(parameter: CachedParameter) -> Self {
        Self { value: Source::Parameter(parameter), secret: PhantomData }
    }

    /// A secret with this value, for tests.
    #[cfg(any(test, feature = "testing"))]
    pub fn fixed(value: &str) -> Self {
        Self { value: Source::Fixed(value.to_owned()), secret: PhantomData }
    }

    /// The value, at most five minutes old.
    pub async fn get(&self) -> Result<String> {
        self.get_younger_than(MAX_AGE).await
    }

    pub(crate) async fn get_younger_than(&self, age: Duration) -> Result<String> {
        self.value.get_younger_than(age).await
    }
}

impl<P> Parameter<P> {
    pub(crate) fn new(parameter: CachedParameter) -> Self {
        Self { value: Source::Parameter(parameter), export: PhantomData }
    }

    /// A parameter with this value, for tests.
    #[cfg(any(test, feature = "testing"))]
    pub fn fixed(value: &str) -> Self {
        Self { value: Source::Fixed(value.to_owned()), export: PhantomData }
    }

    /// The value, at most five minutes old.
    pub async fn get(&self) -> Result<String> {
        self.value.get_younger_than(MAX_AGE).await
    }
}

/// Whether a parameter is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A `String`.
    Plain,
    /// A `SecureString`, read with decryption.
    Secret,
}

/// An SSM parameter's value, cached.
pub(crate) struct CachedParameter {
    client: Client,
    name: String,
    kind: Kind,
    cached: Mutex<Option<Cached>>,
}

#[derive(Clone)]
struct Cached {
    value: String,
    read_at: Instant,
}

impl CachedParameter {
    /// The parameter `name`, not read yet.
    pub(crate) fn new(client: Client, name: &str, kind: Kind) -> Self {
        Self { client, name: name.to_owned(), kind, cached: Mutex::new(None) }
    }

    /// The value, at most `age` old.
    pub(crate) async fn get_younger_than(&self, age: Duration) -> Result<String> {
        match self.cached().filter(|cached| cached.read_at.elapsed() < age) {
            Some(cached) => Ok(cached.value),
            None => self.read().await,
        }
    }

    fn cached(&self) -> Option<Cached> {
        self.cached.lock().ok()?.clone()
    }

    async fn read(&self) -> Result<String> {
        let request = self.client.get_parameter().name(&self.name);
        let request = request.with_decryption(self.kind == Kind::Secret);
        let output = Box::pin(request.send()).await?;
        let value = output.parameter.and_then(|parameter| parameter.value).ok_or_else(|| {
            Failure::failed(format!("the parameter `{}` has no value", self.name))
        })?;
        if let Ok(mut cached) = self.cached.lock() {
            *cached = Some(Cached { value: value.clone(), read_at: Instant::now() });
        }
        Ok(value)
    }
}

/// A mocked client of SSM.
#[cfg(test)]
pub(crate) mod mocked {
    use aws_sdk_ssm::{
        Client, Config,
        config::{BehaviorVersion, Credentials, Region},
        operation::get_parameter::GetParameterOutput,
        types::Parameter,
    };
    use aws_smithy_mocks::{MockResponseInterceptor, Rule, RuleMode, create_mock_http_client};

    /// A client that responds as `rule` says.
    pub(crate) fn client(mode: RuleMode, rule: &Rule) -> Client {
        let responses = MockResponseInterceptor::new().rule_mode(mode).with_rule(rule);
        let config = Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::from_static("us-east-1"))
            .credentials_provider(Credentials::new("id", "key", None, None, "test"))
            .http_client(create_mock_http_client())
            .interceptor(responses);
        Client::from_conf(config.build())
    }

    /// The response for a parameter with this value.
    pub(crate) fn value(value: &str) -> GetParameterOutput {
        let parameter = Parameter::builder().value(value).build();
        GetParameterOutput::builder().parameter(parameter).build()
    }
}

#[cfg(test)]
mod tests {
    use aws_smithy_mocks::{RuleMode, mock};

    use super::*;

    #[tokio::test]
    async fn a_value_is_read_once_until_it_is_too_old() {
        let rule = mock!(Client::get_parameter)
            .match_requests(|request| request.with_decryption() == Some(false))
            .sequence()
            .output(|| mocked::value("one"))
            .output(|| mocked::value("two"))
            .build();
        let parameter =
            CachedParameter::new(mocked::client(RuleMode::Sequential, &rule), "/p", Kind::Plain);
        assert_eq!(parameter.get_younger_than(MAX_AGE).await.unwrap(), "one");
        assert_eq!(parameter.get_younger_than(MAX_AGE).await.unwrap(), "one");
        assert_eq!(parameter.get_younger_than(Duration::ZERO).await.unwrap(), "two");
        assert_eq!(parameter.get_younger_than(MAX_AGE).await.unwrap(), "two");
        assert_eq!(rule.num_calls(), 2);
    }
}
