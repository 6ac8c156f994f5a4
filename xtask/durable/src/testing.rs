//! Lambda in the process of a test: its durable functions are closures, and its time passes when the
//! test lets it.
//!
//! Needs the runtime with one thread of `#[tokio::test]`: only so does a restart interrupt everything.

mod clock;
mod functions;

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use aws_sdk_lambda::{
    Client,
    config::{BehaviorVersion, Credentials, Region, retry::RetryConfig},
    types::InvocationType,
};
use http::{Request, Response};
use http_body_util::Full;
use hyper::body::Bytes;
use jiff::Timestamp;
use serde_json::Value;
use tokio::{net::TcpListener, sync::watch, task::AbortHandle};

use crate::{
    Api, ControlPlane, DurableConfig, End, Execution, Outcome, Refusal, Settings, Store, server,
};
pub use clock::TestClock;
pub use functions::TestFunctions;

/// Requests of functions that fail, counted from 1 in the order in which they arrive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// Before this request, the process of the function dies.
    pub crash_before: Option<usize>,
    /// After this request has had its effect, the process of the function dies.
    pub crash_after: Option<usize>,
    /// This request has its effect, and a response that says that it failed.
    pub fail_after: Option<usize>,
    /// Before this request, the control plane dies, and is started again.
    pub restart_before: Option<usize>,
    /// After this request has had its effect, the control plane dies, and is started again.
    pub restart_after: Option<usize>,
}

/// Lambda, with functions that a test adds.
#[derive(Clone)]
pub struct TestLambda(Arc<Inner>);

struct Inner {
    functions: TestFunctions,
    clock: TestClock,
    settings: Settings,
    store: Store,
    faults: Faults,
    requests: AtomicUsize,
    running: Mutex<Option<Running>>,
    restarts: watch::Sender<usize>,
    client: Client,
}

struct Running {
    plane: ControlPlane<TestFunctions, TestClock>,
    task: AbortHandle,
}

/// What a [`TestLambda`] is made of.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// How the control plane behaves.
    pub settings: Settings,
    /// What fails.
    pub faults: Faults,
    /// Where executions survive a restart.
    pub folder: Option<PathBuf>,
}

impl Drop for Inner {
    fn drop(&mut self) {
        if let Some(running) = self.running.get_mut().unwrap_or_else(PoisonError::into_inner) {
            running.task.abort();
        }
    }
}

impl TestLambda {
    /// Starts Lambda on a free port.
    pub async fn start(options: Options) -> io::Result<Self> {
        let Options { settings, faults, folder } = options;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let lambda = Self(Arc::new(Inner {
            functions: TestFunctions::default(),
            clock: TestClock::default(),
            settings,
            store: folder.map_or(Store::Memory, Store::Folder),
            faults,
            requests: AtomicUsize::new(0),
            running: Mutex::new(None),
            restarts: watch::Sender::new(0),
            client: client(address),
        }));
        lambda.restart()?;
        let weak = Arc::downgrade(&lambda.0);
        let respond = move |request| {
            let lambda = weak.upgrade().map(Self);
            async move {
                match lambda {
                    Some(lambda) => lambda.respond(request).await,
                    None => std::future::pending().await,
                }
            }
        };
        tokio::spawn(server::serve(listener, respond, std::future::pending()));
        Ok(lambda)
    }

    /// Adds a function, or replaces one. `run` gets its payload.
    pub fn function<F>(&self, name: &str, run: impl Fn(Value) -> F + Send + Sync + 'static)
    where
        F: Future<Output = Result<Value, String>> + Send + 'static,
    {
        self.0.functions.add(name, None, run);
    }

    /// Adds a durable function, or replaces one. `run` gets the payload of an invocation, which contains
    /// the state of the execution.
    pub fn durable_function<F>(
        &self,
        name: &str,
        config: DurableConfig,
        run: impl Fn(Value) -> F + Send + Sync + 'static,
    ) where
        F: Future<Output = Result<Value, String>> + Send + 'static,
    {
        self.0.functions.add(name, Some(config), run);
    }

    /// A client of the API.
    pub fn client(&self) -> Client {
        self.0.client.clone()
    }

    /// Starts an execution of a function in version 1. Returns its ARN.
    pub async fn begin(
        &self,
        function: &str,
        name: &str,
        input: &Value,
    ) -> Result<String, aws_sdk_lambda::Error> {
        let call = self.client().invoke().function_name(function).qualifier("1");
        let call = call.invocation_type(InvocationType::Event).durable_execution_name(name);
        let response = call.payload(input.to_string().into_bytes().into()).send().await?;
        Ok(response.durable_execution_arn.unwrap_or_default())
    }

    /// The control plane as it is now: a restart replaces it.
    pub fn plane(&self) -> ControlPlane<TestFunctions, TestClock> {
        let running = self.0.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.as_ref().expect("Lambda was started").plane.clone()
    }

    /// An execution as it is now.
    pub fn execution(&self, arn: &str) -> Result<Execution, Refusal> {
        self.plane().get(arn)
    }

    /// Waits until no function runs.
    pub async fn settle(&self) {
        loop {
            let plane = self.plane();
            let (mut changed, mut restarts) = (plane.changes(), self.0.restarts.subscribe());
            if !plane.is_busy() {
                return;
            }
            drop(plane);
            tokio::select! {
                _ = changed.changed() => {}
                _ = restarts.changed() => {}
            }
        }
    }

    /// Lets time pass until the next timer elapses. Returns false if there is none.
    pub fn skip(&self) -> bool {
        let next = self.plane().next_time();
        if let Some(time) = next {
            self.0.clock.set(time);
        }
        next.is_some()
    }

    /// Lets days pass at once.
    pub fn skip_days(&self, days: i64) {
        self.0.clock.set(self.now() + jiff::SignedDuration::from_hours(24 * days));
    }

    /// The current time.
    pub fn now(&self) -> Timestamp {
        crate::Clock::now(&self.0.clock)
    }

    /// Lets time pass until the execution ends.
    pub async fn finish(&self, arn: &str) -> Result<Outcome, Refusal> {
        loop {
            self.settle().await;
            if let Some(End { outcome, .. }) = self.execution(arn)?.end {
                return Ok(outcome);
            }
            self.skip();
        }
    }

    /// The id of the callback for which the execution waits.
    pub fn callback_id(&self, arn: &str) -> Result<Option<String>, Refusal> {
        let execution = self.execution(arn)?;
        let open = execution.operations().filter(|it| crate::execution::is_open(it));
        let mut ids = open.filter_map(|it| Some(it.callback_details.as_ref()?.callback_id.clone()));
        Ok(ids.next())
    }

    /// How many requests have arrived, except those that were lost.
    pub fn requests(&self) -> usize {
        self.0.requests.load(Ordering::Relaxed)
    }

    /// Lets the control plane and all functions die, and starts the control plane with what it saved.
    pub fn restart(&self) -> io::Result<()> {
        let Inner { functions, clock, settings, store, running, restarts, .. } = self.0.as_ref();
        let mut running = running.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(Running { task, .. }) = running.take() {
            task.abort();
        }
        let plane = ControlPlane::open(functions.clone(), clock.clone(), store.clone(), *settings)?;
        let run = plane.clone().run();
        let task = tokio::spawn(async { run.await.expect("the store fails") }).abort_handle();
        *running = Some(Running { plane, task });
        restarts.send_modify(|restarts| *restarts += 1);
        Ok(())
    }

    /// Runs an execution again that has ended, with the functions as they are now: every operation has
    /// its recorded result, and no time passes. If the functions still take the same path, the execution
    /// ends as before and has the same operations.
    pub async fn replay(&self, recording: &Execution) -> Result<Execution, Refusal> {
        if let Some(end) = &recording.end {
            self.0.clock.set(end.time);
        }
        self.plane().adopt(recording.clone().rewound(self.now()))?;
        self.settle().await;
        self.execution(&recording.arn)
    }

    async fn respond(self, request: Request<Bytes>) -> Response<Full<Bytes>> {
        let is_of_function = request.uri().path().contains("/durable-executions/");
        let number =
            if is_of_function { self.0.requests.fetch_add(1, Ordering::Relaxed) + 1 } else { 0 };
        let faults = self.0.faults;
        let is_now = |fault: Option<usize>| fault == Some(number);
        if is_now(faults.crash_before) {
            self.0.functions.crash();
            return std::future::pending().await;
        }
        if is_now(faults.restart_before) {
            self.restart().expect("the store fails");
            return std::future::pending().await;
        }
        let response = Api::new(self.plane(), None).respond(request).await;
        if is_now(faults.crash_after) {
            self.0.functions.crash();
            return std::future::pending().await;
        }
        if is_now(faults.restart_after) {
            self.restart().expect("the store fails");
            return std::future::pending().await;
        }
        if is_now(faults.fail_after) {
            return crate::api::refused(&Refusal::failed("the response was lost"));
        }
        response
    }
}

fn client(address: SocketAddr) -> Client {
    let config = aws_sdk_lambda::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .endpoint_url(format!("http://{address}"))
        .region(Region::from_static("us-east-1"))
        .retry_config(RetryConfig::standard().with_initial_backoff(Duration::from_millis(1)))
        .credentials_provider(Credentials::new("test", "test", None, None, "test"));
    Client::from_conf(config.build())
}
