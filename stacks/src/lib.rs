//! The stacks: one module per service, one template each. Synthesis is pure: the same environment
//! always gives the same bytes.

pub mod environment;
pub mod graph;
pub mod limits;
pub mod service;

mod iam;
mod reference;

mod activity;
mod artifacts;
mod basket;
mod dead_letters;
mod inventory;
mod loyalty;
mod notification;
mod order;
mod payment;
mod pricing;
mod product_management;
mod shared_infra;
mod user_management;

use std::collections::BTreeMap;

use cfn::asl::StateMachine;
use contracts::{
    Contract, EventType, ParameterName, Right, Service, StoredSecret, TableName, Workflow,
    shared_infra::{PARAMETER_LIFETIME, SigningKey, VerificationKeys},
    user_management::AdminPassword,
};
use manifest::{DeadLetterQueue, Secret, SecretContent, Seed, SigningKeys};

pub use environment::Environment;
pub use iam::{LIST_QUEUES, LOG_DELIVERY};
pub use service::StackBuilder;

/// Services that have a contract, because others rely on it, and no stack yet.
pub const PLANNED: &[&str] = &[];

/// One CloudFormation stack, and the facts about it that other stacks and the tools need.
#[derive(Clone, Debug, Default)]
pub struct Stack {
    /// Name in CloudFormation: `Users-dev`.
    pub name: String,
    /// Handler crate and module: `user-management`.
    pub service: &'static str,
    /// The CloudFormation template.
    pub template: cfn::Template,
    /// Names of the stacks that must be deployed before.
    pub depends_on: Vec<String>,
    /// Whether it runs a handler crate.
    pub has_code: bool,
    /// Its tables.
    pub tables: Vec<TableName>,
    /// Its functions.
    pub functions: Vec<DeployedComponent>,
    /// Its workflows.
    pub workflows: Vec<DeployedComponent>,
    /// The definitions of its workflows by name, each with its substitutions.
    pub definitions: BTreeMap<&'static str, StateMachine>,
    /// Routes of its API, as `METHOD /path` or `$default`.
    pub routes: Vec<&'static str>,
    /// Parameters that it reads when it is deployed.
    pub imports: Vec<Import>,
    /// Parameters that it writes.
    pub exports: Vec<String>,
    /// Events that its queues receive.
    pub subscriptions: Vec<EventType>,
    /// Its dead-letter queues.
    pub dead_letters: Vec<DeadLetterQueue>,
}

/// A function or workflow of a stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeployedComponent {
    /// Name within the service.
    pub name: &'static str,
    /// Its rights, those that its trigger implies included.
    pub rights: Vec<Right>,
    /// The table whose stream it reads.
    pub stream: Option<TableName>,
    /// Detail types of the events that it may publish.
    pub publishes: Vec<&'static str>,
}

/// A parameter of another stack, read when this one is deployed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// The parameter's name.
    pub parameter: String,
    /// The stack that writes it.
    pub stack: String,
}

impl Stack {
    /// The definition of the workflow `W`, if this stack deploys it.
    pub fn definition<W: Workflow>(&self) -> Option<&StateMachine> {
        self.definitions.get(W::NAME).filter(|_| self.service == W::SERVICE.name)
    }
}

/// Every stack of an environment, each after those it depends on.
///
/// # Errors
/// The sentences of [`graph::problems`] and [`limits::problems`], if the stacks do not fit together or
/// AWS refuses a part of them.
pub fn all(environment: &Environment) -> Result<Vec<Stack>, Vec<String>> {
    let stacks = vec![
        artifacts::stack(environment),
        shared_infra::stack(environment),
        user_management::stack(environment),
        activity::stack(environment),
        product_management::stack(environment),
        pricing::stack(environment),
        inventory::stack(environment),
        payment::stack(environment),
        order::stack(environment),
        basket::stack(environment),
        notification::stack(environment),
        loyalty::stack(environment),
        dead_letters::stack(environment),
    ];
    let mut problems = graph::problems(&stacks);
    problems.extend(limits::problems(&stacks));
    if problems.is_empty() {
        graph::sorted(stacks).map_err(|cycle| vec![cycle])
    } else {
        Err(problems)
    }
}

/// The secrets that the deployment writes before any stack.
pub fn secrets(environment: &Environment) -> Vec<Secret> {
    let secret = |name: ParameterName, content| Secret {
        parameter: name.in_environment(&environment.name),
        content,
    };
    let mut secrets = vec![
        secret(SigningKey::PARAMETER, SecretContent::Random(32)),
        secret(VerificationKeys::PARAMETER, SecretContent::Random(32)),
    ];
    if environment.admin.is_some() {
        let content =
            if environment.is_aws() { SecretContent::Random(18) } else { SecretContent::WellKnown };
        secrets.push(secret(AdminPassword::PARAMETER, content));
    }
    secrets
}

/// The secrets that sign and verify tokens.
pub fn signing_keys(environment: &Environment) -> SigningKeys {
    SigningKeys {
        current: SigningKey::PARAMETER.in_environment(&environment.name),
        verification: VerificationKeys::PARAMETER.in_environment(&environment.name),
        lifetime_seconds: PARAMETER_LIFETIME.as_secs(),
    }
}

/// The functions that bring first data, called after every stack.
pub fn seeds(environment: &Environment) -> Vec<Seed> {
    let mut seeds = vec![user_management::seed(environment)];
    seeds.extend(product_management::seed(environment));
    seeds
}

/// `Users-dev` for the stack `Users`.
fn stack_name(stack: &str, environment: &Environment) -> String {
    format!("{stack}-{}", environment.name)
}

/// The contract of a service that has neither functions nor workflows.
fn without_components(service: Service) -> Contract {
    Contract { service, functions: Vec::new(), workflows: Vec::new() }
}
