//! State machines in the Amazon States Language, with JSONata as their query language.
//!
//! ```
//! use cfn::asl::{Catch, Fail, Next, StateMachine, Task, jsonata};
//! use serde_json::json;
//!
//! let mut template = cfn::Template::default();
//! let orders = template.add("Orders", cfn::dynamodb::Table::new([
//!     cfn::dynamodb::table::KeySchema::new("PK", "HASH"),
//! ]));
//! let item = json!({ "PK": { "S": jsonata("$states.input.orderId") } });
//! let machine = StateMachine::new("Store")
//!     .state("Store", Task {
//!         catch: vec![Catch::all("Failed")],
//!         ..Task::put_item(json!({ "TableName": "${TableName}", "Item": item }), Next::End)
//!     })
//!     .state("Failed", Fail { error: "NotStored".to_owned(), cause: None })
//!     .substitution("TableName", orders.reference());
//! template.add("Workflow", machine.resource("arn:aws:iam::123456789012:role/workflow")?);
//! # Ok::<(), cfn::asl::Invalid>(())
//! ```

mod check;

use serde_json::{Map as JsonMap, json};

pub use self::check::{Invalid, Problem};
use crate::{Json, Map, ToJson, Value, stepfunctions, value::object};

/// A state machine: its states, and the values that replace `${Name}` in them during a deployment.
#[derive(Clone, Debug)]
pub struct StateMachine {
    /// The states of the machine.
    pub flow: Flow,
    /// The longest that an execution may take. Then it fails with `States.Timeout`.
    pub timeout_seconds: Option<u32>,
    /// Values for `${Name}` anywhere in the definition.
    pub substitutions: Vec<(String, Value<String>)>,
}

/// The states of a state machine or of a branch of a [`Parallel`].
#[derive(Clone, Debug)]
pub struct Flow {
    /// The name of the first state.
    pub start_at: String,
    /// States by name, in the order of the definition.
    pub states: Vec<(String, State)>,
}

/// A state of a [`Flow`].
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the types of the variants are documented")]
pub enum State {
    Task(Task),
    Choice(Choice),
    Wait(Wait),
    Parallel(Parallel),
    Pass(Pass),
    Succeed(Succeed),
    Fail(Fail),
}

/// The transition after a state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// Continues with the state of this name.
    State(String),
    /// Ends the flow.
    End,
}

/// Calls another service.
#[derive(Clone, Debug)]
pub struct Task {
    /// The integration, such as `arn:aws:states:::lambda:invoke`.
    pub resource: String,
    /// The integration's arguments.
    pub arguments: Option<Json>,
    /// The limit for the call, or for the wait for its token.
    pub timeout_seconds: Option<u32>,
    /// Retriers. The first that matches an error is used.
    pub retry: Vec<Retry>,
    /// Catchers. The first that matches an error is used.
    pub catch: Vec<Catch>,
    /// Variables to assign.
    pub assign: Option<Json>,
    /// The state's output; the result of the integration if absent.
    pub output: Option<Json>,
    /// The transition after this state.
    pub next: Next,
}

/// Selects the next state by conditions.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The first branch whose condition is true is taken.
    pub choices: Vec<Branch>,
    /// The next state if no condition is true; without a default, the execution fails then.
    pub default: Option<String>,
}

/// A condition of a [`Choice`] and the state that it selects.
#[derive(Clone, Debug)]
pub struct Branch {
    /// A JSONata expression that evaluates to `true` or `false`; see [`jsonata`].
    pub condition: Json,
    /// The name of the next state.
    pub next: String,
}

/// Waits.
#[derive(Clone, Debug)]
pub struct Wait {
    /// How long to wait.
    pub delay: Delay,
    /// The transition after this state.
    pub next: Next,
}

/// The duration of a [`Wait`].
#[derive(Clone, Debug)]
pub enum Delay {
    /// A number of seconds, or a JSONata expression for one.
    Seconds(Json),
    /// Until a time in RFC 3339, or a JSONata expression for one.
    Until(Json),
}

/// Runs flows at the same time.
#[derive(Clone, Debug)]
pub struct Parallel {
    /// The flows. The result is the list of their outputs.
    pub branches: Vec<Flow>,
    /// Retriers. The first that matches an error is used.
    pub retry: Vec<Retry>,
    /// Catchers. The first that matches an error is used.
    pub catch: Vec<Catch>,
    /// Variables to assign.
    pub assign: Option<Json>,
    /// The state's output; the list of outputs if absent.
    pub output: Option<Json>,
    /// The transition after this state.
    pub next: Next,
}

/// Changes data without calling a service.
#[derive(Clone, Debug)]
pub struct Pass {
    /// Variables to assign.
    pub assign: Option<Json>,
    /// The state's output; its input if absent.
    pub output: Option<Json>,
    /// The transition after this state.
    pub next: Next,
}

/// Ends the flow successfully.
#[derive(Clone, Debug, Default)]
pub struct Succeed {
    /// The output; the state's input if absent.
    pub output: Option<Json>,
}

/// Fails the execution.
#[derive(Clone, Debug)]
pub struct Fail {
    /// The name of the error.
    pub error: String,
    /// The reason, as text or JSONata.
    pub cause: Option<String>,
}

/// A retrier: which errors are retried, and when.
#[derive(Clone, Debug)]
pub struct Retry {
    /// Names of the errors that are retried.
    pub errors: Vec<String>,
    /// The delay before the first retry.
    pub interval_seconds: u32,
    /// The number of retries; 0 means that the errors are not retried.
    pub max_attempts: u32,
    /// The factor between one delay and the next.
    pub backoff_rate: f64,
    /// The longest delay.
    pub max_delay_seconds: Option<u32>,
    /// Whether each delay is random, between zero and its full length.
    pub full_jitter: bool,
}

/// Catchers. The first that matches an error is used.
#[derive(Clone, Debug)]
pub struct Catch {
    /// Names of the errors that are caught; `States.ALL` for all.
    pub errors: Vec<String>,
    /// Variables to assign.
    pub assign: Option<Json>,
    /// The input of the next state; the error if absent.
    pub output: Option<Json>,
    /// The name of the next state.
    pub next: String,
}

/// A JSONata expression as a value: `{% $x %}` for `$x`.
pub fn jsonata(expression: &str) -> Json {
    format!("{{% {expression} %}}").into()
}

/// The token of a task that waits. The service that completes the task sends it back.
pub fn task_token() -> Json {
    jsonata("$states.context.Task.Token")
}

impl StateMachine {
    /// A state machine without states.
    pub fn new(start_at: impl Into<String>) -> Self {
        Self { flow: Flow::new(start_at), timeout_seconds: None, substitutions: Vec::new() }
    }

    /// Adds a state.
    #[must_use]
    pub fn state(mut self, name: impl Into<String>, state: impl Into<State>) -> Self {
        self.flow = self.flow.state(name, state);
        self
    }

    /// Adds a value for `${name}`.
    #[must_use]
    pub fn substitution(
        mut self,
        name: impl Into<String>,
        value: impl Into<Value<String>>,
    ) -> Self {
        self.substitutions.push((name.into(), value.into()));
        self
    }

    /// The definition in Amazon States Language, without validation.
    pub fn definition(&self) -> Json {
        object([
            ("QueryLanguage", "JSONata".into()),
            ("StartAt", self.flow.start_at.as_str().into()),
            ("TimeoutSeconds", number(self.timeout_seconds)),
            ("States", self.flow.states_json()),
        ])
    }

    /// Checks the definition and its substitutions, and returns all problems.
    pub fn validate(&self) -> Result<(), Invalid> {
        check::validate(self)
    }

    /// The resource with the validated definition and substitutions. Other properties are set by struct update.
    pub fn resource(
        &self,
        role_arn: impl Into<Value<String>>,
    ) -> Result<stepfunctions::StateMachine, Invalid> {
        self.validate()?;
        let substitutions: Map<String> = self.substitutions.iter().cloned().collect();
        Ok(stepfunctions::StateMachine {
            definition: Some(self.definition().into()),
            definition_substitutions: (!substitutions.0.is_empty()).then_some(substitutions),
            ..stepfunctions::StateMachine::new(role_arn)
        })
    }
}

impl Flow {
    /// A flow without states.
    pub fn new(start_at: impl Into<String>) -> Self {
        Self { start_at: start_at.into(), states: Vec::new() }
    }

    /// Adds a state.
    #[must_use]
    pub fn state(mut self, name: impl Into<String>, state: impl Into<State>) -> Self {
        self.states.push((name.into(), state.into()));
        self
    }

    fn states_json(&self) -> Json {
        self.states
            .iter()
            .map(|(name, state)| (name.clone(), state.to_json()))
            .collect::<JsonMap<_, _>>()
            .into()
    }
}

impl ToJson for Flow {
    fn to_json(&self) -> Json {
        json!({ "StartAt": self.start_at, "States": self.states_json() })
    }
}

impl Task {
    /// A task with any integration, such as `arn:aws:states:::sqs:sendMessage`.
    pub fn new(resource: impl Into<String>, arguments: Json, next: impl Into<Next>) -> Self {
        Self {
            resource: resource.into(),
            arguments: Some(arguments),
            timeout_seconds: None,
            retry: Vec::new(),
            catch: Vec::new(),
            assign: None,
            output: None,
            next: next.into(),
        }
    }

    /// Puts one event on a bus and waits until a consumer returns its [`task_token`].
    pub fn put_event_and_wait(entry: Json, timeout_seconds: u32, next: impl Into<Next>) -> Self {
        let resource = "arn:aws:states:::events:putEvents.waitForTaskToken";
        Self {
            timeout_seconds: Some(timeout_seconds),
            ..Self::new(resource, object([("Entries", vec![entry].into())]), next)
        }
    }

    /// Invokes a Lambda function, named by its name or ARN. Its result is in
    /// `$states.result.Payload`.
    pub fn invoke(function: impl Into<Json>, payload: Json, next: impl Into<Next>) -> Self {
        let arguments = object([("FunctionName", function.into()), ("Payload", payload)]);
        Self::new("arn:aws:states:::lambda:invoke", arguments, next)
    }

    /// Writes one item. The arguments are those of `PutItem`.
    pub fn put_item(arguments: Json, next: impl Into<Next>) -> Self {
        Self::new("arn:aws:states:::dynamodb:putItem", arguments, next)
    }
}

impl Branch {
    /// Selects a state if a JSONata expression, given without delimiters, is true.
    pub fn new(expression: &str, next: impl Into<String>) -> Self {
        Self { condition: jsonata(expression), next: next.into() }
    }
}

impl Parallel {
    /// Runs flows at the same time.
    pub fn new(branches: Vec<Flow>, next: impl Into<Next>) -> Self {
        Self {
            branches,
            retry: Vec::new(),
            catch: Vec::new(),
            assign: None,
            output: None,
            next: next.into(),
        }
    }
}

impl Pass {
    /// A state whose output is its input.
    pub fn new(next: impl Into<Next>) -> Self {
        Self { assign: None, output: None, next: next.into() }
    }
}

impl Catch {
    /// Continues with a state after any error.
    pub fn all(next: impl Into<String>) -> Self {
        Self {
            errors: vec!["States.ALL".to_owned()],
            assign: None,
            output: None,
            next: next.into(),
        }
    }
}

impl From<&str> for Next {
    fn from(state: &str) -> Self {
        Self::State(state.to_owned())
    }
}

macro_rules! states {
    ($($variant:ident($state:ty)),*) => {
        $(impl From<$state> for State {
            fn from(state: $state) -> Self {
                Self::$variant(state)
            }
        })*
    };
}

states!(
    Task(Task),
    Choice(Choice),
    Wait(Wait),
    Parallel(Parallel),
    Pass(Pass),
    Succeed(Succeed),
    Fail(Fail)
);

impl ToJson for State {
    fn to_json(&self) -> Json {
        match self {
            Self::Task(task) => task.to_json(),
            Self::Choice(choice) => object([
                ("Type", "Choice".into()),
                ("Choices", list(&choice.choices)),
                ("Default", choice.default.to_json()),
            ]),
            Self::Wait(wait) => wait.to_json(),
            Self::Parallel(parallel) => parallel.to_json(),
            Self::Pass(pass) => with_next(
                "Pass",
                &pass.next,
                [("Assign", pass.assign.to_json()), ("Output", pass.output.to_json())],
            ),
            Self::Succeed(succeed) => {
                object([("Type", "Succeed".into()), ("Output", succeed.output.to_json())])
            }
            Self::Fail(fail) => object([
                ("Type", "Fail".into()),
                ("Error", fail.error.as_str().into()),
                ("Cause", fail.cause.to_json()),
            ]),
        }
    }
}

impl ToJson for Task {
    fn to_json(&self) -> Json {
        let entries = [
            ("Resource", self.resource.as_str().into()),
            ("Arguments", self.arguments.to_json()),
            ("TimeoutSeconds", number(self.timeout_seconds)),
            ("Retry", list(&self.retry)),
            ("Catch", list(&self.catch)),
            ("Assign", self.assign.to_json()),
            ("Output", self.output.to_json()),
        ];
        with_next("Task", &self.next, entries)
    }
}

impl ToJson for Wait {
    fn to_json(&self) -> Json {
        let delay = match &self.delay {
            Delay::Seconds(seconds) => ("Seconds", seconds.clone()),
            Delay::Until(time) => ("Timestamp", time.clone()),
        };
        with_next("Wait", &self.next, [delay])
    }
}

impl ToJson for Parallel {
    fn to_json(&self) -> Json {
        let entries = [
            ("Branches", list(&self.branches)),
            ("Retry", list(&self.retry)),
            ("Catch", list(&self.catch)),
            ("Assign", self.assign.to_json()),
            ("Output", self.output.to_json()),
        ];
        with_next("Parallel", &self.next, entries)
    }
}

impl ToJson for Branch {
    fn to_json(&self) -> Json {
        json!({ "Condition": self.condition, "Next": self.next })
    }
}

impl ToJson for Retry {
    fn to_json(&self) -> Json {
        object([
            ("ErrorEquals", self.errors.clone().into()),
            ("IntervalSeconds", self.interval_seconds.into()),
            ("MaxAttempts", self.max_attempts.into()),
            ("BackoffRate", self.backoff_rate.into()),
            ("MaxDelaySeconds", number(self.max_delay_seconds)),
            ("JitterStrategy", if self.full_jitter { "FULL" } else { "NONE" }.into()),
        ])
    }
}

impl ToJson for Catch {
    fn to_json(&self) -> Json {
        object([
            ("ErrorEquals", self.errors.clone().into()),
            ("Assign", self.assign.to_json()),
            ("Output", self.output.to_json()),
            ("Next", self.next.as_str().into()),
        ])
    }
}

/// The JSON of a state, with its type first and its transition last.
fn with_next<const N: usize>(type_name: &str, next: &Next, entries: [(&str, Json); N]) -> Json {
    let next = match next {
        Next::State(name) => ("Next", name.as_str().into()),
        Next::End => ("End", true.into()),
    };
    object([("Type", type_name.into())].into_iter().chain(entries).chain([next]))
}

/// A list; `null` if it is empty, which has the same meaning.
fn list<T: ToJson>(items: &[T]) -> Json {
    if items.is_empty() { Json::Null } else { items.iter().map(ToJson::to_json).collect() }
}

fn number(number: Option<u32>) -> Json {
    number.map_or(Json::Null, Json::from)
}
