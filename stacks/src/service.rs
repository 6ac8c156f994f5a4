//! The constructs that a service's stack is made of: tables, functions, workflows and one API.
//!
//! A function is added together with its trigger, so that there is no function without a trigger and
//! no trigger without its permission. Its rights and its environment variables follow from its
//! declaration.

mod api;
mod function;
mod queue;
mod schedule;
mod stream;
mod table;
mod variables;
mod workflow;

use cfn::{Handle, List, Map, Output, Template, Value, iam, resolve_ssm, ssm};
use contracts::{BUS_VARIABLE, Component, Contract, Export, ParameterName, Right, Service};

use crate::{
    DeployedComponent, Environment, Import, Stack,
    iam::{Statement, allow, policy, publish, trust},
    reference::{self, pascal_case},
};
use variables::Variables;

pub use api::{AddressForm, ApiTrigger};
pub use function::{DirectTrigger, FunctionOptions};
pub use queue::{QueueOptions, QueueTrigger};
pub use schedule::ScheduleOptions;
pub use stream::{StreamChanges, StreamOptions, StreamTrigger};
pub use table::TableOptions;

/// A service's stack under construction.
pub struct StackBuilder<'a> {
    contract: Contract,
    environment: &'a Environment,
    stack: Stack,
    api: Option<api::Api>,
    code: Option<function::Code>,
}

/// The statements and variables that follow from a component's declaration.
struct Grants {
    statements: Vec<Statement>,
    variables: Variables,
    component: DeployedComponent,
}

impl<'a> StackBuilder<'a> {
    /// An empty stack of the service with this contract.
    pub fn new(contract: Contract, environment: &'a Environment, description: &str) -> Self {
        let stack = Stack {
            name: crate::stack_name(contract.service.stack, environment),
            service: contract.service.name,
            template: Template::new(description),
            ..Stack::default()
        };
        Self { contract, environment, stack, api: None, code: None }
    }

    /// The template, for resources that have no construct.
    pub fn template(&mut self) -> &mut Template {
        &mut self.stack.template
    }

    /// The complete stack.
    pub fn finish(self) -> Stack {
        self.stack
    }

    /// Exports a value to other stacks as an SSM parameter and shows it as an output. The address of
    /// an API is exported by [`api`](Self::api).
    #[track_caller]
    pub fn export<E: Export<Value = String>>(&mut self, value: &Value<String>) {
        self.write_parameter(&pascal_case(E::PARAMETER.name), E::PARAMETER, value);
    }

    /// The value that another stack exports, read when this stack is deployed: that stack is
    /// deployed first.
    pub fn import<E: Export>(&mut self) -> Value<String> {
        let parameter = E::PARAMETER.in_environment(&self.environment.name);
        let stack = crate::stack_name(E::PARAMETER.stack, self.environment);
        if !self.stack.depends_on.contains(&stack) {
            self.stack.depends_on.push(stack.clone());
        }
        let value = resolve_ssm(&parameter);
        self.stack.imports.push(Import { parameter, stack });
        value
    }

    #[track_caller]
    fn write_parameter(&mut self, id: &str, parameter: ParameterName, value: &Value<String>) {
        assert!(
            parameter.stack == self.contract.service.stack,
            "`{}` is an export of the stack `{}`, not of `{}`",
            parameter.variable,
            parameter.stack,
            self.contract.service.stack
        );
        let name = parameter.in_environment(&self.environment.name);
        self.stack.template.add(
            format!("{id}Parameter"),
            ssm::Parameter {
                name: Some(name.as_str().into()),
                ..ssm::Parameter::new(ssm::parameter::Type::String, value.clone())
            },
        );
        self.stack.template.output(id, Output::new(format!("Also in `{name}`."), value.clone()));
        self.stack.exports.push(name);
    }

    /// Adds the variables of the component `C` with these rights to `variables`, and makes the
    /// statements that allow it to use its rights and to publish its events.
    #[track_caller]
    fn grants<C: Component>(&mut self, rights: &[Right], mut variables: Variables) -> Grants {
        self.check_owner(C::SERVICE, C::NAME);
        let mut statements = allow(rights, &self.environment.name);
        for right in rights {
            variables.add(&right.variable(), reference::value(right, self.environment));
        }
        let published = C::DECLARATION.published();
        let publishes: Vec<&str> = published.iter().map(|event| event.event.name).collect();
        if !publishes.is_empty() {
            variables.add(BUS_VARIABLE, self.import::<contracts::shared_infra::BusName>());
            let bus = self.import::<contracts::shared_infra::BusArn>();
            let environment = &self.environment.name;
            let sources = published.iter().map(|event| event.event.source_in(environment));
            statements.push(publish(&publishes, &sources.collect(), bus));
        }
        let component =
            DeployedComponent { name: C::NAME, rights: rights.to_vec(), stream: None, publishes };
        Grants { statements, variables, component }
    }

    #[track_caller]
    fn check_owner(&self, owner: Service, name: &str) {
        let service = self.contract.service.name;
        assert!(
            owner.name == service,
            "`{name}` belongs to the service `{}`, and this is the stack of `{service}`",
            owner.name
        );
    }

    /// `{environment}-{service}-{name}`, the form of all names of functions and queues.
    fn physical_name(&self, name: &str) -> String {
        format!("{}-{}-{name}", self.environment.name, self.contract.service.name)
    }

    /// A role that `service` assumes, for the resource with the logical id `id`.
    #[track_caller]
    fn role(&mut self, id: &str, service: &str, statements: &[Statement]) -> Handle<iam::Role> {
        let policy = iam::role::Policy::new(policy(statements), "grants");
        self.stack.template.add(
            format!("{id}Role"),
            iam::Role { policies: Some([policy].into()), ..iam::Role::new(trust(service)) },
        )
    }

    /// The tags of a resource: its environment and its service.
    fn tags<T>(&self, tag: impl Fn(&'static str, String) -> T) -> List<T> {
        let environment = tag("environment", self.environment.name.clone());
        [environment, tag("service", self.contract.service.name.to_owned())].into()
    }

    /// The same, for resource types whose tags are a map.
    fn tag_map(&self) -> Map<String> {
        let environment = self.environment.name.as_str();
        [("environment", environment), ("service", self.contract.service.name)].into()
    }
}
