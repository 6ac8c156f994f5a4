//! The deployed environment under test.

use aws_config::{BehaviorVersion, SdkConfig};
use aws_sdk_lambda::primitives::Blob;
use contracts::{
    Component, Function, Service, StoredSecret, Table,
    shared_infra::{self, SigningKey, VerificationKeys},
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
    pub(crate) http: reqwest::Client,
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
        self.physical_name(F::SERVICE, F::NAME)
    }

    pub(crate) fn physical_name(&self, service: Service, function: &str) -> String {
        format!("{}-{}-{function}", self.environment, service.name)
    }

    /// The names in AWS of all deployed functions.
    pub async fn functions(&self) -> Vec<String> {
        let mut found = self.lambda.list_functions().into_paginator().items().send();
        let prefix = format!("{}-", self.environment);
        let mut names = Vec::new();
        while let Some(function) = found.next().await {
            names.extend(function.expect("the tests may list functions").function_name);
        }
        names.retain(|name| name.starts_with(&prefix));
        names
    }

    /// The name of a table in AWS.
    pub fn table_name<T: Table>(&self) -> String {
        format!("{}-{}", T::PHYSICAL_NAME, self.environment)
    }

    /// Invokes a function as the deployment, a queue or a schedule does. Returns the response.
    ///
    /// # Panics
    /// If the function fails.
    pub async fn invoke<F: Function>(&self, payload: &Value) -> Value {
        self.invoke_named(F::SERVICE, F::NAME, payload).await
    }

    /// The same for a function whose type is not known.
    ///
    /// # Panics
    /// If the function fails.
    pub async fn invoke_named(&self, service: Service, function: &str, payload: &Value) -> Value {
        let (text, error) = self.response(service, function, payload).await;
        assert_eq!(error, None, "{text}");
        serde_json::from_str(&text).unwrap_or_else(|error| {
            panic!("the response of `{function}` is not JSON: {error}: {text}")
        })
    }

    /// Invokes a function that fails. Returns the error in JSON.
    ///
    /// # Panics
    /// If the function succeeds.
    pub async fn invoke_failing<F: Function>(&self, payload: &Value) -> String {
        let (text, error) = self.response(F::SERVICE, F::NAME, payload).await;
        assert!(error.is_some(), "`{}` succeeded: {text}", F::NAME);
        text
    }

    /// The response of a function, and the kind of error if it failed.
    async fn response(
        &self,
        service: Service,
        function: &str,
        payload: &Value,
    ) -> (String, Option<String>) {
        let request = self.lambda.invoke().function_name(self.physical_name(service, function));
        let response = request.payload(Blob::new(payload.to_string())).send().await;
        let response = response.expect("the function exists");
        let body = response.payload.map(Blob::into_inner).unwrap_or_default();
        (String::from_utf8_lossy(&body).into_owned(), response.function_error)
    }

    /// The key that signs every token of the environment.
    pub async fn signing_key(&self) -> String {
        self.secret::<SigningKey>().await
    }

    /// Further keys whose tokens the environment accepts.
    pub async fn verification_keys(&self) -> Vec<String> {
        let keys = self.secret::<VerificationKeys>().await;
        keys.split_whitespace().map(str::to_owned).collect()
    }

    async fn secret<S: StoredSecret>(&self) -> String {
        let ssm = aws_sdk_ssm::Client::new(&self.aws);
        let name = S::PARAMETER.in_environment(&self.environment);
        let parameter = ssm.get_parameter().name(name).with_decryption(true).send().await;
        let parameter = parameter.expect("the tests may read secrets");
        parameter
            .parameter
            .and_then(|parameter| parameter.value)
            .expect("the parameter has a value")
    }

    /// A token of a user who has no account.
    pub async fn token(&self, user_id: &str, user_type: &str) -> String {
        tokens::sign(&tokens::claims_of(user_id, user_type, 600), &self.signing_key().await)
    }

    /// A token of an administrator who has no account.
    pub async fn admin_token(&self) -> String {
        self.token("e2e-admin", "ADMIN").await
    }
}

/// An id that is different each time.
pub fn unique(prefix: &str) -> String {
    format!("{prefix}-{}", Uuid::now_v7())
}
