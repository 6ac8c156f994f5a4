//! Values from SSM parameters, read when they are needed and remembered for a while.

use std::{
    sync::Mutex,
    time::{Duration, Instant},
};

use aws_sdk_ssm::Client;

use crate::{Failure, Result};

/// How long a value is believed without asking again.
const MAX_AGE: Duration = Duration::from_mins(5);

/// Whether a parameter is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Anyone who may read it sees it.
    Plain,
    /// A `SecureString`, read with decryption.
    Secret,
}

/// An SSM parameter's value.
pub struct Lookup {
    client: Client,
    name: String,
    kind: Kind,
    memory: Mutex<Option<Memory>>,
}

#[derive(Clone)]
struct Memory {
    value: String,
    read_at: Instant,
}

impl Lookup {
    /// Will read the parameter `name`.
    pub fn new(client: Client, name: &str, kind: Kind) -> Self {
        Self { client, name: name.to_owned(), kind, memory: Mutex::new(None) }
    }

    /// The value, at most five minutes old.
    pub async fn get(&self) -> Result<String> {
        self.get_younger_than(MAX_AGE).await
    }

    /// The value, at most `age` old.
    pub(crate) async fn get_younger_than(&self, age: Duration) -> Result<String> {
        match self.remembered().filter(|memory| memory.read_at.elapsed() < age) {
            Some(memory) => Ok(memory.value),
            None => self.read().await,
        }
    }

    fn remembered(&self) -> Option<Memory> {
        self.memory.lock().ok()?.clone()
    }

    async fn read(&self) -> Result<String> {
        let request = self.client.get_parameter().name(&self.name);
        let request = request.with_decryption(self.kind == Kind::Secret);
        let output = Box::pin(request.send()).await?;
        let value = output.parameter.and_then(|parameter| parameter.value).ok_or_else(|| {
            Failure::failed(format!("the parameter `{}` has no value", self.name))
        })?;
        if let Ok(mut memory) = self.memory.lock() {
            *memory = Some(Memory { value: value.clone(), read_at: Instant::now() });
        }
        Ok(value)
    }
}

/// SSM as tests know it.
#[cfg(test)]
pub(crate) mod mocked {
    use aws_sdk_ssm::{
        Client, Config,
        config::{BehaviorVersion, Credentials, Region},
        operation::get_parameter::GetParameterOutput,
        types::Parameter,
    };
    use aws_smithy_mocks::{MockResponseInterceptor, Rule, RuleMode, create_mock_http_client};

    /// A client that answers as `rule` says.
    pub(crate) fn client(mode: RuleMode, rule: &Rule) -> Client {
        let answers = MockResponseInterceptor::new().rule_mode(mode).with_rule(rule);
        let config = Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::from_static("us-east-1"))
            .credentials_provider(Credentials::new("id", "key", None, None, "test"))
            .http_client(create_mock_http_client())
            .interceptor(answers);
        Client::from_conf(config.build())
    }

    /// The answer that a parameter is `value`.
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
    async fn a_value_is_read_once_and_again_when_it_is_old() {
        let rule = mock!(Client::get_parameter)
            .match_requests(|request| request.with_decryption() == Some(false))
            .sequence()
            .output(|| mocked::value("one"))
            .output(|| mocked::value("two"))
            .build();
        let lookup = Lookup::new(mocked::client(RuleMode::Sequential, &rule), "/p", Kind::Plain);
        assert_eq!(lookup.get().await.unwrap(), "one");
        assert_eq!(lookup.get().await.unwrap(), "one");
        assert_eq!(lookup.get_younger_than(Duration::ZERO).await.unwrap(), "two");
        assert_eq!(lookup.get().await.unwrap(), "two");
        assert_eq!(rule.num_calls(), 2);
    }
}
