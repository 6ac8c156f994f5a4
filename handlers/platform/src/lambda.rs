//! The process: starts once, then answers invocations of one function until Lambda ends it.

use std::{cell::Cell, env};

use aws_config::{
    BehaviorVersion, Region, SdkConfig, environment::EnvironmentVariableCredentialsProvider,
};
use contracts::{Bus, Capability, Function, HttpFunction, Parameter, Secret, Service, TableStream};
use lambda_runtime::{Diagnostic, LambdaEvent, Runtime, service_fn};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    ApiClient, Authority, Failure, Handle, Invocation, Outgoing, Result, SecuredTrigger, Trigger,
    http::Cors,
    invocation::Settings,
    logging, outbox,
    ssm::{self, Lookup},
};

/// This process: which function it is, and what every function needs.
pub struct Lambda {
    /// For the clients of AWS services. They connect when they are first used.
    pub aws: SdkConfig,
    handler: String,
    settings: Settings,
}

impl Lambda {
    /// Starts logging and reads the environment. Calls nobody.
    pub async fn init() -> Result<Self> {
        logging::init(env::var("LOG_LEVEL").ok().as_deref())?;
        Ok(Self {
            handler: required("_HANDLER")?,
            settings: Settings {
                environment: required("ENVIRONMENT")?,
                cors: Cors::parse(&env::var("CORS_ORIGINS").unwrap_or_default()),
            },
            aws: aws_config().await?,
        })
    }

    /// Which function of the service this process is: Lambda's `Handler` setting.
    pub fn handler(&self) -> &str {
        &self.handler
    }

    /// The environment's name: `local`, `dev`, `prod`, ...
    pub fn environment(&self) -> &str {
        &self.settings.environment
    }

    /// Signs and verifies tokens with `secret`, which is read when it is first needed.
    pub fn authority(&self, secret: &Secret) -> Authority {
        Authority::new(self.secret(secret))
    }

    /// Looks `secret` up when it is first needed.
    pub fn secret(&self, secret: &Secret) -> Lookup {
        Lookup::new(aws_sdk_ssm::Client::new(&self.aws), secret.value(), ssm::Kind::Secret)
    }

    /// Looks `parameter` up when it is first needed.
    pub fn parameter(&self, parameter: &Parameter) -> Lookup {
        Lookup::new(aws_sdk_ssm::Client::new(&self.aws), parameter.value(), ssm::Kind::Plain)
    }

    /// A client of the API whose address `endpoint` holds.
    pub fn api_client(&self, endpoint: &Parameter) -> Result<ApiClient> {
        ApiClient::new(self.parameter(endpoint))
    }

    /// Answers invocations of `F` until Lambda ends the process.
    pub async fn serve<F>(
        &self,
        handle: impl Handle<
            <F::Input as Trigger<F>>::Event,
            Reply: Into<<F::Input as Trigger<F>>::Reply>,
        >,
    ) -> Result
    where
        F: Function<Input: Trigger<F>>,
    {
        let handle = async |event| handle(event).await.map(Into::into);
        self.run::<F, _, _>(async |payload, invocation| {
            <F::Input as Trigger<F>>::invoke(payload, &invocation, &handle).await
        })
        .await
    }

    /// Answers invocations of `F`, which only callers with a token of `authority` may call.
    pub async fn serve_secured<F>(
        &self,
        authority: &Authority,
        handle: impl Handle<
            <F::Input as SecuredTrigger<F>>::Event,
            Reply: Into<<F::Input as SecuredTrigger<F>>::Reply>,
        >,
    ) -> Result
    where
        F: HttpFunction<Input: SecuredTrigger<F>>,
    {
        let handle = async |event| handle(event).await.map(Into::into);
        self.run::<F, _, _>(async |payload, invocation| {
            <F::Input as SecuredTrigger<F>>::invoke(payload, &invocation, authority, &handle).await
        })
        .await
    }

    /// Publishes what the table's outbox holds: `translate` makes public events of a private one.
    pub async fn serve_outbox<F, P>(&self, bus: &Bus, translate: fn(P) -> Outgoing<F>) -> Result
    where
        F: Function<Input = TableStream>,
        P: DeserializeOwned,
    {
        let client = aws_sdk_eventbridge::Client::new(&self.aws);
        let bus = outbox::EventBus::new(client, bus.value());
        self.run::<F, _, _>(async |payload, invocation| {
            Ok(outbox::publish(payload, &invocation, &bus, translate).await)
        })
        .await
    }

    /// Futures are boxed here so that those of `main` stay small and quick to compile.
    async fn run<F: Function, I: DeserializeOwned, O: Serialize>(
        &self,
        answer: impl AsyncFn(I, Invocation<'_>) -> Result<O, Diagnostic>,
    ) -> Result {
        let (cold_start, answer) = (Cell::new(true), &answer);
        let service = service_fn(|event: LambdaEvent<I>| {
            let invocation = Invocation {
                settings: &self.settings,
                service: F::SERVICE.name,
                function: F::NAME,
                request_id: event.context.request_id,
                cold_start: cold_start.replace(false),
            };
            Box::pin(answer(event.payload, invocation))
        });
        Box::pin(Runtime::new(service).run()).await.map_err(Failure::Failed)
    }
}

/// Lambda puts the region and the credentials into the environment. The SDK's own search for them
/// would ask the network where they are missing.
async fn aws_config() -> Result<SdkConfig> {
    let loader = aws_config::defaults(BehaviorVersion::latest())
        .region(Region::new(required("AWS_REGION")?))
        .credentials_provider(EnvironmentVariableCredentialsProvider::new());
    Ok(Box::pin(loader.load()).await)
}

/// Reads the environment, for `from_env` of a function.
pub fn env(name: &str) -> Option<String> {
    env::var(name).ok()
}

/// Lambda asks `service` for a function it does not have.
pub fn unknown_function(service: Service, handler: &str) -> Failure {
    Failure::failed(format!(
        "the service `{}` has no function `{handler}`; deploy it again with `cargo xtask deploy {0}`",
        service.name
    ))
}

fn required(name: &str) -> Result<String> {
    env::var(name).map_err(|_| {
        Failure::failed(format!(
            "the environment variable `{name}` is not set; deploy the function again with \
             `cargo xtask deploy`"
        ))
    })
}
