//! The process: starts once, then responds to invocations of one function until Lambda ends it.

use std::{cell::Cell, env, marker::PhantomData, sync::Arc};

use aws_config::{
    BehaviorVersion, Region, SdkConfig, environment::EnvironmentVariableCredentialsProvider,
};
use contracts::{
    BUS_VARIABLE, Capability as _, ComponentName, DEAD_LETTER_QUEUE_VARIABLE, EnvironmentSetting,
    Export, Function, May, Right, SettingValue, StoredSecret, Table, TableName, WatchDeadLetters,
    Workflow, shared_infra::SigningKeys,
};
use lambda_runtime::{Diagnostic, LambdaEvent, Runtime, service_fn};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    ApiClient, Failure, Invocation, Result, Tokens,
    dead_letter_queues::DeadLetterQueues,
    dynamo,
    http::Cors,
    invocation::{EventFn, Serve, Settings},
    logging,
    outbox::{DeadLetters, EventBus, Publisher},
    ssm::{Parameter, Secret, StoredValue},
    workflow::{Executions, Tasks},
};

/// A service's code. Implemented once per service, in its `lib.rs`.
pub trait Service: Sized {
    /// The functions of its contract: `contracts::<service>::Functions`.
    type Functions: Dispatch<Self>;
}

/// A service's code for the function `F`. Implemented in the file that is named after the function.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no code for its function `{F}`",
    label = "`{F}` is in the contract of this service",
    note = "write `impl Handler<{F}> for {Self}` in the file of `src/` that is named after the function"
)]
pub trait Handler<F: Function> {
    /// Connects what the function needs, and serves it.
    fn run(lambda: Lambda<F>) -> impl Future<Output = Result>;
}

/// Runs the function that Lambda's `Handler` setting names, until Lambda ends the process.
pub async fn run<S: Service>() -> Result {
    let process = Process::start().await?;
    // Boxed, because the future grows with the number of functions.
    Box::pin(<S::Functions as Dispatch<S>>::dispatch(process)).await
}

/// A list of functions, as nested pairs, for all of which the service `S` has code.
pub trait Dispatch<S> {
    #[doc(hidden)]
    fn dispatch(process: Process) -> impl Future<Output = Result>;
}

impl<S> Dispatch<S> for () {
    async fn dispatch(process: Process) -> Result {
        Err(Failure::failed(format!(
            "the service has no function `{}`; deploy it again with `cargo xtask deploy`",
            process.handler
        )))
    }
}

impl<S, F, Rest> Dispatch<S> for (F, Rest)
where
    S: Handler<F>,
    F: Function,
    Rest: Dispatch<S>,
{
    async fn dispatch(process: Process) -> Result {
        if process.handler == F::NAME {
            // Boxed, so that the process is as large as its largest function and not as all of them.
            Box::pin(S::run(Lambda::new(process)?)).await
        } else {
            Rest::dispatch(process).await
        }
    }
}

/// What is known before the function is.
#[doc(hidden)]
pub struct Process {
    handler: String,
    environment: String,
    cors: Cors,
    aws: SdkConfig,
}

impl Process {
    /// Starts logging and reads the environment. Sends no request.
    async fn start() -> Result<Self> {
        logging::init(env::var("LOG_LEVEL").ok().as_deref())?;
        Ok(Self {
            handler: required("_HANDLER")?,
            environment: required("ENVIRONMENT")?,
            cors: Cors::parse(&env::var("CORS_ORIGINS").unwrap_or_default()),
            aws: aws_config().await?,
        })
    }
}

/// The process of the function `F`, and the clients of what `F` declared that it may use.
pub struct Lambda<F> {
    pub(crate) aws: SdkConfig,
    ssm: aws_sdk_ssm::Client,
    settings: Settings,
    function: PhantomData<fn() -> F>,
}

impl<F: Function> Lambda<F> {
    /// Checks that the deployment set every variable that the declaration implies.
    fn new(process: Process) -> Result<Self> {
        let Process { environment, cors, aws, .. } = process;
        let rights = F::rights();
        for right in &rights {
            required(&right.variable())?;
        }
        if F::DECLARATION.publishes.iter().any(|events| !events.is_empty()) {
            required(BUS_VARIABLE)?;
        }
        let has_keys = SigningKeys::RIGHTS.iter().all(|right| rights.contains(right));
        let ssm = aws_sdk_ssm::Client::new(&aws);
        let tokens = has_keys.then(|| Arc::new(Tokens::new(secret(&ssm), secret(&ssm))));
        let settings = Settings { environment, cors, tokens };
        Ok(Self { aws, ssm, settings, function: PhantomData })
    }

    /// The name of the environment, such as `dev`.
    pub fn environment(&self) -> &str {
        &self.settings.environment
    }

    /// The table `T`. It offers the operations that `F` declared.
    pub fn table<T: Table>(&self) -> dynamo::Table<F, T> {
        let client = aws_sdk_dynamodb::Client::new(&self.aws);
        dynamo::Table::new(client, variable(&TableName::of::<T>().variable()))
    }

    /// The value of the setting `S` in this environment.
    pub fn setting<S: EnvironmentSetting>(&self) -> Result<S::Value>
    where
        F: May<contracts::Setting<S>>,
    {
        let name = Right::Setting(S::NAME).variable();
        let text = required(&name)?;
        S::Value::from_text(&text).ok_or_else(|| {
            let kind = std::any::type_name::<S::Value>();
            Failure::failed(format!(
                "the environment variable `{name}` is `{text}`, not a `{kind}`"
            ))
        })
    }

    /// The secret `S`, which is read when it is first used.
    pub fn secret<S: StoredSecret>(&self) -> Secret<S>
    where
        F: May<contracts::Secret<S>>,
    {
        secret(&self.ssm)
    }

    /// The exported value `P`, which is read when it is first used.
    pub fn parameter<P: Export>(&self) -> Parameter<P>
    where
        F: May<contracts::Parameter<P>>,
    {
        Parameter::new(StoredValue::Parameter {
            client: self.ssm.clone(),
            name: variable(&Right::Parameter(P::PARAMETER).variable()),
            is_secret: false,
        })
    }

    /// A client of the API whose address is exported as `P`.
    pub fn api_client<P: Export>(&self) -> Result<ApiClient<P>>
    where
        F: May<contracts::Parameter<P>>,
    {
        ApiClient::new(self.parameter())
    }

    /// Signs and verifies tokens.
    ///
    /// # Panics
    /// Never: the declaration implies the keys.
    pub fn tokens(&self) -> Arc<Tokens>
    where
        F: May<SigningKeys>,
    {
        Arc::clone(self.settings.tokens.as_ref().expect("the declaration implies the keys"))
    }

    /// Executions of the workflow `W`. They offer what `F` declared.
    pub fn executions<W: Workflow>(&self) -> Executions<F, W>
    where
        F: May<contracts::Start<W>>,
    {
        let name = Right::Start(ComponentName::of::<W>()).variable();
        Executions::new(aws_sdk_sfn::Client::new(&self.aws), variable(&name))
    }

    /// Tasks of the workflow `W` that wait for their token. They offer what `F` declared.
    pub fn tasks<W: Workflow>(&self) -> Tasks<F, W> {
        Tasks::new(aws_sdk_sfn::Client::new(&self.aws))
    }

    /// The dead-letter queues of all services.
    pub fn dead_letter_queues(&self) -> DeadLetterQueues
    where
        F: May<WatchDeadLetters>,
    {
        let prefix = variable(&Right::WatchDeadLetters.variable());
        DeadLetterQueues::new(aws_sdk_sqs::Client::new(&self.aws), prefix)
    }

    /// Publishes the events that `F` declared, for functions without an outbox.
    pub fn publisher(&self) -> Publisher<F> {
        Publisher::new(self.bus(), F::SERVICE.source_in(&self.settings.environment))
    }

    /// Responds to invocations until Lambda ends the process.
    pub async fn serve(
        &self,
        handle: impl EventFn<
            <F::Trigger as Serve<F>>::Event,
            Output: Into<<F::Trigger as Serve<F>>::Output>,
        >,
    ) -> Result
    where
        F: Function<Trigger: Serve<F>>,
    {
        let handle = async |event| handle(event).await.map(Into::into);
        self.respond(async |payload, invocation| {
            <F::Trigger as Serve<F>>::serve(payload, &invocation, &handle).await
        })
        .await
    }

    pub(crate) fn bus(&self) -> EventBus {
        EventBus::new(aws_sdk_eventbridge::Client::new(&self.aws), &variable(BUS_VARIABLE))
    }

    pub(crate) fn dead_letters(&self) -> Result<DeadLetters> {
        let queue = required(DEAD_LETTER_QUEUE_VARIABLE)?;
        Ok(DeadLetters::new(aws_sdk_sqs::Client::new(&self.aws), queue))
    }

    /// Futures are boxed here so that those of the functions stay small and quick to compile.
    pub(crate) async fn respond<I: DeserializeOwned, O: Serialize>(
        &self,
        respond: impl AsyncFn(I, Invocation<'_>) -> Result<O, Diagnostic>,
    ) -> Result {
        let (cold_start, respond) = (Cell::new(true), &respond);
        let service = service_fn(|event: LambdaEvent<I>| {
            let invocation = Invocation {
                settings: &self.settings,
                service: F::SERVICE.name,
                function: F::NAME,
                request_id: event.context.request_id,
                cold_start: cold_start.replace(false),
            };
            Box::pin(respond(event.payload, invocation))
        });
        Box::pin(Runtime::new(service).run()).await.map_err(Failure::Failed)
    }
}

fn secret<S: StoredSecret>(ssm: &aws_sdk_ssm::Client) -> Secret<S> {
    Secret::new(StoredValue::Parameter {
        client: ssm.clone(),
        name: variable(&Right::Secret(S::PARAMETER).variable()),
        is_secret: true,
    })
}

/// Lambda puts the region and the credentials into the environment. The SDK's own search for them
/// would send requests where they are missing.
async fn aws_config() -> Result<SdkConfig> {
    let loader = aws_config::defaults(BehaviorVersion::latest())
        .region(Region::new(required("AWS_REGION")?))
        .credentials_provider(EnvironmentVariableCredentialsProvider::new());
    Ok(Box::pin(loader.load()).await)
}

/// A variable that [`Lambda::new`] found, or that nothing will use because no right needs it.
fn variable(name: &str) -> String {
    env::var(name).unwrap_or_default()
}

fn required(name: &str) -> Result<String> {
    env::var(name).map_err(|_| {
        Failure::failed(format!(
            "the environment variable `{name}` is not set; deploy the function again with \
             `cargo xtask deploy`"
        ))
    })
}
