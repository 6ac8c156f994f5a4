//! The house constructs: a service is tables, functions, queues and one API, all in house style.
//!
//! A function is added together with what invokes it, as its type says; there is no function
//! without a trigger, and no trigger without its permission.

mod api;
mod function;
mod queue;
mod schedule;
mod stream;
mod table;
mod workflow;

use cfn::{Handle, List, Map, Output, Template, Value, iam, resolve_ssm, ssm, sub};
use contracts::{Bus, Capability as _, Export, Parameter, Secret, Service, Setting, shared_infra};

use crate::{
    Environment, Import, Stack,
    iam::{Statement, policy, trust},
};

pub use api::ApiAddress;
pub use function::FunctionRef;
pub use queue::Sources;
pub use table::{Index, TableRef};
pub use workflow::WorkflowRef;

/// A resource as a function's capability.
#[derive(Clone, Debug)]
pub struct Wired {
    /// What the environment variable holds.
    value: Value<String>,
    /// What IAM knows it by: one ARN, or several where its parts have their own.
    arns: Vec<Value<String>>,
}

/// A service's stack under construction.
pub struct StackBuilder<'a> {
    service: Service,
    environment: &'a Environment,
    stack: Stack,
    api: Option<api::Api>,
    code: Option<function::Code>,
}

impl<'a> StackBuilder<'a> {
    /// An empty stack of `service`.
    pub fn new(service: Service, environment: &'a Environment, description: &str) -> Self {
        let stack = Stack {
            name: crate::stack_name(service, environment),
            service: service.name,
            template: Template::new(description),
            ..Stack::default()
        };
        Self { service, environment, stack, api: None, code: None }
    }

    /// The template, for resources that have no house construct.
    pub fn template(&mut self) -> &mut Template {
        &mut self.stack.template
    }

    /// The stack, complete.
    pub fn finish(self) -> Stack {
        self.stack
    }

    /// Offers a value to other stacks as an SSM parameter, and shows it as an output.
    #[track_caller]
    pub fn export<T>(&mut self, export: Export<T>, value: &Value<String>) {
        assert_eq!(export.service, self.service, "`{}` is another service's export", export.name);
        let name = export.parameter_in(&self.environment.name);
        let id = pascal_case(export.name);
        self.stack.template.add(
            format!("{id}Parameter"),
            ssm::Parameter {
                name: Some(name.as_str().into()),
                ..ssm::Parameter::new(ssm::parameter::Type::String, value.clone())
            },
        );
        self.stack.template.output(&id, Output::new(format!("Also in `{name}`."), value.clone()));
        self.stack.exports.push(name);
    }

    /// Another stack's value, fixed when this stack deploys: that stack deploys first.
    pub fn import<T>(&mut self, export: Export<T>) -> Value<String> {
        let parameter = export.parameter_in(&self.environment.name);
        let stack = crate::stack_name(export.service, self.environment);
        if !self.stack.depends_on.contains(&stack) {
            self.stack.depends_on.push(stack.clone());
        }
        let value = resolve_ssm(&parameter);
        self.stack.imports.push(Import { parameter, stack });
        value
    }

    /// The shared bus.
    pub fn bus(&mut self) -> Bus<Wired> {
        let value = self.import(shared_infra::BUS_NAME);
        let arn = self.import(shared_infra::BUS_ARN);
        Bus::new(Wired { value, arns: vec![arn] })
    }

    /// A secret, read when the function runs. The deployment writes it; it is in no template.
    pub fn secret<T>(&self, export: Export<T>) -> Secret<Wired> {
        Secret::new(self.parameter(export))
    }

    /// Another stack's value, read when the function runs: no order between the stacks.
    pub fn lookup<T>(&self, export: Export<T>) -> Parameter<Wired> {
        Parameter::new(self.parameter(export))
    }

    /// Configuration that is not a resource, from the environment's file.
    pub fn setting<T: ToString>(&self, of: impl Fn(&Environment) -> T) -> Setting<Wired> {
        let value = of(self.environment).to_string();
        Setting::new(Wired { value: value.into(), arns: Vec::new() })
    }

    /// `{environment}-{service}-{name}`, the form of all names of functions and queues.
    fn physical_name(&self, name: &str) -> String {
        format!("{}-{}-{name}", self.environment.name, self.service.name)
    }

    fn parameter<T>(&self, export: Export<T>) -> Wired {
        let name = export.parameter_in(&self.environment.name);
        let arn = "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter";
        Wired { arns: vec![sub(format!("{arn}{name}"))], value: name.into() }
    }

    /// A role that `service` acts with, for the resource with the logical id `id`.
    #[track_caller]
    fn role(&mut self, id: &str, service: &str, statements: &[Statement]) -> Handle<iam::Role> {
        let policy = iam::role::Policy::new(policy(statements), "grants");
        self.stack.template.add(
            format!("{id}Role"),
            iam::Role { policies: Some([policy].into()), ..iam::Role::new(trust(service)) },
        )
    }

    /// Says whose a resource is.
    fn tags<T>(&self, tag: impl Fn(&'static str, String) -> T) -> List<T> {
        let environment = tag("environment", self.environment.name.clone());
        [environment, tag("service", self.service.name.to_owned())].into()
    }

    /// The same, for resource types whose tags are a map.
    fn tag_map(&self) -> Map<String> {
        [("environment", self.environment.name.as_str()), ("service", self.service.name)].into()
    }
}

/// `handle-order-completed` → `HandleOrderCompleted`.
pub(crate) fn pascal_case(kebab: &str) -> String {
    kebab
        .split('-')
        .map(|word| {
            let (first, rest) = word.split_at(word.len().min(1));
            first.to_uppercase() + rest
        })
        .collect()
}
