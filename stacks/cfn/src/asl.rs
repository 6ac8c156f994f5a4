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

/// A state machine: its states, and what replaces `${Name}` in them when it is deployed.
#[derive(Clone, Debug)]
pub struct StateMachine {
    /// The states.
    pub flow: Flow,
    /// Values for `${Name}` anywhere in the definition.
    pub substitutions: Vec<(String, Value<String>)>,
}

/// States and the one that comes first: a state machine or a branch of a [`Parallel`].
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
        Self { flow: Flow::new(start_at), substitutions: Vec::new() }
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
            ("QueryLanguage", "JSONata".into()),
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
            retry: Vec::new(),
            catch: Vec::new(),
            assign: None,
            output: None,
            next: next.into(),
        }
    }

    /// Puts one event on a bus and waits until its [`task_token`] comes back.
    pub fn put_event_and_wait(entry: Json, timeout_seconds: u32, next: impl Into<Next>) -> Self {
        let resource = "arn:aws:states:::events:putEvents.waitForTaskToken";
        Self {
            timeout_seconds: Some(timeout_seconds),
            ..Self::new(resource, object([("Entries", vec![entry].into())]), next)
        }
    }

    /// Writes one item; the arguments are those of `PutItem`.
    pub fn put_item(arguments: Json, next: impl Into<Next>) -> Self {
        Self::new("arn:aws:states:::dynamodb:putItem", arguments, next)
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

impl Pass {
    /// Passes its input on.
    pub fn new(next: impl Into<Next>) -> Self {
        Self { assign: None, output: None, next: next.into() }
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
