//! Values of SSM parameters, read when they are first used and cached for a while.

use std::{error::Error, marker::PhantomData};

use aws_sdk_ssm::Client;

use crate::{
    Failure, Result,
    cache::{Cache, LIFETIME},
};

/// The secret `S`.
pub struct Secret<S> {
    value: StoredValue,
    cache: Cache<String>,
    name: PhantomData<fn() -> S>,
}

/// The value that another stack exports as `P`.
pub struct Parameter<P> {
    value: StoredValue,
    cache: Cache<String>,
    name: PhantomData<fn() -> P>,
}

impl<S> Secret<S> {
    pub(crate) fn new(value: StoredValue) -> Self {
        Self { value, cache: Cache::empty(), name: PhantomData }
    }

    /// A secret with this value, for tests.
    #[cfg(any(test, feature = "testing"))]
    pub fn fixed(value: &str) -> Self {
        Self::new(StoredValue::Fixed(value.to_owned()))
    }

    /// The value, at most a minute old; at most an hour, if it cannot be read.
    pub async fn get(&self) -> Result<String> {
        self.cache.get(LIFETIME, async || self.read().await).await
    }

    /// The value as it is now.
    pub(crate) async fn read(&self) -> Result<String> {
        self.value.read().await
    }
}

impl<P> Parameter<P> {
    pub(crate) fn new(value: StoredValue) -> Self {
        Self { value, cache: Cache::empty(), name: PhantomData }
    }

    /// A parameter with this value, for tests.
    #[cfg(any(test, feature = "testing"))]
    pub fn fixed(value: &str) -> Self {
        Self::new(StoredValue::Fixed(value.to_owned()))
    }

    /// The value, at most a minute old; at most an hour, if it cannot be read.
    pub async fn get(&self) -> Result<String> {
        self.cache.get(LIFETIME, async || self.value.read().await).await
    }
}

/// Where a value is.
pub(crate) enum StoredValue {
    /// In a parameter.
    Parameter {
        client: Client,
        name: String,
        /// Whether it is a `SecureString`, which is read with decryption.
        is_secret: bool,
    },
    /// Here, in tests.
    #[cfg(any(test, feature = "testing"))]
    Fixed(String),
}

#[derive(Debug, thiserror::Error)]
#[error("failed to read the parameter `{name}`")]
struct Unreadable {
    name: String,
    source: Box<dyn Error + Send + Sync>,
}

impl StoredValue {
    async fn read(&self) -> Result<String> {
        match self {
            Self::Parameter { client, name, is_secret } => {
                let request = client.get_parameter().name(name).with_decryption(*is_secret);
                let output = Box::pin(request.send())
                    .await
                    .map_err(|error| Unreadable { name: name.clone(), source: error.into() })?;
                output
                    .parameter
                    .and_then(|parameter| parameter.value)
                    .ok_or_else(|| Failure::failed(format!("the parameter `{name}` has no value")))
            }
            #[cfg(any(test, feature = "testing"))]
            Self::Fixed(value) => Ok(value.clone()),
        }
    }
}

/// SSM in memory.
#[cfg(test)]
pub(crate) mod memory {
    use std::{
        collections::BTreeMap,
        sync::{Arc, Mutex},
    };

    use aws_sdk_ssm::{
        Client, Config,
        config::{BehaviorVersion, Credentials, Region},
        error::ErrorMetadata,
        operation::get_parameter::{GetParameterError, GetParameterInput, GetParameterOutput},
        types::Parameter,
    };
    use aws_smithy_mocks::{
        MockResponse, MockResponseInterceptor, RuleMode, create_mock_http_client, mock,
    };

    use super::StoredValue;

    type Response = MockResponse<GetParameterOutput, GetParameterError>;

    /// Parameters by name. Clones share them.
    #[derive(Clone, Default)]
    pub(crate) struct MemorySsm(Arc<Mutex<State>>);

    #[derive(Default)]
    struct State {
        values: BTreeMap<String, String>,
        is_down: bool,
        reads: usize,
    }

    impl MemorySsm {
        pub(crate) fn put(&self, name: &str, value: &str) {
            self.0.lock().unwrap().values.insert(name.to_owned(), value.to_owned());
        }

        /// From now on, every read fails, or none does.
        pub(crate) fn set_down(&self, is_down: bool) {
            self.0.lock().unwrap().is_down = is_down;
        }

        /// How many reads there were.
        pub(crate) fn reads(&self) -> usize {
            self.0.lock().unwrap().reads
        }

        pub(crate) fn secret(&self, name: &str) -> StoredValue {
            StoredValue::Parameter { client: self.client(), name: name.to_owned(), is_secret: true }
        }

        fn client(&self) -> Client {
            let ssm = self.clone();
            let rule =
                mock!(Client::get_parameter).then_compute_response(move |input| ssm.get(input));
            let responses =
                MockResponseInterceptor::new().rule_mode(RuleMode::MatchAny).with_rule(&rule);
            let config = Config::builder()
                .behavior_version(BehaviorVersion::latest())
                .region(Region::from_static("us-east-1"))
                .credentials_provider(Credentials::new("id", "key", None, None, "test"))
                .http_client(create_mock_http_client())
                .interceptor(responses);
            Client::from_conf(config.build())
        }

        fn get(&self, input: &GetParameterInput) -> Response {
            let mut state = self.0.lock().unwrap();
            state.reads += 1;
            let value = state.values.get(input.name().unwrap()).filter(|_| !state.is_down);
            assert_eq!(input.with_decryption(), Some(true));
            match value {
                Some(value) => {
                    let parameter = Parameter::builder().value(value).build();
                    Response::Output(GetParameterOutput::builder().parameter(parameter).build())
                }
                None => Response::Error(GetParameterError::generic(
                    ErrorMetadata::builder().code("AccessDeniedException").build(),
                )),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{memory::MemorySsm, *};

    #[tokio::test(start_paused = true)]
    async fn a_secret_in_memory_is_used_while_ssm_is_down() {
        let ssm = MemorySsm::default();
        ssm.put("/test/secret", "one");
        let secret = Secret::<()>::new(ssm.secret("/test/secret"));
        assert_eq!(secret.get().await.unwrap(), "one");
        ssm.put("/test/secret", "two");
        ssm.set_down(true);
        tokio::time::advance(LIFETIME).await;
        assert_eq!(secret.get().await.unwrap(), "one");
        assert_eq!(ssm.reads(), 2);
    }

    #[tokio::test]
    async fn the_error_names_the_parameter() {
        let secret = Secret::<()>::new(MemorySsm::default().secret("/test/secret"));
        let failure = secret.get().await.unwrap_err();
        let message = format!("{failure:?}");
        assert!(message.starts_with("failed to read the parameter `/test/secret`: "), "{message}");
    }
}
