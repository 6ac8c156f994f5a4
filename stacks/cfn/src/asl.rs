//! State machines in the Amazon States Language, with JSONata as their query language.
//!
//! ```
//! use cfn::asl::{Next, Retry, StateMachine, Task, jsonata};
//! use serde_json::json;
//!
//! let mut template = cfn::Template::default();
//! let confirm = template.raw("Confirm", "AWS::Lambda::Function", &json!({}));
//! let machine = StateMachine::new("Confirm")
//!     .state("Confirm", Task {
//!         retry: vec![Retry::transient_lambda_errors()],
//!         output: Some(jsonata("$states.result.Payload")),
//!         ..Task::invoke_lambda("${ConfirmArn}", jsonata("$states.input"), Next::End)
//!     })
//!     .substitution("ConfirmArn", confirm.attribute("Arn"));
//! template.add("Workflow", machine.resource("arn:aws:iam::123456789012:role/workflow")?);
//! # Ok::<(), cfn::asl::Invalid>(())
//! ```

mod check;

use serde_json::{Map as JsonMap, json};

pub use self::check::{Invalid, Problem};
use crate::{Json, Map, ToJson, Value, stepfunctions, value::object};

/// A state machine: its states, and what replaces `${Name}` in them when it is deployed.
#[derive(Clone, Debug)]
pub struct StateMachine {
    /// For whoever reads the definition.
    pub comment: Option<String>,
    /// How long one execution may take.
    pub timeout_seconds: Option<u32>,
    /// The states.
    pub flow: Flow,
    /// Values for `${Name}` anywhere in the definition.
    pub substitutions: Vec<(String, Value<String>)>,
}

/// States and the one that comes first: a state machine, a branch, or what happens to each item of a map.
#[derive(Clone, Debug)]
pub struct Flow {
    /// The first state.
    pub start_at: String,
    /// States by name, in the order they are read.
    pub states: Vec<(String, State)>,
}

/// One state.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the types of the variants are documented")]
pub enum State {
    Task(Task),
    Choice(Choice),
    Wait(Wait),
    Parallel(Parallel),
    Map(MapItems),
    Pass(Pass),
    Succeed(Succeed),
    Fail(Fail),
}

/// What follows a state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// Another state.
    State(String),
    /// Nothing: the flow ends.
    End,
}

/// Work done by another service.
#[derive(Clone, Debug)]
pub struct Task {
    /// The integration, such as `arn:aws:states:::lambda:invoke`.
    pub resource: String,
    /// The integration's arguments.
    pub arguments: Option<Json>,
    /// How long the work, or the wait for its token, may take.
    pub timeout_seconds: Option<u32>,
    /// How long the work may be silent.
    pub heartbeat_seconds: Option<u32>,
    /// When to try again, first match first.
    pub retry: Vec<Retry>,
    /// Where errors lead, first match first.
    pub catch: Vec<Catch>,
    /// Variables to set.
    pub assign: Option<Json>,
    /// The state's output, if not the integration's result.
    pub output: Option<Json>,
    /// What follows.
    pub next: Next,
}

/// A fork in the road.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The first whose condition holds is taken.
    pub choices: Vec<Branch>,
    /// Taken when no condition holds; without it, that fails the execution.
    pub default: Option<String>,
}

/// One way out of a [`Choice`].
#[derive(Clone, Debug)]
pub struct Branch {
    /// JSONata that gives `true` or `false`; see [`jsonata`].
    pub condition: Json,
    /// The state it leads to.
    pub next: String,
}

/// A pause.
#[derive(Clone, Debug)]
pub struct Wait {
    /// How long.
    pub delay: Delay,
    /// What follows.
    pub next: Next,
}

/// How long a [`Wait`] is.
#[derive(Clone, Debug)]
pub enum Delay {
    /// A number of seconds, or JSONata that gives one.
    Seconds(Json),
    /// Until a time in RFC 3339, or JSONata that gives one.
    Until(Json),
}

/// Flows that run at the same time.
#[derive(Clone, Debug)]
pub struct Parallel {
    /// The flows; their outputs become one list.
    pub branches: Vec<Flow>,
    /// When to try again.
    pub retry: Vec<Retry>,
    /// Where errors lead.
    pub catch: Vec<Catch>,
    /// Variables to set.
    pub assign: Option<Json>,
    /// The state's output, if not the list of outputs.
    pub output: Option<Json>,
    /// What follows.
    pub next: Next,
}

/// A flow for each item of a list: the state `Map`.
#[derive(Clone, Debug)]
pub struct MapItems {
    /// The list: JSONata, or the items themselves.
    pub items: Json,
    /// What happens to each item.
    pub processor: Flow,
    /// The flow's input, if not the item.
    pub item_selector: Option<Json>,
    /// How many items at the same time; without it, as many as there are.
    pub max_concurrency: Option<u32>,
    /// When to try again.
    pub retry: Vec<Retry>,
    /// Where errors lead.
    pub catch: Vec<Catch>,
    /// Variables to set.
    pub assign: Option<Json>,
    /// The state's output, if not the list of outputs.
    pub output: Option<Json>,
    /// What follows.
    pub next: Next,
}

/// Changes the data, does no work.
#[derive(Clone, Debug)]
pub struct Pass {
    /// Variables to set.
    pub assign: Option<Json>,
    /// The state's output, if not its input.
    pub output: Option<Json>,
    /// What follows.
    pub next: Next,
}

/// The flow ends well.
#[derive(Clone, Debug, Default)]
pub struct Succeed {
    /// The output, if not the state's input.
    pub output: Option<Json>,
}

/// The execution fails.
#[derive(Clone, Debug)]
pub struct Fail {
    /// The error's name.
    pub error: String,
    /// Why: text or JSONata.
    pub cause: Option<String>,
}

/// When and how often to try again.
#[derive(Clone, Debug)]
pub struct Retry {
    /// Names of errors.
    pub errors: Vec<String>,
    /// The first delay.
    pub interval_seconds: u32,
    /// Tries after the first.
    pub max_attempts: u32,
    /// By how much each delay is longer than the last.
    pub backoff_rate: f64,
    /// No delay is longer than this.
    pub max_delay_seconds: Option<u32>,
    /// Whether a delay is random between nothing and its full length.
    pub full_jitter: bool,
}

/// Where errors lead.
#[derive(Clone, Debug)]
pub struct Catch {
    /// Names of errors; `States.ALL` for any.
    pub errors: Vec<String>,
    /// Variables to set.
    pub assign: Option<Json>,
    /// The next state's input, if not the error.
    pub output: Option<Json>,
    /// The state it leads to.
    pub next: String,
}

/// A JSONata expression as a value: `{% $x %}` for `$x`.
pub fn jsonata(expression: &str) -> Json {
    format!("{{% {expression} %}}").into()
}

/// The token that a task which waits hands out, to be sent back with the result.
pub fn task_token() -> Json {
    jsonata("$states.context.Task.Token")
}

impl StateMachine {
    /// A state machine without states yet.
    pub fn new(start_at: impl Into<String>) -> Self {
        Self {
            comment: None,
            timeout_seconds: None,
            flow: Flow::new(start_at),
            substitutions: Vec::new(),
        }
    }

    /// The same with one more state.
    #[must_use]
    pub fn state(mut self, name: impl Into<String>, state: impl Into<State>) -> Self {
        self.flow = self.flow.state(name, state);
        self
    }

    /// The same with a value for `${name}`.
    #[must_use]
    pub fn substitution(
        mut self,
        name: impl Into<String>,
        value: impl Into<Value<String>>,
    ) -> Self {
        self.substitutions.push((name.into(), value.into()));
        self
    }

    /// The definition, unchecked.
    pub fn definition(&self) -> Json {
        object([
            ("Comment", self.comment.to_json()),
            ("QueryLanguage", "JSONata".into()),
            ("TimeoutSeconds", number(self.timeout_seconds)),
            ("StartAt", self.flow.start_at.as_str().into()),
            ("States", self.flow.states_json()),
        ])
    }

    /// All that is wrong with the definition and its substitutions.
    pub fn validate(&self) -> Result<(), Invalid> {
        check::validate(self)
    }

    /// The resource with its checked definition and substitutions; everything else is a struct update.
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
    /// A flow without states yet.
    pub fn new(start_at: impl Into<String>) -> Self {
        Self { start_at: start_at.into(), states: Vec::new() }
    }

    /// The same with one more state.
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
    /// Any integration, such as `arn:aws:states:::sqs:sendMessage`.
    pub fn new(resource: impl Into<String>, arguments: Json, next: impl Into<Next>) -> Self {
        Self {
            resource: resource.into(),
            arguments: Some(arguments),
            timeout_seconds: None,
            heartbeat_seconds: None,
            retry: Vec::new(),
            catch: Vec::new(),
            assign: None,
            output: None,
            next: next.into(),
        }
    }

    /// Invokes a function and waits for its answer, which is `$states.result.Payload`.
    pub fn invoke_lambda(function: &str, payload: Json, next: impl Into<Next>) -> Self {
        let arguments = object([("FunctionName", function.into()), ("Payload", payload)]);
        Self::new("arn:aws:states:::lambda:invoke", arguments, next)
    }

    /// Puts events on a bus.
    pub fn put_events(entries: Vec<Json>, next: impl Into<Next>) -> Self {
        Self::new("arn:aws:states:::events:putEvents", object([("Entries", entries.into())]), next)
    }

    /// Puts one event on a bus and waits until its [`task_token`] comes back.
    pub fn put_event_and_wait(entry: Json, timeout_seconds: u32, next: impl Into<Next>) -> Self {
        let resource = "arn:aws:states:::events:putEvents.waitForTaskToken";
        Self {
            timeout_seconds: Some(timeout_seconds),
            ..Self::new(resource, object([("Entries", vec![entry].into())]), next)
        }
    }

    /// Reads one item; the arguments are those of `GetItem`.
    pub fn get_item(arguments: Json, next: impl Into<Next>) -> Self {
        Self::new("arn:aws:states:::dynamodb:getItem", arguments, next)
    }

    /// Writes one item; the arguments are those of `PutItem`.
    pub fn put_item(arguments: Json, next: impl Into<Next>) -> Self {
        Self::new("arn:aws:states:::dynamodb:putItem", arguments, next)
    }

    /// Changes one item; the arguments are those of `UpdateItem`.
    pub fn update_item(arguments: Json, next: impl Into<Next>) -> Self {
        Self::new("arn:aws:states:::dynamodb:updateItem", arguments, next)
    }
}

impl Branch {
    /// Leads to a state when a JSONata expression (without its delimiters) holds.
    pub fn new(expression: &str, next: impl Into<String>) -> Self {
        Self { condition: jsonata(expression), next: next.into() }
    }
}

impl Parallel {
    /// Flows that run at the same time.
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

impl MapItems {
    /// A flow for each item.
    pub fn new(items: Json, processor: Flow, next: impl Into<Next>) -> Self {
        Self {
            items,
            processor,
            item_selector: None,
            max_concurrency: None,
            retry: Vec::new(),
            catch: Vec::new(),
            assign: None,
            output: None,
            next: next.into(),
        }
    }
}

impl Pass {
    /// Passes its input on.
    pub fn new(next: impl Into<Next>) -> Self {
        Self { assign: None, output: None, next: next.into() }
    }
}

impl Retry {
    /// Errors of Lambda itself that pass by: five more tries, from one second on, doubling, with full jitter.
    pub fn transient_lambda_errors() -> Self {
        let errors = [
            "Lambda.ClientExecutionTimeoutException",
            "Lambda.ServiceException",
            "Lambda.AWSLambdaException",
            "Lambda.SdkClientException",
            "Lambda.TooManyRequestsException",
        ];
        Self {
            errors: errors.map(str::to_owned).to_vec(),
            interval_seconds: 1,
            max_attempts: 5,
            backoff_rate: 2.0,
            max_delay_seconds: Some(30),
            full_jitter: true,
        }
    }
}

impl Catch {
    /// Any error leads to a state.
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
    Map(MapItems),
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
            Self::Map(map) => map.to_json(),
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
            ("HeartbeatSeconds", number(self.heartbeat_seconds)),
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

impl ToJson for MapItems {
    fn to_json(&self) -> Json {
        let entries = [
            ("Items", self.items.clone()),
            ("ItemSelector", self.item_selector.to_json()),
            ("MaxConcurrency", number(self.max_concurrency)),
            ("ItemProcessor", self.processor.to_json()),
            ("Retry", list(&self.retry)),
            ("Catch", list(&self.catch)),
            ("Assign", self.assign.to_json()),
            ("Output", self.output.to_json()),
        ];
        with_next("Map", &self.next, entries)
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

/// A state with its type first and what follows it last.
fn with_next<const N: usize>(type_name: &str, next: &Next, entries: [(&str, Json); N]) -> Json {
    let next = match next {
        Next::State(name) => ("Next", name.as_str().into()),
        Next::End => ("End", true.into()),
    };
    object([("Type", type_name.into())].into_iter().chain(entries).chain([next]))
}

/// A list, or `null` for an empty one, which is the same as none.
fn list<T: ToJson>(items: &[T]) -> Json {
    if items.is_empty() { Json::Null } else { items.iter().map(ToJson::to_json).collect() }
}

fn number(number: Option<u32>) -> Json {
    number.map_or(Json::Null, Json::from)
}
