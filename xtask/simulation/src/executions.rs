//! The executions of the order workflow: the deployed state machine, its calls, and its task tokens.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc, sync::Arc, time::Duration};

use contracts::{Component, order::OrderWorkflow};
use jiff::Timestamp;
use order::{
    memory::workflow_input,
    order::Order,
    ports::workflow::{Failures, Successes, WorkflowStates, Workflows},
};
use platform::{Completion, Context, ExecutionState, Result, clock::Clock, memory::Calls};
use serde_json::{Value, json};
use stacks::{Environment, Stack};
use tokio::{
    sync::Notify,
    task::spawn_local,
    time::{sleep, timeout},
};

use crate::{
    bus, services,
    shop::Shop,
    workflow::{
        Call, Effect, Execution, Failure, Machine, Outcome, Start, TokenError, execution_of,
    },
    world::World,
};

/// Until when an execution that is aborted runs at most, in seconds.
const ABORTED_WITHIN: u32 = 90;

thread_local! {
    /// The state machine that the stacks deploy, compiled once.
    static MACHINE: Arc<Machine> = Arc::new(machine());
}

fn machine() -> Machine {
    let text = include_str!("../../../env/local.yaml");
    let environment = Environment::parse("local", text).expect("the environment is valid");
    let stacks = stacks::all(&environment).expect("the stacks are valid");
    let definition = stacks.iter().find_map(Stack::definition::<OrderWorkflow>);
    let definition = definition.expect("a stack has the workflow");
    // The value of each `${NAME}` is its name.
    let names = definition.substitutions.iter().map(|(name, _)| name.clone());
    let values: BTreeMap<String, String> = names.map(|name| (name.clone(), name)).collect();
    Machine::new(OrderWorkflow::NAME, definition, &values).expect("the workflow compiles")
}

/// All executions.
pub struct Executions {
    world: Rc<World>,
    calls: Calls,
    by_name: RefCell<BTreeMap<String, Rc<Running>>>,
}

/// An execution, and who waits for its changes.
struct Running {
    name: String,
    execution: RefCell<Execution>,
    changed: Notify,
}

/// The workflow of a shop, which can be started.
pub struct ShopWorkflow<'a>(pub &'a Rc<Shop>);

impl Executions {
    pub fn new(world: &Rc<World>, calls: Calls) -> Self {
        Self { world: Rc::clone(world), calls, by_name: RefCell::default() }
    }

    /// The names of all executions that have not ended.
    pub fn running(&self) -> Vec<String> {
        let all = self.by_name.borrow();
        let running = all.values().filter(|it| it.execution.borrow().outcome().is_none());
        running.map(|it| it.name.clone()).collect()
    }

    /// Adds an execution. None if there is one of its name.
    fn add(&self, name: &str, input: Value) -> Option<Rc<Running>> {
        let mut all = self.by_name.borrow_mut();
        if all.contains_key(name) {
            return None;
        }
        let (name, seed) = (name.to_owned(), self.world.below(u32::MAX).into());
        let start = Start { name: name.clone(), input, seed, now: self.world.clock.now() };
        let execution = MACHINE.with(|machine| Execution::start(machine, start));
        let execution = RefCell::new(execution);
        let running = Rc::new(Running { name: name.clone(), execution, changed: Notify::new() });
        all.insert(name, Rc::clone(&running));
        Some(running)
    }

    fn complete(&self, token: &str, result: Result<Value, Failure>) -> Completion {
        let all = self.by_name.borrow();
        let is_its = |running: &&Rc<Running>| {
            execution_of(token).is_some_and(|id| id == running.execution.borrow().id())
        };
        let Some(running) = all.values().find(is_its) else { return Completion::UnknownToken };
        let now = self.world.clock.now();
        let completed = running.execution.borrow_mut().complete(now, token, result);
        running.changed.notify_one();
        match completed {
            Ok(()) => Completion::Accepted,
            Err(TokenError::TaskTimedOut | TokenError::TaskDoesNotExist) => Completion::TooLate,
            Err(TokenError::InvalidToken) => Completion::UnknownToken,
        }
    }
}

impl Successes for Executions {
    async fn succeed(&self, token: &str, result: &str) -> Result<Completion> {
        let result = json!({ "result": result });
        self.calls.make("tasks.succeed", || self.complete(token, Ok(result))).await
    }
}

impl Failures for Executions {
    async fn fail(&self, token: &str, error: &str, cause: &str) -> Result<Completion> {
        let failure = Failure::new(error, cause);
        self.calls.make("tasks.fail", || self.complete(token, Err(failure))).await
    }
}

impl Workflows for ShopWorkflow<'_> {
    async fn start(&self, name: &str, order: &Order, context: &Context) -> Result {
        let Self(shop) = self;
        let input = workflow_input(order, context);
        let add = || {
            if let Some(running) = shop.workflows.add(name, input) {
                shop.world.record(|| format!("execution {name} starts"));
                spawn_local(drive(Rc::clone(shop), running));
            }
        };
        shop.workflows.calls.make("executions.start", add).await
    }
}

impl WorkflowStates for ShopWorkflow<'_> {
    async fn state(&self, name: &str) -> Result<ExecutionState> {
        let executions = &self.0.workflows;
        let state = || match executions.by_name.borrow().get(name) {
            None => ExecutionState::Missing,
            Some(running) => match running.execution.borrow().outcome() {
                None => ExecutionState::Running,
                Some(Outcome::Succeeded(_)) => ExecutionState::Succeeded,
                Some(Outcome::Failed(_) | Outcome::Aborted) => ExecutionState::Failed,
            },
        };
        executions.calls.make("executions.state", state).await
    }
}

/// Continues an execution until it ends.
async fn drive(shop: Rc<Shop>, running: Rc<Running>) {
    let (world, work) = (&shop.world, shop.world.work());
    if world.is_struck(world.plan.faults.aborted_executions) {
        spawn_local(abort(Rc::clone(&shop), Rc::clone(&running)));
    }
    loop {
        let effect = running.execution.borrow_mut().step(world.clock.now());
        match effect {
            Effect::Call(call) => {
                spawn_local(perform(Rc::clone(&shop), Rc::clone(&running), call));
            }
            Effect::WaitUntil(time) => wait(&running, world, time).await,
            Effect::Waiting => running.changed.notified().await,
            Effect::Ended(outcome) => {
                world.record(|| format!("execution {} ends: {outcome:?}", running.name));
                break;
            }
        }
    }
    drop(work);
}

async fn wait(running: &Running, world: &World, time: Timestamp) {
    // Time is in milliseconds; a millisecond later it has come.
    let time = world.clock.until(time) + Duration::from_millis(1);
    drop(timeout(time, running.changed.notified()).await);
}

async fn abort(shop: Rc<Shop>, running: Rc<Running>) {
    sleep(shop.world.seconds(ABORTED_WITHIN)).await;
    shop.world.record(|| format!("execution {} is aborted", running.name));
    running.execution.borrow_mut().abort();
    running.changed.notify_one();
}

/// Performs a call of an execution.
async fn perform(shop: Rc<Shop>, running: Rc<Running>, call: Call) {
    let _work = shop.world.work();
    shop.world.record(|| format!("execution {} in {}", running.name, call.state));
    let result = if call.resource.contains("events:putEvents") {
        put_events(&shop, &call.arguments).await
    } else {
        invoke(&shop, &call.arguments).await
    };
    running.execution.borrow_mut().respond(shop.now(), call.id, result);
    running.changed.notify_one();
}

async fn put_events(shop: &Rc<Shop>, arguments: &Value) -> Result<Value, Failure> {
    let put = || {
        for entry in arguments["Entries"].as_array().into_iter().flatten() {
            let event_type = entry["DetailType"].as_str().unwrap_or_default();
            bus::put(shop, event_type, &entry["Detail"].to_string(), shop.now());
        }
        json!({ "FailedEntryCount": 0 })
    };
    let put = shop.workflows.calls.make("bus.put_events", put);
    let result = shop.world.process("events:putEvents", put).await;
    let failure = || Failure::new("EventBridge.InternalException", "the bus does not respond");
    result.and_then(Result::ok).ok_or_else(failure)
}

async fn invoke(shop: &Rc<Shop>, arguments: &Value) -> Result<Value, Failure> {
    let function = arguments["FunctionName"].as_str().unwrap_or_default();
    let payload = &arguments["Payload"];
    let invocation = || services::invoke_function(Rc::clone(shop), function, payload.clone());
    if shop.world.is_struck(shop.world.plan.faults.duplicates) {
        let (shop, second) = (Rc::clone(shop), invocation());
        spawn_local(async move {
            let _work = shop.world.work();
            drop(shop.world.process("a second invocation", second).await);
        });
    }
    match shop.world.process(function, invocation()).await {
        Some(Ok(payload)) => Ok(json!({ "Payload": payload })),
        Some(Err(failure)) => Err(Failure::new("Failed", format!("{failure:?}"))),
        None => Err(Failure::new("Lambda.Unknown", "the function died")),
    }
}
