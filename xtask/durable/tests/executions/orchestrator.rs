//! An orchestrator with every kind of operation, and what it did.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use durable::{
    DurableConfig, Outcome,
    testing::{Options, TestLambda},
    wire::OperationStatus,
};
use platform::{
    Failure, Input, Result,
    durable::{Branch, DurableContext, Retry, in_process},
};
use serde_json::{Value, json};

pub const ORCHESTRATOR: &str = "orchestrator";

/// The limits of the sample executions.
pub fn limits() -> DurableConfig {
    DurableConfig { execution_timeout: 3600, ..DurableConfig::default() }
}

/// What the steps of an execution did.
#[derive(Clone)]
pub struct Effects {
    lambda: TestLambda,
    runs: Arc<Mutex<BTreeMap<String, usize>>>,
    /// How often each step fails before it succeeds.
    failures: Arc<BTreeMap<&'static str, usize>>,
    pub callbacks: Arc<Mutex<Vec<String>>>,
}

impl Effects {
    pub fn new(lambda: &TestLambda, failures: &[(&'static str, usize)]) -> Self {
        Self {
            lambda: lambda.clone(),
            runs: Arc::default(),
            failures: Arc::new(failures.iter().copied().collect()),
            callbacks: Arc::default(),
        }
    }

    /// The code of a step. A step whose result is recorded must not run.
    fn run(&self, execution: &str, step: &'static str) -> Result<String> {
        let recorded = self.lambda.execution(execution)?;
        let is_done = recorded
            .operations()
            .any(|it| it.name.as_deref() == Some(step) && it.status == OperationStatus::Succeeded);
        assert!(!is_done, "`{step}` runs again");
        let run = {
            let mut runs = self.runs.lock().unwrap();
            let run = runs.entry(step.to_owned()).or_default();
            *run += 1;
            *run
        };
        if run <= self.failures.get(step).copied().unwrap_or_default() {
            return Err(Failure::failed(format!("`{step}` failed in run {run}")));
        }
        Ok(format!("{step} done"))
    }

    pub fn runs(&self) -> BTreeMap<String, usize> {
        self.runs.lock().unwrap().clone()
    }
}

/// Adds the orchestrator and the functions that it invokes.
pub fn deploy(lambda: &TestLambda, effects: &Effects) {
    let effects = effects.clone();
    let run = in_process(lambda.client(), move |input: Input<Value>, context| {
        orchestrate(input.content, context, effects.clone())
    });
    let run = run.unwrap();
    lambda.durable_function(ORCHESTRATOR, limits(), move |payload| {
        let running = run(payload);
        async { running.await.map_err(|failure| format!("{failure:?}")) }
    });
    lambda.function("orders", async |input: Value| Ok(json!({ "orders": input["user"] })));
}

async fn orchestrate(input: Value, context: DurableContext, effects: Effects) -> Result<Value> {
    let arn = context.execution().to_owned();
    let step = |context: &DurableContext, name: &'static str| {
        let (effects, arn) = (effects.clone(), arn.clone());
        let run = async move || effects.run(&arn, name);
        context.step::<String, _, _>(name, Retry::USUAL, run)
    };
    let first = step(&context, "read-account").await?;
    context.wait("settle", Duration::from_secs(30)).await?;
    let user = json!({ "user": input["user"] });
    let orders = Branch::new("orders", move |context| async move {
        context.invoke::<Value, Value>("fetch-orders", "orders:1", user).await
    });
    let (branch_effects, branch_arn) = (effects.clone(), arn.clone());
    let products = Branch::new("products", move |context| async move {
        let run = async move || branch_effects.run(&branch_arn, "fetch-products");
        let fetched: Result<String> = context.step("fetch-products", Retry::USUAL, run).await;
        Ok(json!(fetched.unwrap_or_else(|_| "unknown".to_owned())))
    });
    let collected = context.parallel::<Value>("collect", vec![orders, products]).await?;
    let submitted = effects.clone();
    let acknowledged: Value = context
        .wait_for_callback("acknowledge", Duration::from_mins(10), move |id| async move {
            submitted.callbacks.lock().unwrap().push(id);
            Ok(())
        })
        .await?;
    let last = step(&context, "record").await?;
    Ok(json!([first, collected, acknowledged, last]))
}

/// The result of the orchestrator if nothing fails for good.
pub fn result(products: &str) -> Value {
    json!(["read-account done", [{ "orders": "u1" }, products], { "ok": true }, "record done"])
}

/// Starts Lambda with the orchestrator, and one execution of it.
pub async fn begin(
    options: Options,
    failures: &[(&'static str, usize)],
) -> (TestLambda, Effects, String) {
    let lambda = TestLambda::start(options).await.unwrap();
    let effects = Effects::new(&lambda, failures);
    deploy(&lambda, &effects);
    let arn = lambda.begin(ORCHESTRATOR, "e1", &json!({ "user": "u1" })).await.unwrap();
    (lambda, effects, arn)
}

/// Lets the execution end, and acknowledges it when it asks for that.
pub async fn drive(lambda: &TestLambda, effects: &Effects, arn: &str) -> Outcome {
    loop {
        lambda.settle().await;
        if let Some(outcome) = lambda.execution(arn).unwrap().outcome() {
            return outcome.clone();
        }
        let open = lambda.callback_id(arn).unwrap();
        let submitted = open.filter(|id| effects.callbacks.lock().unwrap().contains(id));
        match submitted {
            Some(id) => {
                let call =
                    lambda.client().send_durable_execution_callback_success().callback_id(id);
                call.result(br#"{"ok":true}"#.to_vec().into()).send().await.unwrap();
            }
            None => assert!(lambda.skip(), "nothing will happen"),
        }
    }
}

pub fn succeeded(result: &Value) -> Outcome {
    Outcome::Succeeded(Some(result.to_string()))
}

#[tokio::test]
async fn an_execution_passes_every_kind_of_operation() {
    let (lambda, effects, arn) = begin(Options::default(), &[]).await;
    let outcome = drive(&lambda, &effects, &arn).await;
    assert_eq!(outcome, succeeded(&result("fetch-products done")));
    assert!(effects.runs().values().all(|runs| *runs == 1), "{:?}", effects.runs());
    assert_eq!(lambda.now().as_second(), 30);
}

#[tokio::test]
async fn a_long_history_is_read_page_by_page() {
    let settings = durable::Settings { page: 2, ..durable::Settings::default() };
    let (lambda, effects, arn) = begin(Options { settings, ..Options::default() }, &[]).await;
    let outcome = drive(&lambda, &effects, &arn).await;
    assert_eq!(outcome, succeeded(&result("fetch-products done")));
}

#[tokio::test]
async fn waits_can_take_no_time() {
    let settings = durable::Settings { skip_waits: true, ..durable::Settings::default() };
    let failures = [("read-account", 3), ("record", 1)];
    let (lambda, effects, arn) = begin(Options { settings, ..Options::default() }, &failures).await;
    let outcome = drive(&lambda, &effects, &arn).await;
    assert_eq!(outcome, succeeded(&result("fetch-products done")));
    assert_eq!(lambda.now().as_second(), 0);
}
