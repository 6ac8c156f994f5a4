//! The stacks: one module per service, one template each. Pure: the same environment always gives
//! the same bytes.

pub mod environment;
pub mod graph;
pub mod iam;
pub mod service;

mod activity;
mod artifacts;
mod inventory;
mod pricing;
mod product_management;
mod shared_infra;
mod user_management;

use contracts::{EventType, Service};
use manifest::{Secret, SecretContent, Seed};

pub use environment::Environment;
pub use service::StackBuilder;

/// Services whose contracts others already rely on and whose stacks are still to come.
pub const PLANNED: &[&str] = &["loyalty", "order", "payment"];

/// One CloudFormation stack, and what the rest of the system must know about it.
#[derive(Clone, Debug, Default)]
pub struct Stack {
    /// Name in CloudFormation: `Users-dev`.
    pub name: String,
    /// Handler crate and module: `user-management`.
    pub service: &'static str,
    /// What is deployed.
    pub template: cfn::Template,
    /// Names of the stacks that must be deployed before.
    pub depends_on: Vec<String>,
    /// Whether it runs a handler crate.
    pub has_code: bool,
    /// The functions it deploys.
    pub functions: Vec<DeployedFunction>,
    /// Routes of its API, as `METHOD /path`.
    pub routes: Vec<&'static str>,
    /// Parameters it reads when it deploys.
    pub imports: Vec<Import>,
    /// Parameters it writes.
    pub exports: Vec<String>,
    /// Events its queues receive.
    pub subscriptions: Vec<EventType>,
}

/// A function of a stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeployedFunction {
    /// Name within the service.
    pub name: &'static str,
    /// Detail types of the events it may publish.
    pub publishes: &'static [&'static str],
}

/// A parameter of another stack, read when this one deploys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// The parameter's name.
    pub parameter: String,
    /// The stack that writes it.
    pub stack: String,
}

/// Every stack of an environment, each after those it depends on.
///
/// # Errors
/// The sentences of [`graph::problems`], if the stacks do not fit together.
pub fn all(environment: &Environment) -> Result<Vec<Stack>, Vec<String>> {
    let stacks = vec![
        artifacts::stack(environment),
        shared_infra::stack(environment),
        user_management::stack(environment),
        activity::stack(environment),
        product_management::stack(environment),
        pricing::stack(environment),
        inventory::stack(environment),
    ];
    let problems = graph::problems(&stacks);
    if problems.is_empty() {
        graph::sorted(stacks).map_err(|cycle| vec![cycle])
    } else {
        Err(problems)
    }
}

/// The secrets that the deployment writes before any stack.
pub fn secrets(environment: &Environment) -> Vec<Secret> {
    let mut secrets = vec![Secret {
        parameter: contracts::shared_infra::JWT_SECRET.parameter_in(&environment.name),
        content: SecretContent::Random(32),
    }];
    if let Some(admin) = &environment.admin {
        secrets.push(Secret {
            parameter: contracts::user_management::ADMIN_PASSWORD.parameter_in(&environment.name),
            content: match &admin.password {
                Some(password) => SecretContent::WellKnown(password.clone()),
                None => SecretContent::Random(18),
            },
        });
    }
    secrets
}

/// The functions that bring first data, called after every stack.
pub fn seeds(environment: &Environment) -> Vec<Seed> {
    let mut seeds = vec![user_management::seed(environment)];
    seeds.extend(product_management::seed(environment));
    seeds
}

fn stack_name(service: Service, environment: &Environment) -> String {
    format!("{}-{}", service.stack, environment.name)
}
