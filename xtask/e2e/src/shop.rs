//! The deployed environment under test.

use aws_config::{BehaviorVersion, SdkConfig};
use aws_sdk_lambda::primitives::Blob;
use contracts::{
    Component, Function, Service, StoredSecret, Table,
    shared_infra::{self, SigningKey},
};
use serde_json::Value;
use uuid::Uuid;

use crate::{Api, outputs::Outputs, tokens};

/// The output of a stack with the address of its API.
const API_OUTPUT: &str = "ApiEndpoint";

/// The output of the shared stack with the name of the bus.
const BUS_OUTPUT: &str = "EventBusName";

/// A deployed environment.
pub struct Shop {
    /// The environment's name.
    pub environment: String,
    /// Configuration of AWS clients, with the credentials of the person or the job that runs the
    /// tests.
    pub aws: SdkConfig,
    pub(crate) bus: String,
    outputs: Outputs,
    http: reqwest::Client,
    lambda: aws_sdk_lambda::Client,
}

impl Shop {
    /// The environment that `SHOP_ENVIRONMENT` names, with the outputs of its stacks in the file
    /// that `SHOP_OUTPUTS` names.
    pub async fn open() -> Self {
        let outputs = Outputs::read();
        let aws = aws_config::load_defaults(BehaviorVersion::latest()).await;
        Self {
            environment: outputs.environment.clone(),
            bus: outputs.get(shared_infra::SERVICE, BUS_OUTPUT).to_owned(),
            outputs,
            http: Api::client(),
            lambda: aws_sdk_lambda::Client::new(&aws),
            aws,
        }
    }

    /// The API of a service.
    ///
    /// # Panics
    /// If the stack of the service exports no API.
    pub fn api(&self, service: Service) -> Api {
        Api::new(self.outputs.get(service, API_OUTPUT), self.http.clone())
    }

    /// The name of a function in AWS, which is also that of its queue and of its schedule:
    /// `{environment}-{service}-{function}`.
    pub fn function_name<F: Component>(&self) -> String {
        format!("{}-{}-{}", self.environment, F::SERVICE.name, F::NAME)
    }

    /// The name of a table in AWS.
    pub fn table_name<T: Table>(&self) -> String {
        format!("{}-{}", T::PHYSICAL_NAME, self.environment)
    }

    /// Invokes a function by its name, as the deployment, a queue or a schedule does. Returns the
    /// response.
    ///
    /// # Panics
    /// If the function fails.
    pub async fn invoke<F: Function>(&self, payload: &Value) -> Value {
        let request = self.lambda.invoke().function_name(self.function_name::<F>());
        let response = request.payload(Blob::new(payload.to_string())).send().await;
        let response = response.expect("the function exists");
        let body = response.payload.map(Blob::into_inner).unwrap_or_default();
        let text = String::from_utf8_lossy(&body);
        assert_eq!(response.function_error, None, "{text}");
        serde_json::from_str(&text).unwrap_or_else(|error| {
            panic!("the response of `{}` is not JSON: {error}: {text}", F::NAME)
        })
    }

    /// The key that signs every token of the environment.
    pub async fn signing_key(&self) -> String {
        let ssm = aws_sdk_ssm::Client::new(&self.aws);
        let name = SigningKey::PARAMETER.in_environment(&self.environment);
        let parameter = ssm.get_parameter().name(name).with_decryption(true).send().await;
        let parameter = parameter.expect("the tests may read the signing key");
        parameter
            .parameter
            .and_then(|parameter| parameter.value)
            .expect("the parameter has a value")
    }

    /// A token of an administrator who has no account.
    pub async fn admin_token(&self) -> String {
        tokens::sign(&tokens::claims_of("e2e-admin", "ADMIN", 600), &self.signing_key().await)
    }
}

/// An id that is different each time.
pub fn unique(prefix: &str) -> String {
    format!("{prefix}-{}", Uuid::now_v7())
}
